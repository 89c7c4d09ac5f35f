"""Fonts that are bundled, and characters that they have."""

import base64
import json
import unicodedata
from hashlib import sha512
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from elo_portal.office.printing.characters import PRINTABLE_RANGES, printable
from elo_portal.office.printing.printer import lay_out

STATIC = Path(settings.BASE_DIR) / "static" / "elo"
STYLES = {"400-normal": "Regular", "400-italic": "It", "600-normal": "Semibold", "600-italic": "SemiboldIt"}


@pytest.mark.parametrize("folder", ["fonts", "print/fonts"])
def test_font_files_are_those_of_their_packages(folder):
    files = {}
    for package in json.loads((STATIC / folder / "VENDOR.json").read_text()):
        files |= package["files"]
    found = {path.name for path in (STATIC / folder).iterdir()} - {"VENDOR.json"}
    assert found == set(files)
    for name, digest in files.items():
        data = (STATIC / folder / name).read_bytes()
        assert "sha512-" + base64.b64encode(sha512(data).digest()).decode() == digest


def code_points(path: Path) -> set[int]:
    with TTFont(path) as font:
        return set(font.getBestCmap())


def test_printable_ranges_are_what_the_fonts_have_in_every_style():
    in_all = set(range(0x110000))
    for serif, sans in STYLES.items():
        extended = code_points(STATIC / f"fonts/source-serif-4-latin-ext-{serif}.woff2")
        in_all &= (
            code_points(STATIC / f"fonts/source-serif-4-latin-{serif}.woff2")
            | {code for code in extended if 0x100 <= code <= 0x2BA or 0x1E00 <= code <= 0x1E9F}
            | code_points(STATIC / f"print/fonts/SourceSans3-{sans}.ttf.woff2")
        )
    unseen = {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"}
    told = set()
    for one in PRINTABLE_RANGES.split():
        first, _, last = one.partition("-")
        told |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert told == {code for code in in_all if unicodedata.category(chr(code)) not in unseen}


def test_letters_of_our_languages_and_signs_of_office_programs_are_printed_as_they_are():
    text = "åäöÅÄÖ áčđŋšŧž ÁČĐŊŠŦŽ éüõøæ ‐‑–—−… “”„‘’‚«»‹› •·§°€½²³ ≥≤≠≈×÷±→←↑↓✓☐ £$%‰"
    assert printable(text) == (text, frozenset())


@pytest.mark.parametrize(
    ("written", "said", "lost"),
    [
        ("a😀b漢", "a□b□", "😀漢"),
        ("①②", "12", ""),
        ("a\u200bb\u00adc\u202e", "abc", ""),
        ("a\u3000b", "a b", ""),
        ("ｅｌｏ", "elo", ""),
        ("x\u0489", "x", ""),
    ],
)
def test_what_no_font_has_is_said_otherwise(written, said, lost):
    assert printable(written) == (said, frozenset(lost))


def test_wide_signs_do_not_become_html():
    assert printable("＜script＞＆＂") == ("&lt;script&gt;&amp;&quot;", frozenset())


def test_layout_tells_what_it_could_not_print():
    assert lay_out("<p id=answers>Hymiö 😀 ja ŧ</p>").substituted == {"😀"}
