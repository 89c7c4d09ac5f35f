"""A document as it is read: versions, changes, what the ministries have read, review and its taking back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry
from networks.models import Organisation
from reporting import commands, queries
from reporting.choices import Beside, State
from reporting.models import Document, ReadMark
from tests import builders

pytestmark = pytest.mark.django_db
LATER = builders.helsinki(2014, 12, 15, 10, 30)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's day is that of the builders."""
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)


@pytest.fixture
def ministries() -> tuple[Organisation, Organisation]:
    return builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")


@pytest.fixture
def sent(ministries: tuple[Organisation, Organisation]) -> Document:
    return builders.sent_document(in_round=builders.round_(ministries=ministries, questions=2))


def signed_in(who: Any) -> Client:
    """Reads the portal in the language of the source."""
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def page(client: Client, document: Document, **asked: str) -> str:
    answer = client.get(reverse("document_detail", args=[document.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def reopened(document: Document) -> Any:
    writer = builders.expert(document.group)
    commands.reopen(document, by=builders.actor(writer, LATER), at=LATER)
    document.refresh_from_db()
    return writer


def sent_again(document: Document, *texts: str) -> None:
    writer = reopened(document)
    builders.write(document, *texts, by=writer, at=LATER)
    builders.send(document, by=writer, at=LATER)
    document.refresh_from_db()


# -- who reads what


def test_a_draft_is_found_by_its_writers_alone() -> None:
    draft = builders.document()
    builders.write(draft, "Keskeneräinen ajatus.", by=builders.expert(draft.group))
    address = reverse("document_detail", args=[draft.pk])
    other = builders.expert(builders.group())
    codes = {
        "writer": signed_in(builders.chair(draft.group)).get(address).status_code,
        "secretary": signed_in(builders.secretary()).get(address).status_code,
        "admin": signed_in(builders.admin()).get(address).status_code,
        "other region": signed_in(other).get(address).status_code,
    }
    assert codes == {"writer": 200, "secretary": 404, "admin": 404, "other region": 404}
    assert "Keskeneräinen ajatus." in page(signed_in(builders.expert(draft.group)), draft)


def test_another_region_reads_what_was_sent_without_acts(sent: Document) -> None:
    html = page(signed_in(builders.expert(builders.group())), sent)
    assert "Teimme työtä yhdessä. Kohta 1." in html
    assert "<form" not in html.partition("<main")[2].partition("</main>")[0]
    assert "Read by the ministries" not in html


def test_a_reopened_document_shows_the_version_that_stands_and_nothing_of_the_new_text(sent: Document) -> None:
    builders.write(sent, "Uusi luonnos, jota kukaan ei näe.", by=reopened(sent), at=LATER)
    for reader in (builders.secretary(), builders.expert(builders.group()), builders.admin()):
        html = page(signed_in(reader), sent)
        assert "Teimme työtä yhdessä. Kohta 1." in html
        assert "Uusi luonnos" not in html


def test_other_regions_are_not_told_of_the_reopening(sent: Document) -> None:
    reopened(sent)
    told = page(signed_in(builders.secretary()), sent)
    assert "reopened the report for writing" in told
    assert "The group is writing the report again." in told
    html = page(signed_in(builders.expert(builders.group())), sent)
    assert "Sent, version 1" in html
    assert "reopened" not in html
    assert "writing the report" not in html


def test_reading_is_audited_with_the_version(sent: Document) -> None:
    reader = builders.expert(builders.group())
    page(signed_in(reader), sent)
    row = AuditEntry.objects.get(act="document.read")
    assert (row.user, row.subject, row.details) == (
        reader,
        f"reporting.submission:{sent.submissions.get().pk}",
        {"version": 1},
    )


def test_text_of_an_answer_never_becomes_html(sent: Document) -> None:
    sent_again(sent, "Teksti <script>alert(1)</script> ja **lihava**.")
    html = page(signed_in(builders.secretary()), sent)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ja <strong>lihava</strong>." in html
    assert "<script>alert" not in html
    changed = page(signed_in(builders.secretary()), sent, changes="1")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in changed
    assert "<script>alert" not in changed


def test_an_answer_bears_its_own_language(ministries: tuple[Organisation, Organisation]) -> None:
    document = builders.document(in_round=builders.round_(questions=2))
    writer = builders.expert(document.group)
    builders.write_all(document, by=writer)
    swedish = builders.answers(document)[1].text
    swedish.language = "sv"
    swedish.save()
    builders.send(document, by=writer)
    html = page(signed_in(builders.secretary()), document)
    assert html.count('<div class="reading" lang="fi">') == 1
    assert html.count('<div class="reading" lang="sv">') == 1


# -- versions


def test_an_earlier_version_is_read_at_an_address_of_its_own(sent: Document) -> None:
    sent_again(sent, "Toinen teksti.")
    client = signed_in(builders.secretary())
    assert "Toinen teksti." in page(client, sent)
    first = page(client, sent, version="1")
    assert "Toinen teksti." not in first
    assert "Teimme työtä yhdessä. Kohta 1." in first
    assert "You are reading version 1, which is not the newest." in first
    assert "Mark as reviewed" not in first


@pytest.mark.parametrize("asked", [{"version": "2"}, {"version": "0"}, {"version": "x"}, {"changes": "1"}])
def test_a_version_that_was_not_sent_is_not_found(sent: Document, asked: dict[str, str]) -> None:
    address = reverse("document_detail", args=[sent.pk])
    assert signed_in(builders.secretary()).get(address, asked).status_code == 404


def test_what_changed_shows_added_and_removed_words(sent: Document) -> None:
    sent_again(sent, "Teimme paljon työtä yhdessä. Kohta 1.")
    html = page(signed_in(builders.secretary()), sent, changes="1")
    assert "<p>Teimme<ins> paljon</ins> työtä yhdessä. Kohta 1.</p>" in html
    assert "Changes in question 1." in html
    assert html.count("No changes") == 1


def reading_queries(sent: Document, who: Any, **asked: Any) -> int:
    document = Document.objects.select_related("round", "group").get(pk=sent.pk)
    actor = builders.actor(who, LATER)
    with CaptureQueriesContext(connection) as counted:
        queries.reading(document, actor, **asked)
    return len(counted)


def test_opening_a_document_takes_as_many_queries_whatever_its_history(
    sent: Document, ministries: tuple[Organisation, Organisation]
) -> None:
    secretary = builders.secretary(ministries[0])
    counts = []
    for _round in range(2):
        counts.append(reading_queries(sent, secretary))
        sent_again(sent, f"Uusi teksti {len(counts)}.")
        for number in (1, 2):
            commands.mark_read(sent.submissions.first(), number, by=builders.actor(secretary, LATER), at=LATER)
    assert counts == [12, 12]
    assert reading_queries(sent, secretary, with_changes=True) == 12


def test_opening_a_document_takes_the_queries_that_its_docstring_says(
    sent: Document, ministries: tuple[Organisation, Organisation]
) -> None:
    secretary = builders.secretary(ministries[0])
    writer, reader = builders.expert(sent.group), builders.expert(builders.group())
    people = {"secretary": secretary, "writer": writer, "reader": reader}

    def counts(of: Document) -> dict[str, int]:
        return {name: reading_queries(of, who) for name, who in people.items()}

    assert counts(sent) == {"secretary": 12, "writer": 7, "reader": 4}
    beside = {1: Beside.PLAN_TOPIC_1, 2: Beside.STRATEGY_DEFINITION}
    asking = builders.round_(2012, questions=2, ministries=ministries, beside=beside)
    sent = builders.sent_document(sent.group, in_round=asking)
    assert counts(sent) == {"secretary": 14, "writer": 7, "reader": 4}
    builders.return_for_completion(sent, 1, by=secretary, at=LATER)
    assert counts(sent) == {"secretary": 17, "writer": 10, "reader": 4}
    draft = builders.document(sent.group, in_round=builders.round_(2013, questions=2))
    assert reading_queries(draft, writer) == 4


# -- what the ministries have read


def test_each_ministry_marks_what_it_has_read_and_sees_the_others(
    sent: Document, ministries: tuple[Organisation, Organisation]
) -> None:
    first, second = (builders.secretary(one, name) for one, name in zip(ministries, ("Oili", "Tapio"), strict=True))
    address = reverse("answer_read", args=[sent.pk, 1])
    answer = signed_in(first).post(address, {"version": "1", "read": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"/documents/{sent.pk}/?version=1#q1")
    html = page(signed_in(second), sent)
    assert "Oili" in html
    assert html.count("Mark as read<") == 2
    signed_in(second).post(address, {"version": "1", "read": "1"})
    assert list(ReadMark.objects.values_list("by__name", "number").order_by("by__name")) == [("Oili", 1), ("Tapio", 1)]
    signed_in(first).post(address, {"version": "1", "read": "0"})
    assert list(ReadMark.objects.values_list("by__name", "number")) == [("Tapio", 1)]


@pytest.mark.parametrize(("number", "version"), [(3, "1"), (1, "2"), (1, ""), (1, "x")])
def test_an_answer_or_a_version_that_is_not_there_cannot_be_marked(sent: Document, number: int, version: str) -> None:
    address = reverse("answer_read", args=[sent.pk, number])
    assert signed_in(builders.secretary()).post(address, {"version": version, "read": "1"}).status_code == 404
    assert not ReadMark.objects.exists()


# -- review


def review(who: Any, document: Document, version: str = "1") -> Any:
    return signed_in(who).post(reverse("document_review", args=[document.pk]), {"version": version}, follow=True)


def test_a_secretary_marks_the_report_as_reviewed_and_the_other_sees_who_and_when(sent: Document) -> None:
    review(builders.secretary(name="Oili"), sent)
    sent.refresh_from_db()
    assert sent.state == State.REVIEWED
    html = page(signed_in(builders.secretary()), sent)
    assert "Oili marked version 1 as reviewed." in html
    assert "15.12.2014 at 10:30" in html
    assert "Mark as reviewed" not in html


def test_the_second_to_act_is_told_of_the_first_on_the_same_page(sent: Document) -> None:
    review(builders.secretary(name="Oili"), sent)
    answer = review(builders.secretary(), sent)
    assert answer.redirect_chain == [(f"/documents/{sent.pk}/", 302)]
    assert "Oili was here first" in answer.content.decode()
    assert sent.transitions.filter(step="review").count() == 1


def test_a_review_of_an_older_version_is_refused_with_a_sentence(sent: Document) -> None:
    sent_again(sent, "Toinen teksti.")
    assert "A newer version has been sent." in review(builders.secretary(), sent).content.decode()
    sent.refresh_from_db()
    assert sent.state == State.SENT


@pytest.mark.parametrize("name", ["document_review", "document_take_back"])
def test_nobody_but_a_secretary_reviews(sent: Document, name: str) -> None:
    address = reverse(name, args=[sent.pk])
    for who in (builders.expert(sent.group), builders.admin(), builders.expert(builders.group())):
        assert signed_in(who).post(address, {"version": "1", "reason": "Syy."}).status_code == 403
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_a_review_is_taken_back_with_a_reason_that_the_group_reads(sent: Document) -> None:
    review(builders.secretary(), sent)
    address = reverse("document_take_back", args=[sent.pk])
    client = signed_in(builders.secretary(name="Tapio"))
    empty = client.post(address, {"reason": "  "})
    assert empty.status_code == 200
    assert "Write why the review is taken back" in empty.content.decode()
    assert "<title>Error: " in empty.content.decode()
    assert client.post(address, {"reason": "Kysymys 2 jäi lukematta."})["Location"] == f"/documents/{sent.pk}/"
    sent.refresh_from_db()
    assert sent.state == State.SENT
    assert "Kysymys 2 jäi lukematta." in page(signed_in(builders.chair(sent.group)), sent)
    assert "Kysymys 2 jäi lukematta." not in page(signed_in(builders.expert(builders.group())), sent)


def test_a_reason_is_kept_when_somebody_else_took_the_review_back_first(sent: Document) -> None:
    review(builders.secretary(), sent)
    address = reverse("document_take_back", args=[sent.pk])
    signed_in(builders.secretary(name="Oili")).post(address, {"reason": "Luen uudestaan."})
    html = signed_in(builders.secretary()).post(address, {"reason": "Kirjoitin tämän."}).content.decode()
    assert "Oili was here first" in html
    assert "Kirjoitin tämän." in html


def test_taking_back_is_not_offered_before_there_is_a_review(sent: Document) -> None:
    answer = signed_in(builders.secretary()).get(reverse("document_take_back", args=[sent.pk]))
    assert (answer.status_code, answer["Location"]) == (302, f"/documents/{sent.pk}/")
