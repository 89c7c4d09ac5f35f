"""A group's asking for opening what it sent, and the ministry's answer (requirements C11)."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from networks.choices import Role

from ..content import receivers
from ..models import ReopenRequest
from .facts import title_of
from .telling import contact_of, region_of, tell

OPENING_ASKED = "opening_asked"
OPENING_GRANTED = "opening_granted"
OPENING_REFUSED = "opening_refused"


def tell_of_asking_to_open(request: ReopenRequest, *, at: datetime) -> None:
    """To the secretaries of both ministries; a registry decides of nothing."""
    document = request.document
    for receiver in receivers(document, at):
        person = receiver.person
        if receiver.capacity != Role.NATIONAL_SECRETARY or person is None or not person.email:
            continue
        with translation.override(person.language):
            tell(
                OPENING_ASKED,
                f"opening:{request.pk}:asked",
                person,
                subject=_("[ELO] The group asks for opening: %(title)s") % {"title": title_of(document)},
                heading=_("The group asks to open the document for writing"),
                at=at,
                facts=[
                    (_("Document"), title_of(document)),
                    (_("Asked by"), request.by.name),
                    (_("Reason"), request.reason),
                ],
                path=reverse("document_detail", args=[document.pk]),
                button=_("Answer the group"),
                context={"capacity": receiver.organisation_in(person.language)},
            )


def tell_of_opening(request: ReopenRequest, *, at: datetime) -> None:
    """The ministry's answer, to the region."""
    document = request.document
    kind = OPENING_GRANTED if request.is_granted else OPENING_REFUSED
    name = "document_write" if request.is_granted else "document_detail"
    reply_to = contact_of(document, at)
    for person in region_of(document, at):
        with translation.override(person.language):
            if request.is_granted:
                subject, heading = _("[ELO] Opened for writing: %(title)s"), _("The document is open for writing")
            else:
                subject, heading = _("[ELO] Not opened: %(title)s"), _("The document was not opened")
            tell(
                kind,
                f"opening:{request.pk}:answered",
                person,
                subject=subject % {"title": title_of(document)},
                heading=heading,
                at=at,
                reply_to=reply_to,
                facts=[
                    (_("Document"), title_of(document)),
                    (_("Answered by"), request.decided_by.name if request.decided_by else ""),
                    (_("Reason"), request.answer),
                ],
                path=reverse(name, args=[document.pk]),
                button=_("Continue writing") if request.is_granted else _("Open the document"),
                context={"is_granted": request.is_granted},
                template="opening_answered",
            )
