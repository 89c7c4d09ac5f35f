"""What the tests of reporting share."""

from types import SimpleNamespace

import pytest

from elo_portal.office.printing.printer import Measure
from reporting import checks


@pytest.fixture
def quick_printer(monkeypatch):
    """Every report is one page and a half, without asking the printer. For tests that send often."""
    measure = Measure(pages=2, hundredths=150, lines_left=20, lines_a_page=40, page_ends=("",))
    layout = SimpleNamespace(pages=3, measure=lambda: measure)
    monkeypatch.setattr(checks.printer, "lay_out", lambda html: layout)
