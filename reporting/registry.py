"""What the registries read: case numbers of documents, and the desk of what has arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from elo_portal.office.clock import HELSINKI
from elo_portal.office.models import Print
from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation

from .models import Addressee, Arrival, CaseNumber, Document, Round, Submission
from .permissions import bodies_numbered_for

ROWS_A_PAGE = 50

# By document, the number that stands for each ministry.
Standing = dict[int, dict[int, CaseNumber]]


def standing_numbers(documents: Iterable[Document]) -> Standing:
    """The case numbers that stand for each document: its own go before its round's. Two queries, one without any."""
    documents = list(documents)
    rows = list(
        CaseNumber.objects.standing()
        .concerning(documents)
        .exclude(number="")
        .select_related("by", "authority")
        .prefetch_related("authority__names")
        .order_by("authority__key")
    )
    of_round: dict[int | None, dict[int, CaseNumber]] = {}
    of_document: dict[int | None, dict[int, CaseNumber]] = {}
    for row in rows:
        if row.is_of_round:
            of_round.setdefault(row.round_id, {})[row.authority_id] = row
        else:
            of_document.setdefault(row.document_id, {})[row.authority_id] = row
    return {one.pk: of_round.get(one.round_id, {}) | of_document.get(one.pk, {}) for one in documents}


@dataclass(frozen=True)
class MinistryNumber:
    """The case number of one ministry for one document; None when it has not been written. `may_write`: the reader."""

    ministry: Organisation
    name: str
    row: CaseNumber | None
    may_write: bool = False

    @property
    def number(self) -> str:
        return self.row.number if self.row else ""


def numbers_of(document: Document, actor: Actor) -> list[MinistryNumber]:
    """The numbers of the bodies that register the document, and of any other that has one. Four queries at most."""
    standing = standing_numbers([document])[document.pk]
    addressed = Addressee.objects.registering().filter(round=document.round_id).values("organisation")
    ministries = (
        Organisation.objects.filter(Q(pk__in=addressed) | Q(pk__in=standing)).prefetch_related("names").order_by("key")
    )
    registering = bodies_numbered_for(actor, document.round_id)
    return [
        MinistryNumber(one, one.name_on(actor.day), standing.get(one.pk), one.pk in registering) for one in ministries
    ]


def numbers_in_words(document: Document, day: date, language: str) -> str:
    """The numbers as lines for a mail, «Opetus- ja kulttuuriministeriö: VN/1/2014». Queries as `standing_numbers`."""
    rows = standing_numbers([document])[document.pk].values()
    return "\n".join(f"{row.authority.name_on(day, language)}: {row.number}" for row in rows)


def case_number_facts(document: Document, day: date, language: str) -> list[tuple[str, str]]:
    """The fact that a mail about the document carries when it has case numbers; nothing when it has none."""
    lines = numbers_in_words(document, day, language)
    return [(_("Case numbers"), lines)] if lines else []


def arrival_of(version: Submission | None) -> Arrival | None:
    """How the version came, with its files, when it was not sent in the portal. Two queries, one when it was."""
    arrivals = Arrival.objects.filter(submission=version).select_related("entered_by").prefetch_related("files__upload")
    return arrivals.first() if version else None


# -- the desk


@dataclass(frozen=True)
class DeskChoice:
    """What the clerk wants to see: of one round, of one day, those without a number alone. Kept in the address."""

    round: int | None = None
    day: date | None = None
    is_without_number: bool = False


@dataclass(frozen=True)
class DeskRow:
    """One arrival: a sent version of a document, with the number that stands for the clerk's ministry."""

    submission: Submission
    number: CaseNumber | None
    is_newest: bool
    is_printed: bool
    # The document's own row that a new number takes the place of; 0 when there is none.
    base: int = 0

    @property
    def document(self) -> Document:
        return self.submission.document

    @property
    def way(self) -> str:
        arrival = getattr(self.submission, "arrival", None)
        return str(arrival.get_way_display()) if arrival else _("in the portal")


@dataclass(frozen=True)
class DayOfArrivals:
    day: date
    arrivals: int


@dataclass(frozen=True)
class DeskRound:
    """A round that is addressed to the registry, with the number for the whole of it."""

    round: Round
    number: CaseNumber | None
    base: int = 0


@dataclass(frozen=True)
class Desk:
    rows: tuple[DeskRow, ...]
    page: Page[Any]
    all: int
    without_number: int
    rounds: tuple[DeskRound, ...]
    days: tuple[DayOfArrivals, ...]

    @property
    def shown(self) -> int:
        return self.page.paginator.count


def arrived(*ministries: int) -> Any:
    """What has arrived at the ministries' registries: every sent version in the rounds that are addressed to them."""
    addressed = Addressee.objects.filter(round=OuterRef("round"), organisation__in=ministries, capacity=Role.REGISTRY)
    return Submission.objects.without_content().filter(Exists(addressed))


def on_day(submissions: Any, day: date) -> Any:
    """Those that arrived on a day in Helsinki, from 0:00 to before the next."""
    start = datetime.combine(day, time(), HELSINKI)
    return submissions.filter(at__gte=start, at__lt=datetime.combine(day + timedelta(days=1), time(), HELSINKI))


def desk(ministry: int, choice: DeskChoice, *, at: datetime, page: str | None = None) -> Desk:
    """The registry's desk: those without a case number first, then newest first.

    Eight database queries, however many rows there are.
    """
    everything = arrived(ministry).annotate(has_number=_has_number(ministry))
    chosen = everything
    if choice.round:
        chosen = chosen.filter(round=choice.round)
    if choice.day:
        chosen = on_day(chosen, choice.day)
    if choice.is_without_number:
        chosen = chosen.filter(has_number=False)
    newer = Submission.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    own = CaseNumber.objects.standing().filter(authority=ministry, document=OuterRef("document"))
    ordered = (
        chosen.annotate(is_newest=~Exists(newer), base=Subquery(own.values("pk")))
        .select_related("document__group", "document__round", "by", "arrival")
        .order_by("has_number", "-at", "-pk")
    )
    shown = Paginator(ordered, ROWS_A_PAGE).get_page(page)
    submissions = list(shown.object_list)
    numbers = standing_numbers({one.document_id: one.document for one in submissions}.values())
    printed = _printed(submissions)
    counts = everything.aggregate(all=Count("pk"), without_number=Count("pk", filter=Q(has_number=False)))
    days = (
        everything.filter(**({"round": choice.round} if choice.round else {}))
        .annotate(day=TruncDate("at", tzinfo=HELSINKI))
        .order_by("-day")
        .values("day")
        .annotate(arrivals=Count("pk"))
        .values_list("day", "arrivals")
    )
    return Desk(
        rows=tuple(
            DeskRow(
                submission=one,
                number=numbers[one.document_id].get(ministry),
                is_newest=one.is_newest,
                is_printed=one.print_key in printed,
                base=one.base or 0,
            )
            for one in submissions
        ),
        page=shown,
        rounds=_rounds(ministry, at),
        days=tuple(DayOfArrivals(day, arrivals) for day, arrivals in days),
        **counts,
    )


def _has_number(ministry: int) -> Any:
    standing = CaseNumber.objects.standing().filter(authority=ministry).exclude(number="")
    return Exists(
        standing.filter(Q(document=OuterRef("document")) | Q(round=OuterRef("round"))),
    )


def _rounds(ministry: int, at: datetime) -> tuple[DeskRound, ...]:
    """Two queries."""
    rounds = Round.objects.filter(
        addressees__organisation=ministry, addressees__capacity=Role.REGISTRY, opens__lte=at
    ).distinct()
    numbers = {
        row.round_id: row
        for row in CaseNumber.objects.standing().filter(authority=ministry, round__isnull=False).select_related("by")
    }
    return tuple(
        DeskRound(one, row if row and row.number else None, row.pk if row else 0)
        for one, row in ((one, numbers.get(one.pk)) for one in rounds)
    )


def _printed(submissions: Iterable[Submission]) -> set[str]:
    return set(Print.objects.filter(key__in=[one.print_key for one in submissions]).values_list("key", flat=True))


def history(target: Document | Round, ministry: int) -> list[CaseNumber]:
    """Every number that the ministry has written for the document or the round itself, newest first. One query."""
    rows = CaseNumber.objects.filter(authority=ministry, **{target._meta.model_name or "": target})
    return list(rows.select_related("by").order_by("-pk"))


__all__ = [
    "Desk",
    "DeskChoice",
    "DeskRow",
    "MinistryNumber",
    "arrival_of",
    "arrived",
    "case_number_facts",
    "desk",
    "history",
    "numbers_in_words",
    "numbers_of",
    "on_day",
    "standing_numbers",
]
