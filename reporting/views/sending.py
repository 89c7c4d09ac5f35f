"""The check before sending, sending, and opening what was sent for writing again."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office import words
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import one_decimal
from elo_portal.office.writing.markup import to_plain
from networks.choices import Role
from networks.permissions import require

from .. import commands, progress
from ..choices import State, Step
from ..completions import unchanged
from ..content import receivers, senders_of, wording
from ..deadlines import days_left, is_past
from ..models import Addressee, Document
from ..permissions import can_send, can_write
from ..workflow import require_step, steps_for

# Nobody's check page has this wording, so a sending without one is never taken for checked.
NOT_CHECKED = "-"
WORDS_SHOWN = 30
# A full stop within a number or an abbreviation is no end.
SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")


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
        messages.info(request, _("It has been sent, so there is nothing to check."))
        return redirect(document)
    now = progress.progress_of(document)
    report = progress.measured(document, at=actor.at)
    found = receivers(document, actor.at)
    plan = progress.plan_parts(document, actor.at) if document.is_plan else None
    checks = [
        *(_topics(document, now, plan) if plan else _unanswered(document, now)),
        # While the document is returned, what stands beside the texts stays as it was sent.
        *(_parts(document, plan) if plan and document.state != State.RETURNED else ()),
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
        "receivers": [
            {
                "name": capfirst(one.named_in(translation.get_language() or "fi")),
                "address": one.address,
                "organisation": one.organisation.name_on(actor.day),
            }
            for one in found
        ],
        "to": _to_whom(document, found),
        "plan": plan,
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


def _topics(document: Document, now: progress.Progress, plan: progress.PlanParts) -> list[Check]:
    """The four topics and the own sections (P2, P3): each needs a text, and without a decided plan more than a line."""
    checks = []
    for answer in now.unanswered:
        names = {"number": answer.number, "title": answer.title_in(document.language)}
        is_own = answer.is_own_section
        checks.append(
            Check(
                title=(_("Write section %(number)s %(title)s") if is_own else _("Write topic %(number)s: %(title)s"))
                % names,
                hint=_("Write the section or take it away.") if is_own else _topic_hint(plan),
                state="not_started",
                url=_editor(document, answer.number),
                blocks=True,
                remedy=(_("Write section %(number)s") if is_own else _("Write topic %(number)s")) % names,
            )
        )
    for answer in now.answers:
        if answer.is_own_section and not answer.heading:
            checks.append(
                Check(
                    title=_("Give section %(number)s a heading") % {"number": answer.number},
                    hint=_("The heading is printed above the text."),
                    state="not_started",
                    url=_editor(document, answer.number),
                    blocks=True,
                    remedy=_("Give section %(number)s a heading") % {"number": answer.number},
                )
            )
    short = (
        []
        if plan.decided_plan
        else [one for one in now.answers if now.is_open(one) and _is_one_sentence(one.text.body)]
    )
    if short:
        checks.append(
            Check(
                title=_("Only one sentence: %(numbers)s") % {"numbers": ", ".join(str(one.number) for one in short)},
                hint=_(
                    "One sentence a topic is enough when the decided plan is attached as a file. Is something missing?"
                ),
                state="check",
                url=_editor(document, short[0].number),
            )
        )
    if not checks:
        checks.append(
            Check(
                title=_("Every topic has been written"),
                hint=_("%(answered)s / %(all)s topics and sections.")
                % {"answered": now.answered, "all": len(now.answers)},
                state="done",
                label=_("In order"),
                url=_editor(document),
            )
        )
    return checks


def _topic_hint(plan: progress.PlanParts) -> str:
    if plan.decided_plan:
        return _("One sentence is enough, because the decided plan is attached as a file.")
    return _("All four topics are needed. One sentence is enough when the decided plan is attached as a file.")


def _is_one_sentence(text: str) -> bool:
    text = text.strip()
    return bool(text) and "\n" not in text and len(SENTENCE_ENDS.findall(text)) < 2


def _parts(document: Document, plan: progress.PlanParts) -> list[Check]:
    """Measures, day, strategy and files. Only a file that may go to nobody blocks."""
    measures, day_and_strategy = f"{_editor(document)}#measures", f"{_editor(document)}#strategy"
    return [*_measures(plan, measures), *_facts(document, plan, day_and_strategy), *_files(document, plan)]


def _measures(plan: progress.PlanParts, url: str) -> list[Check]:
    if not plan.measures:
        return [
            Check(
                title=_("The plan has no measures"),
                hint=_("The report at the end of the year begins from the measures."),
                state="check",
                url=url,
            )
        ]
    checks = [
        Check(title=title, hint=", ".join(one.what for one in lacking), state="check", url=url)
        for title, lacking in (
            (_("Measures without a national goal"), [one for one in plan.measures if not one.goals.all()]),
            (_("Measures without a body in charge"), [one for one in plan.measures if not one.body]),
        )
        if lacking
    ]
    if not checks:
        count = len(plan.measures)
        said = ngettext("%(count)s measure.", "%(count)s measures.", count) % {"count": count}
        checks.append(
            Check(
                title=_("Each measure has a goal and a body in charge"),
                hint=said,
                state="done",
                label=_("In order"),
                url=url,
            )
        )
    empty = [str(one.goal.number) for one in plan.goals if not one.measures]
    if empty:
        checks.append(
            Check(
                title=_("Goals without measures: %(numbers)s") % {"numbers": ", ".join(empty)},
                hint=_("For information: a plan need not have a measure for every goal."),
                state="check",
                label=_("Note"),
                url=url,
            )
        )
    return checks


def _facts(document: Document, plan: progress.PlanParts, url: str) -> list[Check]:
    if document.handled_on:
        handled = Check(
            title=_("The group has handled the plan"),
            hint=words.day(document.handled_on),
            state="done",
            label=_("In order"),
            url=url,
        )
    else:
        handled = Check(
            title=_("Write the day when the group handled the plan"),
            hint=_("The centre and the group make the plan together. The plan can be sent without the day."),
            state="check",
            url=url,
        )
    if not plan.has_strategy:
        strategy = Check(
            title=_("No strategy goes along"),
            hint=_(
                "The ministries ask for the region's newest strategy with the plan. Attach it as a file if you can."
            ),
            state="check",
            url=reverse("document_attachments", args=[document.pk]),
        )
    else:
        name = plan.strategy_file.upload.name if plan.strategy_file else str(plan.strategy)
        file_is_same = plan.strategy_file is not None and plan.strategy_file.upload.sha256 in plan.known
        same = _("Same as last year")
        strategy = Check(
            title=_("The strategy goes along"),
            hint=f"{name}. {same}." if plan.is_same_as_last_year or file_is_same else f"{name}.",
            state="done",
            label=_("In order"),
            url=url,
        )
    return [handled, strategy]


def _files(document: Document, plan: progress.PlanParts) -> list[Check]:
    url = reverse("document_attachments", args=[document.pk])
    waiting = [one for one in plan.attachments if one.upload.scan == ScanState.WAITING]
    infected = [one for one in plan.attachments if one.upload.scan == ScanState.INFECTED]
    checks = [
        Check(
            title=_("A virus was found in %(name)s") % {"name": one.upload.name},
            hint=_("The file goes to nobody. Take it away and attach a new one."),
            state="failed",
            label=_("Virus"),
            url=url,
            blocks=True,
            remedy=_("Take away %(name)s") % {"name": one.upload.name},
        )
        for one in infected
    ]
    checks += [
        Check(
            title=_("%(name)s is being scanned for viruses") % {"name": one.upload.name},
            hint=_("It takes a moment. Open this page again then."),
            state="waiting",
            url=reverse("document_check", args=[document.pk]),
            blocks=True,
            remedy=_("Wait for the virus scan of %(name)s") % {"name": one.upload.name},
        )
        for one in waiting
    ]
    if plan.attachments and not checks:
        checks.append(
            Check(
                title=_("Attached files"),
                hint=", ".join(one.upload.name for one in plan.attachments),
                state="done",
                label=_("In order"),
                url=url,
            )
        )
    return checks


def _replies(document: Document, now: progress.Progress) -> list[Check]:
    """Each open item needs a reply, and a changed answer is expected: without a change it is only pointed out."""
    if not now.asked:
        return []
    missing = [
        Check(
            title=_("Reply to request %(number)s: %(title)s") % {"number": item.number, "title": item.title},
            hint=(
                _("The ministries asked this about topic %(number)s.")
                if document.is_plan
                else _("The ministries asked this about question %(number)s.")
            )
            % {"number": item.answer.number},
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
            title=(
                _("The text of topic %(number)s has not changed")
                if document.is_plan
                else _("The answer to question %(number)s has not changed")
            )
            % {"number": number},
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
    said = {
        "pages": one_decimal(progress.up_to_tenth(report.hundredths)),
        "note": report.page_note,
        "limit": report.page_limit,
    }
    if report.is_too_long:
        return _too_long(document, now, report, said)
    if report.page_limit is None:
        return Check(
            title=_("Length"),
            hint=_("%(pages)s pages. This round has no limit.") % said,
            state="done",
            label=_("In order"),
            url=reverse("document_preview", args=[document.pk]),
        )
    if report.is_over_note:
        return Check(
            title=_("The length is within the limit"),
            hint=_("%(pages)s pages. The recommendation is at most %(note)s, the limit is %(limit)s pages.") % said,
            state="check",
            label=_("Note"),
            url=reverse("document_preview", args=[document.pk]),
        )
    return Check(
        title=_("The length is within the limit"),
        hint=(
            _("%(pages)s pages. The recommendation is at most %(note)s, the limit is %(limit)s pages.") % said
            if report.page_note and report.page_limit
            else _("%(pages)s pages.") % said
        ),
        state="done",
        label=_("In order"),
        url=reverse("document_preview", args=[document.pk]),
    )


def _too_long(document: Document, now: progress.Progress, report: Any, words: dict[str, Any]) -> Check:
    if report.is_unprintable:
        return Check(
            title=_("The text is far too long to be printed"),
            hint=_("It has thousands of lines. Shorten it, or attach the whole of it as a file."),
            state="failed",
            label=_("Too long"),
            url=_editor(document),
            blocks=True,
            remedy=_("Shorten the text"),
        )
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
        title=(
            _("Shorten the plan by about %(characters)s characters")
            if document.is_plan
            else _("Shorten the report by about %(characters)s characters")
        )
        % {"characters": formats.number_format(characters, 0, use_l10n=True, force_grouping=True)},
        hint=hint,
        state="failed",
        label=_("Too long"),
        url=_editor(document, question),
        blocks=True,
        remedy=_("Shorten the plan") if document.is_plan else _("Shorten the report"),
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
            title=_("Nobody receives it in the organisation %(name)s as %(capacity)s")
            % {"name": addressee.organisation.name_on(day), "capacity": Role(addressee.capacity).label},
            hint=_("This does not prevent sending: they read it in the portal once they have named someone."),
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
            hint=ngettext("%(count)s addressee.", "%(count)s addressees.", len(found)) % {"count": len(found)},
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


def _to_whom(document: Document, found: list[Any]) -> dict[str, str]:
    """What the button, the heading and the list call the addressees."""
    if found and all(one.capacity == Role.NATIONAL_SECRETARY for one in found):
        return {
            "button": _("Send to the secretaries of the national ELO group"),
            "list": _("Secretaries of the national ELO group:"),
        }
    if document.is_plan and {one.capacity for one in found} == {Role.REGISTRY, Role.NATIONAL_SECRETARY}:
        return {
            "button": _("Send to the registries and secretaries of the ministries"),
            "list": _("Registries and secretaries of the ministries:"),
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
            messages.info(request, _("You have sent it already. This is its receipt."))
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
    messages.success(request, _("It is open for writing. The sent version stands until you send the next one."))
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
