"""The whole content of a document as it is frozen at sending (schema 1) or previewed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation

from elo_portal.office.clock import HELSINKI, day_of
from networks.choices import MEMBER_KINDS, Role, Seat
from networks.models import Appointment, Membership, Organisation, Participation, Person

from .choices import State
from .completions import content_of_replies, open_items
from .models import Addressee, Answer, Document, Submission

SCHEMA = 1


@dataclass(frozen=True)
class Receiver:
    """A person to whom a document goes that day, with the capacity and the organisation."""

    person: Person
    organisation: Organisation
    capacity: str
    day: date

    def organisation_in(self, language: str) -> str:
        return self.organisation.name_on(self.day, language)


def receivers(document: Document, at: datetime) -> list[Receiver]:
    """Those who hold the round's addressed roles that day. Two queries."""
    day = day_of(at)
    wanted = list(Addressee.objects.filter(round=document.round_id).select_related("organisation"))
    holders = (
        Appointment.objects.on(day)
        .filter(organisation__in=[one.organisation_id for one in wanted])
        .select_related("person")
        .prefetch_related("organisation__names")
        .order_by("person__name")
    )
    found = []
    for addressee in wanted:
        for holder in holders:
            if (holder.organisation_id, holder.role) == (addressee.organisation_id, addressee.capacity):
                found.append(Receiver(holder.person, holder.organisation, addressee.capacity, day))
    return found


def senders_of(document: Document, day: date) -> list[Person]:
    """The experts who may send the document on the day (requirements, section 14, item 3). One query."""
    responsible = Participation.objects.on(day).filter(group=document.group_id, is_responsible=True)
    appointments = (
        Appointment.objects.on(day)
        .filter(role=Role.EXPERT, organisation__in=responsible.values("organisation"))
        .select_related("person")
        .order_by("person__name")
    )
    return list({one.person_id: one.person for one in appointments}.values())


def answers_of(document: Document) -> list[Answer]:
    return list(
        Answer.objects.filter(document=document, is_removed=False)
        .select_related("question", "text__current")
        .order_by("number")
    )


def content_of(
    document: Document,
    *,
    at: datetime,
    number: int = 0,
    sender: Person | None = None,
    is_late: bool = False,
    previous: Submission | None = None,
) -> dict[str, Any]:
    """The content of the document at a moment; a preview has number 0 and no sender.

    Names and roles are those true that day; contact data is never among them. A constant number of queries.
    """
    language, day = document.language, day_of(at)
    participations = list(
        Participation.objects.on(day).filter(group=document.group_id).prefetch_related("organisation__names")
    )
    responsible = next((one.organisation for one in participations if one.is_responsible), None)
    members = list(
        Membership.objects.on(day)
        .filter(group=document.group_id)
        .select_related("person", "organisation")
        .prefetch_related("organisation__names")
    )
    with translation.override(language):
        composition = [
            {
                "kind": kind.value,
                "label": str(kind.label),
                "members": sum(1 for one in members if one.organisation.kind == kind),
            }
            for kind in MEMBER_KINDS
        ]
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": document.round.kind,
        "identifier": f"{document.identifier}{number}" if number else document.identifier,
        "number": number,
        "language": language,
        "year": document.round.year,
        "due": _moment(document.due),
        "title": document.round.title_in(language),
        "group": {"code": document.group.code, "name": document.group.name_in(language)},
        "centre": {"name": responsible.short_name_on(day, language) if responsible else ""},
        "sent": None,
        "addressees": [
            {"organisation": one.organisation_in(language), "capacity": one.capacity, "name": one.person.name}
            for one in receivers(document, at)
        ],
        "answers": [
            {
                "number": answer.number,
                "title": answer.title_in(language),
                "question": answer.text_in(language),
                "language": answer.text.language,
                "text": answer.text.body,
                "revision": answer.text.number,
            }
            for answer in answers_of(document)
        ],
        "composition": composition,
        "members": sorted(
            (
                {
                    "name": one.person.name,
                    "seat": one.seat,
                    "organisation": one.organisation.short_name_on(day, language),
                    "kind": one.organisation.kind,
                }
                for one in members
            ),
            key=lambda one: (list(Seat.values).index(one["seat"]), one["name"]),
        ),
        "previous": previous.sha256 if previous else None,
        **content_of_replies(document, language=language, day=day),
    }
    if sender is not None:
        content["sent"] = {
            "at": _moment(at),
            "late": is_late,
            "by": {
                "name": sender.name,
                "role": Role.EXPERT.value,
                "organisation": responsible.short_name_on(day, language) if responsible else "",
            },
        }
    return content


def wording(document: Document) -> str:
    """A fingerprint of what the answers and the replies say now, to notice a change between checking and sending."""
    parts = [f"{answer.question_id}:{answer.text.number}:{answer.text.language}" for answer in answers_of(document)]
    if document.state == State.RETURNED:
        parts += [f"{item.asking.pk}:{item.asking.draft.number}" for item in open_items(document)]
    return hashlib.sha256(f"{document.language};{';'.join(parts)}".encode()).hexdigest()[:16]


def _moment(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")


__all__ = ["Receiver", "answers_of", "content_of", "receivers", "senders_of", "wording"]
