"""Writing the answers of a document together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.models import Revision
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing import commands as writing
from elo_portal.office.writing.commands import Outcome
from networks.actor import Actor
from networks.permissions import require
from reporting.choices import State
from reporting.completions import asked_answers, can_change, open_items
from reporting.models import Answer, CompletionTurn, Document
from reporting.permissions import can_write

from .steps import locked


@dataclass(frozen=True)
class Typed:
    """What a person typed as an answer, and the number of the revision they had before them."""

    answer: Answer
    body: str
    base: int
    language: str = ""


@dataclass(frozen=True)
class SaveResult:
    """`saved`: answers that got a new revision. `aside`: those where somebody else had saved another text.

    `was_locked` tells that the document had been sent meanwhile: every change was put aside, none is lost.
    `closed`: answers that the request for completion does not ask about, so that their change was put aside as well.
    `replied` and `replies_aside`: the same of the replies to a request for completion.
    """

    saved: tuple[Answer, ...]
    aside: tuple[Answer, ...]
    was_locked: bool
    closed: tuple[Answer, ...] = ()
    replied: tuple[CompletionTurn, ...] = ()
    replies_aside: tuple[CompletionTurn, ...] = ()


@dataclass(frozen=True)
class TypedReply:
    """What a person typed as a reply to an asking, and the number of the revision they had before them."""

    asking: CompletionTurn
    body: str
    base: int


@transaction.atomic
def save_answers(
    document: Document, typed: Iterable[Typed], *, by: Actor, at: datetime, replies: Iterable[TypedReply] = ()
) -> SaveResult:
    """Save what a person typed; every save is a revision, and of two texts neither is lost.

    While the document is returned for completion, only what is asked can be changed: another answer's new text is
    put aside in its history.
    """
    require(can_write, by, document)
    document = locked(document)
    asked = asked_answers(document)
    saved: list[Answer] = []
    aside: list[Answer] = []
    closed: list[Answer] = []
    for one in typed:
        is_open = document.is_being_written and (asked is None or one.answer.pk in asked)
        act = writing.save if is_open else writing.put_aside
        if one.language and is_open and one.language != one.answer.text.language:
            one.answer.text.language = one.language
            one.answer.text.save(update_fields=["language"])
        outcome = act(one.answer.text, one.body, base=one.base, by=by.user, at=at).outcome
        if outcome is Outcome.SAVED:
            saved.append(one.answer)
        elif outcome is Outcome.ASIDE:
            (aside if is_open or not document.is_being_written else closed).append(one.answer)
    if saved:
        audit.record("document.write", document, user=by.user, questions=[a.number for a in saved])
    replied, replies_aside = _save_replies(document, replies, by=by, at=at)
    return SaveResult(tuple(saved), tuple(aside), not document.is_being_written, tuple(closed), replied, replies_aside)


def _save_replies(
    document: Document, replies: Iterable[TypedReply], *, by: Actor, at: datetime
) -> tuple[tuple[CompletionTurn, ...], tuple[CompletionTurn, ...]]:
    """Save the replies in work. One to an asking that is not open any more is put aside in its history."""
    replies = list(replies)
    if not replies:
        return (), ()
    is_returned = document.state == State.RETURNED
    now = {item.asking.pk: item.asking.draft for item in open_items(document)} if is_returned else {}
    saved, aside = [], []
    for one in replies:
        is_open = one.asking.pk in now
        text = now.get(one.asking.pk, one.asking.draft)
        waiting = writing.unsettled(text, by.user) if is_open else None
        if waiting is not None and one.base == text.number:
            # They have seen the other text since, and decide by saving again.
            outcome = writing.settle(waiting, one.body, base=one.base, by=by.user, at=at).outcome
        else:
            act = writing.save if is_open else writing.put_aside
            outcome = act(text, one.body, base=one.base, by=by.user, at=at).outcome
        if outcome is Outcome.SAVED:
            saved.append(one.asking)
        elif outcome is Outcome.ASIDE:
            aside.append(one.asking)
    if saved:
        audit.record("document.reply", document, user=by.user, askings=[one.pk for one in saved])
    return tuple(saved), tuple(aside)


def _require_open(document: Document, answer: Answer) -> None:
    """Raises NotNow when the answer cannot be changed now: it was sent, or the request does not ask about it."""
    if not document.is_being_written:
        raise NotNow(_("It has been sent, so its texts cannot be changed now. Your text is in the history."))
    if not can_change(document, answer):
        raise NotNow(
            _("The ministries have not asked to complete this text, so it stays as it was sent. Yours is kept.")
        )


@transaction.atomic
def settle_answer(answer: Answer, aside: Revision, body: str, *, base: int, by: Actor, at: datetime) -> Outcome:
    """Decide between two texts of an answer; the one not chosen stays in the history."""
    require(can_write, by, answer.document)
    document = locked(answer.document)
    _require_open(document, answer)
    outcome = writing.settle(aside, body, base=base, by=by.user, at=at).outcome
    audit.record("document.settle", document, user=by.user, questions=[answer.number])
    return outcome


@transaction.atomic
def restore_answer(answer: Answer, revision: Revision, *, base: int, by: Actor, at: datetime) -> Outcome:
    """Bring back an earlier text of an answer as a new revision; `base` is the one that stood when it was asked."""
    require(can_write, by, answer.document)
    document = locked(answer.document)
    _require_open(document, answer)
    outcome = writing.restore(revision, base=base, by=by.user, at=at).outcome
    audit.record("document.restore", document, user=by.user, questions=[answer.number], revision=revision.number)
    return outcome


@transaction.atomic
def choose_language(document: Document, language: str, *, by: Actor) -> None:
    """Choose the document's main language, Finnish or Swedish (Language Act 423/2003)."""
    require(can_write, by, document)
    document = locked(document)
    if not document.is_being_written:
        raise NotNow(_("It has been sent, so its language cannot be changed now."))
    if document.language == language:
        return
    if document.state == State.RETURNED:
        raise NotNow(_("While the document is being completed, its main language stays as it was sent."))
    former, document.language = document.language, language
    document.save(update_fields=["language"])
    for answer in Answer.objects.filter(document=document, text__language=former, text__current=None).select_related(
        "text"
    ):
        answer.text.language = language
        answer.text.save(update_fields=["language"])
    audit.record("document.language", document, user=by.user, language=language)
