"""What all tests share."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from elo_portal.office.printing import printer

# Real time is never a reason to fail: the machine may be slow. In CI the same examples come every time.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
settings.register_profile("here", max_examples=40, stateful_step_count=25, database=None, **COMMON)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def quick_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every report is one page and a half, without asking the printer. For tests that send often."""
    measure = printer.Measure(pages=2, hundredths=150, lines_left=20, lines_a_page=40, page_ends=("",))
    layout = SimpleNamespace(pages=3, measure=lambda: measure)
    monkeypatch.setattr(printer, "lay_out", lambda html: layout)


@pytest.fixture
def at_once() -> Callable[..., list[Any]]:
    """Calls functions each in a thread and on a database connection of its own; what they raise is an answer too.

    Only for tests with `transaction=True`: other connections see what has been committed.
    """

    def call(*acts: Callable[[], Any]) -> list[Any]:
        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(_answer, acts))

    return call


def _answer(act: Callable[[], Any]) -> Any:
    try:
        with translation.override("en"):
            return act()
    except Exception as failure:  # noqa: BLE001 - the test asserts what it was
        return failure
    finally:
        connection.close()
