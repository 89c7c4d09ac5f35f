"""The printed letter: what it says is what was frozen, and the file is as the report's is."""

import re

import outloud
import pymupdf
import pytest
from django.template.loader import get_template
from django.utils import translation

from elo_portal.office.jobs.commands import do
from elo_portal.office.models import Job, Notice, Print
from elo_portal.office.writing.markup import to_plain
from reporting.commands.printing import print_feedback
from reporting.documents.feedback_letter import letter_html, letter_title
from reporting.models import PublishedFeedback
from reporting.schemas import UnknownSchema
from tests import builders
from tests.printing import letters

LONG = letters.content()
LONG["wording"] = {**LONG["wording"], "regional_work": "\n\n".join([letters.REGIONAL_WORK] * 8)}
LETTERS = {"Finnish": letters.content(), "Swedish": letters.swedish(), "draft": letters.draft(), "long": LONG}


@pytest.fixture(scope="module")
def printed():
    return {name: letters.printed(made) for name, made in LETTERS.items()}


def words_of(pdf: bytes) -> str:
    """The text of the file in reading order, words broken at line ends put together, all white space away."""
    with pymupdf.open(stream=pdf) as document:
        text = "\n".join(page.get_text() for page in document)
    return re.sub(r"\s+", "", re.sub(r"-\n", "", text)).replace("-", "")


def plain(text: str) -> list[str]:
    """The words of a text as they are printed, paragraph by paragraph; a list's marks are the printer's own."""
    paragraphs = [line.removeprefix("- ") for line in to_plain(text).split("\n") if line.strip()]
    return [re.sub(r"\s+", "", paragraph).replace("-", "") for paragraph in paragraphs]


@pytest.mark.parametrize("name", LETTERS)
def test_checker_finds_no_error(printed, name, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(printed[name].pdf)
    result = outloud.check(str(tmp_path / "letter.pdf"))
    assert result.error is None
    assert [(one.rule, one.message) for one in result.findings if one.severity != "info"] == []


@pytest.mark.parametrize("name", ["Finnish", "Swedish"])
def test_printed_text_is_the_frozen_text(printed, name):
    made = LETTERS[name]
    text = words_of(printed[name].pdf)
    for part in ("common", "carrying_out", "regional_work"):
        for paragraph in plain(made["wording"][part]):
            assert paragraph in text
    for fact in (
        made["title"],
        made["centre"]["name"],
        made["group"]["name"],
        made["identifier"],
        made["report"]["identifier"],
        "28.1.2015",
        *(sender["name"] for sender in made["senders"]),
        *(sender["case_number"] for sender in made["senders"]),
        *(one["name"] for one in made["signatures"]),
        *(f"{one['name']}" for one in made["distribution"]),
    ):
        assert re.sub(r"\s+", "", fact).replace("-", "") in text


def test_swedish_letter_speaks_swedish_whatever_the_readers_language_is():
    with translation.override("en"):
        html = letter_html(letters.swedish(), sha256=None)
    assert '<html lang="sv">' in html
    for word in ("Respons", "Referens", "Sändlista", "För kännedom", "Det regionala ELO-arbetet", "ordförande"):
        assert word in html


def test_draft_has_no_day_no_signatures_and_says_what_it_is():
    html = letter_html(letters.draft(), sha256=None)
    assert 'class="head__draft"' in html
    assert "ei vielä päivätty" in html
    assert "signed__name" not in html
    assert "SHA-256" not in html


def test_title_of_a_confirmer_or_the_capacity_stands_under_the_name():
    html = letter_html(letters.content(), sha256=None)
    assert "<p>opetusneuvos</p>" in html
    assert "<p>palautteen vahvistajan sijainen</p>" in html


def test_text_is_never_html():
    made = letters.content(title="<img src=x>")
    made["wording"] = {**made["wording"], "common": '<img src=x> & "y"'}
    made["group"]["name"] = '"><script>'
    html = letter_html(made, sha256=None)
    assert "<img" not in html
    assert "<script" not in html


@pytest.mark.parametrize("changes", [{"schema": 2}, {"kind": "report"}])
def test_content_of_an_unknown_schema_is_refused(changes):
    with pytest.raises(UnknownSchema):
        letter_title(letters.content(**changes))


def test_template_asks_for_no_file():
    assert not re.search(r"\b(href|src|url)\b", get_template("print/feedback_letter.html").template.source)


@pytest.mark.django_db
def test_what_was_published_is_printed_once_and_attached_to_its_mails(quick_printer, monkeypatch):
    ministries = builders.both_ministries()
    secretaries = tuple(builders.secretary(one) for one in ministries)
    in_round = builders.round_(questions=1, ministries=ministries)
    document = builders.given_feedback(builders.group("KAI"), in_round=in_round, secretaries=secretaries)
    published = PublishedFeedback.objects.with_context().get()
    monkeypatch.undo()
    job = Job.objects.get(key=f"print:feedback:{published.pk}")
    assert do(job.pk)
    made = Print.objects.get(key=f"feedback:{published.pk}")
    text = words_of(bytes(made.file.pdf))
    for part in ("common", "carrying_out", "regional_work"):
        for paragraph in plain(published.frozen["wording"][part]):
            assert paragraph in text
    waiting = Notice.objects.filter(kind="feedback_given")
    assert {one.print for one in waiting} == {made}
    assert waiting.count() == 1 + len(secretaries)
    assert document.group.code in text
    # A second worker that has the same job changes nothing.
    assert print_feedback(published.pk) == made
