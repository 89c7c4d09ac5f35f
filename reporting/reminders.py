"""Of which due moments a document or a round is reminded, and to whom. When is the office's rule (due.py)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from elo_portal.office.clock import day_of
from elo_portal.office.due import Awaited, is_past, moment_after, moment_on
from elo_portal.office.words import in_alphabet
from networks.choices import Role
from networks.models import Appointment, Person
from networks.queries import writers_of

from .choices import ReminderKind, State
from .models import Addressee, CompletionRequest, Document, Extension, Reminder, Round, Submission

# -- the rule


def list_at(dues: Iterable[datetime], at: datetime, *, gone: Collection[datetime] = ()) -> datetime | None:
    """Of the due moments by which something was awaited and has not been sent, the one whose list goes now.

    The newest, since one list has everybody who is missing; none if the list of it, or of a later one, has gone.
    """
    newest = max((one for one in dues if moment_after(one) <= at), default=None)
    return None if newest is None or any(one >= newest for one in gone) else newest


# -- what is awaited now


@dataclass(frozen=True)
class AwaitedDocument:
    """A document of an open round that waits for a sending: a draft never sent, or returned for completion."""

    document: Document
    awaited: Awaited

    @property
    def due(self) -> datetime:
        return self.awaited.due


@dataclass(frozen=True)
class AwaitingRound:
    """A round and its documents that wait for a sending. `gone`: due moments whose lists of the missing have gone."""

    round: Round
    rows: tuple[AwaitedDocument, ...]
    gone: frozenset[datetime] = field(default_factory=frozenset)

    def list_at(self, at: datetime) -> datetime | None:
        return list_at({row.due for row in self.rows}, at, gone=self.gone)

    def missing(self, at: datetime) -> list[AwaitedDocument]:
        return [row for row in self.rows if is_past(row.due, at)]

    def with_more_time(self, at: datetime) -> list[AwaitedDocument]:
        return [row for row in self.rows if not is_past(row.due, at)]


def awaiting_rounds(at: datetime) -> list[AwaitingRound]:
    """The open rounds in which something waits for a sending, by due date, each with its documents by code.

    Two database queries, one when nothing is awaited.
    """
    rounds: dict[int, list[AwaitedDocument]] = {}
    for one in _awaited_documents(at):
        rounds.setdefault(one.document.round_id, []).append(one)
    lists = Reminder.objects.filter(kind=ReminderKind.MISSING, round__in=rounds) if rounds else ()
    gone: dict[int, set[datetime]] = {}
    for reminder in lists:
        gone.setdefault(reminder.round_id, set()).add(reminder.due)
    found = [
        AwaitingRound(rows[0].document.round, tuple(rows), frozenset(gone.get(pk, ()))) for pk, rows in rounds.items()
    ]
    return sorted(found, key=lambda one: (one.round.due, one.round.pk))


def awaited_documents(keys: Iterable[int], at: datetime) -> list[AwaitedDocument]:
    """Those of the documents that still wait for a sending. Two queries."""
    return list(_awaited_documents(at, keys))


def _awaited_documents(at: datetime, keys: Iterable[int] | None = None) -> Iterator[AwaitedDocument]:
    of_document = {"document": OuterRef("pk")}
    documents = (
        Document.objects.filter(round__opens__lte=at)
        .annotate(was_sent=Exists(Submission.objects.filter(**of_document)))
        .filter(Q(state=State.RETURNED) | Q(state=State.DRAFT, was_sent=False))
        .annotate(
            extended_at=Subquery(Extension.objects.filter(**of_document).order_by("-pk").values("at")[:1]),
            asked_at=Subquery(CompletionRequest.objects.filter(**of_document).order_by("-number").values("at")[:1]),
        )
        .select_related("round", "group")
        .prefetch_related(Prefetch("reminders", to_attr="gone"))
        .order_by("group__code", "pk")
    )
    if keys is not None:
        documents = documents.filter(pk__in=list(keys))
    for document in documents:
        told = [document.round.opens, document.extended_at]
        if document.state == State.RETURNED:
            told.append(document.asked_at)
        due = document.due
        yield AwaitedDocument(
            document,
            Awaited(
                due,
                document.round.reminder_days,
                max(moment for moment in told if moment),
                frozenset(one.days for one in document.gone if one.days and one.due == due),
            ),
        )


# -- what would go on a day


@dataclass(frozen=True)
class DaysWork:
    """What would go on a day as things stand: (document, days of the reminder), and rounds whose list would go."""

    day: date
    reminders: tuple[tuple[AwaitedDocument, int], ...]
    lists: tuple[tuple[AwaitingRound, datetime], ...]


def work_on(day: date, rounds: Sequence[AwaitingRound], at: datetime) -> DaysWork:
    """What would go on the day, if nothing is sent before it: today also what should have gone and has not."""
    reminders, lists = [], []
    for one in rounds:
        for row in one.rows:
            days = _reminder_on(day, row.awaited, at)
            if days is not None:
                reminders.append((row, days))
        due = _list_on(day, one, at)
        if due is not None:
            lists.append((one, due))
    return DaysWork(day, tuple(reminders), tuple(lists))


def next_day(rounds: Sequence[AwaitingRound], at: datetime) -> date | None:
    """The next day on which something goes; today when something should have gone already."""
    today = day_of(at)
    work = work_on(today, rounds, at)
    if work.reminders or work.lists:
        return today
    return min((day_of(moment) for moment in moments_after(rounds, at)), default=None)


def moments_after(rounds: Sequence[AwaitingRound], at: datetime) -> list[datetime]:
    """The moments at which something will go, if nothing is sent meanwhile."""
    moments = {moment_after(row.due) for one in rounds for row in one.rows}
    moments |= {moment for one in rounds for row in one.rows for moment, _ in row.awaited.moments_after(at)}
    return sorted(moment for moment in moments if moment > at)


def _reminder_on(day: date, awaited: Awaited, at: datetime) -> int | None:
    if day == day_of(at) and (days := awaited.reminder_at(at)) is not None:
        return days
    return next((days for moment, days in awaited.moments_after(at) if day_of(moment) == day), None)


def _list_on(day: date, round_: AwaitingRound, at: datetime) -> datetime | None:
    if day == day_of(at) and (due := round_.list_at(at)) is not None:
        return due
    return next(
        (row.due for row in round_.rows if moment_after(row.due) > at and day_of(moment_after(row.due)) == day), None
    )


# -- to whom


def secretaries_of(rounds: Collection[int], day: date) -> dict[int, list[Person]]:
    """The secretaries to whom each round is addressed, who hold the task that day, by name. Two queries."""
    addressed = Addressee.objects.filter(round__in=rounds, capacity=Role.NATIONAL_SECRETARY)
    ministries: dict[int, set[int]] = {}
    for round_, organisation in addressed.values_list("round_id", "organisation_id"):
        ministries.setdefault(organisation, set()).add(round_)
    found: dict[int, dict[int, Person]] = {round_: {} for round_ in rounds}
    holders = Appointment.objects.on(day).filter(role=Role.NATIONAL_SECRETARY, organisation__in=ministries)
    for one in holders.select_related("person"):
        for round_ in ministries[one.organisation_id]:
            found[round_][one.person_id] = one.person
    return {round_: sorted(people.values(), key=_by_name) for round_, people in found.items()}


def _by_name(person: Person) -> tuple[str, int]:
    return person.name, person.pk


# -- who would get what


@dataclass(frozen=True)
class Going:
    """One thing that would go: a reminder to the writers of a document, or the list of a round's missing."""

    round: Round
    due: datetime
    people: tuple[Person, ...]
    document: Document | None = None
    days: int = 0
    missing: tuple[AwaitedDocument, ...] = ()
    with_more_time: tuple[AwaitedDocument, ...] = ()

    @property
    def area(self) -> str:
        return self.document.group.area if self.document else ""

    @property
    def is_completion(self) -> bool:
        return self.document is not None and self.document.state == State.RETURNED

    @property
    def mailed(self) -> list[Person]:
        return [one for one in self.people if one.email]

    @property
    def without_address(self) -> list[Person]:
        return [one for one in self.people if not one.email]


def going_on(day: date, rounds: Sequence[AwaitingRound], at: datetime) -> list[Going]:
    """Who would get what on the day, if nothing is sent before it: reminders by area, then lists. Five queries."""
    work = work_on(day, rounds, at)
    writers = writers_of({row.document.group_id for row, _ in work.reminders}, day)
    secretaries = secretaries_of({one.round.pk for one, _ in work.lists}, day)
    moment = max(moment_on(day), at)
    reminders = [
        Going(row.document.round, row.due, tuple(writers[row.document.group_id]), row.document, days)
        for row, days in work.reminders
    ]
    lists = [
        Going(
            one.round,
            due,
            tuple(secretaries[one.round.pk]),
            missing=tuple(one.missing(moment)),
            with_more_time=tuple(one.with_more_time(moment)),
        )
        for one, due in work.lists
    ]
    return [*sorted(reminders, key=lambda one: in_alphabet(one.area)), *lists]
