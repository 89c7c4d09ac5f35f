"""The mails of the reporting floor.

A sending brings an arrival and a receipt (requirements P10; Act 13/2003, section 12: receipt without delay). A request
for completion, its replies and what becomes of them, an extension and an asking for opening bring theirs (F5, C11).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import day, exact_moment, moment, one_decimal
from networks.choices import Role, Seat
from networks.models import Membership, Person

from .choices import RoundKind
from .completions import open_items
from .content import Receiver, receivers, senders_of
from .models import CompletionItem, CompletionRequest, Document, Extension, ReopenRequest, Submission

ARRIVED = "arrived"
RECEIPT = "receipt"
COMPLETION_ASKED = "completion_asked"
COMPLETION_ANSWERED = "completion_answered"
COMPLETION_SETTLED = "completion_settled"
EXTENSION = "extension"
OPENING_ASKED = "opening_asked"
OPENING_GRANTED = "opening_granted"
OPENING_REFUSED = "opening_refused"


def key_of(submission: Submission, kind: str, person: Person) -> str:
    return f"submission:{submission.pk}:{kind}:{person.pk}"


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
    for receiver in receivers:
        if replied:
            _answered(submission, receiver, replied, at)
        else:
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


# -- completion, extension and opening


def tell_of_asking(request: CompletionRequest, *, at: datetime, is_addition: bool = False) -> None:
    """Everything that the request asks, with its date, to those who send and to the group's chair."""
    document = request.document
    items = open_items(document)
    last = max(item.last.pk for item in items)
    for person in _region(document, at):
        with translation.override(person.language):
            subject = _("[ELO] Request for completion: %(title)s, by %(day)s") % {
                "title": _title(document),
                "day": day(document.completion_due),
            }
            _tell(
                COMPLETION_ASKED,
                f"completion:{request.pk}:{last}",
                person,
                subject=subject,
                heading=(
                    _("The ministries have added to their request for completion")
                    if is_addition
                    else _("The ministries ask you to complete the document")
                ),
                at=at,
                facts=[
                    (_("Document"), _title(document)),
                    (_("Version"), str(request.submission.number)),
                    (_("Round of asking"), str(request.number)),
                    (_("Complete by"), moment(document.completion_due)),
                ],
                path=reverse("document_write", args=[document.pk]),
                button=_("Answer the request"),
                context={"asked": [_asked(item, person.language, at) for item in items], "note": request.note},
            )


def _answered(submission: Submission, receiver: Receiver, replied: Sequence[CompletionItem], at: datetime) -> None:
    person, document = receiver.person, submission.document
    if not person.email:
        return
    with translation.override(person.language):
        subject = _("[ELO] %(title)s has been completed, version %(number)s") % {
            "title": _title(document),
            "number": submission.number,
        }
        letter = compose(
            "mail/completion_answered",
            language=person.language,
            subject=subject,
            heading=_("The request for completion has been answered"),
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
            button=_("Read the replies"),
            context={
                "submission": submission,
                "capacity": receiver.organisation_in(person.language),
                "replied": [{**_asked(item, person.language, at), "reply": item.asking.draft.body} for item in replied],
            },
        )
        _add(submission, COMPLETION_ANSWERED, person, subject, letter, at)


def tell_of_settling(
    document: Document, items: Sequence[CompletionItem], *, left: int, at: datetime, by_review: bool = False
) -> None:
    """What is in order now, or ended by the review, and how many items are left, to the region."""
    turns = "-".join(str(item.number) for item in items)
    for person in _region(document, at):
        with translation.override(person.language):
            if by_review:
                subject = _("[ELO] %(title)s: the request for completion has ended")
            elif left:
                subject = _("[ELO] %(title)s: a completion is in order")
            else:
                subject = _("[ELO] %(title)s: every completion is in order")
            subject %= {"title": _title(document)}
            _tell(
                COMPLETION_SETTLED,
                f"completion:{document.pk}:settled:{items[0].last.pk}:{turns}",
                person,
                subject=subject,
                heading=subject.removeprefix("[ELO] "),
                at=at,
                facts=[(_("Request %(number)s") % {"number": item.number}, item.title) for item in items],
                path=reverse("document_detail", args=[document.pk]),
                button=_("Open the document"),
                context={"left": left, "by_review": by_review},
            )


def tell_of_extension(extension: Extension, *, at: datetime) -> None:
    document = extension.document
    for person in _region(document, at):
        with translation.override(person.language):
            _tell(
                EXTENSION,
                f"extension:{extension.pk}",
                person,
                subject=_("[ELO] More time: %(title)s, by %(day)s")
                % {"title": _title(document), "day": day(extension.due)},
                heading=_("Your group has more time"),
                at=at,
                facts=[
                    (_("Document"), _title(document)),
                    (_("New due date"), moment(extension.due)),
                    (_("Granted by"), extension.by.name),
                    (_("Reason"), extension.reason),
                ],
                path=reverse("document_write", args=[document.pk]),
                button=_("Continue writing"),
                context={"is_completion": extension.request_id is not None},
            )


def tell_of_asking_to_open(request: ReopenRequest, *, at: datetime) -> None:
    """To the secretaries of both ministries."""
    document = request.document
    for receiver in receivers(document, at):
        person = receiver.person
        if receiver.capacity != Role.NATIONAL_SECRETARY or not person.email:
            continue
        with translation.override(person.language):
            _tell(
                OPENING_ASKED,
                f"opening:{request.pk}:asked",
                person,
                subject=_("[ELO] The group asks for opening: %(title)s") % {"title": _title(document)},
                heading=_("The group asks to open the document for writing"),
                at=at,
                facts=[
                    (_("Document"), _title(document)),
                    (_("Asked by"), request.by.name),
                    (_("Reason"), request.reason),
                ],
                path=reverse("document_detail", args=[document.pk]),
                button=_("Answer the group"),
                context={"capacity": receiver.organisation_in(person.language)},
            )


def tell_of_opening(request: ReopenRequest, *, at: datetime) -> None:
    """The ministry's answer, to the region."""
    document = request.document
    kind = OPENING_GRANTED if request.is_granted else OPENING_REFUSED
    name = "document_write" if request.is_granted else "document_detail"
    for person in _region(document, at):
        with translation.override(person.language):
            if request.is_granted:
                subject, heading = _("[ELO] Opened for writing: %(title)s"), _("The document is open for writing")
            else:
                subject, heading = _("[ELO] Not opened: %(title)s"), _("The document was not opened")
            _tell(
                kind,
                f"opening:{request.pk}:answered",
                person,
                subject=subject % {"title": _title(document)},
                heading=heading,
                at=at,
                facts=[
                    (_("Document"), _title(document)),
                    (_("Answered by"), request.decided_by.name if request.decided_by else ""),
                    (_("Reason"), request.answer),
                ],
                path=reverse(name, args=[document.pk]),
                button=_("Continue writing") if request.is_granted else _("Open the document"),
            )


def _region(document: Document, at: datetime) -> list[Person]:
    """Those who send the document and the group's chairs, each once, if mail reaches them."""
    on = day_of(at)
    chairs = Membership.objects.on(on).filter(group=document.group_id, seat=Seat.CHAIR).select_related("person")
    people = [*senders_of(document, on), *(one.person for one in chairs)]
    return [person for person in {person.pk: person for person in people}.values() if person.email]


def _title(document: Document) -> str:
    """The document as a mail calls it, in the reader's language: Kainuu, raportti 2014."""
    words = {
        RoundKind.PLAN: _("%(area)s, action plan %(year)s"),
        RoundKind.REPORT: _("%(area)s, report %(year)s"),
        RoundKind.GROUP_REPORT: _("%(area)s, development group's report %(year)s"),
    }
    return words[RoundKind(document.round.kind)] % {"area": document.group.area, "year": document.round.year}


def _asked(item: CompletionItem, language: str, at: datetime) -> dict[str, Any]:
    asking = item.asking
    return {
        "number": item.number,
        "title": item.title,
        "question": f"{item.answer.number} {item.answer.title_in(language)}",
        "what": asking.text,
        "ministry": asking.ministry.name_on(day_of(at), language) if asking.ministry else "",
    }


def _tell(
    kind: str,
    key: str,
    person: Person,
    *,
    subject: str,
    heading: str,
    at: datetime,
    facts: Sequence[tuple[str, str]],
    path: str,
    button: str,
    context: Mapping[str, Any] | None = None,
) -> None:
    template = {OPENING_GRANTED: "opening_answered", OPENING_REFUSED: "opening_answered"}.get(kind, kind)
    letter = compose(
        f"mail/{template}",
        language=person.language,
        subject=subject,
        heading=heading,
        at=at,
        facts=facts,
        path=path,
        button=button,
        context={**(context or {}), "is_granted": kind == OPENING_GRANTED},
    )
    mail.add(
        key=f"{key}:{person.pk}",
        kind=kind,
        to_name=person.name,
        to_address=person.email,
        language=person.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
    )
