"""Telling of terms that end: the machine carries out what the terms' last days say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from elo_portal.office.clock import HELSINKI, day_of
from elo_portal.office.due import Awaited, end_of
from networks import notices
from networks.choices import Role
from networks.models import Appointment, Membership, Participation, Person, TermChange, TermNotice

DAYS = (60, 30, 7)
Term = Membership | Appointment
# A group or an organisation, by its key.
Place = tuple[str, int]


@dataclass(frozen=True)
class Ending:
    """A term whose last day is near. `told`: when it was last decided on, and so its people know of it."""

    term: Term
    until: date
    told: datetime
    gone: tuple[int, ...]

    @property
    def place(self) -> Place:
        return _place_of(self.term)

    def notice_at(self, at: datetime) -> int | None:
        """The days of the notice that goes at the moment, or none."""
        return Awaited(end_of(self.until), DAYS, self.told, self.gone).reminder_at(at)


@transaction.atomic
def tell_of_ending_terms(*, at: datetime) -> list[TermNotice]:
    """Tell of the terms whose end is sixty, thirty or seven days ahead: the newest notice alone after a pause.

    The person is told, and in one mail a group or organisation those who can continue the terms. A person who goes on
    in the same group or organisation is not told. Two at once share the terms: what one holds the other leaves for
    the next time.
    """
    endings = [*_endings(_held_memberships(at), at), *_endings(_held_appointments(at), at)]
    found = [(one, days) for one in endings if (days := one.notice_at(at)) is not None]
    if not found:
        return []
    deciding = _deciding({one.place for one, _ in found}, at)
    together: dict[tuple[Place, date, int], list[Term]] = {}
    for one, days in found:
        people = deciding[one.place]
        answers_to = next((person.email for person in people if person.email), "")
        is_member = isinstance(one.term, Membership)
        notices.tell_person(one.term, days=days, reply_to=answers_to if is_member else "", at=at)
        together.setdefault((one.place, one.until, days), []).append(one.term)
    for (place, until, days), terms in together.items():
        where = terms[0].group if isinstance(terms[0], Membership) else terms[0].organisation
        notices.tell_those_who_decide(where, terms, deciding[place], until=until, days=days, at=at)
    return TermNotice.objects.bulk_create(_notice(one.term, one.until, days, at) for one, days in found)


def _held_memberships(at: datetime) -> list[Membership]:
    day = day_of(at)
    near = Membership.objects.on(day).filter(until__lte=day + timedelta(DAYS[0])).order_by("pk")
    held = near.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    rows = Membership.objects.filter(pk__in=list(held)).order_by("pk")
    return list(rows.select_related("person", "organisation", "group").prefetch_related("notices"))


def _held_appointments(at: datetime) -> list[Appointment]:
    day = day_of(at)
    near = Appointment.objects.on(day).filter(until__lte=day + timedelta(DAYS[0])).order_by("pk")
    held = near.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
    rows = Appointment.objects.filter(pk__in=list(held)).order_by("pk")
    return list(rows.select_related("person", "organisation").prefetch_related("notices", "organisation__names"))


def _endings(terms: "list[Membership] | list[Appointment]", at: datetime) -> Iterator[Ending]:
    """Those that are not followed by a later term of the same person in the same place. Two queries."""
    if not terms:
        return
    people = [one.person_id for one in terms]
    later: Iterable[Term] = type(terms[0]).objects.filter(since__gt=day_of(at), person__in=people)
    following = {(one.person_id, _place_of(one)) for one in later}
    decided: dict[tuple[int, Place], datetime] = {}
    for change in TermChange.objects.filter(person__in=people).order_by("at", "pk"):
        place = ("group", change.group_id) if change.group_id else ("organisation", change.organisation_id or 0)
        decided[change.person_id or 0, place] = change.at
    for term in terms:
        key = (term.person_id, _place_of(term))
        if term.until is None or key in following:
            continue
        begun = datetime.combine(term.since, time.min, HELSINKI)
        gone = tuple(one.days for one in term.notices.all() if one.until == term.until)
        yield Ending(term, term.until, max(begun, decided.get(key, begun)), gone)


def _place_of(term: Term) -> Place:
    if isinstance(term, Membership):
        return "group", term.group_id
    return "organisation", term.organisation_id


def _notice(term: Term, until: date, days: int, at: datetime) -> TermNotice:
    if isinstance(term, Membership):
        return TermNotice(membership=term, until=until, days=days, at=at)
    return TermNotice(appointment=term, until=until, days=days, at=at)


def _deciding(places: set[Place], at: datetime) -> dict[Place, list[Person]]:
    """Who can continue the terms of each place, by name: experts of a group's responsible organisation, and the
    administrators for appointments and for the members of a group that has no expert.
    """
    day = day_of(at)
    groups = {key for what, key in places if what == "group"}
    shares: dict[int, set[int]] = {}
    responsible = Participation.objects.on(day).filter(group__in=groups, is_responsible=True)
    for group, organisation in responsible.values_list("group_id", "organisation_id"):
        shares.setdefault(organisation, set()).add(group)
    found: dict[Place, list[Person]] = {place: [] for place in places}
    holders = Appointment.objects.on(day).select_related("person").order_by("person__name", "pk")
    for one in holders.filter(role=Role.EXPERT, organisation__in=shares):
        for group in shares[one.organisation_id]:
            found["group", group].append(one.person)
    admins = list(dict.fromkeys(one.person for one in holders.filter(role=Role.ADMIN)))
    return {place: people or admins for place, people in found.items()}
