"""Each centre of a development group is asked to confirm the report, confirms it, or takes that back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from elo_portal.office.refusals import NotNow
from networks.models import Organisation

from .. import commands
from ..models import Document
from .documents import visible_document


@require_POST
def group_report_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what the reader had before them, for the centre of the button."""
    actor = request.actor
    document, centre = _asked(request, pk)
    try:
        commands.confirm_report(document, centre, by=actor, at=actor.at, sha256=request.POST.get("sha256", ""))
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("The report is confirmed for your centre. A change to it undoes the confirmation."))
    return _back(document)


@require_POST
def group_report_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the own centre's confirmation."""
    actor = request.actor
    document, centre = _asked(request, pk)
    try:
        commands.take_back_report_confirmation(document, centre, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Your centre's confirmation is taken back."))
    return _back(document)


@require_POST
def group_report_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the other centres by mail to confirm what the report says now."""
    actor = request.actor
    document = visible_document(request, pk)
    if not document.is_group_report:
        raise Http404
    try:
        names = commands.ask_to_confirm(document, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(
            request, _("These have been asked by mail to confirm: %(names)s.") % {"names": ", ".join(names)}
        )
    return _back(document)


def _asked(request: HttpRequest, pk: int) -> tuple[Document, Organisation]:
    """The report and the centre of the button. 404 for a document that no centre confirms, 403 without a centre."""
    document = visible_document(request, pk)
    if not document.is_group_report:
        raise Http404
    centre = request.POST.get("centre", "")
    if not centre.isdecimal() or len(centre) > 18:
        raise PermissionDenied
    return document, get_object_or_404(Organisation, pk=int(centre))


def _back(document: Document) -> HttpResponse:
    document.refresh_from_db(fields=["state"])
    return redirect("document_check", document.pk) if document.is_being_written else redirect(document)
