"""What the mails say of a document, of a sent version and of what was asked about it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.clock import day_of
from elo_portal.office.words import day, exact_moment, kilobytes, one_decimal

from ..choices import AttachmentRole
from ..content import Receiver
from ..models import CompletionItem, Document, Submission
from ..registry import case_number_facts


def title_of(document: Document) -> str:
    """The document as a mail calls it, in the reader's language: Kainuu, raportti 2014."""
    if document.is_group_report:
        return f"{document.group.area}, {document.round}"
    said = _("%(area)s, action plan %(year)s") if document.is_plan else _("%(area)s, report %(year)s")
    return said % {"area": document.group.area, "year": document.round.year}


def facts_of(submission: Submission, receivers: Sequence[Receiver], language: str) -> list[tuple[str, str]]:
    if submission.document.is_plan:
        return _plan_facts(submission, receivers, language)
    return [
        (_("Arrived"), exact_moment(submission.at)),
        (_("Identifier"), identifier_of(submission)),
        (_("Group"), submission.document.group.name_in(language)),
        (_("Sender"), sender_of(submission)),
        *arrival_facts(submission),
        *case_number_facts(submission.document, day_of(submission.at), language),
        *confirmation_facts(submission),
        (_("Length"), length_of(submission)),
        ("SHA-256", submission.sha256),
    ]


def confirmation_facts(submission: Submission) -> list[tuple[str, str]]:
    """Which centres of a development group had confirmed its report, which had not, and why it went all the same."""
    kept = submission.frozen.get("confirmations")
    if kept is None:
        return []
    given = [one["centre"] for one in kept["centres"] if one["confirmed"]]
    lacking = [one["centre"] for one in kept["centres"] if not one["confirmed"]]
    facts = [(_("Confirmed by"), "\n".join(given))] if given else []
    if lacking:
        facts.append((_("Not confirmed"), "\n".join([*lacking, kept["reason"]])))
    return facts


def _plan_facts(submission: Submission, receivers: Sequence[Receiver], language: str) -> list[tuple[str, str]]:
    """All that a registry needs for registering the plan from its mailbox."""
    document, content = submission.document, submission.frozen
    handled = content["handled_on"]
    return [
        (pgettext("fact", "Document"), content["title"]),
        (_("Arrived"), exact_moment(submission.at)),
        (_("Due date"), day(datetime.fromisoformat(content["due"]))),
        (_("Identifier"), identifier_of(submission)),
        (_("Group"), document.group.name_in(language)),
        (_("Sender"), sender_of(submission)),
        *arrival_facts(submission),
        *case_number_facts(document, day_of(submission.at), language),
        (_("Addressees"), addressees_in(receivers, language)),
        (_("Handled in the group"), day(date.fromisoformat(handled)) if handled else _("no day given")),
        (_("Measures"), str(len(content["measures"]))),
        (_("Strategy"), _strategy(content)),
        (_("Attached files"), _attached(content)),
        (_("Language"), _(translation.get_language_info(content["language"])["name"])),
        (_("Length"), length_of(submission)),
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


def addressees_in(receivers: Sequence[Receiver], language: str) -> str:
    return "\n".join(addressee_in(one, language) for one in receivers) or "–"


def addressee_in(receiver: Receiver, language: str) -> str:
    return f"{receiver.organisation_in(language)}, {receiver.named_in(language)}"


def identifier_of(submission: Submission) -> str:
    return _("%(identifier)s, version %(number)s") % {
        "identifier": submission.identifier,
        "number": submission.number,
    }


def sender_of(submission: Submission) -> str:
    sender = submission.frozen["sent"]["by"]
    return ", ".join(part for part in (sender["name"], sender["organisation"]) if part)


def arrival_facts(submission: Submission) -> list[tuple[str, str]]:
    """The way of a document that was not sent in the portal, and its files."""
    arrival = submission.frozen.get("arrival")
    if arrival is None:
        return []
    return [
        (_("Way of arrival"), str(ArrivalWay(arrival["way"]).label)),
        (_("Files"), "\n".join(file["name"] for file in arrival["files"])),
    ]


def length_of(submission: Submission) -> str:
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


def asked_in(item: CompletionItem, language: str, at: datetime) -> dict[str, Any]:
    asking = item.asking
    return {
        "number": item.number,
        "title": item.title,
        "question": f"{item.answer.number} {item.answer.title_in(language)}",
        "what": asking.text,
        "ministry": asking.ministry.name_on(day_of(at), language) if asking.ministry else "",
    }
