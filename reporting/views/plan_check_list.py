"""The rows of the check before sending that a plan has: topics, measures, day, strategy and files."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import words
from elo_portal.office.models.uploads import ScanState

from .. import progress
from ..models import Document
from .check_list import Check
from .documents import editor_address

# A full stop within a number or an abbreviation is no end.
SENTENCE_ENDS = re.compile(r"[.!?](?=\s|$)")


def topics(document: Document, now: progress.Progress, plan: progress.PlanParts) -> list[Check]:
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
                url=editor_address(document, answer.number),
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
                    url=editor_address(document, answer.number),
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
                url=editor_address(document, short[0].number),
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
                url=editor_address(document),
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


def parts(document: Document, plan: progress.PlanParts) -> list[Check]:
    """Measures, day, strategy and files. Only a file that may go to nobody blocks."""
    measures, day_and_strategy = f"{editor_address(document)}#measures", f"{editor_address(document)}#strategy"
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
