"""Feedback on the portal: given by anyone, answered by administrators within 14 days."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elo_portal.models import PortalFeedback
from elo_portal.office.models import AuditEntry, Notice
from elo_portal.office.refusals import NotNow
from elo_portal.pages import commands, limits
from tests import builders
from tests.builders import helsinki

pytestmark = pytest.mark.django_db

GIVE = reverse("portal_feedback")
LIST = reverse("portal_feedback_list")
TEXT = "Mittari ei suurene.\n\n<b>Kiitos</b> & hyvää työtä."


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def feedback(**fields) -> PortalFeedback:
    given = {"kind": "fault", "text": TEXT, "name": "", "address": "", "language": "fi", "at": timezone.now()} | fields
    return commands.give_feedback(**given)


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def answer(row: PortalFeedback, by, text: str = "Korjaamme sen.") -> None:
    commands.answer_feedback(row, answer=text, by=by, at=timezone.now(), mail_at=builders.NOW)


# Giving


def test_visitor_gives_feedback_without_a_name_and_learns_its_number_and_day():
    client = Client(headers={"accept-language": "sv"})
    answered = client.post(GIVE, {"kind": "accessibility", "text": TEXT}, follow=True)
    row = PortalFeedback.objects.get()
    assert (row.kind, row.text, row.name, row.address, row.language) == ("accessibility", TEXT, "", "", "sv")
    assert row.due_on == timezone.localdate(row.arrived_at) + timedelta(days=14)
    page = answered.content.decode()
    assert f"<dd>{row.pk}</dd>" in page
    assert f'<time datetime="{row.due_on.isoformat()}">' in page
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        (helsinki(2026, 3, 1, 0, 30), date(2026, 3, 15)),  # still the day before in UTC
        (helsinki(2026, 3, 20, 23, 59), date(2026, 4, 3)),  # over the change to summer time
        (helsinki(2026, 12, 24, 12, 0), date(2027, 1, 7)),
    ],
)
def test_fourteen_days_are_calendar_days_in_helsinki(arrived, due):
    assert feedback(at=arrived).due_on == due


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"text": TEXT}, "kind"),
        ({"kind": "unknown", "text": TEXT}, "kind"),
        ({"kind": "wish", "text": "  "}, "text"),
        ({"kind": "wish", "text": "a" * 5001}, "text"),
        ({"kind": "wish", "text": TEXT, "address": "no address"}, "address"),
    ],
)
def test_wrong_feedback_is_shown_again_with_what_was_typed(typed, field):
    answered = Client().post(GIVE, typed)
    assert answered.status_code == 200
    assert list(answered.context["form"].errors) == [field]
    assert answered.context["form"]["text"].value() == typed["text"]
    assert not PortalFeedback.objects.exists()


def test_text_of_5000_characters_is_taken():
    assert Client().post(GIVE, {"kind": "other", "text": "ä" * 5000}).status_code == 302


def test_eleventh_feedback_of_an_hour_is_refused_and_its_text_kept():
    client = Client()
    for _ in range(limits.FEEDBACK_AN_HOUR):
        assert client.post(GIVE, {"kind": "other", "text": TEXT}).status_code == 302
    refused = client.post(GIVE, {"kind": "other", "text": "Viimeinen."})
    assert refused.status_code == 429
    assert "Viimeinen." in refused.content.decode()
    assert PortalFeedback.objects.count() == limits.FEEDBACK_AN_HOUR
    another = client.post(GIVE, {"kind": "other", "text": TEXT}, REMOTE_ADDR="192.0.2.7")
    assert another.status_code == 302


def test_feedback_is_taken_when_the_cache_is_away(monkeypatch):
    def away(*_):
        raise DatabaseError("away")

    monkeypatch.setattr(limits.cache, "get", away)
    assert Client().post(GIVE, {"kind": "other", "text": TEXT}).status_code == 302


def test_link_may_choose_the_subject():
    page = Client().get(GIVE, {"kind": "accessibility"})
    assert page.context["form"]["kind"].value() == "accessibility"
    assert Client().get(GIVE, {"kind": "<script>"}).status_code == 200


def test_thanks_are_shown_for_a_signed_number_alone():
    row = feedback()
    assert Client().get(reverse("portal_feedback_received", args=[str(row.pk)])).status_code == 404
    forged = signing.Signer(salt="another").sign(row.pk)
    assert Client().get(reverse("portal_feedback_received", args=[forged])).status_code == 404


# Reading and answering


def test_list_and_answer_are_the_administrators_alone():
    row = feedback()
    for address in (LIST, row.get_absolute_url()):
        assert Client().get(address).status_code == 302
        assert signed_in(builders.secretary()).get(address).status_code == 403
        assert signed_in(builders.admin()).get(address).status_code == 200
    refused = signed_in(builders.expert(builders.group())).post(row.get_absolute_url(), {"answer": "Ei."})
    assert refused.status_code == 403
    row.refresh_from_db()
    assert row.is_open


def test_list_has_the_open_first_the_most_urgent_on_top_and_marks_the_late():
    now = timezone.now()
    answered, fresh, late = feedback(), feedback(at=now), feedback(at=now - timedelta(days=15))
    last_day = feedback(at=now - timedelta(days=14))
    answer(answered, builders.admin())
    rows = signed_in(builders.admin()).get(LIST).context["rows"]
    assert [row["feedback"] for row in rows] == [late, last_day, fresh, answered]
    assert [(row["days"], row["late"]) for row in rows[:3]] == [(-1, True), (0, False), (14, False)]


@pytest.mark.parametrize("many", [1, 3])
def test_list_asks_the_database_as_often_for_one_row_as_for_three(many, django_assert_num_queries):
    client = signed_in(builders.admin())
    client.get(LIST)
    answerer = builders.admin()
    for _ in range(many):
        feedback()
        answer(feedback(), answerer)
    # Session, user, actor; then how many, the page, how many are open.
    with django_assert_num_queries(6):
        client.get(LIST)


def test_empty_list_says_so():
    assert signed_in(builders.admin()).get(LIST).status_code == 200


def test_answer_is_stored_audited_and_mailed_in_the_writers_language():
    row = feedback(address="lukija@koe.example", language="sv")
    who = builders.admin("Anna Admin")
    signed_in(who).post(row.get_absolute_url(), {"answer": "Tack, vi rättar <felet>."})
    row.refresh_from_db()
    assert (row.answer, row.answered_by, row.is_open) == ("Tack, vi rättar <felet>.", who, False)
    notice = Notice.objects.get()
    assert (notice.to_address, notice.language, notice.kind) == ("lukija@koe.example", "sv", "portal_feedback_answer")
    assert "Tack, vi rättar <felet>." in notice.text
    assert "Tack, vi rättar &lt;felet&gt;." in notice.html
    assert "<b>Kiitos</b>" not in notice.html
    entry = AuditEntry.objects.get(act="feedback.answer")
    assert (entry.user, entry.details) == (who, {"mailed": True})


def test_answer_without_an_address_is_stored_and_not_mailed():
    row = feedback()
    answer(row, builders.admin())
    row.refresh_from_db()
    assert not row.is_open
    assert not Notice.objects.exists()


def test_second_answer_is_refused_with_its_text_kept():
    row = feedback(address="lukija@koe.example")
    answer(row, builders.admin(), "Ensimmäinen.")
    with pytest.raises(NotNow):
        answer(row, builders.admin(), "Toinen.")
    refused = signed_in(builders.admin()).post(row.get_absolute_url(), {"answer": "Kolmas."})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Kolmas." in page
    assert "Ensimmäinen." in page
    assert Notice.objects.count() == 1


def test_empty_answer_is_an_error_beside_the_field():
    row = feedback()
    answered = signed_in(builders.admin()).post(row.get_absolute_url(), {"answer": " "})
    assert list(answered.context["form"].errors) == ["answer"]


# What cannot exist


@pytest.mark.parametrize(
    "fields",
    [{"answer": "Vastaus"}, {"answered_at": timezone.now()}, {"kind": "praise"}, {"text": ""}],
)
def test_database_refuses_half_an_answer_and_unknown_subjects(fields):
    row = feedback()
    with pytest.raises(IntegrityError), transaction.atomic():
        PortalFeedback.objects.filter(pk=row.pk).update(**fields)
