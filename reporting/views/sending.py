"""The check before sending, sending, and opening what was sent for writing again."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office.refusals import NotNow
from elo_portal.office.words import one_decimal
from elo_portal.office.writing.markup import to_plain
from networks.choices import Role
from networks.permissions import require

from .. import commands, progress
from ..choices import Step
from ..completions import unchanged
from ..content import receivers, senders_of, wording
from ..deadlines import days_left, is_past
from ..models import Addressee, Document
from ..permissions import can_send, can_write
from ..workflow import require_step, steps_for

# Nobody's check page has this wording, so a sending without one is never taken for checked.
NOT_CHECKED = "-"
WORDS_SHOWN = 30


@dataclass(frozen=True)
class Check:
    """One row of the list: what was looked at and how it is. A `blocks` row must be put right before sending."""

    title: str
    hint: str
    state: str
    label: str = ""
    url: str = ""
    blocks: bool = False
    # What the box of the button calls it when it blocks.
    remedy: str = ""


@never_cache
@require_safe
def document_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the length, the addressees and what goes; then the button."""
    actor = request.actor
    document = _visible(request, pk)
    require(can_write, actor, document)
    if not document.is_being_written:
        messages.info(request, _("The report has been sent, so there is nothing to check."))
        return redirect(document)
    now = progress.progress_of(document)
    report = progress.measured(document, at=actor.at)
    found = receivers(document, actor.at)
    checks = [
        *_unanswered(document, now),
        *_replies(document, now),
        _length(document, now, report),
        *_waiting(document, now, actor.user),
        *_addressees(document, found, actor.day),
    ]
    blocking = [check for check in checks if check.blocks]
    context = {
        "document": document,
        "short_title": progress.short_title(document),
        "progress": now,
        "answers": [_reviewed(answer, document, now) for answer in now.answers],
        "checks": checks,
        "blocking": blocking,
        "counts": _counts(checks),
        "report": report,
        "exact": report.hundredths / 100 if report else None,
        "pages": progress.up_to_tenth(report.hundredths) if report else None,
        "limit": document.round.page_limit,
        "receivers": [{"person": one.person, "organisation": one.organisation.name_on(actor.day)} for one in found],
        "to": _to_whom(found),
        "version": document.submissions.count() + 1,
        "checked": wording(document),
        "may_send": can_send(actor, document),
        "is_open": Step.SEND in steps_for(actor, document) or not can_send(actor, document),
        "senders": [] if can_send(actor, document) else senders_of(document, actor.day),
        "will_be_late": is_past(document.due, actor.at),
        "days": days_left(document.due, actor.day),
    }
    return render(request, "reporting/document_check.html", context)


def _unanswered(document: Document, now: progress.Progress) -> list[Check]:
    if not now.unanswered:
        return [
            Check(
                title=_("Every question has been answered"),
                hint=_("%(answered)s / %(all)s questions.") % {"answered": now.answered, "all": len(now.answers)},
                state="done",
                label=_("In order"),
                url=_editor(document),
            )
        ]
    return [
        Check(
            title=_("Answer question %(number)s: %(title)s")
            % {"number": answer.number, "title": answer.title_in(document.language)},
            hint=_("The report cannot be sent without an answer. “Not yet” is an answer."),
            state="not_started",
            url=_editor(document, answer.number),
            blocks=True,
            remedy=_("Answer question %(number)s") % {"number": answer.number},
        )
        for answer in now.unanswered
    ]


def _replies(document: Document, now: progress.Progress) -> list[Check]:
    """Each open item needs a reply, and a changed answer is expected: without a change it is only pointed out."""
    if not now.asked:
        return []
    missing = [
        Check(
            title=_("Reply to request %(number)s: %(title)s") % {"number": item.number, "title": item.title},
            hint=_("The ministries asked this about question %(number)s.") % {"number": item.answer.number},
            state="not_started",
            url=_editor(document, item.answer.number),
            blocks=True,
            remedy=_("Reply to request %(number)s") % {"number": item.number},
        )
        for item in now.unreplied
    ]
    replied = Check(
        title=_("Every request has a reply"),
        hint=ngettext("%(count)s request.", "%(count)s requests.", len(now.asked)) % {"count": len(now.asked)},
        state="done",
        label=_("In order"),
        url=_editor(document),
    )
    version = document.submissions.order_by("-number").first()
    same = sorted({item.answer.number for item in unchanged(now.asked, version)}) if version else []
    warnings = [
        Check(
            title=_("The answer to question %(number)s has not changed") % {"number": number},
            hint=_("The ministries asked to complete it. You can send it all the same, if the reply says enough."),
            state="check",
            url=_editor(document, number),
        )
        for number in same
    ]
    return [*(missing or [replied]), *warnings]


def _length(document: Document, now: progress.Progress, report: Any) -> Check:
    if report is None:
        return Check(
            title=_("The length could not be measured just now"),
            hint=_("The printer does not answer. The texts are safe: open this page again in a moment."),
            state="check",
            url=reverse("document_check", args=[document.pk]),
            blocks=True,
            remedy=_("Measure the length again"),
        )
    words = {
        "pages": one_decimal(progress.up_to_tenth(report.hundredths)),
        "note": report.page_note,
        "limit": report.page_limit,
    }
    if report.is_too_long:
        return _too_long(document, now, report, words)
    if report.is_over_note:
        return Check(
            title=_("The length is within the limit"),
            hint=_("%(pages)s pages. The recommendation is at most %(note)s, the limit is %(limit)s pages.") % words,
            state="check",
            label=_("Note"),
            url=reverse("document_preview", args=[document.pk]),
        )
    return Check(
        title=_("The length is within the limit"),
        hint=(
            _("%(pages)s pages. The recommendation is at most %(note)s, the limit is %(limit)s pages.") % words
            if report.page_note and report.page_limit
            else _("%(pages)s pages.") % words
        ),
        state="done",
        label=_("In order"),
        url=reverse("document_preview", args=[document.pk]),
    )


def _too_long(document: Document, now: progress.Progress, report: Any, words: dict[str, Any]) -> Check:
    over = report.hundredths / 100 - report.page_limit
    characters = max(10, math.ceil(over * progress.CHARACTERS_A_PAGE / 10) * 10)
    end = " ".join(report.limit_words.split()[-WORDS_SHOWN:])
    hint = _("%(pages)s pages, the limit is %(limit)s.") % words
    question = _question_at(now, end)
    if end and question:
        hint += " " + _("Page %(limit)s ends in the answer to question %(number)s, at the words “… %(end)s”.") % {
            "limit": report.page_limit,
            "number": question,
            "end": end,
        }
    elif end:
        hint += " " + _("Page %(limit)s ends at the words “… %(end)s”.") % {"limit": report.page_limit, "end": end}
    return Check(
        title=_("Shorten the report by about %(characters)s characters")
        % {"characters": formats.number_format(characters, 0, use_l10n=True, force_grouping=True)},
        hint=hint,
        state="failed",
        label=_("Too long"),
        url=_editor(document, question),
        blocks=True,
        remedy=_("Shorten the report"),
    )


def _question_at(now: progress.Progress, end: str) -> int | None:
    """The question in whose answer the last allowed page ends."""
    wanted = "".join(end.split())
    if not wanted:
        return None
    for answer in now.answers:
        if wanted[-20:] in "".join(answer.text.body.replace("*", "").split()):
            return answer.number
    return None


def _waiting(document: Document, now: progress.Progress, user: Any) -> list[Check]:
    own = [
        Check(
            title=_("Decide between two texts of question %(number)s") % {"number": answer.number},
            hint=_("Your text of the answer waits in the history. Without a decision it is not sent."),
            state="check",
            url=reverse("answer_conflict", args=[document.pk, answer.number]),
        )
        for answer, _revision in now.waiting_of(user)
    ]
    others = [
        Check(
            title=_("%(name)s has another text for question %(number)s")
            % {"name": revision.by.person.name, "number": answer.number},
            hint=_("It waits for that person's decision. Without it the answer is sent as it stands here."),
            state="check",
            url=reverse("answer_history", args=[document.pk, answer.number]),
        )
        for answer, revision in now.waiting_of_others(user)
    ]
    return own + others


def _addressees(document: Document, found: list[Any], day: date) -> list[Check]:
    """Whether somebody holds each role that the round is addressed to today."""
    wanted = list(
        Addressee.objects.filter(round=document.round_id)
        .select_related("organisation")
        .prefetch_related("organisation__names")
    )
    held = {(one.organisation.pk, one.capacity) for one in found}
    missing = [
        Check(
            title=_("Nobody receives the report in the organisation %(name)s")
            % {"name": addressee.organisation.name_on(day)},
            hint=_("This does not prevent sending: they read the report in the portal once they have named someone."),
            state="check",
        )
        for addressee in wanted
        if (addressee.organisation_id, addressee.capacity) not in held
    ]
    if missing or not wanted:
        return missing
    return [
        Check(
            title=_("Every addressee has been found"),
            hint=ngettext("%(count)s person.", "%(count)s people.", len(found)) % {"count": len(found)},
            state="done",
            label=_("In order"),
        )
    ]


def _counts(checks: list[Check]) -> str:
    """2 to be put right, 1 to note, 3 in order"""
    blocking = sum(1 for check in checks if check.blocks)
    fine = sum(1 for check in checks if check.state == "done")
    noted = len(checks) - blocking - fine
    parts = [
        (blocking, ngettext("%(count)s to be put right", "%(count)s to be put right", blocking)),
        (fine, ngettext("%(count)s in order", "%(count)s in order", fine)),
        (noted, ngettext("%(count)s to note", "%(count)s to note", noted)),
    ]
    return ", ".join(words % {"count": count} for count, words in parts if count)


def _to_whom(found: list[Any]) -> dict[str, str]:
    """What the button, the heading and the list call the addressees."""
    if found and all(one.capacity == Role.NATIONAL_SECRETARY for one in found):
        return {
            "button": _("Send to the secretaries of the national ELO group"),
            "list": _("Secretaries of the national ELO group:"),
        }
    return {"button": _("Send to the ministries"), "list": _("Addressees:")}


def _reviewed(answer: Any, document: Document, now: progress.Progress) -> dict[str, Any]:
    return {
        "is_open": now.is_open(answer),
        "number": answer.number,
        "title": answer.title_in(document.language),
        "text": to_plain(answer.text.body),
        "language": answer.text.language,
        "characters": len(answer.text.body),
    }


@require_POST
def document_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what was checked. When somebody was first or the text has changed, say so and lose nothing."""
    actor = request.actor
    document = _visible(request, pk)
    checked = request.POST.get("checked") or NOT_CHECKED
    try:
        submission = commands.send(document, by=actor, at=actor.at, checked=checked)
    except NotNow as refusal:
        document.refresh_from_db(fields=["state"])
        if document.is_being_written:
            messages.warning(request, refusal.sentence)
            return redirect("document_check", document.pk)
        latest = document.submissions.without_content().order_by("-number").first()
        if latest is not None and latest.by_id == actor.person.pk:
            messages.info(request, _("You have sent the report already. This is its receipt."))
        else:
            messages.warning(request, refusal.sentence)
        return redirect("submission_receipt", latest.pk) if latest else redirect(document)
    return redirect("submission_receipt", submission.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open what was sent for writing again, before the due moment. Texts that wait for a decision come first."""
    actor = request.actor
    document = _visible(request, pk)
    try:
        require_step(Step.REOPEN, actor, document)
        if request.method == "POST":
            commands.reopen(document, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(document)
    if request.method != "POST":
        context = {
            "document": document,
            "short_title": progress.short_title(document),
            "latest": document.submissions.without_content().order_by("-number").first(),
        }
        return render(request, "reporting/document_reopen.html", context)
    messages.success(request, _("The report is open for writing. The sent version stands until you send the next one."))
    waiting = progress.progress_of(document).waiting_of(actor.user)
    if waiting:
        return redirect("answer_conflict", document.pk, waiting[0][0].number)
    return redirect("document_write", document.pk)


def _editor(document: Document, question: int | None = None) -> str:
    address = reverse("document_write", args=[document.pk])
    return f"{address}#q{question}" if question else address


def _visible(request: HttpRequest, pk: int) -> Document:
    documents = Document.objects.visible_to(request.actor).select_related("round", "group")
    return get_object_or_404(documents, pk=pk)
