"""The editor in which a document is written together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elo_portal.office.models import Revision
from elo_portal.office.refusals import NotNow
from networks.permissions import require

from .. import commands, progress
from ..choices import State, Step, Turn
from ..commands.writing import SaveResult
from ..completions import newest_request
from ..content import answers_of
from ..feedback import feedback_beside
from ..forms.writing import AnswersForm
from ..models import Answer, CompletionItem, CompletionTurn, Document
from ..permissions import can_write
from ..preparation import Correction, corrections_of
from ..queries import besides
from ..workflow import steps_for
from . import texts
from .documents import editor_address, visible_document
from .plan_parts import PlanDesk

CHECK, PREVIEW = "check", "preview"


@dataclass(frozen=True)
class EditedAnswer:
    """A question of the editor with the text in its field, as saved or as the person typed it."""

    answer: Answer
    title: str
    question: str
    body: str
    base: int
    language: str
    error: str
    waits: Revision | None
    beside: Any = None
    corrections: Sequence[Correction] = ()
    is_open: bool = True
    items: tuple["EditedReply", ...] = ()
    # Of an own section, and how many measures are tied to the topic of a plan.
    heading: str = ""
    heading_errors: Sequence[str] = ()
    measures: int = 0

    @property
    def number(self) -> int:
        return self.answer.number

    @property
    def is_answered(self) -> bool:
        return bool(self.body.strip())

    @property
    def characters(self) -> int:
        return len(self.body)

    @property
    def rows(self) -> int:
        """Rows of the field where the browser does not fit it to the text."""
        return min(28, max(8, len(self.body) // 80 + self.body.count("\n") + 2))


@dataclass(frozen=True)
class EditedReply:
    """An item of the request for completion with the reply in its field, as saved or as the person typed it.

    `other` is what a colleague has saved since: the person sees both and saves again what they want.
    """

    item: CompletionItem
    body: str
    base: int
    error: str = ""
    other: Revision | None = None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor. A save keeps everything that can be kept, also when something else in the form is wrong."""
    document = visible_document(request, pk)
    require(can_write, request.actor, document)
    if request.method == "POST":
        return _save(request, document)
    if not document.is_being_written:
        messages.info(request, _("It has been sent, so it is shown here for reading."))
        return redirect(document)
    return _editor(request, document)


def _save(request: HttpRequest, document: Document) -> HttpResponse:
    actor = request.actor
    form = AnswersForm(answers_of(document), request.POST, askings=_askings_in(request, document))
    form.is_valid()
    if not form.is_ours:
        raise BadRequest
    try:
        result = commands.save_answers(document, form.typed(), by=actor, at=actor.at, replies=form.typed_replies())
    except LookupError as made_up:
        raise BadRequest from made_up
    plan = PlanDesk(request, document) if document.is_plan else None
    if result.was_locked:
        return _sent_meanwhile(request, document, form, result, plan)
    if result.closed:
        messages.warning(request, _closed(document, result.closed))
    language = form.cleaned_data.get("language")
    if language and language != document.language:
        try:
            commands.choose_language(document, language, by=actor)
            document.language = language
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
    if plan is not None:
        plan.save()
    if form.too_long or form.too_long_replies or result.replies_aside or (plan and plan.errors):
        return _editor(request, document, form, plan, replies_aside=result.replies_aside)
    if result.aside:
        return redirect("answer_conflict", document.pk, result.aside[0].number)
    action = request.POST.get("action", "")
    has_saved = bool(result.saved or result.replied) or (plan is not None and plan.has_saved)
    said = texts.saved_at(actor.at) if has_saved else _("Nothing had changed")
    if plan is not None and (address := plan.act(action)):
        messages.success(request, said, extra_tags=texts.IN_THE_BAR)
        return redirect(address)
    if action == CHECK:
        return redirect("document_check", document.pk)
    if action == PREVIEW:
        return redirect("document_preview", document.pk)
    messages.success(request, said, extra_tags=texts.IN_THE_BAR)
    return redirect(editor_address(document, form.cleaned_data.get("here")))


def _askings_in(request: HttpRequest, document: Document) -> list[CompletionTurn]:
    """The askings that the form has a reply to, also those that have been answered meanwhile."""
    keys = [name.removeprefix("reply-") for name in request.POST if name.startswith("reply-")]
    wanted = [int(key) for key in keys if key.isdecimal() and len(key) <= 18]
    if not wanted:
        return []
    askings = CompletionTurn.objects.filter(item__document=document, kind=Turn.ASKED, pk__in=wanted)
    return list(askings.select_related("item", "reply__current").order_by("pk"))


def _closed(document: Document, answers: Sequence[Answer]) -> str:
    """What is said of texts that the request for completion does not ask about."""
    numbers = {"numbers": ", ".join(str(answer.number) for answer in answers)}
    if document.is_plan:
        return (
            ngettext(
                "The ministries have not asked about topic %(numbers)s, so it stays as it was sent. "
                "Your text is in its history.",
                "The ministries have not asked about topics %(numbers)s, so they stay as they were sent. "
                "Your texts are in their histories.",
                len(answers),
            )
            % numbers
        )
    return (
        ngettext(
            "The ministries have not asked about question %(numbers)s, so its answer stays as it was sent. "
            "Your text is in the history of the answer.",
            "The ministries have not asked about questions %(numbers)s, so their answers stay as they were sent. "
            "Your texts are in the history of the answers.",
            len(answers),
        )
        % numbers
    )


def _editor(
    request: HttpRequest,
    document: Document,
    form: AnswersForm | None = None,
    plan: PlanDesk | None = None,
    *,
    replies_aside: Sequence[CompletionTurn] = (),
) -> HttpResponse:
    actor = request.actor
    if document.is_plan:
        plan = plan or PlanDesk(request, document)
    now = progress.progress_of(document)
    waits = {answer.pk: revision for answer, revision in now.waiting_of(actor.user)}
    beside = {} if document.is_plan else besides(document, actor.day)
    corrections = corrections_of(document.round, document.language)
    plan_context = plan.context() if plan else {}
    said = list(messages.get_messages(request))
    rows = [
        _edited(
            answer,
            now,
            form,
            waits.get(answer.pk),
            replies_aside,
            beside=beside.get(answer.number),
            corrections=corrections.get(answer.question.number, ()) if answer.question else (),
            **(plan.of_row(plan_context, answer) if plan else {}),
        )
        for answer in now.answers
    ]
    context = {
        "document": document,
        "form": form or AnswersForm(now.answers),
        "short_title": progress.short_title(document),
        "rows": rows,
        "answered_label": _("Written") if document.is_plan else _("Answered"),
        "progress": now,
        "is_returned": document.state == State.RETURNED,
        "request_for_completion": newest_request(document) if document.state == State.RETURNED else None,
        "replies_aside": replies_aside,
        "waiting": [row for row in rows if row.waits],
        "said": next((one for one in said if texts.IN_THE_BAR in one.tags.split()), ""),
        "notes": [one for one in said if texts.IN_THE_BAR not in one.tags.split()],
        "is_late": document.is_late(actor.at),
        "today": actor.day,
        "empty_pages": progress.EMPTY_PAGES,
        "characters_a_page": progress.CHARACTERS_A_PAGE,
        "languages": [("fi", "suomi"), ("sv", "svenska")],
        "feedback": feedback_beside(document.group, document.round.year) if document.is_plan else None,
        **_length(document, now, actor.at),
        **plan_context,
    }
    return render(request, "reporting/document_write.html", context)


def _edited(
    answer: Answer,
    now: progress.Progress,
    form: AnswersForm | None,
    waits: Revision | None,
    replies_aside: Sequence[CompletionTurn],
    **more: Any,
) -> EditedAnswer:
    document, number, text = now.document, answer.number, answer.text
    is_typed = form is not None and answer.pk in {one.pk for one in form.too_long}
    return EditedAnswer(
        answer=answer,
        title=answer.title_in(document.language),
        question=answer.text_in(document.language),
        body=form.text_of(answer) if form and is_typed else text.body,
        base=form.cleaned_data[f"base-{number}"] if form and is_typed else text.number,
        language=text.language,
        error=" ".join(form.errors[f"answer-{number}"]) if form and is_typed else "",
        waits=waits,
        is_open=now.is_open(answer),
        items=tuple(_edited_reply(item, form, replies_aside) for item in now.asked if item.answer_id == answer.pk),
        **more,
    )


def _edited_reply(
    item: CompletionItem, form: AnswersForm | None, replies_aside: Sequence[CompletionTurn]
) -> EditedReply:
    asking, text = item.asking, item.asking.draft
    if form is not None and asking.pk in {one.pk for one in replies_aside}:
        return EditedReply(item, form.reply_to(asking), text.number, other=text.current)
    if form is not None and asking.pk in {one.pk for one in form.too_long_replies}:
        base = form.cleaned_data[f"reply-base-{asking.pk}"]
        return EditedReply(item, form.reply_to(asking), base, error=" ".join(form.errors[f"reply-{asking.pk}"]))
    return EditedReply(item, text.body, text.number)


def _length(document: Document, now: progress.Progress, at: Any) -> dict[str, Any]:
    hundredths = progress.length_of(now, at=at)
    limit = document.round.page_limit
    return {
        "exact": None if hundredths is None else hundredths / 100,
        "pages": None if hundredths is None else progress.up_to_tenth(hundredths),
        "limit": limit,
        "is_too_long": bool(limit and hundredths is not None and hundredths > limit * 100),
    }


def _sent_meanwhile(
    request: HttpRequest, document: Document, form: AnswersForm, result: SaveResult, plan: PlanDesk | None
) -> HttpResponse:
    """The document was sent while the person wrote: every text is offered back, and those in the history named."""
    document.refresh_from_db(fields=["state"])
    kept = {answer.pk for answer in result.aside}
    too_long = {answer.pk for answer in form.too_long}
    typed = [
        {"answer": answer, "text": form.text_of(answer), "is_kept": answer.pk in kept}
        for answer in form.answers
        if answer.pk in kept | too_long
    ]
    kept_replies = {asking.pk for asking in result.replies_aside}
    long_replies = {asking.pk for asking in form.too_long_replies}
    replies = [
        {"asking": asking, "text": form.reply_to(asking)}
        for asking in form.askings
        if asking.pk in kept_replies | long_replies
    ]
    others = plan.typed_too_late() if plan else []
    if not typed and not replies and not others:
        messages.info(request, _("It has been sent meanwhile. You had not changed anything."))
        return redirect(document)
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "typed": typed,
        "replies": replies,
        "others": others,
        "last": document.transitions.select_related("by").order_by("-pk").first(),
        "can_reopen": Step.REOPEN in steps_for(request.actor, document),
        "is_kept": not too_long and not long_replies,
    }
    return render(request, "reporting/document_sent_meanwhile.html", context, status=409)
