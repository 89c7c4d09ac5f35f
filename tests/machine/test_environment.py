"""The Python environment: when it is made, when it is left alone."""

import json
import subprocess

import pytest

from elo_portal.machine import environment
from elo_portal.machine.trouble import Trouble


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty repository; making and installing are written down instead of done."""
    folder = tmp_path / ".venv"
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "FOLDER", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", folder / "elo-stamp.json")
    done = []

    def make():
        done.append("made")
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").touch()

    monkeypatch.setattr(environment, "make", make)
    monkeypatch.setattr(environment, "works", lambda: environment.PYTHON.exists())
    monkeypatch.setattr(environment, "install", lambda files: done.append([file.name for file in files]))
    (tmp_path / "run.txt").write_text("Django==5.2.19\n")
    (tmp_path / "test.txt").write_text("pytest==9.2.0\n")
    return done


def ensure(place, *names):
    place.clear()
    environment.ensure(tuple(environment.ROOT / name for name in names), lambda sentence: None)
    return place


def test_it_is_made_once_and_then_left_alone(place):
    assert ensure(place, "run.txt") == ["made", ["run.txt"]]
    assert ensure(place, "run.txt") == []


def test_a_changed_file_is_installed_again_into_the_same_environment(place):
    ensure(place, "run.txt")
    (environment.ROOT / "run.txt").write_text("Django==5.2.20\n")
    assert ensure(place, "run.txt") == [["run.txt"]]


def test_the_tests_add_their_packages_and_running_keeps_them(place):
    ensure(place, "run.txt")
    assert ensure(place, "run.txt", "test.txt") == [["run.txt", "test.txt"]]
    assert ensure(place, "run.txt") == []
    assert ensure(place, "run.txt", "test.txt") == []


def test_another_python_or_another_place_installs_anew(place):
    ensure(place, "run.txt")
    stamp = json.loads(environment.STAMP.read_text())
    environment.STAMP.write_text(json.dumps(stamp | {"interpreter": "3.9 /elsewhere"}))
    assert ensure(place, "run.txt") == [["run.txt"]]


def test_an_installation_cut_short_is_done_again(place, monkeypatch):
    def fail(files):
        raise Trouble("no network")

    with monkeypatch.context() as patched:
        patched.setattr(environment, "install", fail)
        with pytest.raises(Trouble):
            ensure(place, "run.txt")
    assert ensure(place, "run.txt") == [["run.txt"]]


def test_a_spoilt_stamp_is_no_reason_to_fail(place):
    ensure(place, "run.txt")
    environment.STAMP.write_text("{")
    assert ensure(place, "run.txt") == [["run.txt"]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full: the Python packages did not fit."),
        ("Could not find a version that satisfies", "Is this machine on the network?"),
    ],
)
def test_what_pip_could_not_do_is_a_sentence(monkeypatch, words, sentence):
    def run(command, **options):
        return subprocess.CompletedProcess(command, 1, stdout=words)

    monkeypatch.setattr(environment.subprocess, "run", run)
    with pytest.raises(Trouble) as trouble:
        environment.install(())
    assert sentence in str(trouble.value)


def test_no_requirements_file_names_a_registry():
    for file in environment.TEST:
        for line in file.read_text().splitlines():
            assert "://" not in line
            assert not line.startswith("-")


def test_every_direct_requirement_is_pinned_and_says_why_it_is_there():
    for file in environment.TEST:
        direct = file.read_text().split("# What those bring along.")[0]
        lines = [line for line in direct.splitlines() if line and not line.startswith("#")]
        assert lines
        for line in lines:
            assert "==" in line, line
            assert " # " in line, line
