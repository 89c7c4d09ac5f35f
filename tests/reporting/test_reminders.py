"""The rule of reminders, cell by cell, and five years of it with a machine that is often off."""

import random
from datetime import date, datetime, timedelta

import pytest

from elo_portal.office.clock import HELSINKI, day_of
from elo_portal.office.due import Awaited, moment_after, moment_before
from reporting.reminders import list_at
from tests.builders import DUE, helsinki

OPENED = helsinki(2014, 10, 1, 9)
DAYS = (30, 7, 1)
SECOND = timedelta(seconds=1)


def awaited(due=DUE, *, days=DAYS, since=OPENED, gone=()):
    return Awaited(due, days, since, frozenset(gone))


@pytest.mark.parametrize(
    ("due", "days", "moment"),
    [
        (DUE, 30, "2014-12-01T08:00:00+02:00"),
        (DUE, 7, "2014-12-24T08:00:00+02:00"),
        (DUE, 1, "2014-12-30T08:00:00+02:00"),
        # Summer time begins on 29.3.2015 and ends on 25.10.2015: it is 8.00 by the clock on the wall all the same.
        (helsinki(2015, 3, 31, 23, 59, 59), 7, "2015-03-24T08:00:00+02:00"),
        (helsinki(2015, 3, 31, 23, 59, 59), 1, "2015-03-30T08:00:00+03:00"),
        (helsinki(2015, 10, 31, 23, 59, 59), 7, "2015-10-24T08:00:00+03:00"),
        (helsinki(2015, 10, 31, 23, 59, 59), 1, "2015-10-30T08:00:00+02:00"),
        # A leap day is a day.
        (helsinki(2016, 3, 1, 23, 59, 59), 1, "2016-02-29T08:00:00+02:00"),
        (helsinki(2016, 3, 1, 23, 59, 59), 30, "2016-01-31T08:00:00+02:00"),
        # The due day is Helsinki's: 31.12. at 22.30 in Greenwich is the first of January.
        (datetime.fromisoformat("2014-12-31T22:30:00+00:00"), 1, "2014-12-31T08:00:00+02:00"),
    ],
)
def test_the_moment_is_eight_in_helsinki_so_many_days_before_the_due_day(due, days, moment):
    assert moment_before(due, days).isoformat() == moment


def test_the_list_goes_at_eight_on_the_day_after():
    assert moment_after(DUE) == helsinki(2015, 1, 1, 8)
    assert moment_after(helsinki(2016, 2, 28, 23, 59, 59)) == helsinki(2016, 2, 29, 8)


# moment now, gone -> days of what goes
CELLS = [
    (helsinki(2014, 12, 1, 7, 59, 59), (), None),
    (helsinki(2014, 12, 1, 8), (), 30),
    (helsinki(2014, 12, 1, 8), (30,), None),
    (helsinki(2014, 12, 24, 7, 59, 59), (), 30),
    (helsinki(2014, 12, 24, 7, 59, 59), (30,), None),
    (helsinki(2014, 12, 24, 8), (), 7),
    (helsinki(2014, 12, 24, 8), (30,), 7),
    (helsinki(2014, 12, 29, 23), (30, 7), None),
    (helsinki(2014, 12, 30, 8), (30, 7), 1),
    (helsinki(2014, 12, 30, 8), (), 1),
    (helsinki(2014, 12, 30, 8), (1,), None),
    (helsinki(2014, 12, 31, 23, 59, 59), (), 1),
    (helsinki(2015, 1, 1, 0, 0), (), None),
    (helsinki(2015, 2, 1, 8), (), None),
]


@pytest.mark.parametrize(("at", "gone", "goes"), CELLS)
def test_the_newest_whose_moment_has_come_goes_once(at, gone, goes):
    assert awaited(gone=gone).reminder_at(at) == goes


@pytest.mark.parametrize(
    ("since", "at", "goes"),
    [
        # Told on 12.12.: the reminder of 1.12. is not sent afterwards, that of 24.12. is.
        (helsinki(2014, 12, 12, 10), helsinki(2014, 12, 12, 10), None),
        (helsinki(2014, 12, 12, 10), helsinki(2014, 12, 23, 10), None),
        (helsinki(2014, 12, 12, 10), helsinki(2014, 12, 24, 8), 7),
        # Told at the very moment: it goes. A second later it does not.
        (helsinki(2014, 12, 24, 8), helsinki(2014, 12, 24, 8), 7),
        (helsinki(2014, 12, 24, 8) + SECOND, helsinki(2014, 12, 24, 9), None),
        (helsinki(2014, 12, 31, 9), helsinki(2014, 12, 31, 10), None),
    ],
)
def test_none_goes_whose_moment_was_before_people_were_told(since, at, goes):
    assert awaited(since=since).reminder_at(at) == goes


def test_an_older_one_never_goes_after_a_newer_one_when_the_days_are_changed():
    at = helsinki(2014, 12, 27, 9)
    assert awaited(days=(30, 10), gone=(7,)).reminder_at(at) is None
    assert awaited(days=(30, 10, 5), gone=(7,)).reminder_at(at) == 5


def test_a_round_without_days_reminds_nobody():
    assert awaited(days=()).reminder_at(helsinki(2014, 12, 30, 9)) is None


def test_what_is_to_come_is_told_in_order():
    assert awaited(since=helsinki(2014, 12, 12, 10)).moments_after(helsinki(2014, 12, 12, 10)) == [
        (helsinki(2014, 12, 24, 8), 7),
        (helsinki(2014, 12, 30, 8), 1),
    ]
    assert awaited().moments_after(helsinki(2014, 12, 24, 8)) == [(helsinki(2014, 12, 30, 8), 1)]


LATER = helsinki(2015, 1, 16, 23, 59, 59)


@pytest.mark.parametrize(
    ("dues", "at", "gone", "goes"),
    [
        ([DUE], helsinki(2015, 1, 1, 7, 59, 59), [], None),
        ([DUE], helsinki(2015, 1, 1, 8), [], DUE),
        ([DUE], helsinki(2015, 1, 1, 8), [DUE], None),
        ([DUE], helsinki(2015, 3, 1, 8), [], DUE),
        ([], helsinki(2015, 1, 1, 8), [], None),
        ([DUE, LATER], helsinki(2015, 1, 16, 8), [DUE], None),
        ([DUE, LATER], helsinki(2015, 1, 17, 8), [DUE], LATER),
        # After a long pause one list, the newest, has them all; the older one is not sent any more.
        ([DUE, LATER], helsinki(2015, 1, 17, 8), [], LATER),
        ([DUE, LATER], helsinki(2015, 1, 17, 8), [LATER], None),
        ([DUE], helsinki(2015, 1, 17, 8), [LATER], None),
    ],
)
def test_the_list_of_the_missing_goes_once_for_each_due_moment(dues, at, gone, goes):
    assert list_at(dues, at, gone=gone) == goes


@pytest.mark.parametrize("seed", range(20))
def test_five_years_with_a_machine_that_is_often_off(seed):
    """Each at most once, the newest only, never before people were told, and none to one who has sent."""
    chance = random.Random(seed)
    rounds = []
    for year in range(2014, 2019):  # the leap year 2016 is among them
        for month, last in ((2, 28), (3, 31), (10, 31), (12, 31)):
            last_day = date(year, month, last) + timedelta(month == 2 and year == 2016)
            due = datetime.combine(last_day, datetime.max.time().replace(microsecond=0), HELSINKI)
            opened = due - timedelta(chance.choice([90, 40, 20, 5]), chance.randrange(86400))
            sent = due - timedelta(chance.choice([45, 20, 5, 0.4, -10]))
            rounds.append((due, opened, max(sent, opened)))
    off = {date(2013, 10, 1) + timedelta(chance.randrange(2000)) for _ in range(900)}
    gone = {due: [] for due, _, _ in rounds}
    on = []
    now = helsinki(2013, 11, 1, 0, 30)
    while now < helsinki(2019, 3, 1):
        now += timedelta(hours=chance.choice([1, 3, 7]), minutes=chance.randrange(60))
        if day_of(now) in off:
            continue
        on.append(now)
        for due, opened, sent in rounds:
            if opened <= now < sent:
                days = awaited(due, since=opened, gone=[one for one, _ in gone[due]]).reminder_at(now)
                if days is not None:
                    gone[due].append((days, now))
    assert sum(map(len, gone.values())) > 10
    for due, opened, sent in rounds:
        for one, at in gone[due]:
            assert opened <= moment_before(due, one) <= at < sent
            assert at <= due
        # One each time when the machine, being on, found a newer moment behind it: never two at a time.
        newest = (
            min((one for one in DAYS if opened <= moment_before(due, one) <= now), default=None)
            for now in on
            if opened <= now < sent and now <= due
        )
        assert [one for one, _ in gone[due]] == list(dict.fromkeys(one for one in newest if one))
