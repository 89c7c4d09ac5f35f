"""Child processes that do not outlive us: each in a session of its own, with a log, ended in order."""

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .trouble import Trouble

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10 * 1024 * 1024
# Loaded before any fork: after one, in a child that has not executed yet, loading is not safe.
LIBC = ctypes.CDLL(None, use_errno=True)


def bound_to_parent(signal_number: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the child this signal when its parent dies, however it dies.

    The kernel means the thread that forked, so children are started from the main thread.
    """
    parent = os.getpid()

    def bind() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
        if os.getppid() != parent:  # it died between the fork and the line above
            os.kill(os.getpid(), signal_number)

    return bind


def started_at(pid: int) -> int | None:
    """When it started, in clock ticks since boot, which with the pid names a process for good; None if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def wait_until(is_so: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Whether it became so in time."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


class Child:
    """One program that we started, and its log."""

    def __init__(self, name: str, log: Path, stop_signal: int = signal.SIGTERM, patience: float = 20) -> None:
        """`patience` is how many seconds it may take to end before it is killed."""
        self.name, self.log, self.stop_signal, self.patience = name, log, stop_signal, patience
        self.process: subprocess.Popen[bytes] | None = None
        self.log_from = 0

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def start(self, command: Sequence[str | Path], env: Mapping[str, str], cwd: Path, **options: Any) -> None:
        """Start it with both outputs in the log. `options` are those of Popen (user, group, umask …)."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as output:
            self.log_from = output.tell()
            self.process = subprocess.Popen(
                command,
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=bound_to_parent(self.stop_signal),
                **options,
            )

    def is_running(self) -> bool:
        """Asked without reaping: while the process is not reaped its number cannot become another's."""
        if self.process is None or self.process.returncode is not None:
            return False
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def last_words(self, lines: int = 6) -> str:
        """The end of what it has written since it was started."""
        with self.log.open("rb") as log:
            log.seek(max(self.log_from, self.log.stat().st_size - 20_000))
            text = log.read().decode(errors="replace")
        return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])

    def stop(self) -> None:
        """Ask it to end, wait, then kill what is left of it and of all that it started."""
        if self.process is None or self.process.returncode is not None:
            return
        if self.is_running():
            self.process.send_signal(self.stop_signal)
            wait_until(lambda: not self.is_running(), self.patience)
        kill_session(self.pid)
        self.process.wait()


def kill_session(leader: int) -> None:
    """Kill everything in the process group that a child of ours led."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_leftover(name: str, pid: int, ticks: int) -> None:
    """End a process of an earlier run that was itself killed; the starting moment proves that the pid is still its own.

    The kernel has told it to end already (see bound_to_parent), so usually there is only a moment to wait.
    """

    def is_gone() -> bool:
        return started_at(pid) != ticks

    if not wait_until(is_gone, 3):
        os.kill(pid, signal.SIGTERM)
        wait_until(is_gone, 10)
    # A group whose leader is gone still owns the leader's number; if another process has it, the group is no more.
    if not is_gone() or started_at(pid) is None:
        kill_session(pid)
    if not wait_until(is_gone, 5):
        raise Trouble(f"{name} of an earlier run does not end (process {pid}). End it and try again.")


def is_free(port: int) -> bool:
    """Whether we could listen there. PermissionError for a port kept for root."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def require_free_port(port: int) -> None:
    """Refuse a port that somebody else listens on, before anything is started."""
    try:
        free = wait_until(lambda: is_free(port), 2, every=0.2)  # an earlier run may just be letting go of it
    except PermissionError:
        raise Trouble(f"Port {port} is kept for root on this machine. Choose another: ./elo run --port 8000") from None
    if not free:
        raise Trouble(f"Port {port} is taken by another program. Choose another: ./elo run --port {port % 65535 + 1}")


def answers(port: int, path: str) -> bool:
    """Whether the web process says 200 there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
