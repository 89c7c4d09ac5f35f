"""What a strategy says: a dictionary with the keys of choices.FIELD_NAMES; tidied, joined, and frozen (schema 1).

Texts are strings; `values`, `key_themes` and `preparers` lists of strings; `goals` a list of {text, national: keys of
national goals}; `links` of {label, url}; `themes` of {heading, text}.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office import frozen
from elo_portal.office.clock import day_of
from elo_portal.office.writing.differences import Difference, difference
from elo_portal.office.writing.markup import normalise
from networks.choices import DOCUMENT_LANGUAGES, Role
from networks.models import Person

from .choices import FIELD_NAMES, LINES, ROWS, TEXTS
from .models import Goal, StrategyVersion

SCHEMA = 1
KIND = "strategy"

Content = dict[str, Any]


def tidied(content: Content) -> Content:
    """The content as it is kept: every part there, texts normalised, empty lines and rows left out."""
    language = content.get("language", "")
    kept: Content = {
        "title": _line(content.get("title", "")),
        "language": language if language in dict(DOCUMENT_LANGUAGES) else "fi",
    }
    for name in TEXTS:
        kept[name] = normalise(content.get(name, "")).strip()
    for name in LINES:
        kept[name] = [line for one in content.get(name, []) if (line := _line(one))]
    for name, columns in ROWS.items():
        rows = [{column: _cell(column, row) for column in columns} for row in content.get(name, [])]
        kept[name] = [row for row in rows if any(value for key, value in row.items() if key != "national")]
    return kept


def _cell(column: str, row: Content) -> Any:
    if column == "national":
        return sorted(set(row.get("national", [])))
    value = row.get(column, "")
    return normalise(value).strip() if column == "text" else _line(value)


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def joined(base: Content, mine: Content, theirs: Content) -> tuple[Content, list[str]]:
    """Two contents written from the same base as one, part by part, and the parts that both have changed.

    A part that only one has changed is as that one wrote it. A part that both have changed in different ways is mine
    in the answer and named in the list: somebody must choose. Of lists as long as before, each row is a part.
    """
    answer: Content = {}
    both = []
    for name in FIELD_NAMES:
        answer[name], is_settled = _joined(base[name], mine[name], theirs[name])
        if not is_settled:
            both.append(name)
    return answer, both


def _joined(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    if mine in (base, theirs):
        return theirs, True
    if theirs == base:
        return mine, True
    if isinstance(base, list) and len(base) == len(mine) == len(theirs):
        rows = [_joined(*row) for row in zip(base, mine, theirs, strict=True)]
        return [row for row, _settled in rows], all(settled for _row, settled in rows)
    if isinstance(base, dict):
        cells = {key: _joined(base[key], mine[key], theirs[key]) for key in base}
        return {key: cell for key, (cell, _settled) in cells.items()}, all(settled for _cell, settled in cells.values())
    return mine, False


def plain(content: Content, name: str) -> str:
    """A part as text, a paragraph an item, for comparing and for measuring."""
    value = content.get(name, "")
    if name == "goals":
        return "\n\n".join(_goal_line(one) for one in value)
    if name == "links":
        return "\n\n".join(f"{one['label']}: {one['url']}" if one["label"] else one["url"] for one in value)
    if name == "themes":
        return "\n\n".join(part for one in value for part in (one["heading"], one["text"]) if part)
    return "\n\n".join(value) if isinstance(value, list) else value


def _goal_line(goal: Content) -> str:
    if not goal["national"]:
        return goal["text"]
    numbers = ", ".join(key.rpartition("-")[2] for key in goal["national"])
    return _("%(goal)s (national goals %(numbers)s)") % {"goal": goal["text"], "numbers": numbers}


@dataclass(frozen=True)
class FieldDifference:
    """How one part of a strategy differs between two contents."""

    field: str
    name: str
    difference: Difference


def differences(before: Content, after: Content) -> list[FieldDifference]:
    """The parts that differ, in the order of reading; none when the contents say the same."""
    found = []
    for name, label in FIELD_NAMES.items():
        old, new = plain(before, name), plain(after, name)
        if old != new:
            found.append(FieldDifference(name, str(label), difference(old, new)))
    return found


def length_of(content: Content) -> int:
    """Characters in all."""
    return sum(len(plain(content, name)) for name in FIELD_NAMES)


def missing(content: Content) -> list[str]:
    """The parts without which a strategy cannot be adopted."""
    lacking = [name for name in ("title", "goals") if not content[name]]
    if any(not (theme["heading"] and theme["text"]) for theme in content["themes"]):
        lacking.append("themes")
    return lacking


def empty(content: Content) -> list[str]:
    """The parts that say nothing and that a strategy may be adopted without."""
    return [name for name in FIELD_NAMES if name not in {"title", "language", "goals"} and not content[name]]


def national_keys(content: Content) -> set[str]:
    return {key for goal in content.get("goals", []) for key in goal["national"]}


def frozen_of(
    version: StrategyVersion,
    *,
    national: Iterable[Goal],
    at: datetime,
    adopter: Person | None = None,
    previous: str | None = None,
    words: Content | None = None,
) -> Content:
    """The whole content of a version as it is frozen when adopted, or previewed when there is no adopter.

    `words`: what it says, when that is not what its newest save says. `national`: the goals that its goals name. Names
    are those true that day; contact data is never among them.
    """
    strategy, language, day = version.strategy, version.language, day_of(at)
    words = tidied(version.words if words is None else words)
    coordinator = strategy.coordinator.short_name_on(day, language)
    with translation.override(language):
        return {
            **words,
            "schema": SCHEMA,
            "kind": KIND,
            "identifier": version.identifier,
            "number": version.number,
            "regions": [{"code": one.code, "name": one.name_in(language)} for one in strategy.regions.order_by("code")],
            "coordinator": coordinator,
            "since": version.since.isoformat() if version.since else None,
            "until": version.until.isoformat() if version.until else None,
            "decision": {"by": version.decided_by, "on": version.decided_on.isoformat()}
            if version.decided_on
            else None,
            "national_goals": [
                {
                    "key": goal.key,
                    "number": goal.number,
                    "text": goal.text_in(language),
                    "set": goal.goal_set.title_in(language),
                    "source": goal.goal_set.source,
                    "own_translation": goal.is_sv_own_translation and language == "sv",
                }
                for goal in national
            ],
            "adopted": {
                "at": frozen.moment(at),
                "by": {"name": adopter.name, "role": Role.EXPERT.value, "organisation": coordinator},
            }
            if adopter
            else None,
            "previous": previous,
        }
