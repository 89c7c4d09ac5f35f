"""What was sent: its receipt, the making of its PDF and mails, its files, and whether a file is one of them."""

import mimetypes
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import audit
from elo_portal.office.clock import day_of
from elo_portal.office.models import Print, PrintedFile
from elo_portal.office.refusals import NotNow
from strategies.models import StrategyVersion

from .. import progress, registry
from ..choices import Step
from ..deadlines import days_left
from ..forms.verifying import FileForm, HashForm
from ..models import Document, PublishedFeedback, Submission
from ..permissions import can_write
from ..workflow import steps_for


@never_cache
@require_safe
def submission_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a sent version. Addresses are shown to the group's own writers alone."""
    actor = request.actor
    submission = _visible(request, pk)
    document = submission.document
    frozen = submission.frozen
    delivery = progress.delivery_of(submission)
    is_own = can_write(actor, document)
    context = {
        "submission": submission,
        "document": document,
        "short_title": progress.short_title(document),
        "frozen": frozen,
        "addressees": _addressees(frozen, delivery if is_own else None),
        "pages_used": progress.up_to_tenth(submission.pages_used),
        "days": days_left(datetime.fromisoformat(frozen["due"]), day_of(submission.at)),
        "can_reopen": Step.REOPEN in steps_for(actor, document),
        "case_numbers": [one for one in registry.numbers_of(document, actor) if one.row],
        "arrival": registry.arrival_of(submission),
        "is_latest": not document.submissions.filter(number__gt=submission.number).exists(),
        **_steps(request, submission, delivery),
    }
    return render(request, "reporting/submission_receipt.html", context)


@never_cache
@require_safe
def submission_status(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the receipt that tells how far the PDF and the mails are, for status.js."""
    submission = _visible(request, pk)
    context = {"submission": submission, **_steps(request, submission, progress.delivery_of(submission))}
    return render(request, "reporting/_submission_status.html", context)


def _steps(request: HttpRequest, submission: Submission, delivery: progress.Delivery) -> dict[str, Any]:
    is_own = can_write(request.actor, submission.document)
    me = request.actor.person
    return {
        "delivery": delivery,
        "is_own": is_own,
        # To whom mail goes is told to the group's own writers: each by name, the reader as «you».
        "mailed_to": [_("you") if one.to_address == me.email else one.to_name for one in delivery.notices],
    }


def _addressees(frozen: dict[str, Any], delivery: progress.Delivery | None) -> list[dict[str, str]]:
    """The addressees with the addresses that the mails went to: a mailbox's mail is named by its organisation."""
    notices = delivery.notices if delivery else ()
    by_name = {one.to_name: one.to_address for one in notices}
    mailboxes = {one.to_name.rpartition(", ")[0]: one.to_address for one in notices}
    return [
        {**one, "address": by_name.get(one["name"], "") if one["name"] else mailboxes.get(one["organisation"], "")}
        for one in frozen["addressees"]
    ]


@require_safe
def submission_pdf(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The printed original. Raises NotNow while it is being printed."""
    submission = _named(request, pk, identifier)
    file = PrintedFile.objects.filter(print__key=submission.print_key).first()
    if file is None:
        raise NotNow(_("The PDF of this version is still being printed. Try again in a moment."))
    audit.record("document.read", submission, user=request.actor.user, version=submission.number, file="pdf")
    return file_response(bytes(file.pdf), f"{submission.identifier}.pdf")


@require_safe
def submission_json(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The frozen content itself: the bytes whose hash the receipt carries."""
    submission = _named(request, pk, identifier)
    audit.record("document.export", submission, user=request.actor.user, version=submission.number, file="json")
    return file_response(bytes(submission.content), f"{submission.identifier}.json")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a hash or a file is that of something frozen that the reader may see. Nothing given is kept."""
    by_hash = HashForm(request.GET if "hash" in request.GET else None)
    by_file = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    asked = by_file if request.method == "POST" else by_hash
    context: dict[str, Any] = {"by_hash": by_hash, "by_file": by_file, "form": asked}
    if asked.is_bound and asked.is_valid():
        wanted = asked.cleaned_data["file" if request.method == "POST" else "hash"]
        context |= {"asked": wanted, "is_file": asked is by_file, "found": _with_hash(request, wanted)}
    return render(request, "reporting/verify.html", context)


def _with_hash(request: HttpRequest, wanted: str) -> dict[str, Any] | None:
    """The sent version, feedback or strategy of which this is the hash: of its content or its PDF.

    Five queries at most, and one for the strategy's regions.
    """
    visible = Submission.objects.without_content().select_related("document__round", "document__group", "by")
    visible = visible.filter(document__in=Document.objects.visible_to(request.actor))
    given = PublishedFeedback.objects.with_context().defer("content")
    given = given.filter(letter__document__in=Document.objects.visible_to(request.actor))
    adopted = StrategyVersion.objects.visible_to(request.actor).adopted().without_content().select_related("arrival")
    rows = {"submission": visible, "feedback": given, "strategy": adopted.prefetch_related("strategy__regions")}
    for what, those in rows.items():
        if content := those.filter(sha256=wanted).first():
            return {what: content, "is_pdf": False}
    printed = Print.objects.filter(sha256=wanted).first()
    if printed is None:
        return None
    what, _colon, pk = printed.key.partition(":")
    found = rows[what].filter(pk=int(pk)).first() if what in rows and pk.isdecimal() else None
    return {what: found, "is_pdf": True} if found else None


def _named(request: HttpRequest, pk: int, identifier: str) -> Submission:
    submission = _visible(request, pk)
    if identifier != submission.identifier:
        raise Http404
    return submission


def file_response(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=mimetypes.guess_type(name)[0])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HttpRequest, pk: int) -> Submission:
    visible = Document.objects.visible_to(request.actor).filter(pk=OuterRef("document"))
    submissions = Submission.objects.select_related("document__round", "document__group", "by").filter(Exists(visible))
    return get_object_or_404(submissions, pk=pk)
