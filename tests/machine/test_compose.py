"""The shape of the production set, read as text: no engine runs here."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from elo_portal.machine import checks, packages, supervisor
from elo_portal.office.jobs.kinds import QUEUES

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
SET = yaml.safe_load(TEXT)
DOCKERFILE = (ROOT / "Dockerfile").read_text()
WORKERS = ("worker-documents", "worker-compilations")
UP = ("web", *WORKERS, "beat")
PORTAL = ("migrate", *UP)
SERVICES = ("postgres", "broker", "clamav")


def test_the_services_are_those_of_the_architecture():
    assert set(SET["services"]) == {*PORTAL, *SERVICES}


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
    assert "${BROKER_PASSWORD:?" in environment["REDIS_URL"]
    assert SET["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


@pytest.mark.parametrize("name", UP)
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


@pytest.mark.parametrize("name", [*UP, *SERVICES])
def test_everything_that_stays_up_is_watched(name):
    assert {"test", "interval", "timeout", "retries"} <= set(SET["services"][name]["healthcheck"])
    assert SET["services"][name]["restart"] == "unless-stopped"


def test_every_log_goes_to_the_engine_and_has_an_end():
    kept = {"driver": "json-file", "options": {"max-size": "20m", "max-file": "5"}}
    assert [name for name, service in SET["services"].items() if service["logging"] != kept] == []


@pytest.mark.parametrize("name", PORTAL)
def test_each_container_has_a_home_and_a_temporary_folder_of_its_own(name):
    assert SET["services"][name]["tmpfs"] == ["/tmp", "/home/elo:uid=10001,gid=10001,mode=0700"]  # noqa: S108 the container's
    assert "HOME=/home/elo" in DOCKERFILE
    assert "useradd --uid 10001 --user-group" in DOCKERFILE


def test_database_and_broker_have_no_way_out_and_write_only_into_their_volumes():
    assert SET["networks"] == {"inside": {"internal": True}}
    for name in ("postgres", "broker"):
        assert SET["services"][name]["networks"] == ["inside"]
        assert SET["services"][name]["read_only"] is True
        assert SET["services"][name]["security_opt"] == ["no-new-privileges:true"]
    for name in (*PORTAL, "clamav"):
        assert SET["services"][name]["networks"] == ["default", "inside"]


def test_the_brokers_password_is_among_no_arguments():
    broker = SET["services"]["broker"]
    assert broker["environment"] == {"BROKER_PASSWORD": "${BROKER_PASSWORD:?letters and digits}"}
    assert (broker["user"], broker["cap_drop"]) == ("valkey", ["ALL"])
    command = broker["command"][-1]
    assert command.splitlines()[1:] == ["requirepass $$BROKER_PASSWORD", "END"]
    assert "BROKER_PASSWORD" not in command.splitlines()[0]
    assert {"--appendonly yes", "--maxmemory-policy noeviction"} <= {
        " ".join(pair) for pair in itertools.pairwise(command.split())
    }


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_may_finish_a_print_before_it_is_ended(name):
    seconds = int(SET["services"][name]["stop_grace_period"].removesuffix("s"))
    assert seconds > settings.CELERY_TASK_TIME_LIMIT


def test_the_web_may_finish_its_answers_before_it_is_ended():
    graceful = int(re.search(r'"--graceful-timeout", "(\d+)"', DOCKERFILE)[1])
    assert int(SET["services"]["web"]["stop_grace_period"].removesuffix("s")) > graceful


def test_nobody_but_the_example_names_a_secret_with_a_default():
    defaults = re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT)
    assert set(defaults) == {("ELO_VERSION", "unnamed"), ("ELO_TRUSTED_PROXIES", "1"), ("CLAMAV_URL", "")}


def test_the_collation_is_that_of_the_embedded_database():
    arguments = SET["services"]["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert arguments == "--encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8"
    embedded = (ROOT / "elo_portal" / "machine" / "postgres.py").read_text()
    assert all(part in embedded for part in ("UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"))


def test_what_must_last_lies_in_a_volume():
    mounted = {name: service["volumes"] for name, service in SET["services"].items()}
    assert mounted == {
        **{name: ["files:/srv/elo/var"] for name in PORTAL},
        "postgres": ["database:/var/lib/postgresql/data"],
        "broker": ["broker:/data"],
        "clamav": ["signatures:/var/lib/clamav"],
    }
    assert set(SET["volumes"]) == {"database", "broker", "files", "signatures"}


def test_the_virus_scanner_is_there_only_for_those_who_ask():
    assert [name for name, service in SET["services"].items() if "profiles" in service] == ["clamav"]
    assert SET["services"]["clamav"]["profiles"] == ["clamav"]
    assert {SET["services"][name]["environment"]["CLAMAV_URL"] for name in PORTAL} == {"${CLAMAV_URL:-}"}


def test_workers_and_beat_are_started_as_in_a_rehearsal():
    for name, queues in zip(WORKERS, (supervisor.DOCUMENTS, supervisor.COMPILATIONS), strict=True):
        assert SET["services"][name]["command"] == ["python", *supervisor.worker_command(queues)]
    assert SET["services"]["beat"]["command"][1:] == supervisor.beat_command(Path("/srv/elo/var/beat"))


def test_each_queue_has_a_worker():
    taken = {
        queue
        for name in WORKERS
        for queue in SET["services"][name]["command"][SET["services"][name]["command"].index("-Q") + 1].split(",")
    }
    assert taken == {"celery", *QUEUES}


def test_pg_dump_is_of_the_servers_version():
    """An older pg_dump refuses a newer server."""
    version = re.fullmatch(r"postgres:(\d+)", SET["services"]["postgres"]["image"])[1]
    assert re.findall(r"postgresql-client-(\d+)", DOCKERFILE) == [version]


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
    sent = (ROOT / ".dockerignore").read_text().splitlines()[1:]
    assert sent == ["*", *(f"!{name}" for name in copied), "**/__pycache__"]
    assert re.findall(r"-r (\S+)", DOCKERFILE) == ["requirements.txt"]


def test_the_image_knows_which_version_it_is():
    assert SET["services"]["web"]["image"] == "elo-portal:${ELO_VERSION:-unnamed}"
    assert SET["services"]["web"]["build"] == {"context": ".", "args": {"ELO_VERSION": "${ELO_VERSION:-unnamed}"}}
    assert re.search(r"^ARG ELO_VERSION=unnamed$", DOCKERFILE, re.MULTILINE)
    assert "ELO_VERSION=$ELO_VERSION" in DOCKERFILE


def test_the_settings_of_the_set_are_clean_by_djangos_own_check():
    """With the environment that the set gives, and a value for each secret."""
    given = {
        "ALLOWED_HOSTS": "elo.example",
        "PORTAL_ADDRESS": "https://elo.example",
        "SECRET_KEY": checks.PRODUCTION["SECRET_KEY"],
        "EMAIL_URL": "smtp+tls://elo:secret@mail.elo.example:587",
    }

    def value(found: re.Match) -> str:
        name, default = found[1], found[2]
        return given.get(name, default[1:] if default.startswith("-") else "x")

    environment = {
        name: re.sub(r"\$\{(\w+):([?-][^}]*)\}", value, str(words))
        for name, words in SET["services"]["web"]["environment"].items()
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr
