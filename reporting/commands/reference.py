"""The rounds of a year as the ministries' letter asks for them, not yet opened."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from elo_portal.office.clock import HELSINKI, day_of
from networks.choices import OrganisationKind, Role
from networks.models import Organisation
from reporting.choices import RoundKind
from reporting.models import Addressee, Question, Round
from strategies.models import GoalSet

FOLDER = Path(__file__).resolve().parent.parent / "reference"
END_OF_DAY = time(23, 59, 59)


FIRST_YEAR_OF_GROUP_REPORTS = 2015
LANGUAGES = ("fi", "sv", "en")


@transaction.atomic
def load_reference(as_of: date) -> None:
    """Prepare the rounds of the year of `as_of`: plan, report and, from 2015, the development groups' two reports.

    Rounds that exist are left as they are. Due dates, limits and addressees are the letter's (requirements P5, P6,
    R6, R7, R9).
    """
    year = as_of.year
    ministries = _ministries(as_of)
    prepare_round(
        RoundKind.PLAN,
        year,
        _end_of(date(year, 9, 1)),
        titles={
            "fi": f"Elinikäisen ohjauksen toimintasuunnitelma {year}",
            "sv": f"Verksamhetsplan för livslång vägledning {year}",
            "en": f"Lifelong guidance action plan {year}",
        },
        questions=[
            {f"{what}_{language}": row[language] for what in ("title", "text") for language in LANGUAGES} | row
            for row in _read("plan_topics")
        ],
        addressees=[(one, role) for one in ministries for role in (Role.REGISTRY, Role.NATIONAL_SECRETARY)],
        as_of=as_of,
    )
    prepare_round(
        RoundKind.REPORT,
        year,
        _end_of(date(year, 12, 31)),
        titles={
            "fi": f"Elinikäisen ohjauksen raportti {year}",
            "sv": f"Rapport om livslång vägledning {year}",
            "en": f"Lifelong guidance report {year}",
        },
        questions=_read("report_questions"),
        addressees=[(one, Role.NATIONAL_SECRETARY) for one in ministries],
        as_of=as_of,
        page_note=2,
        page_limit=3,
    )
    if year >= FIRST_YEAR_OF_GROUP_REPORTS:
        prepare_group_report_rounds(year)


@transaction.atomic
def prepare_group_report_rounds(year: int) -> None:
    """Prepare the development groups' two reports of a year (requirements G19, G21; section 14, item 2).

    They go to the national group through its secretaries, to VOKES and to KEHA. Rounds that exist are left as they
    are.
    """
    first_day = date(year, 1, 1)
    supporters = Organisation.objects.on(first_day).filter(key__in=["vokes", "keha"]).order_by("-key")
    addressees = [(one, Role.NATIONAL_SECRETARY) for one in _ministries(first_day)]
    addressees += [(one, Role.SUPPORT_READER) for one in supporters]
    for day, season in (
        (date(year, 5, 31), {"fi": "kevät", "sv": "våren", "en": "spring"}),
        (date(year, 11, 30), {"fi": "syksy", "sv": "hösten", "en": "autumn"}),
    ):
        prepare_round(
            RoundKind.GROUP_REPORT,
            year,
            _end_of(day),
            titles={
                "fi": f"Kehittämisryhmän raportti, {season['fi']} {year}",
                "sv": f"Utvecklingsgruppens rapport, {season['sv']} {year}",
                "en": f"Development group's report, {season['en']} {year}",
            },
            questions=_read("group_report_questions"),
            addressees=addressees,
        )


def prepare_round(
    kind: RoundKind,
    year: int,
    due: datetime,
    *,
    titles: Mapping[str, str],
    questions: Iterable[Mapping[str, Any]],
    addressees: Iterable[tuple[Organisation, Role]],
    as_of: date | None = None,
    **limits: int,
) -> None:
    """Prepare a round with its questions and addressees; one of that kind, year and due moment is left as it is.

    `titles` by language. A question has a number and, in each language, title_, text_ and hint_; own_translations
    names the languages into which it has been translated here. The national goals are those of `as_of`, else of the
    due day.
    """
    goal_set = GoalSet.objects.on(as_of or day_of(due)).order_by("-since").first()
    fields = {f"title_{language}": titles[language] for language in LANGUAGES}
    round_, is_new = Round.objects.get_or_create(
        kind=kind, year=year, due=due, defaults={"goal_set": goal_set, **fields, **limits}
    )
    if not is_new:
        return
    for row in questions:
        _question(round_, row)
    for organisation, capacity in addressees:
        Addressee.objects.create(round=round_, organisation=organisation, capacity=capacity)


def _question(round_: Round, row: Mapping[str, Any]) -> None:
    Question.objects.create(
        round=round_,
        number=row["number"],
        is_sv_own_translation="sv" in row.get("own_translations", []),
        beside=row.get("beside", ""),
        **{f"title_{language}": _capital(row[f"title_{language}"]) for language in LANGUAGES},
        **{f"text_{language}": row[f"text_{language}"] for language in LANGUAGES},
        **{f"hint_{language}": row.get(f"hint_{language}", "") for language in LANGUAGES},
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ministries(day: date) -> list[Organisation]:
    return list(Organisation.objects.on(day).filter(kind=OrganisationKind.MINISTRY).order_by("key"))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, HELSINKI)


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
