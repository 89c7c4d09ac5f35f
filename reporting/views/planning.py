"""Pages of a plan beside its editor: one measure with its history, and the files that go along."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import served
from elo_portal.office.writing.commands import Outcome
from networks.permissions import require

from .. import commands, progress
from ..choices import State
from ..completions import asked_answers
from ..content import answers_of
from ..forms.plans import AttachmentForm, MeasureForm
from ..models import Attachment, Document, Measure, MeasureChange
from ..permissions import can_write


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One measure: its form, and every change of it. `?change=2` fills the form with an earlier wording."""
    actor = request.actor
    document = _plan(request, pk)
    found = get_object_or_404(
        Measure.objects.select_related("document__round", "topic__question").prefetch_related("goals"),
        document=document,
        pk=number,
    )
    found.document = document
    if request.method == "POST" and request.POST.get("action") in {"remove", "restore"}:
        return _move(request, document, found)
    asked = asked_answers(document)
    topics = [answer for answer in answers_of(document) if asked is None or answer.pk in asked]
    goals = _goals(document)
    if request.method != "POST":
        if not document.is_being_written:
            messages.info(request, _("The plan has been sent, so its measures are shown here for reading."))
            return redirect(document)
        if asked is not None and found.topic_id not in asked:
            messages.info(request, _("The ministries have not asked about this measure, so it stays as it was sent."))
            return redirect(_measures(document))
        form = MeasureForm(topics, goals, initial=_initial(request, found))
        return _measure_page(request, document, found, form)
    form = MeasureForm(topics, goals, request.POST)
    base = request.POST.get("base", "")
    if not base.isdecimal() or len(base) > 9:
        raise BadRequest
    if not form.is_valid():
        return _measure_page(request, document, found, form)
    try:
        kept = commands.change_measure(found, form.promise(), base=int(base), by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    except NotNow as refusal:
        form.add_error("topic", refusal.sentence)
        return _measure_page(request, document, found, form)
    if kept.outcome is Outcome.ASIDE:
        document.refresh_from_db(fields=["state"])
        found.refresh_from_db()
        return _measure_page(
            request, document, found, form, is_aside=True, status=200 if document.is_being_written else 409
        )
    said = _("The measure has been saved.") if kept.outcome is Outcome.SAVED else _("Nothing had changed.")
    messages.success(request, said)
    return redirect(_measures(document))


def _move(request: HttpRequest, document: Document, found: Measure) -> HttpResponse:
    actor = request.actor
    base = request.POST.get("base", "")
    if not base.isdecimal() or len(base) > 9:
        raise BadRequest
    act = commands.remove_measure if request.POST["action"] == "remove" else commands.restore_measure
    try:
        act(found, base=int(base), by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("measure", document.pk, found.pk)
    if act is commands.remove_measure:
        messages.success(request, _("The measure has been taken away. It can be brought back."))
    else:
        messages.success(request, _("The measure has been brought back."))
    return redirect(_measures(document))


def _measure_page(
    request: HttpRequest,
    document: Document,
    found: Measure,
    form: MeasureForm,
    *,
    is_aside: bool = False,
    status: int = 200,
) -> HttpResponse:
    changes = list(found.changes.select_related("by__person", "topic__question").order_by("-number"))
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "measure": found,
        "form": form,
        "changes": changes,
        "standing": next((one for one in changes if one.number == found.number), None),
        "is_aside": is_aside,
        "bodies": progress.bodies_of(document.group, request.actor.day),
    }
    return render(request, "reporting/measure.html", context, status=status)


def _initial(request: HttpRequest, found: Measure) -> dict[str, Any]:
    asked = request.GET.get("change", "")
    if not asked:
        return MeasureForm.words_of(found)
    if not asked.isdecimal() or len(asked) > 9:
        raise Http404
    change = get_object_or_404(MeasureChange.objects.select_related("topic"), measure=found, number=int(asked))
    return MeasureForm.words_of_change(change)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_attachments(request: HttpRequest, pk: int) -> HttpResponse:
    """The files that go with a plan: what there is, and one more."""
    actor = request.actor
    document = _plan(request, pk)
    if request.method != "POST" and not document.is_being_written:
        messages.info(request, _("The plan has been sent, so its files cannot be changed now."))
        return redirect(document)
    if request.method != "POST" and document.state == State.RETURNED:
        messages.info(request, _("The ministries have asked to complete topics, so the files stay as they were sent."))
        return redirect("document_write", document.pk)
    verb, _colon, key = request.POST.get("action", "").partition(":")
    form = AttachmentForm(*((request.POST, request.FILES) if verb == "attach" else ()))
    try:
        if verb == "attach" and form.is_valid():
            commands.attach(document, form.cleaned_data["file"], form.cleaned_data["role"], by=actor, at=actor.at)
            messages.success(request, _("The file has been attached."))
            return redirect("document_attachments", document.pk)
        if verb in {"remove", "again"}:
            return _change_files(request, document, verb, key)
    except NotNow as refusal:
        if verb != "attach":
            messages.warning(request, refusal.sentence)
            return redirect("document_attachments", document.pk)
        form.add_error("file", refusal.sentence)
    parts = progress.plan_parts(document, actor.at)
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "form": form,
        "plan": parts,
    }
    return render(request, "reporting/document_attachments.html", context)


def _change_files(request: HttpRequest, document: Document, verb: str, key: str) -> HttpResponse:
    actor = request.actor
    if not key.isdecimal() or len(key) > 9:
        raise BadRequest
    if verb == "remove":
        attachment = get_object_or_404(Attachment, document=document, pk=int(key))
        attachment.document = document
        commands.remove_attachment(attachment, by=actor, at=actor.at)
        messages.success(request, _("The file has been taken away."))
    else:
        former = next((one for one in progress.plan_parts(document, actor.at).former if one.pk == int(key)), None)
        if former is None:
            raise Http404
        commands.attach_again(document, former, by=actor, at=actor.at)
        messages.success(request, _("The file has been attached."))
    return redirect("document_attachments", document.pk)


@require_safe
def document_attachment(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """A file: to the writers of its document, and when it was sent, to every member of the network.

    Raises NotNow while it waits for its virus scan.
    """
    actor = request.actor
    document = get_object_or_404(Document.objects.visible_to(actor), pk=pk)
    attachments = Attachment.objects.filter(document=document).select_related("upload").distinct()
    if not can_write(actor, document):
        attachments = attachments.filter(submissions__isnull=False)
    attachment = get_object_or_404(attachments, pk=number)
    audit.record("document.read", document, user=actor.user, attachment=attachment.pk)
    return served(attachment.upload)


def _plan(request: HttpRequest, pk: int) -> Document:
    documents = Document.objects.visible_to(request.actor).select_related("round__goal_set", "group")
    document = get_object_or_404(documents, pk=pk)
    require(can_write, request.actor, document)
    if not document.is_plan:
        raise Http404
    return document


def _goals(document: Document) -> list[Any]:
    goal_set = document.round.goal_set
    return list(goal_set.goals.all()) if goal_set else []


def _measures(document: Document) -> str:
    return f"{reverse('document_write', args=[document.pk])}#measures"
