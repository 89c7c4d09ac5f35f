"""The two rounds of a year as the ministries' letter asks for them, not yet opened."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from elo_portal.office.clock import HELSINKI
from networks.choices import OrganisationKind, Role
from networks.models import Organisation
from reporting.choices import RoundKind
from reporting.models import Addressee, Question, Round
from strategies.models import GoalSet

FOLDER = Path(__file__).resolve().parent.parent / "reference"
END_OF_DAY = time(23, 59, 59)


@transaction.atomic
def load_reference(as_of: date) -> None:
    """Prepare the plan and report rounds of the year of `as_of`. Rounds that exist are left as they are.

    Due dates, limits and addressees are the letter's (requirements P5, P6, R6, R7, R9).
    """
    year = as_of.year
    ministries = list(Organisation.objects.on(as_of).filter(kind=OrganisationKind.MINISTRY).order_by("key"))
    plan = _round(
        RoundKind.PLAN,
        datetime.combine(date(year, 9, 1), END_OF_DAY, HELSINKI),
        as_of,
        title_fi=f"Elinikäisen ohjauksen toimintasuunnitelma {year}",
        title_sv=f"Verksamhetsplan för livslång vägledning {year}",
        title_en=f"Lifelong guidance action plan {year}",
    )
    report = _round(
        RoundKind.REPORT,
        datetime.combine(date(year, 12, 31), END_OF_DAY, HELSINKI),
        as_of,
        title_fi=f"Elinikäisen ohjauksen raportti {year}",
        title_sv=f"Rapport om livslång vägledning {year}",
        title_en=f"Lifelong guidance report {year}",
        page_note=2,
        page_limit=3,
    )
    if plan:
        for row in _read("plan_topics"):
            _question(plan, row, {"fi": row["fi"], "sv": row["sv"], "en": row["en"]})
        _address(plan, ministries, (Role.REGISTRY, Role.NATIONAL_SECRETARY))
    if report:
        for row in _read("report_questions"):
            _question(report, row, {language: row[f"title_{language}"] for language in ("fi", "sv", "en")})
        _address(report, ministries, (Role.NATIONAL_SECRETARY,))


def _round(kind: RoundKind, due: datetime, as_of: date, **fields: Any) -> Round | None:
    """The new round; None when the year has one."""
    goal_set = GoalSet.objects.on(as_of).order_by("-since").first()
    round_, is_new = Round.objects.get_or_create(
        kind=kind, year=as_of.year, due=due, defaults={"goal_set": goal_set, **fields}
    )
    return round_ if is_new else None


def _question(round_: Round, row: dict[str, Any], titles: dict[str, str]) -> None:
    texts = {language: row.get(f"text_{language}", row.get(language, "")) for language in ("fi", "sv", "en")}
    Question.objects.create(
        round=round_,
        number=row["number"],
        is_sv_own_translation="sv" in row["own_translations"],
        beside=row.get("beside", ""),
        **{f"title_{language}": _capital(title) for language, title in titles.items()},
        **{f"text_{language}": text for language, text in texts.items()},
        **{f"hint_{language}": row.get(f"hint_{language}", "") for language in ("fi", "sv", "en")},
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _address(round_: Round, ministries: list[Organisation], capacities: tuple[Role, ...]) -> None:
    for ministry in ministries:
        for capacity in capacities:
            Addressee.objects.create(round=round_, organisation=ministry, capacity=capacity)


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
