"""The printer (tulostin): our HTML to pages and to one PDF, by WeasyPrint. No other module imports it.

Fonts and style sheets are read once a process and kept: made anew for each report they cost half of its time and leak
(docs/printing.md). The renderer reaches nothing but the portal's own print files; what a page asks for beyond them is
not fetched. The same HTML in the same environment gives the same bytes.
"""

import ctypes
import os
import re
import shutil
import tempfile
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import md5, sha256
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
import pydyf
import pyphen
from django.conf import settings
from pikepdf import Array, Dictionary, Name, String

from . import hyphenation, tags
from .characters import printable

FONT_SETTINGS = Path(__file__).parent / "fonts.conf"
_PRINT_FOLDERS = ("print", "fonts", "img")
_PRINT_FILES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
# The class of the element that holds one answer; how many words, at most how many letters, are told of a page's end.
ANSWER_CLASS = "q__answer"
WORDS_TOLD = 8
LETTERS_TOLD = 120
_COLOURS = "srgb-2014"
# Pages of a report take about 50 ms each; thousands of one-letter lines would hold a process for minutes.
MOST_TAGS = 8_000
# The renderer's time grows with the square of an unbroken word; the longest that Finnish has is of 61 letters.
_LETTER = r"""(?:[^ \n<>&"']|&#?\w{1,8};)"""
# What an attribute says (the address of a link) is no word on paper; in text a quotation mark is always an entity.
_LONG_WORD = re.compile(r'="[^"]*"|' + _LETTER + "{62,}")
_LETTERS_OF_LONG_WORD = re.compile(_LETTER + "{25}")


class _OwnFontsAlone:
    """While fontconfig reads its settings, it reads ours: no folder of the machine, so no font of the machine.

    The variable goes away again at once: a browser started by this process needs the machine's fonts.
    """

    def __enter__(self) -> None:
        self._before = os.environ.get("FONTCONFIG_FILE")
        os.environ["FONTCONFIG_FILE"] = str(FONT_SETTINGS)

    def __exit__(self, *_error: object) -> None:
        if self._before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = self._before


with warnings.catch_warnings(), _OwnFontsAlone():
    # «No fonts configured»: that is the point.
    warnings.simplefilter("ignore", UserWarning)
    from weasyprint import CSS, HTML, VERSION
    from weasyprint.css import ColorProfile
    from weasyprint.document import Document
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.text.ffi import ffi
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse


class TooMuchToPrint(ValueError):
    """A text of so many lines and pieces that laying it out would take minutes; no report of ours is like that."""


class _NotOurs(ValueError):
    """A page asked for something that is not one of the portal's print files."""


class _OwnFilesAlone(URLFetcher):
    """Serves the portal's own print files by their file: address, and nothing else in the world."""

    def __init__(self, *, strict: bool) -> None:
        # strict: our own style sheets must find every font, or printing stops.
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=strict)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme.lower() != "file" or parts.netloc or parts.query:
            raise _NotOurs(url)
        path = Path(unquote(parts.path)).resolve()
        mime = _PRINT_FILES.get(path.suffix)
        if mime is None or not any(path.is_relative_to(_static() / folder) for folder in _PRINT_FOLDERS):
            raise _NotOurs(url)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})


class _Fonts(FontConfiguration):
    """WeasyPrint's fonts in a folder of this process, which no forked child takes away.

    A worker that is killed leaves its folder behind, so a new one sweeps up after the dead.
    """

    def __init__(self) -> None:
        self._made_by = os.getpid()
        with _OwnFontsAlone():
            super().__init__()
        # Freed while the interpreter ends, Pango's font map crashes the process; so it is never freed.
        gobject = ctypes.CDLL("libgobject-2.0.so.0")
        gobject.g_object_ref.argtypes = [ctypes.c_void_p]
        gobject.g_object_ref(int(ffi.cast("uintptr_t", self.font_map)))
        _sweep_font_folders()
        self._folder = Path(tempfile.mkdtemp(prefix=f"elo-fonts-{os.getpid()}-"))

    def __del__(self) -> None:
        if self._made_by == os.getpid():
            super().__del__()


@dataclass
class _Press:
    """What one process keeps between reports."""

    fonts: Any
    sheets: dict[str, Any] = field(default_factory=dict)


_lock = threading.RLock()
_press: _Press | None = None


def _forget_press() -> None:
    # A forked child begins with its own fonts; the parent's lock may be held by a thread that is not here.
    global _lock, _press
    _lock = threading.RLock()
    _press = None


os.register_at_fork(after_in_child=_forget_press)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF: the frozen content that the page was made of."""

    name: str
    data: bytes
    mime: str
    description: str


@dataclass(frozen=True, slots=True)
class Measure:
    """How far the answers reach on paper, the head of the first page included.

    pages: on how many pages answers are; the last of them may be nearly empty.
    hundredths: the same with the last page as filled as it is: 240 is two pages and two fifths.
    lines_left: lines that the last of those pages still holds.
    lines_a_page: lines of answers that a whole page holds.
    page_ends: of each page but the last, the answers' last words on it.
    """

    pages: int
    hundredths: int
    lines_left: int
    lines_a_page: int
    page_ends: tuple[str, ...]

    def words_at_end_of(self, page: int) -> str:
        """The answers' last words on a page (1, 2, …); empty when the answers end before its end."""
        return self.page_ends[page - 1] if 1 <= page <= len(self.page_ends) else ""

    def lines_until(self, page: int) -> int:
        """Lines that still go in before the end of that page; below zero: lines too many, counted in whole pages."""
        return self.lines_left + (page - self.pages) * self.lines_a_page


_known: ContextVar[Mapping[str, tuple[int, Measure]] | None] = ContextVar("_known", default=None)


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out on pages, not yet written.

    substituted: characters that no bundled font has, for which □ is printed.
    """

    pages: int
    substituted: frozenset[str]
    _document: Any = field(repr=False, compare=False)

    def measure(self, of: str = "answers") -> Measure:
        """How far the element with that id reaches. ValueError: there is no such element."""
        with _lock:
            return _measure(self._document, of)


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF.

    versions: what made it, for the day when somebody asks why two files differ; `html` is a digest of the page itself,
    so it tells a changed template or translation from a changed renderer.
    """

    pdf: bytes
    pages: int
    measure: Measure | None
    substituted: frozenset[str]
    versions: dict[str, str]

    @property
    def sha256(self) -> str:
        return sha256(self.pdf).hexdigest()


def warm() -> None:
    """Read fonts and style sheets now; for the start of a worker process, after its fork."""
    with _lock:
        for sheet in ("report", "letter"):
            _sheets(sheet)


def refuse_too_much(html: str, most_tags: int | None = None) -> None:
    """Raise TooMuchToPrint for HTML that would keep the printer for minutes; without laying anything out."""
    most = most_tags or MOST_TAGS
    if html.count("<") > most:
        raise TooMuchToPrint(f"{html.count('<')} tags, at most {most}.")


def lay_out(html: str, *, sheet: str = "report", most_tags: int | None = None) -> Layout:
    """Lay the HTML out on pages without writing a file. sheet: a style sheet of static/elo/print/. TooMuchToPrint."""
    refuse_too_much(html, most_tags)
    html, lost = printable(html)
    html = _LONG_WORD.sub(_breakable, html)
    with _lock:
        document = _render(html, sheet)
        return Layout(len(document.pages), lost, document)


def measured(html: str) -> tuple[int, Measure]:
    """All the pages of the HTML, and how far its answers reach; looked up within `measures_known`, else laid out.

    TooMuchToPrint as in `lay_out`.
    """
    if (known := _known.get()) and (found := known.get(name_of_measure(html))):
        return found
    layout = lay_out(html)
    return layout.pages, layout.measure()


@contextmanager
def measures_known(known: Mapping[str, tuple[int, Measure]]) -> Iterator[None]:
    """Measures by `name_of_measure` that an earlier run has written down, for work that sends the same texts again."""
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)


def name_of_measure(html: str) -> str:
    """A digest of the HTML and of what we lay it out with.

    Another text, style sheet, font or version of WeasyPrint gives another name, so its measure is not known.
    """
    ours = versions()
    parts = [html, *(ours[name] for name in ("weasyprint", "fonts", "sheet", "hyphenation"))]
    return sha256("\n".join(parts).encode()).hexdigest()


def print_pdf(
    html: str,
    *,
    sheet: str = "report",
    title: str,
    language: str,
    attachment: Attachment | None = None,
    created: datetime,
    of: str | None = "answers",
    most_tags: int | None = None,
) -> Printed:
    """Print the HTML: PDF/A-3a and PDF/UA-1 in one file.

    title and language: as a reader's window shows and speaks them. created: aware; the only moment in the file.
    of: the element that is measured; None measures nothing. most_tags: MOST_TAGS unless told. ValueError: created has
    no zone. TooMuchToPrint as in `lay_out`.
    """
    if created.tzinfo is None:
        raise ValueError("The moment of printing needs a time zone.")
    layout = lay_out(html, sheet=sheet, most_tags=most_tags)
    with _lock:
        document = layout._document
        measure = _measure(document, of) if of else None
        document.metadata.title = printable(title)[0]
        document.metadata.lang = language
        document.metadata.generator = "ELO-portaali"
        document.metadata.created = document.metadata.modified = created.isoformat(timespec="seconds")
        # What a page wants to attach is not attached; what we attach comes below.
        document.metadata.attachments = []
        _add_ua_identification(document.metadata)
        # WeasyPrint would open the same profile for each file and leave it open.
        document.color_profiles[_COLOURS] = _colour_profile()
        document.output_intent = _COLOURS
        pieces = tags.pieces_of(document, boxes.MarginBox, boxes.LineBox, boxes.TextBox, boxes.ReplacedBox)
        raw = document.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=b"elo", output_intent=_COLOURS)
        root = document._html.etree_element
    with pikepdf.open(BytesIO(raw)) as pdf:
        tags.retag(pdf, root, pieces)
        if attachment is not None:
            _attach(pdf, attachment, created)
        out = BytesIO()
        # The identifier is a digest of the content, the only place where time or chance could come in.
        pdf.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    made_by = {**versions(sheet), "html": sha256(html.encode()).hexdigest()[:16]}
    return Printed(out.getvalue(), layout.pages, measure, layout.substituted, made_by)


def print_furniture(html: str, *, sheet: str) -> bytes:
    """A PDF without tags, whose pages `joining.join` lays over those of others. TooMuchToPrint never: it is ours."""
    html, _lost = printable(html)
    with _lock:
        document = _render(html, sheet)
        document.metadata.attachments = []
        document.color_profiles[_COLOURS] = _colour_profile()
        document.output_intent = _COLOURS
        return document.write_pdf(pdf_identifier=b"elo", output_intent=_COLOURS)  # type: ignore[no-any-return]


def versions(sheet: str = "report") -> dict[str, str]:
    """What a page's looks and bytes depend on: the renderer, its libraries, the fonts, the style sheet."""
    return {
        "weasyprint": VERSION,
        "pydyf": pydyf.VERSION,
        "pyphen": pyphen.VERSION,
        "pikepdf": pikepdf.__version__,
        "qpdf": pikepdf.__libqpdf_version__,
        **_library_versions(),
        "fonts": _digest(*sorted([*(_static() / "fonts").glob("*.woff2"), *(_static() / "print").rglob("*.woff2")])),
        "sheet": _digest(*(_static() / "print" / f"{name}.css" for name in ("fonts", sheet))),
        "hyphenation": _digest(hyphenation.PATTERNS),
    }


def _breakable(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith('="') else _LETTERS_OF_LONG_WORD.sub("\\g<0>\u200b", found[0])


def _render(html: str, sheet: str) -> Document:
    return HTML(string=html, url_fetcher=_OwnFilesAlone(strict=False)).render(
        stylesheets=_sheets(sheet), font_config=_current_press().fonts, pdf_variant="pdf/a-3a"
    )


def _current_press() -> _Press:
    global _press
    if _press is None:
        hyphenation.register()
        _press = _Press(_Fonts())
    return _press


def _sheets(sheet: str) -> list[CSS]:
    press = _current_press()
    return [press.sheets.get(name) or _read_sheet(press, name) for name in ("fonts", sheet)]


def _read_sheet(press: _Press, name: str) -> CSS:
    path = _static() / "print" / f"{name}.css"
    press.sheets[name] = CSS(
        string=path.read_text(),
        base_url=path.as_uri(),
        font_config=press.fonts,
        url_fetcher=_OwnFilesAlone(strict=True),
    )
    return press.sheets[name]


def _static() -> Path:
    return (Path(settings.BASE_DIR) / "static" / "elo").resolve()


def _colour_profile() -> ColorProfile:
    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _srgb() -> bytes:
    return (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


@cache
def _digest(*files: Path) -> str:
    """The first 16 digits of the files' common SHA-256."""
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in files)).hexdigest()[:16]


@cache
def _library_versions() -> dict[str, str]:
    pango = ctypes.CDLL("libpango-1.0.so.0")
    harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
    pango.pango_version_string.restype = harfbuzz.hb_version_string.restype = ctypes.c_char_p
    return {"pango": pango.pango_version_string().decode(), "harfbuzz": harfbuzz.hb_version_string().decode()}


def _sweep_font_folders() -> None:
    for folder in Path(tempfile.gettempdir()).glob("elo-fonts-*-*"):
        process = folder.name.split("-")[2]
        if process.isdigit() and not _is_alive(int(process)) and folder.stat().st_uid == os.getuid():
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _attach(pdf: pikepdf.Pdf, attachment: Attachment, created: datetime) -> None:
    """Put a file into the PDF as the source of what is printed (PDF/A-3, AFRelationship)."""
    moment = created.strftime("D:%Y%m%d%H%M%S%z")
    moment = f"{moment[:-2]}'{moment[-2:]}'"
    file = pdf.make_stream(
        attachment.data,
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + attachment.mime),
        Params=Dictionary(
            Size=len(attachment.data),
            CheckSum=String(md5(attachment.data, usedforsecurity=False).digest()),
            CreationDate=String(moment),
            ModDate=String(moment),
        ),
    )
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name.Source,
            EF=Dictionary(F=file, UF=file),
        )
    )
    names = pdf.make_indirect(Dictionary(Names=Array([String(attachment.name), specification])))
    pdf.Root.Names = pdf.Root.get(Name.Names, Dictionary())
    pdf.Root.Names.EmbeddedFiles = names
    pdf.Root.AF = Array([specification])


_UA_IDENTIFICATION = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\
</rdf:RDF>"""


def _add_ua_identification(metadata: Any) -> None:
    """PDF/A allows PDF/UA's mark in the metadata when the schema of the mark is described beside it."""
    generate = metadata.generate_rdf_metadata

    def with_identification(*arguments: Any) -> bytes:
        return bytes(generate(*arguments)).replace(b"</rdf:RDF>", _UA_IDENTIFICATION)

    metadata.generate_rdf_metadata = with_identification


# Measuring. The renderer's boxes are not a promised interface: WeasyPrint is pinned, and the tests measure real pages.


def _measure(document: Document, of: str) -> Measure:
    lowest = None
    end = 0
    reading = _Reading()
    page_ends: list[str] = []
    for index, page in enumerate(document.pages):
        lines = [(line, answer) for line, inside, answer in _lines(page._page_box, of) if inside]
        if not lines:
            continue
        end = index
        lowest = max((line for line, _answer in lines), key=lambda line: line.position_y + line.height)
        for line, answer in lines:
            if answer is not None:
                reading.pass_line(line, answer)
        page_ends += [""] * (index - len(page_ends)) + [reading.last_words()]
    if lowest is None:
        raise ValueError(f"No text in an element {of!r} on these pages.")
    page_box = document.pages[end]._page_box
    bottom = page_box.content_box_y() + page_box.height
    used = lowest.position_y + lowest.height - page_box.content_box_y()
    return Measure(
        pages=end + 1,
        hundredths=end * 100 + max(1, min(100, round(100 * used / page_box.height))),
        lines_left=max(0, int((bottom - lowest.position_y - lowest.height + 0.01) / lowest.height)),
        lines_a_page=int((page_box.height + 0.01) / lowest.height),
        page_ends=tuple(page_ends[:-1]),
    )


def _lines(box: Any, of: str, inside: bool = False, answer: Any = None) -> Iterator[tuple[Any, bool, Any]]:
    """Every line on the page: is it inside the element with that id, and of which answer is it?"""
    element = box.element
    if element is not None and not isinstance(box, boxes.MarginBox):
        inside = inside or element.get("id") == of
        if ANSWER_CLASS in element.get("class", "").split():
            answer = element
    if isinstance(box, boxes.LineBox):
        yield box, inside, answer
    else:
        for child in box.children:
            if not isinstance(child, AbsolutePlaceholder):
                yield from _lines(child, of, inside, answer)


class _Reading:
    """Follows the printed lines in the text that they were made of, hyphens of broken words left out."""

    def __init__(self) -> None:
        self._answer: Any = None
        self._words: list[str] = []
        self._letters = ""
        self._at = 0

    def pass_line(self, line: Any, answer: Any) -> None:
        if answer is not self._answer:
            self._answer = answer
            blocks = [block for block in answer.iter() if block.tag in {"p", "li"}] or [answer]
            self._words = [word for block in blocks for word in "".join(block.itertext()).split()]
            self._letters = "".join(self._words)
            self._at = 0
        text = "".join(
            "".join(piece.text.split())
            for piece in line.descendants()
            if isinstance(piece, boxes.TextBox) and not tags.is_generated(piece)
        )
        if not self._letters.startswith(text, self._at):
            text = text.removesuffix("-")
        self._at += len(text)

    def last_words(self) -> str:
        """The last words passed; a word that goes on over the page is given whole."""
        passed = 0
        for index, word in enumerate(self._words):
            passed += len(word)
            if passed >= self._at:
                words = self._words[max(0, index + 1 - WORDS_TOLD) : index + 1]
                while len(words) > 1 and len(" ".join(words)) > LETTERS_TOLD:
                    del words[0]
                return " ".join(words)[-LETTERS_TOLD:]
        return ""
