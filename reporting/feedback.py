"""How the ministries' feedback stands: what each letter says, who has confirmed it, and whom it reaches."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from elo_portal.office.models import Revision
from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import Role, Seat
from networks.models import Appointment, Group, Membership, Organisation, Participation, Person

from .choices import ConfirmationAct, LetterState, RoundKind, State
from .models import (
    Addressee,
    CommonFeedback,
    Document,
    FeedbackConfirmation,
    FeedbackLetter,
    PublishedFeedback,
    Round,
    Submission,
)
from .models.feedback import COMMON_PART, FeedbackPart
from .permissions import can_confirm
from .registry import Standing as Numbers
from .registry import standing_numbers

BOTH = 2


@dataclass(frozen=True)
class MinistryConfirmation:
    """What a ministry has said of a letter: `newest` is its last act. It counts only while the letter is the same."""

    ministry: Organisation
    name: str
    newest: FeedbackConfirmation | None
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
        """The letter has been changed since this ministry confirmed it."""
        return self.is_given and not self.counts


@dataclass(frozen=True)
class Standing:
    """The feedback to one group as it stands. `sha256` is the fingerprint of what the letter says now."""

    document: Document
    version: Submission | None
    letter: FeedbackLetter | None
    common: CommonFeedback | None
    confirmations: tuple[MinistryConfirmation, ...]
    published: PublishedFeedback | None
    sha256: str = ""

    @property
    def area(self) -> str:
        return self.document.group.area

    @property
    def missing(self) -> tuple[str, ...]:
        """What has no text yet: a letter is confirmed whole."""
        language = self.document.language
        texts: list[tuple[Any, Any]] = [(COMMON_PART, self.common.text_in(language) if self.common else None)]
        if self.letter:
            texts += [(part.title, part.text) for part in self.letter.parts]
        return tuple(str(title) for title, text in texts if text is None or not text.body)

    @property
    def is_begun(self) -> bool:
        return self.letter is not None and any(part.text.current_id for part in self.letter.parts)

    @property
    def state(self) -> LetterState:
        if self.published:
            return LetterState.PUBLISHED
        if not self.is_begun:
            return LetterState.NOT_BEGUN
        counting = sum(one.counts for one in self.confirmations)
        if counting == len(self.confirmations) == BOTH:
            return LetterState.READY
        if any(one.is_undone for one in self.confirmations):
            return LetterState.CHANGED
        return LetterState.HALF if counting else LetterState.DRAFT

    @property
    def state_name(self) -> str:
        if self.state == LetterState.HALF:
            name = next(one.name for one in self.confirmations if one.counts)
            return _("Confirmed by %(ministry)s") % {"ministry": name}
        return str(self.state.label)

    @property
    def is_ready(self) -> bool:
        """Both ministries have confirmed this very version of the feedback on a report that has been reviewed."""
        return self.state == LetterState.READY and self.document.state == State.REVIEWED

    @property
    def needs_reason(self) -> bool:
        """Its report has been sent, so whoever leaves it out of a publishing says why."""
        return self.version is not None and not self.published and not self.is_ready

    @property
    def why_not_ready(self) -> str:
        """What is still to be done before the letter can be published; empty when nothing is."""
        if self.version is None:
            return _("The report has not been sent.")
        if self.document.state != State.REVIEWED:
            return _("The report has not been marked as reviewed.")
        if len(self.confirmations) != BOTH:
            return _("The round is not addressed to two ministries.")
        if not self.is_begun:
            return _("The feedback has not been begun.")
        if self.missing:
            return _("Not written yet: %(parts)s.") % {"parts": ", ".join(self.missing)}
        undone = [one.name for one in self.confirmations if one.is_undone]
        if undone:
            return _("Changed since it was confirmed: %(ministries)s.") % {"ministries": ", ".join(undone)}
        lacking = [one.name for one in self.confirmations if not one.counts]
        return _("Not confirmed yet: %(ministries)s.") % {"ministries": ", ".join(lacking)} if lacking else ""

    @property
    def both(self) -> tuple[FeedbackConfirmation, FeedbackConfirmation]:
        """The two confirmations of a letter that is ready."""
        first, second = (one.newest for one in self.confirmations if one.newest)
        return first, second

    def confirmable_by(self, actor: Actor) -> tuple[MinistryConfirmation, ...]:
        """The ministries for which the actor may confirm."""
        return tuple(one for one in self.confirmations if can_confirm(actor, one.ministry.pk))


def ministries_of(round_: Round) -> list[Organisation]:
    """The ministries to whose secretaries the round's documents go, in order. Two queries."""
    addressed = Addressee.objects.filter(round=round_, capacity=Role.NATIONAL_SECRETARY).order_by("pk")
    return [
        one.organisation for one in addressed.select_related("organisation").prefetch_related("organisation__names")
    ]


def called(ministry: Organisation, day: date) -> str:
    """The ministry's abbreviation, or its short name."""
    return ministry.abbreviation or ministry.short_name_on(day)


def standings(round_: Round, day: date) -> list[Standing]:
    """The feedback to every group of the round, in the alphabet of areas. Eight queries, however many groups."""
    documents = Document.objects.filter(round=round_).select_related("round", "group")
    found = _standings(round_, list(documents), day)
    return sorted(found, key=lambda one: in_alphabet(one.area))


def standing(document: Document, day: date) -> Standing:
    """The feedback to the group of one document. Seven queries."""
    return _standings(document.round, [document], day)[0]


def _standings(round_: Round, documents: list[Document], day: date) -> list[Standing]:
    pks = [document.pk for document in documents]
    versions = {
        one.document_id: one
        for one in Submission.objects.without_content()
        .filter(document__in=pks)
        .order_by("document_id", "-number")
        .distinct("document_id")
    }
    by_pk = {document.pk: document for document in documents}
    letters: dict[int, FeedbackLetter] = {}
    for letter in FeedbackLetter.objects.filter(document__in=pks).select_related(
        "carrying_out__current", "regional_work__current"
    ):
        letter.document = by_pk[letter.document_id]
        letters[letter.document_id] = letter
    by_letter = {letter.pk: letter for letter in letters.values()}
    common = CommonFeedback.objects.filter(round=round_).select_related("finnish__current", "swedish__current").first()
    newest = {
        (one.letter_id, one.ministry_id): one
        for one in FeedbackConfirmation.objects.filter(letter__document__in=pks)
        .select_related("by")
        .order_by("letter_id", "ministry_id", "-pk")
        .distinct("letter_id", "ministry_id")
    }
    published = {
        one.letter.document_id: one
        for one in PublishedFeedback.objects.filter(letter__document__in=pks)
        .defer("content")
        .select_related("letter", "publication__by")
    }
    for confirmation in newest.values():
        confirmation.letter = by_letter[confirmation.letter_id]
    ministries = ministries_of(round_)
    found = []
    for document in documents:
        its_letter, version = letters.get(document.pk), versions.get(document.pk)
        if version:
            version.document = document
        sha256 = its_letter.fingerprint(common, version.identifier) if its_letter and version else ""
        confirmations = tuple(
            MinistryConfirmation(
                one, called(one, day), newest.get((its_letter.pk, one.pk)) if its_letter else None, sha256
            )
            for one in ministries
        )
        its_published = published.get(document.pk)
        if its_published and its_letter:
            its_published.letter = its_letter
        found.append(Standing(document, version, its_letter, common, confirmations, its_published, sha256))
    return found


# -- whom it reaches


@dataclass(frozen=True)
class Recipient:
    """A person whom a published letter reaches, with the capacity and the body in which it does."""

    person: Person
    organisation: Organisation
    capacity: Role | Seat

    @property
    def is_ministrys(self) -> bool:
        return self.capacity == Role.NATIONAL_SECRETARY


def recipients(
    documents: Sequence[Document], ministries: Sequence[Organisation], day: date
) -> dict[int, list[Recipient]]:
    """By document, whom its feedback reaches, each person once.

    The group's experts, its chair and secretary, and the ministries' secretaries. Six queries at most.
    """
    groups = [document.group_id for document in documents]
    shares = list(Participation.objects.on(day).filter(group__in=groups).order_by("-is_responsible", "pk"))
    bodies = {share.organisation_id for share in shares} | {one.pk for one in ministries}
    appointments = (
        Appointment.objects.on(day)
        .filter(organisation__in=bodies, role__in=[Role.EXPERT, Role.NATIONAL_SECRETARY])
        .select_related("person", "organisation")
        .prefetch_related("organisation__names")
        .order_by("person__name", "pk")
    )
    experts: dict[int, list[Appointment]] = {}
    secretaries: dict[int, list[Appointment]] = {}
    for one in appointments:
        holders = experts if one.role == Role.EXPERT else secretaries
        holders.setdefault(one.organisation_id, []).append(one)
    seats = (
        Membership.objects.on(day)
        .filter(group__in=groups, seat__in=[Seat.CHAIR, Seat.SECRETARY])
        .select_related("person", "organisation")
        .prefetch_related("organisation__names")
        .order_by("seat", "person__name")
    )
    found: dict[int, list[Recipient]] = {}
    for document in documents:
        named: dict[int, Recipient] = {}
        for share in shares:
            if share.group_id == document.group_id:
                for one in experts.get(share.organisation_id, ()):
                    named.setdefault(one.person_id, Recipient(one.person, one.organisation, Role.EXPERT))
        for seat in seats:
            if seat.group_id == document.group_id:
                named.setdefault(seat.person_id, Recipient(seat.person, seat.organisation, Seat(seat.seat)))
        for ministry in ministries:
            for one in secretaries.get(ministry.pk, ()):
                named.setdefault(one.person_id, Recipient(one.person, one.organisation, Role.NATIONAL_SECRETARY))
        found[document.pk] = list(named.values())
    return found


@dataclass(frozen=True)
class Readiness:
    """What publishing would do now: the letters that are ready, whom they reach, and which are left out and why."""

    ready: tuple[Standing, ...]
    left_out: tuple[Standing, ...]
    not_sent: tuple[Standing, ...]
    published: tuple[Standing, ...]
    reached: dict[int, list[Recipient]] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=dict)

    def numbers_of(self, ministry: Organisation) -> list[str]:
        """The case numbers that the ministry has for the letters' reports, each once; empty for a report without."""
        rows = (self.numbers[one.document.pk].get(ministry.pk) for one in self.ready)
        return sorted({row.number if row else "" for row in rows})

    @property
    def rows(self) -> list[tuple[Standing, list[Recipient]]]:
        return [(one, self.reached[one.document.pk]) for one in self.ready]

    @property
    def people(self) -> list[Person]:
        """Everybody whom it reaches, each once."""
        named = {one.person.pk: one.person for reached in self.reached.values() for one in reached}
        return sorted(named.values(), key=lambda person: in_alphabet(person.name))

    @property
    def without_address(self) -> list[Person]:
        return [person for person in self.people if not person.email]

    @property
    def fingerprint(self) -> str:
        """What the page of publishing lists, to notice a change between reading it and publishing."""
        parts = [
            f"{one.document.pk}:{one.sha256}:{','.join(str(person.person.pk) for person in reached)}"
            for one, reached in self.rows
        ]
        parts += [f"-{one.document.pk}" for one in self.left_out]
        parts += [f"#{document}:{row.pk}" for document, rows in self.numbers.items() for row in rows.values()]
        return hashlib.sha256(";".join(parts).encode()).hexdigest()[:16]


def readiness(round_: Round, day: date) -> Readiness:
    """Sixteen queries at most, however many groups."""
    all_ = standings(round_, day)
    ready = tuple(one for one in all_ if one.is_ready)
    documents = [one.document for one in ready]
    ministries = [one.ministry for one in ready[0].confirmations] if ready else []
    return Readiness(
        ready=ready,
        left_out=tuple(one for one in all_ if one.needs_reason),
        not_sent=tuple(one for one in all_ if one.version is None),
        published=tuple(one for one in all_ if one.published),
        reached=recipients(documents, ministries, day) if ready else {},
        numbers=standing_numbers(documents) if ready else {},
    )


# -- beside the texts


@dataclass(frozen=True)
class LastEdit:
    """A ministry's latest save of a text; None when it has not written it."""

    name: str
    revision: Revision | None


def last_edits(
    parts: Iterable[FeedbackPart], ministries: Sequence[Organisation], day: date
) -> dict[int, tuple[LastEdit, ...]]:
    """By the part's number, when each ministry's people last saved it. Two queries."""
    by_text = {part.text.pk: part.number for part in parts if part.text.pk}
    saves = list(
        Revision.objects.filter(text__in=by_text, is_aside=False)
        .select_related("by__person")
        .order_by("text_id", "by_id", "-number")
        .distinct("text_id", "by_id")
    )
    homes: dict[int, set[int]] = {}
    for person, organisation in Appointment.objects.filter(
        organisation__in=ministries, role__in=[Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY]
    ).values_list("person", "organisation"):
        homes.setdefault(organisation, set()).add(person)
    found = {}
    for text, number in by_text.items():
        edits = []
        for ministry in ministries:
            people = homes.get(ministry.pk, set())
            own = [one for one in saves if one.text_id == text and one.by and one.by.person_id in people]
            edits.append(LastEdit(called(ministry, day), max(own, key=lambda one: one.number, default=None)))
        found[number] = tuple(edits)
    return found


def feedback_beside(group: Group, year: int) -> PublishedFeedback | None:
    """The feedback that stands beside a group's plan of the year: that on the report of the year before (F6).

    One query.
    """
    return (
        PublishedFeedback.objects.with_context()
        .filter(
            letter__document__group=group,
            letter__document__round__kind=RoundKind.REPORT,
            letter__document__round__year=year - 1,
        )
        .order_by("-pk")
        .first()
    )


def published_feedback(document: Document) -> PublishedFeedback | None:
    """The feedback that was given on the document. One query."""
    return PublishedFeedback.objects.with_context().filter(letter__document=document).first()


def last_plan(document: Document) -> Submission | None:
    """The plan that the report is about, as it stands: the same group's newest sent plan of the year or before."""
    return (
        Submission.objects.filter(
            document__group=document.group_id,
            document__round__kind=RoundKind.PLAN,
            document__round__year__lte=document.round.year,
        )
        .select_related("document__group", "document__round")
        .order_by("-document__round__year", "-number")
        .first()
    )


def deputies_of(ministries: Iterable[int], day: date) -> list[Appointment]:
    """Deputies of the ministries who stand in on the day or later, by first day. Two queries."""
    return list(
        Appointment.objects.filter(organisation__in=ministries, role=Role.FEEDBACK_DEPUTY)
        .exclude(until__lt=day)
        .select_related("person", "organisation", "feedback_deputy__by")
        .prefetch_related(Prefetch("organisation__names"))
        .order_by("since", "person__name")
    )
