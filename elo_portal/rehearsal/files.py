"""The rehearsal's files: one folder a group, what belongs to no group beside them, and the dated acts."""

import json
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from elo_portal.office import clock

TEXTS = Path(__file__).resolve().parent / "texts"
FIRST_DAY = date(2014, 12, 15)  # when no other is named
FOLDERS = {
    "UUD": "uusimaa",
    "VAR": "varsinais-suomi",
    "SAT": "satakunta",
    "KHA": "kanta-hame",
    "PHA": "paijat-hame",
    "PIR": "pirkanmaa",
    "KAS": "kaakkois-suomi",
    "ESA": "etela-savo",
    "POS": "pohjois-savo",
    "POK": "pohjois-karjala",
    "KES": "keski-suomi",
    "EPO": "etela-pohjanmaa",
    "POH": "pohjanmaa",
    "POP": "pohjois-pohjanmaa",
    "KAI": "kainuu",
    "LAP": "lappi",
}
DOCUMENTS = {"report-2013": "report_2013", "plan-2014": "plan", "report-2014": "report"}


def beginning(day: date) -> datetime:
    """A rehearsal begins at 9.00 in Helsinki."""
    return datetime.combine(day, time(9), clock.HELSINKI)


@cache
def read(name: str, group: str = "") -> Any:
    """The file <name>.json of a group's folder, or of none. It is read once and must not be changed."""
    return json.loads((path_of(group) / f"{name}.json").read_text(encoding="utf-8"))


def accounts() -> list[str]:
    """The addresses of all who sign in: those of no group first, then region by region."""
    files = [read("national"), *(read("network", code) for code in FOLDERS)]
    return [row["email"] for file in files for row in file["people"] if row["account"]]


def path_of(group: str = "") -> Path:
    return TEXTS / FOLDERS[group] if group else TEXTS


def texts_of(answer: dict[str, Any]) -> list[str]:
    """Every text of an answer in the order in which it is saved; the one put aside comes last."""
    aside = [answer["aside"]] if "aside" in answer else []
    return [*answer.get("earlier", []), answer["text"], *aside]
