"""Reads bigger than a queryset: the list of rounds, the ministries' board, one document as it is read."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Print
from elo_portal.office.writing.differences import Difference, difference
from networks.actor import Actor
from networks.choices import ContactPurpose, Role
from networks.models import Appointment, ContactAddress
from strategies.models import StrategyVersion
from strategies.queries import strategy_in_force

from .choices import Beside, ItemState, RoundKind, State, Step
from .completions import items_of
from .deadlines import days_left
from .models import (
    Addressee,
    Answer,
    CompletionItem,
    CompletionTurn,
    Document,
    Extension,
    Question,
    ReadMark,
    ReopenRequest,
    Round,
    Submission,
    Transition,
)
from .permissions import can_follow, can_see_completions, can_write
from .registry import standing_numbers

LATE = "late"
# The order of the legend: from finished to late.
SHOWN_STATES = (State.FEEDBACK_GIVEN, State.REVIEWED, State.SENT, State.RETURNED, State.DRAFT, LATE)
# Å, ä and ö stand last in the Finnish and the Swedish alphabet alike.
LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


BAR, GAP = 300, 1.2


def _name(state: str) -> str:
    return str(_("Late") if state == LATE else State(state).label)


def in_alphabet(name: str) -> str:
    """Sorts names as people here expect to find them."""
    return name.casefold().translate(LAST_LETTERS)


def pages_of(version: Submission | None) -> float | None:
    """The length of the answers in pages, to the tenth above, as the receipt tells it; None when it is in files."""
    return -(-version.pages_used // 10) / 10 if version and version.pages_used else None


def _versions() -> Prefetch:
    """The sent versions of documents, newest first, without their content."""
    return Prefetch("submissions", Submission.objects.without_content().order_by("-number"))


# -- the list of rounds


@dataclass(frozen=True)
class ListedDocument:
    """A document of the list: its sent versions, newest first; none when the reader writes it and it is a draft."""

    document: Document
    versions: tuple[Submission, ...]

    @property
    def latest(self) -> Submission | None:
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> tuple[Submission, ...]:
        return self.versions[1:]

    @property
    def pages(self) -> float | None:
        return pages_of(self.latest)


@dataclass(frozen=True)
class ListedRound:
    round: Round
    rows: tuple[ListedDocument, ...]

    @property
    def sent(self) -> int:
        return sum(1 for row in self.rows if row.versions)


def listed_rounds(actor: Actor) -> list[ListedRound]:
    """The rounds that have been opened, newest first, each with the documents that the actor may read.

    Three database queries, however many rounds and documents there are; two when there is no document.
    """
    rounds = list(Round.objects.visible_to(actor).filter(opens__lte=actor.at))
    documents = (
        Document.objects.visible_to(actor)
        .filter(round__in=rounds)
        .select_related("group", "round")
        .prefetch_related(_versions())
    )
    rows: dict[int, list[ListedDocument]] = {}
    for document in sorted(documents, key=lambda one: in_alphabet(one.group.area)):
        rows.setdefault(document.round_id, []).append(ListedDocument(document, tuple(document.submissions.all())))
    return [ListedRound(round_, tuple(rows.get(round_.pk, ()))) for round_ in rounds]


# -- the board


@dataclass(frozen=True)
class BoardRow:
    """A group on the board. Of what has not been sent it tells the state and the due date, nothing else."""

    document: Document
    state: str
    due: datetime
    days: int
    version: Submission | None = None
    review: Transition | None = None
    read: int = 0
    can_open: bool = False
    asks_opening: bool = False
    # Each ministry's case number, «OKM VN/1/2014», of what has been sent.
    case_numbers: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        return self.document.group.area

    @property
    def is_late(self) -> bool:
        return self.state == LATE

    @property
    def is_awaited(self) -> bool:
        """The region still has it, so what is left of the time matters."""
        return self.document.is_being_written

    @property
    def days_over(self) -> int:
        return -self.days

    @property
    def pages(self) -> float | None:
        return pages_of(self.version)


@dataclass(frozen=True)
class Count:
    """How many groups are in a state, and the state's part of the bar of 300 units that draws the counts."""

    state: str
    name: str
    groups: int
    x: str
    width: str


@dataclass(frozen=True)
class Board:
    rows: tuple[BoardRow, ...]
    questions: int
    ministries: frozenset[int] = field(default_factory=frozenset)

    @property
    def tally(self) -> list[Count]:
        """The states that any group is in, from finished to late."""
        groups = Counter(row.state for row in self.rows)
        counts, done = [], 0
        for state in SHOWN_STATES:
            if groups[state]:
                unit = BAR / len(self.rows)
                width = unit * groups[state] - GAP
                counts.append(Count(str(state), _name(state), groups[state], f"{unit * done:.1f}", f"{width:.1f}"))
                done += groups[state]
        return counts

    @property
    def sent(self) -> int:
        """Groups of whose report some version stands."""
        return sum(1 for row in self.rows if row.version)

    @property
    def waiting(self) -> int:
        return sum(1 for row in self.rows if row.state == State.SENT)

    @property
    def late(self) -> int:
        return sum(1 for row in self.rows if row.is_late)

    @property
    def asking(self) -> tuple[BoardRow, ...]:
        """Groups that have asked for opening what they sent, and wait for an answer."""
        return tuple(row for row in self.rows if row.asks_opening)

    def in_state(self, state: str) -> tuple[BoardRow, ...]:
        """The rows in the state; all of them for an empty or an unknown word."""
        return tuple(row for row in self.rows if row.state == state) if state in SHOWN_STATES else self.rows


def board(round_: Round, actor: Actor) -> Board:
    """The groups of a round with state, due, sent, version, length, review, and what the own ministry has read.

    Seven database queries, however many groups there are, one more with case numbers; one less for an actor who is no
    ministry's secretary.
    """
    ministries = actor.organisations_as(Role.NATIONAL_SECRETARY)
    documents = list(
        Document.objects.for_board(actor)
        .filter(round=round_)
        .select_related("group", "round")
        .prefetch_related(_versions())
    )
    latest = {document.pk: next(iter(document.submissions.all()), None) for document in documents}
    reviews = {
        step.document_id: step
        for step in Transition.objects.filter(document__in=documents, step=Step.REVIEW)
        .select_related("by")
        .order_by("document_id", "-pk")
        .distinct("document_id")
    }
    numbers = standing_numbers(documents)
    read: dict[int, int] = {}
    if ministries:
        standing = [version for version in latest.values() if version]
        marks = ReadMark.objects.filter(submission__in=standing, ministry__in=ministries)
        counts = marks.order_by().values_list("submission").annotate(models.Count("number", distinct=True))
        read = dict(counts)
    waiting = ReopenRequest.objects.filter(document__in=documents, decided_at=None)
    asking = set(waiting.order_by().values_list("document", flat=True))
    rows = []
    for document in documents:
        version = latest[document.pk]
        rows.append(
            BoardRow(
                document=document,
                state=LATE if document.is_late(actor.at) else str(document.state),
                due=document.due,
                days=days_left(document.due, actor.day),
                version=version,
                review=reviews.get(document.pk) if document.state == State.REVIEWED else None,
                read=read.get(version.pk, 0) if version else 0,
                can_open=version is not None or can_write(actor, document),
                asks_opening=document.pk in asking,
                case_numbers=tuple(
                    f"{row.authority.abbreviation or row.authority.short_name_on(actor.day)} {row.number}"
                    for row in numbers[document.pk].values()
                )
                if version
                else (),
            )
        )
    rows.sort(key=lambda row: in_alphabet(row.area))
    return Board(tuple(rows), round_.questions.count(), ministries)


# -- what of the plan and the strategy stands beside a report's question


@dataclass(frozen=True)
class CarriedGoal:
    """A national goal and the measures of the plan that carry it out; the last, without a number, has the others."""

    number: int | None
    text: str
    measures: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class BesideQuestion:
    """What stands beside a question, with its true source: `plan` as it was sent, or the `strategy` in force that day.

    Where there is none, `plan` and `strategy` are None and the page says so.
    """

    is_of_strategy: bool
    year: int
    day: date
    plan: Submission | None = None
    strategy: StrategyVersion | None = None
    topic: dict[str, Any] | None = None
    goals: tuple[CarriedGoal, ...] = ()

    @property
    def plan_language(self) -> str:
        return self.plan.frozen["language"] if self.plan else ""


TOPICS = {
    Beside.PLAN_TOPIC_1: 1,
    Beside.PLAN_TOPIC_2: 2,
    Beside.PLAN_MEASURES_AND_TOPIC_3: 3,
    Beside.PLAN_TOPIC_4: 4,
}


def besides(document: Document, day: date) -> dict[int, BesideQuestion]:
    """By number of the question, what stands beside it (requirements R4, R8). Three database queries at most.

    The plan is the one that the group has sent for the same year, its newest version; the strategy the one in force
    on the day.
    """
    wanted = {
        question.number: Beside(question.beside)
        for question in Question.objects.filter(round=document.round_id).exclude(beside=Beside.NOTHING)
    }
    plan = strategy = None
    if any(kind in TOPICS for kind in wanted.values()):
        sent = Submission.objects.filter(
            document__group=document.group_id, round__kind=RoundKind.PLAN, round__year=document.round.year
        )
        plan = sent.select_related("document__round", "document__group").order_by("-at", "-pk").first()
    if Beside.STRATEGY_DEFINITION in wanted.values():
        strategy = strategy_in_force(document.group, day)
    content = plan.frozen if plan else None
    found = {}
    for number, kind in wanted.items():
        topic = None
        if content and kind in TOPICS:
            topic = next((one for one in content["answers"] if one["number"] == TOPICS[kind]), None)
        with_measures = content is not None and kind == Beside.PLAN_MEASURES_AND_TOPIC_3
        found[number] = BesideQuestion(
            is_of_strategy=kind == Beside.STRATEGY_DEFINITION,
            year=document.round.year,
            day=day,
            plan=plan,
            strategy=strategy,
            topic=topic,
            goals=tuple(_carried(content)) if content and with_measures else (),
        )
    return found


def _carried(content: dict[str, Any]) -> Iterator[CarriedGoal]:
    """The measures of a sent plan by the goals that they carry out."""
    measures = content["measures"]
    for goal in content["goal_set"]["goals"] if content["goal_set"] else ():
        carrying = tuple(one for one in measures if goal["number"] in one["goals"])
        if carrying:
            yield CarriedGoal(goal["number"], goal["text"], carrying)
    if others := tuple(one for one in measures if not one["goals"]):
        yield CarriedGoal(None, "", others)


# -- one document


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
    """An answer as it is read. `language` is the answer's own; title and question are in the document's."""

    number: int
    title: str
    question: str
    language: str
    text: str
    difference: Difference | None = None
    readings: tuple[MinistryRead, ...] = ()
    beside: BesideQuestion | None = None
    items: tuple[ReadItem, ...] = ()

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
        return _name(self.state)

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
    Thirteen database queries for a secretary and seven for the group's writers, three more when completion has been
    asked; four for other readers. `document` comes with its round and group.
    """
    versions = tuple(Submission.objects.without_content().filter(document=document).order_by("-number"))
    for one in versions:
        one.document = document
    follows, writes = can_follow(actor), can_write(actor, document)
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
        if follows:
            readings = _readings(document, version, actor)
            beside = besides(document, day_of(version.at))
    old = {one["number"]: one["text"] for one in before.frozen["answers"]} if before else {}
    sees = can_see_completions(actor, document)
    items = _items(document, versions) if sees and versions else {}
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
        reviews=actor.holds(Role.NATIONAL_SECRETARY),
        is_printed=version is not None and Print.objects.filter(key=version.print_key).exists(),
        extensions=tuple(document.extensions.select_related("by").order_by("-pk")) if sees else (),
        openings=(
            tuple(document.reopen_requests.select_related("by", "decided_by").order_by("-pk"))
            if sees and versions
            else ()
        ),
        other_items=tuple(one for number, those in items.items() if number not in shown_numbers for one in those),
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
    addressed = Addressee.objects.filter(round=document.round_id, capacity=Role.NATIONAL_SECRETARY)
    ministries = {
        one.organisation_id: one.organisation.abbreviation or one.organisation.short_name_on(actor.day)
        for one in addressed.select_related("organisation").prefetch_related("organisation__names")
    }
    marks = {
        (mark.number, mark.ministry_id): mark
        for mark in ReadMark.objects.filter(submission=version).select_related("by")
    }
    own = actor.organisations_as(Role.NATIONAL_SECRETARY)
    return {
        number: tuple(MinistryRead(name, marks.get((number, pk)), pk in own) for pk, name in ministries.items())
        for number in (answer["number"] for answer in version.frozen["answers"])
    }


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
        }
        for answer in answers.order_by("number")
    ]


# -- what an administrator mends


def missing_addressees(actor: Actor) -> list[Addressee]:
    """Addressed roles that nobody holds today, nor a mailbox, in rounds from which something is still to be sent.

    Two database queries at most. What is sent meanwhile reaches those alone who hold the other roles.
    """
    in_work = Document.objects.filter(round=models.OuterRef("round"), state__in=[State.DRAFT, State.RETURNED])
    holders = Appointment.objects.on(actor.day).filter(
        organisation=models.OuterRef("organisation"), role=models.OuterRef("capacity")
    )
    mailboxes = ContactAddress.objects.on(actor.day).filter(
        organisation=models.OuterRef("organisation"), purpose=ContactPurpose.REGISTRY
    )
    has_mailbox = models.Q(models.Exists(mailboxes), capacity=Role.REGISTRY)
    return list(
        Addressee.objects.filter(
            ~has_mailbox, models.Exists(in_work), ~models.Exists(holders), round__opens__lte=actor.at
        )
        .select_related("round", "organisation")
        .prefetch_related("organisation__names")
    )
