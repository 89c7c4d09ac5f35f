"""What the portal stands on: database, broker, virus scanner."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office.uploads import clamd

from .words import one_line

MOST_DRIFT = timedelta(seconds=5)
BROKER_SECONDS = 0.5
SCANNER_SECONDS = 10


def waiting_migrations() -> int:
    """How many migrations of this version the database has not seen. Raises django.db.Error when it is away."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ping_broker() -> None:
    """Raises redis.RedisError, OSError or ValueError when the broker does not answer at once."""
    # A socket's address is spelt otherwise by Celery than by the client.
    address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
    with redis.Redis.from_url(address, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS) as broker:
        broker.ping()


def database() -> Iterator[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        yield _("The database does not answer: %(why)s") % {"why": one_line(error)}


def migrations() -> Iterator[str]:
    if count := waiting_migrations():
        yield ngettext(
            "%(count)s migration has not been applied. Run manage.py migrate.",
            "%(count)s migrations have not been applied. Run manage.py migrate.",
            count,
        ) % {"count": count}


def clocks() -> Iterator[str]:
    """One-time codes, sessions and the moments of sending need machines that agree on the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = datetime.fromtimestamp(float(cursor.fetchone()[0]), UTC)
    drift = abs(timezone.now() - theirs)
    if drift > MOST_DRIFT:
        yield _("The clocks of this machine and of the database differ by %(seconds)s seconds.") % {
            "seconds": round(drift.total_seconds())
        }


def broker() -> Iterator[str]:
    try:
        ping_broker()
    except (redis.RedisError, OSError, ValueError) as error:
        yield _("The broker does not answer: %(why)s") % {"why": one_line(error)}


def scanner() -> Iterator[str]:
    if not settings.CLAMAV_URL:
        return
    try:
        clamd.signature([b"a file without a virus"], address=settings.CLAMAV_URL, seconds=SCANNER_SECONDS)
    except clamd.NoAnswer as silence:
        yield _("The virus scanner %(address)s does not answer: %(why)s") % {
            "address": settings.CLAMAV_URL,
            "why": one_line(silence),
        }
