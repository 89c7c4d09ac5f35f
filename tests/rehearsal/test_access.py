"""LAITURI ends and KEHA begins: what each sees in the last second of 2014 and in the first of 2015."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office import clock
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Notice
from networks.actor import actor_for
from networks.models import User
from reporting.models import Document
from tests.builders import helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rehearsal"), pytest.mark.usefixtures("rehearsal")]
LAST_SECOND, FIRST_MOMENT = helsinki(2014, 12, 31, 23, 59, 59), helsinki(2015, 1, 1, 0, 0)
NO_ROLE = "You have no role in the network today"


def visible(who: str, at: datetime) -> list[str]:
    actor = actor_for(User.objects.get(email=who), at)
    found = Document.objects.visible_to(actor).select_related("round", "group")
    return sorted(one.identifier for one in found)


def sent() -> list[str]:
    found = Document.objects.exclude(submissions=None).select_related("round", "group").distinct()
    return sorted(one.identifier for one in found)


@pytest.fixture
def front(settings: Any) -> Any:
    """The front page of an account at a moment, in a session that was opened before."""
    settings.REHEARSAL = True
    clients = {}

    def page(who: str, at: datetime) -> str:
        if clock.now() < at:
            clock.move_forward(at)
        client = clients.setdefault(who, Client())
        if not client.session.get("_auth_user_id"):
            client.force_login(User.objects.get(email=who))
            session = client.session
            session[SESSION_LANGUAGE] = "en"
            session.save()
        return client.get(reverse("front")).content.decode()

    return page


def test_laituri_reads_all_that_was_sent_until_its_last_second() -> None:
    assert len(sent()) == 16 + 15 + 9
    assert visible("laituri@elo.example", LAST_SECOND) == sent()
    assert visible("laituri@elo.example", FIRST_MOMENT) == []


def test_keha_reads_nothing_before_its_first_day_and_then_what_was_sent_earlier_too() -> None:
    assert visible("keha@elo.example", LAST_SECOND) == []
    assert visible("keha@elo.example", FIRST_MOMENT) == sent()


@pytest.mark.parametrize("who", ["kirjaamo.okm", "kirjaamo.tem"])
def test_registries_read_the_plans_that_were_sent_to_them_and_nothing_else(who: str) -> None:
    for at in (LAST_SECOND, FIRST_MOMENT):
        assert visible(f"{who}@elo.example", at) == [one for one in sent() if "-2014-S" in one]


@pytest.mark.parametrize("who", ["vokes", "valtakunnallinen"])
def test_other_readers_read_what_was_sent_and_no_draft(who: str) -> None:
    for at in (LAST_SECOND, FIRST_MOMENT):
        assert visible(f"{who}@elo.example", at) == sent()
    assert "KAI-2014-R" not in sent()


def test_the_open_session_of_laituri_ends_at_midnight_and_that_of_keha_begins(front: Any) -> None:
    page = front("laituri@elo.example", LAST_SECOND)
    assert "As the coordinator you read every action plan and report" in page
    assert "Your task ends on 31.12.2014" in page
    assert NO_ROLE in front("keha@elo.example", LAST_SECOND)
    assert NO_ROLE in front("laituri@elo.example", FIRST_MOMENT)
    page = front("keha@elo.example", FIRST_MOMENT)
    assert "As a support body you read every action plan and report" in page
    assert NO_ROLE not in page
    assert "Your task ends" not in page


@pytest.mark.parametrize(
    ("who", "says", "help_page"),
    [
        ("laituri", "As the coordinator you read", "coordinator"),
        ("vokes", "As a support body you read", "reader"),
        ("valtakunnallinen", "As a member of the national group you read", "reader"),
    ],
)
def test_the_front_page_says_what_the_role_reads_and_where(front: Any, who: str, says: str, help_page: str) -> None:
    page = front(f"{who}@elo.example", helsinki(2014, 12, 15, 9, 0))
    assert says in page
    for title in ("Lifelong guidance report 2014", "Lifelong guidance action plan 2014", "Practice round"):
        assert title in page
    assert "Should you write?" not in page
    assert f'href="{reverse("help_role", args=[help_page])}"' in page
    assert page.count(f'href="{reverse("round_list")}') == 2 + 3  # the menu, the button and the three rounds


def test_who_has_no_role_has_no_reports_in_the_menu(front: Any) -> None:
    page = front("keha@elo.example", helsinki(2014, 12, 15, 9, 0))
    assert reverse("round_list") not in page
    assert NO_ROLE in page


def test_mail_goes_to_those_alone_whom_the_round_addresses() -> None:
    others = ("laituri@elo.example", "keha@elo.example", "vokes@elo.example", "valtakunnallinen@elo.example")
    assert Notice.objects.filter(to_address="okm@elo.example").exists()
    assert not Notice.objects.filter(to_address__in=others).exists()
