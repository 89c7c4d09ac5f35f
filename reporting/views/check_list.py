"""The rows of the check before sending that every document has: texts, replies, length, addressees."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office.words import moment, one_decimal
from networks.choices import Role

from .. import progress
from ..completions import unchanged
from ..confirmations import CentreConfirmation
from ..models import Addressee, Document
from .documents import editor_address

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


def unanswered(document: Document, now: progress.Progress) -> list[Check]:
    if not now.unanswered:
        return [
            Check(
                title=_("Every question has been answered"),
                hint=_("%(answered)s / %(all)s questions.") % {"answered": now.answered, "all": len(now.answers)},
                state="done",
                label=_("In order"),
                url=editor_address(document),
            )
        ]
    return [
        Check(
            title=_("Answer question %(number)s: %(title)s")
            % {"number": answer.number, "title": answer.title_in(document.language)},
            hint=_("The report cannot be sent without an answer. “Not yet” is an answer."),
            state="not_started",
            url=editor_address(document, answer.number),
            blocks=True,
            remedy=_("Answer question %(number)s") % {"number": answer.number},
        )
        for answer in now.unanswered
    ]


def replies(document: Document, now: progress.Progress) -> list[Check]:
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
            url=editor_address(document, item.answer.number),
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
        url=editor_address(document),
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
            url=editor_address(document, number),
        )
        for number in same
    ]
    return [*(missing or [replied]), *warnings]


def length(document: Document, now: progress.Progress, report: Any) -> Check:
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
            url=editor_address(document),
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
        url=editor_address(document, question),
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


def waiting(document: Document, now: progress.Progress, user: Any) -> list[Check]:
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


def confirmations(document: Document, confirmed: Sequence[CentreConfirmation], *, is_late: bool) -> list[Check]:
    """Whether each centre of a development group has confirmed what the report says now.

    After the due date the report may go without one that has not, but never without the convener's own.
    """
    rows = []
    for one in confirmed:
        url = reverse("document_check", args=[document.pk]) + "#confirmations"
        if one.counts and one.newest:
            said = {"person": one.newest.by.name, "moment": moment(one.newest.at)}
            rows.append(
                Check(
                    title=_("%(centre)s has confirmed the report") % {"centre": one.name},
                    hint=_("%(person)s, %(moment)s.") % said,
                    state="done",
                    label=_("In order"),
                    url=url,
                )
            )
            continue
        blocks = one.is_convener or not is_late
        rows.append(
            Check(
                title=_("%(centre)s has not confirmed the report") % {"centre": one.name},
                hint=_("The report has been changed since this centre confirmed it.")
                if one.is_undone
                else _("Each centre confirms the report before the convener sends it.")
                if blocks
                else _("The due date has passed, so the convener may send the report without it, for a reason."),
                state="not_started" if blocks else "check",
                label="" if blocks else _("Note"),
                url=url,
                blocks=blocks,
                remedy=_("Confirmation of %(centre)s") % {"centre": one.name},
            )
        )
    return rows


def addressees(document: Document, found: list[Any], day: date) -> list[Check]:
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
