"""How `./elo test` asks pytest."""

import pytest

from elo_portal.machine import trials


@pytest.fixture
def asked(monkeypatch):
    """What Python is started with, instead of starting it."""
    commands = []
    monkeypatch.setattr(trials.packages, "ensure", lambda needs, say: None)
    monkeypatch.setattr(trials.environment, "ensure", lambda files, say: None)
    monkeypatch.setattr(trials.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(trials, "run_here", lambda arguments, env: commands.append(arguments) or 5)
    return commands


def test_everything_is_run_on_both_cores_and_groups_stay_together(asked):
    trials.test(["--durations=5"], print)
    assert asked == [["-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--durations=5"]]


@pytest.mark.parametrize("arguments", [["tests/machine"], ["-n0"], ["-k", "late"], ["--pdb"]])
def test_a_few_tests_are_run_in_one_process(asked, arguments):
    trials.test(arguments, print)
    assert asked == [["-m", "pytest", "-q", *arguments]]


def test_the_exit_code_is_pytests_own_so_that_no_tests_at_all_fail(asked):
    assert trials.test([], print) == pytest.ExitCode.NO_TESTS_COLLECTED
