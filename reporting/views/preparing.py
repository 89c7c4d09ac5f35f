"""A round before its opening: copied, edited, looked at as its writers will see it, and opened."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office import audit
from elo_portal.office.due import moment_after, moment_before
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import moment
from networks.permissions import require

from .. import commands
from ..choices import Beside
from ..commands.preparing import RoundDraft, differences, wordings
from ..commands.rounds import groups_of
from ..forms.preparing import MOST_QUESTIONS, RoundForm, WordingForm
from ..models import Round
from ..permissions import can_prepare
from ..preparation import Changed, changes_of, checks_of, copies_to_make

ACT = re.compile(r"(up|down|remove|unaddress):([1-9][0-9]?)")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """The rounds that can be copied to the next year, and the button that copies one."""
    actor = request.actor
    require(can_prepare, actor)
    if request.method == "POST":
        source = get_object_or_404(Round, pk=_key(request.POST.get("source", "")))
        try:
            made = commands.copy_round(source, by=actor, at=actor.at)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("round_new")
        messages.success(request, _("The round has been copied. Check its dates and texts."))
        return redirect("round_prepare", made.pk)
    return render(request, "reporting/round_new.html", {"sources": copies_to_make()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a round in preparation; of one that has been set to open, what it asks, for reading."""
    actor = request.actor
    round_ = _round(request, pk)
    if request.method == "POST":
        return _save(request, round_)
    if not round_.is_in_preparation:
        return _standing(request, round_)
    draft = commands.round_draft(round_)
    return _form_page(request, round_, RoundForm(round_, draft, today=actor.day, base=round_.version))


def _save(request: HttpRequest, round_: Round) -> HttpResponse:
    actor = request.actor
    form = RoundForm(round_, commands.round_draft(round_), request.POST, today=actor.day)
    if not form.is_valid():
        if {"base", "questions", "addressees"} & form.errors.keys():
            raise BadRequest
        return _form_page(request, round_, form)
    draft, place = _acted(request, form.draft(), form)
    try:
        is_saved = commands.save_round(round_, draft, base=form.cleaned_data["base"], by=actor, at=actor.at)
    except NotNow as refusal:
        form.add_error(None, refusal.sentence)
        return _form_page(request, round_, form, status=409)
    if not is_saved:
        return _clash(request, round_, form.draft())
    messages.success(request, _("The round has been saved."))
    if request.POST.get("act") == "open":
        return redirect("round_open", round_.pk)
    return redirect(reverse("round_prepare", args=[round_.pk]) + place)


def _acted(request: HttpRequest, draft: RoundDraft, form: RoundForm) -> tuple[RoundDraft, str]:
    """What the pressed button makes of the draft, and where on the page the person goes on."""
    act = request.POST.get("act", "")
    if act == "add":
        if len(draft.questions) >= MOST_QUESTIONS:
            raise BadRequest
        draft = draft.with_question()
        return draft, f"#q{len(draft.questions)}"
    if act == "address":
        return draft, "#addressees"
    found = ACT.fullmatch(act)
    if found is None:
        return draft, ""
    what, number = found[1], int(found[2])
    first, last = {"up": (2, 0), "down": (1, -1)}.get(what, (1, 0))
    rows = form.addressee_count if what == "unaddress" else len(draft.questions)
    if not first <= number <= rows + last:
        raise BadRequest
    if what == "unaddress":
        return draft.without_addressee(number), "#addressees"
    if what == "remove":
        return draft.without_question(number), "#questions"
    step = -1 if what == "up" else 1
    return draft.with_question_moved(number, step), f"#q{number + step}"


def _clash(request: HttpRequest, round_: Round, mine: RoundDraft) -> HttpResponse:
    """Somebody saved first: what differs is shown, and the next save is made upon theirs, knowingly."""
    round_.refresh_from_db()
    now = commands.round_draft(round_)
    data = request.POST.copy()
    data["base"] = str(round_.version)
    form = RoundForm(round_, now, data, today=request.actor.day)
    theirs = [Changed(**one) for one in differences(now, mine.tidied())]
    return _form_page(
        request, round_, form, status=409, theirs=theirs, last=round_.changes.select_related("by").first()
    )


def _form_page(request: HttpRequest, round_: Round, form: RoundForm, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    checks = checks_of([round_], actor.at)[round_.pk]
    context = {
        "round": round_,
        "form": form,
        "checks": checks,
        "missing": [check for check in checks if not check.is_done],
        "changes": changes_of(round_),
        "may_add": form.question_count < MOST_QUESTIONS,
        "reminders": _reminders(round_),
        **more,
    }
    return render(request, "reporting/round_prepare.html", context, status=status)


def _reminders(round_: Round) -> dict[str, Any]:
    return {
        "before": [(days, moment_before(round_.due, days)) for days in round_.reminder_days],
        "after": moment_after(round_.due),
    }


def _standing(request: HttpRequest, round_: Round) -> HttpResponse:
    actor = request.actor
    context = {
        "round": round_,
        "is_open": round_.is_open(actor.at),
        "questions": list(round_.questions.all()),
        "checks": checks_of([round_], actor.at)[round_.pk],
        "changes": changes_of(round_),
        "reminders": _reminders(round_),
    }
    return render(request, "reporting/round_standing.html", context)


@never_cache
@require_safe
def round_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a writer of the round sees, for reading: `?language=sv` in Swedish."""
    round_ = _round(request, pk)
    language = request.GET.get("language", "fi")
    if language not in {"fi", "sv"}:
        raise Http404
    audit.record("round.preview", round_, user=request.actor.user, language=language)
    with translation.override(language):
        context = {
            "round": round_,
            "language": language,
            "title": round_.title_in(language),
            "questions": [
                {
                    "number": one.number,
                    "title": one.title_in(language),
                    "text": one.text_in(language),
                    "hint": one.hint_in(language),
                    "beside": Beside(one.beside).label if one.beside else "",
                    "is_own_translation": language == "sv" and one.is_sv_own_translation,
                }
                for one in round_.questions.all()
            ],
        }
        return render(request, "reporting/round_preview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, and the button that opens the round."""
    actor = request.actor
    round_ = _round(request, pk)
    if request.method == "POST":
        try:
            made = commands.set_to_open(round_, checked=_key(request.POST.get("checked", "")), by=actor, at=actor.at)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("round_open", pk)
        messages.success(request, _opened(made, actor.at))
        return redirect("round_prepare", pk)
    if not round_.is_in_preparation:
        return redirect("round_prepare", pk)
    checks = checks_of([round_], actor.at)[round_.pk]
    planned = round_.planned_opens
    groups = groups_of(round_, actor.day).count()
    context = {
        "round": round_,
        "checks": checks,
        "missing": [check for check in checks if not check.is_done],
        "opens_later": planned if planned and planned > actor.at else None,
        "groups": ngettext(
            "%(count)s group gets an empty document to write.",
            "%(count)s groups get an empty document to write.",
            groups,
        )
        % {"count": groups},
    }
    return render(request, "reporting/round_open.html", context)


def _opened(round_: Round, at: Any) -> str:
    if round_.is_open(at):
        return _("The round has been opened. Its groups may write.")
    return _("The round opens by itself on %(moment)s.") % {"moment": moment(round_.opens)}


@require_POST
def round_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to preparation, before the round has opened."""
    round_ = _round(request, pk)
    try:
        commands.take_opening_back(round_, by=request.actor, at=request.actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("The round is in preparation again."))
    return redirect("round_prepare", pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_wording(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the wording of a round that has opened, with a reason that its writers see."""
    actor = request.actor
    round_ = _round(request, pk)
    if not round_.is_open(actor.at):
        return redirect("round_prepare", pk)
    words, questions = wordings(round_), list(round_.questions.all())
    if request.method != "POST":
        form = WordingForm(words, questions, base=round_.version)
        return _wording_page(request, round_, form)
    form = WordingForm(words, questions, request.POST)
    if not form.is_valid():
        if "base" in form.errors:
            raise BadRequest
        return _wording_page(request, round_, form)
    data = form.cleaned_data
    try:
        is_saved = commands.correct_wording(
            round_, form.wording(), reason=data["reason"], base=data["base"], by=actor, at=actor.at
        )
    except NotNow as refusal:
        form.add_error(None, refusal.sentence)
        return _wording_page(request, round_, form)
    if not is_saved:
        return _wording_clash(request, round_, form)
    messages.success(request, _("The wording has been corrected. Writers see it at the question."))
    return redirect("round_prepare", pk)


def _wording_clash(request: HttpRequest, round_: Round, mine: WordingForm) -> HttpResponse:
    round_.refresh_from_db()
    data = request.POST.copy()
    data["base"] = str(round_.version)
    words = wordings(round_)
    form = WordingForm(words, list(round_.questions.all()), data)
    typed = mine.wording()
    theirs = [Changed(place, words[place], typed[place]) for place in words if words[place] != typed[place].strip()]
    last = round_.changes.select_related("by").first()
    return _wording_page(request, round_, form, status=409, theirs=theirs, last=last)


def _wording_page(
    request: HttpRequest, round_: Round, form: WordingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "reporting/round_wording.html", {"round": round_, "form": form, **more}, status=status)


def _round(request: HttpRequest, pk: int) -> Round:
    """The round, for those who prepare rounds alone."""
    require(can_prepare, request.actor)
    return get_object_or_404(Round.objects.select_related("goal_set", "copied_from"), pk=pk)


def _key(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) <= 9 else 0
