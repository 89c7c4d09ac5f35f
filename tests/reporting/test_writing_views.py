"""The pages of those who write: front page, editor, two texts of one answer, an answer's history, the preview."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Revision
from elo_portal.office.models.writing import MOST_CHARACTERS
from networks.choices import Role, Seat
from reporting import progress
from reporting.choices import Beside, State
from reporting.models import Document
from tests import builders

pytestmark = pytest.mark.django_db
LATER = builders.helsinki(2014, 12, 15, 10, 30)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal's day is that of the builders."""
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)


@pytest.fixture
def document() -> Document:
    return builders.document(in_round=builders.round_(ministries=(builders.ministry(),)))


def signed_in(who: Any) -> Client:
    """Reads the portal in the language of the source."""
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def address(name: str, document: Document, *more: int) -> str:
    return reverse(name, args=[document.pk, *more])


def fields(document: Document, **changed: str) -> dict[str, str]:
    """What the editor's form sends: every answer as it stands, but those that are changed (a1=… for question 1)."""
    data = {"language": document.language, "action": "save"}
    for answer in builders.answers(document):
        number = answer.number
        data |= {
            f"answer-{number}": changed.get(f"a{number}", answer.text.body),
            f"base-{number}": str(answer.text.number),
            f"language-{number}": changed.get(f"l{number}", answer.text.language),
        }
    return data | {name: text for name, text in changed.items() if name in {"action", "language", "here"}}


def bodies(document: Document) -> list[str]:
    return [answer.text.body for answer in builders.answers(document)]


class TestEditor:
    def test_the_page_shows_each_question_whole_with_its_hint_and_text(self, quick_printer, document):
        writer = builders.expert(document.group)
        builders.write(document, "Ensimmäinen vastaus.", by=writer)
        page = signed_in(writer).get(address("document_write", document)).content.decode()
        assert "Mitä teitte kohdassa 5?" in page
        assert "Hint 5" in page
        assert "Ensimmäinen vastaus.</textarea>" in page
        assert "1.5 / 3 pages" in page

    def test_questions_follow_the_language_of_the_document_and_own_translations_say_so(self, quick_printer):
        document = builders.document(language="sv")
        page = signed_in(builders.expert(document.group)).get(address("document_write", document)).content.decode()
        assert "Vad gjorde ni i punkt 1?" in page
        assert "Translation: the ELO portal" in page
        assert "Mitä teitte" not in page

    def test_the_strategys_definition_stands_beside_the_question_that_asks_for_it(self, quick_printer):
        document = builders.document(in_round=builders.round_(beside={1: Beside.STRATEGY_DEFINITION}))
        builders.adopted_strategy(document.group, definition="Ohjaus on matka.")
        page = signed_in(builders.expert(document.group)).get(address("document_write", document)).content.decode()
        assert page.count("Ohjaus on matka.") == 1

    def test_the_page_opens_when_the_printer_does_not_answer(self, monkeypatch, document):
        monkeypatch.setattr("reporting.checks.printer.lay_out", lambda html: 1 / 0)
        response = signed_in(builders.expert(document.group)).get(address("document_write", document))
        assert response.status_code == 200
        assert response.context["pages"] is None

    def test_what_has_been_sent_is_shown_for_reading(self):
        document = builders.sent_document()
        response = signed_in(builders.expert(document.group)).get(address("document_write", document))
        assert response.url == document.get_absolute_url()

    def test_a_member_who_does_not_write_may_not_open_a_sent_document_for_writing(self):
        document = builders.sent_document()
        member = builders.user()
        builders.member(member, document.group)
        assert signed_in(member).get(address("document_write", document)).status_code == 403

    def test_a_stranger_does_not_find_a_draft(self, document):
        stranger = builders.expert(builders.group())
        assert signed_in(stranger).get(address("document_write", document)).status_code == 404
        assert signed_in(stranger).post(address("document_write", document), fields(document)).status_code == 404

    def test_query_count_is_the_same_for_one_answer_and_five(self, quick_printer):
        counts = []
        for questions in (1, 5):
            document = builders.document(
                in_round=builders.round_(due=builders.helsinki(2014, 12, 20 + questions), questions=questions)
            )
            writer = builders.chair(document.group)
            builders.write_all(document, by=writer)
            client = signed_in(writer)
            client.get(address("document_write", document))
            with CaptureQueriesContext(connection) as counted:
                client.get(address("document_write", document))
            counts.append(len(counted))
        assert counts[0] == counts[1]


class TestSaving:
    def test_a_save_makes_a_revision_of_each_changed_answer_and_comes_back(self, quick_printer, document):
        writer = builders.expert(document.group)
        client = signed_in(writer)
        response = client.post(address("document_write", document), fields(document, a2="Uusi teksti.", here="2"))
        assert response.url == f"{address('document_write', document)}#q2"
        assert bodies(document) == ["", "Uusi teksti.", "", "", ""]
        assert [one.by_id for one in Revision.objects.all()] == [writer.pk]
        assert "Saved at 10:30" in client.get(address("document_write", document)).content.decode()

    def test_a_save_that_changes_nothing_makes_no_revision(self, document):
        writer = builders.expert(document.group)
        builders.write_all(document, by=writer)
        before = Revision.objects.count()
        signed_in(writer).post(address("document_write", document), fields(document))
        assert Revision.objects.count() == before

    @pytest.mark.parametrize(("action", "name"), [("check", "document_check"), ("preview", "document_preview")])
    def test_check_and_preview_save_first(self, document, action, name):
        client = signed_in(builders.expert(document.group))
        response = client.post(address("document_write", document), fields(document, a1="Teksti.", action=action))
        assert response.url == address(name, document)
        assert bodies(document)[0] == "Teksti."

    def test_a_too_long_answer_is_kept_on_the_page_and_the_others_are_saved(self, quick_printer, document):
        client = signed_in(builders.expert(document.group))
        long = "ä" * (MOST_CHARACTERS + 1)
        response = client.post(address("document_write", document), fields(document, a1=long, a2="Toinen."))
        page = response.content.decode()
        assert bodies(document) == ["", "Toinen.", "", "", ""]
        assert long in page
        assert 'aria-invalid="true"' in page
        assert response.context["form"].errors.keys() == {"answer-1"}
        assert "Text 1 has 50" in page
        assert response.context["rows"][1].base == 1

    def test_the_longest_answer_allowed_is_saved(self, quick_printer, document):
        client = signed_in(builders.expert(document.group))
        client.post(address("document_write", document), fields(document, a1=f"  {'ä' * MOST_CHARACTERS}\r\n"))
        assert len(bodies(document)[0]) == MOST_CHARACTERS

    def test_of_two_texts_the_second_is_put_aside_and_its_writer_led_to_compare(self, document):
        first, second = builders.expert(document.group), builders.chair(document.group)
        opened = fields(document, a3="Toisen teksti.", a4="Muu vastaus.")
        builders.write(document, "", "", "Ensimmäisen teksti.", by=first)
        response = signed_in(second).post(address("document_write", document), opened)
        assert response.url == address("answer_conflict", document, 3)
        assert bodies(document) == ["", "", "Ensimmäisen teksti.", "Muu vastaus.", ""]
        assert Revision.objects.get(is_aside=True).body == "Toisen teksti."

    def test_the_language_of_an_answer_and_of_the_document_are_chosen(self, document):
        client = signed_in(builders.expert(document.group))
        client.post(address("document_write", document), fields(document, a1="Svar.", l1="sv", a2="Vastaus."))
        client.post(address("document_write", document), fields(document, l1="sv", language="sv"))
        document.refresh_from_db()
        assert document.language == "sv"
        assert [answer.text.language for answer in builders.answers(document)] == ["sv", "fi", "sv", "sv", "sv"]

    @pytest.mark.parametrize("base", ["", "x", "-1", "99"])
    def test_a_made_up_base_is_refused(self, document, base):
        client = signed_in(builders.expert(document.group))
        data = fields(document, a1="Teksti.") | {"base-1": base}
        assert client.post(address("document_write", document), data).status_code == 400
        assert bodies(document)[0] == ""


class TestSentMeanwhile:
    def post(self, document: Document, who: Any, **changed: str) -> Any:
        opened = fields(document, **changed)
        sender = builders.expert(document.group)
        builders.write_all(document, by=sender)
        builders.send(document, by=sender)
        return signed_in(who).post(address("document_write", document), opened)

    def test_every_text_is_offered_back_and_is_in_the_history(self, quick_printer, document):
        response = self.post(document, builders.chair(document.group), a1="Puheenjohtajan teksti.", a3="Toinen.")
        page = response.content.decode()
        assert response.status_code == 409
        assert [one["text"] for one in response.context["typed"]] == ["Puheenjohtajan teksti.", "Toinen."]
        assert "Puheenjohtajan teksti.</textarea>" in page
        assert set(Revision.objects.filter(is_aside=True).values_list("body", flat=True)) == {
            "Puheenjohtajan teksti.",
            "Toinen.",
        }
        assert not response.context["can_reopen"]

    def test_who_may_reopen_is_led_to_compare_the_texts(self, quick_printer, document):
        second = builders.expert(document.group)
        response = self.post(document, second, a2="Toisen asiantuntijan teksti.")
        assert response.context["can_reopen"]
        client = signed_in(second)
        response = client.post(address("document_reopen", document))
        assert response.url == address("answer_conflict", document, 2)
        assert client.get(response.url).status_code == 200

    def test_a_text_too_long_for_the_history_is_offered_back_as_well(self, quick_printer, document):
        long = "ä" * (MOST_CHARACTERS + 1)
        response = self.post(document, builders.chair(document.group), a1=long, a2="Lyhyt.")
        assert [(one["text"], one["is_kept"]) for one in response.context["typed"]] == [(long, False), ("Lyhyt.", True)]

    def test_who_had_changed_nothing_is_shown_what_was_sent(self, quick_printer, document):
        response = self.post(document, builders.chair(document.group))
        assert response.url == document.get_absolute_url()


class TestConflict:
    @pytest.fixture
    def two_texts(self, document: Document) -> tuple[Document, Any, Any]:
        first, second = builders.expert(document.group), builders.chair(document.group)
        builders.write(document, "Kokouksia oli neljä.\n\nSama kappale.", by=first)
        opened = fields(document, a1="Kokouksia oli viisi.\n\nSama kappale.")
        builders.write(document, "Kokouksia oli kuusi.\n\nSama kappale.", by=first)
        signed_in(second).post(address("document_write", document), opened)
        return document, first, second

    def decide(self, document: Document, who: Any, choice: str, text: str = "", base: int = 2) -> Any:
        data = {"choice": choice, "base": str(base), "aside": "3", "text": text}
        return signed_in(who).post(address("answer_conflict", document, 1), data)

    def test_both_texts_stand_side_by_side_with_what_contradicts_named(self, two_texts):
        document, _first, second = two_texts
        response = signed_in(second).get(address("answer_conflict", document, 1))
        page = response.content.decode()
        assert response.context["contradictions"] == [("viisi.", "kuusi.")]
        assert "<ins>viisi.</ins>" in page
        assert "<ins>kuusi.</ins>" in page
        assert response.context["text"] == "Kokouksia oli kuusi.\n\nSama kappale."

    @pytest.mark.parametrize(
        ("choice", "becomes"),
        [
            ("mine", "Kokouksia oli viisi.\n\nSama kappale."),
            ("theirs", "Kokouksia oli kuusi.\n\nSama kappale."),
            ("combined", "Sovittu: kuusi."),
        ],
    )
    def test_the_chosen_text_becomes_the_answer_and_neither_is_lost(self, two_texts, choice, becomes):
        document, _first, second = two_texts
        response = self.decide(document, second, choice, "Sovittu: kuusi.")
        assert response.url == f"{address('document_write', document)}#q1"
        assert bodies(document)[0] == becomes
        assert progress.progress_of(document).waiting == ()
        kept = set(Revision.objects.values_list("body", flat=True))
        assert {"Kokouksia oli viisi.\n\nSama kappale.", "Kokouksia oli kuusi.\n\nSama kappale."} <= kept

    def test_a_third_change_shows_the_new_difference(self, two_texts):
        document, first, second = two_texts
        builders.write(document, "Kokouksia oli seitsemän.", by=first)
        response = self.decide(document, second, "combined", "Sovittu: kuusi.")
        assert response.url == address("answer_conflict", document, 1)
        response = signed_in(second).get(response.url)
        assert (response.context["mine"].body, response.context["theirs"].body) == (
            "Sovittu: kuusi.",
            "Kokouksia oli seitsemän.",
        )

    def test_a_combined_text_that_is_too_long_stays_on_the_page(self, two_texts):
        document, _first, second = two_texts
        response = self.decide(document, second, "combined", "ä" * (MOST_CHARACTERS + 1))
        assert response.status_code == 200
        assert len(response.context["text"]) == MOST_CHARACTERS + 1
        assert bodies(document)[0] == "Kokouksia oli kuusi.\n\nSama kappale."

    def test_deciding_later_is_remembered_in_the_editor_and_on_the_front_page(self, quick_printer, two_texts):
        document, first, second = two_texts
        for page in (address("document_write", document), reverse("front")):
            assert address("answer_conflict", document, 1) in signed_in(second).get(page).content.decode()
            assert address("answer_conflict", document, 1) not in signed_in(first).get(page).content.decode()

    def test_another_persons_text_is_not_ones_own_to_decide(self, two_texts):
        document, first, _second = two_texts
        response = self.decide(document, first, "mine")
        assert response.url == f"{address('document_write', document)}#q1"
        assert len(progress.progress_of(document).waiting) == 1

    def test_when_the_report_has_been_sent_the_text_is_in_the_history(self, quick_printer, two_texts):
        document, first, second = two_texts
        builders.write_all(document, by=first)
        builders.send(document, by=first)
        response = self.decide(document, second, "mine")
        assert response.url == address("answer_history", document, 1)
        assert bodies(document)[0] == "Teimme työtä yhdessä. Kohta 1."

    def test_texts_of_very_many_paragraphs_fit_the_rows_of_the_page(self, document):
        first, second = builders.expert(document.group), builders.chair(document.group)
        opened = fields(document, a1="\n\n".join(f"oma {n}" for n in range(150)))
        builders.write(document, "\n\n".join(f"muu {n}" for n in range(150)), by=first)
        client = signed_in(second)
        client.post(address("document_write", document), opened)
        response = client.get(address("answer_conflict", document, 1))
        assert len(response.context["rows"]) == 96
        assert "149" in response.content.decode().split("</article>")[0]


class TestHistory:
    def test_every_save_is_listed_newest_first(self, document):
        writer = builders.expert(document.group, "Aino Aalto")
        for text in ("Yksi.", "Yksi kaksi.", "Yksi kaksi kolme."):
            builders.write(document, text, by=writer)
        response = signed_in(writer).get(address("answer_history", document, 1))
        assert [row["revision"].number for row in response.context["revisions"]] == [3, 2, 1]
        assert [row["added"] for row in response.context["revisions"]] == [
            "2 words added",
            "2 words added",
            "1 word added",
        ]
        assert response.content.decode().count("Aino Aalto") == 4

    def test_a_revision_shows_what_it_changed(self, document):
        writer = builders.expert(document.group)
        builders.write(document, "Vanha sana.", by=writer)
        builders.write(document, "Uusi sana.", by=writer)
        page = signed_in(writer).get(address("answer_history", document, 1), {"revision": "2"}).content.decode()
        assert "<del>Vanha</del>" in page
        assert "<ins>Uusi</ins>" in page

    def test_an_earlier_text_is_brought_back_as_a_new_revision(self, document):
        writer = builders.expert(document.group)
        builders.write(document, "Vanha.", by=writer)
        builders.write(document, "Uusi.", by=writer)
        signed_in(writer).post(address("answer_history", document, 1), {"revision": "1", "base": "2"})
        assert [one.body for one in Revision.objects.order_by("number")] == ["Vanha.", "Uusi.", "Vanha."]
        assert bodies(document)[0] == "Vanha."
        assert AuditEntry.objects.filter(act="document.restore").count() == 1

    def test_nothing_is_brought_back_into_what_has_been_sent(self, quick_printer):
        document = builders.sent_document()
        writer = builders.expert(document.group)
        response = signed_in(writer).post(address("answer_history", document, 1), {"revision": "1", "base": "1"})
        assert response.url == address("answer_history", document, 1)
        assert Revision.objects.filter(text=builders.answers(document)[0].text).count() == 1

    def test_readers_of_what_was_sent_do_not_see_how_it_was_written(self, quick_printer):
        document = builders.sent_document()
        assert signed_in(builders.secretary()).get(address("answer_history", document, 1)).status_code == 403

    @pytest.mark.parametrize("asked", ["0", "7", "x", "9" * 30])
    def test_a_revision_that_does_not_exist_is_not_found(self, document, asked):
        writer = builders.expert(document.group)
        assert signed_in(writer).get(address("answer_history", document, 1), {"revision": asked}).status_code == 404


class TestPreview:
    def test_the_preview_is_a_pdf_of_the_draft_and_is_kept_nowhere(self, monkeypatch, document):
        asked = {}

        def print_pdf(html: str, **words: Any) -> SimpleNamespace:
            asked.update(words, html=html)
            return SimpleNamespace(pdf=b"%PDF-")

        monkeypatch.setattr("reporting.views.previewing.printer.print_pdf", print_pdf)
        builders.write(document, "Tämä on luonnos.", by=builders.expert(document.group))
        response = signed_in(builders.chair(document.group)).get(address("document_preview", document))
        assert response.content == b"%PDF-"
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("inline;")
        assert "no-store" in response["Cache-Control"]
        assert "Tämä on luonnos." in asked["html"]
        assert (asked["language"], asked["created"]) == ("fi", LATER)

    def test_a_reader_of_what_was_sent_has_no_preview_of_the_next_version(self, quick_printer):
        document = builders.sent_document()
        assert signed_in(builders.secretary()).get(address("document_preview", document)).status_code == 403


class TestFrontPage:
    def get(self, who: Any) -> Any:
        return signed_in(who).get(reverse("front"))

    def test_a_writer_sees_the_year_and_what_to_do_next(self, quick_printer, document):
        writer = builders.expert(document.group)
        builders.write(document, "Yksi.", "Kaksi.", by=writer)
        response = self.get(writer)
        page = response.content.decode()
        assert "The report is due on Wednesday" in page
        assert "16 days are left." in page
        assert "2 questions of 5 have been answered." in page
        assert [step.phase for step in response.context["steps"]] == ["now", "next"]
        titles = [task.title for task in response.context["tasks"]]
        assert titles == [
            "Answer question 3: Question 3",
            "Answer question 4: Question 4",
            "Answer question 5: Question 5",
            "Send the report to the ministries",
        ]
        assert response.context["tasks"][-1].url == ""

    def test_when_all_is_answered_sending_is_the_next_task(self, quick_printer, document):
        writer = builders.expert(document.group)
        builders.write_all(document, by=writer)
        tasks = self.get(writer).context["tasks"]
        assert [task.url for task in tasks] == [
            address("document_write", document),
            address("document_check", document),
        ]

    def test_a_chair_is_told_who_sends(self, quick_printer, document):
        chair = builders.chair(document.group)
        assert self.get(chair).context["tasks"][-1].title == "Check the report"

    def test_when_the_report_has_been_sent_there_is_nothing_to_do(self, quick_printer):
        document = builders.sent_document()
        response = self.get(builders.expert(document.group))
        assert response.context["tasks"] == []
        assert [step.phase for step in response.context["steps"]] == ["done", "now"]
        assert document.submissions.get().get_absolute_url() in response.content.decode()

    def test_after_the_due_date_the_page_says_late(self, quick_printer, document, monkeypatch):
        monkeypatch.setattr("elo_portal.office.clock.now", lambda: builders.helsinki(2015, 1, 2, 9, 0))
        page = self.get(builders.expert(document.group)).content.decode()
        assert "The report was due" in page
        assert "marked as arrived late" in page

    def test_a_writer_of_two_groups_begins_with_the_one_they_send_for(self, quick_printer):
        round_ = builders.round_()
        own, other = builders.group("ZZZ"), builders.group("AAA")
        for group in (own, other):
            builders.document(group, in_round=round_)
        writer = builders.expert(own)
        builders.member(writer, other, Seat.CHAIR)
        response = self.get(writer)
        assert response.context["group"] == own
        assert "?group=AAA" in response.content.decode()
        assert signed_in(writer).get(reverse("front"), {"group": "AAA"}).context["group"] == other

    def test_without_a_round_the_writer_is_told_what_will_come(self):
        group = builders.group()
        assert "No round is open now." in self.get(builders.expert(group)).content.decode()

    def test_a_secretary_comes_to_the_board(self, document):
        assert self.get(builders.secretary()).url == reverse("round_board", args=[document.round_id])

    def test_a_secretary_without_a_round_is_told_so(self):
        assert "No round has been opened yet." in self.get(builders.secretary()).content.decode()

    def test_an_administrator_comes_to_the_situation(self):
        assert self.get(builders.admin()).url == reverse("situation")

    def test_a_reader_is_led_to_the_reports_of_all_regions(self, document):
        reader = builders.user()
        builders.appointment(reader, builders.responsible(document.group), Role.READER)
        assert reverse("round_list") in self.get(reader).content.decode()

    def test_a_person_without_a_role_is_told_what_to_do(self):
        assert "You have no role in the network today" in self.get(builders.user()).content.decode()

    def test_query_count_does_not_grow_with_answers_and_saves(self, quick_printer):
        counts = []
        for questions in (1, 5):
            document = builders.document(
                in_round=builders.round_(due=builders.helsinki(2014, 12, 20 + questions), questions=questions)
            )
            writer = builders.expert(document.group)
            for text in ("Yksi.", "Kaksi."):
                builders.write_all(document, by=writer, text=text)
            self.get(writer)
            with CaptureQueriesContext(connection) as counted:
                self.get(writer)
            counts.append(len(counted))
        assert counts[0] == counts[1]


def test_a_document_that_is_being_completed_is_written_like_a_draft(quick_printer, document):
    Document.objects.filter(pk=document.pk).update(state=State.RETURNED)
    assert signed_in(builders.chair(document.group)).get(address("document_write", document)).status_code == 200
