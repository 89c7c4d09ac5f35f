"""The ministries' board: where each group of a round is."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from elo_portal.office.clock import day_of
from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import Role
from networks.maps import CentreOnMap, centres_on_map
from networks.models import Participation

from ..choices import State, Step
from ..deadlines import days_left
from ..models import Document, ReadMark, ReopenRequest, Round, Submission, Transition
from ..permissions import can_follow_round, can_write
from ..registry import standing_numbers
from .shown import LATE, pages_of, sent_versions, state_name

# The order of the legend: from finished to late.
SHOWN_STATES = (State.FEEDBACK_GIVEN, State.REVIEWED, State.SENT, State.RETURNED, State.DRAFT, LATE)
BAR, GAP = 300, 1.2


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
class Hexagon:
    """A centre on the map with the groups that it answers for. `state`: of the most urgent; empty without a group."""

    centre: CentreOnMap
    rows: tuple[BoardRow, ...]

    @property
    def most_urgent(self) -> BoardRow | None:
        return max(self.rows, key=lambda row: SHOWN_STATES.index(row.state), default=None)

    @property
    def state(self) -> str:
        return self.most_urgent.state if self.most_urgent else ""


@dataclass(frozen=True)
class Board:
    """`hexagons`: the map of the centres on the due day, today before it; none for development groups."""

    rows: tuple[BoardRow, ...]
    questions: int
    ministries: frozenset[int] = field(default_factory=frozenset)
    is_reviewed: bool = True
    hexagons: tuple[Hexagon, ...] = ()

    @property
    def has_several(self) -> bool:
        """A centre answers for more than one group, as Häme does for two."""
        return any(len(one.rows) > 1 for one in self.hexagons)

    @property
    def needs_attention(self) -> bool:
        """A group is late or asks for opening, or something that is reviewed has been sent."""
        return bool(self.late or self.asking or (self.waiting and self.is_reviewed))

    @property
    def tally(self) -> list[Count]:
        """The states that any group is in, from finished to late."""
        groups = Counter(row.state for row in self.rows)
        counts, done = [], 0
        for state in SHOWN_STATES:
            if groups[state]:
                unit = BAR / len(self.rows)
                width = unit * groups[state] - GAP
                counts.append(Count(str(state), state_name(state), groups[state], f"{unit * done:.1f}", f"{width:.1f}"))
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

    Eleven database queries, however many groups there are, one more with case numbers; one less for an actor who is no
    ministry's secretary and one more for a reader of a support body. Four fewer for a round of development groups.
    """
    ministries = actor.organisations_as(Role.NATIONAL_SECRETARY)
    rows = Document.objects.all() if can_follow_round(actor, round_) else Document.objects.for_board(actor)
    documents = list(rows.filter(round=round_).select_related("group", "round").prefetch_related(sent_versions()))
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
    found = []
    for document in documents:
        version = latest[document.pk]
        found.append(
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
    found.sort(key=lambda row: in_alphabet(row.area))
    return Board(
        tuple(found), round_.questions.count(), ministries, round_.is_reviewed, _hexagons(round_, found, actor)
    )


def _hexagons(round_: Round, rows: list[BoardRow], actor: Actor) -> tuple[Hexagon, ...]:
    if round_.is_group_report or not rows:
        return ()
    day = min(actor.day, day_of(round_.due))
    responsible = dict(
        Participation.objects.on(day)
        .filter(group__in=[row.document.group_id for row in rows], is_responsible=True)
        .values_list("group_id", "organisation_id")
    )
    groups: dict[int | None, list[BoardRow]] = {}
    for row in rows:
        groups.setdefault(responsible.get(row.document.group_id), []).append(row)
    return tuple(Hexagon(one, tuple(groups.get(one.organisation.pk, ()))) for one in centres_on_map(day))
