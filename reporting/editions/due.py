"""When an edition of the ministry report falls due."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from elo_portal.office.clock import HELSINKI, day_of

from ..models import Addressee, Document, Edition, Round, Submission

# After the first edition at most one a day is made by itself, early enough to be there when people come to work.
MORNING = time(6)


def due_rounds(at: datetime) -> list[int]:
    """The rounds of which an edition is due at the moment, the earliest due first. One query.

    The first edition is due when the round's due moment has passed, the due second itself being in time. After it one
    is due whenever something has been sent since the newest, but never two on one day.
    """
    return [
        pk
        for pk, due, newest_at, is_behind in _past(at)
        if newest_at is None or newest_at <= due or (is_behind and _morning_after(newest_at) <= at)
    ]


def next_due(after: datetime) -> datetime | None:
    """The first moment after that at which an edition falls due, as things stand. Two queries."""
    coming = _received(Round.objects.filter(due__gte=after).exclude(opens=None)).order_by("due")
    moments = [due + timedelta(seconds=1) for due in coming.values_list("due", flat=True)[:1]]
    moments += [
        _morning_after(newest_at)
        for _pk, due, newest_at, is_behind in _past(after)
        if newest_at is not None and newest_at > due and is_behind
    ]
    return min((moment for moment in moments if moment > after), default=None)


def _past(at: datetime) -> Iterable[tuple[int, datetime, datetime | None, bool]]:
    """Rounds whose due moment has passed: key, due moment, the newest edition's moment, has more been sent since it."""
    newest = Edition.objects.filter(round=OuterRef("pk")).order_by("-number")
    last = Submission.objects.filter(round=OuterRef("pk")).order_by("-pk")
    rounds = (
        _received(Round.objects.filter(opens__lte=at, due__lt=at.replace(microsecond=0)))
        .annotate(
            newest_at=Subquery(newest.values("at")[:1]),
            newest_sent=Subquery(newest.values("newest")[:1]),
            last_sent=Subquery(last.values("pk")[:1]),
        )
        .order_by("due", "pk")
    )
    for pk, due, newest_at, newest_sent, last_sent in rounds.values_list(
        "pk", "due", "newest_at", "newest_sent", "last_sent"
    ):
        yield pk, due, newest_at, newest_sent != last_sent


def _received(rounds: QuerySet) -> QuerySet:
    """Rounds in which somebody writes and whose report somebody receives."""
    return rounds.filter(
        Exists(Document.objects.filter(round=OuterRef("pk"))),
        Exists(Addressee.objects.receiving_reports().filter(round=OuterRef("pk"))),
    )


def _morning_after(moment: datetime) -> datetime:
    return datetime.combine(day_of(moment) + timedelta(days=1), MORNING, HELSINKI)
