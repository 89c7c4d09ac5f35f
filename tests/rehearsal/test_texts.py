"""The rehearsal's people and reports: invented, believable, each in its own words."""

import json
import re
import unicodedata
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "elo_portal" / "rehearsal" / "texts"
REPORTS = ("kainuu", "lappi", "pohjanmaa")
FIRST_DAY = "2014-12-15"
SHINGLE = 8


def read(name: str) -> Any:
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


def report(name: str) -> dict:
    return read(f"report_{name}")


def body(name: str) -> str:
    return "\n\n".join(answer["text"] for answer in report(name)["answers"])


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def sentences(text: str) -> set[str]:
    pieces = re.split(r"(?<=[.!?:;])\W*\s+|\n+", text)
    return {" ".join(words(piece)) for piece in pieces} - {""}


def shingles(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + SHINGLE]) for start in range(len(found) - SHINGLE + 1)}


def members_on(group: dict, day: str) -> list[dict]:
    return [row for row in group["members"] if row["since"] <= day <= (row["until"] or "9999")]


def kinds_of_organisations() -> dict[str, str]:
    reference = json.loads((ROOT / "networks/reference/organisations.json").read_text(encoding="utf-8"))
    return {row["key"]: row["kind"] for row in reference + read("organisations")}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_the_length_of_a_real_one(name: str) -> None:
    assert 4_500 <= sum(len(answer["text"]) for answer in report(name)["answers"]) <= 8_000


def test_sentences_are_told_apart() -> None:
    assert sentences("**Laatu.** Yksi, kaksi.\n- Kolme?") == {"laatu", "yksi kaksi", "kolme"}


@pytest.mark.parametrize(("one", "other"), list(combinations(REPORTS, 2)))
def test_no_two_reports_share_a_sentence(one: str, other: str) -> None:
    assert sentences(body(one)) & sentences(body(other)) == set()


@pytest.mark.parametrize(("one", "other"), list(combinations(REPORTS, 2)))
def test_no_two_reports_share_eight_words_in_a_row(one: str, other: str) -> None:
    assert shingles(body(one)) & shingles(body(other)) == set()


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_says_the_same_sentence_twice(name: str) -> None:
    answers = report(name)["answers"]
    assert len(sentences(body(name))) == sum(len(sentences(answer["text"])) for answer in answers)


def test_kainuus_report_does_not_repeat_the_regions_strategy() -> None:
    strategy = json.dumps(read("strategy_kainuu"), ensure_ascii=False)
    assert shingles(body("kainuu")) & shingles(strategy) == set()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_answers_the_five_questions_in_order(name: str) -> None:
    assert [answer["number"] for answer in report(name)["answers"]] == [1, 2, 3, 4, 5]


def test_languages_of_the_answers() -> None:
    languages = {name: [answer["language"] for answer in report(name)["answers"]] for name in REPORTS}
    assert languages == {
        "kainuu": ["fi"] * 5,
        "lappi": ["fi"] * 5,
        "pohjanmaa": ["sv", "sv", "fi", "sv", "sv"],
    }


def test_kainuus_last_answer_is_a_stub_and_only_ostrobothnia_has_sent() -> None:
    assert [len(answer["text"]) > 1_000 for answer in report("kainuu")["answers"]] == [True, True, True, True, False]
    assert {name: report(name)["sent"] is not None for name in REPORTS} == {
        "kainuu": False,
        "lappi": False,
        "pohjanmaa": True,
    }


def test_laplands_report_has_the_letters_of_northern_sami() -> None:
    assert set("áčđŋšŧž") <= set(body("lappi").casefold())


@pytest.mark.parametrize("name", REPORTS)
def test_letters_are_latin_and_composed(name: str) -> None:
    text = body(name)
    assert unicodedata.normalize("NFC", text) == text
    assert [letter for letter in text if letter.isalpha() and not unicodedata.name(letter).startswith("LATIN")] == []


@pytest.mark.parametrize("name", REPORTS)
def test_saves_are_in_order_and_before_the_rehearsal_begins(name: str) -> None:
    accounts = {person["key"] for person in read("people")["people"] if person["account"]}
    moments = []
    for answer in report(name)["answers"]:
        saves = [*answer["history"], answer]
        assert [save["at"] for save in saves] == sorted({save["at"] for save in saves})
        assert all(earlier["text"] != later["text"] for earlier, later in combinations(saves, 2))
        assert {save["by"] for save in saves} <= accounts
        moments += [save["at"] for save in saves]
    if report(name)["sent"]:
        moments.append(report(name)["sent"]["at"])
        assert max(moments) == report(name)["sent"]["at"]
    assert max(moments) < FIRST_DAY


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_names_no_person(name: str) -> None:
    text = body(name)
    assert [person["name"] for person in read("people")["people"] if person["name"].split()[-1] in text] == []


def test_accounts_are_those_of_the_readme() -> None:
    assert {person["email"] for person in read("people")["people"] if person["account"]} == {
        "kainuu@elo.example",
        "lappi@elo.example",
        "osterbotten@elo.example",
        "puheenjohtaja.kainuu@elo.example",
        "okm@elo.example",
        "tem@elo.example",
        "yllapito@elo.example",
    }


def test_people_are_told_apart_and_no_address_can_reach_them() -> None:
    people = read("people")["people"]
    for field in ("key", "name", "email"):
        assert len({person[field] for person in people}) == len(people), field
    assert [person["email"] for person in people if not person["email"].endswith(".example")] == []


def test_whoever_and_whatever_is_named_exists() -> None:
    data = read("people")
    people = {person["key"] for person in data["people"]}
    kinds = kinds_of_organisations()
    rows = [*data["appointments"], *data["national_members"], *(row for g in data["groups"] for row in g["members"])]
    assert {row["person"] for row in rows} == people
    assert {row["organisation"] for row in rows} <= set(kinds)
    assert {group["responsible"] for group in data["groups"]} <= set(kinds)


@pytest.mark.parametrize("code", ["KAI", "LAP", "POH"])
def test_a_group_has_members_of_every_kind_of_body_a_chair_and_a_secretary(code: str) -> None:
    [group] = [group for group in read("people")["groups"] if group["code"] == code]
    kinds = kinds_of_organisations()
    members = members_on(group, FIRST_DAY)
    assert {kinds[row["organisation"]] for row in members} == {
        "centre",
        "te_office",
        "avi",
        "school",
        "municipality",
        "other",
    }
    assert sorted(row["seat"] for row in members if row["seat"] in {"chair", "secretary"}) == ["chair", "secretary"]
    assert {row["until"] for row in members} == {"2014-12-31", "2015-12-31"}


def test_nobody_sits_twice_in_a_group_on_the_same_day() -> None:
    for group in read("people")["groups"]:
        days = {row["since"] for row in group["members"]} | {FIRST_DAY}
        for day in days:
            members = [row["person"] for row in members_on(group, day)]
            assert len(set(members)) == len(members)
            assert sum(row["seat"] == "chair" for row in members_on(group, day)) == 1
