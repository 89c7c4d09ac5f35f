"""The small markup of answers (elo_portal/office/writing/markup.py)."""

import time
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elo_portal.office.writing.markup import ListBlock, Paragraph, Run, blocks, normalise, to_html, to_plain

TYPED = st.text() | st.text(alphabet="*_ab1.)-•# <>&\n\t\r\u00a0\u200b\u202eäŧ", max_size=80)


class Seen(HTMLParser):
    """Every tag and every piece of text of an HTML fragment."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[object] = []
        self.others: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.others.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("Yksi\nkaksi\n\n\nkolme", "<p>Yksi<br>\nkaksi</p>\n<p>kolme</p>"),
        ("Yksi\r\nkaksi\rkolme", "<p>Yksi<br>\nkaksi<br>\nkolme</p>"),
        ("  Sisennetty\n\tkin  ", "<p>Sisennetty<br>\nkin</p>"),
        ("Tulokset:\n- yksi\n- kaksi\nLoppu", "<p>Tulokset:</p>\n<ul><li>yksi</li><li>kaksi</li></ul>\n<p>Loppu</p>"),
        ("* yksi\n\n• kaksi\n  jatkuu", "<ul><li>yksi</li><li>kaksi<br>\njatkuu</li></ul>"),
        ("\uf0b7 Wordista", "<ul><li>Wordista</li></ul>"),
        ("1. yksi\n\n2) kaksi", "<ol><li>yksi</li><li>kaksi</li></ol>"),
        ("1. tammikuuta 2015 alkaen", "<p>1. tammikuuta 2015 alkaen</p>"),
        ("1. yksi\n3. kolme", "<p>1. yksi<br>\n3. kolme</p>"),
        ("2014. Vuosi\n2015. Toinen", "<p>2014. Vuosi<br>\n2015. Toinen</p>"),
        ("-5 astetta", "<p>-5 astetta</p>"),
        ("**Lihava**, *vino* ja _vino_.", "<p><strong>Lihava</strong>, <em>vino</em> ja <em>vino</em>.</p>"),
        ("***molemmat***", "<p><strong><em>molemmat</em></strong></p>"),
        ("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"),
        ("*a **b** c*", "<p><em>a </em><strong><em>b</em></strong><em> c</em></p>"),
        ("**ELO**n ryhmä", "<p><strong>ELO</strong>n ryhmä</p>"),
        ("”*sana*” (*toinen*)", "<p>”<em>sana</em>” (<em>toinen</em>)</p>"),
        ("**yli\nrivin**", "<p><strong>yli<br>\nrivin</strong></p>"),
        ("**ei\n\nyli** kappaleen", "<p>**ei</p>\n<p>yli** kappaleen</p>"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_what_people_type_becomes_what_they_meant(typed, html):
    assert to_html(typed) == html


@pytest.mark.parametrize(
    "typed",
    [
        "# otsikko",
        "2*3*4",
        "2**3**4",
        "snake_case_words ja _private",
        "luku* ja toinen*",
        "(*) huomautus (*)",
        "** ei **",
        "****",
        "*auki ja **auki",
        "__init__",
        "[linkki](https://esimerkki.example)",
        "https://esimerkki.example/a_b_c",
        "`koodi` ~~yli~~ > lainaus",
        "a | b\n--- | ---",
    ],
)
def test_everything_else_stays_as_typed(typed):
    assert to_html(typed) == "<p>" + typed.replace(">", "&gt;").replace("\n", "<br>\n") + "</p>"


@pytest.mark.parametrize("typed", ["<b>x</b>", "<script>alert(1)</script>", "&lt;b&gt;", '" onclick="x', "<!-- x -->"])
def test_html_is_text(typed):
    seen = Seen(to_html(typed))
    assert (seen.tags, seen.text, seen.others) == ({"p"}, typed, [])


def test_blocks_of_a_text():
    assert blocks("Yksi **kaksi**\n- *a*\n- b") == (
        Paragraph((Run("Yksi "), Run("kaksi", bold=True))),
        ListBlock(((Run("a", italic=True),), (Run("b"),)), ordered=False),
    )


def test_plain_text_keeps_its_bullets_and_numbers():
    assert (
        to_plain("**Johdanto**\n- a\n  b\n- c\n\n1. x\n2. y\n\nLoppu.")
        == "Johdanto\n\n• a\n  b\n• c\n\n1. x\n2. y\n\nLoppu."
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u0308", "ä"),
        ("a\u0000b\u0007c", "abc"),
        ("oh\u00adja\u00adus", "ohjaus"),
        ("a\u200bb\u200dc\ufeff", "abc"),
        ("\u202eabc\u2066d", "abcd"),
        ("a\tb", "a b"),
        ("a\u2028b\u0085c\u000bd", "a\nb\nc\nd"),
        ("a\ud800b", "ab"),
        ("á č đ ŋ š ŧ ž – ’ €", "á č đ ŋ š ŧ ž – ’ €"),
    ],
)
def test_text_is_normalised(typed, kept):
    assert normalise(typed) == kept


@given(TYPED)
@example("***a** b*")
@example("*a **b* c**")
@example("** *a* **")
def test_html_of_any_text_has_our_tags_alone_and_every_letter(typed):
    seen = Seen(to_html(typed))
    assert seen.tags <= {"p", "br", "ul", "ol", "li", "strong", "em"}
    assert seen.open == []
    assert seen.attributes == []
    assert seen.others == []
    numbers = [str(at) for block in blocks(typed) if isinstance(block, ListBlock) and block.ordered for at in range(9)]
    if not numbers:
        assert letters(seen.text) == letters(normalise(typed))
    assert letters(to_plain(typed)) == letters(normalise(typed))


@given(TYPED)
def test_normalising_twice_changes_nothing(typed):
    once = normalise(typed)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in once if char != "\n")


@pytest.mark.parametrize(
    "piece",
    ["*", "_", "**a ", "*a", "_a_ ", "***a ", "*a _b ", "- ", "1. x\n", " 1. x\n", "1. x\n  a\n", "* a\n", "\n", " "],
)
def test_a_whole_answer_of_marks_takes_no_time(piece):
    typed = (piece * 50_000)[:50_000]
    # The processor's own time: what else the machine does is not counted. A square of the length would take minutes.
    begun = time.process_time()
    to_html(typed)
    to_plain(typed)
    assert time.process_time() - begun < 5
