"""Writing the measures of an action plan together: add, change, take away, bring back (requirements P12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import Outcome
from networks.actor import Actor
from networks.permissions import require
from reporting.models import Answer, Document, Measure, MeasureChange
from reporting.permissions import can_write
from strategies.models import Goal

from .steps import locked, require_asked

# A plan with more would take the printer minutes and its readers longer.
MOST_MEASURES = 100


@dataclass(frozen=True)
class Promise:
    """What a person typed of a measure. `topic` is an answer of its document, `goals` numbers of the round's set."""

    what: str
    topic: Answer
    goals: tuple[int, ...] = ()
    body: str = ""
    schedule: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Kept:
    """What became of a measure. ASIDE: what was typed is kept in its history, and the measure says what it said."""

    outcome: Outcome
    measure: Measure


@transaction.atomic
def add_measure(document: Document, promise: Promise, *, by: Actor, at: datetime) -> Kept:
    """Add a measure at the end.

    When the document has been sent meanwhile, it is kept among those taken away. Raises NotNow when there are too
    many and for a topic that is not asked about, LookupError for a topic or a goal that the document does not have.
    """
    require(can_write, by, document)
    document = locked(document)
    goals = _goals(document, promise)
    require_asked(document, promise.topic)
    standing = Measure.objects.filter(document=document, is_removed=False).count()
    if standing >= MOST_MEASURES:
        raise NotNow(_("A plan has at most %(most)s measures. Take one away first.") % {"most": MOST_MEASURES})
    last = Measure.objects.filter(document=document).aggregate(last=Max("position"))["last"] or 0
    is_late = not document.is_being_written
    measure = Measure.objects.create(
        document=document, position=last + 1, is_removed=is_late, number=1, **_words(promise)
    )
    measure.goals.set(goals)
    _note(measure, promise, by=by, at=at, is_removed=is_late, is_aside=is_late)
    audit.record("measure.add", measure, user=by.user, document=document.pk)
    return Kept(Outcome.ASIDE if is_late else Outcome.SAVED, measure)


@transaction.atomic
def change_measure(measure: Measure, promise: Promise, *, base: int, by: Actor, at: datetime) -> Kept:
    """Change a measure. `base` is the number of the change that the person had before them.

    When somebody has changed it since, or the document has been sent, what was typed is put aside. Raises NotNow for
    a topic that is not asked about, LookupError for a topic, a goal or a base that there is not.
    """
    require(can_write, by, measure.document)
    document = locked(measure.document)
    measure = Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    goals = _goals(document, promise)
    if not MeasureChange.objects.filter(measure=measure, number=base).exists():
        raise LookupError(f"Measure {measure.pk} has no change {base}.")
    if promise == _promise_of(measure):
        return Kept(Outcome.UNCHANGED, measure)
    require_asked(document, measure.topic, promise.topic)
    if measure.number != base or measure.is_removed or not document.is_being_written:
        user: Any = by.user
        waiting = measure.changes.filter(is_aside=True, by=user, **_words(promise)).order_by("-number").first()
        if waiting is None or waiting.goal_numbers != list(promise.goals):
            _note(measure, promise, by=by, at=at, is_removed=measure.is_removed, is_aside=True)
        return Kept(Outcome.ASIDE, measure)
    change = _note(measure, promise, by=by, at=at)
    for name, value in _words(promise).items():
        setattr(measure, name, value)
    measure.number = change.number
    measure.save()
    measure.goals.set(goals)
    audit.record("measure.change", measure, user=by.user, document=document.pk, change=change.number)
    return Kept(Outcome.SAVED, measure)


@transaction.atomic
def remove_measure(measure: Measure, *, base: int, by: Actor, at: datetime) -> None:
    """Take a measure away. It stays in the database.

    Raises NotNow when somebody has changed it since `base`, or when its topic is not asked about.
    """
    _move(measure, base=base, by=by, at=at, is_removed=True)


@transaction.atomic
def restore_measure(measure: Measure, *, base: int, by: Actor, at: datetime) -> None:
    """Bring a measure back. Raises NotNow when its topic has been taken away meanwhile, or is not asked about."""
    if measure.topic.is_removed:
        raise NotNow(_("The measure's own section has been taken away. Bring the section back first."))
    _move(measure, base=base, by=by, at=at, is_removed=False)


def _move(measure: Measure, *, base: int, by: Actor, at: datetime, is_removed: bool) -> None:
    require(can_write, by, measure.document)
    document = locked(measure.document)
    if not document.is_being_written:
        raise NotNow(_("The plan has been sent, so its measures cannot be changed now."))
    measure = Measure.objects.select_for_update(no_key=True).get(pk=measure.pk)
    if measure.is_removed == is_removed:
        return
    require_asked(document, measure.topic)
    if measure.number != base:
        raise NotNow(_("Somebody has changed the measure meanwhile. Look at it first."))
    change = _note(measure, _promise_of(measure), by=by, at=at, is_removed=is_removed)
    measure.number, measure.is_removed = change.number, is_removed
    measure.save(update_fields=["number", "is_removed"])
    act = "measure.remove" if is_removed else "measure.restore"
    audit.record(act, measure, user=by.user, document=document.pk)


def _words(promise: Promise) -> dict[str, object]:
    return {
        "what": promise.what,
        "topic": promise.topic,
        "body": promise.body,
        "schedule": promise.schedule,
        "sign": promise.sign,
    }


def _promise_of(measure: Measure) -> Promise:
    return Promise(
        what=measure.what,
        topic=measure.topic,
        goals=tuple(measure.goals.order_by("number").values_list("number", flat=True)),
        body=measure.body,
        schedule=measure.schedule,
        sign=measure.sign,
    )


def _goals(document: Document, promise: Promise) -> Iterable[Goal]:
    """The goals that the promise names. Raises LookupError for one, or a topic, that is not the document's."""
    if promise.topic.document_id != document.pk:
        raise LookupError(f"Answer {promise.topic.pk} is not of document {document.pk}.")
    goals = list(Goal.objects.filter(goal_set=document.round.goal_set_id, number__in=promise.goals))
    if len(goals) != len(set(promise.goals)):
        raise LookupError(f"Round {document.round_id} has not all of the goals {promise.goals}.")
    return goals


def _note(
    measure: Measure,
    promise: Promise,
    *,
    by: Actor,
    at: datetime,
    is_removed: bool = False,
    is_aside: bool = False,
) -> MeasureChange:
    last = MeasureChange.objects.filter(measure=measure).aggregate(last=Max("number"))["last"] or 0
    user: Any = by.user
    return MeasureChange.objects.create(
        measure=measure,
        number=last + 1,
        goal_numbers=sorted(promise.goals),
        by=user,
        at=at,
        is_removed=is_removed,
        is_aside=is_aside,
        **_words(promise),
    )
