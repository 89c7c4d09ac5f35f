"""The rehearsal's clock: its page and its command."""

import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elo_portal.office import clock
from elo_portal.office.jobs.commands import do, publish_waiting
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, ClockMove, Job, PlayedDuty, RehearsalClock
from elo_portal.rehearsal.views import leaps
from reporting.models import Document
from tests import builders
from tests.builders import run_jobs

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
def test_the_clock_is_moved_forward_by_a_job_and_the_move_is_audited(admin: Client, day: str, time: str) -> None:
    page = move(admin, day, time).content.decode()
    assert "The clock is being moved to 1.1.2015 at 0:00." in page
    assert clock.now() == START
    run_jobs()
    assert (
        "The clock was moved from 15.12.2014 at 9:00 to 1.1.2015 at 0:00."
        in admin.get(reverse("clock")).content.decode()
    )
    assert clock.now() == builders.helsinki(2015, 1, 1, 0, 0)
    assert AuditEntry.objects.get(act="clock.move").details == {
        "before": "2014-12-15T09:00:00+02:00",
        "after": "2015-01-01T00:00:00+02:00",
    }


@pytest.fixture
def draft() -> Document:
    """Of Kainuu, due on 31.12.: it is reminded of on 24.12. and 30.12."""
    return builders.document(builders.group("KAI"), in_round=builders.round_(reminder_days=[7, 1]))


def test_on_its_way_the_page_says_how_far_it_has_come_and_what_was_played(admin: Client, draft: Document) -> None:
    move(admin, "2.1.2015", "9.00")
    page = admin.get(reverse("clock"))
    text = page.content.decode()
    assert "Played until 15.12.2014 at 9:00, 18 days left." in text
    assert "The next thing falls due on 24.12.2014 at 8:00." in text
    assert "Nothing has fallen due on the way." in text
    assert "status.js" in text
    assert "id_day" not in text
    first_step()
    part = admin.get(reverse("clock_status")).content.decode()
    assert "data-goes-on" in part
    assert "Played until 24.12.2014 at 8:00, 10 days left." in part
    assert 'value="49"' in part
    assert listed(part) == ["24.12.2014 at 8:00 Reminders of the due date: 1 Area KAI"]
    run_jobs()
    part = admin.get(reverse("clock_status")).content.decode()
    assert "data-goes-on" not in part
    assert "The clock has arrived at 2.1.2015 at 9:00." in part
    played = [
        "1.1.2015 at 8:00 Lists of the missing to the ministries: 1 Report 2014",
        "30.12.2014 at 8:00 Reminders of the due date: 1 Area KAI",
        "24.12.2014 at 8:00 Reminders of the due date: 1 Area KAI",
    ]
    assert listed(part) == played
    text = admin.get(reverse("clock")).content.decode()
    assert "id_day" in text
    assert "status.js" not in text
    assert listed(text)[-3:] == played


def test_when_nothing_is_left_on_the_way_the_page_says_so(admin: Client, draft: Document) -> None:
    move(admin, "20.12.2014", "9.00")
    assert "Nothing else falls due on the way." in admin.get(reverse("clock")).content.decode()


def test_a_second_press_is_told_that_it_is_moving_already(admin: Client) -> None:
    move(admin, "1.1.2015", "0.00")
    answer = move(admin, "2.1.2015", "0.00")
    assert answer.status_code == 409
    assert "The clock is being moved already. Wait until it has arrived." in answer.content.decode()
    run_jobs()
    assert clock.now() == builders.helsinki(2015, 1, 1, 0, 0)


def test_a_move_that_has_stopped_says_so_and_leads_to_the_jobs(admin: Client) -> None:
    move(admin, "1.1.2015", "0.00")
    Job.objects.update(parked_at=timezone.now(), attempts=5)
    text = admin.get(reverse("clock")).content.decode()
    assert "The clock has stopped on its way." in text
    assert f'href="{reverse("job_list")}#parked"' in text
    assert "data-goes-on" not in text
    assert "data-status=" not in text


def test_the_page_asks_no_more_often_when_more_was_played(admin: Client, draft: Document) -> None:
    move(admin, "2.1.2015", "9.00")
    first_step()
    asked = []
    for number in (0, 50):
        PlayedDuty.objects.bulk_create(
            PlayedDuty(move=ClockMove.objects.get(), at=START, what="reminded", count=1) for _ in range(number)
        )
        counts = []
        for name in ("clock", "clock_status"):
            with CaptureQueriesContext(connection) as queries:
                page = admin.get(reverse(name)).content.decode()
            assert len(listed(page)) >= 1 + number
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]


def test_before_the_first_move_there_is_no_state_to_tell(admin: Client) -> None:
    assert admin.get(reverse("clock_status")).status_code == 404


def first_step() -> None:
    waiting: list[int] = []
    publish_waiting(waiting.append)
    for pk in waiting:
        do(pk)


def listed(page: str) -> list[str]:
    """The rows of what was played, as text."""
    rows = re.findall(r"<li><time.*?</li>", page)
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in rows if "<strong>" in row]


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
        assert signed_in(who).get(reverse("clock_status")).status_code == 403
    assert not ClockMove.objects.exists()


def test_there_is_no_clock_outside_a_rehearsal(admin: Client, settings: Any) -> None:
    settings.REHEARSAL = False
    assert admin.get(reverse("clock")).status_code == 404
    assert admin.get(reverse("clock_status")).status_code == 404
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
