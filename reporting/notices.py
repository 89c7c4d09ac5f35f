"""The mails of the reporting floor.

A sending brings an arrival and a receipt (requirements P10; Act 13/2003, section 12: receipt without delay). A request
for completion, its replies and what becomes of them, an extension and an asking for opening bring theirs (F5, C11).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office import mail
from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.models import Upload
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.words import day, exact_moment, kilobytes, moment, one_decimal
from networks.choices import Role, Seat
from networks.models import Membership, Person

from .choices import AttachmentRole, RoundKind
from .completions import open_items
from .content import Receiver, receivers, senders_of
from .models import CompletionItem, CompletionRequest, Document, Extension, ReopenRequest, Submission
from .registry import case_number_facts

ARRIVED = "arrived"
RECEIPT = "receipt"
ENTERED = "entered"
COMPLETION_ASKED = "completion_asked"
COMPLETION_ANSWERED = "completion_answered"
COMPLETION_SETTLED = "completion_settled"
EXTENSION = "extension"
OPENING_ASKED = "opening_asked"
OPENING_GRANTED = "opening_granted"
OPENING_REFUSED = "opening_refused"
# What is attached to a plan goes with these, and the files of what came by another way.
TO_ADDRESSEES = {ARRIVED, COMPLETION_ANSWERED}


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
    for receiver in receivers:
        if replied:
            _answered(submission, receiver, receivers, replied, at)
        else:
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
    document, language = submission.document, _language_of(submission, receiver)
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
            facts=_facts(submission, receivers, language),
            path=reverse("document_detail", args=[document.pk]),
            button=_("Open the plan") if document.is_plan else _("Open the report"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "is_registry": receiver.capacity == Role.REGISTRY,
                "capacity": receiver.organisation_in(language),
                "files": (files := _files_to_addressees(submission)),
                "are_scanned_first": any(one.scan == ScanState.WAITING for one in files),
            },
        )
        _add_to(submission, ARRIVED, receiver, language, subject, letter, at)


def _language_of(submission: Submission, receiver: Receiver) -> str:
    """An office is written to in the language of what it receives."""
    return receiver.person.language if receiver.person else submission.document.language


def _facts(submission: Submission, receivers: Sequence[Receiver], language: str) -> list[tuple[str, str]]:
    if submission.document.is_plan:
        return _plan_facts(submission, receivers, language)
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
        (_("Due date"), day(datetime.fromisoformat(content["due"]))),
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


def _add_to(
    submission: Submission, kind: str, receiver: Receiver, language: str, subject: str, letter: Letter, at: datetime
) -> None:
    to_name = receiver.name or _addressee(receiver, language)
    key = key_to(submission, kind, receiver)
    _add(submission, kind, key, to_name, receiver.address, language, subject, letter, at)


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
        files=_files_to_addressees(submission) if kind in TO_ADDRESSEES else (),
    )


def _files_to_addressees(submission: Submission) -> list[Upload]:
    """The files of what came by another way, unless they are too large for one mail, or what is attached to a plan."""
    if "arrival" not in submission.frozen:
        return [one.upload for one in submission.attachments.select_related("upload")]
    arrived = Upload.objects.filter(arrival_file__arrival__submission=submission).order_by("arrival_file__number")
    return list(arrived) if sum(one.size for one in arrived) <= settings.UPLOAD_MOST_BYTES else []


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
                context={
                    "is_plan": document.is_plan,
                    "asked": [_asked(item, person.language, at) for item in items],
                    "note": request.note,
                },
            )


def _answered(
    submission: Submission,
    receiver: Receiver,
    receivers: Sequence[Receiver],
    replied: Sequence[CompletionItem],
    at: datetime,
) -> None:
    if not receiver.address:
        return
    document, language = submission.document, _language_of(submission, receiver)
    with translation.override(language):
        subject = _("[ELO] %(title)s has been completed, version %(number)s") % {
            "title": _title(document),
            "number": submission.number,
        }
        letter = compose(
            "mail/completion_answered",
            language=language,
            subject=subject,
            heading=_("The request for completion has been answered"),
            at=at,
            facts=_facts(submission, receivers, language),
            path=reverse("document_detail", args=[document.pk]),
            button=_("Read the replies"),
            context={
                "submission": submission,
                "is_plan": document.is_plan,
                "is_registry": receiver.capacity == Role.REGISTRY,
                "capacity": receiver.organisation_in(language),
                "replied": [{**_asked(item, language, at), "reply": item.asking.draft.body} for item in replied],
            },
        )
        _add_to(submission, COMPLETION_ANSWERED, receiver, language, subject, letter, at)


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
    """To the secretaries of both ministries; a registry decides of nothing."""
    document = request.document
    for receiver in receivers(document, at):
        person = receiver.person
        if receiver.capacity != Role.NATIONAL_SECRETARY or person is None or not person.email:
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
