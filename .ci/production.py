"""The second half of .ci/production: the set's services, run without an engine and used once through.

Each service is a process in mount and host-name spaces of its own: the image read-only, a temporary folder and a home
of its own, its volumes, no capabilities, the user and the environment of docker-compose.yml. One network for all, in
which the services' names lead to this machine. Whatever is not as it should be ends it with an AssertionError.
"""

import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, Request, build_opener

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.faults.sink import MailSink  # noqa: E402

IMAGE, VOLUMES = Path(sys.argv[1]), Path(sys.argv[2])
SET = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
HOSTS = "127.0.0.1 localhost postgres broker mail elo.example\n"
ADDRESS = "https://elo.example"
UP = ("web", "worker-documents", "worker-compilations", "beat")
PLACES = {"files": "/srv/elo/var", "database": "/var/lib/postgresql/data", "broker": "/data", "backups": "/backups"}
GIVEN = {
    "SECRET_KEY": "for-this-run-alone-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "elo.example",
    "PORTAL_ADDRESS": ADDRESS,
    "POSTGRES_PASSWORD": "tietokannan1salasana",
    "BROKER_PASSWORD": "jonon2salasana",
    "MAIL_FROM": "ELO-portaali <ei-vastausta@elo.example>",
    "MAIL_REPLY_TO": "tuki@elo.example",
    "ELO_VERSION": "by-hand",
}
INVENTED = [
    "MAIL_FROM is an invented address: ei-vastausta@elo.example",
    "MAIL_REPLY_TO is an invented address: tuki@elo.example",
    "2 things are not right.",
]
# A round, a group and its expert, as the tests make them; what is done afterwards goes through the pages.
DRAFT = """
import json
from datetime import timedelta
from django.urls import reverse
from django.utils import timezone
from tests import builders
from tests.faults.reports import a_draft, an_open_round
builders.upload()
document, sender = a_draft(an_open_round(due=timezone.now() + timedelta(30)))
print(json.dumps({"email": sender.email, "check": reverse("document_check", args=[document.pk]),
    "send": reverse("document_send", args=[document.pk]), "login": reverse("account_login")}))
"""


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def value_of(words: str) -> str:
    """Compose's own words for variables and for a written dollar sign."""

    def one(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        name, rest = found[1], found[2]
        assert name in GIVEN or rest.startswith("-"), f"nobody gave {name}"
        return GIVEN.get(name, rest[1:])

    return re.sub(r"\$\$|\$\{(\w+):([?-][^}]*)\}", one, words)


def environment_of(name: str) -> dict[str, str]:
    return {key: value_of(str(value)) for key, value in SET[name].get("environment", {}).items()}


def image_environment() -> dict[str, str]:
    """ENV of the Dockerfile."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").replace("$ELO_VERSION", "by-hand")
    return dict(pair.split("=", 1) for line in re.findall(r"^ENV (.+)$", text, re.MULTILINE) for pair in line.split())


def web_command() -> list[str]:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return list(json.loads(re.search(r"^CMD (\[.+\])", text, re.MULTILINE)[1]))


def in_container(
    name: str, command: list[str], env: dict[str, str], *, user: str = "elo", mounts: tuple[str, ...] = ("files",)
) -> list[str]:
    """The command line that runs it there. `mounts`: which volumes it sees."""
    uid = subprocess.run(["chroot", IMAGE, "id", "-u", user], capture_output=True, text=True, check=True).stdout.strip()
    steps = [f"hostname {name}", f"mount -t tmpfs -o mode=1777 tmpfs {IMAGE}/tmp"]
    steps.append(f"mount -t tmpfs -o uid={uid},gid={uid},mode=0700 tmpfs {IMAGE}/home/elo")
    steps.append(f"mount -t tmpfs -o uid={uid} tmpfs {IMAGE}/run/postgresql")
    steps += [f"mount --bind {VOLUMES}/{one} {IMAGE}{PLACES[one]}" for one in mounts]
    given = {"PATH": "/usr/local/elo/bin:/usr/local/bin:/usr/bin:/bin", "HOSTNAME": name, **env}
    limits = ["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
    inner = ["setpriv", f"--reuid={user}", f"--regid={user}", *limits]
    inner += ["env", "-i", *(f"{key}={value}" for key, value in given.items())]
    inner += ["sh", "-c", 'cd /srv/elo && exec "$@"', "service", *command]
    script = " && ".join([*steps, f'exec chroot {IMAGE} "$@"'])
    return ["unshare", "--mount", "--uts", "--propagation", "private", "sh", "-c", script, "container", *inner]


def of_portal(name: str, command: list[str], mounts: tuple[str, ...] = ("files",), **more: str) -> list[str]:
    return in_container(name, command, image_environment() | environment_of(name) | more, mounts=mounts)


def done(command: list[str], **options: Any) -> str:
    """Run to its end; what it said. Anything but 0 is an error with its words."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert ended.returncode == 0, f"{command[-3:]} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def works(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def manage(*arguments: str, mounts: tuple[str, ...] = ("files",), **more: str) -> str:
    return done(of_portal("migrate", ["python", "manage.py", *arguments], mounts, **more))


def until(is_so: Callable[[], Any], seconds: float, what: str) -> Any:
    ends = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < ends, f"{what}: not within {seconds} s"
        time.sleep(0.3)
    return found


class Services:
    """What runs, each with its log."""

    def __init__(self, logs: Path) -> None:
        self.logs, self.running = logs, {}

    def start(self, name: str, command: list[str]) -> None:
        with (self.logs / name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def words(self, name: str) -> str:
        return (self.logs / name).read_text(errors="replace")

    def stop(self, name: str, grace: float) -> float:
        """As the engine stops it: SIGTERM, and its grace to end by itself. How long that took, in seconds."""
        process, begun = self.running.pop(name), time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(grace)
        return time.monotonic() - begun

    def end(self) -> None:
        for process in self.running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def grace_of(name: str) -> int:
    return int(SET[name].get("stop_grace_period", "10s").removesuffix("s"))


def is_healthy(name: str, user: str = "elo", env: dict[str, str] | None = None) -> bool:
    """By the health check of the set, run where the service runs."""
    kind, *words = SET[name]["healthcheck"]["test"]
    command = ["sh", "-c", words[0].replace("$$", "$")] if kind == "CMD-SHELL" else words
    env = image_environment() | environment_of(name) if env is None else env
    mounts = ("files",) if user == "elo" else ()
    return works(in_container(name, command, env, user=user, mounts=mounts))


class Page:
    def __init__(self, answer: Any) -> None:
        self.status, self.url, self.data = answer.status, answer.url, answer.read()
        self.headers = answer.headers

    @property
    def text(self) -> str:
        return self.data.decode()

    def hidden(self, name: str) -> str:
        return re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.text)[1]


class Browser:
    """Through the proxy, by TLS that is checked, with cookies."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        self.opener: OpenerDirector = build_opener(HTTPSHandler(context=context), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        return Page(self.opener.open(ADDRESS + path if path.startswith("/") else path, timeout=60))

    def post(self, path: str, page: Page, **fields: str) -> Page:
        data = urlencode({"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), **fields}).encode()
        return Page(self.opener.open(Request(ADDRESS + path, data, headers={"Referer": page.url}), timeout=120))


def prepare_machine() -> Path:
    """Names, folders, the proxy's certificate; then the image becomes read-only. The certificate, outside."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    hosts = IMAGE / "etc" / "hosts"
    hosts.write_text(HOSTS)
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    for place in (*PLACES.values(), "/etc/ssl/elo", "/run/postgresql", "/srv/tests", "/srv/elo/var"):
        (IMAGE / place[1:]).mkdir(parents=True, exist_ok=True)
    for name, user in (("files", "elo"), ("backups", "elo"), ("database", "postgres"), ("broker", "valkey")):
        (VOLUMES / name).mkdir(parents=True)
        uid = int(done(["chroot", IMAGE, "id", "-u", user]))
        os.chown(VOLUMES / name, uid, uid)
    (VOLUMES / "files" / "beat").mkdir()
    shutil.chown(VOLUMES / "files" / "beat", (VOLUMES / "files").stat().st_uid)
    shutil.copytree(ROOT / "tests", IMAGE / "srv" / "tests" / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    key, certificate = IMAGE / "etc/ssl/elo/key.pem", IMAGE / "etc/ssl/elo/certificate.pem"
    names = ["-subj", "/CN=elo.example", "-addext", "subjectAltName=DNS:elo.example"]
    files = ["-keyout", "/etc/ssl/elo/key.pem", "-out", "/etc/ssl/elo/certificate.pem"]
    done(["chroot", IMAGE, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files])
    shutil.chown(key, int(done(["chroot", IMAGE, "id", "-u", "www-data"])))
    # In this network anybody may listen on 443: the proxy has no capabilities either.
    Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")
    proxy = re.search(r"```nginx\n(.+?)```", (ROOT / "docs" / "operations.md").read_text(), re.DOTALL)[1]
    (IMAGE / "etc" / "nginx" / "nginx.conf").write_text(
        "daemon off; error_log stderr; pid /tmp/nginx.pid; events {} http { access_log off; "
        "client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fcgi; "
        f"uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;\n{proxy}\n}}\n"
    )
    subprocess.run(["mount", "--bind", IMAGE, IMAGE], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", IMAGE], check=True)
    for inner in ("proc", "dev/shm"):  # the bind has hidden them
        subprocess.run(["mount", "-t", inner.partition("/")[0].replace("dev", "tmpfs"), "x", IMAGE / inner], check=True)
    return certificate


def start_database(services: Services) -> None:
    """As the entrypoint of the image does: initdb with the set's arguments, a password asked of every host."""
    env = environment_of("postgres")
    programs = "/usr/lib/postgresql/17/bin"
    init = f'printf %s "$POSTGRES_PASSWORD" > /tmp/pw && {programs}/initdb -D /var/lib/postgresql/data'
    init += f" -U {env['POSTGRES_USER']} --pwfile=/tmp/pw --auth-host=scram-sha-256 {env['POSTGRES_INITDB_ARGS']}"
    done(in_container("postgres", ["sh", "-c", init], env, user="postgres", mounts=("database",)))
    server = [f"{programs}/postgres", "-D", "/var/lib/postgresql/data", "-c", "listen_addresses=*"]
    services.start("postgres", in_container("postgres", server, env, user="postgres", mounts=("database",)))
    sql = ["sh", "-c", f'PGPASSWORD="$POSTGRES_PASSWORD" {programs}/createdb -h postgres -U "$POSTGRES_USER" elo']
    create = in_container("postgres", sql, env, user="postgres", mounts=())
    until(lambda: works(create), 60, "PostgreSQL")
    assert is_healthy("postgres", "postgres", env)


def start_broker(services: Services) -> None:
    env = environment_of("broker")
    command = [part.replace("$$", "$") for part in SET["broker"]["command"]]
    services.start("broker", in_container("broker", command, env, user="valkey", mounts=("broker",)))
    until(lambda: is_healthy("broker", "valkey", env), 30, "the broker")
    assert not is_healthy("broker", "valkey", {"BROKER_PASSWORD": "wrong"})


def sign_in(browser: Browser, draft: dict[str, str]) -> None:
    page = browser.get("/")
    assert page.url.startswith(ADDRESS + draft["login"]), page.url
    assert {"Strict-Transport-Security", "Content-Security-Policy"} <= set(page.headers), page.headers
    page = browser.post(draft["login"], page, login=draft["email"], password="harjoitus")
    assert not page.url.startswith(ADDRESS + draft["login"]), page.url


def use(browser: Browser, draft: dict[str, str], sink: MailSink) -> str:
    """A document is sent through the pages, printed and mailed. The address of its PDF."""
    page = browser.get(draft["check"])
    receipt = browser.post(draft["send"], page, checked=page.hidden("checked"))
    assert "/submissions/" in receipt.url, receipt.url
    say(f"A document has been sent: {receipt.url}")

    def pdf() -> str:
        found = re.search(r'href="([^"]+\.pdf)"', browser.get(receipt.url).text)
        return found[1] if found else ""

    address = until(pdf, 90, "the print")
    printed = browser.get(address)
    assert printed.data.startswith(b"%PDF-"), printed.data[:20]
    mails = until(lambda: sum(bool(one.attachments) for one in sink.mails) >= 3, 90, "the mails") and sink.mails
    assert all(one.attachments[0][1] == printed.data for one in mails if one.attachments)
    say(f"It was printed ({len(printed.data)} bytes), and {len(mails)} mails were handed over, three of them with it.")
    return str(address)


def main() -> None:
    certificate = prepare_machine()
    services = Services(Path(tempfile.mkdtemp(prefix="elo-production-logs-")))
    with MailSink() as sink:
        GIVEN["EMAIL_URL"] = f"smtp://mail:{sink.port}"
        try:
            start_database(services)
            start_broker(services)
            say("PostgreSQL and Valkey answer by TCP, with their passwords.")
            done(of_portal("migrate", SET["migrate"]["command"]))
            manage("load_network")
            who = ["--name", "Ensi Esimerkki", "--email", "ensi@elo.example", "--organisation", "okm"]
            link = manage("first_admin", *who)
            say("Migrated; the network is loaded; the first administrator is invited.")
            for name in UP:
                services.start(name, of_portal(name, SET[name].get("command") or web_command()))
            for name in ("web", "worker-documents", "worker-compilations"):
                until(lambda name=name: is_healthy(name), 90, name)
            services.start("proxy", in_container("proxy", ["/usr/sbin/nginx"], {}, user="www-data", mounts=()))
            browser = Browser(certificate)
            until(lambda: b"ok" in reached(browser, "/healthz"), 30, "the proxy")
            say("Web, two workers and the proxy are healthy.")
            assert all(Path(f"/proc/{services.running[name].pid}").stat().st_uid == 10001 for name in UP)
            invited = Browser(certificate)
            page = invited.get(link.split()[-1])
            chosen = "oma salasana, pitkä"
            page = invited.post(page.url.removeprefix(ADDRESS), page, password1=chosen, password2=chosen)
            assert "second-factor" in page.url, page.url
            say(f"The administrator has chosen a password and is asked for a second factor: {page.url}")
            made = manage("shell", "-v", "0", "-c", DRAFT, PYTHONPATH="/srv/tests")
            draft = json.loads(made.splitlines()[-1])
            sign_in(browser, draft)
            pdf = use(browser, draft, sink)
            for name in UP:
                until(lambda name=name: is_healthy(name), 240, name)
            say("All health checks are well, beat's after its three minutes too.")
            asking = of_portal("worker-documents", ["python", "manage.py", "check_portal"])
            ended = subprocess.run(asking, capture_output=True, text=True, check=False)
            assert (ended.returncode, ended.stdout.splitlines()) == (1, INVENTED), ended
            say("check_portal finds nothing but the invented addresses.")
            printed = browser.get(pdf).data
            backup = manage("back_up", "/backups", mounts=("files", "backups")).strip()
            say(backup)
            for name in UP:
                say(f"{name} ended by itself {services.stop(name, grace_of(name)):.1f} s after it was told.")
            restore(backup.split()[-1])
            services.start("web", of_portal("web", web_command()))
            until(lambda: is_healthy("web"), 90, "web")
            browser = Browser(certificate)
            sign_in(browser, draft)
            assert browser.get(pdf).data == printed
            say("After restoring the expert signs in again and finds the same PDF.")
            say("The set has been run and used once through.")
        except BaseException:
            for name in services.running:
                say(f"── {name}\n{services.words(name)[-3000:]}")
            raise
        finally:
            services.end()
            shutil.rmtree(services.logs)


def restore(backup: str) -> None:
    """As docs/operations.md says: the old database is put aside, a new one takes its name."""
    sql = 'PGPASSWORD="$POSTGRES_PASSWORD" psql -h postgres -U elo -d postgres -v ON_ERROR_STOP=1'
    sql += " -c 'ALTER DATABASE elo RENAME TO elo_before' -c 'CREATE DATABASE elo'"
    done(in_container("postgres", ["sh", "-c", sql], environment_of("postgres"), user="postgres", mounts=()))
    say(manage("restore", backup, mounts=("files", "backups")).strip())


def reached(browser: Browser, path: str) -> bytes:
    try:
        return bytes(browser.get(path).data)
    except OSError:
        return b""


main()
