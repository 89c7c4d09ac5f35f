"""The mails that a sending brings with it (requirements P10; Act 13/2003, section 12: receipt without delay)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import exact_moment, one_decimal
from networks.choices import Seat
from networks.models import Membership, Person

from .content import Receiver
from .models import Submission

ARRIVED = "arrived"
RECEIPT = "receipt"


def key_of(submission: Submission, kind: str, person: Person) -> str:
    return f"submission:{submission.pk}:{kind}:{person.pk}"


def tell_of_sending(submission: Submission, receivers: Sequence[Receiver], *, sender: Person, at: datetime) -> None:
    """A mail with the PDF to each addressee, and a receipt to the sender and the group's chair."""
    for receiver in receivers:
        _arrived(submission, receiver, at)
    chairs = Membership.objects.on(day_of(at)).filter(group=submission.document.group_id, seat=Seat.CHAIR)
    readers = {sender.pk: sender} | {one.person_id: one.person for one in chairs.select_related("person")}
    for person in readers.values():
        if person.email:
            _receipt(submission, receivers, person, sender, at)


def _arrived(submission: Submission, receiver: Receiver, at: datetime) -> None:
    person = receiver.person
    if not person.email:
        return
    document = submission.document
    with translation.override(person.language):
        area, year = document.group.area, document.round.year
        subject = _("[ELO] %(area)s has sent its report for %(year)s") % {"area": area, "year": year}
        if submission.number > 1:
            subject += _(", version %(number)s") % {"number": submission.number}
        letter = compose(
            "mail/arrived",
            language=person.language,
            subject=subject,
            heading=_("Report %(year)s: %(area)s") % {"area": area, "year": year},
            at=at,
            facts=[
                (_("Arrived"), exact_moment(submission.at)),
                (_("Identifier"), _identifier(submission)),
                (_("Group"), document.group.name_in(person.language)),
                (_("Sender"), submission.by.name),
                (_("Length"), _length(submission)),
                ("SHA-256", submission.sha256),
            ],
            path=reverse("document_detail", args=[document.pk]),
            button=_("Open the report"),
            context={"submission": submission, "capacity": receiver.organisation_in(person.language)},
        )
        _add(submission, ARRIVED, person, subject, letter, at)


def _receipt(
    submission: Submission, receivers: Sequence[Receiver], person: Person, sender: Person, at: datetime
) -> None:
    document = submission.document
    with translation.override(person.language):
        area, year = document.group.area, document.round.year
        subject = _("[ELO] Receipt: report %(year)s, %(area)s, version %(number)s") % {
            "area": area,
            "year": year,
            "number": submission.number,
        }
        letter = compose(
            "mail/receipt",
            language=person.language,
            subject=subject,
            heading=_("Report %(year)s has been received") % {"year": year},
            at=at,
            facts=[
                (pgettext("fact", "Received"), exact_moment(submission.at)),
                (_("Identifier"), _identifier(submission)),
                (_("Length"), _length(submission)),
                (_("Addressees"), "\n".join(_addressee(one, person.language) for one in receivers) or "–"),
                ("SHA-256", submission.sha256),
            ],
            path=submission.get_absolute_url(),
            button=_("Open the receipt"),
            context={
                "submission": submission,
                "group": document.group.name_in(person.language),
                "sender": sender.name,
                "is_sender": person.pk == sender.pk,
            },
        )
        _add(submission, RECEIPT, person, subject, letter, at)


def _add(submission: Submission, kind: str, person: Person, subject: str, letter: Letter, at: datetime) -> None:
    mail.add(
        key=key_of(submission, kind, person),
        kind=kind,
        to_name=person.name,
        to_address=person.email,
        language=person.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
        awaits_print=submission.print_key,
        attachment_name=f"{submission.identifier}.pdf",
    )


def _addressee(receiver: Receiver, language: str) -> str:
    return f"{receiver.organisation_in(language)}, {receiver.person.name}"


def _identifier(submission: Submission) -> str:
    return _("%(identifier)s, version %(number)s") % {
        "identifier": submission.identifier,
        "number": submission.number,
    }


def _length(submission: Submission) -> str:
    # Rounded up: a report a little over two pages is never said to have two.
    tenths = -(-submission.pages_used // 10)
    return _("answers %(pages)s pages, the PDF is attached") % {"pages": one_decimal(tenths / 10)}
