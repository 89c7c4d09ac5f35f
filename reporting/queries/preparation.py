"""Who is missing from the groups before a year, and whose term ends before its documents are due."""

from dataclasses import dataclass
from datetime import date

from elo_portal.office.words import in_alphabet
from networks.choices import GroupKind, Role, Seat
from networks.models import Appointment, Group, Membership, Participation

WRITER = "writer"
SEATS = (Seat.CHAIR, Seat.SECRETARY)


@dataclass(frozen=True)
class GroupGap:
    """A regional group without a chair, a secretary or a writer today. `missing`: Seat values, or WRITER."""

    group: Group
    missing: tuple[str, ...]


@dataclass(frozen=True)
class EndingTerm:
    """The last term of a seat or of writing that ends before the due day, and nobody follows."""

    group: Group
    what: str
    person: str
    until: date


@dataclass(frozen=True)
class PeopleOfGroups:
    gaps: tuple[GroupGap, ...]
    ending: tuple[EndingTerm, ...]


def people_of_groups(today: date, due: date) -> PeopleOfGroups:
    """The regional groups' chairs, secretaries and writers, today and on the due day. Four database queries.

    A writer is an expert of the responsible organisation (requirements M6; section 14, item 3). What lacks somebody
    today is a gap; what has somebody today and nobody on the due day is an ending term.
    """
    groups = sorted(Group.objects.on(today).filter(kind=GroupKind.REGIONAL), key=lambda one: in_alphabet(one.area))
    seats: dict[tuple[int, str], list[Membership]] = {}
    memberships = Membership.objects.filter(group__in=groups, seat__in=SEATS).exclude(until__lt=today)
    for one in memberships.select_related("person").order_by("since", "pk"):
        seats.setdefault((one.group_id, one.seat), []).append(one)
    responsible: dict[int, list[Participation]] = {}
    shares = Participation.objects.filter(group__in=groups, is_responsible=True).exclude(until__lt=today)
    for share in shares:
        responsible.setdefault(share.group_id, []).append(share)
    experts: dict[int, list[Appointment]] = {}
    bodies = {share.organisation_id for those in responsible.values() for share in those}
    appointments = Appointment.objects.filter(organisation__in=bodies, role=Role.EXPERT).exclude(until__lt=today)
    for appointed in appointments.select_related("person").order_by("since", "pk"):
        experts.setdefault(appointed.organisation_id, []).append(appointed)

    def holders(group: Group, what: str, day: date) -> list[Membership | Appointment]:
        if what != WRITER:
            return [one for one in seats.get((group.pk, what), ()) if one.is_in_force(day)]
        bodies = {one.organisation_id for one in responsible.get(group.pk, ()) if one.is_in_force(day)}
        return [one for body in bodies for one in experts.get(body, ()) if one.is_in_force(day)]

    gaps, ending = [], []
    for group in groups:
        missing = []
        for what in (*SEATS, WRITER):
            now = holders(group, what, today)
            if not now:
                missing.append(str(what))
            elif due > today and not holders(group, what, due):
                last = max(now, key=lambda one: (one.until or date.max, one.pk))
                ending.append(EndingTerm(group, str(what), last.person.name, last.until or due))
        if missing:
            gaps.append(GroupGap(group, tuple(missing)))
    return PeopleOfGroups(tuple(gaps), tuple(ending))


def coordinators(day: date) -> list[Appointment]:
    """Those who coordinate the survey of interest on the day (section 14, item 6). Two queries."""
    in_office = Appointment.objects.on(day).filter(role=Role.COORDINATOR)
    return list(in_office.select_related("person", "organisation").prefetch_related("organisation__names"))
