"""The printed action plan: its words are those of the frozen content, its tags and standards those of a report."""

import io

import outloud
import pikepdf
import pytest

from reporting.documents.report import report_html
from tests.printing import sample
from tests.printing.test_tags import roles, tree_of

PLANS = {
    "whole": sample.plan(),
    "one sentence a topic": sample.plan(*["Katso liite."] * 4, measures=sample.plan()["measures"][:1]),
    "nothing beside the texts": sample.plan(measures=[], attachments=[], strategy=None, handled_on=None, goal_set=None),
    "many measures": sample.plan(measures=sample.plan()["measures"] * 12),
    "draft": sample.plan(number=0, identifier="KAI-2014-S", sent=None),
    "Swedish": sample.plan(
        language="sv",
        title="Verksamhetsplan för livslång vägledning 2014",
        strategy={**sample.plan()["strategy"], "language": "fi"},
        answers=[{**one, "language": "sv"} for one in sample.plan()["answers"]],
    ),
}


@pytest.fixture(scope="module")
def printed():
    return {name: sample.printed(made) for name, made in PLANS.items()}


@pytest.mark.parametrize("name", PLANS)
def test_the_checker_finds_no_error(name, printed, tmp_path):
    file = tmp_path / "plan.pdf"
    file.write_bytes(printed[name].pdf)
    result = outloud.check(str(file))
    assert result.error is None
    assert [(one.rule, one.message) for one in result.findings if one.severity != "info"] == []


def test_every_text_of_the_frozen_content_is_printed(printed):
    made = PLANS["whole"]
    text = "".join(sample.text_of(printed["whole"]).split()).replace("-", "")
    said = [made["title"], made["group"]["name"], made["goal_set"]["title"], made["strategy"]["title"]]
    said += [one["title"] for one in made["answers"]]
    said += [paragraph for one in made["answers"] for paragraph in one["text"].split("\n\n")]
    said += [one[field] for one in made["measures"] for field in ("what", "body", "schedule", "sign")]
    said += [goal["text"] for goal in made["goal_set"]["goals"]]
    said += [one[field] for one in made["attachments"] for field in ("name", "sha256")]
    said += [made["strategy"]["sha256"], "20.8.2014", "Sama kuin viime vuonna", "1.3.2013"]
    missing = [words for words in said if "".join(words.split()).replace("-", "") not in text]
    assert missing == []


def test_measures_are_tables_with_their_heads_grouped_by_topic(printed):
    with pikepdf.open(io.BytesIO(printed["whole"].pdf)) as pdf:
        tree = tree_of(pdf)
    tables = roles(tree, {"Table"})
    # A table a topic, one of the goals, and the two of the appendix.
    assert len(tables) == 5 + 1 + 2
    for table in tables[:5]:
        heads = roles(table, {"THead"})
        assert [head[1]["Scope"] for head in roles(heads[0], {"TH"})] == ["Column"] * 5
    assert [head[1]["Scope"] for head in roles(roles(tables[0], {"TBody"})[0], {"TH"})] == ["Row"] * 2
    assert [role[0] for role in roles(tree, {"H1", "H2", "H3"})] == ["H1", *["H2"] * 6, *["H3"] * 6, "H2"]


def test_same_content_gives_same_bytes():
    assert sample.printed(PLANS["whole"]).sha256 == sample.printed(PLANS["whole"]).sha256


def test_text_of_people_is_never_html():
    made = sample.plan()
    bad = '<img src=x> & "y"'
    made["measures"][0] |= {"what": bad, "body": bad, "schedule": bad, "sign": bad}
    made["attachments"][0]["name"] = made["strategy"]["title"] = made["answers"][4]["title"] = bad
    assert "<img" not in report_html(made, sha256=None)


def test_a_registry_without_a_person_is_named_as_registry(printed):
    assert "Opetus- ja kulttuuriministeriö, kirjaamo" in sample.text_of(printed["whole"])
