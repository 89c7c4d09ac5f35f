"""A request for completion, and what becomes of its items (requirements F5)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.words import day, moment

from ..completions import open_items
from ..models import CompletionItem, CompletionRequest, Document
from .facts import asked_in, title_of
from .telling import contact_of, region_of, tell

COMPLETION_ASKED = "completion_asked"
COMPLETION_SETTLED = "completion_settled"


def tell_of_asking(request: CompletionRequest, *, at: datetime, is_addition: bool = False) -> None:
    """Everything that the request asks, with its date, to those who send and to the group's chair."""
    document = request.document
    items = open_items(document)
    last = max(item.last.pk for item in items)
    reply_to = contact_of(document, at)
    for person in region_of(document, at):
        with translation.override(person.language):
            subject = _("[ELO] Request for completion: %(title)s, by %(day)s") % {
                "title": title_of(document),
                "day": day(document.completion_due),
            }
            tell(
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
                reply_to=reply_to,
                facts=[
                    (_("Document"), title_of(document)),
                    (_("Version"), str(request.submission.number)),
                    (_("Round of asking"), str(request.number)),
                    (_("Complete by"), moment(document.completion_due)),
                ],
                path=reverse("document_write", args=[document.pk]),
                button=_("Answer the request"),
                context={
                    "is_plan": document.is_plan,
                    "asked": [asked_in(item, person.language, at) for item in items],
                    "note": request.note,
                },
            )


def tell_of_settling(
    document: Document, items: Sequence[CompletionItem], *, left: int, at: datetime, by_review: bool = False
) -> None:
    """What is in order now, or ended by the review, and how many items are left, to the region."""
    turns = "-".join(str(item.number) for item in items)
    reply_to = contact_of(document, at)
    for person in region_of(document, at):
        with translation.override(person.language):
            if by_review:
                subject = _("[ELO] %(title)s: the request for completion has ended")
            elif left:
                subject = _("[ELO] %(title)s: a completion is in order")
            else:
                subject = _("[ELO] %(title)s: every completion is in order")
            subject %= {"title": title_of(document)}
            tell(
                COMPLETION_SETTLED,
                f"completion:{document.pk}:settled:{items[0].last.pk}:{turns}",
                person,
                subject=subject,
                heading=subject.removeprefix("[ELO] "),
                at=at,
                reply_to=reply_to,
                facts=[(_("Request %(number)s") % {"number": item.number}, item.title) for item in items],
                path=reverse("document_detail", args=[document.pk]),
                button=_("Open the document"),
                context={"left": left, "by_review": by_review},
            )
