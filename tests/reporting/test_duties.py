"""The rounds' dates played by the clock: each thing on its own day, also when the clock goes over many of them."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from elo_portal.office import clock, moving
from elo_portal.office.models import ClockMove, Job, Notice, PlayedDuty
from networks.choices import Role, Seat
from networks.models import User
from reporting.duties import OPENING, REMINDING, next_opening, next_reminder
from reporting.models import Reminder, Round
from tests import builders
from tests.builders import DUE, helsinki, run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

START, TARGET = helsinki(2014, 11, 25, 9), helsinki(2015, 1, 2, 9)
MONTH, WEEK, EVE = helsinki(2014, 12, 1, 8), helsinki(2014, 12, 24, 8), helsinki(2014, 12, 30, 8)
MIDNIGHT, MORNING_AFTER = helsinki(2015, 1, 1), helsinki(2015, 1, 1, 8)


@pytest.fixture(autouse=True)
def rehearsal(settings: Any) -> None:
    settings.REHEARSAL = True
    clock.set_up(START)


def move(to: datetime = TARGET) -> list[tuple[datetime, str, int, str]]:
    """What was played."""
    moved = moving.move_clock(to=to, by=builders.user())
    run_jobs()
    assert ClockMove.objects.get(pk=moved.pk).reached == to
    rows = PlayedDuty.objects.filter(move=moved)
    return [(row.at, row.what, row.count, row.about["fi"]) for row in rows]


@pytest.fixture
def open_round() -> Round:
    """Of Kainuu and Lappi, addressed to both ministries."""
    round_ = builders.round_(ministries=builders.both_ministries(), opens=helsinki(2014, 10, 1, 9))
    for one in round_.addressees.all():
        builders.secretary(one.organisation)
    return round_


def test_from_november_to_january_everything_goes_on_its_own_day(open_round: Round) -> None:
    for code in ("KAI", "LAP"):
        group = builders.group(code)
        builders.document(group, in_round=open_round)
        builders.expert(group)
    chair = builders.member(builders.person("Aino"), group, Seat.CHAIR, until=date(2014, 12, 31))
    assert move() == [
        (START, "term_notices", 1, "Aino"),
        (MONTH, "reminded", 2, "Alue KAI, Alue LAP"),
        (MONTH, "term_notices", 1, "Aino"),
        (WEEK, "reminded", 2, "Alue KAI, Alue LAP"),
        (WEEK, "term_notices", 1, "Aino"),
        (EVE, "reminded", 2, "Alue KAI, Alue LAP"),
        (MIDNIGHT, "edition_issued", 1, open_round.title_fi),
        (MIDNIGHT, "membership_ended", 1, f"Alue LAP: {chair.person.name}"),
        (MORNING_AFTER, "missing_listed", 1, open_round.title_fi),
    ]
    assert list(Reminder.objects.order_by("pk").values_list("at", "days", "people")) == [
        *[(at, days, people) for at, days in ((MONTH, 30), (WEEK, 7), (EVE, 1)) for people in (1, 2)],
        (MORNING_AFTER, None, 2),
    ]
    mails = Notice.objects.order_by("pk").exclude(kind__in=["term_ends", "terms_end"]).values_list("at", flat=True)
    assert list(mails) == [*[MONTH] * 3, *[WEEK] * 3, *[EVE] * 3, *[MORNING_AFTER] * 2]
    assert move(TARGET + timedelta(days=30)) == []


def test_a_round_opens_on_the_way_and_is_reminded_of_on_the_way() -> None:
    builders.group("KAI")
    opens = helsinki(2014, 12, 10)
    round_ = builders.round_(opens=opens)
    assert move(helsinki(2014, 12, 25)) == [
        (opens, "round_opened", 1, round_.title_fi),
        (WEEK, "reminded", 1, "Alue KAI"),
    ]
    assert round_.documents.count() == 1


def test_a_completion_is_reminded_of_by_its_own_date(open_round: Round) -> None:
    by = User.objects.filter(person__appointments__role=Role.NATIONAL_SECRETARY).earliest("pk")
    early = helsinki(2014, 11, 24, 9)
    document = builders.sent_document(builders.group("KAI"), in_round=open_round, at=early)
    due = helsinki(2014, 12, 19, 23, 59)
    builders.return_for_completion(document, by=by, due=due, at=early)
    Job.objects.update(done_at=early)  # its printing
    assert [(at, what) for at, what, _count, _about in move()] == [
        (helsinki(2014, 12, 12, 8), "completion_reminded"),
        (helsinki(2014, 12, 18, 8), "completion_reminded"),
        (helsinki(2014, 12, 20, 8), "missing_listed"),
        (MIDNIGHT, "edition_issued"),
    ]


def test_what_was_due_before_the_move_goes_when_it_begins(open_round: Round) -> None:
    """The newest alone, as after any pause."""
    builders.document(builders.group("KAI"), in_round=open_round)
    clock.move_forward(WEEK)
    assert [(at, what) for at, what, *_rest in move()] == [
        (WEEK, "reminded"),
        (EVE, "reminded"),
        (MIDNIGHT, "edition_issued"),
        (MORNING_AFTER, "missing_listed"),
    ]
    assert list(Reminder.objects.order_by("pk").values_list("days", flat=True)) == [7, 1, None]


def test_the_next_opening_and_the_next_reminder(open_round: Round, django_assert_num_queries: Any) -> None:
    builders.document(builders.group("KAI"), in_round=open_round)
    later = builders.round_(2015, opens=helsinki(2015, 10, 1), due=DUE + timedelta(days=365))
    with django_assert_num_queries(1):
        assert next_opening(START) == later.opens
    assert next_opening(later.opens) is None
    with django_assert_num_queries(3):
        assert next_reminder(START) == MONTH
    assert next_reminder(MONTH) == WEEK
    assert next_reminder(MORNING_AFTER) is None


def test_an_open_round_is_not_opened_again(open_round: Round) -> None:
    builders.document(in_round=open_round)
    assert next_opening(helsinki(2014, 9, 1)) is None
    assert OPENING.play(START, START) == []


def test_playing_twice_does_nothing_more(open_round: Round) -> None:
    builders.document(builders.group("KAI"), in_round=open_round)
    assert [one.what for one in REMINDING.play(WEEK, WEEK)] == ["reminded"]
    assert REMINDING.play(WEEK, WEEK) == []
