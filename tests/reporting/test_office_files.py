"""The ministries' report as a Word file and as a workbook: they say what the paper says and open without a repair."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO

import docx
import openpyxl
import pymupdf
import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from docx.oxml.ns import qn
from docx.shared import Mm

from elo_portal.office.tables import LONGEST_CELL
from elo_portal.office.writing.markup import to_plain
from reporting.documents.compilation.office_files import docx_of, xlsx_of
from reporting.documents.compilation.pages import front_html, head_of, parts_of
from reporting.documents.compilation.tree import Tree
from tests.reporting import trees

TREES = {"Finnish": trees.report(), "Swedish": trees.plan()}
NOT_IN_XML = "\x00\x08\x0b\x1f\ud800\ufffe"
each_tree = pytest.mark.parametrize("tree", TREES.values(), ids=TREES)


# -- reading


def word_file(tree: Tree):
    return docx.Document(BytesIO(docx_of(tree)))


def workbook(tree: Tree) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx_of(tree)))


def text_of(element) -> str:
    """What stands in a paragraph, a cell or a table; what ends a line or a paragraph parts words."""
    said = []
    for one in element.iter(qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:p")):
        said.append(one.text if one.tag == qn("w:t") else " ")
    return "".join(said)


def style_of(paragraph) -> str:
    return paragraph.find(qn("w:pPr")).find(qn("w:pStyle")).get(qn("w:val"))


def words_by_part(tree: Tree) -> tuple[list[str], list[list[str]], list[str]]:
    """The words of the Word file: the first page's; each part's, which a heading begins; the lines of the contents."""
    first, parts, lines = [], [], []
    for element in word_file(tree).element.body.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt")):
        style = style_of(element) if element.tag == qn("w:p") else ""
        if style in ("TOCHeading", "Note"):
            continue
        if element.tag == qn("w:sdt"):
            lines = [text_of(one).strip() for one in element.iter(qn("w:p"))]
            continue
        if style == "Heading1":
            parts.append([])
        (parts[-1] if parts else first).extend(text_of(element).split())
    return first, parts, lines


def words_of_html(html: str) -> list[str]:
    """The words on paper. A part's head is what the contents call it; a figure is a table with a head of its own."""
    html = re.sub(r'<h1[^>]*data-head="([^"]*)"[^>]*>.*?</h1>', r"<h1>\1</h1>", html, flags=re.DOTALL)
    html = re.sub(r'<div class="now__map">.*?</div>|<ul class="keys">.*?</ul>', "", html, flags=re.DOTALL)
    html = re.sub(r"<svg.*?</title>", f" {_('Name')} {_('How many groups')} ", html, flags=re.DOTALL)
    html = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
    # An element within a line parts no words.
    html = re.sub(r"</?(strong|em|b|a)\b[^>]*>", "", html)
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def front_of(tree: Tree, section: str) -> list[str]:
    """The words of one of the pages before the answers."""
    places = [one.place for one in (*tree.sections, *tree.appendices)]
    places += [entry.place for one in tree.sections for entry in one.entries]
    html = front_html(tree, dict.fromkeys(places, 1))
    return words_of_html(re.search(rf'<section class="{section}".*?</section>', html, re.DOTALL)[0])


def in_rows(sheet) -> list[tuple[object, ...]]:
    """The rows of a sheet below its head, which is the first row after the empty one."""
    rows = list(sheet.iter_rows(values_only=True))
    return rows[rows.index((None,) * sheet.max_column) + 2 :]


def lines_above(sheet) -> list[str]:
    rows = list(sheet.iter_rows(values_only=True))
    return [row[0] for row in rows[: rows.index((None,) * sheet.max_column)]]


def head_row(sheet) -> tuple[object, ...]:
    rows = list(sheet.iter_rows(values_only=True))
    return rows[rows.index((None,) * sheet.max_column) + 1]


# -- the Word file


@each_tree
def test_word_file_says_what_the_paper_says(tree):
    first, parts, _lines = words_by_part(tree)
    with translation.override(tree.language):
        paper = [words_of_html(one.html) for one in parts_of(tree)]
        end = [f"{_('Identifier')}:", tree.identifier]
        assert first == front_of(tree, "first")
        if tree.edition > 1:
            assert parts.pop(0) == front_of(tree, "changes")
    assert parts == [*paper[:-1], [*paper[-1], *end]]


def test_word_file_says_that_nothing_has_changed():
    tree = replace(trees.report(), changes=())
    with translation.override("fi"):
        assert words_by_part(tree)[1][0] == front_of(tree, "changes")


@each_tree
def test_contents_name_every_heading_and_lead_to_it(tree):
    file = word_file(tree)
    with translation.override(tree.language):
        changed = [_("What has changed since edition %(number)s") % {"number": 1}] if tree.edition > 1 else []
        expected = [*(("TOC1", one) for one in changed)]
        for section in tree.sections:
            expected.append(("TOC1", head_of(section, tree)))
            for entry in section.entries:
                expected.append(("TOC2", f"{entry.name}: {entry.heading}" if entry.heading else entry.name))
        for number, one in enumerate(tree.appendices, start=1):
            expected.append(("TOC1", _("Appendix %(number)s: %(title)s") % {"number": number, "title": one.title}))
    sdt = file.element.body.find(qn("w:sdt"))
    lines = list(sdt.iter(qn("w:p")))
    assert [(style_of(one), text_of(one).strip()) for one in lines] == expected
    assert [one.text for one in sdt.iter(qn("w:instrText"))] == [' TOC \\o "1-2" \\h \\n ']
    assert [one.get(qn("w:fldCharType")) for one in sdt.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    headings = [one for one in file.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    assert [f"TOC{one.style.name[-1]}" for one in headings] == [style for style, _text in expected]
    assert [text_of(one._p).strip() for one in headings] == [text for _style, text in expected]
    marks = [one._p.find(qn("w:bookmarkStart")).get(qn("w:name")) for one in headings]
    assert [one.get(qn("w:anchor")) for one in sdt.iter(qn("w:hyperlink"))] == marks
    assert len(set(marks)) == len(marks)


def answer(file, heading: int) -> list:
    """The paragraphs of an answer, by the number of its heading among those of level 2, without the line under it."""
    found, number = [], -1
    for one in file.paragraphs:
        if one.style.name in ("Heading 1", "Heading 2", "Missing"):
            number += one.style.name == "Heading 2"
            collects = one.style.name == "Heading 2"
        elif one.style.name != "Meta" and number == heading and collects:
            found.append(one)
    return found


def test_lists_of_an_answer_are_lists_and_each_begins_at_one():
    file = word_file(trees.report())
    paragraphs = answer(file, 0)
    assert [(one.style.name, one.text) for one in paragraphs] == [
        (
            "Body Text",
            "Ohjauksen yhteinen ajanvaraus on tuonut palvelut lähemmäs niitä, jotka asuvat kaukana Kajaanista.\n"
            "Toinen rivi samassa kappaleessa & <em>merkki</em>, 2 < 3.",
        ),
        ("Body Text", "Ryhmä sopi vuodelle 2014 kolme tavoitetta:"),
        ("List Number", "yhteinen ajanvaraus kaikille ohjauspalveluille"),
        ("List Number", "aikuisten iltaohjaus kolmessa kunnassa"),
        ("List Number", "Ohjaamon valmistelu"),
        ("List Bullet", "kuntien opinto-ohjaajat"),
        ("List Bullet", "TE-toimiston asiantuntijat\nja heidän työparinsa"),
        ("Body Text", "Toinen numeroitu luettelo alkaa alusta:"),
        ("List Number", "tammikuu"),
        ("List Number", "helmikuu"),
        ("Body Text", "Molemmat ja sámegiella: čáhci, ŧ."),
    ]
    numbers = [one._p.pPr.numPr.numId.val for one in paragraphs if one.style.name == "List Number"]
    assert numbers == [2, 2, 2, 3, 3]
    numbering = file.part.numbering_part.element
    kinds = {one.get(qn("w:abstractNumId")): one for one in numbering.findall(qn("w:abstractNum"))}
    found = {}
    for one in numbering.num_lst:
        kind = kinds[str(one.abstractNumId.val)].find(qn("w:lvl")).find(qn("w:numFmt")).get(qn("w:val"))
        found[one.numId] = (kind, [over.find(qn("w:startOverride")).get(qn("w:val")) for over in one.lvlOverride_lst])
    assert found == {1: ("bullet", []), 2: ("decimal", ["1"]), 3: ("decimal", ["1"])}
    assert file.styles["List Bullet"].element.pPr.numPr.numId.val == 1


def test_bold_and_italic_of_an_answer():
    paragraphs = answer(word_file(trees.report()), 0)
    marked = [(run.text, run.bold, run.italic) for one in paragraphs for run in one.runs if run.bold or run.italic]
    assert marked == [
        ("yhteinen ajanvaraus", True, None),
        ("lähemmäs", None, True),
        ("opinto-ohjaajat", True, None),
        ("Molemmat", True, True),
    ]


def test_every_answer_is_in_its_own_language_and_the_rest_in_the_documents():
    file = word_file(trees.report())

    def languages(heading: int) -> set[str]:
        return {run._r.rPr.find(qn("w:lang")).get(qn("w:val")) for one in answer(file, heading) for run in one.runs}

    assert [languages(number) for number in (0, 1, 2)] == [{"fi-FI"}, {"sv-FI"}, {"fi-FI"}]
    default = file.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    assert default.get(qn("w:val")) == "fi-FI"
    swedish = word_file(trees.plan())
    assert swedish.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "sv-FI"
    cells = [cell.get(qn("w:val")) for table in swedish.tables[:2] for cell in table._tbl.iter(qn("w:lang"))]
    assert cells == ["fi-FI"] * 12 + ["sv-FI"] * 6


def test_answer_that_was_left_empty_says_so():
    with translation.override("fi"):
        words = _("No answer.")
    assert [(one.style.name, one.text) for one in answer(word_file(trees.report()), 4)] == [("No Answer", words)]


def test_tables_have_a_head_that_is_repeated_and_are_told_of():
    tree = trees.report()
    standing, figure, members = word_file(tree).tables
    with translation.override("fi"):
        assert [[cell.text for cell in row.cells] for row in figure.rows] == [
            [_("Name"), _("How many groups")],
            ["Ely-keskus", "2"],
            ["Te-toimisto", "2"],
            ["Aluehallintovirasto", "1"],
            ["Oppilaitos", "2"],
        ]
    assert [[cell.text for cell in row.cells] for row in standing.rows] == [
        ["Ryhmä", "Tila", "Määräpäivä", "Saapui", "Versio", "Sivuja", "Tunnus"],
        ["Kainuu", "Käsitelty", "16.1.2015", "7.1.2015", "2", "2,4", "KAI-2014-R-2"],
        ["Lappi", "Myöhässä", "16.1.2015", "–", "–", "–", "–"],
        ["Pohjanmaa", "=1+1", "16.1.2015", "12.1.2015", "1", "10,0", "POH-2014-R-1"],
    ]
    assert [[cell.text for cell in row.cells] for row in members.rows][1:] == [
        ["Kainuu", "2", "1", "0", "5", "3", "1"],
        ["Pohjanmaa", "1", "2", "1", "4", "6", "0"],
    ]
    told = []
    for table in (standing, figure, members):
        properties = table._tbl.tblPr
        told.append(
            [
                one.get(qn("w:val"))
                for name in ("w:tblCaption", "w:tblDescription")
                for one in properties.findall(qn(name))
            ]
        )
        repeated = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows]
        assert repeated == [True] + [False] * (len(table.rows) - 1)
        assert table.style.name == "Report Table"
        assert properties.find(qn("w:tblLook")).get(qn("w:firstColumn")) == "1"
        assert all(one.w > 0 for one in table._tbl.tblGrid.gridCol_lst)
    assert told == [
        ["Ryhmät ja raportit", "Tilanne 16.1.2015 klo 9.05."],
        ["Ryhmät, joissa taholla on jäsen", "2 ryhmästä: ely-keskus 2, oppilaitos 2."],
        ["Ryhmien jäsenet tahoittain"],
    ]


def test_table_is_as_wide_as_the_text_however_long_its_words():
    table = trees.MEASURES[0]
    long = ("Kokonaisturvallisuuden" * 9, *table[3][0][1:])
    entry = trees.measures_of(*table[:3], (long, *table[3]))
    file = word_file(replace(trees.plan(), sections=(trees.section(None, "Åtgärder", entry),)))
    section = file.sections[0]
    text = section.page_width - section.left_margin - section.right_margin
    widths = [one.w for one in file.tables[0]._tbl.tblGrid.gridCol_lst]
    assert sum(widths) == text
    assert min(widths) > Mm(3)
    assert [cell.width for cell in file.tables[0].rows[1].cells] == widths


def test_pages_are_a4_and_numbered_and_bear_the_title():
    file = word_file(trees.report())
    (section,) = file.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.different_first_page_header_footer
    assert [one.text for one in section.header.paragraphs] == ["Alueellisten ELO-ryhmien raportit 2014"]
    assert [one.text for one in section.first_page_header.paragraphs] == [""]
    with translation.override("fi"):
        edition, page = _("edition %(number)s") % {"number": 2}, _("Page")
    for footer in (section.footer, section.first_page_footer):
        (paragraph,) = footer.paragraphs
        assert paragraph.text == f"Opetus- ja kulttuuriministeriö · OKM/12/620/2014 · {edition}\t{page} 1 / 1"
        assert [one.text for one in paragraph._p.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_file_says_what_it_is():
    properties = word_file(trees.report()).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (
        "Alueellisten ELO-ryhmien raportit 2014",
        "Opetus- ja kulttuuriministeriö",
        "Opetus- ja kulttuuriministeriö",
    )
    assert (properties.identifier, properties.language, properties.comments) == ("ELO-2014-R-2-OKM-fi", "fi-FI", "")
    at = datetime(2015, 1, 16, 7, 5, tzinfo=UTC)
    assert (properties.created.replace(tzinfo=UTC), properties.modified.replace(tzinfo=UTC)) == (at, at)


# -- the workbook


def test_workbook_has_a_sheet_for_each_table():
    with translation.override("fi"):
        first = [_("Summary"), _("Changes"), _("Contents"), _("Answers")]
        rest = [
            text % {"number": number}
            for text, number in (
                (_("Appendix %(number)s"), 1),
                (_("Appendix %(number)s"), 2),
                (_("Figure %(number)s"), 2),
            )
        ]
    assert workbook(trees.report()).sheetnames == [*first, *rest]
    with translation.override("sv"):
        first = [_("Summary"), _("Contents"), _("Answers")]
    assert workbook(trees.plan()).sheetnames[:4] == [*first, "Åtgärder"]


def test_summary_says_what_the_first_page_says():
    sheet = workbook(trees.report()).worksheets[0]
    with translation.override("fi"):
        said = {"number": 2, "at": "16.1.2015 klo 9.05"}
        assert lines_above(sheet) == [
            "Alueellisten ELO-ryhmien raportit 2014",
            "Ryhmien raportit kokonaisina, kysymys kerrallaan",
            "Opetus- ja kulttuuriministeriö",
            _("Case number %(number)s") % {"number": "OKM/12/620/2014"},
            _("Edition %(number)s, situation %(at)s") % said,
            "Raportin lähettäneitä ryhmiä on 3, kaikkiaan ryhmiä on 5.",
        ]
        more = translation.ngettext("and %(more)s more", "and %(more)s more", 12) % {"more": 12}
        assert in_rows(sheet) == [
            (_("Situation"), datetime(2015, 1, 16, 9, 5)),  # noqa: DTZ001  (a workbook knows no time zones)
            (_("Identifier"), "ELO-2014-R-2-OKM-fi"),
            ("ryhmää on lähettänyt", "3 / 5"),
            ("myöhässä", 1),
            ("tuli määräpäivän jälkeen", 1),
            ("käsitelty ministeriöissä", 1),
            ("Myöhässä:", "Lappi."),
            ("Ei vielä lähetetty, määräpäivä on edessä:", f"Uusimaa, Varsinais-Suomi {more}."),
            ("Pyydetty täydentämään:", "Satakunta."),
        ]


def test_workbook_tells_what_has_changed_and_what_is_missing():
    tree = trees.report()
    _summary, changes, contents, *_rest = workbook(tree).worksheets
    assert in_rows(changes) == [(one,) for one in tree.changes]
    assert in_rows(contents) == [
        (one.number, one.title, one.question or None, ", ".join(one.missing) or None) for one in tree.sections
    ]


def test_every_answer_is_a_row_and_a_long_one_goes_on_in_the_next():
    tree = trees.report()
    with translation.override("fi"):
        finnish, swedish, none = _("Finnish"), _("Swedish"), _("No answer.")
        sheet = workbook(tree)[_("Answers")]
    kai, poh, sat = (("Kainuu", "Versio 2, 7.1.2015"), *((one.name, one.meta) for one in tree.sections[0].entries[1:]))
    first, second = tree.sections[0].title, tree.sections[1].title
    rows = in_rows(sheet)
    long = [row for row in rows if row[:3] == (2, second, "Kainuu")]
    assert [row[:6] for row in long] == [(2, second, *kai, finnish, part) for part in (1, 2)]
    assert "".join(row[6] for row in long) == to_plain(trees.LONG)
    assert len(trees.LONG) > 40_000
    assert [row for row in rows if row not in long] == [
        (1, first, *kai, finnish, 1, to_plain(trees.WRITTEN)),
        (1, first, *poh, swedish, 1, to_plain(trees.SWEDISH)),
        (1, first, *sat, finnish, 1, "\n\n".join(trees.FORMULAS)),
        (2, second, *poh, swedish, 1, none),
        (2, second, *sat, finnish, 1, "Lyhyt."),
        (None, "Ryhmien omat kohdat: Ohjaus <etänä>", *kai, finnish, 1, "Oma kohta."),
    ]
    assert rows.index(long[1]) == rows.index(long[0]) + 1


@pytest.mark.parametrize("sign", ["a", "🙂", "a🙂", "ä \n"])
def test_long_text_is_cut_without_losing_a_sign(sign):
    text = "=" + sign * 40_000 + "!"
    tree = trees.report()
    entry = replace(tree.sections[0].entries[0], text=text)
    tree = replace(tree, sections=(trees.section(1, "Yksi", entry),))
    with translation.override("fi"):
        cells = [row[6] for row in in_rows(workbook(tree)[_("Answers")])]
    assert len(cells) > 1
    assert "".join(cells) == to_plain(text)
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in cells) <= LONGEST_CELL


def test_nothing_in_the_workbook_is_a_formula():
    for tree in TREES.values():
        for sheet in workbook(tree):
            assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_measures_are_one_table_with_their_group_in_the_first_column():
    tree = trees.plan()
    sheet = workbook(tree)["Åtgärder"]
    with translation.override("sv"):
        head = (_("Group"), *tree.sections[1].entries[0].table.head, _("Version"))
    assert head_row(sheet) == head
    assert in_rows(sheet) == [
        (entry.name, *(cell or None for cell in row), entry.meta)
        for entry in tree.sections[1].entries
        for row in entry.table.rows
    ]


def test_appendices_have_numbers_and_days():
    tree = trees.report()
    standing, members, figure = workbook(tree).worksheets[-3:]
    due = datetime(2015, 1, 16)  # noqa: DTZ001
    assert in_rows(standing) == [
        ("Kainuu", "Käsitelty", due, due.replace(day=7), 2, 2.4, "KAI-2014-R-2"),
        ("Lappi", "Myöhässä", due, None, None, None, None),
        ("Pohjanmaa", "=1+1", due, due.replace(day=12), 1, 10, "POH-2014-R-1"),
    ]
    assert standing.cell(standing.max_row, 6).number_format == "0.0"
    with translation.override("fi"):
        said = {"number": 1, "title": "Ryhmät ja raportit"}
        assert lines_above(standing) == [
            "Ryhmät ja raportit",
            _("Appendix %(number)s: %(title)s") % said,
            "Tilanne 16.1.2015 klo 9.05.",
        ]
    assert in_rows(members) == list(tree.appendices[1].table.rows)
    assert lines_above(figure) == ["Ryhmät, joissa taholla on jäsen", "2 ryhmästä: ely-keskus 2, oppilaitos 2."]
    assert in_rows(figure) == [(bar.name, bar.value) for bar in tree.appendices[1].figure.bars]


def test_workbook_says_what_it_is():
    properties = workbook(trees.report()).properties
    assert (properties.title, properties.creator, properties.language) == (
        "Alueellisten ELO-ryhmien raportit 2014",
        "Opetus- ja kulttuuriministeriö",
        "fi",
    )
    assert properties.created == datetime(2015, 1, 16, 7, 5)  # noqa: DTZ001


# -- both


@each_tree
@pytest.mark.parametrize("write", [docx_of, xlsx_of])
def test_same_tree_gives_the_same_bytes_whenever_it_is_written(write, tree, time_machine):
    time_machine.move_to(trees.AT)
    made = write(tree)
    time_machine.move_to(trees.AT + timedelta(days=400))
    assert write(tree) == made
    assert write(replace(tree, at=tree.at + timedelta(days=1))) != made
    with zipfile.ZipFile(BytesIO(made)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_signs_that_no_xml_file_may_hold_are_left_out():
    tree = trees.plan()
    entry = tree.sections[1].entries[0]

    def bad(text: str) -> str:
        return f"{text}{NOT_IN_XML}"

    table = replace(
        entry.table,
        title=bad("Taulukko"),
        head=tuple(bad(one) for one in entry.table.head),
        rows=tuple(tuple(bad(one) for one in row) for row in entry.table.rows),
        note=bad("Huomautus"),
    )
    written = replace(tree.sections[0].entries[0], text=bad("Teksti"), name=bad("Kainuu"), meta=bad("Versio"))
    dirty = replace(
        tree,
        title=bad(tree.title),
        receiver=bad(tree.receiver),
        subtitle=bad(tree.subtitle),
        lead=bad(tree.lead),
        sections=(
            replace(
                tree.sections[0], title=bad("Yksi"), question=bad("Mitä?"), entries=(written,), missing=(bad("Lappi"),)
            ),
            replace(tree.sections[1], entries=(replace(entry, table=table),), positions=(0,)),
        ),
    )
    clean_table = replace(entry.table, title="Taulukko", note="Huomautus")
    clean_entry = replace(written, text="Teksti", name="Kainuu", meta="Versio")
    clean = replace(
        tree,
        sections=(
            replace(tree.sections[0], title="Yksi", question="Mitä?", entries=(clean_entry,), missing=("Lappi",)),
            replace(tree.sections[1], entries=(replace(entry, table=clean_table),), positions=(0,)),
        ),
    )
    assert docx_of(dirty) == docx_of(clean)
    assert xlsx_of(dirty) == xlsx_of(clean)


def convert(tmp_path, name: str, data: bytes, kind: str) -> list[bytes]:
    """What LibreOffice makes of the file, in a profile of its own, by the made files' names."""
    (tmp_path / name).write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    made = tmp_path / "made"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(made), str(tmp_path / name)],
        check=True,
        capture_output=True,
    )
    return [one.read_bytes() for one in sorted(made.iterdir())]


needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None,
    reason="LibreOffice is not on this machine: apt-get install libreoffice-writer libreoffice-calc",
)


@needs_libreoffice
@each_tree
def test_libreoffice_opens_the_word_file_and_shows_every_word(tree, tmp_path):
    (pdf,) = convert(tmp_path, "report.docx", docx_of(tree), "pdf")
    with pymupdf.open(stream=pdf) as document:
        shown = re.sub(r"[\s\u00ad-]", "", "".join(page.get_text() for page in document))
        sizes = {(round(page.rect.width), round(page.rect.height)) for page in document}
        pages = len(document)
    assert sizes == {(595, 842)}
    assert f"/{pages}" in shown
    with translation.override(tree.language):
        words = [word for one in parts_of(tree) for word in words_of_html(one.html)]
        words += front_of(tree, "first")
    assert [word for word in words if re.sub(r"[\s\u00ad-]", "", word) not in shown] == []


@needs_libreoffice
@each_tree
def test_libreoffice_opens_the_workbook_and_shows_every_cell(tree, tmp_path):
    # Every sheet as a file of its own, UTF-8, as it is shown.
    sheets = convert(
        tmp_path,
        "report.xlsx",
        xlsx_of(tree),
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    )
    assert len(sheets) == len(workbook(tree).sheetnames)
    shown = re.sub(r"\s", "", "".join(sheet.decode() for sheet in sheets))
    texts = [
        cell.value
        for sheet in workbook(tree)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert len(texts) > 30
    assert [text for text in texts if re.sub(r"\s", "", text).replace('"', '""') not in shown] == []
