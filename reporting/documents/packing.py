"""The registry's package: documents as a ZIP that plain tools unpack and check (docs/registry.md).

The same documents with the same case numbers make the same bytes: files stand in a fixed order, carry the moment of
arrival and are stored as they are, without packing that differs from one program to another.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import Prefetch
from django.template.loader import render_to_string

from elo_portal.office.clock import HELSINKI
from elo_portal.office.models import Print, PrintedFile, Upload
from elo_portal.office.models.uploads import ScanState, UploadKind
from reporting.models import Attachment, CaseNumber, Submission
from reporting.registry import standing_numbers

from .metadata import PackedFile, metadata_xml

PIECE = 64 * 1024
CHECKSUMS = "SHA256SUMS"
SCHEMA = Path(__file__).resolve().parent / "registry-metadata.xsd"
# Written into every entry: an ordinary file that its owner writes and all read.
ORDINARY = 0o100644 << 16


def whole(submissions: Any) -> Any:
    """The versions with all that a package needs of them but their bytes. Five queries."""
    return submissions.select_related("document__group", "document__round", "arrival").prefetch_related(
        "arrival__files__upload", Prefetch("attachments", Attachment.objects.select_related("upload").order_by("pk"))
    )


class NotTheBytes(Exception):
    """What is kept is not what was kept: its SHA-256 is another."""


class _Package:
    """A ZIP that remembers the SHA-256 of what is written into it. One piece at a time is in memory."""

    def __init__(self, to: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_STORED)
        self._sums: list[tuple[str, str]] = []

    def add(self, name: str, pieces: Iterable[bytes], at: datetime, *, size: int) -> str:
        """Write a file of `size` bytes. Returns its SHA-256."""
        local = at.astimezone(HELSINKI)
        entry = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
        entry.create_system = 3
        entry.external_attr = ORDINARY
        entry.file_size = size
        digest = sha256()
        with self._zip.open(entry, "w") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        self._sums.append((digest.hexdigest(), name))
        return digest.hexdigest()

    def close(self, at: datetime) -> None:
        """Write the list of checksums, which `sha256sum -c` reads, and end the ZIP."""
        lines = "".join(f"{value}  {name}\n" for value, name in self._sums).encode()
        self.add(CHECKSUMS, [lines], at, size=len(lines))
        self._zip.close()


def pack(submissions: Iterable[Submission], *, to: BinaryIO) -> None:
    """Write the package of the sent versions, a folder each, into the open file `to`.

    Every version has been printed. `submissions` come from `whole`. Raises NotTheBytes when what is
    kept has another hash than when it was kept, Print.DoesNotExist for a version that is still being printed.
    """
    submissions = sorted(submissions, key=lambda one: (one.at, one.identifier))
    at = submissions[-1].at
    numbers = standing_numbers({one.document_id: one.document for one in submissions}.values())
    package = _Package(to)
    readme = render_to_string("registry/readme.txt", {"identifiers": [one.identifier for one in submissions]}).encode()
    package.add("README.txt", [readme], at, size=len(readme))
    schema = SCHEMA.read_bytes()
    package.add(SCHEMA.name, [schema], at, size=len(schema))
    for one in submissions:
        _pack_one(package, one, list(numbers[one.document_id].values()))
    package.close(at)


def _pack_one(package: _Package, submission: Submission, numbers: list[CaseNumber]) -> None:
    folder, at = submission.identifier, submission.at
    printed = Print.objects.get(key=submission.print_key)
    files: list[PackedFile] = []

    def keep(file: PackedFile, pieces: Iterable[bytes]) -> None:
        found = package.add(f"{folder}/{file.name}", pieces, at, size=file.size)
        if found != file.sha256:
            raise NotTheBytes(f"{folder}/{file.name} has the SHA-256 {found}, not {file.sha256}.")
        files.append(file)

    # One document's PDF at a time; the row of bytes is let go before the next one.
    pdf = bytes(PrintedFile.objects.get(print=printed).pdf)
    keep(PackedFile(f"{folder}.pdf", "document", "application/pdf", len(pdf), printed.sha256), [pdf])
    content = bytes(submission.content)
    keep(PackedFile(f"{folder}.json", "content", "application/json", len(content), submission.sha256), [content])
    for role, place, upload in uploads_of(submission):
        is_infected = upload.scan == ScanState.INFECTED
        file = PackedFile(
            name=f"{role}s/{place}-{plain_name(upload.name)}",
            role=role,
            media_type=UploadKind(upload.kind).media_type,
            size=upload.size,
            sha256=upload.sha256,
            given_name=upload.name,
            withheld="virus" if is_infected else "",
        )
        if is_infected:
            files.append(file)
        else:
            keep(file, _pieces(upload))
    metadata = metadata_xml(submission, numbers=numbers, files=files)
    package.add(f"{folder}/metadata.xml", [metadata], at, size=len(metadata))


def plain_name(name: str) -> str:
    """The name in letters that every unpacking program writes alike: «Liite 1, työryhmä» is Liite_1_tyoryhma."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.-]+", "_", letters)


def uploads_of(submission: Submission) -> list[tuple[str, int, Upload]]:
    """The files that came with the version: what they are to it, their number, the file. Prefetch them with `whole`."""
    arrival = getattr(submission, "arrival", None)
    attached = [("attachment", place, one.upload) for place, one in enumerate(submission.attachments.all(), start=1)]
    arrived = [("original", one.number, one.upload) for one in arrival.files.all()] if arrival else []
    return attached + arrived


def unready(submissions: Sequence[Submission]) -> list[str]:
    """Identifiers of the versions that cannot be packed yet: the PDF is being printed, or a file waits for its scan."""
    printed = set(Print.objects.filter(key__in=[one.print_key for one in submissions]).values_list("key", flat=True))
    return [
        one.identifier
        for one in submissions
        if one.print_key not in printed
        or any(upload.scan == ScanState.WAITING for _role, _place, upload in uploads_of(one))
    ]


def _pieces(upload: Upload) -> Iterator[bytes]:
    with upload.file.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
