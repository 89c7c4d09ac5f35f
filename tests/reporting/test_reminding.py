"""Reminders and lists of the missing as they go: once, to whom, in whose language, and every word of them."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from elo_portal.office.clock import day_of
from elo_portal.office.due import moment_before
from elo_portal.office.models import Notice
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.tasks import play_duties
from networks.choices import ContactPurpose, Seat
from networks.models import ContactAddress, Person
from networks.queries import writers_of
from reporting import commands
from reporting.models import Document, Reminder, Round
from reporting.permissions import can_write
from tests import builders
from tests.builders import DUE, LONG_AGO, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

MONTH, WEEK, EVE = helsinki(2014, 12, 1, 8), helsinki(2014, 12, 24, 8), helsinki(2014, 12, 30, 8)
MORNING_AFTER = helsinki(2015, 1, 1, 8)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.REHEARSAL = False


@pytest.fixture
def world():
    """A draft of Kainuu, its expert Aino and its Swedish chair Pirjo; the secretaries Olli and Sara."""
    ministries = builders.both_ministries()
    draft = builders.document(builders.group("KAI"), in_round=builders.round_(ministries=ministries))
    people = {
        "aino": builders.expert(draft.group, "Aino"),
        "pirjo": builders.chair(draft.group, "Pirjo"),
        "olli": builders.secretary(ministries[0], "Olli"),
        "sara": builders.secretary(ministries[1], "Sara"),
    }
    Person.objects.filter(name__in=["Pirjo", "Sara"]).update(language="sv")
    ContactAddress.objects.create(
        organisation=ministries[0], purpose=ContactPurpose.SECRETARY, address="sihteeri@okm.example", since=LONG_AGO
    )
    return draft, people


def went():
    """What has gone: (days, number of people), with 0 days for a list."""
    return [(one.days or 0, one.people) for one in Reminder.objects.order_by("pk")]


def mailed(kind="reminder"):
    return sorted(Notice.objects.filter(kind=kind).values_list("to_name", "language"))


def test_each_goes_at_its_moment_once_and_not_a_second_earlier(world):
    for moment in (MONTH, WEEK, EVE):
        assert commands.remind(at=moment - SECOND) == []
        assert len(commands.remind(at=moment)) == 1
        assert commands.remind(at=moment + SECOND) == []
    assert went() == [(30, 2), (7, 2), (1, 2)]
    assert mailed() == sorted([("Aino", "fi"), ("Pirjo", "sv")] * 3)


def test_after_a_pause_the_newest_goes_alone(world):
    commands.remind(at=EVE + timedelta(hours=5))
    assert went() == [(1, 2)]


def test_none_to_one_who_has_sent_also_when_it_is_opened_again(world):
    draft, people = world
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"])
    assert commands.remind(at=WEEK) == []
    commands.reopen(draft, by=builders.actor(people["aino"]), at=WEEK)
    assert commands.remind(at=EVE) == []
    assert commands.remind(at=MORNING_AFTER) == []


def test_none_before_the_round_opens(world):
    Round.objects.update(opens=WEEK + SECOND)
    assert commands.remind(at=WEEK) == []
    assert commands.remind(at=WEEK + SECOND) == []
    assert len(commands.remind(at=EVE)) == 1


def test_those_who_are_mailed_are_those_who_may_write_that_day(world):
    draft, people = world
    colleague = builders.organisation()
    draft.group.participations.create(organisation=colleague, is_responsible=False, since=LONG_AGO)
    others = [builders.user() for _ in range(6)]
    builders.appointment(others[0], colleague)
    builders.member(others[1], draft.group, Seat.SECRETARY)
    builders.member(others[2], draft.group)
    builders.appointment(others[3], colleague, until=day_of(WEEK) - timedelta(1))
    builders.appointment(others[4], colleague, until=day_of(WEEK))
    builders.member(others[5], draft.group, Seat.SECRETARY, since=day_of(WEEK) + timedelta(1))
    found = writers_of([draft.group_id], day_of(WEEK))[draft.group_id]
    writers = [one for one in (*people.values(), *others) if can_write(builders.actor(one, WEEK), draft)]
    assert {one.pk for one in found} == {one.person_id for one in writers}
    assert len(found) == 5


def test_who_has_no_address_is_not_mailed_and_not_counted(world):
    Person.objects.filter(name="Pirjo").update(email="")
    commands.remind(at=WEEK)
    assert (went(), mailed()) == ([(7, 1)], [("Aino", "fi")])


def test_more_time_has_reminders_of_its_own(world):
    draft, people = world
    commands.remind(at=WEEK)
    due, at = helsinki(2015, 1, 16, 23, 59, 59), helsinki(2014, 12, 29, 10)
    commands.extend(draft, due=due, reason="Syy.", by=builders.actor(people["olli"], at), at=at)
    assert commands.remind(at=EVE) == []
    assert commands.remind(at=MORNING_AFTER) == []
    commands.remind(at=helsinki(2015, 1, 9, 8))
    commands.remind(at=helsinki(2015, 1, 15, 8))
    commands.remind(at=helsinki(2015, 1, 17, 8))
    assert [(one.days, one.due) for one in Reminder.objects.order_by("pk")] == [
        (7, DUE),
        (7, due),
        (1, due),
        (None, due),
    ]


def test_a_completion_is_reminded_of_by_its_own_date(world, settings):
    draft, people = world
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"])
    at = helsinki(2015, 1, 8, 10)
    builders.return_for_completion(draft, 1, 2, by=people["olli"], at=at)
    assert commands.remind(at=at) == []
    commands.remind(at=helsinki(2015, 1, 13, 8))
    assert went() == [(7, 2)]
    notice = Notice.objects.get(kind="reminder", to_name="Aino")
    assert notice.subject == "[ELO] Muistutus: täydennyksen määräaika on 20.1.2015"
    assert "Vastattu:  0 / 2 pyyntöä\n" in notice.text
    assert "1. Aihe 1\n" in notice.text
    builders.completed(draft, by=people["aino"], at=helsinki(2015, 1, 14, 10))
    assert commands.remind(at=helsinki(2015, 1, 19, 8)) == []
    assert commands.remind(at=helsinki(2015, 1, 21, 8)) == []


def test_a_completion_that_does_not_come_is_in_the_list(world):
    draft, people = world
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"])
    builders.return_for_completion(draft, 1, by=people["olli"], at=helsinki(2015, 1, 19, 10))
    commands.remind(at=helsinki(2015, 1, 21, 8))
    assert "Alue KAI, täydennyksen määräpäivä 20.1.2015\n" in Notice.objects.get(kind="missing", to_name="Olli").text


def test_sending_withdraws_what_still_waits(world):
    draft, people = world
    commands.remind(at=MONTH)
    Notice.objects.update(state=NoticeState.DELIVERED)
    commands.remind(at=WEEK)
    other = builders.document(builders.group("LAP"), in_round=draft.round)
    builders.expert(other.group, "Lapin Lassi")
    commands.remind(at=WEEK + SECOND)
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"], at=WEEK + timedelta(hours=1))
    states = Notice.objects.filter(kind="reminder").order_by("pk").values_list("to_name", "state")
    assert sorted(states) == [
        ("Aino", "delivered"),
        ("Aino", "withdrawn"),
        ("Lapin Lassi", "waiting"),
        ("Pirjo", "delivered"),
        ("Pirjo", "withdrawn"),
    ]
    withdrawn = Notice.objects.filter(state=NoticeState.WITHDRAWN).first()
    assert [one.outcome for one in withdrawn.attempts.all()] == ["withdrawn"]


def test_the_list_of_the_missing_goes_once_to_the_secretaries(world):
    assert commands.remind(at=MORNING_AFTER - SECOND) == []
    commands.remind(at=MORNING_AFTER)
    assert commands.remind(at=MORNING_AFTER + timedelta(days=3)) == []
    assert (went(), mailed("missing")) == ([(0, 2)], [("Olli", "fi"), ("Sara", "sv")])


def test_no_list_when_nobody_is_missing(world):
    draft, people = world
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"])
    assert commands.remind(at=MORNING_AFTER) == []


def test_the_database_refuses_the_same_reminder_twice(world):
    draft, _ = world
    for about in (draft, draft.round):
        builders.reminder(about)
        with pytest.raises(IntegrityError), transaction.atomic():
            builders.reminder(about)


@pytest.mark.parametrize("days", [[0], [366], [7, 7], [1, 7], [30, 7, 1, -1]])
def test_days_of_a_round_are_refused_by_the_form_and_by_the_database(world, days):
    round_ = Round.objects.get()
    round_.reminder_days = days
    with pytest.raises(ValidationError):
        round_.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.update(reminder_days=days)


@pytest.mark.parametrize("days", [[], [365], [365, 30, 7, 1]])
def test_days_of_a_round_that_may_be(world, days):
    round_ = Round.objects.get()
    round_.reminder_days = days
    round_.full_clean()
    round_.save()


def test_beat_reminds(world):
    play_duties()
    assert went() == [(0, 2)]  # in real time all is long past


def test_five_years_of_commands_with_a_machine_that_is_often_off(world):
    draft, people = world
    chance = random.Random(2014)
    sent = {}
    for year in range(2015, 2019):
        builders.document(draft.group, in_round=builders.round_(year, questions=1))
    for document in Document.objects.select_related("round"):
        if document.round.year % 2:
            sent[document.round.due - timedelta(chance.randrange(40), 3600)] = document
    day = helsinki(2014, 10, 2, 0)
    while day < helsinki(2019, 2, 1):
        day += timedelta(1)
        for moment in [one for one in sent if day <= one < day + timedelta(1)]:
            document = sent.pop(moment)
            builders.write_all(document, by=people["aino"], at=moment)
            builders.send(document, by=people["aino"], at=moment)
        if chance.random() < 0.7:
            commands.remind(at=day + timedelta(minutes=chance.randrange(1440)))
    rows = list(Reminder.objects.order_by("pk").select_related("document__round"))
    assert len({(one.document_id, one.round_id, one.due, one.days) for one in rows}) == len(rows)
    assert len(rows) > 10
    for one in rows:
        assert not one.round.submissions.filter(at__lte=one.at).exists()
        if one.days:
            assert moment_before(one.due, one.days) <= one.at <= one.due
            assert not [d for d in (30, 7, 1) if d < one.days and moment_before(one.due, d) <= one.at]
    assert Notice.objects.filter(kind="reminder").count() == sum(one.people for one in rows if one.days)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_one(world, at_once):
    made = at_once(*[lambda: commands.remind(at=WEEK)] * 2)
    assert sorted(map(len, made)) == [0, 1]
    assert (went(), len(mailed())) == ([(7, 2)], 2)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_send_one_list(world, at_once):
    made = at_once(*[lambda: commands.remind(at=MORNING_AFTER)] * 2)
    assert sorted(map(len, made)) == [0, 1]
    assert (went(), len(mailed("missing"))) == ([(0, 2)], 2)


# -- every word


def test_the_reminder_in_finnish(world, settings):
    draft, people = world
    builders.write(draft, "Yksi.", "Kaksi.", "Kolme.", by=people["aino"])
    commands.remind(at=WEEK)
    notice = Notice.objects.get(kind="reminder", to_name="Aino")
    assert (notice.subject, notice.reply_to) == (
        "[ELO] Muistutus: raportin määräaika on 31.12.2014",
        "sihteeri@okm.example",
    )
    assert notice.text == (
        "RAPORTIN MÄÄRÄAIKA ON VIIKON PÄÄSTÄ\n"
        "\n"
        "Raporttia ei ole vielä lähetetty. Kirjoitettu on tallessa.\n"
        "\n"
        "Ryhmä:     KAI-ryhmä\n"
        "Asiakirja: Raportti 2014\n"
        "Määräaika: keskiviikkona 31.12.2014 klo 23.59, aikaa 7 päivää\n"
        "Vastattu:  3 / 5 kysymystä\n"
        "Auki:      4. Kysymys 4\n"
        "           5. Kysymys 5\n"
        "\n"
        "Jatka raporttia:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{draft.pk}/write/\n"
        "\n"
        "Jos määräaika ei riitä, pyydä lisäaikaa OKM:n tai TEM:n sihteeriltä\n"
        "ennen määräpäivää. Myöhässä oleva raportti otetaan vastaan, mutta\n"
        "myöhästyminen näkyy.\n"
        "\n"
        "-- \n"
        "Saat tämän viestin, koska kirjoitat tätä raporttia. Vastaus viestiin\n"
        "menee ministeriöiden sihteereille.\n"
        "ELO-portaali · Opetus- ja kulttuuriministeriö · Työ- ja\n"
        "elinkeinoministeriö\n"
    )
    assert notice.html.count("<a ") == 1
    for words in ("Raportin määräaika on viikon päästä", "3 / 5 kysymystä", "4. Kysymys 4<br>5. Kysymys 5"):
        assert words in notice.html


def test_the_reminder_in_swedish(world, settings):
    draft, _ = world
    commands.remind(at=EVE)
    notice = Notice.objects.get(kind="reminder", to_name="Pirjo")
    assert notice.subject == "[ELO] Påminnelse: tidsfristen för rapporten är 31.12.2014"
    assert notice.text == (
        "TIDSFRISTEN FÖR RAPPORTEN GÅR UT I MORGON\n"
        "\n"
        "Rapporten har ännu inte skickats. Det som har skrivits är sparat.\n"
        "\n"
        "Grupp:     Gruppen KAI\n"
        "Dokument:  Rapport 2014\n"
        "Tidsfrist: onsdagen den 31.12.2014 kl. 23.59, 1 dag kvar\n"
        "Besvarat:  0 / 5 frågor\n"
        "Öppet:     1. Fråga 1\n"
        "           2. Fråga 2\n"
        "           3. Fråga 3\n"
        "           4. Fråga 4\n"
        "           5. Fråga 5\n"
        "\n"
        "Fortsätt med rapporten:\n"
        f"{settings.PORTAL_ADDRESS}/documents/{draft.pk}/write/\n"
        "\n"
        "Om tiden inte räcker, be sekreteraren vid UKM eller ANM om mer tid före\n"
        "tidsfristen. En försenad rapport tas emot, men förseningen syns.\n"
        "\n"
        "-- \n"
        "Du får detta meddelande eftersom du skriver på den här rapporten. Ett\n"
        "svar på det går till ministeriernas sekreterare.\n"
        "ELO-portalen · Undervisnings- och kulturministeriet · Arbets- och\n"
        "näringsministeriet\n"
    )


def test_a_plan_is_called_a_plan(world):
    plan = builders.plan(world[0].group)
    commands.remind(at=helsinki(2014, 11, 30, 8))
    subjects = dict(Notice.objects.filter(kind="reminder").values_list("language", "subject"))
    assert subjects == {
        "fi": "[ELO] Muistutus: toimintasuunnitelman määräaika on 30.12.2014",
        "sv": "[ELO] Påminnelse: tidsfristen för verksamhetsplanen är 30.12.2014",
    }
    notice = Notice.objects.get(kind="reminder", language="fi")
    assert notice.text.startswith("TOIMINTASUUNNITELMAN MÄÄRÄAIKA ON 30 PÄIVÄN PÄÄSTÄ\n")
    assert f"0 / {plan.round.questions.count()} aihetta" in notice.text


def test_the_list_of_the_missing_in_both_languages(world, settings):
    draft, people = world
    late = builders.document(builders.group("LAP"), in_round=draft.round)
    due = helsinki(2015, 1, 16, 23, 59, 59)
    commands.extend(late, due=due, reason="Syy.", by=builders.actor(people["olli"]), at=NOW)
    commands.remind(at=MORNING_AFTER)
    notice = Notice.objects.get(kind="missing", to_name="Olli")
    assert notice.subject == "[ELO] Raportti 2014: 1 ryhmältä puuttuu"
    assert notice.text == (
        "RAPORTTI 2014: 1 RYHMÄLTÄ PUUTTUU\n"
        "\n"
        "Määräaika on kulunut umpeen. Tässä ovat ryhmät, joilta odotetaan vielä\n"
        "jotakin. Ne voivat lähettää sen myös myöhässä.\n"
        "\n"
        "Määräaika: 31.12.2014 klo 23.59\n"
        "Puuttuu:   Alue KAI, määräpäivä 31.12.2014\n"
        "Lisäaikaa: Alue LAP, 16.1.2015 asti\n"
        "\n"
        "Avaa seuranta:\n"
        f"{settings.PORTAL_ADDRESS}/rounds/{draft.round_id}/\n"
        "\n"
        "-- \n"
        "Saat tämän viestin valtakunnallisen ELO-ryhmän sihteerinä.\n"
        "ELO-portaali · Opetus- ja kulttuuriministeriö · Työ- ja\n"
        "elinkeinoministeriö\n"
    )
    swedish = Notice.objects.get(kind="missing", to_name="Sara")
    assert swedish.subject == "[ELO] Rapport 2014: saknas från 1 grupp"
    assert "Saknas:    Området KAI, tidsfrist 31.12.2014\nMer tid:   Området LAP, till 16.1.2015\n" in swedish.text
