"""What the ministries have asked to be completed in a document, and how far each item has come."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch

from .choices import ItemState, State
from .models import Answer, CompletionItem, CompletionRequest, CompletionTurn, Document, Submission


def items_of(document: Document) -> list[CompletionItem]:
    """Every item ever asked of the document by number, with its answer and its turns. Three queries, or one if none."""
    turns = (
        CompletionTurn.objects.select_related(
            "request__submission", "reply__current__by__person", "ministry", "submission", "by"
        )
        .defer("request__submission__content", "submission__content")
        .prefetch_related("ministry__names")
        .order_by("number")
    )
    items = (
        CompletionItem.objects.filter(document=document)
        .select_related("answer__question", "answer__text__current")
        .prefetch_related(Prefetch("turns", turns))
        .order_by("number")
    )
    return list(items)


def open_items(document: Document) -> list[CompletionItem]:
    """The items that wait for the region."""
    return [item for item in items_of(document) if item.state == ItemState.OPEN]


def unsettled(items: Iterable[CompletionItem]) -> list[CompletionItem]:
    """The items that are not in order yet, whoever has the turn."""
    return [item for item in items if item.state != ItemState.SETTLED]


def asked_answers(document: Document) -> frozenset[int] | None:
    """Keys of the answers that are open while the document is returned for completion; None when it is not."""
    if document.state != State.RETURNED:
        return None
    return frozenset(item.answer_id for item in open_items(document))


def can_change(document: Document, answer: Answer) -> bool:
    """Whether the answer can be changed now; while the document is returned, only if it is asked about."""
    asked = asked_answers(document)
    return document.is_being_written and (asked is None or answer.pk in asked)


def newest_request(document: Document) -> CompletionRequest | None:
    requests = CompletionRequest.objects.filter(document=document).select_related("ministry", "by")
    return requests.prefetch_related("ministry__names").order_by("-number").first()


def unchanged(items: Iterable[CompletionItem], version: Submission) -> list[CompletionItem]:
    """The items whose answer says what it said in the sent version."""
    sent = {answer["number"]: answer["text"] for answer in version.frozen["answers"]}
    return [item for item in items if item.answer.text.body == sent.get(item.answer.number)]


def content_of_replies(document: Document, *, language: str, day: date) -> dict[str, Any]:
    """What is frozen of the replies that go with the next version: {"completion": [...]}, or nothing at all.

    A document that is not returned has no such key, so that its content is what it would be without it.
    """
    if document.state != State.RETURNED:
        return {}
    replies = [
        {
            "round": item.asking.request.number,
            "item": item.number,
            "question": item.answer.number,
            "title": item.title,
            "ministry": item.asking.ministry.name_on(day, language) if item.asking.ministry else "",
            "asked": item.asking.text,
            "reply": item.asking.draft.body,
        }
        for item in open_items(document)
        if item.asking.draft.body.strip()
    ]
    return {"completion": replies} if replies else {}
