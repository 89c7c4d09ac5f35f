"""The list of rounds and the ministries' board."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.choices import Role
from networks.models import Coverage, Region
from reporting import commands, queries
from reporting.models import Document, Round
from tests import builders

pytestmark = pytest.mark.django_db
IN_TIME = builders.helsinki(2014, 12, 15, 10, 30)
AFTER_DUE = builders.helsinki(2015, 1, 7, 9, 0)


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: IN_TIME)


@pytest.fixture
def a_round() -> Round:
    return builders.round_(questions=2)


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def html(client: Client, name: str, *args: int, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def draft(code: str, a_round: Round) -> Document:
    return builders.document(builders.group(code), in_round=a_round)


def sent(code: str, a_round: Round, **more: Any) -> Document:
    return builders.sent_document(builders.group(code), in_round=a_round, **more)


# -- the board


def told(a_round: Round, who: Any, at: Any = IN_TIME) -> list[tuple]:
    """What each row tells: area, state, version, pages told or not, reviewed, read."""
    return [
        (row.area, row.state, row.version and row.version.number, row.pages is not None, bool(row.review), row.read)
        for row in queries.board(a_round, builders.actor(who, at)).rows
    ]


def test_of_what_is_not_sent_only_the_state_and_the_due_date_are_told(a_round: Round) -> None:
    document = draft("AAA", a_round)
    builders.write(document, "Kesken.", by=builders.expert(document.group))
    secretary = builders.secretary()
    assert told(a_round, secretary) == [("Alue AAA", "draft", None, False, False, 0)]
    page = html(signed_in(secretary), "round_board", a_round.pk)
    assert "31.12.2014" in page
    assert "16 days left" in page
    assert f'href="/documents/{document.pk}/"' not in page


def test_a_sent_report_tells_version_length_review_and_what_the_own_ministry_has_read(a_round: Round) -> None:
    document = sent("AAA", a_round)
    first, second = builders.secretary(name="Oili"), builders.secretary()
    for number in (1, 2):
        commands.mark_read(document.submissions.get(), number, by=builders.actor(first), at=IN_TIME)
    commands.mark_read(document.submissions.get(), 1, by=builders.actor(second), at=IN_TIME)
    commands.review(document, by=builders.actor(first), at=IN_TIME, version=1)
    assert told(a_round, first) == [("Alue AAA", "reviewed", 1, True, True, 2)]
    assert told(a_round, second) == [("Alue AAA", "reviewed", 1, True, True, 1)]
    assert told(a_round, builders.admin()) == [("Alue AAA", "reviewed", 1, True, True, 0)]
    page = html(signed_in(second), "round_board", a_round.pk)
    assert "Oili" in page
    assert "1 / 2" in page


def test_a_reopened_report_shows_the_version_that_stands_and_is_never_late(a_round: Round) -> None:
    document = sent("AAA", a_round)
    commands.reopen(document, by=builders.actor(builders.expert(document.group)), at=IN_TIME)
    assert told(a_round, builders.secretary(), AFTER_DUE) == [("Alue AAA", "draft", 1, True, False, 0)]


def test_late_takes_the_place_of_draft_after_the_due_moment(a_round: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    draft("AAA", a_round)
    sent("BBB", a_round, at=AFTER_DUE)
    secretary = builders.secretary()
    assert told(a_round, secretary, AFTER_DUE) == [
        ("Alue AAA", "late", None, False, False, 0),
        ("Alue BBB", "sent", 1, True, False, 0),
    ]
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: AFTER_DUE)
    page = html(signed_in(secretary), "round_board", a_round.pk)
    assert "7 days ago" in page
    assert "Arrived late" in page
    assert "1 report is late." in page


def test_a_review_that_was_taken_back_is_not_told(a_round: Round) -> None:
    document = sent("AAA", a_round)
    actor = builders.actor(builders.secretary())
    commands.review(document, by=actor, at=IN_TIME, version=1)
    commands.take_back_review(document, by=actor, at=IN_TIME, reason="Luen uudestaan.")
    assert told(a_round, builders.secretary()) == [("Alue AAA", "sent", 1, True, False, 0)]


def test_groups_stand_in_the_order_of_our_alphabet(a_round: Round) -> None:
    for code in ("Ö", "Z", "Å", "A", "Ä"):
        draft(code, a_round)
    board = queries.board(a_round, builders.actor(builders.secretary()))
    assert [row.area for row in board.rows] == ["Alue A", "Alue Z", "Alue Å", "Alue Ä", "Alue Ö"]


def test_the_chosen_state_is_kept_in_the_address(a_round: Round) -> None:
    draft("AAA", a_round)
    sent("BBB", a_round)
    client = signed_in(builders.secretary())
    chosen = html(client, "round_board", a_round.pk, state="sent")
    assert "Showing 1 / 2 groups" in chosen
    assert "Area BBB" in chosen
    assert "Area AAA" not in chosen
    assert '<option value="sent" selected>' in chosen
    assert "Showing 2 / 2 groups" in html(client, "round_board", a_round.pk, state="nonsense")
    empty = html(client, "round_board", a_round.pk, state="reviewed")
    assert "No group fits what you chose." in empty
    assert "board.csv" not in empty


def test_the_tally_counts_every_group_and_fills_the_bar(a_round: Round) -> None:
    draft("AAA", a_round)
    sent("BBB", a_round)
    sent("CCC", a_round)
    tally = queries.board(a_round, builders.actor(builders.secretary())).tally
    assert [(one.state, one.groups, one.x, one.width) for one in tally] == [
        ("sent", 2, "0.0", "198.8"),
        ("draft", 1, "200.0", "98.8"),
    ]


def test_the_board_is_for_secretaries_and_administrators(a_round: Round) -> None:
    group = builders.group()
    address = reverse("round_board", args=[a_round.pk])
    codes = [
        signed_in(who).get(address).status_code
        for who in (builders.secretary(), builders.admin(), builders.expert(group), builders.chair(group))
    ]
    assert codes == [200, 200, 403, 403]


def test_a_round_that_is_not_open_has_no_board(a_round: Round) -> None:
    Round.objects.filter(pk=a_round.pk).update(opens=None)
    assert signed_in(builders.secretary()).get(reverse("round_board", args=[a_round.pk])).status_code == 404


def board_queries(a_round: Round, who: Any) -> int:
    actor = builders.actor(who)
    with CaptureQueriesContext(connection) as asked:
        board = queries.board(a_round, actor)
        assert board.tally
        assert all(row.area and (row.review is None or row.review.by.name) for row in board.rows)
    return len(asked)


def test_the_board_takes_fourteen_queries_with_one_row_and_with_three(a_round: Round) -> None:
    secretary, admin = builders.secretary(), builders.admin()
    both = builders.secretary()
    builders.appointment(both, builders.ministry(), Role.NATIONAL_SECRETARY)
    builders.appointment(both, builders.ministry(), Role.ADMIN)
    for code in ("AAA", "BBB", "CCC"):
        document = sent(code, a_round)
        commands.review(document, by=builders.actor(secretary), at=IN_TIME, version=1)
        if code != "BBB":
            counts = {name: board_queries(a_round, who) for name, who in (("one", secretary), ("two", both))}
            assert counts | {"admin": board_queries(a_round, admin)} == {"one": 14, "two": 14, "admin": 13}


def test_for_an_administrator_who_asks_who_can_write_three_queries_more(a_round: Round) -> None:
    admin, counts = builders.admin(), []
    for code in ("AAA", "BBB", "CCC"):
        builders.expert(draft(code, a_round).group)
        counts.append(board_queries(a_round, admin))
    assert counts == [16, 16, 16]


def test_seeking_words_takes_one_query_more(a_round: Round) -> None:
    actor = builders.actor(builders.secretary())
    for code in ("AAA", "BBB", "CCC"):
        sent(code, a_round)
        board = queries.board(a_round, actor)
        for asked, count in (({}, 0), ({"state": "sent", "centre": "x"}, 0), ({"q": "työtä"}, 1)):
            with CaptureQueriesContext(connection) as captured:
                assert board.showing(board.chosen(asked))
            assert len(captured) == count


def mapped(region: str, *codes: str) -> list[Any]:
    """A centre that covers the region, with the groups of these codes."""
    centre = builders.organisation()
    place = Region.objects.get_or_create(code=region, defaults={"name_fi": f"Alue {region}"})[0]
    Coverage.objects.create(organisation=centre, region=place, since=builders.LONG_AGO)
    return [builders.group(code, responsible=centre) for code in codes]


def test_a_hexagon_shows_its_most_urgent_group_and_how_many_it_has(a_round: Round) -> None:
    two, one = mapped("05", "KHA", "PHA"), mapped("18", "KAI")
    mapped("19")
    for group in two[:1] + one:
        builders.sent_document(group, in_round=a_round)
    builders.document(two[1], in_round=a_round)
    secretary = builders.secretary()
    for at, urgent in ((IN_TIME, "draft"), (AFTER_DUE, "late")):
        board = queries.board(a_round, builders.actor(secretary, at))
        assert [
            (one.state, len(one.rows), one.most_urgent and one.most_urgent.document.group.code)
            for one in board.hexagons
        ] == [
            ("", 0, None),
            ("sent", 1, "KAI"),
            (urgent, 2, "PHA"),
        ]
        assert board.has_several
    page = html(signed_in(secretary), "round_board", a_round.pk)
    assert page.count('class="hex ') == 2
    assert page.count('class="hex"') == 1
    assert 'href="#group-PHA"' in page
    assert '<tr id="group-PHA"' in page
    assert "2 groups, most urgent" in page
    assert re.search(r'aria-label="\w* \(2\), Keskus \d+ en: 2 groups, most urgent Area PHA: Draft"', page)
    filtered = html(signed_in(secretary), "round_board", a_round.pk, state="sent")
    assert f'href="{reverse("round_board", args=[a_round.pk])}#group-PHA"' in filtered


def test_the_map_is_that_of_the_due_day_or_of_today_before_it(a_round: Round) -> None:
    group = mapped("18", "KAI")[0]
    builders.sent_document(group, in_round=a_round)
    group.participations.update(until=builders.helsinki(2015, 6, 30).date())
    board = queries.board(a_round, builders.actor(builders.secretary(), builders.helsinki(2016, 1, 1)))
    assert [one.state for one in board.hexagons] == ["sent"]


def test_development_groups_have_no_map() -> None:
    round_ = builders.group_round()
    builders.document(builders.development_group("KR1"), in_round=round_)
    mapped("18", "KAI")
    assert queries.board(round_, builders.actor(builders.secretary())).hexagons == ()


# -- what needs attention


def attention(a_round: Round, who: Any, at: Any = AFTER_DUE) -> dict[str, list[str]]:
    """By what it is, the groups that the board names to the person; only what is not empty."""
    board = queries.board(a_round, builders.actor(who, at))
    found = {
        "own": board.own,
        "asking": board.asking,
        "late": board.late.rows,
        "overdue": board.overdue.rows,
        "answered": board.answered.rows,
        "unread": board.unread.rows,
        "to_review": board.to_review.rows,
        "awaited": board.awaited.rows,
        "unnumbered": board.unnumbered.rows,
        "nobody": board.nobody.rows,
    }
    named = {name: [row.document.group.code for row in rows] for name, rows in found.items() if rows}
    assert board.needs_attention is bool(named)
    return named


def read_whole(document: Document, by: Any) -> None:
    for number in (1, 2):
        commands.mark_read(document.submissions.first(), number, by=builders.actor(by), at=IN_TIME)


def returned(code: str, a_round: Round, by: Any, due: datetime = builders.COMPLETION_DUE) -> Document:
    document = sent(code, a_round)
    builders.return_for_completion(document, 1, by=by, at=IN_TIME, due=due)
    return document


@pytest.fixture
def a_year(a_round: Round) -> Any:
    """A group in every situation; OKM's secretary has read one report whole."""
    secretary = builders.secretary()
    builders.expert(draft("LATE", a_round).group)
    draft("NOBODY", a_round)
    sent("SENT", a_round)
    read_whole(sent("READ", a_round), by=secretary)
    reviewed = sent("REVIEWED", a_round)
    read_whole(reviewed, by=secretary)
    commands.review(reviewed, by=builders.actor(secretary), at=IN_TIME, version=1)
    asking = sent("OPENING", a_round)
    read_whole(asking, by=secretary)
    writer = builders.expert(asking.group)
    commands.ask_opening(asking, by=builders.actor(writer, AFTER_DUE), at=AFTER_DUE, reason="Luku oli väärin.")
    read_whole(returned("AWAITED", a_round, secretary), by=secretary)
    read_whole(returned("OVERDUE", a_round, secretary, builders.helsinki(2015, 1, 5, 12)), by=secretary)
    answered = returned("ANSWERED", a_round, secretary)
    builders.completed(answered, by=builders.expert(answered.group), at=IN_TIME)
    read_whole(answered, by=secretary)
    return secretary


def test_a_secretary_is_told_what_the_ministry_has_to_do(a_round: Round, a_year: Any) -> None:
    told = {
        "asking": ["OPENING"],
        "late": ["LATE", "NOBODY"],
        "overdue": ["OVERDUE"],
        "answered": ["ANSWERED"],
        "unread": ["SENT"],
        "to_review": ["ANSWERED", "OPENING", "READ", "SENT"],
        "awaited": ["AWAITED"],
    }
    assert attention(a_round, a_year) == told
    others = ["ANSWERED", "AWAITED", "OPENING", "OVERDUE", "READ", "REVIEWED", "SENT"]
    assert attention(a_round, builders.secretary()) == told | {"unread": others}


def test_an_administrator_is_told_what_is_stuck(a_round: Round, a_year: Any) -> None:
    assert attention(a_round, builders.admin()) == {
        "asking": ["OPENING"],
        "late": ["LATE", "NOBODY"],
        "overdue": ["OVERDUE"],
        "awaited": ["AWAITED"],
        "nobody": ["NOBODY"],
    }


def test_who_writes_for_a_group_too_is_told_of_its_document(a_round: Round) -> None:
    document = draft("AAA", a_round)
    draft("BBB", a_round)
    both = builders.expert(document.group)
    builders.appointment(both, builders.ministry(), Role.NATIONAL_SECRETARY)
    assert attention(a_round, both, IN_TIME) == {"own": ["AAA"]}
    page = html(signed_in(both), "round_board", a_round.pk)
    assert "Your own report: Area AAA" in page
    assert "The due date is 31.12.2014." in page


def test_each_line_leads_to_its_rows(a_round: Round, a_year: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: AFTER_DUE)
    page = html(signed_in(a_year), "round_board", a_round.pk)
    for asked in (
        "state=late",
        "waiting=overdue",
        "waiting=answered",
        "waiting=unread",
        "state=sent",
        "state=returned",
    ):
        assert f'href="?{asked}#groups"' in page, asked
    assert reverse("opening_answer", args=[Document.objects.get(group__code="OPENING").pk]) in page
    assert "Area OVERDUE 5.1.2015" in page
    assert "Nothing waits for you." not in page
    admins = html(signed_in(builders.admin()), "round_board", a_round.pk)
    assert reverse("gap_list") in admins
    assert "Review the reports" not in admins
    assert "opening/answer" not in admins
    assert "waiting=unread" not in admins


def test_of_many_groups_a_few_are_named(a_round: Round) -> None:
    for number in range(8):
        builders.group(f"G{number}")
    builders.document(builders.group("G8"), in_round=a_round)
    late = queries.board(a_round, builders.actor(builders.secretary(), AFTER_DUE)).late
    assert ([row.document.group.code for row in late.named], late.others) == (["G0", "G1", "G2", "G3", "G4", "G5"], 3)


def test_nothing_waits_when_all_is_reviewed_and_read(a_round: Round) -> None:
    secretary = builders.secretary()
    document = sent("AAA", a_round)
    read_whole(document, by=secretary)
    commands.review(document, by=builders.actor(secretary), at=IN_TIME, version=1)
    assert attention(a_round, secretary) == {}
    assert "Nothing waits for you." in html(signed_in(secretary), "round_board", a_round.pk)


def test_what_came_in_files_is_never_unread(a_round: Round) -> None:
    secretary = builders.secretary()
    document = draft("AAA", a_round)
    builders.entered(document, by=secretary, arrived=IN_TIME, at=IN_TIME)
    assert attention(a_round, secretary, IN_TIME) == {"to_review": ["AAA"]}
    page = " ".join(html(signed_in(secretary), "round_board", a_round.pk).split())
    assert "0 / 2" not in page
    assert 'data-l="Your ministry has read" class="r num"><span>–</span>' in page


def test_a_mark_on_a_section_of_the_groups_own_counts_for_no_question() -> None:
    round_ = builders.plan_round(questions=2)
    plan = builders.plan(builders.group("AAA"), in_round=round_)
    writer, secretary = builders.expert(plan.group), builders.secretary()
    section = builders.section(plan, by=writer)
    builders.write_all(plan, by=writer)
    builders.send(plan, by=writer)
    for number in (1, section.number):
        commands.mark_read(plan.submissions.get(), number, by=builders.actor(secretary), at=IN_TIME)
    row = queries.board(round_, builders.actor(secretary, IN_TIME)).rows[0]
    assert (row.read, "unread" in row.waits) == (1, True)


def test_whoever_receives_a_development_groups_report_is_told_of_a_missing_case_number() -> None:
    okm, keha = builders.ministry(), builders.organisation("support")
    round_ = builders.group_round(ministries=(okm,), readers=(keha,))
    secretary, reader = builders.secretary(okm), builders.user()
    builders.appointment(reader, keha, Role.SUPPORT_READER)
    report = builders.sent_group_report(builders.development_group("KR1"), in_round=round_)
    builders.document(builders.development_group("KR2"), in_round=round_)
    for who, body in ((secretary, okm), (reader, keha)):
        assert attention(round_, who, IN_TIME) == {"unnumbered": ["KR1"]}
        assert "Write your case number" in html(signed_in(who), "round_board", round_.pk)
        builders.case_number(report, by=who, authority=body)
        assert attention(round_, who, IN_TIME) == {}
    assert attention(round_, builders.admin(), IN_TIME) == {"nobody": ["KR2"]}


def test_a_request_for_opening_is_not_told_to_a_support_body() -> None:
    keha, reader = builders.organisation("support"), builders.user()
    round_ = builders.group_round(readers=(keha,))
    builders.appointment(reader, keha, Role.SUPPORT_READER)
    report = builders.sent_group_report(builders.development_group("KR1"), in_round=round_)
    writer = builders.expert_of(builders.centres_of(report.group)[0])
    commands.ask_opening(report, by=builders.actor(writer, AFTER_DUE), at=AFTER_DUE, reason="Luku oli väärin.")
    assert attention(round_, builders.secretary()) == {"asking": ["KR1"]}
    assert attention(round_, reader) == {"unnumbered": ["KR1"]}


# -- what is sought


def shown(a_round: Round, who: Any, at: Any = AFTER_DUE, **asked: str) -> list[str]:
    board = queries.board(a_round, builders.actor(who, at))
    return [row.document.group.code for row in board.showing(board.chosen(asked))]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"state": "late"}, ["LATE", "NOBODY"]),
        ({"state": "returned"}, ["AWAITED", "OVERDUE"]),
        ({"state": "reviewed"}, ["REVIEWED"]),
        ({"state": "feedback_given"}, []),
        ({"waiting": "unread"}, ["SENT"]),
        ({"waiting": "answered"}, ["ANSWERED"]),
        ({"waiting": "overdue"}, ["OVERDUE"]),
        ({"waiting": "opening"}, ["OPENING"]),
        ({"state": "sent", "waiting": "unread"}, ["SENT"]),
        ({"state": "returned", "waiting": "unread"}, []),
        ({"state": "sent", "q": "read"}, ["READ"]),
        ({"q": "alue OVERDUE"}, ["OVERDUE"]),
        ({"q": "täydennetty"}, ["ANSWERED"]),
        ({"q": "TÄYDENNETTY  kohta"}, ["ANSWERED"]),
        ({"q": "täydennetty nothing"}, []),
    ],
)
def test_what_is_chosen_combines(a_round: Round, a_year: Any, asked: dict[str, str], codes: list[str]) -> None:
    assert shown(a_round, a_year, **asked) == codes


@pytest.mark.parametrize(
    "asked",
    [
        {"state": "nonsense"},
        {"waiting": "unnumbered"},
        {"waiting": "nonsense"},
        {"centre": "nonsense"},
        {"q": "   "},
        {"q": "\0"},
        {"page": "2"},
    ],
)
def test_what_is_unknown_is_left_out(a_round: Round, a_year: Any, asked: dict[str, str]) -> None:
    board = queries.board(a_round, builders.actor(a_year, AFTER_DUE))
    assert not board.chosen(asked)
    assert board.showing(board.chosen(asked)) == board.rows
    assert html(signed_in(a_year), "round_board", a_round.pk, **asked).count('<tr id="group-') == len(board.rows)


def test_what_is_not_the_persons_to_choose_is_left_out(a_round: Round, a_year: Any) -> None:
    admin = builders.admin()
    board = queries.board(a_round, builders.actor(admin))
    assert [code for code, _name in board.waitings] == ["overdue", "opening"]
    assert not board.chosen({"waiting": "unread"})
    secretarys = queries.board(a_round, builders.actor(a_year))
    assert [code for code, _name in secretarys.waitings] == ["unread", "answered", "overdue", "opening"]


def test_a_round_offers_the_states_that_it_has(a_round: Round) -> None:
    actor = builders.actor(builders.secretary())
    reports = ["late", "draft", "returned", "sent", "reviewed", "feedback_given"]
    assert [code for code, _name in queries.board(a_round, actor).states] == reports
    assert [code for code, _name in queries.board(builders.plan_round(), actor).states] == reports[:-1]
    assert [code for code, _name in queries.board(builders.group_round(), actor).states] == ["late", "draft", "sent"]


def test_a_draft_is_not_searched(a_round: Round) -> None:
    document = draft("AAA", a_round)
    builders.write(document, "Salainen suunnitelma.", by=builders.expert(document.group))
    reopened = sent("BBB", a_round)
    writer = builders.expert(reopened.group)
    commands.reopen(reopened, by=builders.actor(writer), at=IN_TIME)
    builders.write(reopened, "Salainen muutos.", by=writer)
    secretary = builders.secretary()
    assert shown(a_round, secretary, q="salainen") == []
    assert shown(a_round, secretary, q="yhdessä") == ["BBB"]


def test_headings_and_measures_of_a_plan_are_searched() -> None:
    round_ = builders.plan_round(questions=1)
    plan = builders.plan(builders.group("AAA"), in_round=round_)
    writer = builders.expert(plan.group)
    builders.section(plan, "Rajat ylittävä ohjaus", by=writer)
    builders.measure(plan, "Kolme koulutuspäivää", by=writer)
    builders.write_all(plan, by=writer)
    builders.send(plan, by=writer)
    builders.plan(builders.group("BBB"), in_round=round_)
    secretary = builders.secretary()
    assert shown(round_, secretary, q="rajat koulutuspäiv") == ["AAA"]


def test_groups_are_found_by_any_centre_that_takes_part() -> None:
    one, two, three = (builders.organisation(key=key, name=key.title()) for key in ("kainuu", "lappi", "hame"))
    round_ = builders.group_round()
    for code, centres in (("KR1", (one, two)), ("KR2", (two, three))):
        builders.document(builders.development_group(code, *centres), in_round=round_)
    secretary = builders.secretary()
    board = queries.board(round_, builders.actor(secretary))
    assert [(centre.key, centre.name) for centre in board.centres] == [
        ("hame", "Hame"),
        ("kainuu", "Kainuu"),
        ("lappi", "Lappi"),
    ]
    assert shown(round_, secretary, centre="lappi") == ["KR1", "KR2"]
    assert shown(round_, secretary, centre="kainuu") == ["KR1"]
    assert shown(round_, secretary, q="hame") == ["KR2"]


def test_what_was_chosen_stands_in_the_form_and_in_the_links_of_the_table(a_round: Round, a_year: Any) -> None:
    centre = builders.responsible(Document.objects.get(group__code="SENT").group)
    page = html(
        signed_in(a_year), "round_board", a_round.pk, state="sent", waiting="unread", centre=centre.key, q='"työtä" & Ä'
    )
    for value in ("sent", "unread", centre.key):
        assert f'<option value="{value}" selected>' in page
    assert 'value="&quot;työtä&quot; &amp; Ä"' in page
    query = f"state=sent&amp;waiting=unread&amp;centre={centre.key}&amp;q=%22ty%C3%B6t%C3%A4%22+%26+%C3%84"
    shown_page = html(signed_in(a_year), "round_board", a_round.pk, state="sent", waiting="unread", centre=centre.key)
    assert f'href="{reverse("round_board_csv", args=[a_round.pk])}?{query.rpartition("&amp;")[0]}"' in shown_page
    assert f'href="{reverse("round_board_workbook", args=[a_round.pk])}?{query.rpartition("&amp;")[0]}"' in shown_page
    board = queries.board(a_round, builders.actor(a_year))
    asked = {"state": "sent", "waiting": "unread", "centre": centre.key, "q": '"työtä" & Ä'}
    assert board.chosen(asked).query.replace("&", "&amp;") == query
    assert "Show all" in page
    assert "Show all" not in html(signed_in(a_year), "round_board", a_round.pk)


def test_a_search_is_cut_at_a_hundred_characters(a_round: Round) -> None:
    board = queries.board(a_round, builders.actor(builders.secretary()))
    assert board.chosen({"q": "x" * 120}).words == "x" * 100


# -- the list of rounds


def listed(who: Any) -> list[tuple]:
    return [
        (listed.round.year, [(row.document.group.code, len(row.versions)) for row in listed.rows])
        for listed in queries.listed_rounds(builders.actor(who))
    ]


def test_everybody_in_the_network_finds_what_was_sent_and_writers_their_own_draft(a_round: Round) -> None:
    own, hidden = draft("AAA", a_round), draft("BBB", a_round)
    sent("CCC", a_round)
    assert listed(builders.chair(own.group)) == [(2014, [("AAA", 0), ("CCC", 1)])]
    for reader in (builders.secretary(), builders.admin(), builders.expert(builders.group())):
        assert listed(reader) == [(2014, [("CCC", 1)])]
    page = html(signed_in(builders.secretary()), "round_list")
    assert "Area CCC" in page
    assert hidden.group.area_in("en") not in page


def test_earlier_versions_have_links_of_their_own(a_round: Round) -> None:
    document = sent("AAA", a_round)
    writer = builders.expert(document.group)
    commands.reopen(document, by=builders.actor(writer), at=IN_TIME)
    builders.send(document, by=writer, at=IN_TIME)
    page = html(signed_in(builders.expert(builders.group())), "round_list")
    assert f'href="/documents/{document.pk}/"' in page
    assert f'href="/documents/{document.pk}/?version=1"' in page


def test_rounds_come_newest_first_and_those_not_opened_not_at_all() -> None:
    for year, opens in ((2012, None), (2013, IN_TIME), (2014, IN_TIME)):
        builders.round_(year, opens=opens and opens.replace(year=year, month=10))
    assert [year for year, _rows in listed(builders.secretary())] == [2014, 2013]


def test_empty_states_say_what_to_expect() -> None:
    secretary = builders.secretary()
    assert "No round has been opened yet." in html(signed_in(secretary), "round_list")
    assert "You have no task in the network now" in html(signed_in(builders.user()), "round_list")
    builders.document()
    assert "No group has sent its report yet." in html(signed_in(secretary), "round_list")


def test_the_list_takes_three_queries_with_one_row_and_with_three(a_round: Round) -> None:
    secretary = builders.secretary()
    builders.appointment(secretary, builders.ministry(), Role.ADMIN)
    actor, counts = builders.actor(secretary), []
    for code in ("AAA", "BBB", "CCC"):
        sent(code, a_round)
        with CaptureQueriesContext(connection) as asked:
            assert all(row.latest and row.pages for one in queries.listed_rounds(actor) for row in one.rows)
        counts.append(len(asked))
    assert counts == [3, 3, 3]
