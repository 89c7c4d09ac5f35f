"""Moving the rehearsal's clock forward: a job that stops at each due moment, plays it, and goes on to the next.

Each step is a job of its own, whose transaction moves the clock, plays what is due, writes down what was played, and
adds the next job. A worker that dies leaves the clock where the last whole step brought it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import audit, clock, duties, frozen, jobs
from .duties import Played
from .models import ClockMove, Job, PlayedDuty
from .refusals import NotNow

MOVE_CLOCK = "office.move_clock"


class BeingMoved(NotNow):
    """The clock is on its way already."""


@transaction.atomic
def move_clock(*, to: datetime, by: Any) -> ClockMove:
    """Begin to move the clock to a later moment; `by` is the user.

    Raises BeingMoved while it is being moved, and NotNow when `to` is not later than its moment.
    """
    with clock.locked():
        if ClockMove.objects.going().exists():
            raise BeingMoved(_("The clock is being moved already. Wait until it has arrived."))
        since = clock.now()
        if to <= since:
            raise NotNow(_("The clock only goes forward. Choose a later day or time."))
        move = ClockMove.objects.create(since=since, until=to, reached=since, begun_at=timezone.now())
    audit.record("clock.move", user=by, before=frozen.moment(since), after=frozen.moment(to))
    _add_job(move)
    return move


@transaction.atomic
def go_on(pk: int) -> None:
    """The effect of the job: to the next moment at which something is played, or to the end."""
    move = ClockMove.objects.select_for_update(no_key=True).get(pk=pk)
    if move.ended_at is not None:
        return
    is_first, played = move.steps == 0, False
    while not played and move.ended_at is None:
        # First what is due already and beat has not yet played: it belongs to the moment that the clock leaves.
        at = move.reached if is_first else min(duties.next_due(move.reached) or move.until, move.until)
        is_first = False
        clock.move_forward(at)
        played = _play(move, at)
        move.reached = at
        if at == move.until:
            move.ended_at = timezone.now()
    move.steps += 1
    move.save()
    if move.ended_at is None:
        _add_job(move)


def _play(move: ClockMove, at: datetime) -> bool:
    """Whether anything was played."""
    rows = [
        PlayedDuty(move=move, at=at, what=one.what, count=one.count, about=_about(one))
        for one in duties.play(since=move.reached, at=at)
    ]
    return bool(PlayedDuty.objects.bulk_create(rows))


def _about(played: Played) -> dict[str, str]:
    """By language, since who reads it is not known here."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = ", ".join(played.about())
    return said


def _add_job(move: ClockMove) -> None:
    jobs.add(MOVE_CLOCK, move.pk, key=f"clock-move:{move.pk}:{move.steps}")


def is_going() -> bool:
    return ClockMove.objects.going().exists()


def latest() -> ClockMove | None:
    """The move that goes on, or the last one."""
    return ClockMove.objects.order_by("-pk").first()


def played_in(move: ClockMove) -> Sequence[PlayedDuty]:
    """What was played, newest first."""
    return list(move.played.order_by("-pk"))


def is_stuck(move: ClockMove) -> bool:
    """Whether its job has failed so often that it waits for a person."""
    return Job.objects.parked().filter(kind=MOVE_CLOCK, subject=move.pk).exists()
