"""What the secretaries do with a document on its own page."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elo_portal.office.refusals import NotNow
from networks.permissions import require
from reporting import commands
from reporting.choices import Step
from reporting.forms.reviewing import TakeBackForm
from reporting.models import Submission
from reporting.permissions import can_review
from reporting.workflow import require_step

from .documents import visible_document, way_back


@require_POST
def document_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the version that the reader had before them as reviewed."""
    actor = request.actor
    document = visible_document(request, pk)
    try:
        commands.review(document, by=actor, at=actor.at, version=_number(request, "version"))
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("It is marked as reviewed. The group and the other ministry see it."))
    return redirect(document)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the review back, with a reason. What was written stays when somebody else was first."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_review, actor, document)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.take_back_review(document, by=actor, at=actor.at, reason=form.cleaned_data["reason"])
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The review is taken back. The document waits for the ministries again."))
            return redirect(document)
    elif request.method != "POST":
        try:
            require_step(Step.TAKE_BACK_REVIEW, actor, document)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect(document)
    return render(request, "reporting/document_take_back.html", {"document": document, "form": form})


@require_POST
def answer_read(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Mark an answer of a sent version as read by the reader's ministry, or take the mark away."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_review, actor, document)
    version = get_object_or_404(Submission, document=document, number=_number(request, "version"))
    if number not in {answer["number"] for answer in version.frozen["answers"]}:
        raise Http404
    commands.mark_read(version, number, by=actor, at=actor.at, is_read=request.POST.get("read") == "1")
    own_page = f"{reverse('document_detail', args=[document.pk])}{_shown_as(request, version)}#q{number}"
    return redirect(way_back(request, own_page))


def _number(request: HttpRequest, field: str) -> int:
    """A number that our own form sent; 0 when it is not one."""
    value = request.POST.get(field, "")
    return int(value) if value.isdecimal() and len(value) <= 4 else 0


def _shown_as(request: HttpRequest, version: Submission) -> str:
    """Back to the version that was marked, which a newer one may have followed meanwhile."""
    return f"?version={version.number}" + ("&changes=1" if request.POST.get("changes") == "1" else "")
