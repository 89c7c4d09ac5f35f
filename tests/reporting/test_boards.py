"""The list of rounds and the ministries' board."""

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
    assert "No group is in this state." in html(client, "round_board", a_round.pk, state="reviewed")


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


def test_the_board_takes_eleven_queries_with_one_row_and_with_three(a_round: Round) -> None:
    secretary, admin = builders.secretary(), builders.admin()
    both = builders.secretary()
    builders.appointment(both, builders.ministry(), Role.NATIONAL_SECRETARY)
    builders.appointment(both, builders.ministry(), Role.ADMIN)
    for code in ("AAA", "BBB", "CCC"):
        document = sent(code, a_round)
        commands.review(document, by=builders.actor(secretary), at=IN_TIME, version=1)
        if code != "BBB":
            counts = {name: board_queries(a_round, who) for name, who in (("one", secretary), ("two", both))}
            assert counts | {"admin": board_queries(a_round, admin)} == {"one": 11, "two": 11, "admin": 10}


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
