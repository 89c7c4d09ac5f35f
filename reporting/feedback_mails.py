"""The mails that publishing the feedback brings with it (requirements F4: the centre is told)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import compose
from elo_portal.office.words import exact_moment

from .feedback import Recipient
from .models import PublishedFeedback

GIVEN = "feedback_given"


def tell_of_feedback(published: PublishedFeedback, reached: Sequence[Recipient], *, at: datetime) -> None:
    """A notice with the letter's PDF to everybody whom the letter reaches, each in their own language."""
    for one in reached:
        if one.person.email:
            _given(published, one, at)


def _given(published: PublishedFeedback, recipient: Recipient, at: datetime) -> None:
    person, document = recipient.person, published.letter.document
    with translation.override(person.language):
        words = {"area": document.group.area, "year": document.round.year}
        subject = _("[ELO] Feedback on the report for %(year)s: %(area)s") % words
        letter = compose(
            "mail/feedback_given",
            language=person.language,
            subject=subject,
            heading=_("The ministries' feedback: %(area)s, report %(year)s") % words,
            at=at,
            facts=[
                (_("Published"), exact_moment(published.publication.at)),
                (_("Identifier"), published.identifier),
                (_("Group"), document.group.name_in(person.language)),
                (_("Report"), published.frozen["report"]["identifier"]),
                (_("Confirmed by"), "\n".join(_signature(one) for one in published.frozen["signatures"])),
                ("SHA-256", published.sha256),
            ],
            path=reverse("feedback_letter", args=[document.pk]),
            button=_("Read the feedback"),
            context={
                "is_ministrys": recipient.is_ministrys,
                "organisation": recipient.organisation.name_on(day_of(at), person.language),
                "group": document.group.name_in(person.language),
            },
        )
        mail.add(
            key=f"{published.print_key}:{GIVEN}:{person.pk}",
            kind=GIVEN,
            to_name=person.name,
            to_address=person.email,
            language=person.language,
            subject=subject,
            text=letter.text,
            html=letter.html,
            at=at,
            awaits_print=published.print_key,
            attachment_name=f"{published.identifier}.pdf",
        )


def _signature(one: dict[str, str]) -> str:
    return f"{one['name']}, {one['ministry']}"
