"""The structure that a screen reader follows (elo_portal/office/printing/tags.py)."""

import io
import re
from datetime import datetime

import pikepdf
import pytest

from elo_portal.office.printing import printer, tags
from tests.printing import sample

MOMENT = datetime.fromisoformat("2014-12-30T14:07:32+02:00")


def tree_of(pdf: pikepdf.Pdf) -> list:
    """The structure as nested lists: role, attributes of interest, kids; a number of kids for marked content."""

    def read(element):
        kids = [read(kid) for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
        marked = len(element.K) - len(kids)
        attributes = element.get("/A", {})
        notes = {
            name.lstrip("/"): str(attributes[name]).lstrip("/")
            for name in ("/Scope", "/ListNumbering", "/ColSpan")
            if name in attributes
        }
        if "/Lang" in element:
            notes["Lang"] = str(element.Lang)
        return [str(element.S)[1:], notes, marked, kids]

    return read(pdf.Root.StructTreeRoot.K[0])


def roles(node, wanted):
    found = [node] if node[0] in wanted else []
    for kid in node[3]:
        found += roles(kid, wanted)
    return found


def opened(made):
    return pikepdf.open(io.BytesIO(made.pdf))


def test_a_small_page_is_tagged_as_it_means():
    html = """<html lang=fi><div id=answers><h1>Otsikko</h1><p>Yksi <strong>kaksi</strong> <em>kolme</em></p>
    <div class=q__answer><ul><li>a</li><li>b <em>c</em></li></ul><ol><li>d</li></ol></div>
    <table><thead><tr><th scope=col>A</th><th scope=col>B</th></tr></thead>
    <tbody><tr><th scope=row>c</th><td></td></tr></tbody></table></div>"""
    with opened(printer.print_pdf(html, title="x", language="fi", created=MOMENT)) as pdf:
        item = ["LI", {}, 0, [["Lbl", {}, 1, []], ["LBody", {}, 1, []]]]
        assert tree_of(pdf) == [
            "Document",
            {},
            0,
            [
                ["H1", {}, 1, []],
                ["P", {}, 4, []],
                ["L", {"ListNumbering": "Disc"}, 0, [item, ["LI", {}, 0, [["Lbl", {}, 1, []], ["LBody", {}, 2, []]]]]],
                ["L", {"ListNumbering": "Decimal"}, 0, [item]],
                [
                    "Table",
                    {},
                    0,
                    [
                        ["THead", {}, 0, [["TR", {}, 0, [["TH", {"Scope": "Column"}, 1, []]] * 2]]],
                        ["TBody", {}, 0, [["TR", {}, 0, [["TH", {"Scope": "Row"}, 1, []], ["TD", {}, 0, []]]]]],
                    ],
                ],
            ],
        ]


def test_a_report_has_one_element_a_paragraph_however_many_pages_it_is_on():
    made = sample.content(*[sample.prose(2000)] * 5)
    with opened(sample.printed(made)) as pdf:
        tree = tree_of(pdf)
        paragraphs = sum(len(answer["text"].split("\n\n")) for answer in made["answers"])
        sections = roles(tree, {"Sect"})
        assert len(sections) == 6
        assert sum(len(roles(section, {"P"})) - 1 for section in sections[:5]) == paragraphs
        assert [role[0] for role in roles(tree, {"H1", "H2", "H3"})] == ["H1", *["H2"] * 6]
        assert {role[0] for role in roles(tree, {"Div", "Span", "NonStruct", "Part", "Art", "Figure"})} == set()


def test_an_answer_in_another_language_says_so():
    made = sample.content("Suomea.", "Svenska är vårt språk.", "Sámegiella.")
    made["answers"][1]["language"] = "sv"
    made["answers"][2]["language"] = "se"
    with opened(sample.printed(made)) as pdf:
        told = [node[1]["Lang"] for node in roles(tree_of(pdf), {"Div", "P", "Sect"}) if "Lang" in node[1]]
    assert told == ["sv", "se"]


def test_an_empty_answer_in_another_language_is_told_in_the_documents_own():
    made = sample.content("Yksi", "", "Kolme", "Neljä", "Viisi")
    made["answers"][1]["language"] = "sv"
    with opened(sample.printed(made)) as pdf:
        assert not any("Lang" in node[1] for node in roles(tree_of(pdf), {"Div", "P", "Sect"}))


def test_every_piece_of_the_page_is_content_or_artifact():
    with opened(sample.printed(sample.content(*[sample.prose(2000)] * 5))) as pdf:
        parents = pdf.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(pdf.pages):
            operators = re.findall(rb"(/\w+)\s*(<<[^>]*>>)?\s*(BDC|BMC)", page.Contents.read_bytes())
            numbers = [int(re.search(rb"MCID (\d+)", what)[1]) for _tag, what, _op in operators if b"MCID" in what]
            furniture = [what for _tag, what, _op in operators if b"Pagination" in what]
            assert sorted(numbers) == list(range(len(numbers))) == list(range(len(parents[2 * number + 1])))
            # Group and title, page number.
            assert len(furniture) == 2


def test_a_draft_says_so_on_every_page():
    made = sample.printed(sample.preview(*[sample.prose(2000)] * 5))
    with opened(made) as pdf:
        furniture = [page.Contents.read_bytes().count(b"/Pagination") for page in pdf.pages]
    assert furniture == [2, *[3] * (made.pages - 1)]


def test_a_picture_needs_words():
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}<rect width="9" height="9"/></svg>'
    html = "<html lang=fi><div id=answers><p>x</p>{}</div>"
    with pytest.raises(ValueError, match="no words"):
        printer.print_pdf(html.format(picture.format("")), title="x", language="fi", created=MOMENT)
    told = html.format(picture.format("<title>Neliö</title>"))
    with opened(printer.print_pdf(told, title="x", language="fi", created=MOMENT)) as pdf:
        figure = next(one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure")
        assert (str(figure.Alt), str(figure.A.O)) == ("Neliö", "/Layout")
        left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
        assert (right - left, top - bottom) == pytest.approx((6.75, 6.75), abs=0.02)


def test_a_renderer_that_tags_otherwise_is_noticed():
    layout = printer.lay_out("<html lang=fi><div id=answers><p>x</p></div>")
    layout._document.metadata.title = "x"
    with (
        pikepdf.open(io.BytesIO(layout._document.write_pdf(pdf_variant="pdf/ua-1"))) as pdf,
        pytest.raises(RuntimeError, match="structure elements"),
    ):
        tags.retag(pdf, layout._document._html.etree_element, [])
