"""More time for one group."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day
from networks.actor import Actor
from networks.permissions import require
from reporting import notices, reminder_mails
from reporting.choices import State
from reporting.completions import newest_request
from reporting.models import Document, Extension
from reporting.permissions import can_extend

from .completing import ministry_of
from .steps import locked


@transaction.atomic
def extend(document: Document, *, due: datetime, reason: str, by: Actor, at: datetime) -> Extension:
    """Give the group more time: to send, or to complete while the document is returned. The newest is in force.

    Never before now, and never earlier than the date that was set to all: the round's, or the request's. What has
    been sent needs no more time (NotNow).
    """
    document = locked(document)
    require(can_extend, by, document)
    if not document.is_being_written:
        raise NotNow(_("The document has been sent, so it needs no more time."))
    request = newest_request(document) if document.state == State.RETURNED else None
    earliest = request.due if request else document.round.due
    if due <= at or due < earliest:
        raise NotNow(
            _("The new date must be in the future and not before %(day)s, the date that was set.")
            % {"day": day(earliest)}
        )
    extension = Extension.objects.create(
        document=document,
        request=request,
        due=due,
        reason=reason.strip(),
        ministry_id=ministry_of(by),
        by=by.person,
        at=at,
    )
    moved = "completion_due" if request else "extended_until"
    setattr(document, moved, due)
    document.save(update_fields=[moved])
    reminder_mails.withdraw_reminders(document)
    notices.tell_of_extension(extension, at=at)
    audit.record("document.extend", document, user=by.user, due=due.isoformat())
    return extension
