"""How the centres' confirmations of a development group's report stand (requirements, section 14, item 2)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from elo_portal.office import frozen
from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import Role, Seat
from networks.models import Appointment, Membership, Organisation, Participation, Person

from .choices import ConfirmationAct
from .models import Answer, Document, GroupReportConfirmation
from .permissions import can_confirm_for_centre

WORDING_SCHEMA = 1


@dataclass(frozen=True)
class CentreConfirmation:
    """What a centre has said of the report: `newest` is its last act. It counts only while the report is the same."""

    centre: Organisation
    name: str
    is_convener: bool
    newest: GroupReportConfirmation | None
    sha256: str

    @property
    def is_given(self) -> bool:
        """Confirmed once, and not taken back."""
        return self.newest is not None and self.newest.act == ConfirmationAct.CONFIRM

    @property
    def counts(self) -> bool:
        return self.is_given and self.newest is not None and self.newest.sha256 == self.sha256

    @property
    def is_undone(self) -> bool:
        """The report has been changed since this centre confirmed it."""
        return self.is_given and not self.counts


def wording(document: Document, answers: Sequence[Answer]) -> dict[str, Any]:
    """What a confirmation is of: the texts and their languages. The questions are the round's."""
    return {
        "schema": WORDING_SCHEMA,
        "identifier": document.identifier,
        "language": document.language,
        "answers": [
            {
                "number": one.number,
                "heading": one.heading,
                "language": one.text.language,
                "text": one.text.body,
            }
            for one in answers
        ],
    }


def fingerprint(document: Document, answers: Sequence[Answer]) -> str:
    """SHA-256 of the wording as canonical bytes."""
    return frozen.fingerprint(frozen.canonical(wording(document, answers)))


def confirmations_of(document: Document, answers: Sequence[Answer], day: date) -> list[CentreConfirmation]:
    """By centre of the group that day, the convener first; none for other documents. Three queries.

    `answers` come with their texts, in their order.
    """
    if not document.is_group_report:
        return []
    shares = list(
        Participation.objects.on(day)
        .filter(group=document.group_id)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    newest = {
        one.organisation_id: one
        for one in GroupReportConfirmation.objects.filter(document=document)
        .select_related("by")
        .order_by("organisation_id", "-pk")
        .distinct("organisation_id")
    }
    sha256 = fingerprint(document, answers)
    found = [
        CentreConfirmation(
            one.organisation,
            one.organisation.short_name_on(day),
            one.is_responsible,
            newest.get(one.organisation_id),
            sha256,
        )
        for one in shares
    ]
    return sorted(found, key=lambda one: (not one.is_convener, in_alphabet(one.name)))


def lacking(confirmations: Sequence[CentreConfirmation]) -> list[CentreConfirmation]:
    """Those that have not confirmed what the report says now."""
    return [one for one in confirmations if not one.counts]


def confirmable_by(
    actor: Actor, document: Document, confirmations: Sequence[CentreConfirmation]
) -> list[CentreConfirmation]:
    """The centres for which the actor may confirm."""
    return [one for one in confirmations if can_confirm_for_centre(actor, document, one.centre.pk)]


def confirmers_of(document: Document, centres: Collection[int], day: date) -> list[Person]:
    """Everybody who may confirm for one of the centres that day, by name: its experts, and the members who represent
    it. Two queries.
    """
    experts = Appointment.objects.on(day).filter(role=Role.EXPERT, organisation__in=centres).select_related("person")
    seats = (
        Membership.objects.on(day)
        .filter(group=document.group_id, organisation__in=centres)
        .exclude(seat=Seat.DEPUTY)
        .select_related("person")
    )
    people = {one.pk: one for one in [*(one.person for one in experts), *(one.person for one in seats)]}
    return sorted(people.values(), key=lambda one: (in_alphabet(one.name), one.pk))


def capacity_of(actor: Actor, document: Document, centre: int) -> str:
    """In what capacity the actor confirms for the centre: as its expert, else by the seat in the group."""
    if centre in actor.organisations_as(Role.EXPERT):
        return Role.EXPERT.value
    return next(
        place.seat
        for place in actor.places
        if place.group == document.group_id and place.organisation == centre and place.seat != Seat.DEPUTY
    )


def content_of_confirmations(
    document: Document, answers: Sequence[Answer], day: date, language: str, *, reason: str = ""
) -> dict[str, Any]:
    """What is frozen with a development group's report; nothing for other documents.

    The key "confirmations" is in no other content, so nothing that was frozen before changes by a byte.
    """
    if not document.is_group_report:
        return {}
    found = confirmations_of(document, answers, day)
    return {
        "confirmations": {
            "wording": fingerprint(document, answers),
            "centres": [
                {
                    "centre": one.centre.short_name_on(day, language),
                    "convener": one.is_convener,
                    "confirmed": {
                        "at": frozen.moment(one.newest.at),
                        "name": one.newest.by.name,
                        "capacity": one.newest.capacity,
                    }
                    if one.counts and one.newest
                    else None,
                }
                for one in found
            ],
            "reason": reason,
        }
    }


__all__ = [
    "CentreConfirmation",
    "capacity_of",
    "confirmable_by",
    "confirmations_of",
    "confirmers_of",
    "content_of_confirmations",
    "fingerprint",
    "lacking",
    "wording",
]
