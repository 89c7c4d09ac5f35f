"""What is done with feedback on the portal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from elo_portal.models import PortalFeedback
from elo_portal.office import clock, mail
from elo_portal.office.audit.log import record
from elo_portal.office.mail.letters import compose
from elo_portal.office.refusals import NotNow

DAYS_TO_ANSWER = timedelta(days=14)


@transaction.atomic
def give_feedback(*, kind: str, text: str, name: str, address: str, language: str, at: datetime) -> PortalFeedback:
    """Store feedback that arrived at the real moment `at`. Its last day of answering is 14 calendar days later."""
    return PortalFeedback.objects.create(
        kind=kind,
        text=text,
        name=name,
        address=address,
        language=language,
        arrived_at=at,
        due_on=clock.day_of(at) + DAYS_TO_ANSWER,
    )


@transaction.atomic
def answer_feedback(feedback: PortalFeedback, *, answer: str, by: Any, at: datetime, mail_at: datetime) -> None:
    """Answer feedback, once; the answer is mailed if an address was given.

    `by` is the user who answers, `at` the real moment, `mail_at` the moment by the domain's clock, which the mail's
    row bears. Raises NotNow when someone has answered already.
    """
    row = PortalFeedback.objects.select_for_update().get(pk=feedback.pk)
    if not row.is_open:
        raise NotNow(_("This feedback has been answered already. Your text was not sent."))
    row.answer, row.answered_by, row.answered_at = answer, by, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record("feedback.answer", row, user=by, mailed=bool(row.address))
    if row.address:
        _write_mail(row, at=mail_at)


def _write_mail(feedback: PortalFeedback, *, at: datetime) -> None:
    with translation.override(feedback.language):
        subject = _("[ELO] Answer to your feedback %(number)s") % {"number": feedback.pk}
        facts = [
            (_("Number"), str(feedback.pk)),
            (_("Arrived"), date_format(timezone.localtime(feedback.arrived_at), "SHORT_DATE_FORMAT")),
            (_("Subject"), str(feedback.get_kind_display())),
        ]
        letter = compose(
            "portal/feedback_mail",
            language=feedback.language,
            subject=subject,
            heading=_("Answer to your feedback"),
            at=at,
            facts=facts,
            context={"feedback": feedback},
        )
    mail.add(
        key=f"portal-feedback-answer:{feedback.pk}",
        kind="portal_feedback_answer",
        to_name=feedback.name or feedback.address,
        to_address=feedback.address,
        language=feedback.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
    )
