"""Fonts that are bundled, and characters that they have."""

import base64
import io
import json
import re
import unicodedata
from hashlib import sha512
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from outloud.fonts import parse_tounicode

from elo_portal.office.printing.characters import PRINTABLE_RANGES, printable
from elo_portal.office.printing.printer import lay_out
from tests.printing import sample

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
        in_all &= (
            code_points(STATIC / f"fonts/source-serif-4-latin-{serif}.woff2")
            | code_points(STATIC / f"fonts/source-serif-4-latin-ext-{serif}.woff2")
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


def drawn(path: Path | io.BytesIO, of: dict[int, int] | None = None) -> dict[int, tuple]:
    """What the glyphs of a font file look like, by character; of: glyph numbers by character, else the font's own."""
    with TTFont(path) as font:
        order, outlines = font.getGlyphOrder(), font["glyf"]
        names = font.getBestCmap() if of is None else {char: order[number] for char, number in of.items()}
        return {
            char: (font["hmtx"][name][0], tuple(outlines[name].getCoordinates(outlines)[0]))
            for char, name in names.items()
        }


FAMILIES = {
    "Source-Serif-4": "fonts/source-serif-4-latin-{}.woff2",
    "Source-Serif-4-Ext": "fonts/source-serif-4-latin-ext-{}.woff2",
    "Source-Sans-3": "print/fonts/SourceSans3-{}.ttf.woff2",
}


def test_every_letter_in_the_file_is_drawn_as_its_own_font_draws_it():
    letters = "Sámegiella: áčđŋšŧž ÁČĐŊŠŦŽ, ł ő ę; suomi åäö – ”x” ≥ → α ж"
    text = f"{letters}\n\n**{letters}**\n\n*{letters}*\n\n***{letters}***"
    seen: dict[str, set[str]] = {}
    with pikepdf.open(io.BytesIO(sample.printed(sample.content(text)).pdf)) as pdf:
        for font in pdf.objects:
            if not isinstance(font, pikepdf.Dictionary) or font.get("/Subtype") != "/Type0":
                continue
            name = re.fullmatch(
                r"/[A-Z]{6}\+([\w-]*?\d(?:-Ext)?),?(-Semi-Bold)?(-Italic)?", str(font.BaseFont).replace(",", "")
            )
            family, weight, slant = name[1], "600" if name[2] else "400", "italic" if name[3] else "normal"
            style = f"{weight}-{slant}"
            numbers, _lost = parse_tounicode(font.ToUnicode.read_bytes(), False)
            numbers = {ord(char): number for number, char in numbers.items() if len(char) == 1}
            file = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            path = FAMILIES[family].format(STYLES[style] if "Sans" in family else style)
            own = drawn(STATIC / path)
            inside = drawn(io.BytesIO(file), numbers)
            assert inside == {char: own[char] for char in numbers}
            seen.setdefault(family, set()).add(style)
            seen.setdefault(style, set()).update(map(chr, numbers))
    assert {"Source-Serif-4", "Source-Serif-4-Ext", "Source-Sans-3"} <= set(seen)
    for style in STYLES:
        assert set(letters.replace(" ", "")) <= seen[style]


def test_layout_tells_what_it_could_not_print():
    assert lay_out("<p id=answers>Hymiö 😀 ja ŧ</p>").substituted == {"😀"}
