"""The ministries' internal notes: writing one on an answer, its history, correcting and withdrawing it."""

from typing import Any

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
from reporting.forms.notes import NoteForm
from reporting.models import Document, InternalNote, Submission
from reporting.permissions import can_reword_note, can_write_notes

from .documents import visible_document, way_back


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def internal_note_new(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Write a note on an answer. What was typed stays when something is missing."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_write_notes, actor)
    asked = request.POST.get("version") or request.GET.get("version", "")
    versions = Submission.objects.filter(document=document).order_by("-number")
    version = get_object_or_404(versions, number=int(asked)) if _is_number(asked) else versions.first()
    answer = next((one for one in version.frozen["answers"] if one["number"] == number), None) if version else None
    if version is None or answer is None or (asked and not _is_number(asked)):
        raise Http404
    version.document = document
    back = way_back(request, _own_place(version, number))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commands.write_note(version, number, form.cleaned_data["text"], by=actor, at=actor.at)
        messages.success(request, _("The note is saved. Only the ministries see it."))
        return redirect(back)
    context = {"document": document, "version": version, "answer": answer, "form": form, "back": back}
    return render(request, "reporting/internal_note_new.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def internal_note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note with its earlier wordings, and for its author the form that corrects it."""
    actor = request.actor
    note = _visible_note(request, pk)
    version = Submission.objects.select_related("document__round", "document__group").get(pk=note.submission_id)
    answer = next(one for one in version.frozen["answers"] if one["number"] == note.number)
    back = way_back(request, _own_place(version, note.number))
    may_reword = can_reword_note(actor, note)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": note.wording})
    if request.method == "POST":
        require(can_reword_note, actor, note)
        if form.is_valid():
            text, base = form.cleaned_data["text"], _base(request)
            try:
                commands.correct_note(note, text, base=base, by=actor, at=actor.at)
            except NotNow as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The note is corrected. The earlier wording stays in its history."))
                return redirect(back)
    context: dict[str, Any] = {
        "note": note,
        "rewordings": list(reversed(note.rewordings.all())),
        "document": version.document,
        "version": version,
        "answer": answer,
        "form": form,
        "back": back,
        # What was typed is kept on the page, even when the note has been withdrawn in another window.
        "may_correct": may_reword and (form.is_bound or not note.is_withdrawn),
        "may_withdraw": may_reword and not note.is_withdrawn,
    }
    return render(request, "reporting/internal_note.html", context)


@require_POST
def internal_note_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the own note."""
    actor = request.actor
    note = _visible_note(request, pk)
    require(can_reword_note, actor, note)
    try:
        commands.withdraw_note(note, base=_base(request), by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("internal_note", note.pk)
    messages.success(request, _("The note is withdrawn."))
    return redirect(way_back(request, reverse("internal_note", args=[note.pk])))


def _visible_note(request: HttpRequest, pk: int) -> InternalNote:
    """404 for everybody but the secretaries."""
    documents = Document.objects.visible_to(request.actor)
    notes = InternalNote.objects.visible_to(request.actor).filter(submission__document__in=documents)
    return get_object_or_404(notes.for_reading(), pk=pk)


def _own_place(version: Submission, number: int) -> str:
    """The answer on the document's own page."""
    return f"{reverse('document_detail', args=[version.document_id])}?version={version.number}#q{number}"


def _is_number(value: str) -> bool:
    return value.isdecimal() and len(value) <= 4


def _base(request: HttpRequest) -> int:
    """The edition that our own form was made from; -1, which no note has, when it does not say."""
    value = request.POST.get("base", "")
    return int(value) if _is_number(value) else -1
