"""Word files (DOCX): headings and the contents made of them, paragraphs, lists and tables in the portal's looks.

A reader's machine has Georgia and Calibri or something of the same measures, so the portal's own fonts are not asked
for. The same calls and the same moment give the same bytes.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from elo_portal.office.writing.markup import Block, Paragraph, Run

LOCALES = {"fi": "fi-FI", "sv": "sv-FI"}
SERIF, SANS = "Georgia", "Calibri"
BLUE, BRIGHT, SKY, INK, GREY, LINE = "00357A", "2A6EBB", "D5E4F5", "212121", "5F686D", "C7CCD0"
RED, PALE_RED, PURPLE, PALE_PURPLE, PALE_GREY = "AE312D", "FBEEEE", "834A9B", "F3E9F6", "F7F8F9"

# In twentieths of a point: A4, its margins at the sides, and what stands between them.
_WIDTH, _HEIGHT, _MARGIN = 11906, 16838, 1417
_TEXT_WIDTH = _WIDTH - 2 * _MARGIN
# How wide a sign of a table is, about, and what parts two columns.
_SIGN, _GAP = 96, 150
_LONGEST_LINE, _LONGEST_WORD = 80, 24
_LONGEST_PROPERTY = 255
_BULLETS, _NUMBERS = 0, 1
# The earliest moment that a ZIP file can tell.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
# Styles that Word knows by these names; the others are the report's own.
_OF_WORD = (
    "Title",
    "Subtitle",
    "TOC Heading",
    "toc 1",
    "toc 2",
    "heading 1",
    "heading 2",
    "Body Text",
    "List Bullet",
    "List Number",
    "caption",
    "header",
    "footer",
)
# What the library's empty document brings along and a report has no use for.
_UNUSED = (
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)


def clean(text: str) -> str:
    """The text without the characters that no XML file may hold."""
    return _NOT_IN_XML.sub("", text)


def run(text: str, *, style: str = "", bold: bool = False, italic: bool = False, language: str = "") -> str:
    """A stretch of text as XML; a newline in it ends the line, and a tab goes to the next stop."""
    looks = "".join(
        (
            f'<w:rStyle w:val="{style}"/>' if style else "",
            "<w:b/>" if bold else "",
            "<w:i/>" if italic else "",
            f'<w:lang w:val="{LOCALES[language]}"/>' if language else "",
        )
    )
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    pieces = re.split(r"([\n\t])", clean(text).replace("\r\n", "\n"))
    said = "".join(_BREAKS.get(one) or f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in pieces if one)
    return f"<w:r>{properties}{said}</w:r>"


class WordFile:
    """A document that is written from its beginning to its end, then taken as bytes."""

    def __init__(self, *, language: str) -> None:
        self._language = language
        self._body: list[str] = []
        self._headings: list[tuple[int, str, str]] = []
        self._contents_at: int | None = None
        self._numbered = 1

    # -- what stands in it

    def add(self, style: str, *runs: str, within: str = "") -> None:
        """A paragraph. within: XML of its own properties, which come after its style."""
        self._body.append(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{within}</w:pPr>{"".join(runs)}</w:p>')

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1, which begins a page, or 2. The contents name both."""
        number = len(self._headings) + 1
        place = f"_Toc{number:09d}"
        self._headings.append((level, text, place))
        self.add(
            f"Heading{level}",
            f'<w:bookmarkStart w:id="{number}" w:name="{place}"/>{run(text)}<w:bookmarkEnd w:id="{number}"/>',
        )

    def contents(self, title: str, note: str) -> None:
        """On a page of its own, all headings, those before and those after it, each a link.

        It is a field that Word can make anew. It names no pages: Word alone knows them, and a wrong number is worse
        than none.
        """
        self.add("TOCHeading", run(title))
        self.add("Note", run(note))
        self._contents_at = len(self._body)

    def blocks(self, blocks: Iterable[Block], *, language: str) -> None:
        """Paragraphs and lists of an answer, in its own language."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self.add("BodyText", *_runs(block.runs, language))
                continue
            style, numbered = "ListBullet", ""
            if block.ordered:
                # Each numbered list is one of its own, so it begins at 1.
                self._numbered += 1
                numbered = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self._numbered}"/></w:numPr>'
                style = "ListNumber"
            for item in block.items:
                self.add(style, *_runs(item, language), within=numbered)

    def table(
        self,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        note: str = "",
        description: str = "",
        language: str = "",
        width: float = 1,
    ) -> None:
        """A table under its title; its head is repeated on every page and a row's first cell names it.

        title and description: what is told of the table to those who do not see it. width: of the page's text.
        language: of the cells, when it is not the document's.
        """
        self.add("Caption", run(f"{title}. {note}" if note else title))
        head, *rows = [[clean(cell) for cell in row] for row in (head, *rows)]
        widths = _widths([head, *rows], round(_TEXT_WIDTH * width))
        columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
        told = f'<w:tblDescription w:val="{escape(clean(description or note))}"/>' if description or note else ""
        self._body.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="06A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{escape(clean(title))}"/>{told}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
            f"{_row(head, widths, style='TableHead', is_head=True)}"
            f"{''.join(_row(row, widths, style='TableText', language=language) for row in rows)}</w:tbl>"
        )

    # -- the file

    def as_bytes(self, *, title: str, author: str, identifier: str, at: datetime, foot: str, page_word: str) -> bytes:
        """The file. foot: at the foot of every page, before «Page 2 / 8»; at: aware, when it was made and changed."""
        document = Document()
        for relations in (document.part.rels, document.part.package.rels):
            for key in [key for key, one in relations.items() if one.reltype in _UNUSED]:
                del relations[key]
        _fill(document.styles.element, _styles(LOCALES[self._language]))
        _fill(document.settings.element, _settings(LOCALES[self._language]))
        _fill(document.part.numbering_part.element, self._numbering())
        _fill(document.element.body, self._whole_body())
        first = document.sections[0]
        for part, xml in (
            (first.header, f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{run(title)}</w:p>'),
            (first.footer, _footer(foot, page_word)),
            (first.first_page_header, '<w:p><w:pPr><w:pStyle w:val="Header"/><w:pBdr/></w:pPr></w:p>'),
            (first.first_page_footer, _footer(foot, page_word)),
        ):
            part.is_linked_to_previous = False
            _fill(part._element, xml)
        properties = document.core_properties
        properties.title, properties.author, properties.last_modified_by = (
            clean(one)[:_LONGEST_PROPERTY] for one in (title, author, author)
        )
        properties.comments = ""
        properties.identifier = clean(identifier)[:_LONGEST_PROPERTY]
        properties.language = LOCALES[self._language]
        properties.created = properties.modified = at.astimezone(UTC)
        file = BytesIO()
        document.save(file)
        return _without_moments(file.getvalue())

    def _whole_body(self) -> str:
        body = list(self._body)
        if self._contents_at is not None:
            body.insert(self._contents_at, self._table_of_contents())
        return f"{''.join(body)}{_SECTION}"

    def _table_of_contents(self) -> str:
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\n </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        last = len(self._headings) - 1
        lines = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>{begin if number == 0 else ""}'
            f'<w:hyperlink w:anchor="{place}" w:history="1">{run(text)}</w:hyperlink>'
            f"{end if number == last else ''}</w:p>"
            for number, (level, text, place) in enumerate(self._headings)
        )
        if not lines:
            return ""
        return (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            f"</w:docPartObj></w:sdtPr><w:sdtContent>{lines}</w:sdtContent></w:sdt>"
        )

    def _numbering(self) -> str:
        def kind(key: int, number_format: str, text: str, hanging: int, colour: str) -> str:
            return (
                f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
                f'<w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:lvlText w:val="{text}"/>'
                f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{hanging}" w:hanging="{hanging}"/></w:pPr>'
                f'<w:rPr><w:color w:val="{colour}"/></w:rPr></w:lvl></w:abstractNum>'
            )

        bullets = f'<w:num w:numId="1"><w:abstractNumId w:val="{_BULLETS}"/></w:num>'
        numbers = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{_NUMBERS}"/><w:lvlOverride w:ilvl="0">'
            '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number in range(2, self._numbered + 1)
        )
        kinds = kind(_BULLETS, "bullet", "•", 284, BRIGHT), kind(_NUMBERS, "decimal", "%1.", 454, INK)
        return f"{''.join(kinds)}{bullets}{numbers}"


def _runs(runs: Iterable[Run], language: str) -> list[str]:
    return [run(one.text, bold=one.bold, italic=one.italic, language=language) for one in runs]


def _row(cells: Sequence[str], widths: Sequence[int], *, style: str, is_head: bool = False, language: str = "") -> str:
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
            f"{run(cell, language=language)}</w:p></w:tc>"
            for cell, width in zip(cells, widths, strict=True)
        )
        + "</w:tr>"
    )


def _widths(rows: Sequence[Sequence[str]], whole: int) -> list[int]:
    """Each column has room for its words if all can; what is left goes to those that have the longest lines."""
    columns = list(zip(*rows, strict=True))
    longest = [max((len(word) for text in column for word in text.split()), default=1) for column in columns]
    least = [min(one, _LONGEST_WORD) * _SIGN + _GAP for one in longest]
    wish = [
        max(min(max(len(text) for text in column), _LONGEST_LINE) * _SIGN + _GAP, needs)
        for column, needs in zip(columns, least, strict=True)
    ]
    if sum(wish) <= whole or sum(least) >= whole:
        base = wish if sum(wish) <= whole else least
        widths = [whole * one // sum(base) for one in base]
    else:
        room, wanted = whole - sum(least), sum(wish) - sum(least)
        widths = [needs + room * (one - needs) // wanted for one, needs in zip(wish, least, strict=True)]
    widths[-1] += whole - sum(widths)
    return widths


def _footer(foot: str, page_word: str) -> str:
    said = run(f"{foot}\t{page_word} "), _field("PAGE"), run(" / "), _field("NUMPAGES")
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{"".join(said)}</w:p>'


def _field(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


# A4, and no head on the first page.
_SECTION = (
    f'<w:sectPr><w:pgSz w:w="{_WIDTH}" w:h="{_HEIGHT}"/>'
    f'<w:pgMar w:top="1474" w:right="{_MARGIN}" w:bottom="1361" w:left="{_MARGIN}" w:header="737" w:footer="624" '
    'w:gutter="0"/><w:titlePg/></w:sectPr>'
)


def _fill(element: Any, xml: str) -> None:
    """Have this XML as the element's content in place of what it has."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml(f"<w:all {nsdecls('w')}>{xml}</w:all>")):
        element.append(child)


def _without_moments(data: bytes) -> bytes:
    """The same package, none of whose files tells when it was written."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as made, ZipFile(file, "w") as package:
        for name in made.namelist():
            entry = ZipInfo(name, _NO_MOMENT)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            package.writestr(entry, made.read(name))
    return file.getvalue()


# -- looks


def _settings(locale: str) -> str:
    modes = (
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("enableOpenTypeFeatures", "1"),
        ("doNotFlipMirrorIndents", "1"),
        ("differentiateMultirowTableHeaders", "1"),
    )
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in modes
    )
    names = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hyperlink", "followedHyperlink")
    colours = " ".join(f'w:{name}="{name}"' for name in names)
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:autoHyphenation/>'
        '<w:consecutiveHyphenLimit w:val="2"/><w:doNotHyphenateCaps/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compat}</w:compat>'
        f'<w:themeFontLang w:val="{locale}"/>'
        f'<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" {colours}/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    )


def _looks(font: str = "", size: float = 0, colour: str = "", *, bold: bool | None = None, italic: bool = False) -> str:
    """size: in points."""
    return "".join(
        (
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>' if font else "",
            "" if bold is None else f'<w:b w:val="{int(bold)}"/>',
            "<w:i/>" if italic else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>' if size else "",
        )
    )


def _space(before: float = 0, after: float = 0, line: float = 1) -> str:
    """before, after: in points; line: how many lines high a line is."""
    return (
        f'<w:spacing w:before="{round(20 * before)}" w:after="{round(20 * after)}" w:line="{round(240 * line)}" '
        'w:lineRule="auto"/>'
    )


def _border(*sides: str, width: float = 0.5, colour: str = LINE, away: int = 1) -> str:
    """A line at the sides; width and how far away it is in points."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{round(8 * width)}" w:space="{away}" w:color="{colour}"/>' for side in sides
    )
    return f"<w:pBdr>{lines}</w:pBdr>"


def _padded(colour: str, fill: str) -> str:
    """A thick line at the left; above and below, lines in the colour of the ground make room around the words."""

    def line(side: str, size: int, away: int, of: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{size}" w:space="{away}" w:color="{of}"/>'

    return f"<w:pBdr>{line('top', 4, 5, fill)}{line('left', 24, 8, colour)}{line('bottom', 4, 5, fill)}</w:pBdr>"


def _tab(kind: str, at: int) -> str:
    return f'<w:tabs><w:tab w:val="{kind}" w:pos="{at}"/></w:tabs>'


def _style(
    name: str, paragraph: str = "", looks: str = "", *, key: str = "", based: str = "Normal", follows: str = ""
) -> str:
    next_ = f'<w:next w:val="{follows}"/>' if follows else ""
    own = "" if name in _OF_WORD else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{key or name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/>{next_}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{looks}</w:rPr></w:style>'
    )


def _notice(name: str, colour: str, fill: str) -> str:
    return _style(
        name,
        f"{_padded(colour, fill)}"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        f'<w:suppressAutoHyphens/>{_space(14, 0, 1.15)}<w:ind w:left="200"/>',
        _looks(SANS, 11),
    )


def _styles(locale: str) -> str:
    whole, no_hyphens = _TEXT_WIDTH, "<w:suppressAutoHyphens/>"
    keep = "<w:keepNext/><w:keepLines/>"
    row_line = f'w:val="single" w:sz="4" w:space="0" w:color="{LINE}"'
    return "".join(
        (
            f"<w:docDefaults><w:rPrDefault><w:rPr>{_looks(SERIF, 10.5, INK)}"
            f'<w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
            f"<w:pPrDefault><w:pPr>{_space(0, 6, 1.2)}</w:pPr></w:pPrDefault></w:docDefaults>",
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
            "<w:qFormat/></w:style>",
            '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
            '<w:name w:val="Default Paragraph Font"/></w:style>',
            '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>',
            '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
            '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
            '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
            # the first page
            _style(
                "Document Brand",
                f"{_border('bottom', width=1.5, colour=BLUE, away=6)}{_space(0, 6)}",
                _looks(SERIF, 14, BLUE, bold=True),
            ),
            _style("Document Fact", f"{no_hyphens}{_space(0, 1)}", _looks(SANS, 10, GREY)),
            _style("Title", f"{no_hyphens}{_space(44, 4)}", _looks(SERIF, 26, BLUE, bold=True), follows="Subtitle"),
            _style("Subtitle", f"{no_hyphens}{_space(0, 18)}", _looks(SERIF, 13, "235A9A"), follows="Normal"),
            _style("Lead", f"{no_hyphens}{_space(0, 20, 1.25)}", _looks(SERIF, 15, BLUE)),
            _style("Count", f"{_tab('left', 1814)}{no_hyphens}{_space(2, 4)}", _looks(SANS, 11, GREY)),
            _notice("Notice", GREY, PALE_GREY),
            _notice("Notice Late", RED, PALE_RED),
            _notice("Notice Returned", PURPLE, PALE_PURPLE),
            # contents
            _style(
                "TOC Heading",
                f"{keep}<w:pageBreakBefore/>{no_hyphens}{_space(0, 6)}",
                _looks(SERIF, 20, BLUE, bold=True),
            ),
            _style(
                "toc 1", f"<w:keepNext/>{no_hyphens}{_space(9, 2)}", _looks(SANS, 10.5, BLUE, bold=True), key="TOC1"
            ),
            _style("toc 2", f'{no_hyphens}{_space(0, 0.5)}<w:ind w:left="227"/>', _looks(SANS, 10, BLUE), key="TOC2"),
            _style("Note", f"{no_hyphens}{_space(0, 10)}", _looks(SANS, 10, GREY)),
            # questions and answers
            _style(
                "heading 1",
                f'{keep}<w:pageBreakBefore/>{no_hyphens}{_space(0, 6)}<w:outlineLvl w:val="0"/>',
                _looks(SERIF, 20, BLUE, bold=True),
                key="Heading1",
                follows="Normal",
            ),
            _style(
                "heading 2",
                f'{keep}{_border("top", away=6)}{no_hyphens}{_space(16, 1)}<w:outlineLvl w:val="1"/>',
                _looks(SERIF, 13, BLUE, bold=True),
                key="Heading2",
                follows="Normal",
            ),
            _style(
                "Question",
                f"{_border('left', width=2.25, colour=SKY, away=8)}{no_hyphens}{_space(0, 0, 1.1)}"
                '<w:ind w:left="200"/>',
                _looks(SANS, 10, GREY),
            ),
            _style("Meta", f"<w:keepNext/>{no_hyphens}{_space(0, 5)}", _looks(SANS, 9.5, GREY)),
            _style("Body Text", "<w:widowControl/>"),
            _style(
                "List Bullet",
                '<w:widowControl/><w:numPr><w:numId w:val="1"/></w:numPr>'
                f'{_space(0, 6, 1.2)}<w:ind w:left="284" w:hanging="284"/><w:contextualSpacing/>',
            ),
            _style(
                "List Number",
                f'<w:widowControl/>{_space(0, 6, 1.2)}<w:ind w:left="454" w:hanging="454"/><w:contextualSpacing/>',
            ),
            _style("No Answer", "", _looks("", 0, GREY, italic=True)),
            _style("Missing", f"{_border('top', away=6)}{no_hyphens}{_space(16, 0, 1.15)}", _looks(SANS, 10.5)),
            _style("Report End", f"{no_hyphens}{_space(14, 0)}", _looks(SANS, 9.5, GREY)),
            # tables
            _style("caption", f"{keep}{no_hyphens}{_space(10, 5)}", _looks(SANS, 10, bold=True), key="Caption"),
            _style("Table Text", f"{no_hyphens}{_space(3, 3)}", _looks(SANS, 9.5)),
            _style("Table Head", f"<w:keepNext/>{no_hyphens}{_space(2, 2)}", _looks(SANS, 9.5, GREY)),
            '<w:style w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="Report Table"/>'
            f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders><w:bottom {row_line}/><w:insideH {row_line}/>'
            '</w:tblBorders><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="113" w:type="dxa"/>'
            '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="10" w:space="0" w:color="{BLUE}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>',
            # margins
            _style("header", f"{no_hyphens}{_space(0, 0)}", _looks(SANS, 9, GREY), key="Header"),
            _style(
                "footer",
                f"{_border('top', away=5)}{_tab('right', whole)}{no_hyphens}{_space(0, 0)}",
                _looks(SANS, 9, GREY),
                key="Footer",
            ),
            '<w:style w:type="character" w:customStyle="1" w:styleId="CountFigure"><w:name w:val="Count Figure"/>'
            f"<w:rPr>{_looks(SERIF, 20, BLUE, bold=True)}</w:rPr></w:style>",
            '<w:style w:type="character" w:customStyle="1" w:styleId="GroupCode"><w:name w:val="Group Code"/>'
            f"<w:rPr>{_looks('', 0, BLUE, bold=True)}</w:rPr></w:style>",
        )
    )
