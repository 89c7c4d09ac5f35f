"""What can be asked of `./elo run`."""

from datetime import date

import pytest

from elo_portal.machine import command


def test_a_rehearsal_may_begin_on_a_day() -> None:
    asked = command.parser().parse_args(["run", "--fresh", "--day", "2014-08-25"])
    assert (asked.fresh, asked.day) == (True, date(2014, 8, 25))
    assert command.parser().parse_args(["run"]).day is None


@pytest.mark.parametrize("day", ["2013-11-01", "2015-12-31"])
def test_the_first_and_the_last_day_will_do(day: str) -> None:
    assert command.parser().parse_args(["run", "--day", day]).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2013-10-31", "the rehearsal begins on a day from 2013-11-01 to 2015-12-31, not 2013-10-31"),
        ("2016-01-01", "the rehearsal begins on a day from 2013-11-01 to 2015-12-31, not 2016-01-01"),
        ("25.8.2014", "25.8.2014 is not a day in the form 2014-08-25"),
    ],
)
def test_another_day_is_refused_with_a_sentence(day: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.parser().parse_args(["run", "--day", day])
    assert sentence in capsys.readouterr().err
