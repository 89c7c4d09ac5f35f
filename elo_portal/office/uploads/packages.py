"""Office files: ZIP packages of XML. Nothing is unpacked to disk; what comes out is counted while it comes.

The directory at the end of the file is read by ourselves first, because Python's reader would make an object of each of
a million entries, and because two programs can see two different packages in one file when it is put together oddly.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from elo_portal.office.models.uploads import UploadKind

from .pdf import damaged
from .refused import Refused

MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
# Of one part larger than a megabyte. The emptiest of tables, styled and with a row of zeros each, is at thirty.
HIGHEST_RATIO = 100
LARGE_PART = 1024 * 1024
MOST_DIRECTORY = 1024 * 1024
# A package inside a package: the table behind a chart. Deeper than that nothing honest goes.
DEEPEST = 1
PIECE = 64 * 1024

END = b"PK\x05\x06"
END_SIZE = 22
END_REACH = END_SIZE + 0xFFFF
PART = b"PK\x03\x04"
DIRECTORY = b"PK\x01\x02"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")

OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    f"{OOXML}wordprocessingml.document.main+xml": UploadKind.DOCX,
    f"{OOXML}spreadsheetml.sheet.main+xml": UploadKind.XLSX,
}
ODT = b"application/vnd.oasis.opendocument.text"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# Content types that are refused wherever they stand.
MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "intlmacrosheet", "application/vnd.ms-excel.macrosheet")
OBJECT_TYPES = ("activex", "oleobject")
LINK_TYPES = ("externallink+xml",)
# Where an OpenDocument keeps its macros.
MACRO_FOLDERS = ("Basic/", "Scripts/")
XML_ENDINGS = (".xml", ".rels", ".rdf")
Start = Callable[[str, dict[str, str]], None]
TROUBLES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


@dataclass
class Budget:
    """What may still come out of a file and of what is packed inside it."""

    left: int = MOST_UNPACKED

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Refused(unpacks_too_large())


def check(file: BinaryIO) -> UploadKind:
    """What an office file is. Raises Refused when it is none, damaged, a bomb, or does more than show itself."""
    return _check(file, Budget(), depth=0)


def ends_as_package(file: BinaryIO) -> bool:
    """Whether the end of the file is a ZIP's, whatever its beginning says."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_REACH))
    tail = file.read(END_REACH)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        return False
    (directory_size,) = struct.unpack_from("<L", tail, at + 12)
    start = size - len(tail) + at - directory_size
    if start < 0:
        return False
    file.seek(start)
    return file.read(4) in (DIRECTORY, END)


def unpacks_too_large() -> str:
    return _("The file unpacks to more than the portal can check. Make it smaller, or save it as PDF.")


def strange() -> str:
    return _(
        "The file is not put together as office programs do it. Open it in its own program, save it again "
        "and choose the new one."
    )


def protected() -> str:
    return _("The file is protected with a password. Save it without a password and choose it again.")


def has_macros() -> str:
    return _("The file contains macros. Save it without macros as DOCX or XLSX, or as PDF, and choose that.")


def embeds() -> str:
    return _("Another file or object is embedded in the file. Remove it, or save the whole as PDF.")


def links() -> str:
    return _(
        "The file fetches a template, a picture or figures from elsewhere when it is opened. Break the links, "
        "or save it as PDF."
    )


def _check(file: BinaryIO, budget: Budget, depth: int) -> UploadKind:
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as package:
            parts = _checked_parts(package, file.seek(0, 2))
            return _kind(package, parts, budget, depth)
    except TROUBLES as trouble:
        raise Refused(damaged()) from trouble


def _check_end(file: BinaryIO) -> None:
    """The end says how many parts there are and where the directory is; it must be the truth, and the very end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_REACH))
    tail = file.read(END_REACH)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE:
        raise Refused(damaged())
    disk, directory_disk, here, count, directory_size, directory_at, comment = struct.unpack_from(
        "<4H2LH", tail, at + 4
    )
    if count == 0xFFFF or 0xFFFFFFFF in (directory_size, directory_at) or disk or directory_disk or here != count:
        raise Refused(strange())
    if count > MOST_PARTS or directory_size > MOST_DIRECTORY:
        raise Refused(unpacks_too_large())
    end = size - len(tail) + at
    if directory_at + directory_size != end or end + END_SIZE + comment != size:
        raise Refused(strange() if directory_at + directory_size < size else damaged())


def _checked_parts(package: zipfile.ZipFile, size: int) -> list[zipfile.ZipInfo]:
    """The parts as the directory tells of them, none of them read yet."""
    parts = package.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused(protected())
    if not all(_is_plain(part.orig_filename) for part in parts):
        raise Refused(strange())
    if len({part.filename.casefold() for part in parts}) != len(parts):
        raise Refused(strange())
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Refused(strange())
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(_is_bomb(part) for part in parts):
        raise Refused(unpacks_too_large())
    # Parts that lie over each other come out many times.
    in_order = sorted(parts, key=lambda part: part.header_offset)
    ends = [part.header_offset + 30 + len(part.orig_filename) + part.compress_size for part in in_order]
    begins = [part.header_offset for part in in_order[1:]] + [size]
    if not parts or in_order[0].header_offset or any(end > begin for end, begin in zip(ends, begins, strict=True)):
        raise Refused(strange())
    return parts


def _is_plain(name: str) -> bool:
    """A path that goes down from where it is, written as office programs write it."""
    pieces = name.removesuffix("/").split("/")
    return all(pieces) and not {".", ".."} & set(pieces) and name.isprintable() and not set(name) & set('\\:*?"<>|')


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > LARGE_PART and part.file_size > HIGHEST_RATIO * part.compress_size


def _kind(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], budget: Budget, depth: int) -> UploadKind:
    names = {part.filename for part in parts}
    if "[Content_Types].xml" in names:
        kind = _kind_by_content_types(package, names)
    elif "mimetype" in names:
        kind = _kind_by_mimetype(package, parts)
    else:
        raise Refused(_("The file is a ZIP archive. Choose the files in it one by one."))
    for part in parts:
        if not part.is_dir():
            _check_part(package, part, kind, budget, depth)
    return kind


def _kind_by_content_types(package: zipfile.ZipFile, names: set[str]) -> UploadKind:
    types = _ContentTypes()
    _parse(package, "[Content_Types].xml", types.start)
    every = " ".join(types.all)
    if any(one in every for one in MACRO_TYPES):
        raise Refused(has_macros())
    if any(one in every for one in OBJECT_TYPES):
        raise Refused(embeds())
    if any(one in every for one in LINK_TYPES):
        raise Refused(links())
    kinds = {MAIN[type_] for part, type_ in types.parts.items() if type_ in MAIN and part.lstrip("/") in names}
    kinds |= {MAIN[type_] for type_ in types.by_ending.values() if type_ in MAIN}
    if len(kinds) == 1:
        return kinds.pop()
    if "presentationml" in every:
        raise Refused(presentation())
    if ".template.main+xml" in every:
        raise Refused(_("The file is a template. Save it as DOCX, XLSX or PDF and choose that."))
    raise Refused(strange())


def _kind_by_mimetype(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> UploadKind:
    """OpenDocument 1.2, part 3, section 3.3: the type is the first part, not compressed."""
    first = min(parts, key=lambda part: part.header_offset)
    with package.open("mimetype") as source:
        said = source.read(200).strip()
    if said != ODT:
        if said.startswith(OPEN_DOCUMENT + b"presentation"):
            raise Refused(presentation())
        if said.startswith(OPEN_DOCUMENT + b"spreadsheet"):
            raise Refused(_("The file is an ODS table. Save it as XLSX or PDF and choose that."))
        raise Refused(unknown())
    names = {part.filename for part in parts}
    is_whole = {"content.xml", "META-INF/manifest.xml"} <= names
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or not is_whole:
        raise Refused(strange())
    if any(name.startswith(MACRO_FOLDERS) for name in names):
        raise Refused(has_macros())
    return UploadKind.ODT


def presentation() -> str:
    return _("The file is a presentation. Save it as PDF and choose that.")


def unknown() -> str:
    return _("The portal does not take files of this kind. Choose a PDF, DOCX, ODT or XLSX file.")


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, kind: UploadKind, budget: Budget, depth: int) -> None:
    """Reads one part to its end: it unpacks to what it says, and is nothing that acts."""
    is_xml = part.filename.casefold().endswith(XML_ENDINGS)
    reader = _reader(part.filename, kind) if is_xml else None
    inner: BytesIO | None = None
    with package.open(part) as source:
        piece = first = source.read(PIECE)
        if not is_xml:
            _check_beginning(first)
            inner = BytesIO() if first.startswith(PART) else None
        while piece:
            budget.take(len(piece))
            if reader:
                _feed(reader, piece)
            if inner is not None:
                inner.write(piece)
            piece = source.read(PIECE)
    if reader:
        _feed(reader, b"", is_last=True)
    if inner is not None:
        if depth == DEEPEST:
            raise Refused(embeds())
        _check_inner(inner, budget, depth + 1)


def _check_beginning(first: bytes) -> None:
    if first.startswith((OLE, *PROGRAMS, *ARCHIVES)):
        raise Refused(embeds())


def _check_inner(file: BytesIO, budget: Budget, depth: int) -> None:
    """A table behind a chart is a whole XLSX of its own, and is looked through like one."""
    try:
        kind = _check(file, budget, depth)
    except Refused as refused:
        raise refused if refused.sentence == unpacks_too_large() else Refused(embeds()) from refused
    if kind != UploadKind.XLSX:
        raise Refused(embeds())


class _ContentTypes:
    """What [Content_Types].xml says, in small letters but for the names of parts."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.by_ending: dict[str, str] = {}

    @property
    def all(self) -> list[str]:
        return [*self.parts.values(), *self.by_ending.values()]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        said = attributes.get("ContentType", "").casefold()
        if _local(tag) == "Override":
            self.parts[attributes.get("PartName", "")] = said
        elif _local(tag) == "Default":
            self.by_ending[attributes.get("Extension", "").casefold()] = said


def _relationship(tag: str, attributes: dict[str, str]) -> None:
    """Refuses what would be fetched when the file is opened. A link that a reader clicks is only text."""
    if _local(tag) != "Relationship" or attributes.get("TargetMode", "").casefold() != "external":
        return
    what = attributes.get("Type", "").rpartition("/")[2]
    target = attributes.get("Target", "").casefold()
    if what == "hyperlink" or (what == "attachedTemplate" and _is_on_own_disk(target)):
        return
    raise Refused(links())


def _is_on_own_disk(target: str) -> bool:
    """A template's place on the writer's own machine, as Word writes it down; never a network's."""
    path = target.removeprefix("file:///").replace("\\", "/")
    return (
        not path.startswith("/") and ("://" not in path) and not path.startswith(("http:", "https:", "file:", "ftp:"))
    )


def _manifest(tag: str, attributes: dict[str, str]) -> None:
    if _local(tag) == "encryption-data":
        raise Refused(protected())


def _text_document(tag: str, attributes: dict[str, str]) -> None:
    """Refuses what an OpenDocument text would run or fetch."""
    if _local(tag) == "event-listener":
        raise Refused(has_macros())
    if _local(tag) in {"image", "object", "object-ole", "plugin", "section-source", "dde-connection-decl"}:
        target = next((value for name, value in attributes.items() if _local(name) == "href"), "")
        if "://" in target or target.startswith(("//", "\\\\", "/", "../")) or _local(tag) == "dde-connection-decl":
            raise Refused(links())


def _reader(name: str, kind: UploadKind) -> expat.XMLParserType:
    folded = name.casefold()
    if folded.endswith(".rels"):
        return _parser(_relationship)
    if kind == UploadKind.ODT:
        return _parser(_manifest if folded == "meta-inf/manifest.xml" else _text_document)
    return _parser(None)


def _parse(package: zipfile.ZipFile, name: str, start: Start) -> None:
    reader = _parser(start)
    read = 0
    with package.open(name) as source:
        while piece := source.read(PIECE):
            read += len(piece)
            if read > MOST_DIRECTORY:
                raise Refused(unpacks_too_large())
            _feed(reader, piece)
    _feed(reader, b"", is_last=True)


def _parser(start: Start | None) -> expat.XMLParserType:
    """A reader of XML that never expands anything: a file that defines entities is refused at its first line."""
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refuse_definitions
    if start is not None:
        reader.StartElementHandler = start
    return reader


def _refuse_definitions(*_what: object) -> None:
    raise Refused(
        _("The file's XML has definitions (DTD) that office programs do not write. Save it again, or as PDF.")
    )


def _feed(reader: expat.XMLParserType, piece: bytes, *, is_last: bool = False) -> None:
    try:
        reader.Parse(piece, is_last)
    except expat.ExpatError as error:
        raise Refused(damaged()) from error


def _local(tag: str) -> str:
    """The name without the prefix of its namespace."""
    return tag.rpartition(":")[2]
