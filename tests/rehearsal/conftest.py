"""The rehearsal loaded once for all the tests of a file."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from elo_portal.rehearsal.files import FIRST_DAY
from strategies.models import Strategy


@pytest.fixture(scope="module")
def rehearsal(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As it stands on the usual first day. What a test changes is undone after it, the rehearsal after the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        # Plans print their strategy's number: as in a new database, whatever other tests have counted away.
        for sql in connection.ops.sequence_reset_sql(no_style(), [Strategy]):
            with connection.cursor() as cursor:
                cursor.execute(sql)
        call_command("load_network", as_of=FIRST_DAY, verbosity=0)
        call_command("load_rehearsal", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reference(db: None) -> None:
    call_command("load_network", as_of=FIRST_DAY, verbosity=0)
