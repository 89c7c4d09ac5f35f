"""The ministries ask for completion, settle what was answered, ask on (requirements F5; Act 434/2003, section 22)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import new_text
from networks.actor import Actor
from networks.choices import Role
from networks.permissions import require
from reporting import notices
from reporting.choices import ItemState, Step, Turn
from reporting.completions import items_of, newest_request, unsettled
from reporting.models import (
    Answer,
    Arrival,
    CompletionItem,
    CompletionRequest,
    CompletionTurn,
    Document,
    Submission,
)
from reporting.permissions import can_review
from reporting.workflow import require_step

from .steps import latest, locked, take


@dataclass(frozen=True)
class New:
    """A new item: what is needed of an answer, under a short title."""

    answer: Answer
    title: str
    what: str


@dataclass(frozen=True)
class Further:
    """More is asked about an item that has been answered."""

    item: CompletionItem
    what: str


def ministry_of(actor: Actor) -> int:
    """The ministry in whose name a secretary acts."""
    return min(actor.organisations_as(Role.NATIONAL_SECRETARY))


@transaction.atomic
def return_for_completion(
    document: Document,
    asked: Sequence[New | Further],
    *,
    due: datetime,
    by: Actor,
    at: datetime,
    version: int,
    note: str = "",
) -> CompletionRequest:
    """Return the sent version for completion: a numbered round of asking begins and only what is asked opens.

    `due` is later than `at`. Raises NotNow when somebody was first, when version `version` does not stand any more or
    came by another way, when nothing is asked, or when an item that is asked on has been settled meanwhile.
    """
    document = locked(document)
    rule = require_step(Step.RETURN, by, document)
    standing = latest(document)
    if standing is None or standing.number != version:
        raise NotNow(_("A newer version has been sent. Read it before you ask for completion."))
    require_answers(standing)
    if due <= at:
        raise NotNow(_("The date must be in the future."))
    before = newest_request(document)
    request = CompletionRequest.objects.create(
        document=document,
        number=before.number + 1 if before else 1,
        submission=standing,
        ministry_id=ministry_of(by),
        by=by.person,
        at=at,
        due=due,
        note=note.strip(),
    )
    summary = _ask(document, request, asked, by=by, at=at)
    document.completion_due = due
    take(rule, document, by=by, at=at, note=summary, concerning=standing)
    notices.tell_of_asking(request, at=at)
    audit.record("document.return", document, user=by.user, version=version, round=request.number, items=len(asked))
    return request


@transaction.atomic
def add_to_request(
    document: Document, asked: Sequence[New | Further], *, round_number: int, by: Actor, at: datetime
) -> CompletionRequest:
    """Ask more in the request that is open, while the region is writing: its date stays.

    Raises NotNow when the region has sent meanwhile, or when round `round_number` is not the open one any more.
    """
    document = locked(document)
    rule = require_step(Step.ADD_TO_REQUEST, by, document)
    request = newest_request(document)
    if request is None or request.number != round_number:
        raise NotNow(_("Another round of asking has begun meanwhile. Look at it before you add to it."))
    summary = _ask(document, request, asked, by=by, at=at)
    take(rule, document, by=by, at=at, note=summary, concerning=request.submission)
    notices.tell_of_asking(request, at=at, is_addition=True)
    audit.record("document.add_to_request", document, user=by.user, round=request.number, items=len(asked))
    return request


def require_answers(version: Submission) -> None:
    """Raises NotNow for a version that came by e-mail or on paper: it has no answers that could be asked about."""
    if Arrival.objects.filter(submission=version).exists():
        raise NotNow(
            _("The document came by e-mail or on paper. Ask for its completion the same way and enter what comes.")
        )


def _ask(
    document: Document, request: CompletionRequest, asked: Sequence[New | Further], *, by: Actor, at: datetime
) -> str:
    """Write the askings down. Returns what is asked in one line, for the document's log."""
    if not asked:
        raise NotNow(
            _("Write what is needed for at least one topic.")
            if document.is_plan
            else _("Write what is needed for at least one question.")
        )
    items = {item.pk: item for item in items_of(document)}
    titles = []
    for one in asked:
        if isinstance(one, Further):
            item = items[one.item.pk]
            if item.state != ItemState.ANSWERED:
                raise NotNow(_settled_or_open(item))
            number = item.last.number + 1
        else:
            item = CompletionItem.objects.create(
                document=document, number=len(items) + 1, answer=one.answer, title=one.title.strip()
            )
            items[item.pk], number = item, 1
        CompletionTurn.objects.create(
            item=item,
            number=number,
            kind=Turn.ASKED,
            request=request,
            text=one.what.strip(),
            reply=new_text(document.language),
            ministry_id=ministry_of(by),
            by=by.person,
            at=at,
        )
        titles.append(f"{item.answer.number} {item.title}")
    return "; ".join(titles)


@transaction.atomic
def settle_item(item: CompletionItem, *, by: Actor, at: datetime) -> None:
    """Mark what was answered as in order. Raises NotNow when it has no answer, or when somebody was first."""
    document = locked(item.document)
    require(can_review, by, document)
    items = items_of(document)
    item = next(one for one in items if one.pk == item.pk)
    if item.state != ItemState.ANSWERED:
        raise NotNow(_settled_or_open(item))
    _end(item, Turn.SETTLED, by=by, at=at)
    left = [one for one in unsettled(items) if one.pk != item.pk]
    notices.tell_of_settling(document, [item], left=len(left), at=at)
    audit.record("document.settle_item", document, user=by.user, item=item.number)


def end_items(document: Document, *, by: Actor, at: datetime) -> list[CompletionItem]:
    """End what is not settled when a locked document is reviewed, and tell the region of it."""
    items = unsettled(items_of(document))
    for item in items:
        _end(item, Turn.ENDED, by=by, at=at)
    if items:
        notices.tell_of_settling(document, items, left=0, at=at, by_review=True)
    return items


def _end(item: CompletionItem, kind: Turn, *, by: Actor, at: datetime) -> None:
    CompletionTurn.objects.create(
        item=item,
        number=item.last.number + 1,
        kind=kind,
        request=item.last.request,
        ministry_id=ministry_of(by),
        by=by.person,
        at=at,
    )


def _settled_or_open(item: CompletionItem) -> str:
    if item.state == ItemState.SETTLED:
        return _("%(person)s was here first: request %(number)s is in order already.") % {
            "person": item.last.by.name,
            "number": item.number,
        }
    return _("Request %(number)s waits for the group, so nothing can be done to it now.") % {"number": item.number}
