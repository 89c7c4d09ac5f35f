"""The rehearsal's invented people and texts, put in through the same commands that people use."""

import json
from datetime import date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import transaction

from elo_portal.office import clock
from networks.actor import Actor, actor_for
from networks.choices import GroupKind, Role
from networks.commands.reference import load_organisation
from networks.models import (
    Appointment,
    Group,
    GroupArea,
    Membership,
    Organisation,
    Participation,
    Person,
    Region,
    User,
)
from reporting import commands
from reporting.choices import RoundKind
from reporting.commands.writing import Typed
from reporting.models import Answer, Document, Round
from strategies import commands as strategy_commands

TEXTS = Path(__file__).resolve().parent / "texts"
FIRST_MOMENT = datetime(2014, 12, 15, 9, 0, tzinfo=clock.HELSINKI)
ROUND_OPENED = datetime(2014, 10, 1, 9, 0, tzinfo=clock.HELSINKI)
REPORTS = ("kainuu", "lappi", "pohjanmaa")
LASTING_FIELDS = ("since", "until")


class NotARehearsal(Exception):
    """A production portal never holds invented people and a password that everybody knows."""


def is_loaded() -> bool:
    return Group.objects.filter(kind=GroupKind.REGIONAL).exists()


@transaction.atomic
def load() -> None:
    """Load the whole rehearsal: people, three groups, the strategy, the round of 2014 and its three reports.

    Raises NotARehearsal in production. Reference data must be in (load_network --as-of 2014-12-15).
    """
    if settings.PRODUCTION:
        raise NotARehearsal("This is a production portal: invented people and texts are not loaded here.")
    regions = {region.code: region for region in Region.objects.all()}
    for row in _read("organisations"):
        names = {key: row[key] for key in ("fi", "fi_short", "sv", "sv_short", "en", "en_short")}
        load_organisation(row | {"names": [names | {key: row[key] for key in LASTING_FIELDS}]}, regions)
    organisations = {one.key: one for one in Organisation.objects.all()}
    people = _people(organisations)
    for row in _read("people")["groups"]:
        _group(row, people, organisations, regions)
    national = Group.objects.get(kind=GroupKind.NATIONAL)
    for row in _read("people")["national_members"]:
        _membership(national, row, people, organisations)
    _strategy(_read("strategy_kainuu"), organisations, regions)
    round_ = Round.objects.get(kind=RoundKind.REPORT, year=FIRST_MOMENT.year)
    documents = {one.group.code: one for one in commands.open_round(round_, at=ROUND_OPENED)}
    for name in REPORTS:
        row = _read(f"report_{name}")
        _report(documents[row["group"]], row, people)
    clock.set_up(FIRST_MOMENT)


def _people(organisations: dict[str, Organisation]) -> dict[str, Person]:
    data = _read("people")
    people = {}
    for row in data["people"]:
        person = Person.objects.create(**{key: row[key] for key in ("name", "email", "title", "language")})
        people[row["key"]] = person
        if row["account"]:
            is_staff = any(one["person"] == row["key"] and one["role"] == "admin" for one in data["appointments"])
            User.objects.create(person=person, email=person.email, password=data["password"], is_staff=is_staff)
    for row in data["appointments"]:
        Appointment.objects.create(
            person=people[row["person"]],
            organisation=organisations[row["organisation"]],
            role=row["role"],
            since=row["since"],
            until=row["until"],
        )
    return people


def _group(
    row: dict[str, Any],
    people: dict[str, Person],
    organisations: dict[str, Organisation],
    regions: dict[str, Region],
) -> None:
    fields = ("kind", "code", "language", "since", "until")
    names = [f"{what}_{language}" for what in ("name", "area") for language in ("fi", "sv", "en")]
    group = Group.objects.create(**{key: row[key] for key in (*fields, *names)})
    Participation.objects.create(
        group=group, organisation=organisations[row["responsible"]], is_responsible=True, since=row["since"]
    )
    for region in row["regions"]:
        GroupArea.objects.create(group=group, region=regions[region], since=row["since"])
    for member in row["members"]:
        _membership(group, member, people, organisations)


def _membership(
    group: Group, row: dict[str, Any], people: dict[str, Person], organisations: dict[str, Organisation]
) -> None:
    Membership.objects.create(
        group=group,
        person=people[row["person"]],
        organisation=organisations[row["organisation"]],
        seat=row["seat"],
        since=row["since"],
        until=row["until"],
        decision=row["decision"],
    )


def _strategy(row: dict[str, Any], organisations: dict[str, Organisation], regions: dict[str, Region]) -> None:
    """Write a strategy and adopt it: an expert of the coordinating centre does, on its first day at 9.00.

    The regional group has decided. Goals are texts, or texts with the keys of the national goals that they serve.
    """
    centre = organisations[row["coordinator"]]
    since = date.fromisoformat(row["since"])
    at = datetime.combine(since, time(9), tzinfo=clock.HELSINKI)
    expert = Appointment.objects.on(since).filter(organisation=centre, role=Role.EXPERT).earliest("since", "pk")
    by = _actor(expert.person, at)
    own = [regions[code] for code in row["regions"]]
    version = strategy_commands.begin_strategy(centre, own, title=row["title"], language=row["language"], by=by, at=at)
    goals = [goal if isinstance(goal, dict) else {"text": goal} for goal in row["goals"]]
    saved = strategy_commands.save_draft(version, row | {"goals": goals}, base=1, by=by, at=at)
    group = Group.objects.on(since).filter(kind=GroupKind.REGIONAL, regions__in=own).order_by("code").first()
    strategy_commands.adopt(
        version,
        since=since,
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        decided_by=group.name_in(row["language"]) if group else centre.short_name_on(since, row["language"]),
        decided_on=since,
        checked=saved.save.number if saved.save else 1,
        by=by,
        at=at,
    )


def _report(document: Document, row: dict[str, Any], people: dict[str, Person]) -> None:
    answers = {
        answer.number: answer
        for answer in Answer.objects.filter(document=document).select_related("question", "text__current", "document")
    }
    saves = [
        (datetime.fromisoformat(save["at"]), save["by"], one["number"], one["language"], save["text"])
        for one in row["answers"]
        for save in [*one.get("history", []), one]
    ]
    for at, who, number, language, text in sorted(saves):
        answer = answers[number]
        answer.text.refresh_from_db()
        typed = Typed(answer=answer, body=text, base=answer.text.number, language=language)
        commands.save_answers(document, [typed], by=_actor(people[who], at), at=at)
    if row["sent"]:
        at = datetime.fromisoformat(row["sent"]["at"])
        commands.send(document, by=_actor(people[row["sent"]["by"]], at), at=at)


def _actor(person: Person, at: datetime) -> Actor:
    """A person acts; one without an account did it on paper, and the portal has it from them."""
    user = User.objects.filter(person=person).first()
    return actor_for(user or SimpleNamespace(person=person), at)


def _read(name: str) -> Any:
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))
