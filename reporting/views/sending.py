"""Sending, and opening what was sent for writing again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elo_portal.office.refusals import NotNow

from .. import commands, progress
from ..choices import Step
from ..workflow import require_step
from .documents import visible_document

# Nobody's check page has this wording, so a sending without one is never taken for checked.
NOT_CHECKED = "-"


@require_POST
def document_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what was checked. When somebody was first or the text has changed, say so and lose nothing."""
    actor = request.actor
    document = visible_document(request, pk)
    checked = request.POST.get("checked") or NOT_CHECKED
    try:
        submission = commands.send(document, by=actor, at=actor.at, checked=checked)
    except NotNow as refusal:
        document.refresh_from_db(fields=["state"])
        if document.is_being_written:
            messages.warning(request, refusal.sentence)
            return redirect("document_check", document.pk)
        latest = document.submissions.without_content().order_by("-number").first()
        if latest is not None and latest.by_id == actor.person.pk:
            messages.info(request, _("You have sent it already. This is its receipt."))
        else:
            messages.warning(request, refusal.sentence)
        return redirect("submission_receipt", latest.pk) if latest else redirect(document)
    return redirect("submission_receipt", submission.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what was sent for writing again, before the due moment. Texts that wait for a decision come first."""
    actor = request.actor
    document = visible_document(request, pk)
    try:
        require_step(Step.REOPEN, actor, document)
        if request.method == "POST":
            commands.reopen(document, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(document)
    if request.method != "POST":
        context = {
            "document": document,
            "short_title": progress.short_title(document),
            "latest": document.submissions.without_content().order_by("-number").first(),
        }
        return render(request, "reporting/document_reopen.html", context)
    messages.success(request, _("It is open for writing. The sent version stands until you send the next one."))
    waiting = progress.progress_of(document).waiting_of(actor.user)
    if waiting:
        return redirect("answer_conflict", document.pk, waiting[0][0].number)
    return redirect("document_write", document.pk)
