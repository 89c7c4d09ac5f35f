"""One answer of a document that is being written: two texts of it and the decision, its history."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elo_portal.office.models import Revision
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import Outcome, unsettled
from networks.permissions import require

from .. import commands, progress
from ..completions import can_change
from ..forms.writing import DecisionForm
from ..models import Answer, Document
from ..permissions import can_write
from . import texts
from .documents import editor_address, visible_document


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_conflict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Two texts of one answer, paragraph by paragraph, and the decision between them."""
    document = visible_document(request, pk)
    require(can_write, request.actor, document)
    answer = _answer(document, number)
    if not document.is_being_written:
        messages.info(request, _("It has been sent, so this is not decided now. Your text is in the history."))
        return redirect("answer_history", document.pk, number)
    if not can_change(document, answer):
        messages.info(
            request,
            _("The ministries have not asked to complete this text, so this is not decided now. Yours is kept."),
        )
        return redirect("answer_history", document.pk, number)
    aside = unsettled(answer.text, request.actor.user)
    if aside is None:
        messages.success(request, _("No text waits for a decision."), extra_tags=texts.IN_THE_BAR)
        return redirect(editor_address(document, number))
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, document, answer, form)
    if "base" in form.errors or "aside" in form.errors or "choice" in form.errors:
        raise BadRequest
    return _two_texts(request, document, answer, aside, form)


def _decide(request: HttpRequest, document: Document, answer: Answer, form: DecisionForm) -> HttpResponse:
    actor, number = request.actor, answer.number
    decided = texts.decision(answer.text, form, actor.user)
    if decided is None:
        messages.info(request, _("That text has been decided already."))
        return redirect("answer_conflict", document.pk, number)
    mine, body = decided
    try:
        outcome = commands.settle_answer(answer, mine, body, base=form.cleaned_data["base"], by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("answer_history", document.pk, number)
    if outcome is Outcome.ASIDE:
        messages.warning(
            request, _("The text was changed once more meanwhile. Yours is kept: compare it with the newest one.")
        )
        return redirect("answer_conflict", document.pk, number)
    messages.success(request, texts.saved_at(actor.at), extra_tags=texts.IN_THE_BAR)
    waiting = progress.progress_of(document).waiting_of(actor.user)
    if waiting:
        return redirect("answer_conflict", document.pk, waiting[0][0].number)
    return redirect(editor_address(document, number))


def _two_texts(
    request: HttpRequest, document: Document, answer: Answer, aside: Revision, form: DecisionForm
) -> HttpResponse:
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "answer": answer,
        "title": answer.title_in(document.language),
        "question": answer.text_in(document.language),
        "empty": _("An empty text") if document.is_plan else _("An empty answer"),
        **texts.two_texts(answer.text, aside, form, request.actor.user),
    }
    return render(request, "reporting/answer_conflict.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Every revision of an answer. `?revision=3` shows what that one changed; POST brings a revision back."""
    document = visible_document(request, pk)
    require(can_write, request.actor, document)
    answer = _answer(document, number)
    revisions = texts.revisions_of(answer.text)
    if request.method == "POST":
        return _restore(request, document, answer, texts.asked_revision(revisions, request.POST.get("revision", "")))
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "answer": answer,
        "title": answer.title_in(document.language),
        "user_pk": request.actor.user.pk,
        "current": answer.text.current,
        "can_change": can_change(document, answer),
    }
    if asked := request.GET.get("revision"):
        context |= texts.changed_by(texts.asked_revision(revisions, asked))
        return render(request, "reporting/answer_revision.html", context)
    context |= texts.history(revisions, request.GET.get("page"))
    return render(request, "reporting/answer_history.html", context)


def _restore(request: HttpRequest, document: Document, answer: Answer, revision: Revision) -> HttpResponse:
    actor, number = request.actor, answer.number
    base = texts.asked_base(request)
    try:
        outcome = commands.restore_answer(answer, revision, base=base, by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("answer_history", document.pk, number)
    if outcome is Outcome.ASIDE:
        messages.warning(request, _("The text was changed meanwhile. Compare the two and choose."))
        return redirect("answer_conflict", document.pk, number)
    if outcome is Outcome.UNCHANGED:
        messages.info(request, _("The text says that already."))
        return redirect("answer_history", document.pk, number)
    messages.success(
        request,
        _("Revision %(number)s was brought back as a new one.") % {"number": revision.number},
        extra_tags=texts.IN_THE_BAR,
    )
    return redirect(editor_address(document, number))


def _answer(document: Document, number: int) -> Answer:
    answers = Answer.objects.select_related("question", "text__current__by__person")
    answer = get_object_or_404(answers, document=document, number=number, is_removed=False)
    # The rules look at the document itself, which has been read already.
    answer.document = document
    return answer
