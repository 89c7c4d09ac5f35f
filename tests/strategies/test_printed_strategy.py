"""The printed strategy: it says what was frozen, in the strategy's own language, and is PDF/A-3a and PDF/UA-1."""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import outloud
import pikepdf
import pytest
from django.conf import settings
from django.utils import translation

from elo_portal.office.jobs.commands import do
from elo_portal.office.models import Job, Print, PrintedFile
from strategies.commands import print_version
from strategies.content import frozen_of
from strategies.documents.strategy import UnknownSchema, strategy_html, strategy_title
from tests import builders
from tests.builders import NOW
from tests.printing import sample

pytestmark = pytest.mark.django_db
FINGERPRINT = "0123456789abcdef" * 4


def kainuu() -> dict[str, Any]:
    """The longest strategy that the portal has of its own: the rehearsal's Kainuu."""
    path = Path(settings.BASE_DIR) / "elo_portal" / "rehearsal" / "texts" / "kainuu" / "strategy.json"
    row = json.loads(path.read_text(encoding="utf-8"))
    goals = [{"text": goal, "national": ["2011-1"]} for goal in row["goals"]]
    names = ("title", "vision", "mission", "definition", "purpose", "basis", "implementer", "values", "key_themes")
    return {name: row[name] for name in (*names, "preparers", "themes")} | {"goals": goals}


@pytest.fixture
def adopted():
    builders.goal_set()
    return builders.adopted_strategy(builders.group("KAI"), since=date(2014, 1, 1), **kainuu())


def squeezed(text: str) -> str:
    """Letters alone: lines break and words are hyphenated on paper."""
    return re.sub(r"[\s\-\u00ad\u200b]", "", text)


def parts_of(content: dict[str, Any]) -> list[str]:
    texts = [content[name] for name in ("title", "vision", "mission", "definition", "purpose", "basis", "implementer")]
    rows = [cell for theme in content["themes"] for cell in theme.values()]
    lines = [*content["values"], *content["key_themes"], *content["preparers"]]
    return [*texts, *rows, *lines, *(goal["text"] for goal in content["goals"])]


def test_the_file_says_every_word_that_was_frozen_and_its_hash(adopted):
    printed = print_version(adopted.pk)
    made = PrintedFile.objects.get(print=printed)
    text = squeezed(sample.text_of(made))
    assert [part for part in parts_of(adopted.words) if squeezed(part) not in text] == []
    assert adopted.sha256 in text
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        [name] = pdf.attachments
        assert (name, pdf.attachments[name].get_file().read_bytes()) == (
            f"{adopted.identifier}.json",
            bytes(adopted.content),
        )
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title)) == ("fi", strategy_title(adopted.words))


def test_the_checker_of_accessible_files_finds_nothing(adopted, tmp_path):
    (tmp_path / "strategy.pdf").write_bytes(PrintedFile.objects.get(print=print_version(adopted.pk)).pdf)
    result = outloud.check(str(tmp_path / "strategy.pdf"))
    assert result.error is None
    assert [(one.rule, one.message) for one in result.findings if one.severity != "info"] == []


def test_a_link_opens_and_a_long_one_goes_over_the_line(adopted, tmp_path):
    address = "https://alue.example/" + "pitka-polku/" * 12
    words = kainuu() | {"links": [{"label": "Ohjelma", "url": address}, {"label": "", "url": "http://toinen.example/"}]}
    version = builders.adopted_strategy(**words)
    made = PrintedFile.objects.get(print=print_version(version.pk))
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        opened = [str(area.A.URI) for page in pdf.pages for area in page.get("/Annots", [])]
        parents = {int(area.StructParent) for page in pdf.pages for area in page.get("/Annots", [])}
        assert set(opened) == {address, "http://toinen.example/"}
        assert len(parents) == len(opened) > 2
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        assert {str(owners[parent].S) for parent in parents} == {"/Link"}
    (tmp_path / "links.pdf").write_bytes(made.pdf)
    result = outloud.check(str(tmp_path / "links.pdf"))
    assert [(one.rule, one.message) for one in result.findings if one.severity != "info"] == []


def test_the_job_prints_once(adopted):
    job = Job.objects.get(kind="strategies.print_version")
    assert do(job.pk)
    first = Print.objects.get()
    assert first.key == adopted.print_key
    assert print_version(adopted.pk) == first


def test_a_draft_is_marked_and_has_neither_day_nor_hash():
    draft = builders.strategy_draft()
    html = strategy_html(frozen_of(draft, national=[], at=NOW), sha256=None)
    assert 'class="head__draft"' in html
    assert "SHA-256" not in html
    assert draft.identifier not in html


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_page_speaks_the_strategys_language_whatever_the_readers_is(monkeypatch, language):
    monkeypatch.setattr("strategies.documents.strategy.gettext", lambda text: f"{translation.get_language()}:{text}")
    draft = builders.strategy_draft(language=language)
    with translation.override("en"):
        html = strategy_html(frozen_of(draft, national=[], at=NOW), sha256=None)
        assert translation.get_language() == "en"
    assert f'<html lang="{language}">' in html
    assert f'data-draft="{language}:Draft"' in html


def test_what_was_typed_is_never_html(adopted):
    words = dict.fromkeys(("title", "vision", "mission", "basis"), "<script>alert(1)</script>")
    html = strategy_html({**adopted.words, **words}, sha256=FINGERPRINT)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 4


@pytest.mark.parametrize("changes", [{"schema": 2}, {"schema": None}, {"kind": "report"}])
def test_content_that_no_reader_knows_is_refused(adopted, changes):
    with pytest.raises(UnknownSchema):
        strategy_html({**adopted.words, **changes}, sha256=None)
