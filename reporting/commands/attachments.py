"""Files that go with a plan, and the strategy that goes along (requirements P7-P9)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit, uploads
from elo_portal.office.models import Upload
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import Inspected
from networks.actor import Actor
from networks.permissions import require
from reporting.choices import AttachmentRole
from reporting.content import attachments_of, strategies_for
from reporting.models import Attachment, Document
from reporting.permissions import can_write
from strategies.models import StrategyVersion

from .steps import locked, require_not_returned

MOST_ATTACHMENTS = 10
MEGABYTE = 1_000_000


@transaction.atomic
def attach(document: Document, file: Inspected, role: str, *, by: Actor, at: datetime) -> Attachment:
    """Attach a file that was found to be one that the portal takes.

    A decided plan or a strategy takes the place of the one before it. Raises NotNow when the document has been sent,
    and when the files would be too many or too large for one mail together.
    """
    document = _open(document, by)
    require_not_returned(document)
    _require_room(document, file.size, role)
    return _add(document, uploads.store(file, by=by.user, at=at), role, by=by, at=at)


@transaction.atomic
def attach_again(document: Document, former: Attachment, *, by: Actor, at: datetime) -> Attachment:
    """Attach a file of an earlier plan of the same group again, as last year's strategy (requirements P8)."""
    document = _open(document, by)
    require_not_returned(document)
    if former.document.group_id != document.group_id:
        raise LookupError(f"Attachment {former.pk} is not of group {document.group_id}.")
    _require_room(document, former.upload.size, former.role)
    return _add(document, former.upload, former.role, by=by, at=at)


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: Actor, at: datetime) -> None:
    """Take a file away from a document that is being written. It is kept, and what was sent with it keeps it."""
    document = _open(attachment.document, by)
    require_not_returned(document)
    taken = Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at, removed_by=by.user)
    if taken:
        audit.record("document.detach", document, user=by.user, attachment=attachment.pk)


@transaction.atomic
def choose_strategy(document: Document, version: StrategyVersion | None, *, by: Actor, at: datetime) -> None:
    """Choose which adopted version of the region's strategies goes along; None is the one in force when it is sent.

    Raises LookupError for a version that is none of theirs, NotNow when the document has been sent.
    """
    document = _open(document, by)
    if version is not None and version not in strategies_for(document, at):
        raise LookupError(f"Version {version.pk} is not one that document {document.pk} may send.")
    if document.strategy_version_id == (version.pk if version else None):
        return
    require_not_returned(document)
    document.strategy_version = version
    document.save(update_fields=["strategy_version"])
    audit.record("document.strategy", document, user=by.user, version=version.pk if version else None)


def _add(document: Document, upload: Upload, role: str, *, by: Actor, at: datetime) -> Attachment:
    if role != AttachmentRole.OTHER:
        Attachment.objects.filter(document=document, role=role, removed_at=None).update(
            removed_at=at, removed_by=by.user
        )
    attachment = Attachment.objects.create(document=document, upload=upload, role=role)
    audit.record("document.attach", document, user=by.user, attachment=attachment.pk, role=role, sha256=upload.sha256)
    return attachment


def _require_room(document: Document, size: int, role: str) -> None:
    staying = [one for one in attachments_of(document) if role == AttachmentRole.OTHER or one.role != role]
    if len(staying) >= MOST_ATTACHMENTS:
        raise NotNow(_("A plan has at most %(most)s files. Take one away first.") % {"most": MOST_ATTACHMENTS})
    if size + sum(one.upload.size for one in staying) > settings.UPLOAD_MOST_BYTES:
        raise NotNow(
            _("The files of a plan go in one mail, so together they are at most %(most)s MB. Choose a smaller file.")
            % {"most": settings.UPLOAD_MOST_BYTES // MEGABYTE}
        )


def _open(document: Document, by: Actor) -> Document:
    require(can_write, by, document)
    document = locked(document)
    if not document.is_plan:
        raise NotNow(_("No files are attached to a report."))
    if not document.is_being_written:
        raise NotNow(_("The plan has been sent, so its files cannot be changed now."))
    return document
