"""`./elo run` as a person meets it: really started, stopped, killed and started again."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from elo_portal.machine import supervisor
from elo_portal.machine.processes import started_at, wait_until

ROOT = Path(__file__).resolve().parents[2]
# The tests' own settings must not reach a portal that is started as from a person's shell.
PRIVATE = {"ELO_MODE", "DATABASE_URL", "REDIS_URL", "ELO_TEST_TEMPLATE", "DJANGO_SETTINGS_MODULE"}
pytestmark = pytest.mark.xdist_group("run")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Rehearsal:
    """A portal started with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.process = folder, free_port(), None
        self.said = folder.with_name("said")

    def begin(self, *options, **env) -> subprocess.Popen:
        shell = {name: value for name, value in os.environ.items() if name not in PRIVATE}
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "elo", "run", "--port", str(self.port), *options],
                cwd=ROOT,
                env=shell | {"ELO_VAR": str(self.folder)} | env,
                stdout=said,
                stderr=said,
            )
        return self.process

    def start(self, *options) -> None:
        self.begin(*options)
        ready = wait_until(lambda: "Ctrl-C" in self.said.read_text() or self.process.poll() is not None, 240)
        assert ready, self.said.read_text()
        assert self.process.poll() is None, self.said.read_text()

    def refused(self, *options, **env) -> str:
        """What is said by a start that is to be refused."""
        process = self.begin(*options, **env)
        assert process.wait(120) == 1
        return self.said.read_text()

    def processes(self) -> list[int]:
        state = json.loads((self.folder / "running.json").read_text())
        server = int((self.folder / "postgresql" / "postmaster.pid").read_text().split()[0])
        return [server, *(pid for _, pid, _ in state["processes"])]

    def ready(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
            return json.load(answer)

    def listening(self) -> list[str]:
        """Where somebody listens on our port, as the kernel writes addresses."""
        rows = [line.split() for kind in ("tcp", "tcp6") for line in Path(f"/proc/net/{kind}").read_text().splitlines()]
        return [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{self.port:04X}")]

    def stop(self, signal_number=signal.SIGINT) -> int:
        self.process.send_signal(signal_number)
        return self.process.wait(90)


@pytest.fixture
def rehearsal():
    parent = Path(tempfile.mkdtemp(prefix="elo-run-", dir="/tmp"))
    parent.chmod(0o711)
    started = Rehearsal(parent / "var")
    yield started
    if started.process and started.process.poll() is None:
        started.stop()
    shutil.rmtree(parent)


def test_from_nothing_to_a_page_and_back_to_nothing_left_behind(rehearsal):
    rehearsal.start()
    said = rehearsal.said.read_text()
    assert f"http://127.0.0.1:{rehearsal.port}/" in said
    assert "password of all: harjoitus" in said
    assert re.findall(r"^  (\S+@elo\.example) ", said, re.MULTILINE) == [email for email, _ in supervisor.ACCOUNTS]
    assert rehearsal.ready() == {"database": "ready", "broker": "ready"}
    assert rehearsal.listening() == [f"0100007F:{rehearsal.port:04X}"]  # 127.0.0.1 alone
    key = (rehearsal.folder / "secret-key").read_text()
    running = rehearsal.processes()
    # Database, broker, a worker for each queue, beat and web.
    assert len(running) == 6

    second = Rehearsal(rehearsal.folder)
    second.said = rehearsal.said.with_name("second")
    assert "already running" in second.refused()

    assert rehearsal.stop() == 0
    assert [pid for pid in running if started_at(pid)] == []
    assert not (rehearsal.folder / "run").exists()
    assert not (rehearsal.folder / "running.json").exists()

    assert "To begin on another day, start with --fresh." in rehearsal.refused("--day", "2014-08-25")
    rehearsal.start()
    assert (rehearsal.folder / "secret-key").read_text() == key
    assert rehearsal.stop(signal.SIGTERM) == 0


def test_a_killed_portal_leaves_no_process_and_starts_again_with_its_data(rehearsal):
    rehearsal.start()
    key = (rehearsal.folder / "secret-key").read_text()
    running = rehearsal.processes()
    rehearsal.process.kill()
    rehearsal.process.wait()
    rehearsal.start()  # at once, while the old ones are still ending
    assert [pid for pid in running if started_at(pid)] == []
    assert rehearsal.ready()["database"] == "ready"
    assert (rehearsal.folder / "secret-key").read_text() == key
    assert rehearsal.stop() == 0
    rehearsal.start("--fresh")
    assert (rehearsal.folder / "secret-key").read_text() != key


def test_a_process_that_ends_by_itself_ends_all_and_its_log_is_named(rehearsal):
    rehearsal.start()
    running = rehearsal.processes()
    state = json.loads((rehearsal.folder / "running.json").read_text())
    beat = next(pid for name, pid, _ in state["processes"] if name == "beat")
    os.kill(beat, signal.SIGKILL)
    assert rehearsal.process.wait(90) == 1
    assert f"beat has ended by itself; its log is {rehearsal.folder}/log/beat.log" in rehearsal.said.read_text()
    assert [pid for pid in running if started_at(pid)] == []


def test_a_taken_port_is_said(rehearsal):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", rehearsal.port))
        taken.listen()
        said = rehearsal.refused()
    assert said == (
        f"elo: Port {rehearsal.port} is taken by another program. "
        f"Choose another: ./elo run --port {rehearsal.port + 1}\n"
    )


def test_fresh_never_empties_a_database_that_is_not_its_own(rehearsal):
    assert "--fresh does not empty a database that is not its own" in rehearsal.refused(
        "--fresh", DATABASE_URL="postgres://elo@/elo?host=/nonexistent"
    )


def test_a_public_host_name_is_refused(rehearsal):
    said = rehearsal.refused(ALLOWED_HOSTS="portal.elo.example")
    assert said.splitlines()[-1].startswith("elo: A rehearsal has a password that everybody knows")
