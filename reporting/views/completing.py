"""The ministries ask for completion and settle it, give a group more time, and open what was sent at its asking."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from elo_portal.office.clock import day_of
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day
from networks.permissions import require
from reporting import commands, progress
from reporting.choices import ItemState, State, Step
from reporting.commands.completing import require_answers
from reporting.completions import items_of, newest_request
from reporting.deadlines import end_of
from reporting.forms.completing import CompletionForm, ExtensionForm, OpeningAnswerForm, OpeningForm
from reporting.models import Answer, CompletionItem, Document, ReopenRequest, Submission
from reporting.permissions import can_extend, can_open, can_review, can_send
from reporting.workflow import require_asking_for_opening, require_step

from .documents import visible_document


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def completion_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the document for completion, or add to the request that is open. What was typed is never lost."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_review, actor, document)
    if request.method != "POST":
        try:
            require_step(_asking_step(document), actor, document)
            if document.state == State.SENT and (standing := _standing(document)):
                require_answers(standing)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect(document)
        return _completion_page(request, document)
    # What the page was made for; meanwhile the other ministry or the region may have been first.
    version, round_number = _number(request, "version"), _number(request, "round")
    form = _completion_form(request, document, is_addition=bool(round_number))
    if not form.is_valid():
        return _completion_page(request, document)
    try:
        if round_number:
            commands.add_to_request(document, form.asked(), round_number=round_number, by=actor, at=actor.at)
            said = _("Added to the request. The group has been told.")
        else:
            due = end_of(form.cleaned_data["due"])
            commands.return_for_completion(
                document,
                form.asked(),
                due=due,
                by=actor,
                at=actor.at,
                version=version,
                note=form.cleaned_data["note"],
            )
            said = _("The document was returned for completion by %(day)s. The group has been told.") % {
                "day": day(due)
            }
    except NotNow as refusal:
        document.refresh_from_db(fields=["state", "completion_due"])
        return _completion_page(request, document, refusal.sentence)
    messages.success(request, said)
    return redirect(document)


def _asking_step(document: Document) -> Step:
    return Step.ADD_TO_REQUEST if document.state == State.RETURNED else Step.RETURN


def _completion_form(request: HttpRequest, document: Document, *, is_addition: bool) -> CompletionForm:
    """Asks on about what is answered; an item that was settled meanwhile keeps the field with what was typed."""
    data = request.POST if request.method == "POST" else None
    items = [
        item
        for item in items_of(document)
        if item.state == ItemState.ANSWERED or (data and data.get(f"further-{item.number}"))
    ]
    sent = _standing(document)
    numbers = [answer["number"] for answer in sent.frozen["answers"]] if sent else []
    answers = Answer.objects.filter(document=document, number__in=numbers, is_removed=False).select_related("question")
    return CompletionForm(
        list(answers.order_by("number")),
        items,
        data,
        today=request.actor.day,
        is_addition=is_addition,
        is_plan=document.is_plan,
    )


def _completion_page(request: HttpRequest, document: Document, sentence: str = "") -> HttpResponse:
    is_addition = document.state == State.RETURNED
    form = _completion_form(request, document, is_addition=is_addition)
    if form.is_bound:
        form.full_clean()
        if sentence:
            form.add_error(None, sentence)
    sent = _standing(document)
    texts = {answer["number"]: answer for answer in sent.frozen["answers"]} if sent else {}
    context = {
        "document": document,
        "form": form,
        "short_title": progress.short_title(document),
        "is_addition": is_addition,
        "open_request": newest_request(document) if is_addition else None,
        "version": sent,
        "language": sent.frozen["language"] if sent else document.language,
        "rows": [{"answer": texts[one.number], **form.fields_of(one)} for one in form.answers],
    }
    return render(request, "reporting/completion_ask.html", context)


def _standing(document: Document) -> Submission | None:
    return Submission.objects.filter(document=document).order_by("-number").first()


@require_POST
def completion_settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Mark one item as in order."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_review, actor, document)
    item = get_object_or_404(
        CompletionItem.objects.select_related("document", "answer"), document=document, number=number
    )
    try:
        commands.settle_item(item, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Request %(number)s is in order. The group has been told.") % {"number": number})
    changes = "?changes=1" if request.POST.get("changes") == "1" else ""
    return redirect(f"{reverse('document_detail', args=[document.pk])}{changes}#q{item.answer.number}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extension_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one group more time. The secretary sees the group's state and due date, not its draft."""
    actor = request.actor
    documents = Document.objects.for_board(actor).select_related("round", "group")
    document = get_object_or_404(documents, pk=pk)
    require(can_extend, actor, document)
    asked = newest_request(document) if document.state == State.RETURNED else None
    set_date = asked.due if asked else document.round.due
    data = request.POST if request.method == "POST" else None
    form = ExtensionForm(data, today=actor.day, earliest=day_of(set_date))

    def act() -> None:
        said = form.cleaned_data
        commands.extend(document, due=end_of(said["due"]), reason=said["reason"], by=actor, at=actor.at)
        messages.success(request, _("The group has time until %(day)s. It has been told.") % {"day": day(said["due"])})

    if not document.is_being_written and request.method != "POST":
        messages.warning(request, _("The document has been sent, so it needs no more time."))
        return redirect(document)
    context = {
        "set_date": set_date,
        "extensions": document.extensions.select_related("by").order_by("-pk"),
        "is_completion": asked is not None,
    }
    to = reverse("round_board", args=[document.round_id])
    return _answered(request, document, form, act, "reporting/extension_grant.html", context, to=to)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The region asks the ministries to open what it sent, after the due moment."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_send, actor, document)
    if request.method != "POST":
        try:
            require_asking_for_opening(actor, document)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect(document)
    form = OpeningForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        commands.ask_opening(document, by=actor, at=actor.at, reason=form.cleaned_data["reason"])
        messages.success(request, _("The ministries have been asked. You get a message when they have decided."))

    return _answered(request, document, form, act, "reporting/opening_ask.html", {})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opening_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A secretary answers the region's asking for opening."""
    actor = request.actor
    document = visible_document(request, pk)
    require(can_open, actor, document)
    asked = ReopenRequest.objects.filter(document=document).select_related("by", "decided_by").order_by("-pk").first()
    if asked is None or (not asked.waits and request.method != "POST"):
        messages.info(request, _("No request for opening waits for an answer."))
        return redirect(document)
    form = OpeningAnswerForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        said = form.cleaned_data
        is_granted = said["decision"] == "yes"
        commands.answer_opening(asked, is_granted=is_granted, answer=said["answer"], by=actor, at=actor.at)
        messages.success(
            request,
            _("The document is open for writing. The group has been told.")
            if is_granted
            else _("The document stays as it was sent. The group has been told."),
        )

    return _answered(request, document, form, act, "reporting/opening_answer.html", {"asked": asked})


def _answered(
    request: HttpRequest,
    document: Document,
    form: Form,
    act: Callable[[], None],
    template: str,
    context: dict[str, Any],
    *,
    to: str = "",
) -> HttpResponse:
    """Carry a valid form out and go on; else the page with what was typed and what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
            document.refresh_from_db(fields=["state"])
        else:
            return redirect(to or document)
    page = {"document": document, "form": form, "short_title": progress.short_title(document), **context}
    return render(request, template, page)


def _number(request: HttpRequest, field: str) -> int:
    """A number that our own form sent; 0 when it is not there."""
    value = request.POST.get(field, "") or "0"
    if not value.isdecimal() or len(value) > 4:
        raise BadRequest
    return int(value)
