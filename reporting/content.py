"""The whole content of a document as it is frozen at sending (the newest schema) or previewed."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import translation

from elo_portal.office import frozen
from elo_portal.office.clock import day_of
from networks.choices import MEMBER_KINDS, ContactPurpose, Role, Seat
from networks.models import (
    Appointment,
    ContactAddress,
    GroupArea,
    Membership,
    Organisation,
    Participation,
    Person,
)
from strategies.models import StrategyVersion
from strategies.queries import strategy_in_force

from .choices import AttachmentRole, RoundKind, State
from .completions import content_of_replies, open_items
from .confirmations import content_of_confirmations
from .models import Addressee, Answer, Attachment, Document, Measure, Submission
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
    wanted = Addressee.objects.filter(round=document.round_id)
    day = day_of(at)
    addressed = [(one, day) for one in wanted.select_related("organisation").prefetch_related("organisation__names")]
    return [receiver for those in receivers_by_addressee(addressed).values() for receiver in those]


def receivers_by_addressee(addressed: Sequence[tuple[Addressee, date]]) -> dict[int, list[Receiver]]:
    """By key of the addressee, to whom it goes on its day. Two queries, one where no mailbox is addressed.

    Addressees come with their organisation and its names.
    """
    organisations = {one.organisation_id for one, _day in addressed}
    first = min((day for _one, day in addressed), default=date.max)
    holders = list(
        Appointment.objects.filter(organisation__in=organisations)
        .exclude(until__lt=first)
        .select_related("person")
        .order_by("person__name")
    )
    contacts: list[ContactAddress] = []
    if any(one.capacity in MAILBOXES for one, _day in addressed):
        contacts = list(ContactAddress.objects.filter(organisation__in=organisations).order_by("-since"))
    found: dict[int, list[Receiver]] = {}
    for one, day in addressed:
        people = [
            holder.person
            for holder in holders
            if (holder.organisation_id, holder.role) == (one.organisation_id, one.capacity) and holder.is_in_force(day)
        ]
        found[one.pk] = [Receiver(person, one.organisation, one.capacity, day) for person in people]
        purpose = MAILBOXES.get(Role(one.capacity), "")
        mailboxes = [
            contact.address
            for contact in contacts
            if (contact.organisation_id, contact.purpose) == (one.organisation_id, purpose) and contact.is_in_force(day)
        ]
        if mailboxes and not people:
            found[one.pk].append(Receiver(None, one.organisation, one.capacity, day, mailboxes[-1]))
    return found


def contacts_of(rounds: Collection[int], day: date) -> dict[int, str]:
    """The address to which an answer about each round goes: that of the secretaries to whom it is addressed. Two
    queries; a round is left out when its ministries have given none.
    """
    addressed = Addressee.objects.filter(round__in=rounds, capacity=Role.NATIONAL_SECRETARY).order_by("pk")
    pairs = list(addressed.values_list("round_id", "organisation_id"))
    contacts = ContactAddress.objects.on(day).filter(
        organisation__in={organisation for _, organisation in pairs}, purpose=ContactPurpose.SECRETARY
    )
    addresses = dict(contacts.order_by("-pk").values_list("organisation_id", "address"))
    found: dict[int, str] = {}
    for round_, organisation in pairs:
        if organisation in addresses:
            found.setdefault(round_, addresses[organisation])
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


def measures_of(document: Document) -> list[Measure]:
    """The measures that stand, topic by topic, with their goals; a report has none. Two queries."""
    if not document.is_plan:
        return []
    return list(
        Measure.objects.filter(document=document).standing().select_related("topic__question").prefetch_related("goals")
    )


def attachments_of(document: Document) -> list[Attachment]:
    """The files that go along, in the order in which they came; a report has none. One query."""
    if not document.is_plan:
        return []
    standing = Attachment.objects.filter(document=document).standing()
    return list(standing.select_related("upload"))


def strategies_for(document: Document, at: datetime) -> list[StrategyVersion]:
    """The adopted versions of the strategies of the group's regions that have not ended, without content. One query."""
    day = day_of(at)
    regions = GroupArea.objects.on(day).filter(group=document.group_id).values("region")
    versions = StrategyVersion.objects.adopted().without_content().filter(strategy__regions__in=regions)
    return list(versions.filter(Q(until=None) | Q(until__gte=day)).order_by("since", "pk").distinct())


def strategy_of(document: Document, at: datetime, *, attachments: Sequence[Attachment]) -> StrategyVersion | None:
    """The version in the portal that goes along: the one chosen, else the one in force that day.

    None for a report, where there is none, and when the strategy goes as an attached file. Two queries at most.
    """
    if not document.is_plan or any(one.role == AttachmentRole.STRATEGY for one in attachments):
        return None
    return document.strategy_version or strategy_in_force(document.group, day_of(at))


def last_years_plan(document: Document) -> Submission | None:
    """What the group sent as its plan of the year before, the newest version of it. One query."""
    return (
        Submission.objects.filter(
            document__group=document.group_id, round__kind=RoundKind.PLAN, round__year=document.round.year - 1
        )
        .order_by("-number")
        .first()
    )


def hashes_of_strategies(content: dict[str, Any]) -> set[str]:
    """The SHA-256 of what went along as the region's strategy."""
    portal = {content["strategy"]["sha256"]} if content["strategy"] else set()
    return portal | {one["sha256"] for one in content["attachments"] if one["role"] == AttachmentRole.STRATEGY}


def content_of(
    document: Document,
    *,
    at: datetime,
    number: int = 0,
    sender: Person | None = None,
    is_late: bool = False,
    previous: Submission | None = None,
    reason: str = "",
) -> dict[str, Any]:
    """The content of the document at a moment; a preview has number 0 and no sender.

    `reason`: why a development group's report goes without the confirmation of one of its centres.

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
    if document.is_group_report:
        # It is made of the regional groups' chairs and secretaries, so no kind of body is missed in it.
        composition = [one for one in composition if one["members"]]
    answers = answers_of(document)
    attachments = attachments_of(document)
    strategy = strategy_of(document, at, attachments=attachments)
    before = last_years_plan(document) if document.is_plan else None
    known = hashes_of_strategies(before.frozen) if before else set()
    content: dict[str, Any] = {
        "schema": NEWEST,
        "kind": document.round.kind,
        "identifier": f"{document.identifier}{number}" if number else document.identifier,
        "number": number,
        "language": language,
        "year": document.round.year,
        "due": frozen.moment(document.due),
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
            for answer in answers
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
        "strategy": {
            "identifier": strategy.identifier,
            "title": strategy.title,
            "version": strategy.number,
            "language": strategy.language,
            "since": strategy.since.isoformat() if strategy.since else None,
            "sha256": strategy.sha256,
            "same_as_last_year": strategy.sha256 in known,
        }
        if strategy
        else None,
        "attachments": [
            {
                "name": one.upload.name,
                "kind": one.upload.kind,
                "size": one.upload.size,
                "sha256": one.upload.sha256,
                "role": one.role,
                "same_as_last_year": one.role == AttachmentRole.STRATEGY and one.upload.sha256 in known,
            }
            for one in attachments
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
        **content_of_confirmations(document, answers, day, language, reason=reason),
    }
    if sender is not None:
        content["sent"] = {
            "at": frozen.moment(at),
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
    return {
        "title": goal_set.title_in(language),
        "source": goal_set.source,
        "goals": [{"number": goal.number, "text": goal.text_in(language)} for goal in goal_set.goals.all()],
    }


def wording(document: Document) -> str:
    """A fingerprint of what the document and its replies say now, to notice a change between check and sending."""
    parts = [
        f"{answer.number}:{answer.heading}:{answer.text.number}:{answer.text.language}"
        for answer in answers_of(document)
    ]
    parts += [f"measure {measure.pk}:{measure.number}" for measure in measures_of(document)]
    parts += [f"file {attachment.pk}" for attachment in attachments_of(document)]
    parts += [f"handled {document.handled_on}", f"strategy {document.strategy_version_id}"]
    if document.state == State.RETURNED:
        parts += [f"reply {item.asking.pk}:{item.asking.draft.number}" for item in open_items(document)]
    return hashlib.sha256(f"{document.language};{';'.join(parts)}".encode()).hexdigest()[:16]


__all__ = [
    "Receiver",
    "answers_of",
    "attachments_of",
    "content_of",
    "measures_of",
    "receivers",
    "receivers_by_addressee",
    "senders_of",
    "strategies_for",
    "strategy_of",
    "wording",
]
