"""The shape of the production set, read as text: no engine runs here."""

import re
from pathlib import Path

import pytest
import yaml

from elo_portal.machine import packages, supervisor

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SET = yaml.safe_load(TEXT)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PORTAL = ("migrate", "web", "worker", "beat")


def test_the_services_are_those_of_the_architecture():
    assert set(SET["services"]) == {*PORTAL, "postgres", "broker", "clamav"}


def test_only_this_machine_reaches_the_web_and_nothing_else_has_a_port():
    assert {name: service["ports"] for name, service in SET["services"].items() if "ports" in service} == {
        "web": ["127.0.0.1:8000:8000"]
    }


@pytest.mark.parametrize("name", PORTAL)
def test_the_portal_has_no_rights_that_it_does_not_need(name):
    service = SET["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["environment"]["ELO_MODE"] == "production"


def test_no_secret_is_written_down():
    environment = SET["services"]["web"]["environment"]
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_ADDRESS", "EMAIL_URL", "MAIL_FROM", "MAIL_REPLY_TO"):
        assert re.fullmatch(rf"\$\{{{name}:\?.+\}}", environment[name]), name
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]
    assert SET["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_database_is_migrated(name):
    assert SET["services"][name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "broker": {"condition": "service_healthy"},
    }


def test_migrating_is_done_once_and_refuses_data_of_a_newer_version_first():
    migrate = SET["services"]["migrate"]
    assert migrate["restart"] == "no"
    assert migrate["command"][-1].split(" && ") == [
        "python manage.py check_data_version",
        "python manage.py migrate --noinput",
        "python manage.py collectstatic --noinput",
    ]


@pytest.mark.parametrize("name", ["web", "worker", "beat", "postgres", "broker", "clamav"])
def test_everything_that_stays_up_is_watched(name):
    assert {"test", "interval", "timeout", "retries"} <= set(SET["services"][name]["healthcheck"])
    assert SET["services"][name]["restart"] == "unless-stopped"


def test_the_collation_is_that_of_the_embedded_database():
    arguments = SET["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert arguments == "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8"
    embedded = (ROOT / "elo_portal" / "machine" / "postgres.py").read_text()
    assert all(part in embedded for part in ("UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"))


def test_what_must_last_lies_in_a_volume():
    mounted = {name: service["volumes"] for name, service in SET["services"].items()}
    assert mounted == {
        **{name: ["files:/srv/elo/var"] for name in PORTAL},
        "postgres": ["database:/var/lib/postgresql"],
        "broker": ["broker:/data"],
        "clamav": ["signatures:/var/lib/clamav"],
    }
    assert set(SET["volumes"]) == {"database", "broker", "files", "signatures"}


def test_the_virus_scanner_is_there_only_for_those_who_ask():
    assert [name for name, service in SET["services"].items() if "profiles" in service] == ["clamav"]
    assert SET["services"]["clamav"]["profiles"] == ["clamav"]
    assert {SET["services"][name]["environment"]["CLAMAV_URL"] for name in PORTAL} == {"${CLAMAV_URL:-}"}


def test_worker_and_beat_are_started_as_in_a_rehearsal():
    assert SET["services"]["worker"]["command"][1:] == supervisor.worker_command()
    assert SET["services"]["beat"]["command"][1:] == supervisor.beat_command(Path("/srv/elo/var/beat"))


def test_the_image_has_every_library_that_the_launcher_asks_for():
    for need in packages.PRINTER:
        assert need.package in DOCKERFILE


def test_the_image_is_not_root_and_brings_neither_tests_nor_embedded_servers():
    assert re.search(r"^USER elo$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER elo") < DOCKERFILE.index("CMD [")
    copied = re.findall(r"^COPY (\S+)", DOCKERFILE, re.MULTILINE)
    assert copied == [
        "requirements.txt",
        "manage.py",
        "elo_portal",
        "networks",
        "strategies",
        "reporting",
        "templates",
        "static",
    ]
    assert re.findall(r"-r (\S+)", DOCKERFILE) == ["requirements.txt"]
