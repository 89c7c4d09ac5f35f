"""Handing over mail, and what becomes of it."""

import logging
import time
from datetime import timedelta
from email.utils import quote
from itertools import takewhile
from smtplib import SMTPDataError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from elo_portal.office import clock
from elo_portal.office.models import Notice, NoticeAttempt, Print
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.models.uploads import ScanState, UploadKind

from . import undelivered
from .smtp import Unanswered

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
# A delivery that has not ended by now lost its process.
LOST_AFTER = timedelta(minutes=5)
HIDDEN = "…"
REFUSED_FOR_GOOD = 500


def print_is_ready(printed: Print) -> None:
    """Attach a print to the mails that wait for it."""
    Notice.objects.filter(awaits_print=printed.key, print=None).update(print=printed)


def hand_over_ready(seconds: float = 60) -> int:
    """Hand over every mail that may leave, one at a time. Returns how many were taken.

    Stops after `seconds`, well within a task's time limit: a slow mail server must not get the task killed
    between its yes and our commit. What is left goes with the next call.
    """
    _find_lost()
    taken, end = 0, time.monotonic() + seconds
    while time.monotonic() < end and (notice := _claim()) is not None:
        taken += 1
        _hand_over(notice)
    return taken


@transaction.atomic
def withdraw(kind: str, *, prefix: str) -> int:
    """Take back the mails of the kind whose keys begin so and that have not left. Returns how many.

    What they tell of is not true any more. A mail that is just leaving, or has left, is not touched.
    """
    waiting = Notice.objects.filter(kind=kind, key__startswith=prefix, state__in=_NOT_LEFT)
    withdrawn = list(waiting.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Notice.objects.filter(pk__in=withdrawn).update(state=NoticeState.WITHDRAWN, next_try_at=None)
    for pk in withdrawn:
        _note(pk, NoticeState.WITHDRAWN)
    return len(withdrawn)


@transaction.atomic
def decide_delivered(notice: Notice) -> None:
    """A person has found out that an uncertain mail arrived."""
    if Notice.objects.filter(pk=notice.pk, state__in=_DECIDABLE).update(**_delivered(notice)):
        _note(notice.pk, NoticeState.DELIVERED)


@transaction.atomic
def decide_again(notice: Notice) -> None:
    """A person wants an uncertain or undelivered mail to be tried again."""
    if Notice.objects.filter(pk=notice.pk, state__in=_DECIDABLE).update(
        state=NoticeState.AGAIN, next_try_at=None, claimed_at=None
    ):
        _note(notice.pk, NoticeState.AGAIN)


@transaction.atomic
def doubt_what_had_not_left(explanation: str) -> int:
    """The database is that of a backup: what had not left then may have left since, so a person decides.

    Returns how many. Nobody is told by mail; the administrator's first page shows them.
    """
    states = [NoticeState.WAITING, NoticeState.LEAVING, NoticeState.AGAIN]
    waiting = Notice.objects.filter(state__in=states).select_for_update(no_key=True)
    doubtful = list(waiting.order_by("pk").values_list("pk", flat=True))
    Notice.objects.filter(pk__in=doubtful).update(state=NoticeState.UNCERTAIN, next_try_at=None, claimed_at=None)
    for pk in doubtful:
        _note(pk, NoticeState.UNCERTAIN, explanation)
    return len(doubtful)


_NOT_LEFT = [NoticeState.WAITING, NoticeState.AGAIN, NoticeState.FAILED]
_DECIDABLE = [NoticeState.UNCERTAIN, NoticeState.FAILED]


def _claim() -> Notice | None:
    with transaction.atomic():
        notice = (
            Notice.objects.ready(timezone.now())
            .select_for_update(skip_locked=True, no_key=True, of=("self",))
            .order_by("pk")
            .first()
        )
        if notice is None:
            return None
        notice.state, notice.claimed_at = NoticeState.LEAVING, timezone.now()
        notice.save(update_fields=["state", "claimed_at"])
    return notice


def _hand_over(notice: Notice) -> None:
    try:
        _message(notice).send()
    except Unanswered as silence:
        # To ask again could bring the mail twice, so a person decides.
        with transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(state=NoticeState.UNCERTAIN)
            _note(notice.pk, NoticeState.UNCERTAIN, _said(silence))
            undelivered.tell_of_doubt(notice, _said(silence), at=clock.now())
        return
    except (OSError, ValueError) as failure:
        # Refused, timed out, unknown address: smtplib's errors are OSErrors. An address that cannot be written
        # into a header is a ValueError.
        _failed(notice, failure)
        return
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**_delivered(notice))
        _note(notice.pk, NoticeState.DELIVERED)


def _delivered(notice: Notice) -> dict[str, str]:
    """What changes in a mail that has been delivered: a secret link or code is not kept where others read."""
    hidden = {"text": HIDDEN, "html": HIDDEN} if notice.is_confidential and not settings.REHEARSAL else {}
    return {"state": NoticeState.DELIVERED, **hidden}


def _message(notice: Notice) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=notice.subject,
        body=notice.text,
        from_email=settings.MAIL_FROM,
        to=[f'"{quote(" ".join(notice.to_name.split()))}" <{notice.to_address}>'],
        reply_to=[notice.reply_to or settings.MAIL_REPLY_TO],
        headers={"Message-ID": f"<notice-{notice.pk}@{settings.MAIL_FROM.rpartition('@')[2].rstrip('>')}>"},
        connection=get_connection(),
    )
    message.attach_alternative(notice.html, "text/html")
    if notice.print is not None:
        message.attach(notice.attachment_name, bytes(notice.print.file.pdf), "application/pdf")
    for upload in notice.files.exclude(scan=ScanState.INFECTED).order_by("pk"):
        with upload.file.open("rb") as file:
            message.attach(upload.name, file.read(), UploadKind(upload.kind).media_type)
    return message


def _failed(notice: Notice, failure: Exception) -> None:
    tries = _failures_since_a_person_decided(notice) + 1
    is_last = tries >= MOST_ATTEMPTS or _is_for_good(failure)
    state = NoticeState.FAILED if is_last else NoticeState.AGAIN
    logger.warning("Mail %s was not handed over: %s", notice.pk, type(failure).__name__)
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            state=state, next_try_at=timezone.now() + timedelta(minutes=2**tries), claimed_at=None
        )
        _note(notice.pk, state, _said(failure))
        if is_last:
            undelivered.tell(notice, _said(failure), at=clock.now())


def _said(failure: Exception) -> str:
    return f"{type(failure).__name__}: {failure}"[:500]


def _is_for_good(failure: Exception) -> bool:
    """Whether the server has said that asking again will not help (RFC 5321, section 4.2.1: 5yz).

    What it says of our own sign-in or sender is mended by us, so the mail is tried again.
    """
    if isinstance(failure, SMTPRecipientsRefused):
        return all(code >= REFUSED_FOR_GOOD for code, _words in failure.recipients.values())
    return isinstance(failure, SMTPDataError) and failure.smtp_code >= REFUSED_FOR_GOOD


def _failures_since_a_person_decided(notice: Notice) -> int:
    """A person's «try again» stands among the attempts without an explanation, and gives five new tries."""
    outcomes = NoticeAttempt.objects.filter(notice=notice).order_by("-pk").values_list("explanation", flat=True)
    return sum(1 for _ in takewhile(bool, outcomes))


def _find_lost() -> None:
    """Mails whose delivery began and never ended: whether they left is not known, so a person decides."""
    lost = Notice.objects.filter(state=NoticeState.LEAVING, claimed_at__lt=timezone.now() - LOST_AFTER)
    for notice in list(lost):
        with transaction.atomic():
            if lost.filter(pk=notice.pk).update(state=NoticeState.UNCERTAIN):
                _note(notice.pk, NoticeState.UNCERTAIN)
                undelivered.tell_of_doubt(notice, "", at=clock.now())


def _note(pk: int, outcome: str, explanation: str = "") -> None:
    NoticeAttempt.objects.create(notice_id=pk, at=timezone.now(), outcome=outcome, explanation=explanation)
