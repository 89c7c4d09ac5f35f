"""A machine of its own for the faults: its PostgreSQL may be killed without any other test noticing."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from elo_portal.machine.environment import ROOT
from elo_portal.machine.postgres import Postgres
from elo_portal.office import clock
from tests import builders

from .portal import Portal, default_database

TEMPLATE = "elo_template"
_numbers = count(1)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "faults: breaks processes for real; slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder, one after the other on one core also when the rest runs on two."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.xdist_group("faults"))
            # From Python 3.12 on: the mail server is a thread of ours when the next process is started.
            item.add_marker(pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"))


@pytest.fixture(scope="session")
def machine() -> Iterator[Postgres]:
    """PostgreSQL as production has it, fsync and all, with a migrated template. Sockets need a short path."""
    folder = Path(tempfile.mkdtemp(prefix="elo-faults-", dir="/tmp"))
    folder.chmod(0o711)
    postgres = Postgres(folder / "postgresql", folder / "sockets", folder / "postgresql.log")
    try:
        postgres.start()
        env = {**os.environ, "DATABASE_URL": postgres.address(TEMPLATE)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def portal(machine: Postgres, django_db_blocker: Any) -> Iterator[Portal]:
    """A portal without any process yet, with an empty database, and its clock at builders.NOW."""
    number = next(_numbers)
    name = f"elo_{number}"
    machine.sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    folder = machine.folder.parent / str(number)
    folder.mkdir()
    url = machine.address(name)
    with django_db_blocker.unblock(), default_database(url), Portal(folder, url) as ready:
        clock.set_up(builders.NOW)
        clock.start()
        yield ready
