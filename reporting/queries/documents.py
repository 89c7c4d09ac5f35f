"""One document as it is read: a version's answers with what has been read, asked and changed of them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from elo_portal.office.clock import day_of
from elo_portal.office.models import Print
from elo_portal.office.writing.differences import Difference, difference
from networks.actor import Actor
from networks.choices import Role

from ..choices import ItemState, State, Step
from ..completions import items_of
from ..models import (
    Addressee,
    Answer,
    CompletionItem,
    CompletionTurn,
    Document,
    Extension,
    InternalNote,
    ReadMark,
    ReopenRequest,
    Submission,
    Transition,
)
from ..permissions import can_follow_round, can_see_completions, can_write, can_write_notes
from .beside import BesideQuestion, besides
from .shown import pages_of, state_name


@dataclass(frozen=True)
class MinistryRead:
    """Whether a ministry has read an answer; `mark` tells who and when."""

    name: str
    mark: ReadMark | None
    is_own: bool


@dataclass(frozen=True)
class ReadItem:
    """An item of a request for completion under its question.

    `difference` is that of the answer between the version asked about and the newest; None while no newer one has
    been sent. The reply in work is not here: the ministries see it when it has been sent.
    """

    item: CompletionItem
    difference: Difference | None
    asked_about: int

    @property
    def state(self) -> str:
        return self.item.state.value

    @property
    def turns(self) -> list[CompletionTurn]:
        return list(self.item.turns.all())

    @property
    def due(self) -> datetime | None:
        """By when the region is to reply, while it has the turn."""
        document = self.item.document
        return document.completion_due if self.item.state == ItemState.OPEN else None


@dataclass(frozen=True)
class ReadAnswer:
    """An answer as it is read. `language` is the answer's own; title and question are in the document's.

    `is_own`: a section under the group's own heading, which no other group has.
    """

    number: int
    title: str
    question: str
    language: str
    text: str
    difference: Difference | None = None
    readings: tuple[MinistryRead, ...] = ()
    beside: BesideQuestion | None = None
    items: tuple[ReadItem, ...] = ()
    is_own: bool = False
    notes: tuple[InternalNote, ...] = ()

    @property
    def is_read(self) -> bool:
        """Every ministry that the reader is a secretary of has read it."""
        own = [reading for reading in self.readings if reading.is_own]
        return bool(own) and all(reading.mark for reading in own)


@dataclass(frozen=True)
class Reading:
    """A document as one person reads it now.

    `version` is what is shown and None for a draft that the reader writes. `versions` are all that were sent, newest
    first. `before` is the version that the shown one is compared with. `log` holds the steps that the reader may
    know of, newest first: other regions know of sendings alone (requirements, section 14, item 5).
    """

    document: Document
    version: Submission | None
    versions: tuple[Submission, ...]
    before: Submission | None
    answers: tuple[ReadAnswer, ...]
    log: tuple[Transition, ...]
    follows: bool
    writes: bool
    reviews: bool
    is_printed: bool
    extensions: tuple[Extension, ...] = ()
    openings: tuple[ReopenRequest, ...] = ()
    # Asked about answers that the version does not have: it came by another way, or a section was taken away.
    other_items: tuple[ReadItem, ...] = ()
    # The ministries' internal notes are theirs alone.
    sees_notes: bool = False
    other_notes: tuple[InternalNote, ...] = ()

    @property
    def items(self) -> list[ReadItem]:
        return [*(item for answer in self.answers for item in answer.items), *self.other_items]

    @property
    def unsettled(self) -> int:
        return sum(1 for item in self.items if item.state != ItemState.SETTLED)

    @property
    def waiting_opening(self) -> ReopenRequest | None:
        return next((one for one in self.openings if one.waits), None)

    @property
    def language(self) -> str:
        return self.content["language"] if self.version else self.document.language

    @property
    def content(self) -> dict[str, Any]:
        return self.version.frozen if self.version else {}

    @property
    def sender(self) -> dict[str, str]:
        return self.content["sent"]["by"] if self.version else {}

    @property
    def latest(self) -> Submission | None:
        return self.versions[0] if self.versions else None

    @property
    def is_latest(self) -> bool:
        return self.version is not None and self.version == self.latest

    @property
    def pages(self) -> float | None:
        return pages_of(self.version)

    @property
    def state(self) -> str:
        """The state that the reader may know of: other regions see that it was sent."""
        return str(self.document.state) if self.follows or self.writes else State.SENT.value

    @property
    def state_name(self) -> str:
        return state_name(self.state)

    @property
    def versions_in_order(self) -> tuple[Submission, ...]:
        return self.versions[::-1]

    @property
    def is_reopened(self) -> bool:
        """A version stands while the region writes the next one; told to those who may know."""
        return (self.follows or self.writes) and self.document.is_being_written and bool(self.versions)

    @property
    def changed_answers(self) -> list[ReadAnswer]:
        return [answer for answer in self.answers if answer.difference and answer.difference.is_changed]

    @property
    def changed_numbers(self) -> str:
        return ", ".join(str(answer.number) for answer in self.changed_answers)

    @property
    def unread(self) -> int:
        return sum(1 for answer in self.answers if not answer.is_read)


def reading(document: Document, actor: Actor, *, number: int | None = None, with_changes: bool = False) -> Reading:
    """The document as the actor reads it: its newest sent version, or version `number`, or the draft they write.

    Raises Submission.DoesNotExist for a version that was not sent, and for changes when there is nothing before it.
    Twelve database queries for a secretary, one more each for a plan and a strategy beside the questions and two more
    with internal notes; seven for the group's writers; for both three more when completion has been asked. Four for
    other readers, and for the writers of a draft before the first sending. `document` comes with its round and group.
    """
    versions = tuple(Submission.objects.without_content().filter(document=document).order_by("-number"))
    for one in versions:
        one.document = document
    follows, writes = can_follow_round(actor, document.round), can_write(actor, document)
    version = before = None
    readings: dict[int, tuple[MinistryRead, ...]] = {}
    beside: dict[int, BesideQuestion] = {}
    if versions or number is not None or with_changes:
        shown = versions[0].number if number is None and versions else number
        newest = shown or 0
        numbers = [newest, newest - 1] if with_changes else [newest]
        with_content = {one.number: one for one in Submission.objects.filter(document=document, number__in=numbers)}
        if not shown or len(with_content) < len(numbers):
            raise Submission.DoesNotExist
        version, before = with_content[shown], with_content.get(shown - 1)
        version.document = document
        if follows and document.round.is_reviewed:
            readings = _readings(document, version, actor)
            beside = besides(document, day_of(version.at))
    old = {one["number"]: one["text"] for one in before.frozen["answers"]} if before else {}
    sees = can_see_completions(actor, document)
    items = _items(document, versions) if sees and versions else {}
    notes = notes_by_number(document, actor) if versions else {}
    answers = tuple(
        ReadAnswer(
            number=one["number"],
            title=one["title"],
            question=one["question"],
            language=one["language"],
            text=one["text"],
            difference=difference(old.get(one["number"], ""), one["text"]) if before else None,
            readings=readings.get(one["number"], ()),
            beside=beside.get(one["number"]),
            items=items.get(one["number"], ()),
            is_own=one["own"],
            notes=notes.get(one["number"], ()),
        )
        for one in (version.frozen["answers"] if version else _draft_answers(document))
    )
    shown_numbers = {answer.number for answer in answers}
    steps = Transition.objects.filter(document=document).select_related("by", "submission")
    steps = steps.defer("submission__content").order_by("-pk")
    return Reading(
        document=document,
        version=version,
        versions=versions,
        before=before,
        answers=answers,
        log=tuple(steps if follows or writes else steps.filter(step__in=[Step.SEND, Step.ENTER])),
        follows=follows,
        writes=writes,
        reviews=actor.holds(Role.NATIONAL_SECRETARY) and document.round.is_reviewed,
        is_printed=version is not None and Print.objects.filter(key=version.print_key).exists(),
        extensions=tuple(document.extensions.select_related("by").order_by("-pk")) if sees else (),
        openings=(
            tuple(document.reopen_requests.select_related("by", "decided_by").order_by("-pk"))
            if sees and versions
            else ()
        ),
        other_items=tuple(one for number, those in items.items() if number not in shown_numbers for one in those),
        sees_notes=bool(versions) and can_write_notes(actor),
        other_notes=tuple(one for number, those in notes.items() if number not in shown_numbers for one in those),
    )


def _items(document: Document, versions: tuple[Submission, ...]) -> dict[int, tuple[ReadItem, ...]]:
    """By question, what has been asked about its answer and what came of it. Four queries, one if nothing was asked."""
    items = items_of(document)
    if not items:
        return {}
    newest = versions[0]
    asked_about = {item.pk: item.asking.request.submission for item in items}
    wanted = {one.pk for one in asked_about.values()} | {newest.pk}
    texts = {
        one.pk: {answer["number"]: answer["text"] for answer in one.frozen["answers"]}
        for one in Submission.objects.filter(pk__in=wanted)
    }
    found: dict[int, tuple[ReadItem, ...]] = {}
    for item in items:
        item.document = document
        number, before = item.answer.number, asked_about[item.pk]
        changed = (
            difference(texts[before.pk].get(number, ""), texts[newest.pk].get(number, ""))
            if before.pk != newest.pk and number in texts[newest.pk]
            else None
        )
        found[number] = (*found.get(number, ()), ReadItem(item, changed, before.number))
    return found


def _readings(document: Document, version: Submission, actor: Actor) -> dict[int, tuple[MinistryRead, ...]]:
    """By question, what each ministry has read of the version. Three queries."""
    read = marks_of([document.round_id], actor, ReadMark.objects.filter(submission=version))
    return {number: read(version, number) for number in (answer["number"] for answer in version.frozen["answers"])}


def marks_of(
    rounds: Collection[int], actor: Actor, marks: QuerySet[ReadMark]
) -> Callable[[Submission, int], tuple[MinistryRead, ...]]:
    """What tells of an answer what each ministry of its round has read of it, by the marks. Three queries."""
    addressed = Addressee.objects.filter(round__in=rounds, capacity=Role.NATIONAL_SECRETARY)
    ministries: dict[int, dict[int, str]] = {}
    for one in addressed.select_related("organisation").prefetch_related("organisation__names"):
        name = one.organisation.abbreviation or one.organisation.short_name_on(actor.day)
        ministries.setdefault(one.round_id, {})[one.organisation_id] = name
    found = {(mark.submission_id, mark.number, mark.ministry_id): mark for mark in marks.select_related("by")}
    own = actor.organisations_as(Role.NATIONAL_SECRETARY)
    return lambda version, number: tuple(
        MinistryRead(name, found.get((version.pk, number, pk)), pk in own)
        for pk, name in ministries.get(version.round_id, {}).items()
    )


def notes_by_number(document: Document, actor: Actor) -> dict[int, tuple[InternalNote, ...]]:
    """By question, the internal notes on the document's versions. Three queries, one when there are none."""
    if not can_write_notes(actor):
        return {}
    found: dict[int, tuple[InternalNote, ...]] = {}
    for note in InternalNote.objects.visible_to(actor).filter(submission__document=document).for_reading():
        found[note.number] = (*found.get(note.number, ()), note)
    return found


def _draft_answers(document: Document) -> list[dict[str, Any]]:
    """The answers of a draft as they stand now, in the shape of the frozen ones. One query."""
    answers = Answer.objects.filter(document=document, is_removed=False).select_related("question", "text__current")
    return [
        {
            "number": answer.number,
            "title": answer.title_in(document.language),
            "question": answer.text_in(document.language),
            "language": answer.text.language,
            "text": answer.text.body,
            "own": answer.is_own_section,
        }
        for answer in answers.order_by("number")
    ]
