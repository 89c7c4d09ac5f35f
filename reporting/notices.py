"""The mails that a sending brings with it (requirements P10; Act 13/2003, section 12: receipt without delay)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import day, exact_moment, kilobytes, one_decimal
from networks.choices import Role, Seat
from networks.models import Membership, Person

from .choices import ArrivalWay, AttachmentRole
from .content import Receiver
from .models import Submission
from .registry import case_number_facts

ARRIVED = "arrived"
RECEIPT = "receipt"
ENTERED = "entered"


def key_of(submission: Submission, kind: str, person: Person) -> str:
    return f"submission:{submission.pk}:{kind}:{person.pk}"


def key_to(submission: Submission, receiver: Receiver) -> str:
    """As `key_of`; a mailbox is named by its organisation and capacity."""
    if receiver.person:
        return key_of(submission, ARRIVED, receiver.person)
    return f"submission:{submission.pk}:{ARRIVED}:{receiver.capacity}-{receiver.organisation.pk}"


def tell_of_sending(submission: Submission, receivers: Sequence[Receiver], *, sender: Person, at: datetime) -> None:
    """A mail with the PDF to each addressee, and a receipt to the sender and the group's chair."""
    for receiver in receivers:
        _arrived(submission, receiver, receivers, at)
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
    for receiver in receivers:
        if receiver.person != by:
            _arrived(submission, receiver, receivers, at)
    chairs = Membership.objects.on(day_of(at)).filter(group=submission.document.group_id, seat=Seat.CHAIR)
    readers = {one.pk: one for one in experts} | {one.person_id: one.person for one in chairs.select_related("person")}
    for person in readers.values():
        if person.email:
            _entered(submission, receivers, person, by, at)


def _entered(submission: Submission, receivers: Sequence[Receiver], person: Person, by: Person, at: datetime) -> None:
    document = submission.document
    with translation.override(person.language):
        words = {"area": document.group.area, "year": document.round.year, "number": submission.number}
        subject = (
            _("[ELO] Receipt: action plan %(year)s, %(area)s, has been entered in the portal")
            if document.is_plan
            else _("[ELO] Receipt: report %(year)s, %(area)s, has been entered in the portal")
        ) % words
        letter = compose(
            "mail/entered",
            language=person.language,
            subject=subject,
            heading=(
                _("Action plan %(year)s has been received")
                if document.is_plan
                else _("Report %(year)s has been received")
            )
            % words,
            at=at,
            facts=[
                (pgettext("fact", "Received"), exact_moment(submission.at)),
                (_("Identifier"), _identifier(submission)),
                (_("Sender"), _sender(submission)),
                *_arrival_facts(submission),
                (_("Entered by"), by.name),
                (_("Addressees"), _addressees(receivers, person.language)),
                *case_number_facts(document, day_of(at), person.language),
                ("SHA-256", submission.sha256),
            ],
            path=submission.get_absolute_url(),
            button=_("Open the receipt"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "group": document.group.name_in(person.language),
            },
        )
        key = key_of(submission, ENTERED, person)
        _add(submission, ENTERED, key, person.name, person.email, person.language, subject, letter, at)


def _arrived(submission: Submission, receiver: Receiver, receivers: Sequence[Receiver], at: datetime) -> None:
    if not receiver.address:
        return
    document = submission.document
    # An office is written to in the language of what it receives.
    language = receiver.person.language if receiver.person else document.language
    with translation.override(language):
        names = {"area": document.group.area, "year": document.round.year}
        subject = (
            _("[ELO] %(area)s has sent its action plan for %(year)s")
            if document.is_plan
            else _("[ELO] %(area)s has sent its report for %(year)s")
        ) % names
        if submission.number > 1:
            subject += _(", version %(number)s") % {"number": submission.number}
        letter = compose(
            "mail/arrived",
            language=language,
            subject=subject,
            heading=(_("Action plan %(year)s: %(area)s") if document.is_plan else _("Report %(year)s: %(area)s"))
            % names,
            at=at,
            facts=_plan_facts(submission, receivers, language) if document.is_plan else _facts(submission, language),
            path=reverse("document_detail", args=[document.pk]),
            button=_("Open the plan") if document.is_plan else _("Open the report"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "is_registry": receiver.capacity == Role.REGISTRY,
                "capacity": receiver.organisation_in(language),
            },
        )
        to_name = receiver.name or f"{receiver.organisation_in(language)}, {receiver.named_in(language)}"
        _add(
            submission, ARRIVED, key_to(submission, receiver), to_name, receiver.address, language, subject, letter, at
        )


def _facts(submission: Submission, language: str) -> list[tuple[str, str]]:
    return [
        (_("Arrived"), exact_moment(submission.at)),
        (_("Identifier"), _identifier(submission)),
        (_("Group"), submission.document.group.name_in(language)),
        (_("Sender"), _sender(submission)),
        *_arrival_facts(submission),
        *case_number_facts(submission.document, day_of(submission.at), language),
        (_("Length"), _length(submission)),
        ("SHA-256", submission.sha256),
    ]


def _plan_facts(submission: Submission, receivers: Sequence[Receiver], language: str) -> list[tuple[str, str]]:
    """All that a registry needs for registering the plan from its mailbox."""
    document, content = submission.document, submission.frozen
    handled = content["handled_on"]
    return [
        (pgettext("fact", "Document"), content["title"]),
        (_("Arrived"), exact_moment(submission.at)),
        (_("Due date"), day(document.due)),
        (_("Identifier"), _identifier(submission)),
        (_("Group"), document.group.name_in(language)),
        (_("Sender"), _sender(submission)),
        *_arrival_facts(submission),
        *case_number_facts(document, day_of(submission.at), language),
        (_("Addressees"), _addressees(receivers, language)),
        (_("Handled in the group"), day(date.fromisoformat(handled)) if handled else _("no day given")),
        (_("Measures"), str(len(content["measures"]))),
        (_("Strategy"), _strategy(content)),
        (_("Attached files"), _attached(content)),
        (_("Language"), _(translation.get_language_info(content["language"])["name"])),
        (_("Length"), _length(submission)),
        ("SHA-256", submission.sha256),
    ]


def _strategy(content: dict[str, Any]) -> str:
    strategy = content["strategy"]
    if strategy is None:
        is_file = any(one["role"] == AttachmentRole.STRATEGY for one in content["attachments"])
        return _("as an attached file") if is_file else _("none")
    said = _("%(title)s, version %(number)s") % {"title": strategy["title"], "number": strategy["version"]}
    same = [_("Same as last year")] if strategy["same_as_last_year"] else []
    return "\n".join([said, *same, f"SHA-256 {strategy['sha256']}"])


def _attached(content: dict[str, Any]) -> str:
    lines = []
    for one in content["attachments"]:
        role = AttachmentRole(one["role"]).label
        lines.append(f"{one['name']} ({kilobytes(one['size'])} kB), {role}")
        if one["same_as_last_year"]:
            lines.append(_("Same as last year"))
        lines.append(f"SHA-256 {one['sha256']}")
    return "\n".join(lines) or _("none")


def _receipt(
    submission: Submission, receivers: Sequence[Receiver], person: Person, sender: Person, at: datetime
) -> None:
    document = submission.document
    with translation.override(person.language):
        words = {"area": document.group.area, "year": document.round.year, "number": submission.number}
        subject = (
            _("[ELO] Receipt: action plan %(year)s, %(area)s, version %(number)s")
            if document.is_plan
            else _("[ELO] Receipt: report %(year)s, %(area)s, version %(number)s")
        ) % words
        letter = compose(
            "mail/receipt",
            language=person.language,
            subject=subject,
            heading=(
                _("Action plan %(year)s has been received")
                if document.is_plan
                else _("Report %(year)s has been received")
            )
            % words,
            at=at,
            facts=[
                (pgettext("fact", "Received"), exact_moment(submission.at)),
                (_("Identifier"), _identifier(submission)),
                (_("Length"), _length(submission)),
                (_("Addressees"), _addressees(receivers, person.language)),
                *case_number_facts(document, day_of(at), person.language),
                ("SHA-256", submission.sha256),
            ],
            path=submission.get_absolute_url(),
            button=_("Open the receipt"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "group": document.group.name_in(person.language),
                "sender": sender.name,
                "is_sender": person.pk == sender.pk,
            },
        )
        key = key_of(submission, RECEIPT, person)
        _add(submission, RECEIPT, key, person.name, person.email, person.language, subject, letter, at)


def _add(
    submission: Submission,
    kind: str,
    key: str,
    to_name: str,
    to_address: str,
    language: str,
    subject: str,
    letter: Letter,
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
        files=[one.upload for one in submission.attachments.select_related("upload")] if kind == ARRIVED else (),
    )


def _addressees(receivers: Sequence[Receiver], language: str) -> str:
    return "\n".join(_addressee(one, language) for one in receivers) or "–"


def _addressee(receiver: Receiver, language: str) -> str:
    return f"{receiver.organisation_in(language)}, {receiver.named_in(language)}"


def _identifier(submission: Submission) -> str:
    return _("%(identifier)s, version %(number)s") % {
        "identifier": submission.identifier,
        "number": submission.number,
    }


def _sender(submission: Submission) -> str:
    sender = submission.frozen["sent"]["by"]
    return ", ".join(part for part in (sender["name"], sender["organisation"]) if part)


def _arrival_facts(submission: Submission) -> list[tuple[str, str]]:
    """The way of a document that was not sent in the portal, and its files."""
    arrival = submission.frozen.get("arrival")
    if arrival is None:
        return []
    return [
        (_("Way of arrival"), str(ArrivalWay(arrival["way"]).label)),
        (_("Files"), "\n".join(file["name"] for file in arrival["files"])),
    ]


def _length(submission: Submission) -> str:
    if "arrival" in submission.frozen:
        return _("in the files that arrived, the cover page is attached")
    # Rounded up: a report a little over two pages is never said to have two.
    tenths = -(-submission.pages_used // 10)
    said = (
        _("%(pages)s pages, the PDF is attached")
        if submission.document.is_plan
        else _("answers %(pages)s pages, the PDF is attached")
    )
    return said % {"pages": one_decimal(tenths / 10)}
