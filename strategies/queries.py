"""Questions that the strategies floor answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from networks.actor import Actor
from networks.choices import OrganisationKind, Role
from networks.models import Coverage, Group, GroupArea, Organisation, Region

from .models import Goal, GoalSet, Strategy, StrategyVersion


def strategy_in_force(group: Group, day: date) -> StrategyVersion | None:
    """The version in force of the group's regions on the day; the newest when there are several. One query."""
    regions = GroupArea.objects.on(day).filter(group=group).values("region")
    return (
        StrategyVersion.objects.on(day)
        .filter(strategy__in=Strategy.objects.filter(regions__in=regions))
        .order_by("-since", "pk")
        .first()
    )


def strategies_in_force(days: Mapping[int, date]) -> dict[int, StrategyVersion]:
    """By key of the group, the version in force of its regions on the day that is given for it, as above.

    Three queries, however many groups there are.
    """
    areas = GroupArea.objects.filter(group__in=days).values_list("group_id", "region_id", "since", "until")
    regions: dict[int, set[int]] = {}
    for group, region, since, until in areas:
        if since <= days[group] and (until is None or days[group] <= until):
            regions.setdefault(group, set()).add(region)
    of_regions = Strategy.objects.filter(regions__in={region for those in regions.values() for region in those})
    rows = list(
        StrategyVersion.objects.adopted()
        .filter(strategy__in=of_regions)
        .order_by("-since", "pk")
        .values_list("pk", "since", "until", "strategy__regions")
    )
    chosen = {
        group: next(
            (
                pk
                for pk, since, until, region in rows
                if region in those and since <= days[group] and (until is None or days[group] <= until)
            ),
            None,
        )
        for group, those in regions.items()
    }
    versions = StrategyVersion.objects.in_bulk({pk for pk in chosen.values() if pk})
    return {group: versions[pk] for group, pk in chosen.items() if pk}


def goals_in_force(day: date) -> list[Goal]:
    """The national goals of the newest set in force on the day, by number. One query."""
    newest = GoalSet.objects.on(day).order_by("-since").values("pk")[:1]
    return list(Goal.objects.filter(goal_set__in=newest).select_related("goal_set").order_by("number"))


def goals_named(keys: Iterable[str]) -> list[Goal]:
    """The national goals with the keys (Goal.key), in their order. At most one query."""
    wanted = set(keys)
    if not wanted:
        return []
    sets = {key.rpartition("-")[0] for key in wanted}
    found = Goal.objects.filter(goal_set__key__in=sets).select_related("goal_set").order_by("goal_set__since", "number")
    return [goal for goal in found if goal.key in wanted]


def goal_sets() -> list[GoalSet]:
    """Every set of national goals, the newest first, with its goals. Two queries."""
    return list(GoalSet.objects.prefetch_related("goals").order_by("-since"))


@dataclass(frozen=True)
class Listed:
    """A strategy of the list: the version that stands, the one that comes, and the draft if the actor may see it."""

    strategy: Strategy
    regions: tuple[Region, ...]
    coordinator: str
    standing: StrategyVersion | None
    coming: StrategyVersion | None
    draft: StrategyVersion | None

    @property
    def shown(self) -> StrategyVersion | None:
        """The version whose name the list tells: the one in force, else what there is."""
        return self.standing or self.coming or self.draft


@dataclass(frozen=True)
class StrategyList:
    """`rows` by region; `without` are the regions that a centre covers and that no strategy is of yet.

    `may_begin` are those of them for which the actor may begin one.
    """

    rows: tuple[Listed, ...]
    without: tuple[Region, ...]
    may_begin: frozenset[int] = field(default_factory=frozenset)


def strategy_list(actor: Actor) -> StrategyList:
    """The strategies that the actor sees and the regions without one. Six queries at most."""
    visible = Strategy.objects.visible_to(actor).with_names()
    versions: dict[int, list[StrategyVersion]] = {}
    for version in (
        StrategyVersion.objects.visible_to(actor).without_content().select_related("arrival").order_by("number")
    ):
        versions.setdefault(version.strategy_id, []).append(version)
    rows = [_listed(strategy, versions.get(strategy.pk, []), actor.day) for strategy in visible]
    rows.sort(key=lambda row: (row.regions[0].code if row.regions else "", row.strategy.pk))
    without = regions_without(actor.day) if actor.is_in_network else []
    own = Coverage.objects.on(actor.day).filter(organisation__in=_own_centres(actor))
    may_begin = frozenset(own.values_list("region", flat=True)) if without and actor.holds(Role.EXPERT) else frozenset()
    return StrategyList(
        rows=tuple(rows),
        without=tuple(without),
        may_begin=frozenset(region.pk for region in without if region.pk in may_begin),
    )


def _listed(strategy: Strategy, versions: list[StrategyVersion], day: date) -> Listed:
    adopted = [version for version in versions if not version.is_draft]
    past = [version for version in adopted if version.since is not None and version.since <= day]
    return Listed(
        strategy=strategy,
        regions=tuple(sorted(strategy.regions.all(), key=lambda region: region.code)),
        coordinator=strategy.coordinator.short_name_on(day),
        standing=past[-1] if past else None,
        coming=next((version for version in adopted if version.since is not None and version.since > day), None),
        draft=next((version for version in versions if version.is_draft), None),
    )


def _own_centres(actor: Actor) -> Any:
    return Organisation.objects.filter(pk__in=actor.organisations_as(Role.EXPERT), kind=OrganisationKind.CENTRE).values(
        "pk"
    )


def regions_without(day: date, *, of: Organisation | None = None) -> list[Region]:
    """Regions that a centre (or the one asked) covers on the day and that no strategy is of, by code. One query."""
    coverage = Coverage.objects.on(day).filter(organisation__kind=OrganisationKind.CENTRE)
    if of is not None:
        coverage = coverage.filter(organisation=of)
    taken = Strategy.regions.through.objects.values("region")
    return list(Region.objects.filter(pk__in=coverage.values("region")).exclude(pk__in=taken).order_by("code"))


def centre_of(region: Region, day: date) -> Organisation | None:
    """The centre that covers the region on the day. One query."""
    coverage = Coverage.objects.on(day).filter(region=region, organisation__kind=OrganisationKind.CENTRE)
    return Organisation.objects.filter(pk__in=coverage.values("organisation")).order_by("key").first()


def strategies_by_region() -> list[Strategy]:
    """Every strategy, with its regions, by region. Three queries at most."""
    return sorted(
        Strategy.objects.with_names(),
        key=lambda strategy: (min((region.code for region in strategy.regions.all()), default=""), strategy.pk),
    )


def centres_of(actor: Actor) -> list[Organisation]:
    """The centres for which the actor may begin a strategy. Two queries."""
    return list(Organisation.objects.filter(pk__in=_own_centres(actor)).prefetch_related("names").order_by("code"))


def version_shown(versions: Iterable[StrategyVersion], number: int | None, day: date) -> StrategyVersion | None:
    """Of versions in the order of their numbers the one asked, or the one to be read first.

    That is the version in force; before any is, the first that comes; else the draft; after all have ended, the last.
    """
    known = list(versions)
    if number is not None:
        return next((version for version in known if version.number == number), None)
    adopted = [version for version in known if not version.is_draft]
    past = [version for version in adopted if version.since is not None and version.since <= day]
    if past:
        return past[-1]
    return next(iter(adopted or known), None)
