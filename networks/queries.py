"""What is asked of the groups by those who form them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .choices import GroupKind, OrganisationKind, Seat
from .models import Group, Membership, Organisation, Participation, Person


@dataclass(frozen=True)
class ProposedMember:
    """A chair or a secretary of a centre's regional group, who is seated in its development group (section 14, 9)."""

    person: Person
    represents: Organisation
    seat: str
    group: Group


def proposed_members(centres: Collection[int], day: date) -> list[ProposedMember]:
    """The chairs and secretaries of all the regional groups of the centres that day, each person once. One query."""
    groups = Participation.objects.on(day).filter(organisation__in=centres, group__kind=GroupKind.REGIONAL)
    seats = (
        Membership.objects.on(day)
        .filter(group__in=groups.values("group"), seat__in=[Seat.CHAIR, Seat.SECRETARY])
        .select_related("person", "organisation", "group")
        .order_by("group__code", "seat", "person__name")
    )
    found: dict[int, ProposedMember] = {}
    for one in seats:
        found.setdefault(one.person_id, ProposedMember(one.person, one.organisation, one.seat, one.group))
    return list(found.values())


def centres_on(day: date) -> list[Organisation]:
    """The centres in force that day, with their names. Two queries."""
    return list(Organisation.objects.on(day).filter(kind=OrganisationKind.CENTRE).prefetch_related("names"))


def development_groups_of(
    centres: Collection[int], since: date, *, apart_from: Group | None = None
) -> dict[int, list[Group]]:
    """By centre, the development groups in which it takes part on the day or later. One query."""
    shares = (
        Participation.objects.filter(Q(until=None) | Q(until__gte=since), organisation__in=centres)
        .filter(group__kind=GroupKind.DEVELOPMENT)
        .exclude(group=apart_from)
        .select_related("group")
        .order_by("group__code")
    )
    found: dict[int, list[Group]] = {}
    for share in shares:
        groups = found.setdefault(share.organisation_id, [])
        if share.group not in groups:
            groups.append(share.group)
    return found
