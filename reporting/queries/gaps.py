"""Documents that nobody can write."""

from datetime import date, datetime

from networks.queries import writers_of

from ..choices import State
from ..models import Document


def documents_without_writer(at: datetime, day: date) -> list[Document]:
    """Documents of the rounds that are open at the moment, still to be written, whose groups have no writer on the day.

    By due date and code. Four queries.
    """
    waiting = list(
        Document.objects.filter(round__opens__lte=at, state__in=(State.DRAFT, State.RETURNED))
        .select_related("round", "group")
        .order_by("round__due", "group__code")
    )
    writers = writers_of({one.group_id for one in waiting}, day)
    return [one for one in waiting if not writers[one.group_id]]
