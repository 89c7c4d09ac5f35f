"""The import contracts of pyproject.toml are kept, and a wrong import is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("elo_portal", "networks", "strategies", "reporting")
LINT = "from importlinter.cli import lint_imports_command as go; go()"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the code, to plant something in."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            copy / package,
            ignore=lambda _, names: [n for n in names if "." in n[1:] and not n.endswith(".py")],
        )
    return copy


def lint(house):
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"], cwd=house, capture_output=True, text=True, check=False
    )


def broken(output: str) -> list[str]:
    """The names of the contracts that the tool calls broken."""
    return [line.split(" BROKEN")[0] for line in output.splitlines() if " BROKEN" in line]


def test_the_contracts_are_kept(house):
    done = lint(house)
    assert (done.returncode, broken(done.stdout)) == (0, []), done.stdout


@pytest.mark.parametrize(
    ("where", "planted", "contract"),
    [
        ("networks/permissions.py", "import reporting.choices", "Floors"),
        ("strategies/choices.py", "import reporting.deadlines", "Floors"),
        ("elo_portal/office/refusals.py", "import networks.choices", "Floors"),
        ("networks/choices.py", "import elo_portal.context", "Nobody imports the wiring"),
        ("reporting/workflow.py", "import reporting.commands", "Rooms of reporting, strategies and networks"),
        ("reporting/deadlines.py", "import reporting.models", "Rooms of reporting, strategies and networks"),
        ("networks/middleware.py", "import networks.views", "Rooms of reporting, strategies and networks"),
        ("elo_portal/models.py", "import elo_portal.views", "Rooms of the wiring"),
        ("elo_portal/office/clock.py", "import elo_portal.office.jobs", "Rooms of the office"),
        ("reporting/content.py", "import weasyprint", "Only the printer imports WeasyPrint"),
        ("reporting/content.py", "import xlsxwriter", "Only the office's tables import XlsxWriter"),
        ("elo_portal/machine/ports.py", "import django", "The machine runs before there is an environment"),
        ("reporting/services.py", "", "Rooms of reporting, strategies and networks"),  # no room of that name
    ],
)
def test_a_planted_wrong_import_is_named(house, where, planted, contract):
    file = house / where
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{planted}\n")
    try:
        done = lint(house)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
    assert done.returncode != 0
    assert contract in broken(done.stdout)
    module = where.removesuffix(".py").replace("/", ".")
    assert module in done.stdout
