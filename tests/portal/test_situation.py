"""The administrator's first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elo_portal.models import PortalFeedback
from elo_portal.office import jobs, mail
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Job, Notice
from networks.choices import Role
from tests import builders

pytestmark = pytest.mark.django_db


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


def page(client: Client) -> str:
    answer = client.get(reverse("situation"))
    assert answer.status_code == 200
    return answer.content.decode()


def notice(key: str, state: str) -> None:
    mail.add(
        key=key, kind="receipt", to_name="Aino", to_address="aino@elo.example", language="fi", subject="Aihe",
        text="Teksti", html="<p>Teksti</p>", at=builders.NOW,
    )  # fmt: skip
    Notice.objects.filter(key=key).update(state=state)


def test_nothing_waits_in_a_new_portal(admin: Client) -> None:
    shown = page(admin)
    assert "Nothing waits for you." in shown
    assert shown.count("In order") == 3


def test_each_trouble_is_a_line_that_leads_to_where_it_is_mended(admin: Client) -> None:
    notice("a", "failed")
    notice("b", "uncertain")
    jobs.add("reporting.print_submission", 1, key="parked")
    Job.objects.filter(key="parked").update(parked_at=timezone.now())
    jobs.add("reporting.print_submission", 2, key="waiting")
    Job.objects.filter(key="waiting").update(created_at=timezone.now() - timedelta(minutes=25))
    shown = page(admin)
    assert "4 things wait for you." in shown
    for address in ("/mail/?state=failed", "/mail/?state=uncertain", "/jobs/#parked", "/jobs/#waiting"):
        assert f'href="{address}"' in shown
    assert "The oldest has waited 25 minutes. Does the worker run?" in shown


def test_an_addressed_task_that_nobody_holds_is_told_while_something_is_still_to_be_sent(admin: Client) -> None:
    held, empty = builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")
    builders.appointment(builders.person(), held, Role.NATIONAL_SECRETARY)
    document = builders.document(in_round=builders.round_(ministries=(held, empty)))
    shown = page(admin)
    assert "Työministeriö en has no secretary of the national group" in shown
    assert "Opetusministeriö en has no" not in shown
    document.state = "sent"
    document.save()
    assert "has no secretary" not in page(admin)


def test_feedback_is_told_with_its_first_due_day(admin: Client) -> None:
    today = timezone.localdate()
    for days in (3, 9):
        PortalFeedback.objects.create(
            kind="wish", text="Toive", language="fi", arrived_at=timezone.now(), due_on=today + timedelta(days=days)
        )
    first = today + timedelta(days=3)
    shown = page(admin)
    assert f"The first answer is due on {first.day}.{first.month}.{first.year}." in shown
    assert "2 wait" in shown


def test_the_page_is_the_administrators_alone() -> None:
    for who in (builders.secretary(), builders.expert(builders.group()), builders.user(is_staff=True)):
        assert signed_in(who).get(reverse("situation")).status_code == 403


def test_the_page_takes_as_many_queries_with_one_trouble_and_with_three(admin: Client) -> None:
    page(admin)
    counts = []
    for number in range(3):
        notice(f"n{number}", "failed")
        builders.document(
            in_round=builders.round_(2014 + number, ministries=(builders.ministry(),), opens=builders.NOW)
        )
        with CaptureQueriesContext(connection) as asked:
            page(admin)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
