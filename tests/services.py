"""pytest plugin: one embedded PostgreSQL for the whole run, one migrated template, a clone of it for each worker.

Loaded with `-p tests.services` (pyproject.toml), because pytest-django reads the settings before any conftest.py.
With DATABASE_URL set nothing is embedded and every worker migrates its own database there.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from elo_portal.machine.postgres import Postgres
from elo_portal.machine.trouble import Trouble

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "elo_template"


class Services:
    """What was started for this run, to be ended with it."""

    folder: Path | None = None
    postgres: Postgres | None = None


def set_environment(var: Path) -> None:
    """What the settings are to read, whatever the shell says. No test meets a broker by accident."""
    # Whitenoise warns of a missing folder of collected files, and warnings are errors.
    (var / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(ELO_MODE="test", DJANGO_SETTINGS_MODULE="elo_portal.settings", ELO_VAR=str(var))
    os.environ["REDIS_URL"] = f"redis+socket://{var}/no-broker"
    # Playwright's synchronous calls keep an event loop in this thread, which Django would take for an async request.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Not `localhost`: a machine without /etc/hosts does not know that name.
    os.environ["DJANGO_LIVE_TEST_SERVER_ADDRESS"] = "127.0.0.1"
    for name in ("EMAIL_URL", "ALLOWED_HOSTS", "CLAMAV_URL", "CLAMAV_SECONDS", "ELO_UPLOAD_MOST_BYTES"):
        os.environ.pop(name, None)


def begin() -> None:
    """Start PostgreSQL and migrate the template, in the process that all workers are started by."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    # A short path: the socket lies in it. Not pytest's own temporary folder, which TMPDIR may put far down.
    Services.folder = Path(tempfile.mkdtemp(prefix="elo-test-", dir="/tmp"))
    Services.folder.chmod(0o711)
    set_environment(Services.folder / "var")
    if "DATABASE_URL" in os.environ:
        return
    folder = Services.folder
    try:
        postgres = Postgres(folder / "postgresql", folder / "sockets", folder / "postgresql.log", durable=False)
        Services.postgres = postgres.start()
    except Trouble as trouble:
        end()
        raise pytest.UsageError(str(trouble)) from trouble
    os.environ["DATABASE_URL"] = postgres.address(TEMPLATE)
    migrated = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if migrated.returncode:
        end()
        raise pytest.UsageError(f"The migrations do not run:\n{migrated.stderr}")
    # Cloning needs a template that nobody is connected to: the settings name another database.
    os.environ.update(DATABASE_URL=postgres.address("postgres"), ELO_TEST_TEMPLATE=TEMPLATE)


def end() -> None:
    """Stop what was started, leaving nothing behind."""
    if Services.postgres:
        Services.postgres.stop()
    if Services.folder:
        shutil.rmtree(Services.folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    end()


begin()
