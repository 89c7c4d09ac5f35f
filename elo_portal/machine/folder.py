"""The folder of data, var/: one portal at a time, and what is in it."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .environment import ROOT
from .postgres import LONGEST_SOCKET, SERVANT, SOCKET_NAME
from .trouble import Trouble

MARK = "elo-portal-data"


@dataclass
class DataFolder:
    """Where a portal of this machine keeps its data: database, broker, keys, uploads and logs."""

    path: Path

    @classmethod
    def from_environment(cls) -> "DataFolder":
        """ELO_VAR, or var/ beside the code."""
        return cls(Path(os.environ.get("ELO_VAR") or ROOT / "var").absolute())

    # -- opening

    def open(self) -> None:
        """Make the folder and take it, or say who has it. It is ours until this process ends, however it ends."""
        if not self.path.exists():
            self.path.mkdir(mode=0o755, parents=True)
            (self.path / MARK).touch()
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            running = self.read_state()
            at = f" at {running['address']}" if "address" in running else ""
            by = f" (process {running['pid']})" if "pid" in running else ""
            raise Trouble(
                f"The portal is already running from {self.path}{at}{by}. Stop it there with Ctrl-C, "
                "or set ELO_VAR to another folder for a second portal."
            ) from None
        # The lock lives as long as the open file, which nobody closes.

    def empty(self) -> None:
        """Remove all data. A folder that we did not make is not ours to empty."""
        if self.path != ROOT / "var" and not (self.path / MARK).exists():
            raise Trouble(f"{self.path} was not made by the portal (it has no {MARK}), so --fresh does not empty it.")
        for entry in self.path.iterdir():
            if entry.name in {"lock", MARK}:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    # -- what is in it

    @property
    def logs(self) -> Path:
        return self.path / "log"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def secret_key(self) -> str:
        """The rehearsal's own key, made at the first start, so that sessions outlive a restart."""
        file = self.path / "secret-key"
        if not file.exists():
            new = file.with_suffix(".new")
            new.unlink(missing_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as output:
                output.write(secrets.token_urlsafe(50))
            new.replace(file)
        return file.read_text().strip()

    def read_state(self) -> dict[str, Any]:
        """What the running portal, or the last one if it was killed, has written of itself."""
        try:
            state = json.loads((self.path / "running.json").read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: dict[str, Any]) -> None:
        """Readable by the owner alone: with the addresses in it one is in."""
        new = self.path / "running.json.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
            json.dump(state, output, indent=1)
        new.replace(self.path / "running.json")

    def forget_state(self) -> None:
        (self.path / "running.json").unlink(missing_ok=True)

    # -- sockets

    def sockets(self) -> Path:
        """A private folder for the sockets: in the data folder, or in a short place when the path is too long for one.

        A socket's path has at most 107 bytes, and the database's user must be able to walk to it.
        """
        own = self.path / "run"
        longest = own / "postgresql" / SOCKET_NAME
        if len(os.fsencode(longest)) <= LONGEST_SOCKET and self.is_reachable():
            own.mkdir(mode=0o755, exist_ok=True)
            return own
        mark = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        short = Path("/run" if os.geteuid() == 0 else "/tmp") / f"elo-{os.geteuid()}-{mark}"  # noqa: S108 owner checked below
        mode = 0o711 if os.geteuid() == 0 else 0o700
        short.mkdir(mode=mode, exist_ok=True)
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise Trouble(f"{short} is somebody else's. Set ELO_VAR to a shorter folder, and the sockets lie there.")
        short.chmod(mode)
        return short

    def remove_sockets(self, sockets: Path) -> None:
        """Leave nothing behind."""
        shutil.rmtree(sockets, ignore_errors=True)

    def is_reachable(self) -> bool:
        """Whether the database's user can walk here; under root that is another user."""
        if os.geteuid() != 0:
            return True
        servant = pwd.getpwnam(SERVANT)
        who: dict[str, Any] = {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}
        walked = subprocess.run(["test", "-x", self.path], check=False, cwd="/", **who)
        return walked.returncode == 0
