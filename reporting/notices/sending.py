"""What follows from a sending, and from a document that came by another way.

Each brings an arrival and a receipt (requirements P10; Act 13/2003, section 12: receipt without delay). The PDF goes
with them, so they wait for its printing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.models import Upload
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.words import exact_moment
from networks.choices import Role, Seat
from networks.models import Membership, Person

from ..content import Receiver
from ..models import CompletionItem, Submission
from ..registry import case_number_facts
from .facts import (
    addressee_in,
    addressees_in,
    arrival_facts,
    asked_in,
    confirmation_facts,
    facts_of,
    identifier_of,
    length_of,
    sender_of,
    title_of,
)

ARRIVED = "arrived"
COMPLETION_ANSWERED = "completion_answered"
RECEIPT = "receipt"
ENTERED = "entered"


def key_of(submission: Submission, kind: str, person: Person) -> str:
    return f"submission:{submission.pk}:{kind}:{person.pk}"


def key_to(submission: Submission, kind: str, receiver: Receiver) -> str:
    """As `key_of`; a mailbox is named by its organisation and capacity."""
    if receiver.person:
        return key_of(submission, kind, receiver.person)
    return f"submission:{submission.pk}:{kind}:{receiver.capacity}-{receiver.organisation.pk}"


def tell_of_sending(
    submission: Submission,
    receivers: Sequence[Receiver],
    *,
    sender: Person,
    at: datetime,
    replied: Sequence[CompletionItem] = (),
) -> None:
    """A mail with the PDF to each addressee, and a receipt to the sender and the group's chair.

    When the version answers a request for completion (`replied`), the addressees are told what was replied.
    """
    files = _files_to_addressees(submission)
    for receiver in receivers:
        if replied:
            _answered(submission, receiver, receivers, replied, files, at)
        else:
            _arrived(submission, receiver, receivers, files, at)
    chairs = Membership.objects.on(day_of(at)).filter(group=submission.document.group_id, seat=Seat.CHAIR)
    readers = {sender.pk: sender} | {one.person_id: one.person for one in chairs.select_related("person")}
    for person in readers.values():
        if person.email:
            _receipt(submission, receivers, person, sender, at)


def tell_of_arrival(
    submission: Submission, receivers: Sequence[Receiver], experts: Sequence[Person], *, by: Person, at: datetime
) -> None:
    """Of a document that came by another way: a mail to each addressee but the one who entered it, and a receipt to
    the group's experts and chair.
    """
    files = _files_to_addressees(submission)
    for receiver in receivers:
        if receiver.person != by:
            _arrived(submission, receiver, receivers, files, at)
    chairs = Membership.objects.on(day_of(at)).filter(group=submission.document.group_id, seat=Seat.CHAIR)
    readers = {one.pk: one for one in experts} | {one.person_id: one.person for one in chairs.select_related("person")}
    for person in readers.values():
        if person.email:
            _entered(submission, receivers, person, by, at)


def _arrived(
    submission: Submission, receiver: Receiver, receivers: Sequence[Receiver], files: Sequence[Upload], at: datetime
) -> None:
    if not receiver.address:
        return
    document, language = submission.document, _language_of(submission, receiver)
    with translation.override(language):
        title = document.round.title_in(language)
        names = {"area": document.group.area, "year": document.round.year, "title": title}
        subject = (
            _("[ELO] %(area)s has sent its report: %(title)s")
            if document.is_group_report
            else _("[ELO] %(area)s has sent its action plan for %(year)s")
            if document.is_plan
            else _("[ELO] %(area)s has sent its report for %(year)s")
        ) % names
        if submission.number > 1:
            subject += _(", version %(number)s") % {"number": submission.number}
        letter = compose(
            "mail/arrived",
            language=language,
            subject=subject,
            heading=f"{title}: {document.group.area}"
            if document.is_group_report
            else (_("Action plan %(year)s: %(area)s") if document.is_plan else _("Report %(year)s: %(area)s")) % names,
            at=at,
            facts=facts_of(submission, receivers, language),
            path=reverse("document_detail", args=[document.pk]),
            button=_("Open the plan") if document.is_plan else _("Open the report"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "is_group_report": document.is_group_report,
                "is_support_body": receiver.capacity == Role.SUPPORT_READER,
                "is_registry": receiver.capacity == Role.REGISTRY,
                "capacity": receiver.organisation_in(language),
                "files": files,
                "are_scanned_first": any(one.scan == ScanState.WAITING for one in files),
            },
        )
        _add_to(submission, ARRIVED, receiver, language, subject, letter, files, at)


def _answered(
    submission: Submission,
    receiver: Receiver,
    receivers: Sequence[Receiver],
    replied: Sequence[CompletionItem],
    files: Sequence[Upload],
    at: datetime,
) -> None:
    if not receiver.address:
        return
    document, language = submission.document, _language_of(submission, receiver)
    with translation.override(language):
        subject = _("[ELO] %(title)s has been completed, version %(number)s") % {
            "title": title_of(document),
            "number": submission.number,
        }
        letter = compose(
            "mail/completion_answered",
            language=language,
            subject=subject,
            heading=_("The request for completion has been answered"),
            at=at,
            facts=facts_of(submission, receivers, language),
            path=reverse("document_detail", args=[document.pk]),
            button=_("Read the replies"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "is_registry": receiver.capacity == Role.REGISTRY,
                "capacity": receiver.organisation_in(language),
                "replied": [{**asked_in(item, language, at), "reply": item.asking.draft.body} for item in replied],
            },
        )
        _add_to(submission, COMPLETION_ANSWERED, receiver, language, subject, letter, files, at)


def _receipt(
    submission: Submission, receivers: Sequence[Receiver], person: Person, sender: Person, at: datetime
) -> None:
    document = submission.document
    with translation.override(person.language):
        subject = (
            _("[ELO] Receipt: %(title)s, %(area)s, version %(number)s")
            if document.is_group_report
            else _("[ELO] Receipt: action plan %(year)s, %(area)s, version %(number)s")
            if document.is_plan
            else _("[ELO] Receipt: report %(year)s, %(area)s, version %(number)s")
        ) % {
            "area": document.group.area,
            "year": document.round.year,
            "number": submission.number,
            "title": document.round,
        }
        facts = [*confirmation_facts(submission), (_("Length"), length_of(submission))]
        context = {"sender": sender.name, "is_sender": person.pk == sender.pk}
        _add_receipt(submission, RECEIPT, receivers, person, subject, facts, context, at)


def _entered(submission: Submission, receivers: Sequence[Receiver], person: Person, by: Person, at: datetime) -> None:
    document = submission.document
    with translation.override(person.language):
        subject = (
            _("[ELO] Receipt: action plan %(year)s, %(area)s, has been entered in the portal")
            if document.is_plan
            else _("[ELO] Receipt: report %(year)s, %(area)s, has been entered in the portal")
        ) % {"area": document.group.area, "year": document.round.year}
        facts = [(_("Sender"), sender_of(submission)), *arrival_facts(submission), (_("Entered by"), by.name)]
        _add_receipt(submission, ENTERED, receivers, person, subject, facts, {}, at)


def _add_receipt(
    submission: Submission,
    kind: str,
    receivers: Sequence[Receiver],
    person: Person,
    subject: str,
    facts: Sequence[tuple[str, str]],
    context: Mapping[str, object],
    at: datetime,
) -> None:
    """In the language that is switched on, with what each receipt says of what was received, and `facts` of its own."""
    document = submission.document
    heading = (
        _("The report has been received")
        if document.is_group_report
        else _("Action plan %(year)s has been received")
        if document.is_plan
        else _("Report %(year)s has been received")
    )
    letter = compose(
        f"mail/{kind}",
        language=person.language,
        subject=subject,
        heading=heading % {"year": document.round.year},
        at=at,
        facts=[
            (pgettext("fact", "Received"), exact_moment(submission.at)),
            (_("Identifier"), identifier_of(submission)),
            *facts,
            (_("Addressees"), addressees_in(receivers, person.language)),
            *case_number_facts(document, day_of(at), person.language),
            ("SHA-256", submission.sha256),
        ],
        path=submission.get_absolute_url(),
        button=_("Open the receipt"),
        context={
            "submission": submission,
            "is_plan": document.is_plan,
            "is_group_report": document.is_group_report,
            "title": document.round.title_in(person.language),
            "group": document.group.name_in(person.language),
            **context,
        },
    )
    key = key_of(submission, kind, person)
    _add(submission, kind, key, person.name, person.email, person.language, subject, letter, (), at)


def _language_of(submission: Submission, receiver: Receiver) -> str:
    """An office is written to in the language of what it receives."""
    return receiver.person.language if receiver.person else submission.document.language


def _add_to(
    submission: Submission,
    kind: str,
    receiver: Receiver,
    language: str,
    subject: str,
    letter: Letter,
    files: Sequence[Upload],
    at: datetime,
) -> None:
    to_name = receiver.name or addressee_in(receiver, language)
    key = key_to(submission, kind, receiver)
    _add(submission, kind, key, to_name, receiver.address, language, subject, letter, files, at)


def _add(
    submission: Submission,
    kind: str,
    key: str,
    to_name: str,
    to_address: str,
    language: str,
    subject: str,
    letter: Letter,
    files: Sequence[Upload],
    at: datetime,
) -> None:
    mail.add(
        key=key,
        kind=kind,
        to_name=to_name,
        to_address=to_address,
        language=language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
        awaits_print=submission.print_key,
        attachment_name=f"{submission.identifier}.pdf",
        files=files,
    )


def _files_to_addressees(submission: Submission) -> list[Upload]:
    """The files of what came by another way, unless they are too large for one mail, or what is attached to a plan."""
    if "arrival" not in submission.frozen:
        return [one.upload for one in submission.attachments.select_related("upload")]
    arrived = Upload.objects.filter(arrival_file__arrival__submission=submission).order_by("arrival_file__number")
    return list(arrived) if sum(one.size for one in arrived) <= settings.UPLOAD_MOST_BYTES else []
