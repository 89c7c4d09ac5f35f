"""The ministries' internal notes on answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import moment
from networks.actor import Actor
from networks.permissions import require
from reporting.models import InternalNote, NoteRewording, Submission
from reporting.permissions import can_reword_note, can_write_notes

from .completing import ministry_of


@transaction.atomic
def write_note(submission: Submission, number: int, text: str, *, by: Actor, at: datetime) -> InternalNote:
    """Write a note on the answer to question `number` of a sent version, in the name of the actor's ministry.

    Raises LookupError when the version has no such answer, ValueError without a text.
    """
    require(can_write_notes, by)
    if number not in {answer["number"] for answer in submission.frozen["answers"]}:
        raise LookupError(f"{submission.identifier} has no answer {number}.")
    note = InternalNote.objects.create(
        submission=submission,
        number=number,
        text=_written(text),
        ministry_id=ministry_of(by),
        by=by.person,
        at=at,
    )
    audit.record("note.write", submission, user=by.user, number=number)
    return note


@transaction.atomic
def correct_note(note: InternalNote, text: str, *, base: int, by: Actor, at: datetime) -> InternalNote:
    """Give the own note a new wording; the earlier ones stay in its history. The same words change nothing.

    `base` is the edition that the author had before them. Raises NotNow when the note has been withdrawn or has
    another edition, ValueError without a text.
    """
    return _reword(note, _written(text), base=base, by=by, at=at)


@transaction.atomic
def withdraw_note(note: InternalNote, *, base: int, by: Actor, at: datetime) -> InternalNote:
    """Withdraw the own note: no page of answers shows it, its history tells what it said. Raises NotNow as above."""
    return _reword(note, "", base=base, by=by, at=at)


def _reword(note: InternalNote, text: str, *, base: int, by: Actor, at: datetime) -> InternalNote:
    # The author in two windows: one after the other.
    note = InternalNote.objects.select_for_update(no_key=True).get(pk=note.pk)
    require(can_reword_note, by, note)
    if note.is_withdrawn:
        raise NotNow(_("The note was withdrawn on %(moment)s.") % {"moment": moment(note.last.at if note.last else at)})
    if text == note.wording:
        return note
    if note.edition != base:
        raise NotNow(_("The note has another wording since you opened the page. Look at it before you go on."))
    NoteRewording.objects.create(note=note, number=base + 1, text=text, at=at)
    audit.record("note.reword" if text else "note.withdraw", note, user=by.user)
    return note


def _written(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("A note is not empty.")
    return text
