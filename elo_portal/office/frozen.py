"""Frozen content: what was sent, as bytes that are the same wherever and whenever they are made.

Canonical JSON: UTF-8, NFC, keys sorted by code point, no spaces, no floats. The SHA-256 of these bytes is what the
receipt, the PDF and the mail carry.
"""

import json
import unicodedata
from datetime import datetime
from hashlib import sha256
from typing import Any

from .clock import HELSINKI


def canonical(content: Any) -> bytes:
    """The content as canonical bytes. Dates are text and sums are whole numbers already.

    TypeError: a float, a key that is not text, or a value that JSON does not have.
    ValueError: two keys of one object that are the same in NFC; text that is no Unicode (a lone surrogate).
    """
    return json.dumps(
        _plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def fingerprint(data: bytes) -> str:
    """SHA-256 of the bytes as 64 hexadecimal digits."""
    return sha256(data).hexdigest()


def moment(at: datetime) -> str:
    """A moment as frozen content has it, to the second, with Helsinki's offset that day: 2014-08-28T14:07:32+03:00."""
    return at.astimezone(HELSINKI).isoformat(timespec="seconds")


def as_written(moment: str) -> datetime:
    """The moment on the clock it was written by: no zone of the reader's may move it."""
    return datetime.fromisoformat(moment).replace(tzinfo=None)


def in_groups(fingerprint: str | None) -> str:
    """The fingerprint in groups of eight digits, as it is printed; empty when there is none."""
    return " ".join(fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8)) if fingerprint else ""


class NotCanonical(ValueError):
    """Bytes that `canonical` did not make."""


def load(data: bytes) -> Any:
    """The content of canonical bytes. NotCanonical: they are not what was once frozen."""
    try:
        content = json.loads(data.decode())
        made_again = canonical(content)
    except (TypeError, ValueError) as error:
        raise NotCanonical(str(error)) from error
    if made_again != data:
        raise NotCanonical("The bytes say the same in another way.")
    return content


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, int):
        return int(value)
    if isinstance(value, dict):
        plain = {}
        for key, member in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key must be text, not {key!r}.")
            plain[unicodedata.normalize("NFC", str(key))] = _plain(member)
        if len(plain) != len(value):
            raise ValueError("Two keys are the same in NFC.")
        return plain
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    raise TypeError(f"Frozen content cannot hold {type(value).__name__}.")
