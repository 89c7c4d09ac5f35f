"""When a round's last day ends."""

from datetime import UTC, date, datetime

import pytest

from reporting.deadlines import days_left, is_past
from reporting.models import Round
from tests.builders import helsinki

DUE = helsinki(2014, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    ("due", "at", "past"),
    [
        (DUE, helsinki(2014, 12, 31, 23, 59, 58, 999_999), False),
        (DUE, helsinki(2014, 12, 31, 23, 59, 59), False),
        (DUE, helsinki(2014, 12, 31, 23, 59, 59, 1), False),
        (DUE, helsinki(2014, 12, 31, 23, 59, 59, 999_999), False),
        (DUE, helsinki(2015, 1, 1, 0, 0), True),
        (DUE, datetime(2014, 12, 31, 21, 59, 59, 999_999, tzinfo=UTC), False),
        (DUE, datetime(2014, 12, 31, 22, 0, tzinfo=UTC), True),
        # In summer Helsinki is three hours before Greenwich.
        (helsinki(2014, 9, 1, 23, 59, 59), datetime(2014, 9, 1, 20, 59, 59, 999_999, tzinfo=UTC), False),
        (helsinki(2014, 9, 1, 23, 59, 59), datetime(2014, 9, 1, 21, 0, tzinfo=UTC), True),
        (helsinki(2016, 2, 29, 23, 59, 59), helsinki(2016, 2, 29, 23, 59, 59, 999_999), False),
        (helsinki(2016, 2, 29, 23, 59, 59), helsinki(2016, 3, 1, 0, 0), True),
        # The hour from 3 to 4 comes twice on the night to 26.10.2014; fold says which.
        (helsinki(2014, 10, 26, 3, 30), helsinki(2014, 10, 26, 3, 30).replace(fold=1).astimezone(UTC), True),
        (helsinki(2014, 10, 26, 3, 30).replace(fold=1).astimezone(UTC), helsinki(2014, 10, 26, 3, 59), False),
    ],
)
def test_the_due_second_is_in_time_and_the_next_one_late(due, at, past):
    assert is_past(due, at) is past


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2014, 12, 15), 16),
        (date(2014, 12, 30), 1),
        (date(2014, 12, 31), 0),
        (date(2015, 1, 1), -1),
        (date(2014, 10, 25), 67),
    ],
)
def test_days_left_are_calendar_days(today, days):
    assert days_left(DUE, today) == days


def test_days_left_count_the_leap_day_and_take_the_day_in_helsinki():
    assert days_left(helsinki(2016, 3, 1, 0, 0), date(2016, 2, 28)) == 2
    assert days_left(datetime(2014, 12, 31, 22, 0, tzinfo=UTC), date(2014, 12, 31)) == 1


@pytest.mark.parametrize(
    ("opens", "at", "is_open"),
    [
        (None, DUE, False),
        (helsinki(2014, 10, 1, 9, 0), helsinki(2014, 10, 1, 8, 59, 59), False),
        (helsinki(2014, 10, 1, 9, 0), helsinki(2014, 10, 1, 9, 0), True),
        (helsinki(2014, 10, 1, 9, 0), helsinki(2015, 6, 1, 9, 0), True),
    ],
)
def test_a_round_is_open_from_its_moment_on_and_after_its_due_date_too(opens, at, is_open):
    assert Round(opens=opens, due=DUE).is_open(at) is is_open
