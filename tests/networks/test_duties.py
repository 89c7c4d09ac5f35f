"""What begins and ends by the clock: at 0.00 in Helsinki on a first day, and after a last day."""

from datetime import date, timedelta

import pytest

from elo_portal.office.duties import Played
from networks.choices import Role, Seat
from networks.duties import TERMS, next_change, tell_of_changes
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MIDNIGHT = helsinki(2015, 1, 1)
SECOND = timedelta(seconds=1)


def said(told: list[Played]) -> list[tuple[str, int, list[str]]]:
    return [(one.what, one.count, list(one.about())) for one in told]


@pytest.fixture
def world():
    """At the turn of the year a chair ends and another begins, and so do the coordinator and the support body."""
    group = builders.group("KAI")
    builders.member(builders.person("Aino"), group, Seat.CHAIR, until=date(2014, 12, 31))
    builders.member(builders.person("Pirjo"), group, Seat.CHAIR, since=date(2015, 1, 1))
    builders.member(builders.person("Ville"), group)
    office = builders.organisation("support")
    builders.appointment(builders.person("Laila"), office, Role.COORDINATOR, until=date(2014, 12, 31))
    builders.appointment(builders.person("Kalle"), office, Role.SUPPORT_READER, since=date(2015, 1, 1))
    builders.appointment(builders.person("Vappu"), office, Role.READER, until=date(2015, 6, 30))


def test_nothing_changes_where_nothing_ends_or_begins():
    builders.member(builders.person(), builders.group())
    assert next_change(NOW) is None
    assert tell_of_changes(NOW, MIDNIGHT) == []


def test_the_next_change_is_at_midnight_in_helsinki(world, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert next_change(NOW) == MIDNIGHT
    assert next_change(MIDNIGHT - SECOND) == MIDNIGHT
    assert next_change(MIDNIGHT) == helsinki(2015, 7, 1)  # in summer time
    assert next_change(helsinki(2015, 7, 1)) is None


def test_what_ended_is_told_before_what_began(world):
    assert said(tell_of_changes(MIDNIGHT - SECOND, MIDNIGHT)) == [
        ("membership_ended", 1, ["Area KAI: Aino"]),
        ("appointment_ended", 1, ["Laila, coordinator"]),
        ("membership_began", 1, ["Area KAI: Pirjo"]),
        ("appointment_began", 1, ["Kalle, reader of a support body"]),
    ]


@pytest.mark.parametrize(
    ("since", "at"),
    [(NOW, MIDNIGHT - SECOND), (MIDNIGHT, MIDNIGHT), (MIDNIGHT, helsinki(2015, 6, 30, 23, 59, 59))],
    ids=["before", "again", "after"],
)
def test_it_is_told_once(world, since, at):
    assert tell_of_changes(since, at) == []


def test_every_word_has_a_name(world):
    told = [one for at in (MIDNIGHT, helsinki(2015, 7, 1)) for one in tell_of_changes(NOW, at)]
    assert {one.what for one in told} == set(TERMS.words)


def test_of_many_memberships_the_number_of_each_group_is_told():
    for code, number in (("KAI", 3), ("LAP", 8)):
        group = builders.group(code)
        for _ in range(number):
            builders.member(builders.person(), group, until=date(2014, 12, 31))
    assert said(tell_of_changes(NOW, MIDNIGHT)) == [("membership_ended", 11, ["Area KAI (3)", "Area LAP (8)"])]
