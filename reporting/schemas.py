"""Readers of frozen content: what was sent is never changed, so each shape that was ever frozen keeps its reader.

1: reports. 2: also own sections, measures, the day of handling, the strategy that goes along and attached files.
"""

from collections.abc import Callable
from typing import Any

Content = dict[str, Any]
NEWEST = 2


class UnknownSchema(ValueError):
    """Frozen content of a schema that no reader here knows."""


def _schema_1(content: Content) -> Content:
    return {
        **content,
        "schema": NEWEST,
        "answers": [{**answer, "own": False} for answer in content["answers"]],
        "goal_set": None,
        "measures": [],
        "handled_on": None,
        "strategy": None,
        "attachments": [],
    }


def _schema_2(content: Content) -> Content:
    return content


# Each reader turns its own schema into the newest.
READERS: dict[int, Callable[[Content], Content]] = {1: _schema_1, NEWEST: _schema_2}


def read(content: Content) -> Content:
    """The content as the newest schema has it.

    UnknownSchema: the content is of a newer portal, or not a document at all.
    """
    reader = READERS.get(content.get("schema", 0))
    if reader is None:
        raise UnknownSchema(f"No reader for schema {content.get('schema')!r}.")
    return reader(content)
