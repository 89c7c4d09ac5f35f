"""The check before sending: what is missing, how long it is, and to whom it goes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.office.writing.markup import to_plain
from networks.choices import Role
from networks.permissions import require

from .. import confirmations, progress
from ..choices import State, Step
from ..content import receivers, senders_of, wording
from ..deadlines import days_left, is_past
from ..forms.groups import WithoutForm
from ..models import Document
from ..permissions import can_send, can_write
from ..workflow import steps_for
from . import check_list, plan_check_list
from .check_list import Check
from .documents import visible_document


@never_cache
@require_safe
def document_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the length, the addressees and what goes; then the button."""
    document = visible_document(request, pk)
    require(can_write, request.actor, document)
    return check_page(request, document)


def check_page(request: HttpRequest, document: Document, without: WithoutForm | None = None) -> HttpResponse:
    """The page; `without`: what the convener typed to send without a centre, when it could not be taken."""
    actor = request.actor
    if not document.is_being_written:
        messages.info(request, _("It has been sent, so there is nothing to check."))
        return redirect(document)
    now = progress.progress_of(document)
    report = progress.measured(document, at=actor.at)
    found = receivers(document, actor.at)
    plan = progress.plan_parts(document, actor.at) if document.is_plan else None
    confirmed = confirmations.confirmations_of(document, now.answers, actor.day)
    is_late = is_past(document.due, actor.at)
    lacking = confirmations.lacking(confirmed)
    confirmable = confirmations.confirmable_by(actor, document, confirmed)
    checks = [
        *(plan_check_list.topics(document, now, plan) if plan else check_list.unanswered(document, now)),
        # While the document is returned, what stands beside the texts stays as it was sent.
        *(plan_check_list.parts(document, plan) if plan and document.state != State.RETURNED else ()),
        *check_list.replies(document, now),
        check_list.length(document, now, report),
        *check_list.waiting(document, now, actor.user),
        *check_list.confirmations(document, confirmed, is_late=is_late),
        *check_list.addressees(document, found, actor.day),
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
        "will_be_late": is_late,
        "confirmations": confirmed,
        "confirmable": confirmable,
        "asks_to_confirm": any(one not in confirmable for one in lacking),
        "is_whole": not now.unanswered,
        "without": (without or WithoutForm(lacking=lacking)) if lacking and is_late else None,
        "days": days_left(document.due, actor.day),
    }
    return render(request, "reporting/document_check.html", context)


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
    if document.is_group_report:
        return {"button": _("Send the report"), "list": _("Addressees:")}
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
