"""Sending, and opening what was sent for writing again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elo_portal.office.refusals import NotNow

from .. import commands, confirmations, progress
from ..choices import Step
from ..content import answers_of
from ..deadlines import is_past
from ..forms.groups import WithoutForm
from ..models import Document
from ..permissions import can_send
from ..workflow import require_step
from .checking import check_page
from .documents import visible_document

# Nobody's check page has this wording, so a sending without one is never taken for checked.
NOT_CHECKED = "-"


@require_POST
def document_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what was checked. When somebody was first or the text has changed, say so and lose nothing."""
    actor = request.actor
    document = visible_document(request, pk)
    checked = request.POST.get("checked") or NOT_CHECKED
    form = _without(request, document)
    if form is not None and not form.is_valid():
        return check_page(request, document, form)
    said = form.cleaned_data if form else {}
    try:
        submission = commands.send(document, by=actor, at=actor.at, checked=checked, **said)
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


def _without(request: HttpRequest, document: Document) -> WithoutForm | None:
    """What is asked of a convener who sends after the due date without the confirmation of every centre."""
    actor = request.actor
    if not (document.is_group_report and document.is_being_written and can_send(actor, document)):
        return None
    lacking = confirmations.lacking(confirmations.confirmations_of(document, answers_of(document), actor.day))
    if not lacking or not is_past(document.due, actor.at) or any(one.is_convener for one in lacking):
        return None
    return WithoutForm(request.POST, lacking=lacking)


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
