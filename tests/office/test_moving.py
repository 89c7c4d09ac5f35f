"""The rehearsal's clock moved by its job: moment by moment, each due thing once, whatever becomes of the worker."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from elo_portal.office import clock, duties, jobs, moving
from elo_portal.office.jobs.commands import do, publish_waiting
from elo_portal.office.models import AuditEntry, ClockMove, Job, PlayedDuty
from elo_portal.office.refusals import NotNow
from tests import builders
from tests.builders import run_jobs
from tests.office.bells import Bell
from tests.office.test_clock import REAL

START = builders.helsinki(2014, 11, 25, 9, 0)
DAY = timedelta(days=1)
TARGET = START + 10 * DAY


@pytest.fixture
def real_time():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rehearsal(settings, db, real_time):
    """A rehearsal whose clock stands at 25.11.2014 9.00."""
    settings.REHEARSAL = True
    clock.set_up(START)
    return real_time


def begin(to=TARGET):
    return moving.move_clock(to=to, by=builders.user())


def next_job():
    waiting = []
    publish_waiting(waiting.append)
    return waiting


def played(move):
    return list(PlayedDuty.objects.filter(move=move).values_list("at", "what", "count"))


class TestAMove:
    def test_it_stops_at_each_due_moment_in_its_order(self, rehearsal, bells):
        shown = []
        evening, morning = Bell("evening", START + 2 * DAY, START + 5 * DAY), Bell("morning", START + 2 * DAY)
        ring = morning.play
        morning.play = lambda since, at: shown.append(clock.now()) or ring(since, at)
        bells(evening, morning)
        move = begin()
        run_jobs()
        move.refresh_from_db()
        assert played(move) == [
            (START + 2 * DAY, "evening", 1),
            (START + 2 * DAY, "morning", 1),
            (START + 5 * DAY, "evening", 1),
        ]
        assert shown == [START, START + 2 * DAY, START + 5 * DAY, TARGET]
        assert (move.reached, move.ended_at, clock.now()) == (TARGET, REAL, TARGET)

    def test_each_job_is_one_moment_and_the_page_can_see_it(self, rehearsal, bells):
        bells(Bell("a", START + DAY, START + 2 * DAY))
        move = begin()
        seen = []
        while waiting := next_job():
            assert [do(pk) for pk in waiting] == [True]
            move.refresh_from_db()
            seen.append((move.reached - START, clock.now() - START, move.per_cent, move.ended_at))
        assert seen == [
            (DAY, DAY, 10, None),
            (2 * DAY, 2 * DAY, 20, None),
            (10 * DAY, 10 * DAY, 100, REAL),
        ]
        assert move.steps == 3

    def test_what_was_due_before_it_is_played_at_the_moment_that_the_clock_leaves(self, rehearsal, bells):
        bells(Bell("a", START - DAY, START + DAY))
        move = begin()
        run_jobs()
        assert played(move) == [(START, "a", 1), (START + DAY, "a", 1)]

    def test_what_falls_due_at_the_very_end_is_played_and_what_comes_after_it_is_not(self, rehearsal, bells):
        bells(Bell("a", TARGET, TARGET + timedelta(seconds=1)))
        move = begin()
        run_jobs()
        assert played(move) == [(TARGET, "a", 1)]

    def test_what_one_thing_brings_about_is_played_too(self, rehearsal, bells):
        """A round that opens on the way is reminded of on the way."""
        opening, reminder = Bell("opening", START + DAY), Bell("reminder")
        ring = opening.play

        def play(since, at):
            rung = ring(since, at)
            if rung:
                reminder.moments = (at + DAY,)
            return rung

        opening.play = play
        bells(opening, reminder)
        move = begin()
        run_jobs()
        assert played(move) == [(START + DAY, "opening", 1), (START + 2 * DAY, "reminder", 1)]

    def test_with_nothing_due_it_arrives_at_once(self, rehearsal, bells):
        bells()
        move = begin()
        assert [do(pk) for pk in next_job()] == [True]
        move.refresh_from_db()
        assert (move.steps, move.reached, played(move), next_job()) == (1, TARGET, [], [])

    def test_a_running_clock_that_has_gone_past_a_due_moment_does_not_go_back(self, rehearsal, bells):
        bells(Bell("a", START + timedelta(seconds=5)))
        clock.start()
        move = begin(START + timedelta(seconds=8))
        rehearsal.shift(timedelta(seconds=30))
        run_jobs()
        move.refresh_from_db()
        assert played(move) == [(START + timedelta(seconds=5), "a", 1)]
        assert (move.reached, clock.now()) == (START + timedelta(seconds=8), START + timedelta(seconds=30))

    def test_of_which_is_said_in_the_readers_language(self, rehearsal, bells):
        bell = Bell("a", START + DAY)
        ring = bell.play
        bell.play = lambda since, at: [
            duties.Played("a", one.count, lambda: [translation.get_language(), "x"]) for one in ring(since, at)
        ]
        bells(bell)
        move = begin()
        run_jobs()
        row = PlayedDuty.objects.get(move=move)
        assert row.about == {"fi": "fi, x", "sv": "sv, x", "en": "en, x"}
        with translation.override("sv"):
            assert row.of_which == "sv, x"


class TestRefused:
    def test_one_move_at_a_time(self, rehearsal, english, bells):
        bells()
        begin()
        with pytest.raises(moving.BeingMoved) as refusal:
            begin(TARGET + DAY)
        assert refusal.value.sentence == "The clock is being moved already. Wait until it has arrived."
        run_jobs()
        begin(TARGET + DAY)
        run_jobs()
        assert list(ClockMove.objects.values_list("since", "until")) == [(TARGET, TARGET + DAY), (START, TARGET)]

    @pytest.mark.parametrize("back", [timedelta(0), DAY], ids=["the same", "a day"])
    def test_it_is_never_moved_back(self, rehearsal, english, back):
        with pytest.raises(NotNow) as refusal:
            begin(START - back)
        assert refusal.value.sentence == "The clock only goes forward. Choose a later day or time."
        assert (ClockMove.objects.count(), Job.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)

    def test_the_database_refuses_two_that_go_on(self, rehearsal):
        begin()
        with pytest.raises(IntegrityError, match="one_move_of_the_clock"), transaction.atomic():
            ClockMove.objects.create(since=START, until=TARGET, reached=START, begun_at=REAL)

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("clock_moves_forward", {"until": START}),
            ("clock_moves_forward", {"reached": START - DAY}),
            ("clock_moves_forward", {"reached": TARGET + DAY}),
            ("clock_move_ends_when_it_has_arrived", {"ended_at": REAL}),
        ],
    )
    def test_the_database_refuses_what_is_no_move(self, rehearsal, name, fields):
        row = {"since": START, "until": TARGET, "reached": START, "begun_at": REAL} | fields
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ClockMove.objects.create(**row)


class TestFaults:
    def test_a_worker_that_dies_in_a_step_leaves_the_last_whole_one(self, rehearsal, bells, monkeypatch):
        bell = Bell("a", START + DAY, START + 2 * DAY)
        bells(bell)
        move = begin()
        do(*next_job())
        ring = bell.play

        def die(since, at):
            clock.move_forward(at)
            PlayedDuty.objects.create(move=move, at=at, what="a", count=1)
            raise SystemExit

        bell.play = die
        monkeypatch.setitem(duties._duties, "a", bell.duty)
        (job,) = next_job()
        with pytest.raises(SystemExit):
            do(job)
        move.refresh_from_db()
        assert (move.reached, clock.now(), len(played(move))) == (START + DAY, START + DAY, 1)
        bell.play = ring
        monkeypatch.setitem(duties._duties, "a", bell.duty)
        assert do(job)
        run_jobs()
        move.refresh_from_db()
        assert played(move) == [(START + DAY, "a", 1), (START + 2 * DAY, "a", 1)]
        assert (move.reached, move.ended_at, clock.now()) == (TARGET, REAL, TARGET)

    def test_a_step_that_is_published_twice_is_done_once(self, rehearsal, bells):
        bells(Bell("a", START + DAY, START + 2 * DAY))
        move = begin()
        (job,) = next_job()
        assert (do(job), do(job)) == (True, False)
        move.refresh_from_db()
        assert (move.steps, move.reached, Job.objects.count()) == (1, START + DAY, 2)

    def test_a_move_that_has_ended_is_not_gone_on_with(self, rehearsal, bells):
        bells(Bell("a", START + DAY))
        move = begin()
        run_jobs()
        moving.go_on(move.pk)
        assert (len(played(move)), clock.now()) == (1, TARGET)

    def test_one_that_fails_five_times_is_stuck_until_a_person_starts_it_again(self, rehearsal, bells, monkeypatch):
        bell = Bell("a", START + DAY, fails=True)
        bells(bell)
        move = begin()
        for attempt in range(5):
            assert not moving.is_stuck(move), attempt
            (job,) = next_job()
            assert not do(job)
            rehearsal.shift(timedelta(hours=1))
        assert moving.is_stuck(move)
        assert moving.is_going()
        bell.fails = False
        jobs.try_again(Job.objects.get())
        run_jobs()
        move.refresh_from_db()
        assert (played(move), move.reached, moving.is_stuck(move)) == ([(START + DAY, "a", 1)], TARGET, False)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_move_it_once(settings, at_once):
    settings.REHEARSAL = True
    clock.set_up(START)
    who = builders.user()
    answers = at_once(*[lambda: moving.move_clock(to=TARGET, by=who)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["BeingMoved", "ClockMove"]
    assert (ClockMove.objects.count(), Job.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_step_do_it_once(settings, at_once, bells):
    settings.REHEARSAL = True
    clock.set_up(START)
    bells(Bell("a", START + DAY))
    move = begin()
    (job,) = next_job()
    assert sorted(at_once(*[lambda: do(job)] * 2)) == [False, True]
    assert played(move) == [(START + DAY, "a", 1)]
