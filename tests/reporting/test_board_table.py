"""The ministries' board to take along: the same rows and rights as the page, and nothing in it is a formula."""

import csv
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.choices import Role
from networks.models import Group
from reporting import commands
from reporting.models import Document, Round
from tests import builders

pytestmark = pytest.mark.django_db
IN_TIME = builders.helsinki(2014, 12, 15, 10, 30)
BOTH = ("round_board_csv", "round_board_workbook")
HEAD = [
    "Group",
    "Code",
    "ELY centre",
    "State",
    "Due",
    "Needs attention",
    "Sent on",
    "Arrived late",
    "Version",
    "Pages",
    "Case numbers",
    "Reviewed by",
    "Reviewed on",
    "Your ministry has read",
    "Questions in all",
]


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: IN_TIME)


def signed_in(who: Any, language: str = "en") -> Client:
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = language
    session.save()
    return client


def asked(client: Client, name: str, of: Round, **chosen: str) -> Any:
    answer = client.get(reverse(name, args=[of.pk]), chosen)
    assert answer.status_code == 200
    return answer


def csv_rows(client: Client, of: Round, **chosen: str) -> list[list[str]]:
    text = asked(client, "round_board_csv", of, **chosen).content.decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def sheet(client: Client, of: Round, **chosen: str) -> Any:
    return openpyxl.load_workbook(BytesIO(asked(client, "round_board_workbook", of, **chosen).content)).active


def sheet_rows(client: Client, of: Round, **chosen: str) -> list[list[Any]]:
    return [list(row) for row in sheet(client, of, **chosen).iter_rows(min_row=5, values_only=True)]


@pytest.fixture
def a_round() -> Round:
    """One report reviewed and numbered, one draft."""
    okm = builders.ministry()
    made = builders.round_(questions=2, ministries=(okm,))
    builders.addressed(made, okm)
    builders.organisation(key="other")
    centre = builders.organisation(key="kainuu", name="Kainuun keskus")
    reviewed = builders.sent_document(builders.group("AAA", responsible=centre), in_round=made, at=IN_TIME)
    secretary, clerk = builders.secretary(okm, "Oili"), builders.clerk(okm)
    commands.mark_read(reviewed.submissions.get(), 1, by=builders.actor(secretary), at=IN_TIME)
    commands.review(reviewed, by=builders.actor(secretary), at=IN_TIME, version=1)
    builders.case_number(reviewed, "VN/7/2014", by=clerk)
    draft = builders.document(builders.group("BBB"), in_round=made)
    builders.write(draft, "Kesken.", by=builders.expert(draft.group))
    return made


@pytest.fixture
def secretary(a_round: Round) -> Any:
    made = builders.user(builders.person("Siiri"))
    builders.appointment(made, a_round.addressees.first().organisation, Role.NATIONAL_SECRETARY)
    return made


def test_the_csv_tells_what_the_page_shows(a_round: Round, secretary: Any) -> None:
    head, reviewed, draft = csv_rows(signed_in(secretary), a_round)
    number = Document.objects.get(group__code="AAA").submissions.get()
    pages = f"{-(-number.pages_used // 10) / 10}".replace(".", ",")
    ministry = a_round.addressees.first().organisation.short_name_on(IN_TIME.date(), "en")
    assert head == HEAD
    assert reviewed == [
        "Area AAA",
        "AAA",
        "Kainuun keskus en",
        "Reviewed",
        "2014-12-31",
        "Not read by your ministry",
        "2014-12-15 10:30",
        "no",
        "1",
        pages,
        f"{ministry} VN/7/2014",
        "Oili",
        "2014-12-15 10:30",
        "1",
        "2",
    ]
    centre = builders.responsible(Group.objects.get(code="BBB")).short_name_on(IN_TIME.date(), "en")
    assert draft == ["Area BBB", "BBB", centre, "Draft", "2014-12-31", *[""] * 10]


def test_the_workbook_tells_the_same_with_numbers_and_days(a_round: Round, secretary: Any) -> None:
    client = signed_in(secretary)
    made = sheet(client, a_round)
    assert [made["A1"].value, made["A2"].value, made["A3"].value] == [
        "Follow-up of reports 2014",
        "Situation on 15.12.2014 at 10:30",
        "2 / 2 groups",
    ]
    head, reviewed, draft = sheet_rows(client, a_round)
    assert head == HEAD
    moment = datetime(2014, 12, 15, 10, 30)  # noqa: DTZ001 - a workbook knows no zone
    due = datetime(2014, 12, 31)  # noqa: DTZ001
    assert [reviewed[at] for at in (3, 4, 6, 8, 12, 13, 14)] == ["Reviewed", due, moment, 1, moment, 1, 2]
    assert isinstance(reviewed[9], float | int)
    assert draft[3:] == ["Draft", due, *[None] * 10]
    properties = openpyxl.load_workbook(BytesIO(asked(client, "round_board_workbook", a_round).content)).properties
    assert (properties.title, properties.language) == ("Follow-up of reports 2014", "en")


@pytest.mark.parametrize("name", BOTH)
def test_the_same_board_gives_the_same_bytes(a_round: Round, secretary: Any, name: str) -> None:
    client = signed_in(secretary)
    assert asked(client, name, a_round).content == asked(client, name, a_round).content


def test_the_file_is_named_by_round_and_day_and_kept_by_nobody(a_round: Round, secretary: Any) -> None:
    for name, ending, media_type in (
        ("round_board_csv", "csv", "text/csv; charset=utf-8"),
        ("round_board_workbook", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        answer = asked(signed_in(secretary, "fi"), name, a_round)
        file = f"raporttien-seuranta-2014-2014-12-15.{ending}"
        assert answer["Content-Disposition"] == f'attachment; filename="{file}"'
        assert answer["Content-Type"] == media_type
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_was_chosen_on_the_page_is_taken_along(a_round: Round, secretary: Any) -> None:
    client = signed_in(secretary)
    for chosen, codes in (
        ({"state": "draft"}, ["BBB"]),
        ({"waiting": "unread"}, ["AAA"]),
        ({"centre": "kainuu"}, ["AAA"]),
        ({"q": "työtä"}, ["AAA"]),
        ({"state": "draft", "q": "työtä"}, []),
        ({"state": "nonsense", "centre": "other"}, ["AAA", "BBB"]),
    ):
        assert [row[1] for row in csv_rows(client, a_round, **chosen)[1:]] == codes, chosen
        assert [row[1] for row in sheet_rows(client, a_round, **chosen)[1:]] == codes, chosen
    said = sheet(client, a_round, state="reviewed", waiting="unread", centre="kainuu", q="työtä")["A3"].value
    assert said == (
        "1 / 2 groups, State: Reviewed, Needs attention: Not read by your ministry, "
        "ELY centre: Kainuun keskus en, Search: työtä"
    )


def test_an_administrator_is_not_told_what_a_ministry_has_read(a_round: Round) -> None:
    client = signed_in(builders.admin())
    assert csv_rows(client, a_round)[0] == HEAD[:-2]
    assert [len(row) for row in sheet_rows(client, a_round)] == [13, 13, 13]
    assert csv_rows(client, a_round)[1][5] == ""


def test_a_development_groups_report_is_not_reviewed_and_its_reader_may_take_the_table() -> None:
    keha, reader = builders.organisation("support"), builders.user()
    round_ = builders.group_round(readers=(keha,))
    builders.appointment(reader, keha, Role.SUPPORT_READER)
    builders.sent_group_report(builders.development_group("KR1"), in_round=round_)
    builders.document(builders.development_group("KR2"), in_round=round_)
    head, sent, draft = csv_rows(signed_in(reader), round_)
    assert head == HEAD[:-4]
    assert (sent[1], sent[5], sent[8]) == ("KR1", "Without your case number", "1")
    assert (draft[1], draft[5:]) == ("KR2", [""] * 6)
    assert sent[2].count("Keskus") == 3


@pytest.mark.parametrize("text", ['=HYPERLINK("https://paha.example")', "+358 1", "-1+1", "@SUM(A1)"])
def test_what_was_typed_is_no_formula(a_round: Round, secretary: Any, text: str) -> None:
    Group.objects.filter(code="AAA").update(area_fi=text)
    Group.objects.filter(code="BBB").update(area_fi="Ö")
    client = signed_in(secretary, "fi")
    assert csv_rows(client, a_round)[1][0] == f"'{text}"
    cell = sheet(client, a_round)["A6"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_search_is_no_formula_either(a_round: Round, secretary: Any) -> None:
    cell = sheet(signed_in(secretary), a_round, q="=1+1")["A3"]
    assert (cell.value, cell.data_type) == ("0 / 2 groups, Search: =1+1", "s")


@pytest.mark.parametrize("name", BOTH)
def test_the_table_is_for_those_who_follow_the_round(a_round: Round, secretary: Any, name: str) -> None:
    group = Group.objects.get(code="AAA")
    address = reverse(name, args=[a_round.pk])
    reader = builders.user()
    builders.appointment(reader, builders.organisation("support"), Role.SUPPORT_READER)
    may_not = (builders.expert(group), builders.chair(group), reader, builders.clerk(), builders.user())
    assert [signed_in(who).get(address).status_code for who in (secretary, builders.admin())] == [200, 200]
    assert [signed_in(who).get(address).status_code for who in may_not] == [403] * 5
    assert Client().get(address).status_code == 302
    assert signed_in(secretary).post(address).status_code == 405
    assert signed_in(secretary).get(reverse(name, args=[a_round.pk + 100])).status_code == 404
    Round.objects.filter(pk=a_round.pk).update(opens=None)
    assert signed_in(secretary).get(address).status_code == 404


@pytest.mark.parametrize("name", BOTH)
def test_the_table_takes_as_many_queries_with_three_rows_as_with_one(a_round: Round, secretary: Any, name: str) -> None:
    client, counts = signed_in(secretary), []
    for code in ("CCC", "DDD", "EEE"):
        builders.sent_document(builders.group(code), in_round=a_round, at=IN_TIME)
        with CaptureQueriesContext(connection) as captured:
            asked(client, name, a_round, q="työtä")
        counts.append(len(captured))
    assert counts == [counts[0]] * 3
