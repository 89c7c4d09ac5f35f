"""The rehearsal's clock: its page and its command."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from elo_portal.office import clock
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, RehearsalClock
from elo_portal.rehearsal.views import leaps
from tests import builders

pytestmark = pytest.mark.django_db
START = builders.helsinki(2014, 12, 15, 9, 0)


@pytest.fixture(autouse=True)
def rehearsal(settings: Any) -> None:
    settings.REHEARSAL = True
    clock.set_up(START)


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


@pytest.fixture
def admin() -> Client:
    return signed_in(builders.admin())


def move(client: Client, day: str, time: str) -> Any:
    return client.post(reverse("clock"), {"day": day, "time": time}, follow=True)


def test_the_page_shows_the_moment_and_the_leaps_to_come(admin: Client) -> None:
    page = admin.get(reverse("clock")).content.decode()
    assert "15.12.2014 at 9:00" in page
    for leap in ("on Tuesday 16.12.2014", "on Wednesday 31.12.2014", "on Thursday 1.1.2015", "on Friday 2.1.2015"):
        assert leap in page


@pytest.mark.parametrize(("day", "time"), [("1.1.2015", "0.00"), ("01.01.2015", "00:00"), (" 1.1.2015 ", "0.00")])
def test_the_clock_is_moved_forward_and_the_move_is_audited(admin: Client, day: str, time: str) -> None:
    page = move(admin, day, time).content.decode()
    assert "The clock was moved." in page
    assert clock.now() == builders.helsinki(2015, 1, 1, 0, 0)
    assert AuditEntry.objects.get(act="clock.move").details == {
        "before": "2014-12-15T09:00:00+02:00",
        "after": "2015-01-01T00:00:00+02:00",
    }


@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("14.12.2014", "12.00", "The clock only goes forward."),
        ("15.12.2014", "9.00", "The clock only goes forward."),
        ("1.1.2105", "9.00", "Choose a day within a year"),
        ("31.12.9999", "23.59", "Choose a day within a year"),
        ("31.2.2015", "9.00", "Write the day in the form dd.mm.yyyy"),
        ("", "9.00", "Write the day"),
        ("1.1.2015", "25.00", "Write the time in the form hh.mm"),
    ],
)
def test_what_cannot_be_done_is_told_beside_the_field_and_kept(
    admin: Client, day: str, time: str, sentence: str
) -> None:
    answer = move(admin, day, time)
    page = answer.content.decode()
    assert (answer.status_code, answer.redirect_chain) == (200, [])
    assert sentence in page
    assert "<title>Error: " in page
    assert f'value="{day}"' in page or not day
    assert f'value="{time}"' in page
    assert clock.now() == START
    assert not AuditEntry.objects.filter(act="clock.move").exists()


def test_leaps_that_have_gone_by_are_left_out() -> None:
    assert leaps(builders.helsinki(2015, 1, 1, 8, 0)) == [builders.helsinki(2015, 1, 2, 9, 0)]


def test_only_an_administrator_moves_the_clock() -> None:
    for who in (builders.secretary(), builders.expert(builders.group())):
        assert move(signed_in(who), "1.1.2015", "0.00").status_code == 403
    assert clock.now() == START


def test_there_is_no_clock_outside_a_rehearsal(admin: Client, settings: Any) -> None:
    settings.REHEARSAL = False
    assert admin.get(reverse("clock")).status_code == 404
    with pytest.raises(CommandError, match="Only a rehearsal has a clock"):
        call_command("rehearsal_clock", "start")


def test_the_command_lets_the_clock_run_and_stop() -> None:
    out = StringIO()
    call_command("rehearsal_clock", "start", stdout=out)
    assert "15.12.2014 09.00" in out.getvalue()
    assert RehearsalClock.objects.get().is_running
    call_command("rehearsal_clock", "stop", stdout=out)
    stopped = RehearsalClock.objects.get()
    assert not stopped.is_running
    assert START <= stopped.reading < START + timedelta(minutes=1)


def test_the_command_makes_the_clock_when_there_is_none() -> None:
    RehearsalClock.objects.all().delete()
    call_command("rehearsal_clock", "stop", verbosity=0)
    assert clock.now() == START


def test_a_leap_is_a_moment_of_helsinki() -> None:
    assert all(isinstance(leap, datetime) and leap.utcoffset() == timedelta(hours=2) for leap in leaps(START))
