"""The portal in processes of its own, to be broken: web, workers, beats, a broker and a mail server."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from environ import Env

from elo_portal.machine.environment import ROOT
from elo_portal.machine.processes import Child, answers, wait_until
from elo_portal.machine.supervisor import COMPILATIONS, DOCUMENTS, beat_command, web_command, worker_command
from elo_portal.machine.valkey import Valkey
from elo_portal.office.models import Job, Notice, Print
from elo_portal.office.models.mail import NoticeState
from reporting.commands.sending import PRINT_SUBMISSION
from reporting.models import Submission

from .sink import MailSink

# Seconds, so that a test lasts seconds: production waits two minutes and fifteen (settings.py).
SHORT_TIMES = {
    "ELO_RELAY_SECONDS": "1",
    "ELO_RESEND_AFTER_SECONDS": "6",
    "ELO_VISIBILITY_TIMEOUT": "5",
    "ELO_RESTORE_INTERVAL": "1",
}
QUEUES = ("celery", "documents")


class Portal:
    """Everything that runs around one database. Ends with the test, whatever the test did to it."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.valkey = Valkey(folder / "valkey", folder / "broker", folder / "valkey.log")
        self.sink = MailSink()
        self.children: dict[str, Child] = {}
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
        self.env = kept | SHORT_TIMES
        self.env |= {
            "ELO_MODE": "rehearsal",
            "ELO_VAR": str(folder / "var"),
            "TMPDIR": str(folder),  # the killed leave things behind
            "SECRET_KEY": settings.SECRET_KEY,  # so that a session made here is one there
            "DATABASE_URL": database_url,
            "REDIS_URL": self.valkey.address,
            "PORTAL_ADDRESS": f"http://127.0.0.1:{self.port}",
            "PYTHONUNBUFFERED": "1",
            "LC_ALL": "C.UTF-8",
        }

    def __enter__(self) -> "Portal":
        self.sink.__enter__()
        self.env["EMAIL_URL"] = f"smtp://127.0.0.1:{self.sink.port}"
        self.valkey.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.sink.answering.set()
        for child in self.children.values():
            kill(child)
        self.valkey.stop()
        self.sink.__exit__(None, None, None)

    # -- processes

    def start(self, *names: str) -> None:
        """Start `web`, `beat`, `beat-2`, `worker`, `worker-2` … together, and come back when they are at work."""
        for name in names:
            self.begin(name, *self._command(name))
        for name in names:
            self.await_ready(name)

    def begin(self, name: str, *command: str) -> None:
        child = self.children[name] = Child(name, self.folder / f"{name}.log")
        child.start([sys.executable, *command], self.env, ROOT)

    def await_ready(self, name: str) -> None:
        child = self.children[name]
        wait_until(lambda: self._is_ready(name) or not child.is_running(), 60, every=0.1)
        assert self._is_ready(name), f"{name} did not start:\n{child.last_words(40)}"

    def start_worker(self, name: str, *options: str) -> Child:
        """A worker with celery's own options after the usual ones; the last of two wins."""
        self.begin(name, *self._command(name), *options)
        self.await_ready(name)
        return self.children[name]

    def _command(self, name: str) -> list[str]:
        kind = name.partition("-")[0]
        if kind == "web":
            return web_command(self.port)
        if kind in {"worker", "compiler"}:
            return [*worker_command(COMPILATIONS if kind == "compiler" else DOCUMENTS), "-n", f"{name}@%h"]
        (self.folder / name).mkdir(exist_ok=True)
        return beat_command(self.folder / name)

    def _is_ready(self, name: str) -> bool:
        log = self.children[name].log.read_text()
        if name.startswith("web"):
            return answers(self.port, "/readyz")
        return ("ready." if name.startswith(("worker", "compiler")) else "beat: Starting") in log

    # -- the broker

    def wipe_broker(self) -> None:
        """The broker dies and its disk with it; another comes in its place, empty."""
        kill(self.valkey.server)
        for file in sorted(self.valkey.folder.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        self.valkey.start()

    def waiting(self, queue: str) -> int:
        """Tasks that no worker has taken."""
        with redis.Redis(unix_socket_path=str(self.valkey.socket)) as broker:
            return int(broker.llen(queue))

    def queued(self) -> int:
        """Tasks in the broker that no worker has finished with."""
        with redis.Redis(unix_socket_path=str(self.valkey.socket)) as broker:
            return sum(self.waiting(queue) for queue in QUEUES) + int(broker.hlen("unacked"))

    # -- what came of it

    def await_printing(self, submission: Submission) -> None:
        """Come back when a worker is in the middle of it."""

        def is_printing() -> bool:
            job = self.job(submission)
            return job.attempts > 0 and job.done_at is None

        assert wait_until(is_printing, 60, every=0.01), self.state()
        wait_until(lambda: False, 0.3)
        assert is_printing(), "the report is too short for this test: its print has ended already"

    @staticmethod
    def job(submission: Submission) -> Job:
        return Job.objects.get(kind=PRINT_SUBMISSION, subject=submission.pk)

    def await_all_done(self, seconds: float = 60) -> None:
        """Every job done and every mail handed over, and then nothing more to come."""
        done = wait_until(
            lambda: (
                not Job.objects.filter(done_at=None).exists()
                and not Notice.objects.exclude(state=NoticeState.DELIVERED).exists()
            ),
            seconds,
            every=0.2,
        )
        assert done, self.state()
        self.settle()

    def settle(self) -> None:
        """Long enough for every second delivery that could still come: the broker's and the relay's."""
        assert wait_until(lambda: self.queued() == 0, 30, every=0.2), self.state()
        wait_until(lambda: False, 3 * float(self.env["ELO_RELAY_SECONDS"]))

    def state(self) -> str:
        """For the reader of a failed test."""
        jobs = [
            f"{job} attempts={job.attempts} published={job.times_published} done={job.done_at} {job.last_error}"
            for job in Job.objects.all()
        ]
        notices = [f"{notice.key} {notice.state}" for notice in Notice.objects.all()]
        logs = [f"--- {name}\n{child.last_words(25)}" for name, child in self.children.items()]
        return "\n".join(["", *jobs, *notices, *logs])

    def assert_one_of_each(self, *submissions: Submission) -> None:
        """Each submission has one print, and each mail of it was handed over once, with that print attached."""
        assert sorted(Print.objects.values_list("key", flat=True)) == sorted(one.print_key for one in submissions)
        expected = sorted(Notice.objects.values_list("to_address", flat=True))
        assert expected, "nobody was written to"
        assert self.sink.addresses() == expected
        sent = sorted(attachment for mail in self.sink.mails for attachment in mail.attachments)
        printed = Notice.objects.select_related("print__file")
        assert sent == sorted((one.attachment_name, bytes(one.print.file.pdf)) for one in printed)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(child: Child) -> None:
    """kill -9, the process with all that it started, and wait until they are gone."""
    if child.process is None:
        return
    everyone = [child.pid, *descendants(child.pid)]
    for pid in everyone:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    child.process.wait()
    assert wait_until(lambda: not any(is_alive(pid) for pid in everyone), 10)


def descendants(pid: int) -> list[int]:
    """The processes that it started, and those that they did."""
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found[1:]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def default_database(url: str) -> Iterator[None]:
    """Let this process, too, speak with the database of the portal that is being broken."""
    before, its_settings = connections["default"], connections.settings["default"]
    before.close()
    connections.settings["default"] = {**its_settings, **Env.db_url_config(url), "CONN_MAX_AGE": 0}
    connections["default"] = connections.create_connection("default")
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = its_settings
        connections["default"] = before
        ContentType.objects.clear_cache()
