"""What time it is for the domain: due dates, membership, sending, reminders.

In production it is the real time. A rehearsal has a clock of its own, which an administrator moves forward and
never back, and which stands still while the portal is stopped. Security and machinery (sessions, tokens, retries,
logs) never ask here. Only doors ask a clock: a command is given its moment as `at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .models import RehearsalClock

HELSINKI = ZoneInfo("Europe/Helsinki")
# How far ahead of itself a running clock is written, so that a crash never makes it go back.
AHEAD = timedelta(seconds=20)


def now() -> datetime:
    """The domain's moment, aware. One query in a rehearsal, none in production.

    When nobody has written the running clock down for long (the relay stands while the broker is away), whoever asks
    does: else a crash would take the clock back behind what this page shows.
    """
    if not settings.REHEARSAL:
        return timezone.now()
    clock = RehearsalClock.objects.filter(pk=1).first()
    if clock is None:
        return timezone.now()
    if clock.is_running and timezone.now() - clock.set_at >= AHEAD:
        beat()
        return now()
    return reading(clock)


def today() -> date:
    """The domain's day in Helsinki."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in Helsinki."""
    return moment.astimezone(HELSINKI).date()


def reading(clock: RehearsalClock) -> datetime:
    """What the rehearsal's clock shows now."""
    if not clock.is_running:
        return clock.reading
    return clock.reading + max(timezone.now() - clock.set_at, timedelta(0))


def set_up(start: datetime) -> None:
    """Make the rehearsal's clock, standing at `start`. A clock that exists is left as it is."""
    RehearsalClock.objects.get_or_create(pk=1, defaults={"reading": start, "set_at": timezone.now()})


def start() -> None:
    """Let the clock run. After a crash it goes on from the moment written ahead, so never backwards."""
    with locked() as clock:
        crashed_at = clock.reading + AHEAD if clock.is_running else clock.reading
        _write(clock, crashed_at, is_running=True)


def stop() -> None:
    """Let the clock stand still where it is."""
    with locked() as clock:
        _write(clock, reading(clock), is_running=False)


def beat() -> None:
    """Write down how far the running clock has come; the relay calls this every few seconds."""
    with locked() as clock:
        if clock.is_running:
            _write(clock, reading(clock), is_running=True)


def move_forward(to: datetime) -> datetime:
    """Move the clock to a moment; one that it has gone past already leaves it as it is. Returns the moment it left."""
    with locked() as clock:
        before = reading(clock)
        if to > before:
            _write(clock, to, is_running=clock.is_running)
        return before


@contextmanager
def locked() -> Iterator[RehearsalClock]:
    """The clock, held until the end of the transaction: nobody else writes it meanwhile."""
    with transaction.atomic():
        yield RehearsalClock.objects.select_for_update().get(pk=1)


def _write(clock: RehearsalClock, moment: datetime, *, is_running: bool) -> None:
    clock.reading, clock.set_at, clock.is_running = moment, timezone.now(), is_running
    clock.save()
