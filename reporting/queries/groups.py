"""The development groups with their centres, members and reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import FEWEST_CENTRES, MOST_CENTRES, GroupKind
from networks.models import Group, GroupChange, Membership, Participation
from networks.queries import seated

from ..choices import RoundKind, State
from ..models import Document, Round, Submission
from ..models.documents import DocumentQuerySet
from ..permissions import can_follow_round
from .shown import LATE, sent_versions


@dataclass(frozen=True)
class Share:
    """A centre's part in a group, as it is named on the day."""

    name: str
    is_convener: bool
    since: date
    until: date | None


@dataclass(frozen=True)
class GroupReport:
    """A half-year's report of a group. `state` is what the reader may know of it; empty when it has not been sent."""

    round: Round
    document: Document
    state: str
    version: Submission | None
    writes: bool

    @property
    def may_open(self) -> bool:
        return self.version is not None or self.writes


@dataclass(frozen=True)
class ListedGroup:
    """A development group on the list. `report` is that of the newest round; None when it has none there."""

    group: Group
    shares: tuple[Share, ...]
    members: int
    report: GroupReport | None
    is_own: bool

    @property
    def convener(self) -> str:
        return next((one.name for one in self.shares if one.is_convener), "")

    @property
    def centres(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.shares)

    @property
    def is_out_of_size(self) -> bool:
        """A merger of centres may leave a group too small or too large: it is flagged (requirements G17)."""
        return is_out_of_size(self.shares)


@dataclass(frozen=True)
class GroupList:
    round: Round | None
    groups: tuple[ListedGroup, ...]
    ended: tuple[ListedGroup, ...]


@dataclass(frozen=True)
class GroupPage:
    """One development group: who takes part on the day, who sits in it, what it has reported, what was done to it."""

    group: Group
    day: date
    shares: tuple[Share, ...]
    members: tuple[Membership, ...]
    coming: tuple[Membership, ...]
    reports: tuple[GroupReport, ...]
    changes: tuple[tuple[GroupChange, str], ...]

    @property
    def is_out_of_size(self) -> bool:
        return self.group.until is None and is_out_of_size(self.shares)


def is_out_of_size(shares: tuple[Share, ...]) -> bool:
    return not FEWEST_CENTRES <= len(shares) <= MOST_CENTRES


def development_groups(actor: Actor) -> GroupList:
    """The groups that go on, and those that have ended. Eight queries at most, however many groups there are."""
    day = actor.day
    groups = list(
        Group.objects.filter(kind=GroupKind.DEVELOPMENT)
        .select_related("theme")
        .annotate(
            seats=Count(
                "memberships",
                filter=Q(memberships__since__lte=day) & (Q(memberships__until=None) | Q(memberships__until__gte=day)),
            )
        )
        .prefetch_related(_shares())
    )
    round_ = Round.objects.filter(kind=RoundKind.GROUP_REPORT, opens__lte=actor.at).order_by("-due").first()
    documents = {one.group_id: one for one in _documents(groups).filter(round=round_)} if round_ else {}
    follows = round_ is not None and can_follow_round(actor, round_)
    rows = [
        ListedGroup(
            group=group,
            shares=_in_force(group.participations.all(), group, day),
            members=group.seats,
            report=_report(documents[group.pk], actor, follows=follows) if group.pk in documents else None,
            is_own=group.pk in actor.own_groups,
        )
        for group in groups
    ]
    rows.sort(key=lambda one: (len(one.group.code), one.group.code))
    going = tuple(one for one in rows if one.group.until is None or one.group.until >= day)
    return GroupList(round_, going, tuple(one for one in rows if one not in going))


def development_group(group: Group, actor: Actor) -> GroupPage:
    """One group's page. Eleven queries at most. Of a group that has ended, its last day's centres and members."""
    day = min(group.until, actor.day) if group.until else max(group.since, actor.day)
    shares = Participation.objects.filter(group=group).select_related("organisation")
    members, coming = seated(group, day)
    documents = list(_documents([group]).filter(round__opens__lte=actor.at).order_by("-round__due"))
    # The rounds of a kind go to the same bodies, so one is asked for all.
    follows = bool(documents) and can_follow_round(actor, documents[0].round)
    changes = group.changes.select_related("organisation", "by").prefetch_related("organisation__names").order_by("-pk")
    return GroupPage(
        group=group,
        day=day,
        shares=_in_force(shares.prefetch_related("organisation__names"), group, day),
        members=members,
        coming=coming,
        reports=tuple(_report(one, actor, follows=follows) for one in documents),
        changes=tuple((one, one.organisation.short_name_on(one.day) if one.organisation else "") for one in changes),
    )


def group_reports_of(actor: Actor) -> list[GroupReport]:
    """The newest report of each development group that the actor writes for. Two queries, none for most people."""
    if not actor.groups_written:
        return []
    documents = (
        Document.objects.filter(
            group__in=actor.groups_written, round__kind=RoundKind.GROUP_REPORT, round__opens__lte=actor.at
        )
        .select_related("round", "group")
        .prefetch_related(sent_versions())
        .order_by("group__code", "-round__due")
        .distinct("group__code")
    )
    return [_report(one, actor, follows=False) for one in documents]


def _shares() -> Prefetch:
    rows = Participation.objects.select_related("organisation").prefetch_related("organisation__names")
    return Prefetch("participations", rows)


def _documents(groups: Sequence[Group]) -> DocumentQuerySet:
    return Document.objects.filter(group__in=groups).select_related("round", "group").prefetch_related(sent_versions())


def _in_force(rows: Iterable[Participation], group: Group, day: date) -> tuple[Share, ...]:
    """The centres of the day, or of the group's first or last day; the convener first."""
    day = min(group.until, day) if group.until else max(group.since, day)
    shares = [
        Share(one.organisation.short_name_on(day), one.is_responsible, one.since, one.until)
        for one in rows
        if one.is_in_force(day)
    ]
    return tuple(sorted(shares, key=lambda one: (not one.is_convener, in_alphabet(one.name))))


def _report(document: Document, actor: Actor, *, follows: bool) -> GroupReport:
    """Writers and followers know the state; others know what has been sent (section 14, item 5)."""
    version = next(iter(document.submissions.all()), None)
    writes = document.group_id in actor.groups_written
    if follows or writes:
        state = LATE if document.is_late(actor.at) else str(document.state)
    else:
        state = State.SENT.value if version else ""
    return GroupReport(document.round, document, state, version, writes)
