"""The domain's clock: real in production, its own in a rehearsal."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from elo_portal.office import clock
from elo_portal.office.models import RehearsalClock
from tests.builders import helsinki

REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
START = helsinki(2014, 12, 15, 9, 0)
SECOND = timedelta(seconds=1)


@pytest.fixture
def real_time():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rehearsal(settings, db, real_time):
    """A rehearsal whose clock stands at 15.12.2014 9.00."""
    settings.REHEARSAL = True
    clock.set_up(START)
    return real_time


def test_in_production_it_is_the_real_time_and_costs_no_query(settings, real_time, db, django_assert_num_queries):
    settings.REHEARSAL = False
    clock.set_up(START)
    with django_assert_num_queries(0):
        assert clock.now() == REAL


def test_a_rehearsal_without_a_clock_goes_by_the_real_time(settings, db, real_time):
    settings.REHEARSAL = True
    assert clock.now() == REAL


def test_a_new_clock_stands_still(rehearsal):
    rehearsal.shift(3600 * SECOND)
    assert clock.now() == START


def test_a_started_clock_runs_with_real_time_and_costs_one_query(rehearsal, django_assert_num_queries):
    clock.start()
    rehearsal.shift(7 * SECOND)
    with django_assert_num_queries(1):
        assert clock.now() == START + 7 * SECOND


def test_it_stands_still_while_the_portal_is_stopped(rehearsal):
    clock.start()
    rehearsal.shift(90 * SECOND)
    clock.stop()
    rehearsal.shift(timedelta(days=3))
    assert clock.now() == START + 90 * SECOND
    clock.start()
    rehearsal.shift(SECOND)
    assert clock.now() == START + 91 * SECOND


def test_the_beat_changes_nothing_that_is_seen(rehearsal):
    clock.start()
    rehearsal.shift(5 * SECOND)
    clock.beat()
    assert clock.now() == START + 5 * SECOND
    rehearsal.shift(5 * SECOND)
    assert clock.now() == START + 10 * SECOND


def test_the_beat_does_not_start_a_clock_that_stands(rehearsal):
    rehearsal.shift(5 * SECOND)
    clock.beat()
    rehearsal.shift(5 * SECOND)
    assert clock.now() == START
    assert RehearsalClock.objects.get().is_running is False


@pytest.mark.parametrize("seconds_since_the_beat", [0, 1, 19, 60, 3600])
def test_after_a_crash_it_never_goes_back(rehearsal, seconds_since_the_beat):
    """Also when the relay has not beaten for long, because the broker was away."""
    clock.start()
    rehearsal.shift(5 * SECOND)
    clock.beat()
    rehearsal.shift(seconds_since_the_beat * SECOND)
    last_seen = clock.now()
    # Killed here; the portal is started again much later, and the time between does not count.
    rehearsal.shift(timedelta(days=2))
    clock.start()
    assert last_seen <= clock.now() <= last_seen + clock.AHEAD


def test_the_time_of_a_crash_does_not_count(rehearsal):
    clock.start()
    rehearsal.shift(5 * SECOND)
    clock.beat()
    rehearsal.shift(timedelta(days=2))
    clock.start()
    assert clock.now() == START + 5 * SECOND + clock.AHEAD


def test_it_moves_forward_and_says_which_moment_it_left(rehearsal):
    clock.start()
    rehearsal.shift(3 * SECOND)
    new_year = helsinki(2015, 1, 1, 0, 0)
    assert clock.move_forward(new_year) == START + 3 * SECOND
    assert clock.now() == new_year
    rehearsal.shift(2 * SECOND)
    assert clock.now() == new_year + 2 * SECOND


def test_a_standing_clock_stands_after_it_was_moved(rehearsal):
    clock.move_forward(START + timedelta(days=1))
    rehearsal.shift(60 * SECOND)
    assert clock.now() == START + timedelta(days=1)


@pytest.mark.parametrize("back", [timedelta(0), SECOND, timedelta(days=365)], ids=["the same", "a second", "a year"])
def test_it_is_never_moved_back(rehearsal, back):
    clock.start()
    rehearsal.shift(30 * SECOND)
    assert clock.move_forward(START + 30 * SECOND - back) == START + 30 * SECOND
    assert clock.now() == START + 30 * SECOND


def test_real_time_that_jumps_back_does_not_take_it_behind_what_is_written(rehearsal):
    clock.start()
    rehearsal.shift(-3600 * SECOND)
    assert clock.now() == START


def test_setting_up_again_leaves_the_clock_as_it_is(rehearsal):
    clock.move_forward(START + timedelta(days=1))
    clock.set_up(START)
    assert clock.now() == START + timedelta(days=1)


def test_there_is_one_clock(rehearsal):
    with pytest.raises(IntegrityError, match="one_rehearsal_clock"), transaction.atomic():
        RehearsalClock.objects.create(pk=2, reading=START, set_at=REAL)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (helsinki(2014, 12, 31, 23, 59, 59), date(2014, 12, 31)),
        (helsinki(2015, 1, 1, 0, 0), date(2015, 1, 1)),
        (datetime(2014, 12, 31, 21, 59, 59, tzinfo=UTC), date(2014, 12, 31)),
        (datetime(2014, 12, 31, 22, 0, tzinfo=UTC), date(2015, 1, 1)),
        (datetime(2014, 7, 1, 20, 59, 59, tzinfo=UTC), date(2014, 7, 1)),
        (datetime(2014, 7, 1, 21, 0, tzinfo=UTC), date(2014, 7, 2)),
        (datetime(2016, 2, 29, 21, 59, 59, tzinfo=UTC), date(2016, 2, 29)),
        (datetime(2016, 2, 29, 22, 0, tzinfo=UTC), date(2016, 3, 1)),
    ],
)
def test_days_are_those_of_helsinki(moment, day):
    assert clock.day_of(moment) == day


def test_today_is_the_rehearsals_day(rehearsal):
    clock.move_forward(datetime(2014, 12, 31, 22, 0, tzinfo=UTC))
    assert clock.today() == date(2015, 1, 1)
