"""`./elo run`: the whole portal on one machine, as a rehearsal, under one process that ends it all."""

import os
import signal
import subprocess
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from types import FrameType
from typing import NoReturn

from . import environment, packages
from .environment import PYTHON, ROOT
from .folder import DataFolder
from .postgres import Postgres
from .processes import Child, answers, bound_to_parent, end_leftover, require_free_port, started_at, wait_until
from .trouble import Trouble, require_space
from .valkey import Valkey

PASSWORD = "harjoitus"  # noqa: S105 the rehearsal's, known to all and good on this machine alone
ACCOUNTS = (
    ("kainuu@elo.example", "expert, ELY Centre of Kainuu; every other region has its own"),
    ("puheenjohtaja.kainuu@elo.example", "chair of Kainuu's group, from a school"),
    ("osterbotten@elo.example", "expert, ELY Centre of Ostrobothnia, writes in Swedish"),
    ("okm@elo.example", "secretary of the national group, Ministry of Education and Culture"),
    ("tem@elo.example", "secretary of the national group, Ministry of Employment and the Economy"),
    ("kirjaamo.okm@elo.example", "registry, Ministry of Education and Culture"),
    ("kirjaamo.tem@elo.example", "registry, Ministry of Employment and the Economy"),
    ("valtakunnallinen@elo.example", "member of the national group"),
    ("laituri@elo.example", "coordinator, the LAITURI project, until 31.12.2014"),
    ("vokes@elo.example", "reader, VOKES"),
    ("keha@elo.example", "reader, KEHA, from 1.1.2015"),
    ("yllapito@elo.example", "administrator"),
)
REGIONS = (
    "uusimaa varsinais-suomi satakunta kanta-hame paijat-hame pirkanmaa kaakkois-suomi etela-savo pohjois-savo "
    "pohjois-karjala keski-suomi etela-pohjanmaa pohjois-pohjanmaa lappi"
)
REFUSALS = ("CommandError", "django.core.exceptions.ImproperlyConfigured")  # what Django says in a sentence of its own
# What a person waits for, and what takes long: a worker for each, so that a receipt never waits behind a compilation.
DOCUMENTS, COMPILATIONS = "celery,documents", "compilations"
TOLD = ("DATABASE_URL", "REDIS_URL", "ELO_MODE", "ELO_VAR", "PORTAL_ADDRESS")  # for who wants to look inside


def web_command(port: int) -> list[str]:
    """Threads, because browsers open connections ahead of need, and one that says nothing would hold a sync worker."""
    options = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--graceful-timeout", "10"]
    return ["-m", "gunicorn", "elo_portal.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2", *options]


def worker_command(queues: str = DOCUMENTS) -> list[str]:
    """The queues of which the worker takes its work, two at once."""
    options = ["-Q", queues, "-c", "2", "-l", "INFO", "--without-mingle"]
    return ["-m", "celery", "-A", "elo_portal", "worker", *options]


def beat_command(folder: Path) -> list[str]:
    return ["-m", "celery", "-A", "elo_portal", "beat", "-l", "INFO", "-s", str(folder / "schedule"), "--pidfile", ""]


def say(sentence: str) -> None:
    """One sentence to the terminal, which may have been closed."""
    with suppress(OSError):
        print(sentence, flush=True)


class Ended(BaseException):
    """Somebody asked us to end: Ctrl-C, a closed terminal, or the system."""


@contextmanager
def signals_as(reaction: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal all mean the same."""
    before = {number: signal.signal(number, reaction) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_now(number: int, frame: FrameType | None) -> None:
    raise Ended


def told_already(number: int, frame: FrameType | None) -> None:
    """While stopping, another Ctrl-C changes nothing: everything has been told to end."""


class Stack:
    """Database, broker and the four processes of the portal, in the order in which they live and die."""

    def __init__(self, folder: DataFolder, env: Mapping[str, str], *, durable: bool = True) -> None:
        self.folder, self.env, self.durable = folder, dict(env), durable
        self.sockets: Path | None = None
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.children: list[Child] = []
        self.state: dict[str, object] = {"pid": os.getpid()}

    # -- services

    def start_services(self) -> None:
        """PostgreSQL and the broker, each only if the environment names no other."""
        self.end_leftovers()
        self.write_state()
        if "DATABASE_URL" not in self.env or "REDIS_URL" not in self.env:
            self.sockets = self.folder.sockets()
        if "DATABASE_URL" not in self.env and self.sockets:
            self.postgres = Postgres(
                self.folder.path / "postgresql",
                self.sockets / "postgresql",
                self.folder.log("postgresql"),
                durable=self.durable,
            )
            self.postgres.start()
            self.env["DATABASE_URL"] = self.postgres.address("elo")
        if "REDIS_URL" not in self.env and self.sockets:
            self.valkey = Valkey(self.folder.path / "valkey", self.sockets / "valkey", self.folder.log("valkey"))
            self.valkey.start()
            self.env["REDIS_URL"] = self.valkey.address
        self.write_state()

    def end_leftovers(self) -> None:
        """End what an earlier run that was killed has left; PostgreSQL is found by its own lock."""
        state = self.folder.read_state()
        for name, pid, ticks in state.get("processes", []):
            end_leftover(name, pid, ticks)

    def write_state(self) -> None:
        running = [child for child in [self.valkey and self.valkey.server, *self.children] if child and child.pid]
        self.state |= {
            "processes": [[child.name, child.pid, started_at(child.pid)] for child in running],
            "environment": {name: self.env[name] for name in TOLD if name in self.env},
        }
        self.folder.write_state(self.state)

    # -- Django

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of Django's commands to its end; Ctrl-C reaches it through us alone."""
        return subprocess.run(
            [PYTHON, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=bound_to_parent(signal.SIGTERM),
            check=False,
        )

    def prepare(self, day: date | None = None) -> None:
        """Refuse data of a newer version, migrate, load the reference data and the rehearsal, start its clock.

        `day`: on which a rehearsal without data begins; refused when there are data.
        """
        done = self.manage("prepare_rehearsal", *(["--day", day.isoformat()] if day else []))
        with self.folder.log("prepare").open("a") as log:
            log.write(done.stdout)
        if done.returncode == 0:
            return
        lines = done.stdout.strip().splitlines()
        for line in lines:
            kind, _, sentence = line.partition(": ")
            if kind in REFUSALS:
                raise Trouble(sentence)
        if "No space left on device" in done.stdout:
            raise Trouble("The disk is full: the data could not be brought up to date. Nothing that was saved is lost.")
        end = "\n".join(f"  {line}" for line in lines[-6:])
        raise Trouble(
            f"The data could not be brought up to date ({self.folder.log('prepare')}). The last words:\n{end}"
        )

    def start_portal(self, port: int) -> None:
        """Workers, beat and web; back when the portal is ready to be used."""
        beat = self.folder.path / "beat"
        beat.mkdir(mode=0o700, exist_ok=True)
        for name, command, patience in (
            ("worker", worker_command(), 30),
            ("compiler", [*worker_command(COMPILATIONS), "-n", "compiler@%h"], 30),
            ("beat", beat_command(beat), 10),
            ("web", web_command(port), 15),
        ):
            child = Child(name, self.folder.log(name), patience=patience)
            self.children.append(child)
            child.start([PYTHON, *command], self.env, ROOT)
            self.write_state()
        wait_until(lambda: answers(port, "/readyz") or self.fallen() is not None, 90)
        if fallen := self.fallen():
            raise Trouble(self.obituary(fallen))
        if not answers(port, "/readyz"):
            web = self.children[-1]
            raise Trouble(f"The portal does not become ready ({web.log}). Its last words:\n{web.last_words()}")

    # -- watching and ending

    def everyone(self) -> list[Child]:
        services = [service.server for service in (self.postgres, self.valkey) if service]
        return [*services, *self.children]

    def fallen(self) -> Child | None:
        """A process that has ended by itself."""
        return next((child for child in self.everyone() if not child.is_running()), None)

    def obituary(self, child: Child) -> str:
        full = "No space left on device" in child.last_words(40)
        why = "The disk is full. " if full else ""
        return f"{why}{child.name} has ended by itself; its log is {child.log}. Its last words:\n{child.last_words()}"

    def stop(self) -> None:
        """Web first, so that nothing new comes in; the database last."""
        for name in ("web", "beat", "worker", "compiler"):
            for child in self.children:
                if child.name == name:
                    child.stop()
        if self.children and self.postgres and self.postgres.server.is_running():
            self.manage("rehearsal_clock", "stop")
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()
        if self.sockets:
            self.folder.remove_sockets(self.sockets)
        self.folder.forget_state()


def rehearsal_environment(folder: DataFolder, port: int) -> dict[str, str]:
    """What the portal's processes are told. A rehearsal sends no mail, whatever the shell says."""
    env = {name: value for name, value in os.environ.items() if name not in {"EMAIL_URL", "DJANGO_SETTINGS_MODULE"}}
    return env | {
        "ELO_MODE": "rehearsal",
        "ELO_VAR": str(folder.path),
        "SECRET_KEY": folder.secret_key(),
        "PORTAL_ADDRESS": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
    }


def run(*, port: int, fresh: bool, day: date | None = None) -> int:
    """The whole command, from a bare machine to Ctrl-C; the exit code."""
    begun = time.monotonic()
    folder = DataFolder.from_environment()
    folder.open()
    with signals_as(end_now):
        stack = None
        try:
            packages.ensure(packages.FOR_RUN, say)
            environment.ensure(environment.RUN, say)
            stack = Stack(folder, os.environ)
            stack.end_leftovers()
            require_free_port(port)
            if fresh:
                begin_anew(folder)
            require_space(folder.path, 200, "the rehearsal")
            stack.env = rehearsal_environment(folder, port)
            stack.state["address"] = stack.env["PORTAL_ADDRESS"]
            say("Starting the database and the broker …")
            stack.start_services()
            say("Bringing the data up to date …")
            stack.prepare(day)
            say("Starting the portal …")
            stack.start_portal(port)
            greet(stack.env["PORTAL_ADDRESS"], time.monotonic() - begun)
            watch(stack)
        except Ended:
            say("\nStopping …")
            return 0
        finally:
            with signals_as(told_already):
                if stack:
                    stack.stop()


def begin_anew(folder: DataFolder) -> None:
    """Remove the data, if they are ours to remove."""
    if "DATABASE_URL" in os.environ:
        raise Trouble(
            "DATABASE_URL is set: --fresh does not empty a database that is not its own. Empty it yourself first."
        )
    leftover = Postgres(folder.path / "postgresql", folder.sockets() / "postgresql", folder.log("postgresql"))
    leftover.end_earlier_server()
    folder.empty()


def greet(address: str, seconds: float) -> None:
    width = max(len(email) for email, _ in ACCOUNTS)
    people = "\n".join(f"  {email:{width}}  {who}" for email, who in ACCOUNTS)
    regions = textwrap.fill(REGIONS, 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)
    say(f"\nThe portal is ready ({seconds:.0f} s):  {address}/\n\n{people}\n")
    say(f"  the other regions' experts, each @elo.example:\n{regions}\n")
    say(f"  password of all: {PASSWORD}\n\nCtrl-C stops it.")


def watch(stack: Stack) -> NoReturn:
    """Wait until somebody ends us (Ended) or a process ends by itself."""
    while True:
        if child := stack.fallen():
            raise Trouble(stack.obituary(child))
        time.sleep(0.3)
