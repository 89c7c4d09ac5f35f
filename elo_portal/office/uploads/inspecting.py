"""What a given file is: by its content, never by its name or by what the browser says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from elo_portal.office import words
from elo_portal.office.models.uploads import UploadKind

from . import packages, pdf
from .names import named
from .refused import Refused

PIECE = 64 * 1024
# Readers look for the head of a PDF this far into a file.
PDF_REACH = 1024
PDF_HEAD = b"%PDF-"
PDF_END = b"%%EOF"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
WEB_PAGE_MARKS = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<?xml",
    b"<!--",
    b"mime-version:",
)


@dataclass(frozen=True)
class Inspected:
    """A file that was found to be what the portal takes. Only `inspect` makes one.

    name: cleaned for pages and headers, its ending that of the content. size: bytes. sha256: 64 hexadecimal digits.
    """

    file: File
    name: str
    kind: UploadKind
    size: int
    sha256: str


def inspect(file: File) -> Inspected:
    """Find out what the file is. Raises Refused with a sentence for whoever gave it.

    file: an upload of Django's, or any File with a name. It is read in pieces, and never unpacked to disk.
    """
    size = file.seek(0, 2)
    if not size:
        raise Refused(_("The file is empty. Choose another one."))
    if size > settings.UPLOAD_MOST_BYTES:
        raise Refused(
            _("The file is %(size)s MB. It may be at most %(most)s MB.")
            % {"size": _megabytes(size), "most": _megabytes(settings.UPLOAD_MOST_BYTES)}
        )
    # Django's File passes everything on to the file that it holds.
    kind = _kind(cast(BinaryIO, file))
    name = named(file.name or "", kind)
    digest = sha256()
    for piece in _pieces(file):
        digest.update(piece)
    file.seek(0)
    return Inspected(file, name, kind, size, digest.hexdigest())


def _kind(file: BinaryIO) -> UploadKind:
    file.seek(0)
    head = file.read(PDF_REACH)
    looks_like_pdf = PDF_HEAD in head
    if looks_like_pdf and packages.ends_as_package(file):
        raise Refused(_("The file is a PDF and a ZIP package at the same time. Save it again as one of them."))
    if head.startswith(PDF_HEAD):
        if PDF_END not in _tail(file):
            raise Refused(pdf.damaged())
        pdf.check(file)
        return UploadKind.PDF
    if head.startswith(packages.PART):
        return packages.check(file)
    raise Refused(_what_it_is(file, head))


def _what_it_is(file: BinaryIO, head: bytes) -> str:
    """A sentence for a file that is none of the four kinds: what it is and what to do."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(packages.OLE):
        return _old_office(file)
    if head.startswith(packages.PROGRAMS):
        return _("The file is a program. The portal does not take programs.")
    if head.startswith(PICTURES) or head[8:12] == b"WEBP" or head[4:8] == b"ftyp":
        return _("The file is a picture or a recording. Put a picture into a document and save that as PDF.")
    if start.startswith(WEB_PAGE_MARKS):
        return _("The file is a web page or XML. Print it to PDF and choose that.")
    if start.startswith(b"{\\rtf"):
        return _("The file is RTF. Save it as DOCX, ODT or PDF and choose that.")
    if head.startswith((*packages.ARCHIVES, b"PK")):
        return _("The file is a packed archive. Choose the files in it one by one.")
    if _is_text(file):
        return _("The file is plain text. Save it as DOCX, ODT or PDF and choose that.")
    return packages.unknown()


def _old_office(file: BinaryIO) -> str:
    """Before 2007, and around a package with a password: the streams are named in UTF-16."""
    names = {
        "EncryptedPackage": packages.protected(),
        "WordDocument": _("The file is an old Word document (DOC). Save it as DOCX or PDF and choose that."),
        "Workbook": _("The file is an old Excel workbook (XLS). Save it as XLSX or PDF and choose that."),
        "PowerPoint Document": packages.presentation(),
    }
    found = {name for name in names if _holds(file, name.encode("utf-16-le"))}
    old = _("The file is of an old office program. Save it as DOCX, XLSX or PDF and choose that.")
    return next((sentence for name, sentence in names.items() if name in found), old)


def _holds(file: BinaryIO, name: bytes) -> bool:
    before = b""
    for piece in _pieces(file):
        if name in before + piece:
            return True
        before = (before + piece)[-len(name) :]
    return False


def _is_text(file: BinaryIO) -> bool:
    return not any(b"\0" in piece for piece in _pieces(file))


def _pieces(file: BinaryIO | File) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def _tail(file: BinaryIO) -> bytes:
    file.seek(max(0, file.seek(0, 2) - PDF_REACH))
    return file.read()


def _megabytes(size: int) -> str:
    """Millions of bytes with one decimal, rounded up, so that what is too large never looks as if it were not."""
    return words.one_decimal(-(-size // 100_000) / 10)
