"""Reports that were frozen before own sections and measures existed print the same words as then."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reporting.documents.report import report_html

FOLDER = Path(__file__).parent / "schema_1"
FINGERPRINT = "0123456789abcdef" * 4


@pytest.mark.parametrize("name", ["finnish", "swedish", "draft"])
def test_an_old_report_prints_the_words_that_it_printed_then(name):
    content = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert content["schema"] == 1
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(report_html(content, sha256=None if name == "draft" else FINGERPRINT).split("<body>")[1])
    printed = re.sub(r"\s+", " ", " ".join(words)).strip() + "\n"
    assert printed == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
