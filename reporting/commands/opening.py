"""The region asks for opening what it sent, after the due moment, and a secretary decides (section 14, item 1)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.permissions import require
from reporting import notices
from reporting.choices import State, Step
from reporting.models import Document, ReopenRequest
from reporting.permissions import can_open
from reporting.workflow import require_asking_for_opening, require_step

from .steps import latest, locked, take


@transaction.atomic
def ask_opening(document: Document, *, by: Actor, at: datetime, reason: str) -> ReopenRequest:
    """Ask the ministries to open the document for writing. Raises NotNow when a request waits already."""
    document = locked(document)
    require_asking_for_opening(by, document)
    waiting = ReopenRequest.objects.filter(document=document, decided_at=None).select_related("by").first()
    if waiting is not None:
        raise NotNow(
            _("%(person)s has asked already, and the ministries have not answered yet.") % {"person": waiting.by.name}
        )
    request = ReopenRequest.objects.create(document=document, reason=reason.strip(), by=by.person, at=at)
    notices.tell_of_asking_to_open(request, at=at)
    audit.record("document.ask_opening", document, user=by.user)
    return request


@transaction.atomic
def answer_opening(request: ReopenRequest, *, is_granted: bool, answer: str, by: Actor, at: datetime) -> None:
    """Open the document for writing as the region asked, or refuse it; a reason is given for both.

    Raises NotNow when a colleague has decided already, and for a yes when it is not the moment: what has been
    reviewed is opened when the review has been taken back.
    """
    document = locked(request.document)
    require(can_open, by, document)
    request = ReopenRequest.objects.select_related("decided_by", "by").get(pk=request.pk)
    if request.decided_by is not None:
        raise NotNow(_("%(person)s was here first and has answered the group.") % {"person": request.decided_by.name})
    if is_granted:
        if document.state == State.REVIEWED:
            raise NotNow(_("The document has been marked as reviewed. Take the review back first, then open it."))
        rule = require_step(Step.OPEN, by, document)
        take(rule, document, by=by, at=at, note=answer.strip(), concerning=latest(document))
    request.is_granted, request.answer = is_granted, answer.strip()
    request.decided_by, request.decided_at = by.person, at
    request.document = document
    request.save(update_fields=["is_granted", "answer", "decided_by", "decided_at"])
    notices.tell_of_opening(request, at=at)
    audit.record("document.answer_opening", document, user=by.user, granted=is_granted)
