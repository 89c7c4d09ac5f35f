"""Log lines as JSON, each with its request's id, never with the text of an answer.

An exception is logged by its kind and the places it went through. Its own words are left out where they could
repeat what a person typed: a database error quotes the failing row, a ValueError the value.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.template import TemplateDoesNotExist
from django.urls import NoReverseMatch

from .context import request_id

# These speak of the machine and the program, not of data.
SPEAK_FREELY = (
    AttributeError,
    ImportError,
    ImproperlyConfigured,
    InterfaceError,
    NameError,
    NoReverseMatch,
    OperationalError,
    OSError,
    TemplateDoesNotExist,
    TypeError,
)
ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Objects that Django and Celery hang on their records: requests and responses hold what people typed.
UNTOLD = {"request", "response", "exc_info", "data", "server_time"}
LONGEST = 500


class JsonFormatter(logging.Formatter):
    """One line of JSON a record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record)[:LONGEST],
        }
        if name := request_id.get():
            line["request_id"] = name
        for key, value in vars(record).items():
            if key not in ORDINARY and key not in UNTOLD and isinstance(value, str | int | float | bool | None):
                line[key] = value[:LONGEST] if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """The message, with the route in place of the address: an invitation's address is a key to a sign-in."""
    message = record.getMessage()
    request = getattr(record, "request", None)
    match, path = getattr(request, "resolver_match", None), getattr(request, "path", "/")
    return message.replace(path, f"/{match.route}") if match and len(path) > 1 else message


def describe(exception: BaseException) -> list[dict[str, Any]]:
    """The exception and what caused it, outermost first: kind, places, and words where they are harmless."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = exception
    while current is not None and len(chain) < 5:
        told: dict[str, Any] = {
            "kind": f"{type(current).__module__}.{type(current).__qualname__}",
            "places": [f"{place.filename}:{place.lineno} {place.name}" for place in _places(current)],
        }
        if isinstance(current, SPEAK_FREELY):
            told["words"] = str(current).split("\n", 1)[0][:LONGEST]
        if constraint := getattr(getattr(current, "diag", None), "constraint_name", None):
            told["constraint"] = constraint
        chain.append(told)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def _places(exception: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(exception.__traceback__)
