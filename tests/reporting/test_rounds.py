"""A round opens at its moment, once, for the groups that it is for."""

from datetime import timedelta

import pytest

from elo_portal.office.tasks import play_duties
from networks.choices import GroupKind
from reporting import commands
from reporting.choices import RoundKind
from reporting.models import Answer, Document, Round
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def writers(of: Round) -> list[str]:
    return sorted(Document.objects.filter(round=of).values_list("group__code", flat=True))


def test_it_opens_at_its_moment_and_not_a_second_earlier():
    builders.group("KAI")
    round_ = builders.round_(opens=NOW, questions=2)
    assert commands.open_due_rounds(at=NOW - SECOND) == []
    assert commands.open_due_rounds(at=NOW) == [round_]
    assert writers(round_) == ["KAI"]
    assert list(Answer.objects.values_list("number", flat=True)) == [1, 2]


def test_it_opens_once_and_its_moment_stays():
    builders.group("KAI")
    round_ = builders.round_(opens=NOW)
    commands.open_due_rounds(at=NOW + SECOND)
    assert commands.open_due_rounds(at=NOW + SECOND) == []
    round_.refresh_from_db()
    assert (round_.opens, Document.objects.count()) == (NOW, 1)


def test_a_round_without_a_moment_waits_for_one():
    builders.group("KAI")
    builders.round_(opens=None)
    assert commands.open_due_rounds(at=NOW) == []


def test_a_round_for_which_there_is_no_group_waits_for_one():
    round_ = builders.round_(opens=NOW)
    assert commands.open_due_rounds(at=NOW) == []
    builders.group("KAI")
    assert commands.open_due_rounds(at=NOW) == [round_]


def test_after_a_pause_the_earliest_opens_first():
    builders.group("KAI")
    later = builders.round_(2014, opens=helsinki(2014, 10, 1, 9))
    earlier = builders.round_(2013, opens=helsinki(2013, 11, 1, 8))
    assert commands.open_due_rounds(at=NOW) == [earlier, later]


@pytest.mark.parametrize(
    ("kind", "code"), [(RoundKind.PLAN, "KAI"), (RoundKind.REPORT, "KAI"), (RoundKind.GROUP_REPORT, "T1")]
)
def test_a_round_is_for_the_groups_of_its_kind(kind, code):
    builders.group("KAI")
    builders.group("T1", kind=GroupKind.DEVELOPMENT)
    builders.group("ELO", kind=GroupKind.NATIONAL)
    round_ = builders.round_(kind=kind, opens=NOW)
    commands.open_due_rounds(at=NOW)
    assert writers(round_) == [code]


def test_beat_opens_what_is_due():
    builders.group("KAI")
    round_ = builders.round_(opens=helsinki(2014, 10, 1, 9))
    play_duties()
    assert writers(round_) == ["KAI"]


@pytest.mark.django_db(transaction=True)
def test_two_beats_open_a_round_once(at_once):
    builders.group("KAI")
    round_ = builders.round_(opens=NOW)
    opened = at_once(*[lambda: commands.open_due_rounds(at=NOW)] * 2)
    assert sorted(map(len, opened)) in ([0, 1], [1, 1])
    assert writers(round_) == ["KAI"]
