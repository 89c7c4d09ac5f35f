"""Saving a text."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction

from elo_portal.office.models import Revision, Text

from .markup import normalise


class Outcome(Enum):
    """What became of a save."""

    UNCHANGED = "unchanged"
    SAVED = "saved"
    ASIDE = "aside"


@dataclass(frozen=True)
class Saved:
    """`revision` is what was written; None when there was nothing to write."""

    outcome: Outcome
    revision: Revision | None


def new_text(language: str) -> Text:
    return Text.objects.create(language=language)


@transaction.atomic
def save(text: Text, body: str, *, base: int, by: Any, at: datetime) -> Saved:
    """Save what a person wrote.

    `base` is the number of the revision that the person had before them (0: an empty text). When somebody
    has saved another text since, this one is put aside in the history for the person to compare; what equals
    its base or what is already there is no change. Raises LookupError for a base that the text does not have.
    """
    locked = _lock(text)
    body = normalise(body).strip()
    base_revision = _revision(locked, base)
    if body == (base_revision.body if base_revision else "") or body == locked.body:
        return Saved(Outcome.UNCHANGED, None)
    if locked.number == base:
        return Saved(Outcome.SAVED, _add(locked, body, base_revision, by, at))
    return _keep_aside(locked, body, base_revision, by, at)


@transaction.atomic
def put_aside(text: Text, body: str, *, base: int, by: Any, at: datetime) -> Saved:
    """Keep in the history a text that may not become the current one now, as when the document has been sent."""
    locked = _lock(text)
    body = normalise(body).strip()
    base_revision = _revision(locked, base)
    if body == (base_revision.body if base_revision else "") or body == locked.body:
        return Saved(Outcome.UNCHANGED, None)
    return _keep_aside(locked, body, base_revision, by, at)


@transaction.atomic
def settle(aside: Revision, body: str, *, base: int, by: Any, at: datetime) -> Saved:
    """Decide between a text put aside and the current one: `body` becomes current and settles the difference.

    When the current text has changed again since revision `base`, `body` is put aside too and settles the first.
    Settling the same way again, as by a button pressed twice, is no change.
    """
    locked = _lock(aside.text)
    body = normalise(body).strip()
    if body == locked.body and aside.settled_by.exists():
        return Saved(Outcome.UNCHANGED, None)
    base_revision = _revision(locked, base)
    is_aside = locked.number != base
    return Saved(
        Outcome.ASIDE if is_aside else Outcome.SAVED,
        _add(locked, body, base_revision, by, at, is_aside=is_aside, settles=aside),
    )


@transaction.atomic
def restore(revision: Revision, *, base: int, by: Any, at: datetime) -> Saved:
    """Bring back an earlier revision as a new one."""
    return save(revision.text, revision.body, base=base, by=by, at=at)


def unsettled(text: Text, by: Any) -> Revision | None:
    """The newest text of the person's that waits for a decision."""
    return (
        Revision.objects.filter(text=text, by=by, is_aside=True, settled_by=None)
        .select_related("base", "by__person")
        .order_by("-number")
        .first()
    )


def _lock(text: Text) -> Text:
    # The current revision is read by a query of its own: joined to a row that was waited for, it is the one of before
    # the wait (PostgreSQL 13.2.1, Read Committed), and two first saves would both become current.
    return Text.objects.select_for_update(no_key=True).get(pk=text.pk)


def _revision(text: Text, number: int) -> Revision | None:
    if number == 0:
        return None
    revision = Revision.objects.filter(text=text, number=number).first()
    if revision is None:
        raise LookupError(f"Text {text.pk} has no revision {number}.")
    return revision


def _keep_aside(text: Text, body: str, base: Revision | None, by: Any, at: datetime) -> Saved:
    waiting = Revision.objects.filter(text=text, by=by, is_aside=True, settled_by=None, body=body).first()
    return Saved(Outcome.ASIDE, waiting or _add(text, body, base, by, at, is_aside=True))


def _add(
    text: Text,
    body: str,
    base: Revision | None,
    by: Any,
    at: datetime,
    *,
    is_aside: bool = False,
    settles: Revision | None = None,
) -> Revision:
    last = Revision.objects.filter(text=text).order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(
        text=text, number=last + 1, base=base, body=body, by=by, at=at, is_aside=is_aside, settles=settles
    )
    if not is_aside:
        text.current = revision
        text.save(update_fields=["current"])
    return revision
