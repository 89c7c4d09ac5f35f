"""Who sits where on a day, what has been done to the terms, and what has no person."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from elo_portal.office.words import in_alphabet

from .choices import MEMBER_KINDS, ROLES_IN, WRITING_SEATS, GroupKind, OrganisationKind, Role, Seat
from .models import Appointment, Group, Membership, Organisation, Participation, Person, TermChange, User

ENDS_SOON = timedelta(60)
SEATS_IN_ORDER = (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER, Seat.DEPUTY)


# -- one group


@dataclass(frozen=True)
class Composition:
    """A group on a day. `writers`: people of its organisations who write its documents, with their appointments."""

    group: Group
    day: date
    members: tuple[Membership, ...]
    coming: tuple[Membership, ...]
    participations: tuple[Participation, ...]
    writers: tuple[Appointment, ...]

    @cached_property
    def kinds(self) -> list[tuple[OrganisationKind, int]]:
        """Members by kind of body (requirements M3), in the letter's order; zero is information, no fault (M7)."""
        counts = Counter(kind_of(one.organisation) for one in self.members)
        return [(kind, counts[kind]) for kind in MEMBER_KINDS]

    @property
    def kinds_present(self) -> int:
        return sum(1 for _, count in self.kinds if count)

    def in_seat(self, seat: str) -> list[Membership]:
        return [one for one in self.members if one.seat == seat]

    @property
    def has_chair(self) -> bool:
        return bool(self.in_seat(Seat.CHAIR))

    @property
    def has_secretary(self) -> bool:
        return bool(self.in_seat(Seat.SECRETARY))

    @property
    def has_writer(self) -> bool:
        return bool(self.writers) or any(one.seat in WRITING_SEATS for one in self.members)

    @property
    def responsible(self) -> Organisation | None:
        return next((one.organisation for one in self.participations if one.is_responsible), None)

    @cached_property
    def ending(self) -> list[Membership]:
        """Terms that end within sixty days, nobody having been chosen for the time after."""
        followed = {one.person_id for one in self.coming} | {
            Seat.CHAIR for one in self.coming if one.seat == Seat.CHAIR
        }
        last = self.day + ENDS_SOON
        return [
            one for one in self.members if one.until and one.until <= last and not {one.person_id, one.seat} & followed
        ]


def composition(group: Group, day: date) -> Composition:
    """Who sits in the group on the day, and who comes later. Six queries."""
    members, coming = seated(group, day)
    participations = (
        group.participations.on(day)
        .select_related("organisation")
        .prefetch_related("organisation__names")
        .order_by("-is_responsible", "organisation__key")
    )
    writers = (
        Appointment.objects.on(day)
        .filter(role=Role.EXPERT, organisation__in=[one.organisation_id for one in participations])
        .select_related("person__user", "organisation")
        .prefetch_related("organisation__names")
        .order_by("person__name", "pk")
    )
    return Composition(
        group,
        day,
        members,
        coming,
        tuple(participations),
        tuple(writers),
    )


def seated(group: Group, day: date) -> tuple[tuple[Membership, ...], tuple[Membership, ...]]:
    """Those who sit in the group on the day, and those who come later. Two queries."""
    memberships = sorted(
        group.memberships.filter(Q(until=None) | Q(until__gte=day))
        .select_related("person__user", "organisation")
        .prefetch_related("organisation__names"),
        key=_place,
    )
    return (
        tuple(one for one in memberships if one.since <= day),
        tuple(one for one in memberships if one.since > day),
    )


def _place(one: Membership) -> tuple[int, str, date, int]:
    """Chair, secretary, members, deputies; each by name."""
    return SEATS_IN_ORDER.index(Seat(one.seat)), in_alphabet(one.person.name), one.since, one.pk


def has_sign_in(person: Person) -> bool:
    """Whether the person signs in. Select `user` along."""
    try:
        return person.user.is_active
    except User.DoesNotExist:
        return False


def history_of(place: Group | Organisation) -> QuerySet[TermChange]:
    """What has been done to the terms of a group, or of an organisation's tasks; newest first. Two queries."""
    of_place = {"group": place} if isinstance(place, Group) else {"organisation": place, "group": None}
    return (
        TermChange.objects.filter(**of_place)
        .select_related("person", "instead_of", "by", "organisation")
        .prefetch_related("organisation__names")
    )


def people_of(organisation: Organisation, day: date) -> list[Appointment]:
    """Who has or will have a task in the organisation on the day or later, by role and name. One query."""
    return list(
        organisation.appointments.filter(Q(until=None) | Q(until__gte=day))
        .select_related("person__user")
        .order_by("role", "person__name", "since")
    )


def organisations_with_tasks(day: date) -> list[Organisation]:
    """The centres, ministries and support bodies in force on the day, each with who has a task there then. Three
    queries.
    """
    holders = Appointment.objects.on(day).select_related("person").order_by("role", "person__name")
    return list(
        Organisation.objects.on(day)
        .filter(kind__in=[kind.value for kind in ROLES_IN])
        .prefetch_related("names", Prefetch("appointments", holders, to_attr="holders"))
    )


def writers_of(groups: Collection[int], day: date) -> dict[int, list[Person]]:
    """Everybody who may write the documents of each group that day, by name (requirements, section 14, item 3).

    Experts of every organisation that takes part, the chair and the secretary; of a development group every member
    (G22). Three queries.
    """
    shares: dict[int, set[int]] = {}
    for group, organisation in (
        Participation.objects.on(day).filter(group__in=groups).values_list("group_id", "organisation_id")
    ):
        shares.setdefault(organisation, set()).add(group)
    found: dict[int, dict[int, Person]] = {group: {} for group in groups}
    experts = Appointment.objects.on(day).filter(role=Role.EXPERT, organisation__in=shares).select_related("person")
    for expert in experts:
        for group in shares[expert.organisation_id]:
            found[group][expert.person_id] = expert.person
    write = Q(seat__in=WRITING_SEATS) | Q(seat=Seat.MEMBER, group__kind=GroupKind.DEVELOPMENT)
    seats = Membership.objects.on(day).filter(write, group__in=groups)
    for seat in seats.select_related("person"):
        found[seat.group_id][seat.person_id] = seat.person
    return {group: sorted(people.values(), key=lambda one: (one.name, one.pk)) for group, people in found.items()}


# -- forming development groups


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


# -- what has no person


@dataclass(frozen=True)
class GroupRow:
    """A group on a day, as the list of groups shows it."""

    group: Group
    members: int
    chairs: tuple[Membership, ...]
    secretaries: tuple[Membership, ...]
    has_responsible: bool
    has_writer: bool
    kinds_lacking: tuple[OrganisationKind, ...]

    @property
    def lacks_something(self) -> bool:
        return not (self.chairs and self.secretaries and self.has_responsible and self.has_writer)


def group_rows(day: date, kinds: Collection[str] = (GroupKind.REGIONAL,)) -> list[GroupRow]:
    """The groups in force on the day, by area. Five queries."""
    groups = Group.objects.on(day).filter(kind__in=kinds).order_by("kind", "code")
    members: dict[int, list[Membership]] = {group.pk: [] for group in groups}
    for member in Membership.objects.on(day).filter(group__in=members).select_related("person", "organisation"):
        members[member.group_id].append(member)
    shares = Participation.objects.on(day).filter(group__in=members)
    expert = Appointment.objects.on(day).filter(role=Role.EXPERT, organisation=OuterRef("organisation"))
    responsible, written = set(), set()
    for share in shares.annotate(has_expert=Exists(expert)):
        if share.is_responsible:
            responsible.add(share.group_id)
        if share.has_expert:
            written.add(share.group_id)
    rows = []
    for group in groups:
        here = members[group.pk]
        present = {kind_of(one.organisation) for one in here}
        rows.append(
            GroupRow(
                group,
                len(here),
                tuple(one for one in here if one.seat == Seat.CHAIR),
                tuple(one for one in here if one.seat == Seat.SECRETARY),
                group.pk in responsible,
                group.pk in written or any(one.seat in WRITING_SEATS for one in here),
                tuple(kind for kind in MEMBER_KINDS if kind not in present),
            )
        )
    return rows


@dataclass(frozen=True)
class Gaps:
    """What has no person on a day (requirements M1, M2, M4, M6), by name; `groups` in the order of `group_rows`."""

    day: date
    groups: tuple[GroupRow, ...]
    centres_without_person: tuple[Organisation, ...]
    centres_without_group: tuple[Organisation, ...]
    ministries_without_secretary: tuple[Organisation, ...]
    has_coordinator: bool

    @property
    def lacking_groups(self) -> list[GroupRow]:
        return [row for row in self.groups if row.lacks_something]

    @property
    def count(self) -> int:
        lists = (
            self.lacking_groups,
            self.centres_without_person,
            self.centres_without_group,
            self.ministries_without_secretary,
        )
        return sum(map(len, lists)) + (not self.has_coordinator)


def gaps_on(day: date) -> Gaps:
    """Every duty without a person on the day. Twelve queries."""
    in_force = Organisation.objects.on(day).prefetch_related("names")

    def without(kind: str, role: str) -> tuple[Organisation, ...]:
        holder = Appointment.objects.on(day).filter(role=role, organisation=OuterRef("pk"))
        return tuple(in_force.filter(kind=kind).exclude(Exists(holder)))

    share = Participation.objects.on(day).filter(organisation=OuterRef("pk"), group__kind=GroupKind.REGIONAL)
    return Gaps(
        day,
        tuple(group_rows(day)),
        without(OrganisationKind.CENTRE, Role.EXPERT),
        tuple(in_force.filter(kind=OrganisationKind.CENTRE).exclude(Exists(share))),
        without(OrganisationKind.MINISTRY, Role.NATIONAL_SECRETARY),
        Appointment.objects.on(day).filter(role=Role.COORDINATOR).exists(),
    )


# -- who is known already


def person_at(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email).first() if email else None


def namesake_in(group: Group, name: str) -> Person | None:
    """Somebody of the name who sits or has sat in the group: the same person, when no address tells otherwise."""
    return Person.objects.filter(name__iexact=name, memberships__group=group).order_by("-memberships__since").first()


def organisations_called(name: str) -> list[Organisation]:
    """Organisations that have or have had the name in one of the languages. Two queries."""
    called = Q()
    for language in ("fi", "sv", "en"):
        called |= Q(**{f"names__{language}__iexact": name}) | Q(**{f"names__{language}_short__iexact": name})
    return list(Organisation.objects.filter(called).distinct().order_by("pk").prefetch_related("names"))


def names_to_suggest(day: date, language: str) -> Sequence[str]:
    """Names of bodies that members may represent, for the suggestions of a field. Two queries."""
    bodies = Organisation.objects.on(day).filter(kind__in=MEMBER_KINDS).prefetch_related("names")
    return sorted({one.name_on(day, language) for one in bodies})


def kind_of(organisation: Organisation) -> OrganisationKind:
    """What the letter counts the body as: a ministry or a support body is one of the others."""
    kind = OrganisationKind(organisation.kind)
    return kind if kind in MEMBER_KINDS else OrganisationKind.OTHER
