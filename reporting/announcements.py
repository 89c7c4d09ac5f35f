"""Reads of announcements: whom one reaches on a day, the lists, and what the front page tells."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import GroupKind, Role
from networks.models import Appointment, Group, Membership, Participation, Person

from .models import Announcement
from .permissions import can_announce

ON_A_PAGE = 20
ON_FRONT_PAGE = 5


@dataclass(frozen=True)
class Reader:
    """A person whom an announcement reaches; no group when only the own ministry's task brings it."""

    person: Person
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Reach:
    """The groups and people that an announcement reaches, each person once, both in the order of the alphabet."""

    groups: tuple[Group, ...]
    readers: tuple[Reader, ...]

    @property
    def mailed(self) -> tuple[Reader, ...]:
        return tuple(reader for reader in self.readers if reader.person.email)

    @property
    def without_address(self) -> tuple[Person, ...]:
        """They read it in the portal alone."""
        return tuple(reader.person for reader in self.readers if not reader.person.email)

    @property
    def by_group(self) -> list[tuple[Group, int]]:
        """How many people of each group."""
        people = Counter(group.pk for reader in self.readers for group in reader.groups)
        return [(group, people[group.pk]) for group in self.groups]

    @property
    def secretaries(self) -> int:
        """Those who belong to none of the groups: the ministries' secretaries, who get what was sent."""
        return sum(1 for reader in self.readers if not reader.groups)


def reach(announcement: Announcement, day: date) -> Reach:
    """Whom the announcement reaches on the day: members, experts and readers of its groups, and the secretaries.

    Five database queries, however many groups and people there are.
    """
    in_force = Group.objects.on(day)
    chosen = (
        in_force.filter(kind=GroupKind.REGIONAL) if announcement.to_all else in_force.filter(announcements=announcement)
    )
    groups = {group.pk: group for group in sorted(chosen, key=lambda one: in_alphabet(str(one)))}
    belongs: dict[int, set[int]] = defaultdict(set)
    for person, group in Membership.objects.on(day).filter(group__in=groups).values_list("person_id", "group_id"):
        belongs[person].add(group)
    takes_part: dict[int, set[int]] = defaultdict(set)
    shares = Participation.objects.on(day).filter(group__in=groups)
    for organisation, group in shares.values_list("organisation_id", "group_id"):
        takes_part[organisation].add(group)
    duties = Appointment.objects.on(day).filter(role__in=[Role.EXPERT, Role.READER, Role.NATIONAL_SECRETARY])
    for person, organisation, role in duties.values_list("person_id", "organisation_id", "role"):
        if role == Role.NATIONAL_SECRETARY:
            belongs[person] |= set()
        elif organisation in takes_part:
            belongs[person] |= takes_part[organisation]
    people = sorted(Person.objects.filter(pk__in=belongs), key=lambda one: (in_alphabet(one.name), one.pk))
    readers = (
        Reader(person, tuple(group for pk, group in groups.items() if pk in belongs[person.pk])) for person in people
    )
    return Reach(tuple(groups.values()), tuple(readers))


@dataclass(frozen=True)
class AnnouncementList:
    """A page of what has been published, newest first; the drafts are there for those who write them."""

    page: Page
    drafts: tuple[Announcement, ...]


def announcement_list(actor: Actor, page: str | None) -> AnnouncementList:
    """What the actor may read, twenty a page.

    Four database queries, however many there are: the number, the page, the groups written to and the ministries'
    names; one more for the drafts of a secretary.
    """
    published = (
        Announcement.objects.visible_to(actor)
        .published()
        .marked_for(actor)
        .select_related("published_for", "round")
        .prefetch_related("groups", "published_for__names")
        .defer("body_fi", "body_sv")
    )
    drafts = Announcement.objects.visible_to(actor).drafts().select_related("changed_by").order_by("-changed_at", "-pk")
    return AnnouncementList(
        page=Paginator(published, ON_A_PAGE).get_page(page), drafts=tuple(drafts) if can_announce(actor) else ()
    )


def newest_for(actor: Actor) -> list[Announcement]:
    """At most five for the actor's front page, newest first. One database query."""
    return list(Announcement.objects.on_front_page(actor).marked_for(actor).defer("body_fi", "body_sv")[:ON_FRONT_PAGE])
