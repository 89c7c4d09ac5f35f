"""Sending a document and taking it back for writing before the due moment."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import audit, frozen, jobs
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from reporting import checks, confirmations, content, notices, reminder_mails
from reporting.choices import State, Step, Turn
from reporting.completions import open_items
from reporting.deadlines import is_past
from reporting.models import CompletionItem, CompletionTurn, Document, Round, Submission
from reporting.workflow import require_step

from .steps import locked, take

PRINT_SUBMISSION = "reporting.print_submission"
# What waits for its scan, or has a virus, goes to nobody.
NOT_SENT = {ScanState.WAITING, ScanState.INFECTED}


@transaction.atomic
def send(
    document: Document,
    *,
    by: Actor,
    at: datetime,
    checked: str = "",
    without: Collection[int] = (),
    reason: str = "",
) -> Submission:
    """Send the document to the round's addressees.

    `checked` is the wording that the sender saw on the check page (content.wording). Raises NotNow when it has
    changed since, when something is missing, when the report is too long, or when somebody was first.
    A development group's report waits until each of its centres has confirmed it. After the due moment it may go
    without those that have not: `without` names them, and `reason` says why (section 14, item 2).
    The content is frozen, chained to the round's previous submission, and printed and mailed by jobs that are
    written in the same transaction.
    """
    document = locked(document)
    rule = require_step(Step.SEND, by, document)
    asked = open_items(document) if document.state == State.RETURNED else []
    _require_replies(asked)
    if checked and checked != content.wording(document):
        raise NotNow(_("Somebody has changed the text since you checked it. Check it again before sending."))
    report = checks.check(document, at=at)
    if report.missing:
        numbers = ", ".join(str(number) for number in report.missing)
        raise NotNow(
            ngettext("Write topic %(numbers)s first.", "Write topics %(numbers)s first.", len(report.missing))
            % {"numbers": numbers}
            if document.is_plan
            else ngettext(
                "Answer question %(numbers)s first.", "Answer questions %(numbers)s first.", len(report.missing)
            )
            % {"numbers": numbers}
        )
    if report.is_too_long:
        raise NotNow(
            _("The plan is longer than can be sent. Shorten it before sending.")
            if document.is_plan
            else _("The report is longer than the round allows. Shorten it before sending.")
        )
    reason = _require_confirmations(document, without, reason, by=by, at=at)
    attachments = content.attachments_of(document)
    if any(one.upload.scan in NOT_SENT for one in attachments):
        raise NotNow(_("An attached file has not passed the virus scan. See the list of files."))
    # One chain a round: the round's row is held while the next link is made.
    Round.objects.select_for_update(no_key=True).get(pk=document.round_id)
    previous = Submission.objects.filter(round=document.round_id, next=None).without_content().first()
    number = (document.submissions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    is_late = is_past(document.due, at)
    data = frozen.canonical(
        content.content_of(
            document, at=at, number=number, sender=by.person, is_late=is_late, previous=previous, reason=reason
        )
    )
    submission = Submission.objects.create(
        document=document,
        round=document.round,
        number=number,
        content=data,
        sha256=frozen.fingerprint(data),
        previous=previous,
        at=at,
        by=by.person,
        is_late=is_late,
        pages_used=report.hundredths,
    )
    submission.attachments.set(attachments)
    keep_replies(asked, submission)
    take(rule, document, by=by, at=at, concerning=submission)
    jobs.add(PRINT_SUBMISSION, submission.pk, key=f"print:{submission.print_key}")
    reminder_mails.withdraw_reminders(document)
    notices.tell_of_sending(submission, content.receivers(document, at), sender=by.person, at=at, replied=asked)
    audit.record("document.send", document, user=by.user, version=number, sha256=submission.sha256)
    return submission


def _require_confirmations(
    document: Document, without: Collection[int], reason: str, *, by: Actor, at: datetime
) -> str:
    """The reason for which the report goes without a centre; empty when all have confirmed it."""
    lacking = confirmations.lacking(confirmations.confirmations_of(document, content.answers_of(document), by.day))
    if not lacking:
        return ""
    names = {"centres": ", ".join(one.name for one in lacking)}
    if not is_past(document.due, at):
        raise NotNow(_("Every centre confirms the report before it is sent. Not confirmed yet: %(centres)s.") % names)
    if any(one.is_convener for one in lacking):
        raise NotNow(_("Confirm the report for your own centre first."))
    if {one.centre.pk for one in lacking} != set(without):
        raise NotNow(_("Name the centres without which you send the report: %(centres)s.") % names)
    if not reason.strip():
        raise NotNow(_("Write why the report is sent without the confirmation of %(centres)s.") % names)
    return reason.strip()


def _require_replies(asked: Sequence[CompletionItem]) -> None:
    """The region answers item by item: each that is open needs a reply before the document is sent again."""
    missing = [item for item in asked if not item.asking.draft.body.strip()]
    if missing:
        numbers = ", ".join(str(item.number) for item in missing)
        raise NotNow(
            ngettext("Reply to request %(numbers)s first.", "Reply to requests %(numbers)s first.", len(missing))
            % {"numbers": numbers}
        )


def keep_replies(asked: Sequence[CompletionItem], submission: Submission, *, text: str = "") -> None:
    """What was asked is answered by the version: with the reply in work, or with `text` for each."""
    for item in asked:
        CompletionTurn.objects.create(
            item=item,
            number=item.last.number + 1,
            kind=Turn.REPLIED,
            request=item.asking.request,
            text=text or item.asking.draft.body,
            submission=submission,
            by=submission.by,
            at=submission.at,
        )


@transaction.atomic
def reopen(document: Document, *, by: Actor, at: datetime) -> None:
    """Open what was sent for writing again, before the due moment. The sent version stands meanwhile."""
    document = locked(document)
    rule = require_step(Step.REOPEN, by, document)
    take(rule, document, by=by, at=at)
    audit.record("document.reopen", document, user=by.user)
