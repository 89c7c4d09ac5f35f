"""The doors of every request."""

import json
import logging

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client

from elo_portal.office import sessions
from elo_portal.office.context import request_id
from elo_portal.office.logs import JsonFormatter
from elo_portal.office.typed import typed_texts
from networks.models import Person, User

TEXT = "Alueella on tehty paljon.\nToinen rivi."
pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    person = Person.objects.create(name="Aino Heikkinen", email="aino@elo.example", language="sv")
    return User.objects.create(person=person, email="aino@elo.example", password="a long enough password")


@pytest.fixture
def real_time(monkeypatch):
    """Moves the real clock of sessions."""
    moment = {"now": 1_000_000_000.0}
    monkeypatch.setattr(sessions.time, "time", lambda: moment["now"])
    return moment


def body(response):
    return response.content.decode()


class TestRequestId:
    def test_each_answer_has_an_id_of_its_own(self, client):
        first, second = client.get("/healthz")["X-Request-ID"], client.get("/healthz")["X-Request-ID"]
        assert len(first) == 32
        assert first != second

    def test_an_id_of_the_proxy_is_kept(self, client):
        assert client.get("/healthz", headers={"x-request-id": "proxy-1234.5"})["X-Request-ID"] == "proxy-1234.5"

    @pytest.mark.parametrize("given", ["short", 'has "quotes" and spaces', "x" * 41])
    def test_an_id_that_could_spoil_the_log_is_replaced(self, client, given):
        assert client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"] != given

    def test_the_id_does_not_leak_to_the_next_request(self, client):
        client.get("/healthz")
        assert request_id.get() == ""

    def test_the_log_line_tells_the_route_and_never_the_address(self, client, caplog):
        with caplog.at_level(logging.INFO, logger="elo.request"):
            client.get("/invitation/very-secret-token/?q=what+someone+searched")
        [line] = [record for record in caplog.records if record.name == "elo.request"]
        told = JsonFormatter().format(line)
        assert json.loads(told)["route"] == "invitation/<str:token>/"
        assert "very-secret-token" not in told
        assert "searched" not in told


class TestLogs:
    def test_an_exception_is_told_without_the_text_that_it_repeats(self):
        try:
            int(TEXT)
        except ValueError as error:
            record = logging.makeLogRecord({"msg": "failed", "exc_info": (ValueError, error, error.__traceback__)})
        told = JsonFormatter().format(record)
        assert "Alueella" not in told
        [exception] = json.loads(told)["exception"]
        assert exception["kind"] == "builtins.ValueError"
        assert __file__ in exception["places"][0]

    def test_a_database_error_names_its_constraint_and_not_the_row(self, user):
        try:
            with transaction.atomic():
                Person.objects.create(name="Toinen", email="AINO@elo.example")
        except IntegrityError as error:
            record = logging.makeLogRecord({"msg": "failed", "exc_info": (type(error), error, error.__traceback__)})
        told = JsonFormatter().format(record)
        assert "aino@elo.example" not in told.lower()
        assert "person_email_once" in told

    def test_djangos_own_lines_tell_the_route(self, client, caplog):
        client.get("/invitation/very-secret-token/")
        lines = [JsonFormatter().format(record) for record in caplog.records if record.name.startswith("django")]
        assert lines
        assert not [line for line in lines if "very-secret-token" in line]


class TestLanguage:
    def test_finnish_without_a_wish(self, client):
        assert '<html lang="fi">' in body(client.get("/accounts/login/"))

    def test_the_browsers_wish(self, client):
        answer = client.get("/accounts/login/", headers={"accept-language": "de, sv;q=0.8"})
        assert '<html lang="sv">' in body(answer)
        assert answer["Content-Language"] == "sv"

    def test_a_wish_that_the_portal_does_not_have_gives_finnish(self, client):
        assert '<html lang="fi">' in body(client.get("/accounts/login/", headers={"accept-language": "de"}))

    def test_a_visitors_choice_wins_over_the_browser(self, client):
        answer = client.get("/language/en/?next=/accounts/login/", headers={"accept-language": "sv"})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
        assert '<html lang="en">' in body(client.get("/accounts/login/", headers={"accept-language": "sv"}))

    def test_the_persons_language_wins_over_all_and_costs_no_query(self, client, user, django_assert_num_queries):
        client.cookies["django_language"] = "en"
        client.force_login(user)
        with django_assert_num_queries(2):  # the session, the user with the person
            answer = client.get("/session/", headers={"accept-language": "fi"})
        assert answer["Content-Language"] == "sv"

    def test_a_signed_in_persons_choice_is_remembered(self, client, user):
        client.force_login(user)
        client.get("/language/en/?next=/me/")
        user.person.refresh_from_db()
        assert user.person.language == "en"
        assert client.get("/session/")["Content-Language"] == "en"

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_the_language_link_leads_to_no_other_site(self, client, target):
        assert client.get("/language/sv/", {"next": target})["Location"] == "/"

    def test_an_unknown_language_is_not_found(self, client):
        assert client.get("/language/de/").status_code == 404

    def test_a_visitor_costs_no_query(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/language/sv/?next=/")


class TestSessionLimits:
    def test_an_idle_sign_in_ends_on_the_server_and_comes_back_to_the_page(self, client, user, real_time, settings):
        client.force_login(user)
        client.get("/me/")
        real_time["now"] += settings.SESSION_IDLE_SECONDS + 1
        answer = client.get("/me/?tab=1")
        assert answer.status_code == 302
        assert answer["Location"] == "/accounts/login/?next=%2Fme%2F%3Ftab%3D1&ended=1"
        assert Session.objects.count() == 0

    def test_work_keeps_the_sign_in_alive_until_the_longest_time(self, client, user, real_time, settings):
        client.force_login(user)
        began = real_time["now"]
        while real_time["now"] + 1800 < began + settings.SESSION_ABSOLUTE_SECONDS:
            real_time["now"] += 1800
            assert client.get("/me/").status_code == 200
        real_time["now"] += 1801
        assert client.get("/me/").status_code == 302

    def test_asking_how_much_is_left_is_not_work(self, client, user, real_time, settings):
        client.force_login(user)
        real_time["now"] += settings.SESSION_IDLE_SECONDS - 100
        assert client.get("/session/").json()["left"] == 100
        real_time["now"] += 101
        assert client.get("/session/").json() == {"left": 0, "last": False, "person": "", "token": ""}

    def test_stay_signed_in_lengthens_the_time(self, client, user, real_time, settings):
        client.force_login(user)
        real_time["now"] += settings.SESSION_IDLE_SECONDS - 100
        answer = client.post("/session/extend/", headers={"accept": "application/json"})
        assert answer.json()["left"] == settings.SESSION_IDLE_SECONDS
        assert answer.json()["last"] is False

    def test_near_the_longest_time_nothing_lengthens_it(self, client, user, real_time, settings):
        client.force_login(user)
        for _ in range(15):
            real_time["now"] += settings.SESSION_ABSOLUTE_SECONDS / 16
            client.get("/me/")
        answer = client.post("/session/extend/", headers={"accept": "application/json"}).json()
        assert answer["left"] == settings.SESSION_ABSOLUTE_SECONDS / 16
        assert answer["last"] is True

    def test_a_new_sign_in_begins_anew(self, client, user, real_time, settings):
        client.force_login(user)
        real_time["now"] += settings.SESSION_ABSOLUTE_SECONDS - 10
        client.force_login(user)
        real_time["now"] += 60
        assert client.get("/me/").status_code == 200

    def test_reading_pages_writes_the_session_once_a_minute(self, client, user, real_time):
        client.force_login(user)
        client.get("/me/")
        written = dict(client.session)
        real_time["now"] += 30
        client.get("/me/")
        assert dict(client.session) == written

    def test_what_was_typed_is_given_back_when_the_sign_in_has_ended(self, client, user, real_time, settings):
        client.force_login(user)
        real_time["now"] += settings.SESSION_IDLE_SECONDS + 1
        answer = client.post(
            "/me/", {"answer-1": TEXT, "language": "fi"}, headers={"referer": "http://testserver/documents/7/write/"}
        )
        assert answer.status_code == 401
        assert TEXT in body(answer)
        assert "next=%2Fdocuments%2F7%2Fwrite%2F" in body(answer)
        user.person.refresh_from_db()
        assert user.person.language == "sv"

    def test_what_was_typed_is_given_back_when_the_cookie_has_gone(self, client):
        answer = client.post("/me/", {"answer-1": TEXT})
        assert answer.status_code == 401
        assert TEXT in body(answer)

    def test_a_script_is_told_in_json(self, client):
        answer = client.post("/me/", {"answer-1": TEXT}, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["ended"]) == (401, True)

    def test_a_visitor_is_sent_to_sign_in(self, client):
        answer = client.get("/me/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/me/")


class TestTypedTexts:
    def test_texts_are_kept_and_machinery_is_not(self, rf):
        request = rf.post(
            "/x/",
            {
                "answer-1": TEXT,
                "answer-2": ["first of two", "second of two"],
                "answer-3": "Kyllä",
                "answer-1-revision": "12 13",
                "password1": "my secret words",
                "csrfmiddlewaretoken": "a b",
                "state": "draft",
            },
        )
        assert [(typed.name, typed.text) for typed in typed_texts(request)] == [
            ("answer-1", TEXT),
            ("answer-2", "first of two"),
            ("answer-2", "second of two"),
            ("answer-3", "Kyllä"),
        ]

    def test_a_get_has_none(self, rf):
        assert typed_texts(rf.get("/x/", {"answer": TEXT})) == []


def test_a_signed_in_page_is_not_kept_by_caches(client, user):
    client.force_login(user)
    assert client.get("/me/")["Cache-Control"] == "private, no-cache"


def test_signing_out_ends_the_session_on_the_server(client, user):
    client.force_login(user)
    stolen = Client()
    stolen.cookies = client.cookies.copy()
    assert client.post("/accounts/logout/").status_code == 302
    assert stolen.get("/me/").status_code == 302
