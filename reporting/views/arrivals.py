"""Entering documents that came by e-mail or on paper, and the files in which they came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import audit, uploads
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import in_alphabet
from networks.permissions import require

from .. import commands
from ..forms.arrivals import ArrivalForm
from ..models import ArrivalFile, Document, Round
from ..permissions import can_enter_in, can_use_registry


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrival_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a document that came by another way. What was typed stays when it cannot be taken."""
    actor = request.actor
    round_ = get_object_or_404(Round.objects.visible_to(actor).filter(opens__lte=actor.at), pk=pk)
    require(can_enter_in, actor, round_)
    documents = sorted(
        Document.objects.filter(round=round_).select_related("group", "round"),
        key=lambda one: in_alphabet(one.group.area),
    )
    if request.method == "POST":
        form = ArrivalForm(request.POST, request.FILES, documents=documents, at=actor.at)
        if form.is_valid():
            try:
                submission = commands.enter(
                    form.cleaned_data["document"], form.how, form.inspected, by=actor, at=actor.at
                )
            except NotNow as refusal:
                form.add_error("document", refusal.sentence)
            else:
                messages.success(
                    request,
                    _("%(identifier)s has been entered. It counts as sent, and the group has been told.")
                    % {"identifier": submission.identifier},
                )
                return redirect(submission.document)
    else:
        form = ArrivalForm(documents=documents, at=actor.at)
    context = {
        "round": round_,
        "form": form,
        "waiting": sum(1 for one in documents if one.is_being_written),
        "is_registry": can_use_registry(actor),
    }
    return render(request, "reporting/arrival_enter.html", context)


@require_safe
def arrival_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A file as it arrived, for everybody who reads the document. Raises NotNow while it waits for its virus scan."""
    visible = Document.objects.visible_to(request.actor)
    file = get_object_or_404(
        ArrivalFile.objects.select_related("upload", "arrival__submission__document").defer(
            "arrival__submission__content"
        ),
        arrival__submission=pk,
        arrival__submission__document__in=visible,
        number=number,
    )
    submission = file.arrival.submission
    response = uploads.served(file.upload)
    audit.record("document.read", submission, user=request.actor.user, version=submission.number, file=file.upload.name)
    return response
