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
from reporting.models import Answer, Document
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
    """

    saved: tuple[Answer, ...]
    aside: tuple[Answer, ...]
    was_locked: bool


@transaction.atomic
def save_answers(document: Document, typed: Iterable[Typed], *, by: Actor, at: datetime) -> SaveResult:
    """Save what a person typed; every save is a revision, and of two texts neither is lost."""
    require(can_write, by, document)
    document = locked(document)
    act = writing.save if document.is_being_written else writing.put_aside
    saved, aside = [], []
    for one in typed:
        if one.language and document.is_being_written and one.language != one.answer.text.language:
            one.answer.text.language = one.language
            one.answer.text.save(update_fields=["language"])
        outcome = act(one.answer.text, one.body, base=one.base, by=by.user, at=at).outcome
        if outcome is Outcome.SAVED:
            saved.append(one.answer)
        elif outcome is Outcome.ASIDE:
            aside.append(one.answer)
    if saved:
        audit.record("document.write", document, user=by.user, questions=[a.number for a in saved])
    return SaveResult(tuple(saved), tuple(aside), not document.is_being_written)


@transaction.atomic
def settle_answer(answer: Answer, aside: Revision, body: str, *, base: int, by: Actor, at: datetime) -> Outcome:
    """Decide between two texts of an answer; the one not chosen stays in the history."""
    require(can_write, by, answer.document)
    document = locked(answer.document)
    if not document.is_being_written:
        raise NotNow(_("It has been sent, so its texts cannot be changed now. Your text is in the history."))
    outcome = writing.settle(aside, body, base=base, by=by.user, at=at).outcome
    audit.record("document.settle", document, user=by.user, questions=[answer.number])
    return outcome


@transaction.atomic
def restore_answer(answer: Answer, revision: Revision, *, base: int, by: Actor, at: datetime) -> Outcome:
    """Bring back an earlier text of an answer as a new revision; `base` is the one that stood when it was asked."""
    require(can_write, by, answer.document)
    document = locked(answer.document)
    if not document.is_being_written:
        raise NotNow(_("It has been sent, so its texts cannot be changed now. Your text is in the history."))
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
    former, document.language = document.language, language
    document.save(update_fields=["language"])
    for answer in Answer.objects.filter(document=document, text__language=former, text__current=None).select_related(
        "text"
    ):
        answer.text.language = language
        answer.text.save(update_fields=["language"])
    audit.record("document.language", document, user=by.user, language=language)
