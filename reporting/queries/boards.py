"""The ministries' board: where each group of a round is, what waits for the person who looks, and what they seek."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import OrganisationKind, Role
from networks.maps import CentreOnMap, centres_on_map
from networks.models import Organisation, Participation
from networks.permissions import can_administer
from networks.queries import writers_of

from ..choices import RoundKind, State, Step, Turn, Waiting
from ..deadlines import days_left, is_past
from ..models import CompletionTurn, Document, ReadMark, ReopenRequest, Round, Submission, Transition
from ..permissions import bodies_numbered_for, can_follow, can_follow_round, can_write
from ..registry import standing_numbers
from .shown import LATE, pages_of, sent_versions, state_name

# The order of the legend: from finished to late.
SHOWN_STATES = (State.FEEDBACK_GIVEN, State.REVIEWED, State.SENT, State.RETURNED, State.DRAFT, LATE)
BAR, GAP = 300, 1.2
NAMED, LONGEST_SEARCH = 6, 100


@dataclass(frozen=True)
class Centre:
    """A centre that takes part in a group, as it was called on the map's day."""

    key: str
    name: str
    pk: int
    is_responsible: bool = False


@dataclass(frozen=True)
class BoardRow:
    """A group on the board. Of what has not been sent it tells the state and the due date, nothing else.

    `centres` take part in the group, the responsible one first. `answered` items of a request for completion wait for
    the ministries. `waits`: what of the group waits for the person who looks.
    """

    document: Document
    state: str
    due: datetime
    days: int
    version: Submission | None = None
    review: Transition | None = None
    read: int = 0
    can_open: bool = False
    answered: int = 0
    waits: frozenset[Waiting] = frozenset()
    # Each ministry's case number, «OKM VN/1/2014», of what has been sent.
    case_numbers: tuple[str, ...] = ()
    centres: tuple[Centre, ...] = ()

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

    @property
    def has_answers(self) -> bool:
        """What came by another way is in files and has no answers to read here."""
        return self.version is not None and bool(self.version.pages_used)

    @property
    def remarks(self) -> list[str]:
        """What waits and is not told by the row's own figures."""
        told = (Waiting.ANSWERED, Waiting.OVERDUE, Waiting.OPENING)
        return [str(what.label) for what in told if what in self.waits]

    @property
    def is_overdue(self) -> bool:
        """Returned for completion, and not sent by the request's date."""
        return Waiting.OVERDUE in self.waits


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
class Some:
    """Some of the groups, a few of them by name."""

    rows: tuple[BoardRow, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def named(self) -> tuple[BoardRow, ...]:
        return self.rows[:NAMED]

    @property
    def others(self) -> int:
        return len(self.rows) - len(self.named)


@dataclass(frozen=True)
class Chosen:
    """What the person has asked to see, as it stands in the address; empty is everything."""

    state: str = ""
    waiting: str = ""
    centre: str = ""
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.query)

    @property
    def query(self) -> str:
        asked = {"state": self.state, "waiting": self.waiting, "centre": self.centre, "q": self.words}
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Board:
    """`hexagons`: the map of the centres on the due day, today before it; none for development groups, of which a
    centre has several and a group is several centres'.

    `ministries` are those that the person is a secretary of; `nobody` the groups where nobody can write, told to an
    administrator.
    """

    round: Round
    rows: tuple[BoardRow, ...]
    questions: int
    ministries: frozenset[int] = field(default_factory=frozenset)
    hexagons: tuple[Hexagon, ...] = ()
    nobody: Some = field(default_factory=lambda: Some(()))
    own: tuple[BoardRow, ...] = ()
    bodies: frozenset[int] = field(default_factory=frozenset)

    @property
    def title(self) -> str:
        if self.round.is_group_report:
            return _("Follow-up: %(title)s") % {"title": self.round}
        words = _("Follow-up of action plans {year}") if self.round.is_plan else _("Follow-up of reports {year}")
        return words.format(year=self.round.year)

    @property
    def has_several(self) -> bool:
        """A centre answers for more than one group, as Häme does for two."""
        return any(len(one.rows) > 1 for one in self.hexagons)

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states that a group of the round can be in, from late to finished, with their names."""
        if not self.round.is_reviewed:
            codes: tuple[str, ...] = (LATE, State.DRAFT, State.SENT)
        elif self.round.kind == RoundKind.REPORT:
            codes = tuple(reversed(SHOWN_STATES))
        else:
            codes = tuple(state for state in reversed(SHOWN_STATES) if state != State.FEEDBACK_GIVEN)
        return [(str(code), state_name(code)) for code in codes]

    @property
    def waitings(self) -> list[tuple[str, str]]:
        """What can wait for the person who looks at a board of this kind, with its name."""
        codes = []
        if self.ministries and self.round.is_reviewed:
            codes += [Waiting.UNREAD, Waiting.ANSWERED]
        if self.round.is_reviewed:
            codes += [Waiting.OVERDUE]
        codes += [Waiting.OPENING]
        if self.bodies:
            codes += [Waiting.UNNUMBERED]
        return [(code.value, str(code.label)) for code in codes]

    @cached_property
    def centres(self) -> list[Centre]:
        """The centres of the groups, in the alphabet."""
        found = {one.key: one for row in self.rows for one in row.centres}
        return sorted(found.values(), key=lambda one: in_alphabet(one.name))

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

    # -- what needs attention

    @property
    def needs_attention(self) -> bool:
        groups = (self.late, self.to_review, self.awaited, self.nobody, self.own)
        return any(groups) or any(row.waits for row in self.rows)

    @cached_property
    def late(self) -> Some:
        return self._some(row for row in self.rows if row.is_late)

    @cached_property
    def to_review(self) -> Some:
        """Sent and waiting for a review, for those who review."""
        reviews = self.ministries and self.round.is_reviewed
        return self._some(row for row in self.rows if reviews and row.state == State.SENT)

    @cached_property
    def awaited(self) -> Some:
        """Completions that the ministries have asked for and whose date has not passed."""
        return self._some(row for row in self.rows if row.state == State.RETURNED and not row.is_overdue)

    @cached_property
    def asking(self) -> tuple[BoardRow, ...]:
        """Groups that have asked for opening what they sent, and wait for an answer."""
        return self._waiting(Waiting.OPENING).rows

    @cached_property
    def unread(self) -> Some:
        return self._waiting(Waiting.UNREAD)

    @cached_property
    def answered(self) -> Some:
        return self._waiting(Waiting.ANSWERED)

    @cached_property
    def overdue(self) -> Some:
        return self._waiting(Waiting.OVERDUE)

    @cached_property
    def unnumbered(self) -> Some:
        return self._waiting(Waiting.UNNUMBERED)

    def _waiting(self, what: Waiting) -> Some:
        return self._some(row for row in self.rows if what in row.waits)

    @staticmethod
    def _some(rows: Iterable[BoardRow]) -> Some:
        return Some(tuple(rows))

    # -- what is sought

    def chosen(self, asked: Mapping[str, str]) -> Chosen:
        """What of an address can be chosen on this board; what it does not know is left out."""

        def known(name: str, values: Iterable[str]) -> str:
            return asked.get(name, "") if asked.get(name) in set(values) else ""

        return Chosen(
            state=known("state", (code for code, _name in self.states)),
            waiting=known("waiting", (code for code, _name in self.waitings)),
            centre=known("centre", (one.key for one in self.centres)),
            words=" ".join(asked.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH].strip(),
        )

    def showing(self, chosen: Chosen) -> tuple[BoardRow, ...]:
        """The rows that fit all that was chosen. One query when words are sought, none otherwise.

        Words are sought in the names of the groups and in what stands sent, never in a draft; each word must be found.
        """
        rows = [
            row
            for row in self.rows
            if (not chosen.state or row.state == chosen.state)
            and (not chosen.waiting or chosen.waiting in row.waits)
            and (not chosen.centre or any(one.key == chosen.centre for one in row.centres))
        ]
        if not chosen.words:
            return tuple(rows)
        words = _folded(chosen.words).split()
        sent = Submission.objects.filter(pk__in=[row.version.pk for row in rows if row.version]).only("content")
        texts = {one.pk: _folded(_words_of(one)) for one in sent.iterator(chunk_size=100)}
        return tuple(
            row
            for row in rows
            if _has_all(words, _folded(_names_of(row)) + " " + texts.get(row.version.pk if row.version else 0, ""))
        )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _has_all(words: list[str], text: str) -> bool:
    return all(word in text for word in words)


def _names_of(row: BoardRow) -> str:
    group = row.document.group
    return " ".join([group.code, row.area, group.area_fi, group.area_sv, *(one.name for one in row.centres)])


def _words_of(version: Submission) -> str:
    """What the group wrote: answers, headings of its own and measures."""
    content = version.frozen
    parts = [text for one in content["answers"] for text in ([one["title"]] if one["own"] else []) + [one["text"]]]
    return " ".join([*parts, *(f"{one['what']} {one['body']} {one['sign']}" for one in content["measures"])])


def board(round_: Round, actor: Actor) -> Board:
    """The groups of a round with state, due, sent, version, length, review, and what the own ministry has read.

    Fourteen database queries, however many groups there are, and one more with case numbers. One less for who is no
    ministry's secretary, up to three more for an administrator. Three fewer, without the map, for development groups.
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
    questions = list(round_.questions.values_list("number", flat=True))
    read: dict[int, int] = {}
    if ministries:
        standing = [version for version in latest.values() if version]
        marks = ReadMark.objects.filter(submission__in=standing, ministry__in=ministries, number__in=questions)
        read = dict(marks.order_by().values_list("submission").annotate(models.Count("number", distinct=True)))
    asking: set[int] = set()
    answered: Counter[int] = Counter()
    if can_follow(actor):
        waiting = ReopenRequest.objects.filter(document__in=documents, decided_at=None)
        asking = set(waiting.order_by().values_list("document", flat=True))
        answered = _answered(documents)
    # Case numbers of development groups' reports are written by those who receive them; of others by registries.
    bodies = bodies_numbered_for(actor, round_.pk) if round_.is_group_report else frozenset()
    day = min(actor.day, day_of(round_.due))
    centres = _centres_of(documents, day)
    found = []
    for document in documents:
        version = latest[document.pk]
        its_numbers = numbers[document.pk] if version else {}
        its_read = read.get(version.pk, 0) if version else 0
        waits = {
            Waiting.UNREAD: bool(
                ministries
                and round_.is_reviewed
                and version
                and version.pages_used
                and its_read < len(questions)
                and document.state != State.FEEDBACK_GIVEN
            ),
            Waiting.ANSWERED: bool(ministries and answered[document.pk]),
            Waiting.OVERDUE: document.state == State.RETURNED and is_past(document.due, actor.at),
            Waiting.OPENING: document.pk in asking,
            Waiting.UNNUMBERED: bool(version and bodies - set(its_numbers)),
        }
        found.append(
            BoardRow(
                document=document,
                state=LATE if document.is_late(actor.at) else str(document.state),
                due=document.due,
                days=days_left(document.due, actor.day),
                version=version,
                review=reviews.get(document.pk) if document.state == State.REVIEWED else None,
                read=its_read,
                can_open=version is not None or can_write(actor, document),
                answered=answered[document.pk],
                waits=frozenset(what for what, is_so in waits.items() if is_so),
                case_numbers=tuple(
                    f"{row.authority.abbreviation or row.authority.short_name_on(actor.day)} {row.number}"
                    for row in its_numbers.values()
                ),
                centres=centres.get(document.group_id, ()),
            )
        )
    found.sort(key=lambda row: in_alphabet(row.area))
    return Board(
        round=round_,
        rows=tuple(found),
        questions=len(questions),
        ministries=ministries,
        hexagons=_hexagons(round_, found, day),
        nobody=_without_writer(found, actor),
        own=tuple(row for row in found if row.is_awaited and can_write(actor, row.document)),
        bodies=bodies,
    )


def _answered(documents: list[Document]) -> Counter[int]:
    """By document, how many items of its request for completion have been answered and not settled. One query."""
    turns = (
        CompletionTurn.objects.filter(item__document__in=documents).order_by("item_id", "-number").distinct("item_id")
    )
    return Counter(document for document, kind in turns.values_list("item__document", "kind") if kind == Turn.REPLIED)


def _centres_of(documents: list[Document], day: date) -> dict[int, tuple[Centre, ...]]:
    """By group, the centres that take part in it on the day, the responsible one first. Two queries."""
    shares = list(
        Participation.objects.on(day)
        .filter(group__in=[one.group_id for one in documents], organisation__kind=OrganisationKind.CENTRE)
        .order_by("-is_responsible", "pk")
        .values_list("group_id", "organisation_id", "is_responsible")
    )
    those = Organisation.objects.filter(pk__in={pk for _group, pk, _is in shares}).prefetch_related("names")
    named = {one.pk: (one.key, one.short_name_on(day)) for one in those}
    found: dict[int, tuple[Centre, ...]] = {}
    for group, pk, is_responsible in shares:
        found[group] = (*found.get(group, ()), Centre(*named[pk], pk, is_responsible))
    return found


def _without_writer(rows: list[BoardRow], actor: Actor) -> Some:
    """Groups that still have to write and where nobody can, for an administrator. Three queries."""
    if not can_administer(actor):
        return Some(())
    awaited = [row for row in rows if row.is_awaited]
    writers = writers_of({row.document.group_id for row in awaited}, actor.day)
    return Some(tuple(row for row in awaited if not writers[row.document.group_id]))


def _hexagons(round_: Round, rows: list[BoardRow], day: date) -> tuple[Hexagon, ...]:
    """The centres of the day, each with the groups that it answers for. Three queries."""
    if round_.is_group_report or not rows:
        return ()
    groups: dict[int, list[BoardRow]] = {}
    for row in rows:
        for centre in row.centres:
            if centre.is_responsible:
                groups.setdefault(centre.pk, []).append(row)
    return tuple(Hexagon(one, tuple(groups.get(one.organisation.pk, ()))) for one in centres_on_map(day))
