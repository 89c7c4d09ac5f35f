"""The pages on which a round is copied, edited, looked at, opened and corrected, and the page of a year."""

from datetime import date

import pytest
from django.urls import reverse

from elo_portal.office.models import Notice
from networks.choices import Role, Seat
from networks.models import Membership
from reporting import commands
from reporting.choices import RoundKind
from reporting.models import Document, Question, Round, RoundChange
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _moment(monkeypatch, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def ministries():
    both = builders.both_ministries()
    for one in both:
        builders.secretary(one)
    return both


@pytest.fixture
def source(ministries):
    return builders.round_(questions=2, ministries=ministries)


@pytest.fixture
def admin(client):
    person = builders.admin("Ylläpitäjä")
    client.force_login(person)
    return person


@pytest.fixture
def coming(source, admin):
    return commands.copy_round(source, by=builders.actor(admin), at=NOW)


def form_of(response):
    """What a browser would send of the form as it stands on the page."""
    form = response.context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False and value != "":
            data[field.html_name] = value.pk if hasattr(value, "pk") else "on" if value is True else value
    return data


def text(response):
    return " ".join(response.content.decode().split())


def post(client, round_, **changes):
    address = reverse("round_prepare", args=[round_.pk])
    data = form_of(client.get(address)) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address, data)


class TestCopying:
    def test_what_can_be_copied_is_listed_and_copied(self, client, admin, source):
        page = client.get(reverse("round_new"))
        assert [one.source for one in page.context["sources"]] == [source]
        assert "Kopioi vuodelle 2015" in text(page)
        answer = client.post(reverse("round_new"), {"source": source.pk})
        made = Round.objects.get(year=2015)
        assert answer["Location"] == reverse("round_prepare", args=[made.pk])

    def test_twice_makes_one(self, client, admin, source):
        for _time in range(2):
            answer = client.post(reverse("round_new"), {"source": source.pk}, follow=True)
        assert "Kierros on jo kopioitu: Raportti 2015." in text(answer)
        assert Round.objects.filter(year=2015).count() == 1

    @pytest.mark.parametrize("source", ["", "x", "999999", "1" * 30])
    def test_a_made_up_source_is_not_found(self, client, admin, source):
        assert client.post(reverse("round_new"), {"source": source}).status_code == 404


class TestEditing:
    def test_the_form_saved_as_it_stands_changes_nothing(self, client, coming):
        before = commands.round_draft(coming)
        assert post(client, coming).status_code == 302
        assert commands.round_draft(Round.objects.get(pk=coming.pk)) == before
        assert not RoundChange.objects.exists()

    def test_every_part_is_saved(self, client, coming, ministries):
        goals = builders.goal_set("muut")
        answer = post(
            client,
            coming,
            title_fi="Uusi nimi",
            opens_day="2.10.2015",
            opens_time="8:05",
            due_day="15.1.2016",
            due_time="12.00",
            page_note="1",
            page_limit="",
            reminder_days="7 21",
            goal_set=goals.pk,
            reading="after_feedback",
            q__1__text_sv="Vad gjorde ni tillsammans?",
            q__1__beside="plan_topic_2",
            a__3__organisation=ministries[0].pk,
            a__3__capacity=Role.REGISTRY.value,
        )
        assert answer.status_code == 302
        now = commands.round_draft(Round.objects.get(pk=coming.pk))
        assert (now.title_fi, now.goal_set, now.waits_for_feedback) == ("Uusi nimi", goals, True)
        assert (now.planned_opens, now.due) == (helsinki(2015, 10, 2, 8, 5), helsinki(2016, 1, 15, 12, 0))
        assert (now.page_note, now.page_limit, now.reminder_days) == (1, None, (21, 7))
        assert (now.questions[0].text_sv, now.questions[0].beside) == ("Vad gjorde ni tillsammans?", "plan_topic_2")
        assert now.addressees[2] == (ministries[0].pk, Role.REGISTRY.value)

    def test_the_last_minute_of_the_day_is_its_last_second(self, client, coming):
        post(client, coming, due_day="30.12.2015", due_time="23.59")
        assert Round.objects.get(pk=coming.pk).due == helsinki(2015, 12, 30, 23, 59, 59)

    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"title_fi": " "}, "title_fi", "Kirjoita nimi suomeksi"),
            ({"title_sv": "x" * 121}, "title_sv", "121"),
            ({"due_day": "31.2.2015"}, "due_day", "Kirjoita päivä muodossa"),
            ({"due_day": "31.12.2051"}, "due_day", "Tämän kierroksen määräpäivä on vuonna 2015 tai 2016"),
            ({"due_time": "25.00"}, "due_time", "Kirjoita kellonaika muodossa"),
            ({"due_time": ""}, "due_time", "Kirjoita kellonaika muodossa"),
            ({"opens_day": "31.12.2015", "opens_time": "23.59"}, "opens_day", "avautua ennen määräpäiväänsä"),
            ({"opens_day": ""}, "opens_day", "Kirjoita myös päivä tai tyhjennä kellonaika"),
            ({"page_note": "4"}, "page_note", "Suosituspituus ei saa olla"),
            ({"page_limit": "0"}, "page_limit", "Kirjoita sivumäärä kokonaislukuna"),
            ({"page_limit": "kolme"}, "page_limit", "Kirjoita sivumäärä kokonaislukuna"),
            ({"reminder_days": "viikko"}, "reminder_days", "Kirjoita kokonaisia päiviä"),
            ({"reminder_days": "400"}, "reminder_days", "30,7,1"),
            ({"q-1-text_fi": "x" * 2001}, "q-1-text_fi", "2001"),
            ({"a-1-capacity": ""}, "a-1-capacity", "Valitse tehtävä"),
            ({"a-1-organisation": ""}, "a-1-organisation", "Valitse organisaatio"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(self, client, coming, changes, field, sentence):
        answer = post(client, coming, **{"q-2-text_fi": "Tämä on kirjoitettu.", "act": "add"} | changes)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        html = text(answer)
        assert sentence in html
        assert f'id="id_{field}_error"' in html
        assert "Tämä on kirjoitettu." in html
        assert not RoundChange.objects.exists()
        assert coming.questions.count() == 2

    def test_an_addressee_is_not_named_twice(self, client, coming, ministries):
        capacity = Role.NATIONAL_SECRETARY.value
        answer = post(client, coming, a__3__organisation=ministries[0].pk, a__3__capacity=capacity)
        assert list(answer.context["form"].errors) == ["a-3-organisation"]

    def test_the_moment_of_another_round_is_told_beside_the_date(self, client, coming):
        builders.round_(2015, due=helsinki(2015, 11, 30, 23, 59, 59), opens=None)
        answer = post(client, coming, due_day="30.11.2015")
        assert list(answer.context["form"].errors) == ["due_day"]

    def test_a_plan_is_not_asked_when_it_is_read(self, client, admin, ministries):
        plans = commands.copy_round(builders.plan_round(ministries=ministries), by=builders.actor(admin), at=NOW)
        page = client.get(reverse("round_prepare", args=[plans.pk]))
        assert "reading" not in page.context["form"].fields
        assert post(client, plans, title_fi="Suunnitelma").status_code == 302
        assert Round.objects.get(pk=plans.pk).waits_for_feedback is False

    @pytest.mark.parametrize(
        ("act", "titles", "place"),
        [
            ("up:2", ["Kysymys 2", "Kysymys 1"], "#q1"),
            ("down:1", ["Kysymys 2", "Kysymys 1"], "#q2"),
            ("remove:1", ["Kysymys 2"], "#questions"),
            ("add", ["Kysymys 1", "Kysymys 2", ""], "#q3"),
        ],
    )
    def test_a_button_saves_what_is_typed_and_does_its_work(self, client, coming, act, titles, place):
        answer = post(client, coming, act=act, title_sv="Ny rapport")
        assert answer["Location"] == reverse("round_prepare", args=[coming.pk]) + place
        assert [one.title_fi for one in coming.questions.all()] == titles
        assert Round.objects.get(pk=coming.pk).title_sv == "Ny rapport"

    def test_an_addressee_is_taken_away(self, client, coming, ministries):
        assert post(client, coming, act="unaddress:1").status_code == 302
        assert [one.organisation for one in coming.addressees.all()] == [ministries[1]]

    @pytest.mark.parametrize("act", ["up:1", "down:2", "up:9", "remove:3", "unaddress:3"])
    def test_a_button_that_the_page_does_not_have_is_refused(self, client, coming, act):
        assert post(client, coming, act=act).status_code == 400
        assert not RoundChange.objects.exists()

    @pytest.mark.parametrize("wrong", [{"base": "x"}, {"questions": "x"}, {"questions": "99"}, {"addressees": "-1"}])
    def test_what_no_page_of_ours_sends_is_refused(self, client, coming, wrong):
        assert post(client, coming, **wrong).status_code == 400

    def test_the_second_of_two_tabs_is_shown_what_the_first_saved(self, client, coming):
        first = form_of(client.get(reverse("round_prepare", args=[coming.pk])))
        post(client, coming, q__1__text_fi="Ensimmäisen kysymys?")
        answer = client.post(reverse("round_prepare", args=[coming.pk]), first | {"q-1-text_fi": "Toisen kysymys?"})
        assert answer.status_code == 409
        html = text(answer)
        assert "Ylläpitäjä tallensi kierroksen" in html
        assert "Ensimmäisen kysymys?" in html
        assert answer.context["form"]["q-1-text_fi"].value() == "Toisen kysymys?"
        assert coming.questions.get(number=1).text_fi == "Ensimmäisen kysymys?"
        again = client.post(reverse("round_prepare", args=[coming.pk]), form_of(answer))
        assert again.status_code == 302
        assert coming.questions.get(number=1).text_fi == "Toisen kysymys?"

    def test_what_was_changed_is_listed_on_the_page(self, client, coming):
        post(client, coming, title_sv="Ny rapport", q__2__hint_fi="Uusi ohje")
        page = text(client.get(reverse("round_prepare", args=[coming.pk])))
        assert "Ylläpitäjä: Nimi ruotsiksi; Kysymys 2, vihje suomeksi" in page

    def test_saving_an_opened_round_is_refused_and_nothing_is_lost(self, client, coming):
        data = form_of(client.get(reverse("round_prepare", args=[coming.pk])))
        Round.objects.filter(pk=coming.pk).update(opens=helsinki(2015, 10, 1, 9, 0))
        answer = client.post(reverse("round_prepare", args=[coming.pk]), data | {"title_fi": "Myöhässä kirjoitettu"})
        assert answer.status_code == 409
        assert "Myöhässä kirjoitettu" in text(answer)
        assert Round.objects.get(pk=coming.pk).title_fi == "Raportti 2015"


class TestPreview:
    @pytest.mark.parametrize(
        ("language", "said"), [("fi", "Mitä teitte kohdassa 1?"), ("sv", "Vad gjorde ni i punkt 1?")]
    )
    def test_it_is_in_the_writers_language(self, client, coming, language, said):
        html = text(client.get(reverse("round_preview", args=[coming.pk]), {"language": language}))
        assert said in html
        assert f'<html lang="{language}">' in html
        assert "<textarea" not in html

    def test_in_other_languages_there_is_none(self, client, coming):
        assert client.get(reverse("round_preview", args=[coming.pk]), {"language": "de"}).status_code == 404


class TestOpening:
    def test_what_is_missing_is_listed_with_the_way_to_it(self, client, coming):
        post(client, coming, q__2__text_sv="", reminder_days="")
        page = client.get(reverse("round_open", args=[coming.pk]))
        assert [one.code for one in page.context["missing"]] == ["questions_sv", "reminders"]
        assert f"{reverse('round_prepare', args=[coming.pk])}#q2" in text(page)
        assert '<button class="btn"' not in text(page)
        answer = client.post(reverse("round_open", args=[coming.pk]), {"checked": 1}, follow=True)
        assert "Kierros ei avaudu vielä. Puuttuu: Kysymykset ruotsiksi, Muistutukset." in text(answer)
        assert Round.objects.get(pk=coming.pk).opens is None

    def test_it_is_opened_and_taken_back(self, client, coming):
        answer = post(client, coming, act="open")
        assert answer["Location"] == reverse("round_open", args=[coming.pk])
        page = client.get(answer["Location"])
        assert "Kierros avautuu itsestään 1.10.2015 klo 9.00" in text(page)
        opened = client.post(answer["Location"], {"checked": page.context["round"].version}, follow=True)
        assert Round.objects.get(pk=coming.pk).opens == helsinki(2015, 10, 1, 9, 0)
        assert "Palauta valmisteluun" in text(opened)
        assert client.get(answer["Location"]).status_code == 302
        client.post(reverse("round_take_back", args=[coming.pk]))
        assert Round.objects.get(pk=coming.pk).opens is None

    def test_an_old_page_opens_nothing(self, client, coming):
        post(client, coming, title_fi="Muuttunut")
        answer = client.post(reverse("round_open", args=[coming.pk]), {"checked": 0}, follow=True)
        assert "Kierrosta on muutettu sen jälkeen, kun avasit tämän sivun." in text(answer)
        assert Round.objects.get(pk=coming.pk).opens is None

    def test_an_open_round_is_not_taken_back(self, client, source, admin):
        builders.document(builders.group(), in_round=source)
        answer = client.post(reverse("round_take_back", args=[source.pk]), follow=True)
        assert "joten sitä ei palauteta valmisteluun" in text(answer)
        assert Document.objects.filter(round=source).count() == 1


class TestWording:
    @pytest.fixture
    def written(self, source):
        return builders.document(builders.group(), in_round=source)

    def correct(self, client, source, **changes):
        address = reverse("round_wording", args=[source.pk])
        data = form_of(client.get(address)) | {"reason": "Kirjoitusvirhe."}
        return client.post(address, data | {name.replace("__", "-"): value for name, value in changes.items()})

    def test_writers_see_at_the_question_what_was_corrected(self, client, admin, source, written):
        answer = self.correct(client, source, **{"question-1-text_fi": "Mitä teitte yhdessä?"})
        assert answer.status_code == 302
        client.force_login(builders.expert(written.group))
        page = text(client.get(reverse("document_write", args=[written.pk])))
        assert "Mitä teitte yhdessä?" in page
        assert "Sanamuotoa korjattu 15.12.2014: Kirjoitusvirhe." in page
        assert "Mitä teitte kohdassa 1?" in page

    def test_a_reason_is_asked_for(self, client, admin, source, written):
        answer = self.correct(client, source, **{"question-1-text_fi": "Uusi?", "reason": ""})
        assert list(answer.context["form"].errors) == ["reason"]
        assert "Uusi?" in text(answer)

    def test_a_wording_is_not_taken_away(self, client, admin, source, written):
        answer = self.correct(client, source, **{"question-1-text_sv": " "})
        assert list(answer.context["form"].errors) == ["question-1-text_sv"]

    def test_nothing_to_correct_is_told(self, client, admin, source, written):
        answer = self.correct(client, source)
        assert "Mikään ei ole muuttunut" in text(answer)

    def test_the_second_of_two_is_shown_the_first(self, client, admin, source, written):
        data = form_of(client.get(reverse("round_wording", args=[source.pk]))) | {"reason": "Toinen syy"}
        self.correct(client, source, **{"question-1-text_fi": "Ensimmäinen?"})
        answer = client.post(reverse("round_wording", args=[source.pk]), data | {"question-1-text_fi": "Toinen?"})
        assert answer.status_code == 409
        assert "Ensimmäinen?" in text(answer)
        assert Question.objects.get(round=source, number=1).text_fi == "Ensimmäinen?"

    def test_a_round_in_preparation_has_its_own_form(self, client, coming):
        answer = client.get(reverse("round_wording", args=[coming.pk]))
        assert answer["Location"] == reverse("round_prepare", args=[coming.pk])


class TestYear:
    def test_what_is_missing_is_on_the_page(self, client, admin, source):
        group = builders.group("KAI")
        builders.chair(group)
        Membership.objects.filter(seat=Seat.CHAIR).update(until=date(2015, 3, 31))
        page = client.get(reverse("preparation"))
        html = text(page)
        assert page.context["year"].year == 2015
        for said in (
            "Vuoden 2015 valmistelu",
            "Kopioi se kierroksesta ”Raportti 2014”.",
            "Puuttuu: sihteeri, kirjoittaja.",
            "Päättyy 31.3.2015",
            "Kukaan ei koordinoi kiinnostuskyselyä vuoden alkaessa.",
        ):
            assert said in html

    def test_another_year_is_asked_for(self, client, admin, source):
        assert client.get(reverse("preparation"), {"year": "2016"}).context["year"].year == 2016

    @pytest.mark.parametrize("year", ["abcd", "1", "20155", "1999"])
    def test_a_year_that_is_none_is_not_found(self, client, admin, year):
        assert client.get(reverse("preparation"), {"year": year}).status_code == 404
        assert client.post(f"/preparation/{1999}/test-mail/").status_code == 404

    def test_a_test_mail_goes_to_every_address(self, client, coming):
        answer = client.post(reverse("preparation_test_mail", args=[2015]), follow=True)
        assert "2 koeviestiä on matkalla." in text(answer)
        assert {one.kind for one in Notice.objects.all()} == {"addressee_test"}
        mail = Notice.objects.order_by("pk").first()
        assert mail.subject == "[ELO] Koe: vuoden 2015 viestit tulevat perille"
        assert "Raportti 2015" in mail.text
        assert "Raportti 2015" in mail.html
        assert reverse("mail_detail", args=[mail.pk]) in text(answer)

    def test_without_addressees_nothing_goes(self, client, admin):
        answer = client.post(reverse("preparation_test_mail", args=[2015]), follow=True)
        assert "ei ole yhtään vastaanottajaa" in text(answer)
        assert not Notice.objects.exists()

    def test_a_round_of_groups_is_on_it_too(self, client, admin):
        builders.round_(2015, kind=RoundKind.GROUP_REPORT, opens=None)
        rows = client.get(reverse("preparation")).context["year"].rounds
        assert [(one.kind, one.round is not None) for one in rows] == [
            ("plan", False),
            ("report", False),
            ("group_report", True),
        ]
