"""The administrator's pages of outgoing mail and of jobs."""

import base64
import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elo_portal.office import jobs, mail, queries
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Job, Notice, NoticeAttempt
from elo_portal.office.models.mail import NoticeState
from tests import builders

pytestmark = pytest.mark.django_db
STYLE = "\np { color: #00357a }\n"
HEAD = f"<head><title>Kirje</title><style>{STYLE}</style></head>"
HTML = f'<!doctype html><html lang="fi">{HEAD}<body><p>Hei</p></body></html>'


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


def notice(key: str = "a", *, state: str = NoticeState.DELIVERED, **more: Any) -> Notice:
    fields = {
        "kind": "receipt",
        "to_name": "Aino",
        "to_address": "aino@elo.example",
        "language": "fi",
        "subject": f"[ELO] Kuittaus {key}",
        "text": "Raportti on vastaanotettu.",
        "html": HTML,
        "at": builders.NOW,
    }
    made = mail.add(key=key, **(fields | more))
    Notice.objects.filter(pk=made.pk).update(state=state)
    made.refresh_from_db()
    return made


def html(client: Client, name: str, *args: int, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


PAGES = ("mail_list", "mail_detail", "mail_formatted", "mail_text", "job_list")
ACTS = ("mail_delivered", "mail_again", "job_again")


@pytest.mark.parametrize("name", [*PAGES, *ACTS])
def test_the_desk_is_the_administrators_alone(name: str) -> None:
    args = [] if name.endswith("list") else [notice().pk]
    method = "post" if name in ACTS else "get"
    for who in (builders.secretary(), builders.expert(builders.group()), builders.user(is_staff=True)):
        assert getattr(signed_in(who), method)(reverse(name, args=args)).status_code == 403


# -- the list


def test_the_list_shows_newest_first_and_counts_every_state(admin: Client) -> None:
    notice("old", at=builders.helsinki(2014, 12, 12, 9, 0))
    notice("new", state=NoticeState.WAITING, kind="arrived")
    page = html(admin, "mail_list")
    assert page.index("Kuittaus new") < page.index("Kuittaus old")
    assert "Showing 2 / 2 messages, newest first" in page
    assert "A plan or report to the ministries" in page
    shown = queries.mail_list(queries.MailChoice(), None)
    assert shown.tally == (("waiting", 1), ("delivered", 1))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "failed"}, ["b"]),
        ({"kind": "invitation"}, ["c"]),
        ({"q": "TAPIO"}, ["b"]),
        ({"q": "kuittaus c"}, ["c"]),
        ({"q": "aino@elo", "state": "delivered"}, ["c", "a"]),
        ({"q": "nobody"}, []),
        ({"q": "\x00"}, ["c", "b", "a"]),
        ({"state": "nonsense"}, ["c", "b", "a"]),
    ],
)
def test_filters_are_kept_in_the_address(admin: Client, asked: dict[str, str], found: list[str]) -> None:
    notice("a")
    notice("b", state=NoticeState.FAILED, to_name="Tapio", to_address="tapio@elo.example")
    notice("c", kind="invitation")
    page = html(admin, "mail_list", **asked)
    assert f"Showing {len(found)} / 3 messages" in page
    places = [page.index(f"Kuittaus {key}") for key in found]
    assert places == sorted(places)
    assert all(f"Kuittaus {key}" not in page for key in {"a", "b", "c"} - set(found))


def test_fifty_messages_a_page_with_the_filters_in_the_links(admin: Client) -> None:
    for number in range(51):
        notice(f"{number:02d}")
    first = html(admin, "mail_list", state="delivered")
    assert first.count('scope="row"') == 50
    assert 'href="?state=delivered&amp;page=2"' in first
    assert html(admin, "mail_list", state="delivered", page="2").count('scope="row"') == 1


def test_the_last_trouble_stands_under_the_subject(admin: Client) -> None:
    row = notice(state=NoticeState.AGAIN)
    for explanation in ("ConnectionRefusedError: first", "SMTPServerDisconnected: second"):
        NoticeAttempt.objects.create(notice=row, at=timezone.now(), outcome="again", explanation=explanation)
    page = html(admin, "mail_list")
    assert "2 attempts:" in page
    assert "SMTPServerDisconnected: second" in page
    assert "first" not in page.partition("<tbody>")[2]


def test_the_list_takes_four_queries_with_one_row_and_with_three() -> None:
    counts = []
    for key in ("a", "b", "c"):
        row = notice(key)
        NoticeAttempt.objects.create(notice=row, at=timezone.now(), outcome="delivered")
        with CaptureQueriesContext(connection) as asked:
            assert len(queries.mail_list(queries.MailChoice(), None).rows) == len(counts) + 1
        counts.append(len(asked))
    assert counts == [4, 4, 4]


def test_an_empty_list_says_when_the_first_message_comes(admin: Client) -> None:
    assert "No message has been written yet." in html(admin, "mail_list")


# -- one message


def test_a_message_is_shown_as_text_and_its_reading_is_audited(admin: Client) -> None:
    row = notice(text="Hei <b>Aino</b>.")
    page = html(admin, "mail_detail", row.pk)
    assert "Hei &lt;b&gt;Aino&lt;/b&gt;." in page
    assert html(admin, "mail_text", row.pk) == "Hei <b>Aino</b>."
    assert (
        list(AuditEntry.objects.filter(act="mail.read").values_list("subject", flat=True))
        == [f"office.notice:{row.pk}"] * 2
    )


def test_the_formatted_text_has_a_policy_of_its_own(admin: Client) -> None:
    answer = admin.get(reverse("mail_formatted", args=[notice().pk]))
    assert answer.content.decode() == HTML
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    }


def test_a_message_without_styles_may_use_none(admin: Client) -> None:
    answer = admin.get(reverse("mail_formatted", args=[notice(html="<p>Hei</p>").pk]))
    assert "style-src 'none'" in answer["Content-Security-Policy"]


def test_a_secret_is_read_by_its_addressee_alone_outside_a_rehearsal(admin: Client, settings: Any) -> None:
    row = notice(text="Koodi on 123456.", is_confidential=True, state=NoticeState.WAITING)
    assert "123456" not in html(admin, "mail_detail", row.pk)
    assert admin.get(reverse("mail_text", args=[row.pk])).status_code == 403
    assert admin.get(reverse("mail_formatted", args=[row.pk])).status_code == 403
    assert not AuditEntry.objects.filter(act="mail.read").exists()
    settings.REHEARSAL = True
    assert "123456" in html(admin, "mail_text", row.pk)


@pytest.mark.parametrize("state", [NoticeState.UNCERTAIN, NoticeState.FAILED])
@pytest.mark.parametrize(("act", "becomes"), [("delivered", NoticeState.DELIVERED), ("again", NoticeState.AGAIN)])
def test_a_person_decides_about_what_is_uncertain_or_failed(
    admin: Client, state: NoticeState, act: str, becomes: NoticeState
) -> None:
    row = notice(state=state)
    assert f'action="/mail/{row.pk}/{act}/"' in html(admin, "mail_detail", row.pk)
    admin.post(reverse(f"mail_{act}", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == becomes
    assert AuditEntry.objects.filter(act=f"mail.decide_{act}", subject=f"office.notice:{row.pk}").exists()


def test_there_is_nothing_to_decide_about_what_was_delivered(admin: Client) -> None:
    row = notice()
    assert "<form" not in html(admin, "mail_detail", row.pk).partition("<main")[2].partition("</main>")[0]
    answer = admin.post(reverse("mail_again", args=[row.pk]), follow=True)
    assert "there is nothing to decide" in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.attempts.count()) == (NoticeState.DELIVERED, 0)


# -- jobs


def job(key: str, **fields: Any) -> Job:
    jobs.add("reporting.print_submission", 1, key=key)
    Job.objects.filter(key=key).update(**fields)
    return Job.objects.get(key=key)


def test_jobs_stand_by_what_has_become_of_them(admin: Client) -> None:
    job("print:waits")
    job("print:parked", parked_at=timezone.now(), attempts=5, last_error="OSError: <disk> full")
    job("print:done", done_at=timezone.now(), attempts=1)
    page = html(admin, "job_list")
    parked, waiting, done = (page.index(f"print:{key}") for key in ("parked", "waits", "done"))
    assert parked < page.index('id="waiting"') < waiting < page.index('id="done"') < done
    assert "OSError: &lt;disk&gt; full" in page
    assert "Printing of a plan or report that was sent" in page


def test_a_parked_job_is_started_again(admin: Client) -> None:
    row = job("print:parked", parked_at=timezone.now(), attempts=5)
    answer = admin.post(reverse("job_again", args=[row.pk]), follow=True)
    assert "The job is tried again in a moment." in answer.content.decode()
    row.refresh_from_db()
    assert (row.parked_at, row.attempts) == (None, 0)
    assert AuditEntry.objects.filter(act="job.again", subject=f"office.job:{row.pk}").exists()
    assert "is not parked any more" in admin.post(reverse("job_again", args=[row.pk]), follow=True).content.decode()


def test_jobs_take_four_queries_with_one_row_and_with_three() -> None:
    counts = []
    for key in ("a", "b", "c"):
        job(key)
        with CaptureQueriesContext(connection) as asked:
            assert queries.job_list().waiting_count == len(counts) + 1
        counts.append(len(asked))
    assert counts == [4, 4, 4]
