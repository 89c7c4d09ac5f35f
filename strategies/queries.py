"""Questions that the strategies floor answers."""

from datetime import date

from networks.models import Group, GroupArea

from .models import Strategy


def strategy_in_force(group: Group, day: date) -> Strategy | None:
    """The strategy of the group's regions on the day; the newest when there are several. One query."""
    regions = GroupArea.objects.on(day).filter(group=group).values("region")
    return Strategy.objects.on(day).filter(regions__in=regions).order_by("-since", "pk").first()
