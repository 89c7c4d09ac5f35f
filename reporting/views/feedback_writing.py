"""Writing the ministries' feedback together: the editor, two texts of one part, a part's history.

One group's letter and the common part of a round are written in the same editor; a `Desk` tells which it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elo_portal.office.models import Revision, Text
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import Outcome, unsettled
from networks.actor import Actor
from networks.models import Organisation
from networks.permissions import require

from .. import commands
from ..choices import RoundKind, State
from ..commands.feedback import FeedbackSaved, TypedPart
from ..feedback import LastEdit, last_edits, last_plan, ministries_of
from ..forms.feedback import FeedbackForm
from ..forms.writing import DecisionForm
from ..models import CommonFeedback, Document, FeedbackLetter, PublishedFeedback, Round, Submission
from ..models.feedback import FeedbackPart
from ..permissions import can_see_feedback_drafts, can_write_feedback
from . import texts

READ = "read"


@dataclass(frozen=True)
class Desk:
    """What is being written: the letter to one group, or the common part of a round."""

    written: FeedbackLetter | CommonFeedback
    round: Round
    document: Document | None
    title: str
    is_open: bool
    save: Callable[..., FeedbackSaved]

    @property
    def subject(self) -> Document | Round:
        return self.document or self.round

    @property
    def kind(self) -> str:
        return "letter" if self.document else "common"

    @property
    def address(self) -> str:
        return reverse(f"feedback_{self.kind}_write", args=[self.subject.pk])

    @property
    def reading_address(self) -> str:
        """Where what was written is read: the letter's own page, or the list of the letters."""
        if self.document:
            return reverse("feedback_letter", args=[self.document.pk])
        return reverse("feedback_letter_list", args=[self.round.pk])

    def address_of(self, page: str, number: int) -> str:
        return reverse(f"feedback_{self.kind}_{page}", args=[self.subject.pk, number])

    def part(self, number: int) -> FeedbackPart:
        """404 for a part that does not exist, or that has never been written."""
        part = next((part for part in self.written.parts if part.number == number), None)
        if part is None or part.text.pk is None:
            raise Http404
        return part


@dataclass(frozen=True)
class EditedPart:
    """A part of the editor with the text in its field, as saved or as the person typed it."""

    part: FeedbackPart
    body: str
    error: str
    base: int
    waits: Revision | None
    edits: tuple[LastEdit, ...]

    @property
    def number(self) -> int:
        return self.part.number

    @property
    def title(self) -> Any:
        return self.part.title

    @property
    def language(self) -> str:
        return self.part.text.language

    @property
    def is_written(self) -> bool:
        return bool(self.body.strip())

    @property
    def characters(self) -> int:
        return len(self.body)

    @property
    def rows(self) -> int:
        """Rows of the field where the browser does not fit it to the text."""
        return min(28, max(10, len(self.body) // 80 + self.body.count("\n") + 2))


def _letter_desk(request: HttpRequest, pk: int) -> Desk:
    document = _for_writers(
        request.actor,
        Document.objects.visible_to(request.actor)
        .filter(round__kind=RoundKind.REPORT, submissions__isnull=False)
        .distinct()
        .select_related("round", "group"),
        pk,
    )
    letter = (
        FeedbackLetter.objects.filter(document=document)
        .select_related("carrying_out__current__by__person", "regional_work__current__by__person")
        .first()
    )
    if letter is None:
        language = document.language
        letter = FeedbackLetter(
            document=document, carrying_out=Text(language=language), regional_work=Text(language=language)
        )
    letter.document = document
    return Desk(
        written=letter,
        round=document.round,
        document=document,
        title=_("Feedback %(year)s: %(area)s") % {"year": document.round.year, "area": document.group.area},
        is_open=document.state != State.FEEDBACK_GIVEN,
        save=commands.save_feedback,
    )


def _common_desk(request: HttpRequest, pk: int) -> Desk:
    actor = request.actor
    round_ = _for_writers(actor, Round.objects.filter(kind=RoundKind.REPORT, opens__lte=actor.at), pk)
    common = (
        CommonFeedback.objects.filter(round=round_)
        .select_related("finnish__current__by__person", "swedish__current__by__person")
        .first()
    ) or CommonFeedback(round=round_, finnish=Text(language="fi"), swedish=Text(language="sv"))
    common.round = round_
    return Desk(
        written=common,
        round=round_,
        document=None,
        title=_("Common part of the feedback %(year)s") % {"year": round_.year},
        is_open=round_.documents.exclude(state=State.FEEDBACK_GIVEN).exists(),
        save=commands.save_common_feedback,
    )


def _for_writers(actor: Actor, rows: Any, pk: int) -> Any:
    """404 for those who may not know of it, 403 for deputies, who read and confirm but do not write."""
    if not can_see_feedback_drafts(actor):
        raise Http404
    found = get_object_or_404(rows, pk=pk)
    require(can_write_feedback, actor)
    return found


# -- the editor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter to one group, with the group's report and plan beside it."""
    return _write(request, _letter_desk(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def common_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that goes to all, in Finnish and in Swedish."""
    return _write(request, _common_desk(request, pk))


def _write(request: HttpRequest, desk: Desk) -> HttpResponse:
    if request.method == "POST":
        return _save(request, desk)
    if not desk.is_open:
        messages.info(request, _("The feedback has been published, so it is shown here for reading."))
        return redirect(desk.reading_address)
    return _editor(request, desk)


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A save keeps everything that can be kept, also when something else in the form is wrong."""
    actor = request.actor
    form = FeedbackForm(desk.written.parts, request.POST)
    form.is_valid()
    if not form.is_ours:
        raise BadRequest
    typed: list[TypedPart] = list(form.typed_parts())
    try:
        result = desk.save(desk.subject, typed, by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    if result.was_published:
        return _published_meanwhile(request, desk, form, result.aside)
    if form.too_long:
        return _editor(request, desk, form)
    if result.aside:
        return redirect(desk.address_of("conflict", result.aside[0]))
    if request.POST.get("action") == READ:
        return redirect(desk.reading_address)
    said = texts.saved_at(actor.at) if result.saved else _("Nothing had changed")
    messages.success(request, said, extra_tags=texts.IN_THE_BAR)
    here = form.cleaned_data.get("here")
    return redirect(f"{desk.address}#q{here}" if here else desk.address)


def _editor(request: HttpRequest, desk: Desk, form: FeedbackForm | None = None) -> HttpResponse:
    actor = request.actor
    if form is not None:
        # Other parts have been saved: the page shows them as they are now.
        desk = (_letter_desk if desk.document else _common_desk)(request, desk.subject.pk)
    parts = desk.written.parts
    ministries: list[Organisation] = ministries_of(desk.round)
    edits = last_edits(parts, ministries, actor.day)
    waits = {
        one.text_id: one
        for one in Revision.objects.filter(
            text__in=[part.text.pk for part in parts if part.text.pk], by=actor.user, is_aside=True, settled_by=None
        ).order_by("number")
    }
    too_long = {one.number for one in form.too_long} if form else set()
    rows = []
    for part in parts:
        is_typed = form is not None and part.number in too_long
        rows.append(
            EditedPart(
                part=part,
                body=form.text_of(part) if form and is_typed else part.text.body,
                error=" ".join(form.errors[f"answer-{part.number}"]) if form and is_typed else "",
                base=form.cleaned_data[f"base-{part.number}"] if form and is_typed else part.text.number,
                waits=waits.get(part.text.pk),
                edits=edits.get(part.number, ()),
            )
        )
    said = list(messages.get_messages(request))
    context = {
        "desk": desk,
        "form": form or FeedbackForm(parts),
        "rows": rows,
        "waiting": [(row, desk.address_of("conflict", row.number)) for row in rows if row.waits],
        "said": next((one for one in said if texts.IN_THE_BAR in one.tags.split()), ""),
        "notes": [one for one in said if texts.IN_THE_BAR not in one.tags.split()],
        "saved_at": max((part.text.current.at for part in parts if part.text.current), default=None),
        "today": actor.day,
        **(_beside(desk.document) if desk.document else {}),
    }
    return render(request, "reporting/feedback_letter_write.html", context)


def _beside(document: Document) -> dict[str, Any]:
    """The report that the letter is about and the plan that the report is about, read only. Two queries."""
    report = Submission.objects.filter(document=document).order_by("-number").first()
    if report:
        report.document = document
    return {"report": report, "plan": last_plan(document)}


def _published_meanwhile(request: HttpRequest, desk: Desk, form: FeedbackForm, aside: tuple[int, ...]) -> HttpResponse:
    """The feedback was published while the person wrote: every text is offered back."""
    too_long = {one.number for one in form.too_long}
    typed = [
        {
            "part": part,
            "text": form.text_of(part),
            "history": desk.address_of("history", part.number) if part.number in aside else "",
        }
        for part in desk.written.parts
        if part.number in {*aside, *too_long}
    ]
    if not typed:
        messages.info(request, _("The feedback has been published meanwhile. You had not changed anything."))
        return redirect(desk.reading_address)
    last = PublishedFeedback.objects.filter(letter__document__round=desk.round).with_context().order_by("-pk").first()
    context = {"desk": desk, "typed": typed, "last": last, "is_kept": not too_long}
    return render(request, "reporting/feedback_letter_published_meanwhile.html", context, status=409)


# -- two texts


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_conflict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Two texts of one part of a letter, and the decision between them."""
    return _conflict(request, _letter_desk(request, pk), number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def common_conflict(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Two texts of the common part in one language, and the decision between them."""
    return _conflict(request, _common_desk(request, pk), number)


def _conflict(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    part = desk.part(number)
    if not desk.is_open:
        messages.info(request, _("The feedback has been published, so this is not decided now."))
        return redirect(desk.address_of("history", number))
    aside = unsettled(part.text, request.actor.user)
    if aside is None:
        messages.success(request, _("No text waits for a decision."), extra_tags=texts.IN_THE_BAR)
        return redirect(f"{desk.address}#q{number}")
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, desk, part, form)
    if "base" in form.errors or "aside" in form.errors or "choice" in form.errors:
        raise BadRequest
    context = {
        "desk": desk,
        "answer": part,
        "title": part.title,
        "empty": _("An empty text"),
        **texts.two_texts(part.text, aside, form, request.actor.user),
    }
    return render(request, "reporting/feedback_letter_conflict.html", context)


def _decide(request: HttpRequest, desk: Desk, part: FeedbackPart, form: DecisionForm) -> HttpResponse:
    actor, here = request.actor, desk.address_of("conflict", part.number)
    decided = texts.decision(part.text, form, actor.user)
    if decided is None:
        messages.info(request, _("That text has been decided already."))
        return redirect(here)
    mine, body = decided
    try:
        outcome = commands.settle_feedback(
            desk.written, part.text, mine, body, base=form.cleaned_data["base"], by=actor, at=actor.at
        )
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(desk.address_of("history", part.number))
    if outcome is Outcome.ASIDE:
        messages.warning(
            request, _("The text was changed once more meanwhile. Yours is kept: compare it with the newest one.")
        )
        return redirect(here)
    messages.success(request, texts.saved_at(actor.at), extra_tags=texts.IN_THE_BAR)
    waiting = next((one for one in desk.written.parts if unsettled(one.text, actor.user)), None)
    return redirect(desk.address_of("conflict", waiting.number) if waiting else f"{desk.address}#q{part.number}")


# -- history


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter_history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Every revision of a part of a letter; POST brings one back."""
    return _history(request, _letter_desk(request, pk), number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def common_history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Every revision of the common part in one language; POST brings one back."""
    return _history(request, _common_desk(request, pk), number)


def _history(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    part = desk.part(number)
    revisions = texts.revisions_of(part.text)
    if request.method == "POST":
        return _restore(request, desk, part, texts.asked_revision(revisions, request.POST.get("revision", "")))
    context = {
        "desk": desk,
        "answer": part,
        "title": part.title,
        "user_pk": request.actor.user.pk,
        "current": part.text.current,
        "is_open": desk.is_open,
        "history_address": desk.address_of("history", number),
        "conflict_address": desk.address_of("conflict", number),
    }
    if asked := request.GET.get("revision"):
        context |= texts.changed_by(texts.asked_revision(revisions, asked))
        return render(request, "reporting/feedback_letter_revision.html", context)
    context |= texts.history(revisions, request.GET.get("page"))
    return render(request, "reporting/feedback_letter_history.html", context)


def _restore(request: HttpRequest, desk: Desk, part: FeedbackPart, revision: Revision) -> HttpResponse:
    actor, here = request.actor, desk.address_of("history", part.number)
    base = texts.asked_base(request)
    try:
        outcome = commands.restore_feedback(desk.written, part.text, revision, base=base, by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(here)
    if outcome is Outcome.ASIDE:
        messages.warning(request, _("The text was changed meanwhile. Compare the two and choose."))
        return redirect(desk.address_of("conflict", part.number))
    if outcome is Outcome.UNCHANGED:
        messages.info(request, _("The text says that already."))
        return redirect(here)
    messages.success(
        request,
        _("Revision %(number)s was brought back as a new one.") % {"number": revision.number},
        extra_tags=texts.IN_THE_BAR,
    )
    return redirect(f"{desk.address}#q{part.number}")
