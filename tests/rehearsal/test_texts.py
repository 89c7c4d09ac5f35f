"""The rehearsal's people, texts and acts: invented, believable, each in its own words, and whole."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from elo_portal.context import REHEARSAL_ACCOUNTS
from elo_portal.machine import supervisor
from elo_portal.rehearsal import acts
from elo_portal.rehearsal.files import DOCUMENTS, FIRST_DAY, FOLDERS, TEXTS, accounts, path_of, read, texts_of

ROOT = Path(__file__).resolve().parents[2]
SHINGLE = 8
# Reports that are not of a usual length: begun, not begun, or too long on purpose.
SPECIAL = {"KHA": 0, "PHA": 1_752, "EPO": 2_735, "UUD": 12_474}


def has(name: str, group: str) -> bool:
    return (path_of(group) / f"{name}.json").exists()


def bodies(name: str, group: str) -> list[str]:
    """The texts of a file that people read as prose, the last version of each."""
    if not has(name, group):
        return []
    data = read(name, group)
    if name == "strategy":
        fields = ("definition", "purpose", "basis", "implementer", "vision", "mission")
        return [
            *(data[field] for field in fields),
            *data["values"],
            *data["goals"],
            *(one["text"] for one in data["themes"]),
        ]
    if name == "feedback_2013":
        return [data["plan"], data["work"]]
    measures = [f"{one['what']}.\n{one['sign']}" for one in data.get("measures", [])]
    return [one["text"] for one in [*data["answers"], *data.get("own_sections", [])]] + measures


PROSE = ("strategy", "plan", "report", "report_2013", "feedback_2013")
TEXT_OF = {(name, group): "\n\n".join(bodies(name, group)) for name in PROSE for group in FOLDERS if has(name, group)}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def sentences(text: str) -> list[str]:
    """Sentences of three words or more; shorter ones, as "Ei ole.", two people may well write."""
    pieces = [" ".join(words(piece)) for piece in re.split(r"(?<=[.!?:;])\W*\s+|\n+", text)]
    return [piece for piece in pieces if len(piece.split()) > 2]


def shingles(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + SHINGLE]) for start in range(len(found) - SHINGLE + 1)}


def shared(pieces_of: dict[Any, set[Any]]) -> dict[Any, set[Any]]:
    """Pieces that more than one text has, with the texts."""
    where: dict[Any, set[Any]] = {}
    for key, pieces in pieces_of.items():
        for piece in pieces:
            where.setdefault(piece, set()).add(key)
    return {piece: keys for piece, keys in where.items() if len(keys) > 1}


def networks() -> Iterator[dict[str, Any]]:
    yield read("national")
    for group in FOLDERS:
        yield read("network", group)


def people() -> list[dict[str, Any]]:
    return [row for file in networks() for row in file["people"]]


def members_on(group: dict[str, Any], day: str) -> list[dict[str, Any]]:
    return [row for row in group["members"] if row["since"] <= day <= (row["until"] or "9999")]


def organisations() -> list[dict[str, Any]]:
    reference = json.loads((ROOT / "networks/reference/organisations.json").read_text(encoding="utf-8"))
    return reference + [row for file in networks() for row in file["organisations"]]


# -- the prose


def test_sentences_are_told_apart() -> None:
    assert sentences("**Laatu.** Yksi, kaksi, kolme.\n- Neljä viisi kuusi?") == [
        "yksi kaksi kolme",
        "neljä viisi kuusi",
    ]


@pytest.mark.parametrize("group", FOLDERS)
def test_a_report_has_the_length_of_a_real_one(group: str) -> None:
    length = sum(len(text) for text in bodies("report", group))
    if group in SPECIAL:
        assert length == SPECIAL[group]
    else:
        assert 4_500 <= length <= 8_000


def test_no_two_texts_share_a_sentence() -> None:
    assert shared({key: set(sentences(text)) for key, text in TEXT_OF.items()}) == {}


def test_no_two_texts_share_eight_words_in_a_row() -> None:
    assert shared({key: shingles(text) for key, text in TEXT_OF.items()}) == {}


# Kainuu's strategy is worded as the region wrote it, and a goal of it returns in a theme.
@pytest.mark.parametrize("key", [key for key in TEXT_OF if key != ("strategy", "KAI")])
def test_no_text_says_the_same_sentence_twice(key: tuple[str, str]) -> None:
    assert [one for one, times in Counter(sentences(TEXT_OF[key])).items() if times > 1] == []


@pytest.mark.parametrize("key", TEXT_OF)
def test_letters_are_latin_and_composed(key: tuple[str, str]) -> None:
    text = TEXT_OF[key]
    assert unicodedata.normalize("NFC", text) == text
    assert [letter for letter in text if letter.isalpha() and not unicodedata.name(letter).startswith("LATIN")] == []


@pytest.mark.parametrize("key", [key for key in TEXT_OF if key[0] != "strategy"])
def test_a_text_names_no_person(key: tuple[str, str]) -> None:
    surnames = {person["name"].split()[-1] for person in people()}
    assert [name for name in surnames if re.search(rf"\b{re.escape(name)}\b", TEXT_OF[key])] == []


def test_laplands_report_has_the_letters_of_northern_sami() -> None:
    assert set("áčđŋšŧž") <= set(TEXT_OF["report", "LAP"].casefold())


def test_languages_of_the_reports() -> None:
    reports = {group: read("report", group) for group in FOLDERS if has("report", group)}
    assert [group for group, report in reports.items() if report["language"] == "sv"] == ["POH"]
    other = {
        (group, one["number"])
        for group, report in reports.items()
        for one in report["answers"]
        if one["language"] != report["language"]
    }
    assert other == {("UUD", 3), ("VAR", 2), ("POH", 3)}


def test_what_a_measure_says_fits_its_fields() -> None:
    for group in FOLDERS:
        if has("plan", group):
            plan = read("plan", group)
            topics = {1, 2, 3, 4, *range(5, 5 + len(plan["own_sections"]))}
            for one in plan["measures"]:
                assert len(one["what"]) <= 120
                assert len(one["sign"]) <= 200
                assert one["topic"] in topics
                assert {*one["goals"]} <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("group", FOLDERS)
def test_every_file_tells_its_group(group: str) -> None:
    assert read("network", group)["group"]["code"] == group
    for name in ("plan", "report", "report_2013", "feedback_2013"):
        if has(name, group):
            assert read(name, group)["group"] == group
    assert [one["number"] for one in read("report_2013", group)["answers"]] == [1, 2, 3]


# -- the people


def test_accounts_are_those_that_the_sign_in_page_and_the_command_tell() -> None:
    told = {email for email, _who in supervisor.ACCOUNTS}
    assert told == {email for email, _role in REHEARSAL_ACCOUNTS}
    regions = {f"{name}@elo.example" for name in supervisor.REGIONS.split()}
    assert told | regions | {"puheenjohtaja.etela-savo@elo.example"} == set(accounts())


def test_the_docs_tell_every_account() -> None:
    page = (ROOT / "docs" / "rehearsal.md").read_text(encoding="utf-8")
    assert [one for one in accounts() if f"{one.split('@')[0]}@" not in page] == []


def test_people_and_organisations_are_told_apart_and_no_address_can_reach_them() -> None:
    for field in ("key", "name", "email"):
        assert [value for value, times in Counter(one[field] for one in people()).items() if times > 1] == [], field
    assert [one["email"] for one in people() if not one["email"].endswith(".example")] == []
    assert [key for key, times in Counter(one["key"] for one in organisations()).items() if times > 1] == []


def test_whoever_and_whatever_is_named_exists_and_nobody_is_without_a_task() -> None:
    kinds = {row["key"] for row in organisations()}
    for file in networks():
        rows = [*file["appointments"], *file.get("group", file)["members"]]
        assert {row["person"] for row in rows} == {person["key"] for person in file["people"]}
        assert {row["organisation"] for row in rows} <= kinds
        if "group" in file:
            assert file["group"]["responsible"] in kinds


@pytest.mark.parametrize("group", FOLDERS)
def test_a_group_has_its_people(group: str) -> None:
    members = members_on(read("network", group)["group"], FIRST_DAY.isoformat())
    assert 8 <= len(members) <= 13
    assert sum(row["seat"] == "chair" for row in members) == 1
    assert {row["until"] for row in members} == {"2014-12-31", "2015-12-31"}


def test_nobody_sits_twice_in_a_group_on_the_same_day() -> None:
    for code in FOLDERS:
        group = read("network", code)["group"]
        for day in {row["since"] for row in group["members"]} | {FIRST_DAY.isoformat()}:
            members = members_on(group, day)
            assert len({row["person"] for row in members}) == len(members)
            assert sum(row["seat"] == "chair" for row in members) <= 1


# -- the acts


def test_acts_are_in_the_order_of_their_moments_and_before_the_usual_first_day() -> None:
    moments = [datetime.fromisoformat(one["at"]) for one in read("acts")]
    assert moments == sorted(moments)
    assert moments[-1].date() < FIRST_DAY
    assert all(moment.utcoffset() for moment in moments)


def test_every_act_is_of_a_known_kind_and_done_by_somebody_with_an_account() -> None:
    known = {row["key"] for row in people() if row["account"]}
    for act in read("acts"):
        assert act["act"] in acts.ACTS, act
        assert act["act"] == "open_round" or act["by"] in known, act
        assert act.get("group", "UUD") in FOLDERS, act
    assert {act["act"] for act in read("acts")} == acts.ACTS.keys()


def test_every_text_is_saved_once_and_every_file_an_act_names_exists() -> None:
    saves: Counter[tuple[str, str, int]] = Counter()
    for act in read("acts"):
        if act["act"] == "write":
            name = act.get("text") or DOCUMENTS[act["round"]]
            saves.update((name, act["group"], number) for number in act["answers"])
        if "text" in act:
            assert has(act["text"], act["group"]), act
        if "file" in act:
            assert (path_of(act["group"]) / act["file"]).is_file(), act
    written = {
        (name, group, one["number"]): len(texts_of(one))
        for name in (*DOCUMENTS.values(), "completion")
        for group in FOLDERS
        if has(name, group)
        for one in read(name, group).get("answers", [])
    }
    assert saves == written


def test_every_file_of_a_group_is_used() -> None:
    used = {*PROSE, "network", "completion", "plan_completion", "extension", "take_back"}
    files = [file for group in FOLDERS for file in path_of(group).glob("*.json")]
    assert {file.stem for file in files} == used
    assert {file.name for file in TEXTS.iterdir() if file.is_dir()} == set(FOLDERS.values())


def test_days_asked_for_are_days() -> None:
    for name, group in (("completion", "POK"), ("completion", "KES"), ("plan_completion", "PHA"), ("extension", "EPO")):
        assert date.fromisoformat(read(name, group)["due"]) > date(2014, 12, 1)
