"""What falls due by the clock: asked of all duties, played in the order in which they were registered."""

from datetime import timedelta

import pytest

from elo_portal.office import duties, moving, tasks
from elo_portal.office.models import ClockMove
from tests.builders import NOW
from tests.office.bells import Bell

DAY = timedelta(days=1)


def test_the_first_moment_of_all_is_the_next(bells):
    bells(Bell("a", NOW + 2 * DAY), Bell("b", NOW + DAY, NOW + 3 * DAY), Bell("none"))
    assert duties.next_due(NOW) == NOW + DAY
    assert duties.next_due(NOW + DAY) == NOW + 2 * DAY
    assert duties.next_due(NOW + 3 * DAY) is None


def test_a_duty_that_names_a_moment_gone_by_is_a_bug_and_loud(bells):
    stopped = Bell("stopped")
    stopped.next_due = lambda after: after
    bells(Bell("a", NOW + DAY), stopped)
    with pytest.raises(ValueError, match="which is not after"):
        duties.next_due(NOW)


def test_they_are_played_in_the_order_in_which_they_were_registered(bells):
    bells(Bell("z", NOW), Bell("a", NOW))
    assert [one.what for one in duties.play(since=NOW, at=NOW)] == ["z", "a"]
    assert duties.play(since=NOW, at=NOW) == []


def test_a_name_is_registered_once(bells):
    (bell,) = bells(Bell("a"))
    duties.register(bell.duty)
    with pytest.raises(ValueError, match="registered twice"):
        duties.register(Bell("a").duty)
    assert len(duties.registered()) == 1


def test_what_was_played_has_a_name_also_when_its_duty_is_gone(bells):
    bells(Bell("a"), Bell("b"))
    assert (duties.name_of("b"), duties.name_of("gone")) == ("The bell b", "gone")


@pytest.mark.django_db
class TestBeat:
    def test_one_that_fails_does_not_hold_up_the_others(self, bells, caplog):
        bad, good = bells(Bell("bad", NOW, fails=True), Bell("good", NOW))
        tasks.play_duties()
        assert good.rung == [NOW]
        assert [record.message for record in caplog.records if record.name == tasks.__name__] == ["The duty bad failed"]
        bad.fails = False
        tasks.play_duties()
        assert (bad.rung, good.rung) == ([NOW], [NOW])

    def test_while_the_clock_is_moved_the_move_plays(self, bells):
        (bell,) = bells(Bell("a", NOW))
        move = ClockMove.objects.create(since=NOW, until=NOW + DAY, reached=NOW, begun_at=NOW)
        tasks.play_duties()
        assert bell.rung == []
        ClockMove.objects.filter(pk=move.pk).update(reached=NOW + DAY, ended_at=NOW)
        assert not moving.is_going()
        tasks.play_duties()
        assert bell.rung == [NOW]
