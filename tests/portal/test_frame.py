"""What every page shares: menus by role, languages, the day that is played, dates as people say them."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from elo_portal.context import Link, Page
from elo_portal.office import words
from elo_portal.templatetags import portal
from networks.actor import actor_for
from networks.choices import OrganisationKind, Role
from networks.models import Appointment
from tests import builders

DAY = date(2014, 12, 31)
MOMENT = builders.helsinki(2014, 12, 30, 14, 7, 32)


def body(response):
    return response.content.decode()


class TestWords:
    def test_dates_and_times_in_finnish_form(self):
        with translation.override("fi"):
            assert words.day(MOMENT) == "30.12.2014"
            assert words.day_and_month(DAY) == "31.12."
            assert words.one_decimal(Decimal("2.4")) == "2,4"
            assert portal.grouped(1842) == "1\xa0842"
            assert "14.07.32" in words.exact_moment(MOMENT)
            assert "14.07" in words.time_of_day(MOMENT)

    def test_dates_and_times_in_english(self):
        with translation.override("en"):
            assert words.moment(MOMENT) == "30.12.2014 at 14:07"
            assert words.exact_moment(MOMENT) == "30.12.2014 at 14:07:32"
            assert words.on_weekday(DAY) == "on Wednesday 31.12.2014"
            assert words.one_decimal(2.4) == "2.4"

    def test_a_moment_is_told_in_helsinki(self):
        with translation.override("en"):
            assert words.day(builders.helsinki(2015, 1, 1, 0, 30)) == "1.1.2015"

    def test_nothing_is_told_of_nothing(self):
        for told in (words.day, words.moment, words.exact_moment, words.on_weekday, words.one_decimal, portal.iso):
            assert told(None) == ""

    def test_machine_readable_times(self):
        assert portal.iso(DAY) == "2014-12-31"
        assert portal.iso(MOMENT) == "2014-12-30T14:07+02:00"

    def test_a_hash_copies_as_one_string(self):
        drawn = portal.hash_groups("7c1e5a90b2d84f36")
        assert drawn == '<code class="hash"><span>7c1e5a90</span><span>b2d84f36</span></code>'

    def test_the_page_meter_fills_whole_sheets_and_a_part_of_the_next(self):
        drawn = portal.page_meter(Decimal("2.4"), 3)
        assert [part.split('"')[0] for part in drawn.split('width="19" height="')[1:]] == ["29.0", "29.0", "11.6"]

    def test_the_page_meter_never_overflows(self):
        assert 'height="30' not in portal.page_meter(9, 3)

    def test_words_in_pills_are_escaped(self):
        assert "<b>" not in portal.state("draft", "<b>")

    def test_an_unknown_state_is_loud(self):
        with pytest.raises(KeyError):
            portal.state("no such state")

    @pytest.mark.parametrize(
        ("agent", "name"),
        [
            ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
            ("Mozilla/5.0 (iPhone; like Mac OS X) Version/16 Safari/604.1", "Safari, iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge, Windows"),
            ("curl/8", "Unknown browser"),
        ],
    )
    def test_browsers_have_names(self, agent, name):
        with translation.override("en"):
            assert words.browser(agent) == name


@pytest.mark.django_db
class TestMenu:
    def menu(self, rf, role, kind=OrganisationKind.CENTRE, path="/"):
        user = builders.user()
        Appointment.objects.create(
            person=user.person, organisation=builders.organisation(kind), role=role, since=builders.LONG_AGO
        )
        request = rf.get(path)
        request.user, request.actor = user, actor_for(user, builders.NOW)
        with translation.override("en"):
            return Page(request).navigation

    def test_the_administrators_menu(self, rf, settings):
        settings.REHEARSAL = True
        assert [link.label for link in self.menu(rf, Role.ADMIN)] == [
            "Situation",
            "Groups",
            "Development groups",
            "Rounds",
            "Announcements",
            "Mail",
            "Jobs",
            "Clock",
            "Strategies",
            "Guide",
        ]

    def test_there_is_no_clock_in_production(self, rf):
        assert "Clock" not in [link.label for link in self.menu(rf, Role.ADMIN)]

    def test_the_secretarys_menu(self, rf):
        labels = [link.label for link in self.menu(rf, Role.NATIONAL_SECRETARY, OrganisationKind.MINISTRY)]
        assert labels == [
            "Follow-up",
            "Plans and reports",
            "Groups",
            "Development groups",
            "Strategies",
            "Announcements",
            "Guide",
        ]

    def test_one_link_is_where_the_reader_is(self, rf):
        current = [link.label for link in self.menu(rf, Role.EXPERT, path="/help/letter/") if link.current]
        assert current == ["Guide"]

    def test_another_groups_document_is_among_the_reports(self, rf):
        current = [link.label for link in self.menu(rf, Role.EXPERT, path="/documents/99/") if link.current]
        assert current == ["Plans and reports of all regions"]

    def test_a_page_elsewhere_marks_nothing(self, rf):
        assert [link for link in self.menu(rf, Role.EXPERT, path="/me/") if link.current] == []

    def test_the_menu_costs_one_query(self, rf, django_assert_max_num_queries):
        user = builders.user()
        request = rf.get("/")
        request.user, request.actor = user, actor_for(user, builders.NOW)
        with django_assert_max_num_queries(1):
            assert all(isinstance(link, Link) for link in Page(request).navigation)


@pytest.mark.django_db
class TestFrame:
    def test_the_language_links_come_back_to_the_page_with_its_question(self):
        page = body(Client().get("/accounts/login/?next=/me/"))
        link = '<a href="/language/sv/?next=%2Faccounts%2Flogin%2F%3Fnext%3D%2Fme%2F" lang="sv" hreflang="sv">'
        assert link in page
        assert 'lang="fi" hreflang="fi" aria-current="true"' in page

    def test_every_page_of_a_rehearsal_says_which_day_it_plays(self, settings):
        settings.REHEARSAL = True
        page = body(Client(headers={"accept-language": "en"}).get("/accounts/login/"))
        assert "Rehearsal: today is <time" in page
        assert "puheenjohtaja.kainuu@<wbr>elo.example" in page

    def test_production_speaks_of_no_rehearsal(self):
        page = body(Client(headers={"accept-language": "en"}).get("/accounts/login/"))
        assert "Rehearsal" not in page
        assert "elo.example" not in page

    def test_a_signed_in_page_warns_of_the_end_of_its_session(self, client):
        user = builders.user()
        client.force_login(user)
        page = body(client.get("/me/"))
        assert f'data-person="{user.pk}"' in page
        assert 'data-check="/session/"' in page
        assert "js/session.js" in page

    def test_a_visitors_page_has_no_session_to_warn_of(self):
        assert "session.js" not in body(Client().get("/accounts/login/"))
