"""The pages of completion, extension and opening, for secretaries and for the region."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Revision
from reporting import commands
from reporting.choices import State
from reporting.completions import items_of, open_items
from reporting.models import CompletionRequest, CompletionTurn, Document, Extension, ReopenRequest
from tests import builders
from tests.builders import COMPLETION_DUE, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer", "english")]
NOW = helsinki(2015, 1, 8, 10, 0)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def ministries() -> Any:
    return builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")


@pytest.fixture
def okm(ministries: Any) -> Any:
    return builders.secretary(ministries[0], "Olli Okm")


@pytest.fixture
def tem(ministries: Any) -> Any:
    return builders.secretary(ministries[1], "Tiina Tem")


@pytest.fixture
def sent(ministries: Any) -> Document:
    return builders.sent_document(in_round=builders.round_(ministries=ministries, questions=3))


@pytest.fixture
def expert(sent: Document) -> Any:
    return builders.expert(sent.group, "Aino Esimerkki")


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


def text(client: Client, name: str, document: Document, **asked: str) -> str:
    answer = client.get(address(name, document), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def asking(**fields: str) -> dict[str, str]:
    """A form that asks about question 2, changed by `fields`."""
    typed = {"version": "1", "title-2": "Tulokset", "what-2": "Mitä saatiin?", "due": "20.1.2015", "note": "Kiitos!"}
    return typed | {name.replace("_", "-"): value for name, value in fields.items()}


class TestAskingForCompletion:
    def test_what_is_filled_in_is_asked_by_the_end_of_the_day(self, sent: Document, okm: Any) -> None:
        client = signed_in(okm)
        response = client.post(address("completion_ask", sent), asking())
        assert response.url == sent.get_absolute_url()
        sent.refresh_from_db()
        (item,) = items_of(sent)
        assert (sent.state, sent.due, item.title, item.asking.text, item.asking.request.note) == (
            State.RETURNED,
            COMPLETION_DUE,
            "Tulokset",
            "Mitä saatiin?",
            "Kiitos!",
        )
        said = text(client, "document_detail", sent)
        assert "The document was returned for completion by 20.1.2015. The group has been told." in said

    @pytest.mark.parametrize(
        ("fields", "error"),
        [
            ({"due": ""}, "Write the day"),
            ({"due": "huomenna"}, "Write the day in the form dd.mm.yyyy"),
            ({"due": "8.1.2015"}, "Choose tomorrow or a later day"),
            ({"due": "1.1.2014"}, "Choose tomorrow or a later day"),
            ({"due": "20.1.2105"}, "Choose a day within a year"),
            ({"title_2": ""}, "Write a short title for question 2"),
            ({"what_2": " "}, "Write what is needed for question 2"),
            ({"title_2": "a" * 81}, "Shorten the text to at most 80 characters. Now it has 81."),
            ({"what_2": "a" * 1001}, "Shorten the text to at most 1000 characters. Now it has 1001."),
            ({"title_2": "", "what_2": ""}, "Write what is needed for at least one question"),
        ],
    )
    def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(
        self, sent: Document, okm: Any, fields: dict[str, str], error: str
    ) -> None:
        typed = asking(**({"title_3": "Rahoitus", "what_3": "Säilyykö tämä?"} | fields))
        if fields.get("what_2") == "":
            typed |= {"title-3": "", "what-3": ""}
        response = signed_in(okm).post(address("completion_ask", sent), typed)
        page = response.content.decode()
        assert response.status_code == 200
        assert error in page
        for value in typed.values():
            assert value.strip() in page
        assert CompletionRequest.objects.count() == 0

    def test_tomorrow_is_the_first_day(self, sent: Document, okm: Any) -> None:
        signed_in(okm).post(address("completion_ask", sent), asking(due="09.01.2015"))
        sent.refresh_from_db()
        assert sent.due == helsinki(2015, 1, 9, 23, 59, 59)

    def test_the_second_ministry_keeps_what_it_typed_and_joins(self, sent: Document, okm: Any, tem: Any) -> None:
        builders.return_for_completion(sent, 1, by=okm, at=NOW)
        client = signed_in(tem)
        page = client.post(address("completion_ask", sent), asking()).content.decode()
        assert "Olli Okm was here first: the document was returned for completion on 8.1.2015 at 10:00." in page
        assert "Mitä saatiin?" in page
        assert 'name="round" value="1"' in page
        assert 'name="due"' not in page
        assert "What you ask joins the request that is open and has the same date." in " ".join(page.split())
        again = asking() | {"round": "1"}
        assert client.post(address("completion_ask", sent), again).url == sent.get_absolute_url()
        assert [item.answer.number for item in open_items(sent)] == [1, 2]

    def test_the_region_that_sent_meanwhile_is_told_and_what_was_typed_stays(
        self, sent: Document, okm: Any, tem: Any, expert: Any
    ) -> None:
        builders.return_for_completion(sent, 1, by=okm, at=NOW)
        builders.completed(sent, by=expert, at=NOW)
        page = signed_in(tem).post(address("completion_ask", sent), asking() | {"round": "1"}).content.decode()
        assert "Aino Esimerkki was here first: the document was sent on 8.1.2015 at 10:00." in page
        assert 'name="version" value="2"' in page
        assert "Mitä saatiin?" in page

    def test_a_draft_cannot_be_asked_about(self, sent: Document, okm: Any, expert: Any) -> None:
        Document.objects.filter(pk=sent.pk).update(state=State.DRAFT)
        assert signed_in(okm).get(address("completion_ask", sent)).url == sent.get_absolute_url()

    def test_a_made_up_number_is_refused(self, sent: Document, okm: Any) -> None:
        assert signed_in(okm).post(address("completion_ask", sent), asking(version="x")).status_code == 400

    def test_the_page_takes_as_many_queries_with_one_item_and_with_three(
        self, sent: Document, okm: Any, expert: Any
    ) -> None:
        counts = []
        client = signed_in(okm)
        for number in (1, 2, 3):
            builders.return_for_completion(sent, number, by=okm, at=NOW)
            builders.completed(sent, by=expert, at=NOW)
            client.get(address("completion_ask", sent))
            with CaptureQueriesContext(connection) as counted:
                assert client.get(address("completion_ask", sent)).status_code == 200
            counts.append(len(counted))
        assert counts[0] == counts[1] == counts[2]


class TestTheDocumentOfASecretary:
    def test_each_item_stands_under_its_question_with_reply_difference_and_buttons(
        self, sent: Document, okm: Any, expert: Any
    ) -> None:
        builders.return_for_completion(sent, 2, by=okm, at=NOW)
        client = signed_in(okm)
        waiting = text(client, "document_detail", sent)
        assert "Request for completion 1: Aihe 2" in waiting
        assert "Not replied yet. The group completes by 20.1.2015." in waiting
        assert "Mark as in order" not in waiting
        builders.completed(sent, by=expert, at=NOW, text="Uutta.")
        answered = text(client, "document_detail", sent)
        for words in ("Lisäsimme tiedot.", "What changed in the answer since version 1", "Mark as in order"):
            assert words in answered
        assert "If you mark the document as reviewed, it ends and the group gets a message." in answered
        response = client.post(address("completion_settle", sent, 1))
        assert response.url == f"{sent.get_absolute_url()}#q2"
        settled = text(client, "document_detail", sent)
        assert "Olli Okm marked it as in order on 8.1.2015." in settled
        assert "If you mark the document as reviewed" not in settled

    def test_asking_further_returns_the_document_again(self, sent: Document, okm: Any, expert: Any) -> None:
        builders.return_for_completion(sent, 2, by=okm, at=NOW)
        builders.completed(sent, by=expert, at=NOW)
        client = signed_in(okm)
        assert "Ask further about request 1: Aihe 2" in text(client, "completion_ask", sent)
        typed = {"version": "2", "further-1": "Milloin?", "due": "30.1.2015"}
        assert client.post(address("completion_ask", sent), typed).status_code == 302
        (item,) = open_items(sent)
        assert (item.asking.text, item.asking.request.number) == ("Milloin?", 2)

    def test_what_was_settled_meanwhile_keeps_what_was_typed(
        self, sent: Document, okm: Any, tem: Any, expert: Any
    ) -> None:
        builders.return_for_completion(sent, 2, by=okm, at=NOW)
        builders.completed(sent, by=expert, at=NOW)
        commands.settle_item(items_of(sent)[0], by=builders.actor(tem, NOW), at=NOW)
        typed = {"version": "2", "further-1": "Milloin?", "due": "30.1.2015"}
        page = signed_in(okm).post(address("completion_ask", sent), typed).content.decode()
        assert "Tiina Tem was here first: request 1 is in order already." in page
        assert "Milloin?" in page

    def test_other_regions_see_the_sent_version_and_nothing_of_the_completion(
        self, sent: Document, okm: Any, expert: Any
    ) -> None:
        builders.return_for_completion(sent, 2, by=okm, at=NOW)
        builders.write(sent, "x", "Salainen.", by=expert, at=NOW)
        page = text(signed_in(builders.expert(builders.group())), "document_detail", sent)
        assert "Aihe 2" not in page
        assert "Salainen" not in page
        assert "Returned for completion" not in page

    def test_the_board_tells_the_state_and_its_own_date(self, sent: Document, okm: Any) -> None:
        builders.return_for_completion(sent, 2, by=okm, at=NOW)
        page = " ".join(signed_in(okm).get(reverse("round_board", args=[sent.round_id])).content.decode().split())
        assert "Returned for completion" in page
        assert "20.1.2015" in page
        assert address("extension_grant", sent) in page


class TestTheRegion:
    @pytest.fixture
    def returned(self, sent: Document, okm: Any) -> Document:
        builders.return_for_completion(sent, 2, by=okm, at=NOW, note="Kiitos hyvästä työstä.")
        return sent

    def test_only_what_is_asked_has_a_field(self, returned: Document, expert: Any) -> None:
        page = text(signed_in(expert), "document_write", returned)
        asking = open_items(returned)[0].asking
        assert 'name="answer-2"' in page
        assert 'name="answer-1"' not in page
        assert 'name="language"' not in page
        assert f'name="reply-{asking.pk}"' in page
        for words in ("Kertokaa tarkemmin.", "Kiitos hyvästä työstä.", "complete the document by 20.1.2015 at 23:59"):
            assert words in page

    def test_answer_and_reply_are_saved_together(self, returned: Document, expert: Any) -> None:
        asking = open_items(returned)[0].asking
        typed = {
            "answer-2": "Uusi teksti.",
            "base-2": "1",
            f"reply-{asking.pk}": "Lisäsimme.",
            f"reply-base-{asking.pk}": "0",
        }
        client = signed_in(expert)
        assert client.post(address("document_write", returned), typed).status_code == 302
        assert builders.answers(returned)[1].text.body == "Uusi teksti."
        assert open_items(returned)[0].asking.draft.body == "Lisäsimme."
        assert "Saved at 10:00" in text(client, "document_write", returned)

    def test_a_stale_page_changes_nothing_that_is_not_asked(self, returned: Document, expert: Any) -> None:
        client = signed_in(expert)
        typed = {"answer-1": "Vanhasta ikkunasta.", "base-1": "1"}
        response = client.post(address("document_write", returned), typed, follow=True)
        assert "The ministries have not asked about question 1" in response.content.decode()
        assert builders.answers(returned)[0].text.body == "Teimme työtä yhdessä. Kohta 1."
        assert Revision.objects.get(is_aside=True).body == "Vanhasta ikkunasta."

    def test_two_replies_at_once_are_shown_together(self, returned: Document, expert: Any) -> None:
        builders.reply(returned, "Ainon.", by=expert, at=NOW)
        asking = open_items(returned)[0].asking
        other = signed_in(builders.expert(returned.group, "Onni"))
        names = {"reply": f"reply-{asking.pk}", "base": f"reply-base-{asking.pk}"}
        page = other.post(
            address("document_write", returned), {names["reply"]: "Onnin.", names["base"]: "0"}
        ).content.decode()
        assert "Somebody else replied to the same request at the same time." in page
        assert "Ainon." in page
        assert "Onnin.</textarea>" in page
        other.post(address("document_write", returned), {names["reply"]: "Molemmat.", names["base"]: "1"})
        assert open_items(returned)[0].asking.draft.body == "Molemmat."

    def test_a_reply_that_is_too_long_stays_in_its_field(self, returned: Document, expert: Any) -> None:
        asking = open_items(returned)[0].asking
        typed = {f"reply-{asking.pk}": "a" * 1001, f"reply-base-{asking.pk}": "0"}
        page = signed_in(expert).post(address("document_write", returned), typed).content.decode()
        assert "The reply to request 1 has 1\xa0001 characters. Shorten it to 1\xa0000." in page
        assert "a" * 1001 in page

    def test_what_was_typed_while_a_colleague_sent_is_given_back(self, returned: Document, expert: Any) -> None:
        asking = open_items(returned)[0].asking
        builders.completed(returned, by=expert, at=NOW)
        typed = {f"reply-{asking.pk}": "Vielä tämä.", f"reply-base-{asking.pk}": "0"}
        response = signed_in(builders.expert(returned.group)).post(address("document_write", returned), typed)
        assert response.status_code == 409
        assert "Vielä tämä." in response.content.decode()

    def test_the_check_asks_for_replies_and_points_out_what_has_not_changed(
        self, returned: Document, expert: Any
    ) -> None:
        client = signed_in(expert)
        page = text(client, "document_check", returned)
        assert "Reply to request 1: Aihe 2" in page
        assert "The answer to question 2 has not changed" in page
        builders.reply(returned, by=expert, at=NOW)
        ready = client.get(address("document_check", returned))
        assert ready.context["blocking"] == []
        assert [one.title for one in ready.context["checks"]][:3] == [
            "Every question has been answered",
            "Every request has a reply",
            "The answer to question 2 has not changed",
        ]
        typed = {"checked": ready.context["checked"]}
        assert client.post(address("document_send", returned), typed).status_code == 302
        returned.refresh_from_db()
        assert returned.state == State.SENT

    def test_a_change_takes_the_warning_away(self, returned: Document, expert: Any) -> None:
        builders.write(returned, "x", "Muuttui.", by=expert, at=NOW)
        assert "has not changed" not in text(signed_in(expert), "document_check", returned)

    def test_the_front_page_tells_what_to_do_by_when(self, returned: Document, expert: Any) -> None:
        page = " ".join(signed_in(expert).get(reverse("front")).content.decode().split())
        for words in (
            "The ministries ask you to complete the document.",
            "on Tuesday 20.1.2015",
            "12 days are left.",
            "Request for completion 1: Aihe 2",
            "Kiitos hyvästä työstä.",
        ):
            assert words in page
        builders.reply(returned, by=expert, at=NOW)
        assert "Reply written" in signed_in(expert).get(reverse("front")).content.decode()

    def test_an_answer_that_is_not_asked_about_has_a_history_without_buttons(
        self, returned: Document, expert: Any
    ) -> None:
        client = signed_in(expert)
        builders.write(returned, "Sivuun.", by=expert, at=NOW)
        shown = client.get(address("answer_history", returned, 1), {"revision": "2"}).content.decode()
        assert "Bring this text back" not in shown
        assert client.get(address("answer_conflict", returned, 1)).url == address("answer_history", returned, 1)

    def test_the_receipt_counts_from_the_date_of_the_completion(self, returned: Document, expert: Any) -> None:
        sent = builders.completed(returned, by=expert, at=NOW)
        page = signed_in(expert).get(reverse("submission_receipt", args=[sent.pk])).content.decode()
        assert "12 days before the due date" in " ".join(page.split())


class TestExtension:
    def test_more_time_for_one_group_and_its_page(self, okm: Any, ministries: Any) -> None:
        document = builders.document(in_round=builders.round_(ministries=ministries))
        client = signed_in(okm)
        for due, error in (("7.1.2015", "Choose today or a later day"), ("16.1.2016", "Choose a day within a year")):
            page = client.post(address("extension_grant", document), {"due": due, "reason": "Säilyy."}).content.decode()
            assert error in page
            assert "Säilyy." in page
        typed = {"due": "16.1.2015", "reason": "Sairaus."}
        response = client.post(address("extension_grant", document), typed)
        assert response.url == reverse("round_board", args=[document.round_id])
        document.refresh_from_db()
        assert document.due == helsinki(2015, 1, 16, 23, 59, 59)
        assert "more time given" in client.get(response.url).content.decode()
        assert (
            "gave time until 16.1.2015: Sairaus." in client.get(address("extension_grant", document)).content.decode()
        )
        writer = builders.expert(document.group)
        assert "more time given" in signed_in(writer).get(reverse("front")).content.decode()

    def test_it_is_not_before_the_date_that_was_set(self, sent: Document, okm: Any) -> None:
        builders.return_for_completion(sent, 1, by=okm, at=NOW)
        typed = {"due": "19.1.2015", "reason": "Kiire."}
        page = signed_in(okm).post(address("extension_grant", sent), typed).content.decode()
        assert "Choose 20.1.2015 or a later day: that date was set" in page
        assert Extension.objects.count() == 0


class TestOpening:
    def test_the_region_asks_waits_and_is_answered(self, sent: Document, okm: Any, expert: Any) -> None:
        region, ministry = signed_in(expert), signed_in(okm)
        assert "Ask for opening" in text(region, "document_detail", sent)
        assert "Ask for opening" in region.get(reverse("front")).content.decode()
        assert "Write why the document should be opened" in (
            region.post(address("opening_ask", sent), {"reason": " "}).content.decode()
        )
        assert region.post(address("opening_ask", sent), {"reason": "Luku väärin."}).status_code == 302
        assert "The request waits for an answer." in text(region, "document_detail", sent)
        assert "The request waits for the ministries." in region.get(reverse("front")).content.decode()
        board = ministry.get(reverse("round_board", args=[sent.round_id])).content.decode()
        assert f"{sent.group.area_en} asks for opening" in board
        page = text(ministry, "opening_answer", sent)
        assert "Luku väärin." in page
        wrong = ministry.post(address("opening_answer", sent), {"answer": "Säilyy."}).content.decode()
        assert "Choose whether the document is opened" in wrong
        assert "Säilyy." in wrong
        typed = {"decision": "no", "answer": "Ei tarvita."}
        assert ministry.post(address("opening_answer", sent), typed).status_code == 302
        assert "The request for opening was refused." in text(region, "document_detail", sent)
        assert ministry.get(address("opening_answer", sent)).url == sent.get_absolute_url()

    def test_a_yes_opens_it(self, sent: Document, okm: Any, expert: Any) -> None:
        signed_in(expert).post(address("opening_ask", sent), {"reason": "Luku väärin."})
        signed_in(okm).post(address("opening_answer", sent), {"decision": "yes", "answer": "Selvä."})
        sent.refresh_from_db()
        assert sent.state == State.DRAFT
        assert ReopenRequest.objects.get().is_granted

    def test_a_colleague_who_was_first_is_told_and_nothing_is_lost(
        self, sent: Document, okm: Any, tem: Any, expert: Any
    ) -> None:
        request = commands.ask_opening(sent, by=builders.actor(expert, NOW), at=NOW, reason="Luku väärin.")
        commands.answer_opening(request, is_granted=False, answer="Ei.", by=builders.actor(tem, NOW), at=NOW)
        typed = {"decision": "yes", "answer": "Säilyy."}
        page = signed_in(okm).post(address("opening_answer", sent), typed).content.decode()
        assert "Tiina Tem was here first and has answered the group." in page
        assert "Säilyy." in page

    def test_what_is_asked_twice_is_told(self, sent: Document, expert: Any) -> None:
        client = signed_in(expert)
        client.post(address("opening_ask", sent), {"reason": "Luku väärin."})
        page = client.post(address("opening_ask", sent), {"reason": "Toinen."}).content.decode()
        assert "Aino Esimerkki has asked already" in page
        assert "Toinen." in page
        assert CompletionTurn.objects.count() == 0
