"""The reference data: whole, consistent, and in the sources' own words where they have them."""

import hashlib
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAR = date.max.isoformat()


def read(path: str) -> Any:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def organisations() -> list[dict]:
    return read("networks/reference/organisations.json")


def centres_on(day: str) -> list[dict]:
    return [row for row in organisations() if row["kind"] == "centre" and in_force(row, day)]


def in_force(row: dict, day: str) -> bool:
    return row["since"] <= day <= (row["until"] or FAR)


# The ministries' letter of 2014, request b: the five questions, letter for letter, with its own spaces and dashes.
# A fingerprint here means that nobody can improve the wording by accident.
QUESTIONS_OF_THE_LETTER = {
    1: "5571633e3a940e6129092422957f9307eec2f15f444722319199186e6dbb7a2e",
    2: "318819034b2596783e04dd6343ab2494104c8a892f528be983a8a0d96b32e858",
    3: "0275c554c75c9dd6feba82b776d6371e5cffcc2ee569e393b4e397d85e5d18e0",
    4: "a031c2a43eec11f171d3f72beaee98b52bdc9064182dfc82f47c81873a490d69",
    5: "7486260984297a74134d3680be2bb296bb39d6b2f7bcbe99886102bb8355a92b",
}


def test_questions_are_worded_as_in_the_letter() -> None:
    questions = read("reporting/reference/report_questions.json")
    assert {question["number"]: fingerprint(question["text_fi"]) for question in questions} == QUESTIONS_OF_THE_LETTER


# Where the other fixed wordings come from: TEM's guidance letter of 2.7.2012 (plan topics), LAITURI's letter of
# 14.5.2014 (themes), the notice of the report 2011:15 (goals), Kainuu's own strategy.
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("reporting/reference/plan_topics.json", "072b3d4e2dbf02b1d3c53c9c7b0a818cadd5159d93ecefa646eff35cbed83b67"),
        ("networks/reference/themes.json", "5e9e0eb1127118287a9ebc1342762bcaae461915428c333cbdb329524ef8b8a2"),
    ],
)
def test_lists_are_worded_as_in_their_letters(path: str, expected: str) -> None:
    assert fingerprint("\n".join(row["fi"] for row in read(path))) == expected


def test_goals_of_2011_are_worded_as_in_the_notice() -> None:
    [goals_of_2011] = read("strategies/reference/goal_sets.json")
    assert (
        fingerprint("\n".join(goal["fi"] for goal in goals_of_2011["goals"]))
        == "87b84af100914d0e0d8d7261d73bead38048ba90acef70043747ddfe22c8e5ba"
    )


def test_kainuus_strategy_is_worded_as_the_region_wrote_it() -> None:
    strategy = read("elo_portal/rehearsal/texts/kainuu/strategy.json")
    texts = [strategy[field] for field in ("definition", "purpose", "basis", "vision", "mission", "implementer")]
    for field in ("key_themes", "values", "goals", "preparers"):
        texts += strategy[field]
    for theme in strategy["themes"]:
        texts += [theme["heading"], theme["text"]]
    assert fingerprint("\n".join(texts)) == "f3683db1777f126565b6e80024e8a3e76acf2cfd8deec94806bf162666acdfbe"


@pytest.mark.parametrize(
    "path",
    [
        "networks/reference/themes.json",
        "reporting/reference/plan_topics.json",
        "reporting/reference/report_questions.json",
    ],
)
def test_every_text_is_there_in_three_languages_and_says_whose_translation_it_is(path: str) -> None:
    for row in read(path):
        assert row["own_translations"] == ["sv", "en"]
        for stem in {key.removesuffix("_fi") for key in row if key.endswith("_fi")}:
            assert all(row[f"{stem}_{language}"].strip() for language in ("fi", "sv", "en")), stem
        if "fi" in row:
            assert all(row[language].strip() for language in ("fi", "sv", "en"))


def test_what_stands_beside_each_question() -> None:
    questions = read("reporting/reference/report_questions.json")
    assert [question["beside"] for question in questions] == [
        "strategy_definition",
        "plan_topic_1",
        "plan_topic_2",
        "plan_measures_and_topic_3",
        "plan_topic_4",
    ]


def test_there_are_eighteen_regions_and_aland() -> None:
    codes = [region["code"] for region in read("networks/reference/regions.json")]
    assert codes == [f"{code:02}" for code in range(1, 20) if code != 3] + ["21"]


def test_fifteen_centres_in_2014_and_ten_from_2026() -> None:
    assert [row["code"] for row in centres_on("2014-12-15")] == [f"{code:02}" for code in range(1, 16)]
    assert " ".join(row["abbreviation"] for row in centres_on("2014-12-15")) == (
        "UUD VAR SAT HÄM PIR KAS ESA POS POK KES EPO POH POP KAI LAP"
    )
    assert len(centres_on("2026-01-01")) == 10


@pytest.mark.parametrize("day", ["2010-01-01", "2014-12-15", "2025-12-31", "2026-01-01"])
@pytest.mark.parametrize("kind", ["centre", "avi"])
def test_every_region_of_the_mainland_has_one_of_each_kind(day: str, kind: str) -> None:
    mainland = [region["code"] for region in read("networks/reference/regions.json") if region["code"] != "21"]
    covered = sorted(
        coverage["region"]
        for row in organisations()
        if row["kind"] == kind
        for coverage in row["coverage"]
        if in_force(coverage, day)
    )
    assert covered == ([] if kind == "avi" and day >= "2026" else mainland)


def test_swedish_short_name_of_a_centre_changes_at_the_turn_of_2015() -> None:
    [ostrobothnia] = [row for row in centres_on("2014-12-15") if row["code"] == "12"]
    assert [(name["since"], name["until"], name["sv_short"]) for name in ostrobothnia["names"]] == [
        ("2010-01-01", "2014-12-31", "ELY-centralen i Österbotten"),
        ("2015-01-01", "2025-12-31", "NTM-centralen i Österbotten"),
    ]


def test_names_follow_each_other_for_the_whole_life_of_an_organisation() -> None:
    for row in organisations():
        names = row["names"]
        assert names[0]["since"] == row["since"], row["key"]
        assert names[-1]["until"] == row["until"], row["key"]
        for earlier, later in pairwise(names):
            gap = date.fromisoformat(later["since"]) - date.fromisoformat(earlier["until"])
            assert gap.days == 1, row["key"]
        for name in names:
            assert all(name[field].strip() for field in ("fi", "fi_short", "sv", "sv_short", "en", "en_short"))


def test_keys_are_unique_and_rows_end_after_they_begin() -> None:
    rows = organisations()
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        for lasting in [row, *row["names"], *row["coverage"], *row["contacts"]]:
            assert lasting["since"] <= (lasting["until"] or FAR), row["key"]


def test_succession_takes_every_region_of_every_old_centre_to_the_centre_that_covers_it() -> None:
    rows = {row["key"]: row for row in organisations()}
    successions = read("networks/reference/successions.json")
    expected = {(row["key"], coverage["region"]) for row in centres_on("2014-12-15") for coverage in row["coverage"]}
    assert {(row["from"], row["region"]) for row in successions} == expected
    assert len(successions) == len(expected)
    for row in successions:
        assert row["region"] in {coverage["region"] for coverage in rows[row["to"]]["coverage"]}
        assert row["day"] == rows[row["to"]]["since"] == "2026-01-01"


def test_hame_is_split() -> None:
    successors = {row["region"]: row["to"] for row in read("networks/reference/successions.json")}
    assert successors["05"] == "centre-2026-inland-finland"
    assert successors["07"] == "centre-2026-southeast-finland"


def test_what_is_unsure_says_what_is_unsure() -> None:
    for row in organisations() + read("networks/reference/successions.json"):
        for part in [row, *row.get("names", [])]:
            if not part.get("sure", True):
                assert part["note"].strip()


def test_no_address_can_reach_anybody() -> None:
    addresses = [contact["address"] for row in organisations() for contact in row["contacts"]]
    assert {address for address in addresses if not address.endswith(".example")} == set()
    assert {"kirjaamo@okm.example", "kirjaamo@tem.example"} <= set(addresses)
