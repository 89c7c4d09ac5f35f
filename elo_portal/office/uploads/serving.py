"""Handing a kept file out. Who may have it is the asking page's rule."""

from hashlib import sha256

from django.http import FileResponse
from django.utils.translation import gettext as _

from elo_portal.office.models import Upload
from elo_portal.office.models.uploads import ScanState, UploadKind
from elo_portal.office.refusals import NotNow

from .commands import NotTheFile

PIECE = 64 * 1024


def served(upload: Upload) -> FileResponse:
    """The file to be saved, never shown inside the portal.

    Raises NotNow while it waits for its scan and when a virus was found; NotTheFile when the storage holds other bytes.
    The page that links here says of a file that is `unscanned` that it is.
    """
    if upload.scan == ScanState.WAITING:
        raise NotNow(_("The file is being scanned for viruses. Try again in a moment."))
    if upload.scan == ScanState.INFECTED:
        raise NotNow(
            _("A virus was found in the file, so the portal gives it to nobody. Ask its sender for a new one.")
        )
    file = upload.file.open("rb")
    digest = sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    if digest.hexdigest() != upload.sha256:
        file.close()
        raise NotTheFile(f"The file of upload {upload.pk} has another SHA-256 than when it was stored.")
    file.seek(0)
    media_type = UploadKind(upload.kind).media_type
    response = FileResponse(file, as_attachment=True, filename=upload.name, content_type=media_type)
    response["Content-Length"] = str(upload.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
