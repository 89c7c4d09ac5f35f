"""Keeping a file, and having it scanned."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from elo_portal.office import audit, jobs
from elo_portal.office.models import Upload
from elo_portal.office.models.uploads import ScanState

from . import clamd
from .inspecting import Inspected, inspect

SCAN_UPLOAD = "office.scan_upload"
PIECE = 64 * 1024


class NotTheFile(Exception):
    """What lies in the storage is not what was stored there."""


@transaction.atomic
def store(file: File | Inspected, *, by: Any, at: datetime) -> Upload:
    """Keep a file. Raises Refused when it has not been inspected yet and is not taken.

    by: the user who gave it. With a scanner it waits for its scan, else it is marked as not scanned. When the
    transaction is undone, the bytes may stay in the storage, where nothing leads to them.
    """
    found = file if isinstance(file, Inspected) else inspect(file)
    found.file.seek(0)
    upload = Upload.objects.create(
        name=found.name,
        kind=found.kind,
        size=found.size,
        sha256=found.sha256,
        file=File(found.file, name=found.name),
        by=by,
        at=at,
        scan=ScanState.WAITING if settings.CLAMAV_URL else ScanState.UNSCANNED,
    )
    audit.record("upload.store", upload, user=by, kind=upload.kind, size=upload.size, sha256=upload.sha256)
    if upload.scan == ScanState.WAITING:
        jobs.add(SCAN_UPLOAD, upload.pk, key=f"scan:{upload.pk}")
    return upload


@transaction.atomic
def scan(pk: int) -> None:
    """Ask the scanner about a waiting file; the effect of the job SCAN_UPLOAD, once even when it runs twice.

    Raises clamd.NoAnswer when the scanner is away or slow: the file waits on and the job is tried again. Where the
    scanner has been taken out of use since, the file is marked as not scanned.
    """
    upload = Upload.objects.select_for_update(no_key=True).get(pk=pk)
    if upload.scan != ScanState.WAITING:
        return
    if not settings.CLAMAV_URL:
        _mark(upload, ScanState.UNSCANNED)
        return
    found = clamd.signature(_pieces(upload), address=settings.CLAMAV_URL, seconds=settings.CLAMAV_SECONDS)
    if found:
        audit.record("upload.infected", upload, signature=found[:200])
    _mark(upload, ScanState.INFECTED if found else ScanState.CLEAN, timezone.now())


def _mark(upload: Upload, state: ScanState, moment: datetime | None = None) -> None:
    upload.scan, upload.scanned_at = state, moment
    upload.save(update_fields=["scan", "scanned_at"])


def _pieces(upload: Upload) -> Iterator[bytes]:
    """The bytes as they are stored. Raises NotTheFile at their end when they are others than were stored."""
    digest = sha256()
    with upload.file.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            yield piece
    if digest.hexdigest() != upload.sha256:
        raise NotTheFile(f"The file of upload {upload.pk} has another SHA-256 than when it was stored.")
