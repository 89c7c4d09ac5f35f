"""Speaks to ClamAV's daemon clamd: INSTREAM of its manual page, one file a connection.

The package clamd of PyPI was last released in 2014; what is needed of the protocol is this one command.
"""

import socket
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

MOST_OF_A_REPLY = 4096


class NoAnswer(Exception):
    """The scanner is away, too slow, or says something else than yes or no."""


def signature(pieces: Iterable[bytes], *, address: str, seconds: float) -> str:
    """The name of the virus in the file, empty when there is none.

    address: tcp://host:port or unix:///path. seconds: for the whole of it. Raises NoAnswer.
    """
    ends = time.monotonic() + seconds
    try:
        with _connected(address, seconds) as connection:
            # It answers before the end when it will not read on; the answer says why.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection, b"zINSTREAM\0", ends)
                for piece in pieces:
                    _send(connection, struct.pack("!L", len(piece)) + piece, ends)
                _send(connection, struct.pack("!L", 0), ends)
            reply = _reply(connection, ends)
    except OSError as error:
        raise NoAnswer(f"{type(error).__name__}: {error}") from error
    if reply == "stream: OK":
        return ""
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return reply.removeprefix("stream: ").removesuffix(" FOUND") or "?"
    raise NoAnswer(f"The scanner said {reply!r}.")


def _connected(address: str, seconds: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=seconds)


def _send(connection: socket.socket, data: bytes, ends: float) -> None:
    connection.settimeout(_left(ends))
    connection.sendall(data)


def _reply(connection: socket.socket, ends: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < MOST_OF_A_REPLY:
        connection.settimeout(_left(ends))
        piece = connection.recv(MOST_OF_A_REPLY)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode(errors="replace").strip()


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left
