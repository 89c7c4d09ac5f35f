"""The whole content of a document as it is frozen at sending (the newest schema) or previewed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation

from elo_portal.office.clock import HELSINKI, day_of
from networks.choices import MEMBER_KINDS, ContactPurpose, Role, Seat
from networks.models import Appointment, ContactAddress, Membership, Organisation, Participation, Person

from .models import Addressee, Answer, Document, Measure, Submission
from .schemas import NEWEST

# An office that has a mailbox of its own receives there when nobody holds the role.
MAILBOXES = {Role.REGISTRY: ContactPurpose.REGISTRY}


@dataclass(frozen=True)
class Receiver:
    """To whom a document goes that day: a person in a capacity, or an office's mailbox, which has no person."""

    person: Person | None
    organisation: Organisation
    capacity: str
    day: date
    mailbox: str = ""

    @property
    def name(self) -> str:
        """Empty for a mailbox."""
        return self.person.name if self.person else ""

    @property
    def address(self) -> str:
        return self.person.email if self.person else self.mailbox

    def organisation_in(self, language: str) -> str:
        return self.organisation.name_on(self.day, language)

    def named_in(self, language: str) -> str:
        """The person, or what the mailbox is: the registry."""
        with translation.override(language):
            return self.name or str(Role(self.capacity).label)


def receivers(document: Document, at: datetime) -> list[Receiver]:
    """Those who hold the round's addressed roles that day, and the mailboxes of offices where nobody does.

    Four queries, three where no mailbox is addressed.
    """
    day = day_of(at)
    wanted = list(
        Addressee.objects.filter(round=document.round_id)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    organisations = [one.organisation_id for one in wanted]
    holders = list(
        Appointment.objects.on(day)
        .filter(organisation__in=organisations)
        .select_related("person")
        .order_by("person__name")
    )
    mailboxes: dict[tuple[int, str], str] = {}
    if any(one.capacity in MAILBOXES for one in wanted):
        contacts = ContactAddress.objects.on(day).filter(organisation__in=organisations).order_by("-since")
        mailboxes = {(one.organisation_id, one.purpose): one.address for one in contacts}
    found = []
    for one in wanted:
        people = [
            holder.person
            for holder in holders
            if (holder.organisation_id, holder.role) == (one.organisation_id, one.capacity)
        ]
        found += [Receiver(person, one.organisation, one.capacity, day) for person in people]
        mailbox = mailboxes.get((one.organisation_id, MAILBOXES.get(Role(one.capacity), "")))
        if mailbox and not people:
            found.append(Receiver(None, one.organisation, one.capacity, day, mailbox))
    return found


def answers_of(document: Document) -> list[Answer]:
    return list(
        Answer.objects.filter(document=document, is_removed=False)
        .select_related("question", "text__current")
        .order_by("number")
    )


def measures_of(document: Document) -> list[Measure]:
    """The measures that stand, topic by topic, with their goals; a report has none. Two queries."""
    if not document.is_plan:
        return []
    return list(
        Measure.objects.filter(document=document)
        .standing()  # type: ignore[attr-defined]
        .select_related("topic__question")
        .prefetch_related("goals")
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
        "schema": NEWEST,
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
            {"organisation": one.organisation_in(language), "capacity": one.capacity, "name": one.name}
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
                "own": answer.is_own_section,
            }
            for answer in answers_of(document)
        ],
        "goal_set": _goal_set(document),
        "measures": [
            {
                "what": measure.what,
                "topic": measure.topic.number,
                "goals": sorted(goal.number for goal in measure.goals.all()),
                "body": measure.body,
                "schedule": measure.schedule,
                "sign": measure.sign,
            }
            for measure in measures_of(document)
        ],
        "handled_on": document.handled_on.isoformat() if document.handled_on else None,
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


def _goal_set(document: Document) -> dict[str, Any] | None:
    """The national goals that a plan's measures carry out; a report has none of its own. Two queries."""
    goal_set = document.round.goal_set if document.is_plan else None
    if goal_set is None:
        return None
    language = document.language
    titles = {"fi": goal_set.title_fi, "sv": goal_set.title_sv}
    return {
        "title": titles[language],
        "source": goal_set.source,
        "goals": [
            {"number": goal.number, "text": {"fi": goal.fi, "sv": goal.sv}[language]} for goal in goal_set.goals.all()
        ],
    }


def wording(document: Document) -> str:
    """A fingerprint of what the document says now, to notice a change between checking and sending."""
    parts = [
        f"{answer.number}:{answer.heading}:{answer.text.number}:{answer.text.language}"
        for answer in answers_of(document)
    ]
    parts += [f"measure {measure.pk}:{measure.number}" for measure in measures_of(document)]
    parts += [f"handled {document.handled_on}"]
    return hashlib.sha256(f"{document.language};{';'.join(parts)}".encode()).hexdigest()[:16]


def _moment(moment: datetime) -> str:
    return moment.astimezone(HELSINKI).isoformat(timespec="seconds")


__all__ = ["Receiver", "answers_of", "content_of", "measures_of", "receivers", "wording"]
