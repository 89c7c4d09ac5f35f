"""Who is next when a mail about a document does not arrive (docs/decisions.md, "A mail that does not arrive").

A mail to a group goes on only when nobody of the group has the same mail: to those who write the document and were not
written to, else to the secretaries to whom the round is addressed. A mail to the ministries goes on to the secretaries
who do not have it themselves, and what a registry was to get goes on to them all.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from elo_portal.office.clock import day_of
from elo_portal.office.mail.undelivered import Next, passed_on_to
from elo_portal.office.models import Notice
from elo_portal.office.models.mail import NoticeState
from networks.models import Person
from networks.queries import writers_of

from . import feedback_mails, reminder_mails, reminders
from .models import (
    CompletionRequest,
    Document,
    Extension,
    MinistryReport,
    PublishedFeedback,
    ReopenRequest,
    Round,
    Submission,
)
from .notices import compiling, completing, confirming, extending, opening, sending

GONE_WRONG = [NoticeState.FAILED, NoticeState.WITHDRAWN]

# What the number after the first colon of a mail's key names: the document through it, or the document itself.
_BY_DOCUMENT: dict[str, Callable[[int], Document]] = {
    reminder_mails.REMINDER: lambda pk: Document.objects.get(pk=pk),
    completing.COMPLETION_ASKED: lambda pk: CompletionRequest.objects.get(pk=pk).document,
    confirming.CONFIRMATION_ASKED: lambda pk: Document.objects.get(pk=pk),
    extending.EXTENSION: lambda pk: Extension.objects.get(pk=pk).document,
    opening.OPENING_GRANTED: lambda pk: ReopenRequest.objects.get(pk=pk).document,
    opening.OPENING_REFUSED: lambda pk: ReopenRequest.objects.get(pk=pk).document,
    feedback_mails.GIVEN: lambda pk: PublishedFeedback.objects.get(pk=pk).letter.document,
}
_BY_ROUND: dict[str, Callable[[int], int]] = {
    reminder_mails.MISSING: lambda pk: Round.objects.get(pk=pk).pk,
    sending.ARRIVED: lambda pk: Submission.objects.get(pk=pk).document.round_id,
    sending.COMPLETION_ANSWERED: lambda pk: Submission.objects.get(pk=pk).document.round_id,
    compiling.REPORT_FINISHED: lambda pk: MinistryReport.objects.get(pk=pk).printing.edition.round_id,
    opening.OPENING_ASKED: lambda pk: ReopenRequest.objects.get(pk=pk).document.round_id,
}


def next_of_group(notice: Notice, at: datetime) -> list[Next]:
    """Eight queries at most."""
    document, day = _BY_DOCUMENT[notice.kind](_subject_of(notice)), day_of(at)
    secretaries = reminders.secretaries_of([document.round_id], day)[document.round_id]
    # Feedback is told to the secretaries too: that is no mail to the group.
    outside = {one.email for one in secretaries}
    same = [one for one in _same_mail(notice) if one.to_address not in outside]
    if any(one.state not in GONE_WRONG for one in same):
        return []
    writers = writers_of([document.group_id], day)[document.group_id]
    left = _told(writers, [notice.to_address, *(one.to_address for one in same)])
    return left or _told(secretaries, [notice.to_address])


def next_of_ministries(notice: Notice, at: datetime) -> list[Next]:
    """Four queries at most."""
    round_ = _BY_ROUND[notice.kind](_subject_of(notice))
    secretaries = reminders.secretaries_of([round_], day_of(at))[round_]
    have_it: set[str] = set()
    if notice.to_address in {one.email for one in secretaries}:
        have_it = {one.to_address for one in _same_mail(notice) if one.state not in GONE_WRONG}
    return _told(secretaries, have_it | {notice.to_address})


def register_next() -> None:
    """Called once when the portal starts."""
    for kind in _BY_DOCUMENT:
        passed_on_to(kind, next_of_group)
    for kind in _BY_ROUND:
        passed_on_to(kind, next_of_ministries)


def _subject_of(notice: Notice) -> int:
    return int(notice.key.split(":")[1])


def _same_mail(notice: Notice) -> Sequence[Notice]:
    """The mail to the others: keys of one mail differ in what stands last, the person."""
    stem = notice.key.rpartition(":")[0]
    others = Notice.objects.filter(kind=notice.kind, key__startswith=f"{stem}:").exclude(pk=notice.pk)
    return list(others.only("to_address", "state"))


def _told(people: Iterable[Person], without: Iterable[str]) -> list[Next]:
    return [Next(str(one.pk), one.name, one.email, one.language) for one in people if one.email not in {"", *without}]
