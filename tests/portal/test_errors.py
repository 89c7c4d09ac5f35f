"""Pages for what goes wrong."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from elo_portal.office.refusals import NotNow

TEXT = "Alueella on tehty paljon.\nToinen rivi."


def broken(request):
    raise RuntimeError(f"bug with {TEXT}")


def database_away(request):
    raise OperationalError("connection refused")


def connection_lost(request):
    raise InterfaceError("connection already closed")


def not_now(request):
    raise NotNow("The report has been sent already.")


def forbidden(request):
    raise PermissionDenied


def reads_post(request):
    return HttpResponse(str(len(request.POST)))


views = {
    "broken": broken,
    "database-away": database_away,
    "connection-lost": connection_lost,
    "not-now": not_now,
    "forbidden": forbidden,
    "reads-post": reads_post,
}
handler400 = "elo_portal.views.errors.bad_request"
handler403 = "elo_portal.views.errors.permission_denied"
handler404 = "elo_portal.views.errors.not_found"
handler429 = "elo_portal.views.errors.too_many_requests"
handler500 = "elo_portal.views.errors.server_error"
urlpatterns = [
    *(path(f"{name}/", login_not_required(view)) for name, view in views.items()),
    path("", include("elo_portal.urls")),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def browser():
    return Client(raise_request_exception=False)


def body(response):
    return response.content.decode()


def test_a_bug_gives_500_in_three_languages_with_the_typed_text_and_without_the_database(browser):
    answer = browser.post("/broken/", {"answer": TEXT})
    assert answer.status_code == 500
    assert "Portaalissa tapahtui virhe" in body(answer)
    assert 'lang="sv"' in body(answer)
    assert "Something went wrong in the portal" in body(answer)
    assert TEXT in body(answer)
    assert answer["X-Request-ID"] in body(answer)


@pytest.mark.parametrize("address", ["/database-away/", "/connection-lost/"])
def test_a_database_that_does_not_answer_gives_503_and_says_when_to_try_again(browser, address):
    answer = browser.post(address, {"answer": TEXT}, headers={"referer": "http://testserver/documents/1/write/"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "20"
    assert "Portalen är ur bruk en stund" in body(answer)
    assert TEXT in body(answer)
    assert 'href="/documents/1/write/"' in body(answer)


def test_503_to_a_script_is_json(browser):
    answer = browser.post("/database-away/", {"answer": TEXT}, headers={"accept": "application/json"})
    assert answer.status_code == 503
    assert answer.json() == {"sentence": answer.json()["sentence"]}


@pytest.mark.django_db
def test_a_database_away_in_a_middleware_gives_503_too(browser, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.portal.test_errors.broken_middleware"]
    answer = browser.get("/reads-post/")
    assert answer.status_code == 503


def broken_middleware(get_response):
    def middleware(request):
        raise OperationalError("connection refused")

    return middleware


@pytest.mark.django_db
def test_not_now_gives_409_with_its_sentence_and_a_link_back(browser):
    answer = browser.post(
        "/not-now/", {"answer": TEXT}, headers={"referer": "http://testserver/documents/1/?a=1", "accept": "text/html"}
    )
    assert answer.status_code == 409
    assert "The report has been sent already." in body(answer)
    assert 'href="/documents/1/?a=1"' in body(answer)
    assert TEXT in body(answer)


@pytest.mark.django_db
def test_not_now_has_no_link_to_another_site(browser):
    answer = browser.post("/not-now/", {}, headers={"referer": "https://evil.example/x"})
    assert "evil.example" not in body(answer)


@pytest.mark.django_db
def test_permission_denied_gives_403_page(browser):
    answer = browser.get("/forbidden/", headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "You do not have the right" in body(answer)


@pytest.mark.django_db
def test_an_unknown_address_gives_404_page(browser):
    answer = browser.get("/no-such-page/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "The page was not found" in body(answer)


@pytest.mark.django_db
def test_too_much_data_gives_413(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = browser.post("/reads-post/", {"answer": "a b " * 1000}, headers={"accept-language": "en"})
    assert answer.status_code == 413
    assert "Too much was sent at once" in body(answer)


def test_an_unknown_host_gives_400_page(browser):
    answer = browser.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "Begäran kunde inte tolkas" in body(answer)


@pytest.mark.django_db
def test_a_failed_csrf_check_gives_the_typed_text_back_but_no_secret():
    browser = Client(enforce_csrf_checks=True)
    sent = {"answer-1": TEXT, "password": "not to be shown", "csrfmiddlewaretoken": "old token here"}
    answer = browser.post("/reads-post/", sent, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "The page had become old" in body(answer)
    assert TEXT in body(answer)
    assert "not to be shown" not in body(answer)
    assert "old token here" not in body(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_sites_words_never_stand_on_our_page(headers):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/reads-post/", {"answer": TEXT}, headers=headers)
    assert answer.status_code == 403
    assert TEXT not in body(answer)


@pytest.mark.django_db
def test_typed_html_is_shown_as_text(browser):
    answer = browser.post("/broken/", {"answer": "<script>alert(1)</script> </textarea><b>x</b>"})
    assert "<script>alert" not in body(answer)
    assert "&lt;script&gt;alert" in body(answer)


def test_healthz_asks_nothing_of_the_database(browser):
    answer = browser.get("/healthz")
    assert (answer.status_code, body(answer)) == (200, "ok\n")


@pytest.mark.django_db
def test_readyz_tells_of_the_broker_but_does_not_depend_on_it(browser, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = browser.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ready", "broker": "away"}


def test_readyz_is_not_ready_when_migrations_wait(browser, monkeypatch):
    monkeypatch.setattr("elo_portal.views.health._database", lambda: "migrations waiting")
    assert browser.get("/readyz").status_code == 503
