"""Who is acting: the person, the moment, and the roles held at that moment.

Rules ask the actor and nothing else, so access begins and ends with appointments and memberships. The last day
of each is included; access ends at 0.00 in Helsinki after it, in open sessions too.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BooleanField, Case, CharField, F, Value, When

from elo_portal.office.clock import day_of

from .choices import NATIONWIDE, GroupKind, Role, Seat
from .models import Appointment, Membership, Participation, Person


@dataclass(frozen=True)
class Duty:
    """An appointment: a role in an organisation."""

    role: str
    organisation: int


@dataclass(frozen=True)
class Share:
    """An organisation that the actor works for takes part in a group."""

    role: str
    organisation: int
    group: int
    is_responsible: bool


@dataclass(frozen=True)
class Place:
    """A seat in a group, representing an organisation."""

    seat: str
    organisation: int
    group: int
    in_development_group: bool = False

    @property
    def writes(self) -> bool:
        """The chair and the secretary write; a development group writes together (requirements G22)."""
        return self.seat in {Seat.CHAIR, Seat.SECRETARY} or (self.in_development_group and self.seat == Seat.MEMBER)


@dataclass(frozen=True)
class Actor:
    """A person at a moment. `user` is the sign-in that the office writes into revisions and the audit log."""

    person: Person
    user: object
    at: datetime
    duties: frozenset[Duty] = field(default_factory=frozenset)
    shares: frozenset[Share] = field(default_factory=frozenset)
    places: frozenset[Place] = field(default_factory=frozenset)

    @property
    def day(self) -> date:
        return day_of(self.at)

    @property
    def is_in_network(self) -> bool:
        """Holds at least one role or seat today."""
        return bool(self.duties or self.places)

    @property
    def reads_across(self) -> bool:
        """Holds a role or seat of the network itself. A registry receives what is addressed to it, and no more."""
        return bool(self.places) or any(duty.role != Role.REGISTRY for duty in self.duties)

    def holds(self, role: str) -> bool:
        return any(duty.role == role for duty in self.duties)

    @property
    def works_nationwide(self) -> bool:
        """Holds a task that is of no one region: a ministry's, a support body's, coordinating or administering."""
        return any(duty.role in NATIONWIDE for duty in self.duties)

    def organisations_as(self, role: str) -> frozenset[int]:
        return frozenset(duty.organisation for duty in self.duties if duty.role == role)

    @property
    def groups_written(self) -> frozenset[int]:
        """Groups whose documents the actor writes (requirements, section 14, item 3).

        Experts of every organisation that takes part, and the group's chair and secretary; in a development group all
        its members.
        """
        by_share = {share.group for share in self.shares if share.role == Role.EXPERT}
        by_place = {place.group for place in self.places if place.writes}
        return frozenset(by_share | by_place)

    @property
    def groups_sent(self) -> frozenset[int]:
        """Groups whose documents the actor sends: as an expert of the responsible organisation."""
        return frozenset(share.group for share in self.shares if share.role == Role.EXPERT and share.is_responsible)

    @property
    def own_groups(self) -> frozenset[int]:
        """Groups that the actor sits in, or works for as an expert or reader of an organisation that takes part."""
        worked_for = {share.group for share in self.shares if share.role in {Role.EXPERT, Role.READER}}
        return self.groups_sat_in | worked_for

    @property
    def groups_sat_in(self) -> frozenset[int]:
        return frozenset(place.group for place in self.places)


def actor_for(user: object, at: datetime) -> Actor:
    """The actor of a signed-in user at a moment. One query."""
    person: Person = user.person  # type: ignore[attr-defined]
    day = day_of(at)
    nothing = Value(None, output_field=BooleanField(null=True))
    columns = ("what", "word", "organisation_id", "group_key", "responsible")
    duties = (
        Appointment.objects.on(day)
        .filter(person=person)
        .annotate(what=_text("duty"), word=F("role"), group_key=F("pk") * 0, responsible=nothing)
        .values_list(*columns)
    )
    shares = (
        Participation.objects.on(day)
        .filter(organisation__appointments__in=Appointment.objects.on(day).filter(person=person))
        .annotate(
            what=_text("share"),
            word=F("organisation__appointments__role"),
            group_key=F("group_id"),
            responsible=F("is_responsible"),
        )
        .values_list(*columns)
    )
    places = (
        Membership.objects.on(day)
        .filter(person=person)
        .annotate(
            what=_text("place"),
            word=F("seat"),
            group_key=F("group_id"),
            # The column that tells of a share whether it is responsible tells of a place whether the group develops.
            responsible=Case(
                When(group__kind=GroupKind.DEVELOPMENT, then=Value(True)), default=nothing, output_field=BooleanField()
            ),
        )
        .values_list(*columns)
    )
    rows = list(duties.union(shares, places))
    return Actor(
        person=person,
        user=user,
        at=at,
        duties=frozenset(Duty(word, organisation) for what, word, organisation, _, _ in rows if what == "duty"),
        shares=frozenset(
            Share(word, organisation, group, bool(responsible))
            for what, word, organisation, group, responsible in rows
            if what == "share"
        ),
        places=frozenset(
            Place(word, organisation, group, bool(is_development))
            for what, word, organisation, group, is_development in rows
            if what == "place"
        ),
    )


def _text(word: str) -> Value:
    return Value(word, output_field=CharField())
