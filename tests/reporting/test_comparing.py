"""Answers beside each other: groups of a round, a group over the years, what stands beside; who reads what of it."""

import html as html_words
import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.models import AuditEntry
from networks.choices import Role
from networks.models import Group, User
from reporting import commands, queries
from reporting.choices import Beside, RoundKind
from reporting.models import Document, Question, ReadMark, Round
from reporting.queries.comparing import GROUPS_ON_A_PAGE
from strategies import commands as strategy_commands
from tests import builders
from tests.builders import DUE, NOW, helsinki
from tests.reporting.test_reading_views import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer", "english")]
LATER = helsinki(2014, 12, 15, 10, 30)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)


def sent(code: str, in_round: Round, text: str = "", *, language: str = "") -> Document:
    """A group's report whose answers say «Kainuun vastaus. Kohta 1.», or what is given."""
    group = Group.objects.filter(code=code).first() or builders.group(code)
    document = builders.document(group, in_round=in_round, language=language)
    writer = builders.expert(group)
    builders.write_all(document, by=writer, text=text or f"Vastaus {code}.")
    builders.send(document, by=writer)
    document.refresh_from_db()
    return document


@pytest.fixture
def world() -> SimpleNamespace:
    """Kainuu and Lappi have sent; Uusimaa writes."""
    okm, tem = builders.both_ministries()
    beside = {1: Beside.PLAN_MEASURES_AND_TOPIC_3, 2: Beside.STRATEGY_DEFINITION}
    in_round = builders.round_(questions=2, ministries=(okm, tem), beside=beside)
    draft = builders.document(builders.group("UUD"), in_round=in_round)
    builders.write(draft, "Keskeneräinen ajatus.", by=builders.expert(draft.group))
    return SimpleNamespace(
        okm=okm,
        tem=tem,
        round=in_round,
        kainuu=sent("KAI", in_round),
        lappi=sent("LAP", in_round),
        draft=draft,
        secretary=builders.secretary(okm, "Oili Opetus"),
        other=builders.secretary(tem, "Tapio Työ"),
    )


def page(who: User, of: Round, **asked: Any) -> str:
    answer = signed_in(who).get(reverse("round_compare", args=[of.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(html: str) -> dict[str, str]:
    """The words of each answer on the page, by its heading."""
    found = {}
    for card in re.findall(r'<article class="answer".*?</article>', html, re.DOTALL):
        words = " ".join(html_words.unescape(re.sub(r"<[^>]+>", " ", card)).split())
        heading = re.search(r"<h3[^>]*>(.*?)</h3>", card)
        assert heading
        found[heading[1]] = words
    return found


def reopened(document: Document) -> User:
    writer = builders.expert(document.group)
    commands.reopen(document, by=builders.actor(writer), at=NOW)
    document.refresh_from_db()
    return writer


# -- groups side by side


def test_all_that_have_sent_stand_side_by_side_and_the_missing_are_named(world):
    html = page(world.secretary, world.round)
    shown = cards(html)
    assert list(shown) == ["Area KAI", "Area LAP"]
    assert "Vastaus KAI. Kohta 1." in shown["Area KAI"]
    assert "Version 1, sent on 15.12.2014" in shown["Area KAI"]
    assert "These groups have not sent their reports: Area UUD" in " ".join(html.split())
    assert "Keskeneräinen" not in html


def test_the_question_and_the_groups_are_chosen_in_the_address(world):
    html = page(world.secretary, world.round, question="2", group=["LAP", "UUD"])
    shown = cards(html)
    assert list(shown) == ["Area LAP"]
    assert "Vastaus LAP. Kohta 2." in shown["Area LAP"]
    assert "Compared: Area LAP, Area UUD." in html
    assert '<a href="?question=1&amp;group=LAP&amp;group=UUD">' in html
    assert 'aria-current="page">2.' in html
    assert "What did you do in item 2?" in html


def test_one_group_is_shown_and_another_is_offered_beside_it(world):
    html = page(world.secretary, world.round, group="KAI")
    assert list(cards(html)) == ["Area KAI"]
    assert "One group is chosen." in html


@pytest.mark.parametrize(
    "asked", [{"question": "3"}, {"question": "0"}, {"question": "x"}, {"question": "12345"}, {"group": "XXX"}]
)
def test_what_is_not_of_the_round_is_not_found(world, asked):
    address = reverse("round_compare", args=[world.round.pk])
    assert signed_in(world.secretary).get(address, asked).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_shows_one_that_is(world, number):
    assert list(cards(page(world.secretary, world.round, page=number))) == ["Area KAI", "Area LAP"]


def test_a_round_that_has_not_been_opened_is_not_found(world):
    coming = builders.round_(2015, opens=None)
    for name in ("round_compare", "round_compare_groups"):
        assert signed_in(world.secretary).get(reverse(name, args=[coming.pk])).status_code == 404


def test_a_round_in_which_nothing_was_sent_says_so(world):
    empty = builders.round_(2013, questions=1)
    builders.document(world.draft.group, in_round=empty)
    html = page(world.secretary, empty)
    assert cards(html) == {}
    assert "These groups have not sent their reports:" in html


def test_groups_are_chosen_on_a_page_of_their_own_that_keeps_the_question(world):
    address = reverse("round_compare_groups", args=[world.round.pk])
    html = signed_in(world.secretary).get(address, {"question": "2", "group": "LAP"}).content.decode()
    form = html.partition(f'action="{reverse("round_compare", args=[world.round.pk])}"')[2].partition("</form>")[0]
    assert re.findall(r'name="group" value="(\w+)"( checked)?', form) == [("KAI", ""), ("LAP", " checked")]
    assert '<input type="hidden" name="question" value="2">' in form
    assert "Area UUD" in html
    assert signed_in(world.secretary).get(address, {"question": "x"}).status_code == 404


def test_groups_come_a_page_at_a_time_those_who_have_sent_first(world):
    for _group in range(GROUPS_ON_A_PAGE):
        sent(f"X{_group}", world.round)
    first, second = (page(world.secretary, world.round, page=number) for number in ("1", "2"))
    assert len(cards(first)) == GROUPS_ON_A_PAGE
    assert "No answer" not in first
    assert len(cards(second)) == 2
    assert "Area UUD" in second
    assert not set(cards(first)) & set(cards(second))
    assert "?page=2" in first


def test_every_answer_bears_its_own_language_and_what_was_typed_never_becomes_html(world):
    document = builders.document(builders.group("POH", language="sv"), in_round=world.round)
    writer = builders.expert(document.group)
    builders.write(document, "Svar <script>alert(1)</script>.", "Vastaus.", by=writer)
    finnish = builders.answers(document)[1].text
    finnish.language = "fi"
    finnish.save()
    builders.send(document, by=writer)
    html = page(world.secretary, world.round, group="POH")
    assert '<div class="answer__text" lang="sv"><p>Svar &lt;script&gt;alert(1)&lt;/script&gt;.</p></div>' in html
    assert 'lang="fi"><p>Vastaus.</p>' in page(world.secretary, world.round, group="POH", question="2")


def test_what_is_returned_stands_with_its_sent_version_and_says_so(world):
    builders.return_for_completion(world.kainuu, 1, by=world.secretary)
    builders.write(world.kainuu, "Uusi luonnos.", by=builders.expert(world.kainuu.group), at=LATER)
    shown = cards(page(world.secretary, world.round))["Area KAI"]
    assert "Returned for completion. Version 1 stands until the next one is sent." in shown
    assert "Vastaus KAI. Kohta 1." in shown
    assert "Uusi luonnos" not in shown
    # Other regions know of sendings alone.
    reader = cards(page(builders.expert(world.lappi.group), world.round))["Area KAI"]
    assert "Vastaus KAI. Kohta 1." in reader
    assert "Returned" not in reader
    assert "Returned for completion" in cards(page(builders.expert(world.kainuu.group), world.round))["Area KAI"]


def test_the_newest_version_is_shown_also_while_the_next_one_is_written(world):
    writer = reopened(world.kainuu)
    builders.write(world.kainuu, "Toinen teksti.", by=writer)
    builders.send(world.kainuu, by=writer)
    assert "Toinen teksti." in cards(page(world.secretary, world.round))["Area KAI"]
    builders.write(world.kainuu, "Kolmas teksti.", by=reopened(world.kainuu))
    shown = cards(page(world.secretary, world.round))["Area KAI"]
    assert "Toinen teksti." in shown
    assert "Kolmas" not in shown
    assert "The group is writing again. Version 2 stands until the next one is sent." in shown
    assert "writing again" not in cards(page(builders.expert(world.lappi.group), world.round))["Area KAI"]


def test_what_came_by_another_way_has_its_answers_in_files(world):
    builders.entered(world.draft, by=world.secretary, arrived=NOW)
    shown = cards(page(world.secretary, world.round))["Area UUD"]
    assert "It came by another way than the portal, so the answers are in its files." in shown
    assert "Keskeneräinen" not in shown
    assert "Mark as read" not in shown
    assert "Add a note" not in shown


def test_a_question_whose_wording_was_corrected_after_the_sending_is_told_in_the_old_words(world):
    Question.objects.filter(round=world.round, number=1).update(text_fi="Mitä teitte nyt?", text_sv="Vad gjorde ni nu?")
    later = sent("POH", world.round)
    shown = cards(page(world.secretary, world.round))
    told = "When this was sent, it was asked in other words: Kysymys 1. Mitä teitte kohdassa 1?"
    assert {area: told in words for area, words in shown.items()} == {
        "Area KAI": True,
        "Area LAP": True,
        f"Area {later.group.code}": False,
    }


def test_a_section_under_an_own_heading_is_no_answer_to_a_question(world):
    in_round = builders.plan_round(2013, questions=2)
    for code in ("KAI", "LAP"):
        plan = builders.plan(Group.objects.get(code=code), in_round=in_round)
        writer = builders.expert(plan.group)
        builders.section(plan, f"Oma {code}", by=writer)
        builders.write_all(plan, by=writer)
        builders.send(plan, by=writer)
    html = page(world.secretary, in_round)
    assert "Comparison of action plans 2013" in html
    assert "Oma" not in html
    assert (
        signed_in(world.secretary).get(reverse("round_compare", args=[in_round.pk]), {"question": "3"}).status_code
        == 404
    )


def test_comparing_is_audited_with_what_was_read(world):
    page(world.secretary, world.round, question="2")
    row = AuditEntry.objects.get(act="answers.compare")
    versions = [one.submissions.get().pk for one in (world.kainuu, world.lappi)]
    assert (row.user, row.subject, row.details) == (
        world.secretary,
        f"reporting.round:{world.round.pk}",
        {"question": 2, "versions": versions},
    )


# -- who reads what


def test_everybody_compares_what_they_may_read_as_documents(world):
    """Exactly what `visible_to` lets be read, in an ordinary round and in one that waits for its feedback."""
    waiting = builders.round_(2012, questions=1, ministries=(world.okm,), waits_for_feedback=True, due=DUE)
    own, other = sent("KAI", waiting), sent("LAP", waiting)
    builders.addressed(world.round, world.okm)
    support = builders.organisation("support")
    national, member, reader = builders.group(kind="national"), builders.user(), builders.user()
    builders.member(member, national)
    builders.appointment(reader, support, Role.SUPPORT_READER)
    people = {
        "secretary": world.secretary,
        "admin": builders.admin(),
        "expert": builders.expert(own.group),
        "chair": builders.chair(own.group),
        "national member": member,
        "support reader": reader,
        "clerk": builders.clerk(world.okm),
    }
    both, kainuu = {"Area KAI", "Area LAP"}, {"Area KAI"}
    expected: dict[str, tuple[set[str], set[str] | int]] = dict.fromkeys(people, (both, both))
    expected |= {"expert": (both, kainuu), "chair": (both, kainuu), "clerk": (both, 404)}
    found = {}
    for name, who in people.items():
        client = signed_in(who)
        seen = []
        for of in (world.round, waiting):
            answer = client.get(reverse("round_compare", args=[of.pk]))
            seen.append(set(cards(answer.content.decode())) if answer.status_code == 200 else answer.status_code)
            visible = Document.objects.visible_to(builders.actor(who, LATER)).filter(round=of).exclude(submissions=None)
            if answer.status_code == 200:
                assert seen[-1] == {one.group.area for one in visible.select_related("group")}, name
            else:
                assert not visible.exists()
        found[name] = tuple(seen)
    assert found == expected
    html = page(people["expert"], waiting)
    assert "From these groups there is nothing that you could read: Area LAP" in " ".join(html.split())
    assert "have not sent" not in html
    assert signed_in(builders.user()).get(reverse("round_compare", args=[world.round.pk])).status_code == 404
    assert signed_in(people["expert"]).get(reverse("document_compare", args=[other.pk])).status_code == 404


def test_others_see_no_read_marks_no_notes_and_no_acts(world):
    builders.note(world.kainuu, by=world.secretary)
    commands.mark_read(world.kainuu.submissions.get(), 1, by=builders.actor(world.secretary), at=NOW)
    html = page(builders.expert(world.kainuu.group), world.round)
    main = html.partition("<main")[2].partition("</main>")[0]
    assert "<form" not in main
    assert "Read by the ministries" not in main
    assert "note" not in main.casefold().replace("answer__notes", "")
    admin = page(builders.admin(), world.round).partition("<main")[2].partition("</main>")[0]
    assert "Read by the ministries" in admin
    assert "<form" not in admin


def test_acts_stand_on_the_documents_own_page_to_which_the_comparison_leads(world):
    html = page(world.secretary, world.round)
    for address in ("document_review", "completion_ask", "feedback_letter"):
        assert reverse(address, args=[world.kainuu.pk]) not in html
    assert f'href="/documents/{world.kainuu.pk}/#q1"' in html


# -- what the ministries have read


def test_an_answer_is_marked_as_read_on_the_page_of_comparison(world):
    client, of = signed_in(world.secretary), world.kainuu
    back = f"/compare/{world.round.pk}/?question=1&group=KAI#g-KAI"
    html = client.get(f"/compare/{world.round.pk}/?question=1&group=KAI").content.decode()
    assert f'name="back" value="{back.replace("&", "&amp;")}"' in html
    address = reverse("answer_read", args=[of.pk, 1])
    answer = client.post(address, {"version": "1", "read": "1", "back": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    shown = cards(page(world.other, world.round))["Area KAI"]
    assert "OKM Oili Opetus, 15.12.2014 at 10:30 TEM Not read yet" in shown
    assert "Mark as read" in shown
    own = cards(page(world.secretary, world.round))
    assert "Mark as unread" in own["Area KAI"]
    assert "Mark as read" in own["Area LAP"]
    client.post(address, {"version": "1", "read": "0", "back": back})
    assert not ReadMark.objects.exists()


def test_a_development_groups_report_is_compared_without_read_marks(world):
    in_round = builders.group_round(ministries=(world.okm,))
    for code in ("KR1", "KR2"):
        builders.sent_group_report(builders.development_group(code), in_round=in_round)
    html = page(world.secretary, in_round)
    assert list(cards(html)) == ["Area KR1", "Area KR2"]
    assert "Read by the ministries" not in html
    assert html.count("Add a note") == 2


# -- what stands beside


def with_plan(world: SimpleNamespace, document: Document, text: str) -> Document:
    in_round = Round.objects.filter(kind=RoundKind.PLAN, year=2014).first() or builders.plan_round(2014)
    plan = builders.plan(document.group, in_round=in_round)
    writer = builders.expert(plan.group)
    builders.write_all(plan, by=writer, text=text)
    builders.measure(plan, f"Lupaus {document.group.code}", by=writer, goals=(1,))
    builders.send(plan, by=writer)
    return plan


def test_the_topic_of_the_groups_plan_stands_beside_its_answer(world):
    plan = with_plan(world, world.kainuu, "Suunnitelma KAI.")
    without = page(world.secretary, world.round)
    assert "Suunnitelma KAI." not in without
    assert "Show the group's action plan beside each answer" in without
    shown = cards(page(world.secretary, world.round, beside="1"))
    assert "Suunnitelma KAI. Kohta 3." in shown["Area KAI"]
    assert "Lupaus KAI" in shown["Area KAI"]
    assert f"plan {plan.submissions.get().identifier}" in shown["Area KAI"]
    assert "No plan: the group has not sent its action plan for 2014 in the portal." in shown["Area LAP"]
    assert (
        "Suunnitelma KAI. Kohta 3."
        in cards(page(builders.expert(world.lappi.group), world.round, beside="1"))["Area KAI"]
    )


def test_the_strategy_of_the_day_of_sending_stands_beside_the_question_about_it(world):
    first = builders.adopted_strategy(world.kainuu.group, definition="Ohjaus on matka.")
    writer = builders.expert(world.kainuu.group)
    second = strategy_commands.begin_version(first.strategy, by=builders.actor(writer), at=NOW)
    builders.save_strategy(second, by=writer, definition="Ohjaus on uusi.")
    builders.adopt(second, by=writer, since=date(2014, 12, 20))
    shown = cards(page(world.secretary, world.round, question="2", beside="1"))
    assert "Ohjaus on matka." in shown["Area KAI"]
    assert first.title in shown["Area KAI"]
    assert "No strategy of the region was in force on" in shown["Area LAP"]


def test_nothing_stands_beside_for_a_registry_that_reads_what_came_to_it(world):
    with_plan(world, world.kainuu, "Suunnitelma KAI.")
    builders.addressed(world.round, world.okm)
    html = page(builders.clerk(world.okm), world.round, beside="1")
    assert list(cards(html)) == ["Area KAI", "Area LAP"]
    assert "Suunnitelma KAI." not in html
    assert "answer__beside" not in html
    assert "beside each answer" not in html


# -- one group over the years


def years(who: User, of: Document, **asked: Any) -> str:
    answer = signed_in(who).get(reverse("document_compare", args=[of.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_same_question_of_several_years_newest_first(world):
    for year in (2012, 2013):
        sent("KAI", builders.round_(year, questions=2, ministries=(world.okm,)), f"Vuosi {year}.")
    html = years(world.secretary, world.kainuu, question="2")
    shown = cards(html)
    assert list(shown) == ["Report 2014", "Report 2013", "Report 2012"]
    assert "Vuosi 2013. Kohta 2." in shown["Report 2013"]
    assert "other words" not in html
    assert html.count("Mark as read<") == 3
    assert list(cards(years(builders.expert(world.lappi.group), world.kainuu))) == list(shown)


def test_a_year_whose_question_was_worded_otherwise_says_how(world):
    earlier = builders.round_(2013, questions=2)
    Question.objects.filter(round=earlier, number=2).update(text_fi="Mitä saitte aikaan?", text_sv="Vad åstadkom ni?")
    sent("KAI", earlier)
    shown = cards(years(world.secretary, world.kainuu, question="2"))
    assert "It was asked in other words: Kysymys 2. Mitä saitte aikaan?" in shown["Report 2013"]
    assert "other words" not in shown["Report 2014"]


def test_a_question_that_had_another_number_is_found_by_its_title(world):
    earlier = builders.round_(2013, questions=2)
    for number, title in ((1, "Kysymys 2"), (2, "Muu asia")):
        Question.objects.filter(round=earlier, number=number).update(title_fi=title)
    sent("KAI", earlier)
    shown = cards(years(world.secretary, world.kainuu, question="2"))
    assert "Vastaus KAI. Kohta 1." in shown["Report 2013"]
    assert "question 1" in shown["Report 2013"]
    assert "Mitä teitte kohdassa 1?" in shown["Report 2013"]


def test_a_year_in_another_language_is_compared_in_that_language(world):
    sent("KAI", builders.round_(2013, questions=2), language="sv")
    html = years(world.secretary, world.kainuu, question="2")
    assert list(cards(html)) == ["Report 2014", "Report 2013"]
    assert "other words" not in html


def test_a_year_in_which_the_question_was_not_asked_says_so(world):
    sent("KAI", builders.round_(2013, questions=1))
    shown = cards(years(world.secretary, world.kainuu, question="2"))
    assert "No such question was asked in this one." in shown["Report 2013"]
    assert "Mark as read" not in shown["Report 2013"]


def test_years_that_have_not_been_sent_are_named(world):
    builders.document(world.kainuu.group, in_round=builders.round_(2013, questions=2))
    builders.round_(2015, opens=None)
    html = years(world.secretary, world.kainuu)
    assert list(cards(html)) == ["Report 2014"]
    assert "Report 2013" in html.partition('id="missing"')[2]


def test_an_own_section_is_found_in_other_years_by_its_heading_alone(world):
    plans = []
    for year, heading in ((2012, "Muu aihe"), (2013, "Tehokas viestintä"), (2014, "TEHOKAS  viestintä")):
        plan = builders.plan(world.kainuu.group, in_round=builders.plan_round(year, questions=2))
        writer = builders.expert(plan.group)
        builders.section(plan, heading, by=writer)
        builders.write_all(plan, by=writer, text=f"Vuosi {year}.")
        builders.send(plan, by=writer)
        plans.append(plan)
    html = years(world.secretary, plans[-1], question="3")
    shown = cards(html)
    assert "Vuosi 2014. Kohta 3." in shown["Action plan 2014"]
    assert "Vuosi 2013. Kohta 3." in shown["Action plan 2013"]
    assert "No such topic was asked about in this one." in shown["Action plan 2012"]
    assert "other words" not in html


@pytest.mark.parametrize("question", ["3", "0", "x"])
def test_years_of_a_question_that_the_document_does_not_have_are_not_found(world, question):
    address = reverse("document_compare", args=[world.kainuu.pk])
    assert signed_in(world.secretary).get(address, {"question": question}).status_code == 404


def test_years_of_what_has_not_been_sent_are_not_found_by_its_writer_either(world):
    address = reverse("document_compare", args=[world.draft.pk])
    codes = [signed_in(who).get(address).status_code for who in (world.secretary, builders.expert(world.draft.group))]
    assert codes == [404, 404]


# -- where it is found


def test_the_board_the_document_the_list_and_the_menu_lead_to_the_comparison(world):
    client, address = signed_in(world.secretary), f'href="/compare/{world.round.pk}/'
    pages = {
        "board": reverse("round_board", args=[world.round.pk]),
        "list": reverse("round_list"),
        "document": reverse("document_detail", args=[world.kainuu.pk]),
    }
    html = {name: client.get(page).content.decode().partition("<main")[2] for name, page in pages.items()}
    assert {name: words.count(address) for name, words in html.items()} == {"board": 1, "list": 1, "document": 2}
    assert html["document"].count(f'href="/compare/documents/{world.kainuu.pk}/?question=') == 2
    menu = page(world.secretary, world.round).partition('<ul id="main-menu">')[2].partition("</ul>")[0]
    assert re.search(rf'<a href="/compare/{world.round.pk}/" aria-current="page">Compare</a>', menu)
    expert = page(builders.expert(world.kainuu.group), world.round)
    assert '<a href="/reports/" aria-current="page">' in expert


# -- what it costs


def counted(world: SimpleNamespace, who: User, **asked: Any) -> int:
    actor, of = builders.actor(who, LATER), Round.objects.get(pk=world.round.pk)
    with CaptureQueriesContext(connection) as found:
        queries.comparison(of, actor, **asked)
    return len(found)


def test_a_comparison_takes_the_queries_that_its_docstring_says_however_many_groups_there_are(world):
    reader = builders.expert(world.kainuu.group)

    def counts() -> dict[str, int]:
        return {
            "secretary": counted(world, world.secretary),
            "reader": counted(world, reader),
            "plan": counted(world, reader, with_beside=True),
            "strategy": counted(world, reader, number=2, with_beside=True),
        }

    builders.adopted_strategy(world.kainuu.group)
    assert counts() == {"secretary": 7, "reader": 3, "plan": 4, "strategy": 6}
    for document in (world.kainuu, world.lappi):
        builders.note(document, by=world.secretary)
    noted = {"secretary": 9, "reader": 3, "plan": 4, "strategy": 6}
    assert counts() == noted
    for code in ("POH", "SAV", "POK"):
        more = sent(code, world.round)
        builders.note(more, by=world.other)
        builders.adopted_strategy(more.group)
        with_plan(world, more, "Suunnitelma.")
        commands.mark_read(more.submissions.get(), 1, by=builders.actor(world.other), at=NOW)
    assert counts() == noted


def test_the_years_take_as_many_queries_however_many_they_are(world):
    def count() -> int:
        actor = builders.actor(world.secretary, LATER)
        of = Document.objects.select_related("round", "group").get(pk=world.kainuu.pk)
        with CaptureQueriesContext(connection) as found:
            queries.years(of, actor)
        return len(found)

    builders.note(world.kainuu, by=world.secretary)
    one = count()
    for year in (2011, 2012, 2013):
        document = sent("KAI", builders.round_(year, questions=2, ministries=(world.okm, world.tem)))
        builders.note(document, by=world.other)
    assert (one, count()) == (10, 10)
