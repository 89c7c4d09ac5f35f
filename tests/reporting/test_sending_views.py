"""The check before sending, sending, reopening, the receipt and its files, and verifying a hash."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elo_portal.office import mail
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Job, Notice, Print, PrintedFile
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.printing.printer import Measure
from reporting import checks
from reporting.choices import State
from reporting.content import wording
from reporting.models import Document, Submission
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]
NOW = builders.helsinki(2014, 12, 30, 14, 7, 32)
TOO_LATE = builders.helsinki(2015, 1, 2, 9, 0)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def document() -> Document:
    """Ready to be sent to the secretaries of two ministries."""
    ministries = (builders.ministry("Ensimmäinen ministeriö"), builders.ministry("Toinen ministeriö"))
    for ministry, name in zip(ministries, ("Leena Lepola", "Matti Meri"), strict=True):
        builders.secretary(ministry, name)
    made = builders.document(in_round=builders.round_(ministries=ministries))
    builders.write_all(made, by=builders.expert(made.group))
    return made


@pytest.fixture
def submission(document: Document) -> Submission:
    return builders.send(document, by=builders.expert(document.group, "Aino Aalto"), at=NOW)


def signed_in(who: Any) -> Client:
    """Reads the portal in the language of the source."""
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def check_page(document: Document, who: Any = None) -> Any:
    return signed_in(who or builders.expert(document.group)).get(reverse("document_check", args=[document.pk]))


def measure(monkeypatch: pytest.MonkeyPatch, hundredths: int, *, end: str = "") -> None:
    pages = -(-hundredths // 100)
    found = Measure(pages=pages, hundredths=hundredths, lines_left=1, lines_a_page=40, page_ends=(end,) * (pages - 1))
    layout = SimpleNamespace(pages=pages + 1, measure=lambda: found)
    monkeypatch.setattr(checks.printer, "lay_out", lambda html: layout)


class TestCheckPage:
    def test_a_report_that_is_ready_can_be_sent_to_those_it_names(self, document):
        response = check_page(document)
        page = response.content.decode()
        assert response.context["blocking"] == []
        assert [check.state for check in response.context["checks"]] == ["done", "done", "done"]
        assert "Send to the secretaries of the national ELO group" in page
        assert f'name="checked" value="{wording(document)}"' in page
        assert "Leena Lepola" in page
        assert "Matti Meri" in page
        assert "The due date is tomorrow, 31.12.2014." in page

    def test_what_is_missing_stands_in_the_place_of_the_button(self, document):
        builders.write(document, *["Teksti."] * 3, "", "", by=builders.expert(document.group))
        response = check_page(document)
        page = response.content.decode()
        assert [check.remedy for check in response.context["blocking"]] == ["Answer question 4", "Answer question 5"]
        assert reverse("document_send", args=[document.pk]) not in page
        assert f"{reverse('document_write', args=[document.pk])}#q4" in page

    @pytest.mark.parametrize(
        ("hundredths", "state", "blocks"),
        [(200, "done", False), (201, "check", False), (300, "check", False), (301, "failed", True)],
    )
    def test_the_length_is_noted_above_two_pages_and_stops_above_three(
        self, monkeypatch, document, hundredths, state, blocks
    ):
        measure(monkeypatch, hundredths)
        length = check_page(document).context["checks"][1]
        assert (length.state, length.blocks) == (state, blocks)

    def test_a_report_just_over_the_limit_never_looks_like_the_limit(self, monkeypatch, document):
        measure(monkeypatch, 301)
        assert "3.1 / 3 pages" in check_page(document).content.decode()

    def test_the_words_at_which_the_last_page_ends_are_told_with_their_question(self, monkeypatch, document):
        measure(monkeypatch, 340, end="Teimme työtä yhdessä. Kohta 4.")
        response = check_page(document)
        (too_long,) = response.context["blocking"]
        assert "ends in the answer to question 4" in too_long.hint
        assert "yhdessä. Kohta 4." in too_long.hint
        assert too_long.url.endswith("#q4")

    def test_when_the_printer_fails_the_page_opens_and_sending_waits(self, monkeypatch, document):
        monkeypatch.setattr(checks.printer, "lay_out", lambda html: 1 / 0)
        response = check_page(document)
        assert response.status_code == 200
        assert [check.remedy for check in response.context["blocking"]] == ["Measure the length again"]

    def test_a_database_that_does_not_answer_is_not_taken_for_a_printer(self, monkeypatch, document):
        def fails(html: str) -> None:
            raise DatabaseError

        monkeypatch.setattr(checks.printer, "lay_out", fails)
        with pytest.raises(DatabaseError):
            check_page(document)

    def test_a_chair_checks_and_is_told_who_sends(self, document):
        builders.expert(document.group, "Aino Aalto")
        page = check_page(document, builders.chair(document.group)).content.decode()
        assert "Aino Aalto" in page
        assert reverse("document_send", args=[document.pk]) not in page

    def test_texts_that_wait_are_noted_and_do_not_stop_sending(self, document):
        writer, chair = builders.expert(document.group), builders.chair(document.group, "Pekka Puro")
        for one, text in ((writer, "Uusi."), (chair, "Toinen.")):
            data = {"answer-1": text, "base-1": "1"}
            signed_in(one).post(reverse("document_write", args=[document.pk]), data)
        own, others = check_page(document, chair), check_page(document, writer)
        assert "Decide between two texts of question 1" in own.content.decode()
        assert "Pekka Puro has another text for question 1" in others.content.decode()
        assert own.context["blocking"] == others.context["blocking"] == []

    def test_a_role_that_nobody_holds_is_noted(self):
        document = builders.document(in_round=builders.round_(ministries=(builders.ministry("Tyhjä ministeriö"),)))
        titles = [check.title for check in check_page(document).context["checks"]]
        assert "Nobody receives it in the organisation Tyhjä ministeriö en as secretary of the national group" in titles

    def test_after_the_due_date_the_mark_is_told_beforehand(self, monkeypatch, document):
        monkeypatch.setattr("elo_portal.office.clock.now", lambda: TOO_LATE)
        assert "it will be marked as arrived late" in check_page(document).content.decode()

    def test_what_has_been_sent_needs_no_check(self, document, submission):
        assert check_page(document).url == document.get_absolute_url()


class TestSending:
    def send(self, document: Document, who: Any, checked: str | None = None) -> Any:
        data = {"checked": wording(document) if checked is None else checked}
        return signed_in(who).post(reverse("document_send", args=[document.pk]), data)

    def test_a_sent_report_has_a_receipt_at_once(self, document):
        response = self.send(document, builders.expert(document.group))
        assert response.url == document.submissions.get().get_absolute_url()

    @pytest.mark.parametrize("checked", ["", "0123456789abcdef"])
    def test_what_was_not_checked_is_not_sent(self, document, checked):
        response = self.send(document, builders.expert(document.group), checked)
        assert response.url == reverse("document_check", args=[document.pk])
        assert not document.submissions.exists()

    def test_a_second_sender_is_told_who_was_first(self, document, submission):
        other = builders.expert(document.group)
        client = signed_in(other)
        data = {"checked": wording(document)}
        response = client.post(reverse("document_send", args=[document.pk]), data)
        assert response.url == submission.get_absolute_url()
        assert "Aino Aalto" in client.get(response.url).content.decode()
        assert document.submissions.count() == 1

    def test_the_button_pressed_twice_leads_to_the_one_receipt(self, document):
        sender = builders.expert(document.group)
        first, client = self.send(document, sender), signed_in(sender)
        second = client.post(reverse("document_send", args=[document.pk]), {"checked": wording(document)})
        assert first.url == second.url
        assert "You have sent it already." in client.get(second.url).content.decode()
        assert document.submissions.count() == 1

    def test_a_chair_does_not_send(self, document):
        assert self.send(document, builders.chair(document.group)).status_code == 403
        assert not document.submissions.exists()

    def test_sending_asks_for_a_post(self, document):
        client = signed_in(builders.expert(document.group))
        assert client.get(reverse("document_send", args=[document.pk])).status_code == 405


class TestReopening:
    def test_a_get_asks_and_a_post_opens_the_editor(self, document, submission):
        client = signed_in(builders.expert(document.group))
        address = reverse("document_reopen", args=[document.pk])
        assert "Version 1 was sent 30.12.2014" in client.get(address).content.decode()
        document.refresh_from_db()
        assert document.state == State.SENT
        assert client.post(address).url == reverse("document_write", args=[document.pk])
        document.refresh_from_db()
        assert document.state == State.DRAFT

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_after_the_due_moment_it_is_refused_with_a_sentence(self, monkeypatch, document, submission, method):
        monkeypatch.setattr("elo_portal.office.clock.now", lambda: TOO_LATE)
        client = signed_in(builders.expert(document.group))
        response = getattr(client, method)(reverse("document_reopen", args=[document.pk]))
        assert response.url == document.get_absolute_url()
        document.refresh_from_db()
        assert document.state == State.SENT

    def test_a_chair_does_not_reopen(self, document, submission):
        client = signed_in(builders.chair(document.group))
        assert client.post(reverse("document_reopen", args=[document.pk])).status_code == 403


def printed(submission: Submission) -> Print:
    made = Print.objects.create(
        key=submission.print_key, sha256="b" * 64, size=48_001, pages=3, printed_at=timezone.now()
    )
    PrintedFile.objects.create(print=made, pdf=b"%PDF- a report")
    mail.print_is_ready(made)
    return made


class TestReceipt:
    def get(self, submission: Submission, who: Any = None, name: str = "submission_receipt") -> Any:
        who = who or builders.expert(submission.document.group)
        return signed_in(who).get(reverse(name, args=[submission.pk]))

    def test_the_receipt_tells_the_moment_the_version_and_the_hash(self, submission):
        page = self.get(submission).content.decode()
        assert "30.12.2014 at 14:07:32" in page
        assert submission.identifier in page
        assert submission.sha256[:8] in page
        assert "the answers 1.5 pages" in page
        assert "1 day before the due date" in page

    def test_a_late_one_says_so(self, document):
        late = builders.send(document, by=builders.expert(document.group), at=TOO_LATE)
        assert "after the due date" in self.get(late).content.decode()

    def test_addresses_are_for_the_writers_alone(self, submission):
        address = Notice.objects.filter(to_name="Leena Lepola").get().to_address.partition("@")[0]
        assert address in self.get(submission).content.decode()
        outside = self.get(submission, builders.expert(builders.group())).content.decode()
        assert "Leena Lepola" in outside
        assert address not in outside

    def test_who_has_no_role_does_not_find_it(self, submission):
        assert self.get(submission, builders.user()).status_code == 404

    def test_while_the_pdf_is_being_printed_the_page_asks_again(self, submission):
        response = self.get(submission, name="submission_status")
        assert response.context["delivery"].goes_on
        assert "data-goes-on" in response.content.decode()
        assert "The PDF is being printed" in response.content.decode()

    def test_when_all_is_done_it_stops(self, submission):
        printed(submission)
        Notice.objects.update(state=NoticeState.DELIVERED)
        page = self.get(submission, name="submission_status").content.decode()
        assert "data-goes-on" not in page
        assert "Download the PDF (3 pages, 49 kB)" in page
        assert "The mails have been handed over" in page

    def test_printed_and_not_yet_mailed(self, submission):
        printed(submission)
        Notice.objects.filter(pk=Notice.objects.first().pk).update(state=NoticeState.DELIVERED)
        page = self.get(submission, name="submission_status").content.decode()
        assert "1 / 3 mails handed over" in page
        assert "data-goes-on" in page

    def test_a_parked_job_is_told_as_a_delay(self, submission):
        Job.objects.update(parked_at=timezone.now())
        page = self.get(submission, name="submission_status").content.decode()
        assert "The printing of the PDF is delayed" in page
        assert "data-goes-on" not in page

    def test_a_mail_of_which_a_person_must_decide_is_told_of(self, submission):
        printed(submission)
        Notice.objects.update(state=NoticeState.FAILED)
        page = self.get(submission, name="submission_status").content.decode()
        assert "3 mails could not be handed over." in page
        assert "data-goes-on" not in page

    def test_the_moment_of_printing_is_on_the_clock_of_the_sending(self, submission):
        made = printed(submission)
        job = Job.objects.get()
        Job.objects.filter(pk=job.pk).update(created_at=made.printed_at - timedelta(seconds=9))
        assert "30.12.2014 at 14:07:41" in self.get(submission).content.decode()

    def test_an_earlier_version_points_to_the_newest(self, document, submission):
        sender = builders.expert(document.group)
        signed_in(sender).post(reverse("document_reopen", args=[document.pk]))
        builders.send(document, by=sender, at=NOW)
        assert "A newer version has been sent." in self.get(submission).content.decode()


class TestFiles:
    def get(self, name: str, submission: Submission, identifier: str = "", who: Any = None) -> Any:
        client = signed_in(who or builders.expert(builders.group()))
        return client.get(reverse(name, args=[submission.pk, identifier or submission.identifier]))

    def test_the_printed_original_is_downloaded_and_the_reading_written_down(self, submission):
        printed(submission)
        response = self.get("submission_pdf", submission)
        assert response.content == b"%PDF- a report"
        assert response["Content-Disposition"] == f'attachment; filename="{submission.identifier}.pdf"'
        assert AuditEntry.objects.filter(act="document.read", subject=f"reporting.submission:{submission.pk}").exists()

    def test_before_it_is_printed_the_page_says_so(self, submission):
        response = self.get("submission_pdf", submission)
        assert response.status_code == 409
        assert "still being printed" in response.content.decode()

    def test_the_content_is_the_very_bytes_of_the_hash(self, submission):
        response = self.get("submission_json", submission)
        assert response.content == bytes(submission.content)
        assert json.loads(response.content)["identifier"] == submission.identifier
        assert AuditEntry.objects.filter(act="document.export").count() == 1

    @pytest.mark.parametrize("name", ["submission_pdf", "submission_json"])
    def test_another_name_or_a_stranger_finds_nothing(self, submission, name):
        printed(submission)
        assert self.get(name, submission, "KAI-1999-R1").status_code == 404
        assert self.get(name, submission, who=builders.user()).status_code == 404


class TestVerifying:
    address = property(lambda self: reverse("verify"))

    def test_a_hash_copied_in_groups_is_found(self, submission):
        spaced = " ".join(submission.sha256[at : at + 8] for at in range(0, 64, 8)).upper()
        found = signed_in(builders.secretary()).get(self.address, {"hash": spaced}).context["found"]
        assert (found["submission"], found["is_pdf"]) == (submission, False)

    def test_the_downloaded_content_is_found(self, submission):
        file = SimpleUploadedFile("x.json", bytes(submission.content))
        found = signed_in(builders.secretary()).post(self.address, {"file": file}).context["found"]
        assert (found["submission"], found["is_pdf"]) == (submission, False)

    def test_the_hash_of_the_printed_pdf_is_found(self, submission):
        printed(submission)
        found = signed_in(builders.secretary()).get(self.address, {"hash": "b" * 64}).context["found"]
        assert (found["submission"], found["is_pdf"]) == (submission, True)

    def test_a_changed_file_is_not_found(self, submission):
        file = SimpleUploadedFile("x.json", bytes(submission.content) + b" ")
        response = signed_in(builders.secretary()).post(self.address, {"file": file})
        assert response.context["found"] is None
        assert "The file has been changed" in response.content.decode()

    def test_who_may_not_read_learns_nothing(self, submission):
        response = signed_in(builders.user()).get(self.address, {"hash": submission.sha256})
        assert response.context["found"] is None

    @pytest.mark.parametrize("given", ["", "abc", "g" * 64, "a" * 65])
    def test_what_is_no_hash_is_told_beside_the_field(self, given):
        response = signed_in(builders.secretary()).get(self.address, {"hash": given})
        assert "hash" in response.context["form"].errors

    @pytest.mark.parametrize("in_a_file", [False, True])
    def test_an_adopted_strategy_is_found_by_its_content_and_its_pdf(self, in_a_file):
        group, secretary = builders.group("UUD"), builders.secretary()
        version = builders.adopted_strategy(group)
        if in_a_file:
            version = builders.entered_strategy(group, by=secretary)
        Print.objects.create(key=version.print_key, sha256="c" * 64, size=4, pages=1, printed_at=NOW)
        for wanted, what in ((version.sha256, "the content"), ("c" * 64, "the printed PDF")):
            page = signed_in(secretary).get(self.address, {"hash": wanted}).content.decode()
            words = f"It is {what} of the strategy {version.identifier}, version {version.number}, which was adopted in"
            assert words in page
            assert version.title in page
            assert version.get_absolute_url() in page.replace("&amp;", "&")
            assert ("the strategy itself is in the file that arrived" in page) is in_a_file
            assert signed_in(builders.user()).get(self.address, {"hash": wanted}).context["found"] is None

    def test_a_visitor_signs_in_first(self, client):
        assert client.get(self.address).status_code == 302
