"""What the launcher does about things that the operating system lacks."""

import subprocess

import pytest

from elo_portal.machine import packages
from elo_portal.machine.packages import Need
from elo_portal.machine.trouble import Trouble

THERE = Need("there-package", lambda: True)
PANGO = Need("pango-package", lambda: False)
VENV = Need("venv-package", lambda: False)


@pytest.fixture
def machine(monkeypatch):
    """A Debian with apt-get, where the programs that are run are written down and do nothing."""
    ran = []

    def run(command, **options):
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(packages.subprocess, "run", run)
    return ran


def test_nothing_is_said_or_run_when_nothing_is_missing(machine):
    said = []
    packages.ensure([THERE], said.append)
    assert (said, machine) == ([], [])


def test_without_the_right_the_one_apt_line_is_given_and_nothing_is_installed(machine, monkeypatch):
    monkeypatch.setattr(packages, "root_prefix", lambda: None)
    with pytest.raises(Trouble) as trouble:
        packages.ensure([THERE, PANGO, VENV], lambda sentence: None)
    assert str(trouble.value) == (
        "Missing from this machine: pango-package, venv-package. Run:\n"
        "  sudo apt-get update && sudo apt-get install -y --no-install-recommends pango-package venv-package"
    )
    assert machine == []


def test_without_sudo_the_line_is_for_root(machine, monkeypatch):
    monkeypatch.setattr(packages, "root_prefix", lambda: None)
    monkeypatch.setattr(packages.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(Trouble, match="Run as root:\n  apt-get update && apt-get install -y") as trouble:
        packages.ensure([PANGO], lambda sentence: None)
    assert "sudo" not in str(trouble.value)


def test_with_the_right_it_says_what_it_installs_and_installs_just_that(machine, monkeypatch):
    installed = []
    pango = Need("pango-package", lambda: bool(installed))
    monkeypatch.setattr(packages, "root_prefix", lambda: ["sudo", "-n"])
    monkeypatch.setattr(packages, "install", lambda names, prefix: installed.append((names, prefix)))
    said = []
    packages.ensure([THERE, pango], said.append)
    assert said == ["Missing from this machine: pango-package. Installing with apt-get …"]
    assert installed == [(["pango-package"], ["sudo", "-n"])]


def test_what_is_still_missing_after_installing_is_said(machine, monkeypatch):
    monkeypatch.setattr(packages, "root_prefix", list)
    with pytest.raises(Trouble, match="pango-package"):
        packages.ensure([PANGO], lambda sentence: None)
    assert [command[-2:] for command in machine] == [
        ["DPkg::Lock::Timeout=120", "update"],
        ["--no-install-recommends", "pango-package"],
    ]


def test_a_full_disk_during_apt_is_a_sentence(monkeypatch):
    def run(command, **options):
        return subprocess.CompletedProcess(command, 100, stdout="dpkg: No space left on device")

    monkeypatch.setattr(packages.subprocess, "run", run)
    with pytest.raises(Trouble, match=r"^The disk is full: apt could not install pango-package\.$"):
        packages.install(["pango-package"], [])


def test_a_system_without_apt_is_told_the_names(monkeypatch):
    monkeypatch.setattr(packages.shutil, "which", lambda name: None)
    with pytest.raises(Trouble, match=r"pango-package .the names are Debian's."):
        packages.ensure([PANGO], lambda sentence: None)


def test_a_library_is_found_by_loading_it():
    assert packages.has_library("libc.so.6")
    assert not packages.has_library("libnowhere-1.0.so.0")


def test_the_tests_ask_for_the_browser_and_what_it_needs():
    asked = {need.package for need in packages.FOR_TEST}
    assert {"chromium", "libatomic1", "libharfbuzz-subset0", "python3-venv", "gettext"} <= asked
    assert {"poppler-utils", "unzip"} <= asked
    assert {need.package for need in packages.FOR_RUN} == {
        "python3-venv",
        "libpango-1.0-0",
        "libpangoft2-1.0-0",
        "libharfbuzz-subset0",
        "libfontconfig1",
    }
