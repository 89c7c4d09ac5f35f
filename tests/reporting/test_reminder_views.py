"""The page of reminders: who would get what on a day, who has no address, and what has gone."""

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office import clock
from networks.models import Person
from reporting import commands
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]


@pytest.fixture
def world(settings):
    """15.12.2014 at 9.00: Kainuu and Lapland write, a secretary looks."""
    settings.REHEARSAL = True
    settings.SECOND_FACTOR_REQUIRED = False
    clock.set_up(NOW)
    ministry = builders.ministry()
    round_ = builders.round_(ministries=(ministry,))
    kainuu, lappi = builders.group("KAI"), builders.group("LAP")
    secretary = builders.secretary(ministry, "Sara Sihteeri")
    Person.objects.filter(pk=secretary.person_id).update(language="en")
    builders.expert(kainuu, "Aino Asiantuntija")
    chair = builders.chair(kainuu, "Pirjo Puheenjohtaja")
    Person.objects.filter(pk=chair.person_id).update(email="")
    documents = [builders.document(one, in_round=round_) for one in (kainuu, lappi)]
    builders.write_all(documents[1], by=builders.expert(lappi, "Lasse Lappi"))
    commands.remind(at=helsinki(2014, 12, 1, 8))
    client = Client(headers={"accept-language": "en"})
    client.force_login(secretary)
    return client, documents


def page(client, day=""):
    response = client.get(reverse("reminder_list"), {"day": day} if day else {})
    assert response.status_code == 200
    return response.context, response.content.decode()


def going(context):
    return [
        (one.area, one.days, [who.name for who in one.mailed], [who.name for who in one.without_address])
        for one in context["going"]
    ]


KAINUU = ("Area KAI", 7, ["Aino Asiantuntija"], ["Pirjo Puheenjohtaja"])
LAPPI = ("Area LAP", 7, ["Lasse Lappi"], [])


def test_without_a_day_the_next_on_which_something_goes(world, english):
    context, html = page(world[0])
    assert context["day"] == helsinki(2014, 12, 24).date()
    assert going(context) == [KAINUU, LAPPI]
    for words in ("Aino Asiantuntija", "Pirjo Puheenjohtaja"):
        assert words in html


def test_a_day_on_which_nothing_goes_leads_to_the_next(world):
    context, html = page(world[0], "17.12.2014")
    assert going(context) == []
    assert 'name="day" type="text" autocomplete="off" value="17.12.2014"' in html
    assert "24.12.2014" in html


def test_who_sends_before_the_day_gets_nothing(world, english):
    client, documents = world
    sender = builders.expert(documents[1].group)
    builders.send(documents[1], by=sender, at=NOW)
    assert [area for area, *_ in going(page(client, "30.12.2014")[0])] == ["Area KAI"]


def test_the_day_after_has_the_list_of_those_who_are_missing_as_things_stand(world):
    client, documents = world
    due = helsinki(2015, 1, 16, 23, 59, 59)
    secretary = builders.secretary()
    commands.extend(documents[1], due=due, reason="Syy.", by=builders.actor(secretary), at=NOW)
    [one] = page(client, "1.1.2015")[0]["going"]
    assert [row.document for row in one.missing] == [documents[0]]
    assert [row.document for row in one.with_more_time] == [documents[1]]
    assert [who.name for who in one.people] == ["Sara Sihteeri"]


def test_what_the_page_says_is_what_goes(world, english):
    client, _ = world
    said = going(page(client, "24.12.2014")[0])
    went = commands.remind(at=helsinki(2014, 12, 24, 8))
    assert [(one.document.group.code, one.days, one.people) for one in went] == [
        (area.removeprefix("Area "), days, len(people)) for area, days, people, _ in said
    ]


def test_what_should_have_gone_is_shown_today(world, english):
    client, _ = world
    clock.move_forward(helsinki(2014, 12, 25, 9))
    context, _html = page(client)
    assert (context["is_overdue"], context["day"]) == (True, helsinki(2014, 12, 25).date())
    assert going(context) == [KAINUU, LAPPI]
    commands.remind(at=helsinki(2014, 12, 25, 9))
    assert page(client)[0]["day"] == helsinki(2014, 12, 30).date()
    assert going(page(client, "25.12.2014")[0]) == []


def test_a_day_that_has_gone_by_points_to_the_log(world):
    context, html = page(world[0], "1.12.2014")
    assert (context["is_past"], going(context)) == (True, [])
    assert [(one.document.group.code, one.days, one.people) for one in context["log"]] == [
        ("LAP", 30, 1),
        ("KAI", 30, 1),
    ]
    assert 'datetime="2014-12-01T08:00+02:00"' in html


@pytest.mark.parametrize("day", ["huomenna", "32.1.2015", "2014-12-17", "\x00"])
def test_what_is_not_a_day_is_told_beside_the_field(world, day):
    context, html = page(world[0], day)
    assert going(context) == [] or day == "\x00"
    assert ('aria-invalid="true"' in html) == (day != "\x00")


def test_the_log_is_paged(world):
    client, documents = world
    for number in range(60):
        builders.reminder(documents[0], days=40 + number)
    response = client.get(reverse("reminder_list"), {"page": 2})
    assert len(response.context["log"]) == 12
    assert "page=1#gone" in response.content.decode()


def test_the_board_and_the_situation_lead_here(world):
    client, documents = world
    assert reverse("reminder_list") in client.get(reverse("round_board", args=[documents[0].round_id])).content.decode()
    client.force_login(builders.admin())
    assert reverse("reminder_list") in client.get(reverse("situation")).content.decode()
