"""What is done to people's terms: memberships of groups, and appointments in organisations.

Each act writes a row of history. Days that cannot be (another chair then, the same person twice, an end before the
beginning) raise ValidationError with the sentence of the constraint; the database refuses them too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.clock import HELSINKI
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day as in_words
from networks.actor import Actor
from networks.choices import ROLES_IN, OrganisationKind, Role, Seat, TermAct
from networks.models import (
    Appointment,
    Group,
    Membership,
    Organisation,
    OrganisationName,
    Person,
    TermChange,
    User,
)
from networks.permissions import can_appoint, can_manage_members, require

Term = Membership | Appointment
OneTerm = TypeVar("OneTerm", bound=Membership | Appointment)
DAY = timedelta(1)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who may be known already: by `person`, else a new person is made."""

    name: str
    email: str = ""
    language: str = "fi"
    person: Person | None = None


@dataclass(frozen=True)
class Contact:
    """A person's name and work address, put right. They cannot be changed here once the person signs in."""

    name: str
    email: str


@dataclass(frozen=True)
class Body:
    """The organisation that a member represents: a known one, or a new one of the kind."""

    name: str
    kind: str
    organisation: Organisation | None = None


@dataclass(frozen=True)
class Days:
    """First and last day, both included; no last day when none is set."""

    since: date
    until: date | None = None


# -- members


@transaction.atomic
def add_member(
    group: Group, who: Newcomer, body: Body, *, seat: str, days: Days, decision: str = "", by: Actor, at: datetime
) -> Membership:
    """A person gets a seat in the group, from a day."""
    group = _held_group(group, by)
    member = _seated(group, _person(who), _organisation(body, days.since), seat, days, decision)
    _record(TermAct.ADDED, member, day=days.since, by=by, at=at)
    return member


@transaction.atomic
def move_member(
    membership: Membership, *, seat: str, since: date, decision: str = "", by: Actor, at: datetime
) -> Membership:
    """The member gets another seat from a day; the term's last day stays.

    Raises NotNow when the seat is the same, or the day is not one of the term after its first.
    """
    old = _held(membership, by)
    if seat == old.seat:
        raise NotNow(_("%(name)s has this seat already.") % {"name": old.person.name})
    _require_later_day(old, since)
    new = _moved(old, seat, since, old.until, decision)
    _record(TermAct.MOVED, new, day=since, before=as_it_is(old), by=by, at=at)
    return new


@transaction.atomic
def replace_member(
    membership: Membership,
    who: Newcomer,
    body: Body,
    *,
    days: Days,
    decision: str = "",
    stays: bool = False,
    by: Actor,
    at: datetime,
) -> Membership:
    """Another person takes the seat from a day; who had it leaves the group the day before, or stays as a member.

    A new one who is a member already leaves the earlier seat then. Raises NotNow when the day is not one of the term
    after its first, or the new one is the same person.
    """
    old = _held(membership, by)
    _require_later_day(old, days.since)
    person = _person(who)
    if person.pk == old.person_id:
        raise NotNow(_("Choose another person than the one who leaves."))
    before = as_it_is(old)
    organisation = _organisation(body, days.since)
    seat = old.seat
    if stays and seat != Seat.MEMBER:
        moved = _moved(old, Seat.MEMBER, days.since, old.until, decision)
        _record(TermAct.MOVED, moved, day=days.since, before=before, by=by, at=at)
    else:
        _end(old, days.since - DAY)
    earlier = old.group.memberships.on(days.since).filter(person=person).first()
    if earlier is not None and earlier.since < days.since:
        _end(earlier, days.since - DAY)
    new = _seated(old.group, person, organisation, seat, days, decision)
    _record(TermAct.REPLACED, new, day=days.since, instead_of=old.person, by=by, at=at)
    return new


@transaction.atomic
def confirm_composition(group: Group, *, by: Actor, at: datetime) -> TermChange:
    """Those who answer for the group have looked at its members and found them right."""
    group = _held_group(group, by)
    return TermChange.objects.create(act=TermAct.CONFIRMED, group=group, day=by.day, by=by.person, at=at)


# -- appointments


@transaction.atomic
def appoint(
    who: Newcomer, organisation: Organisation, *, role: str, days: Days, decision: str = "", by: Actor, at: datetime
) -> Appointment:
    """A person gets a task in an organisation, from a day. Raises NotNow for a task that such a body does not have."""
    organisation = _held_organisation(organisation, by)
    if role not in ROLES_IN.get(OrganisationKind(organisation.kind), ()):
        raise NotNow(_("An organisation of this kind does not have such a task."))
    appointment = _appointed(_person(who), organisation, role, days)
    _record(TermAct.ADDED, appointment, day=days.since, decision=decision, by=by, at=at)
    return appointment


@transaction.atomic
def replace_appointed(
    appointment: Appointment, who: Newcomer, *, days: Days, decision: str = "", by: Actor, at: datetime
) -> Appointment:
    """Another person takes the task from a day; who had it has it until the day before."""
    old = _held(appointment, by)
    _require_later_day(old, days.since)
    person = _person(who)
    if person.pk == old.person_id:
        raise NotNow(_("Choose another person than the one who leaves."))
    _end(old, days.since - DAY)
    new = _appointed(person, old.organisation, old.role, days)
    _record(TermAct.REPLACED, new, day=days.since, instead_of=old.person, decision=decision, by=by, at=at)
    return new


# -- both


@transaction.atomic
def end_term(term: OneTerm, *, last_day: date, decision: str = "", by: Actor, at: datetime) -> OneTerm:
    """The term ends with the day, which is still included.

    Raises NotNow when the term ends before it anyway: a term becomes longer by being continued.
    """
    term = _held(term, by)
    if term.until is not None and last_day >= term.until:
        raise NotNow(_("The term ends on %(day)s already.") % {"day": in_words(term.until)})
    before = as_it_is(term)
    _end(term, last_day)
    _record(TermAct.ENDED, term, day=last_day, before=before, decision=decision, by=by, at=at)
    return term


@transaction.atomic
def continue_terms(terms: Sequence[Term], *, until: date, decision: str = "", by: Actor, at: datetime) -> list[Term]:
    """Each term goes on to a later last day. Raises NotNow when one of them has no last day or a later one."""
    continued = []
    for one in terms:
        term = _held(one, by)
        if term.until is None or term.until >= until:
            raise NotNow(_("The term of %(name)s does not end before the chosen day.") % {"name": term.person.name})
        before = as_it_is(term)
        term.until = until
        if isinstance(term, Membership) and decision:
            term.decision = decision
        _save(term)
        _record(TermAct.CONTINUED, term, day=until, before=before, decision=decision, by=by, at=at)
        continued.append(term)
    return continued


@transaction.atomic
def correct_term(term: OneTerm, *, reason: str, by: Actor, at: datetime, **changed: Any) -> OneTerm:
    """What was written wrong is put right, as if it had been right from the beginning.

    `changed` gives fields of the row; `body`, a Body, is what a member represents; `contact`, a Contact, the person's
    own. What was sent keeps what it said.
    """
    term = _held(term, by)
    before = as_it_is(term)
    contact, body = changed.pop("contact", None), changed.pop("body", None)
    if contact is not None:
        before |= {"name": term.person.name}
        _put_right(term.person, contact)
    if body is not None:
        changed["organisation"] = _organisation(body, changed.get("since", term.since))
    for name, value in changed.items():
        setattr(term, name, value)
    _save(term)
    _record(TermAct.CORRECTED, term, day=term.since, before=before, reason=reason, by=by, at=at)
    return term


@transaction.atomic
def remove_term(term: Term, *, reason: str, by: Actor, at: datetime) -> None:
    """A term that should never have been written is taken away; the history keeps that it was there."""
    term = _held(term, by)
    _record(TermAct.REMOVED, term, day=term.since, before=as_it_is(term), reason=reason, by=by, at=at)
    term.delete()


def record_as_begun(terms: Iterable[Term]) -> None:
    """The first line of history for terms that are put in whole: each was added at the beginning of its first day."""
    TermChange.objects.bulk_create(
        _change(TermAct.ADDED, one, day=one.since, by=None, at=datetime.combine(one.since, time.min, HELSINKI))
        for one in terms
    )


def as_it_is(term: Term) -> dict[str, Any]:
    """The term as plain data, for the history: keys of rows and ISO days."""
    return {
        "task": task_of(term),
        "organisation": term.organisation_id,
        "since": term.since.isoformat(),
        "until": term.until.isoformat() if term.until else None,
        "decision": getattr(term, "decision", ""),
    }


def task_of(term: Term) -> str:
    return term.seat if isinstance(term, Membership) else term.role


# -- parts of the acts


def _held(term: OneTerm, by: Actor) -> OneTerm:
    """The row as it is now, while nobody else changes its group or organisation."""
    if isinstance(term, Membership):
        _held_group(term.group, by)
    else:
        _held_organisation(term.organisation, by)
    rows = type(term)._default_manager.select_related("person", "organisation")
    found = rows.filter(pk=term.pk).first()
    if found is None:
        raise NotNow(_("The term has been taken away meanwhile."))
    return cast(OneTerm, found)


def _held_group(group: Group, by: Actor) -> Group:
    group = Group.objects.select_for_update().get(pk=group.pk)
    require(can_manage_members, by, group)
    return group


def _held_organisation(organisation: Organisation, by: Actor) -> Organisation:
    if not can_appoint(by):
        raise PermissionDenied
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _require_later_day(term: Term, day: date) -> None:
    if day <= term.since:
        raise NotNow(
            _("The term began on %(day)s. Choose a later day, or correct the term.") % {"day": in_words(term.since)}
        )
    if term.until is not None and day > term.until + DAY:
        raise NotNow(
            _("The term ends on %(day)s. Add a new member from the later day.") % {"day": in_words(term.until)}
        )


def _person(who: Newcomer) -> Person:
    if who.person is not None:
        if who.email and not who.person.email:
            who.person.email = who.email
            who.person.save(update_fields=["email"])
        return who.person
    person = Person(name=who.name, email=who.email, language=who.language)
    person.full_clean()
    person.save()
    return person


def _put_right(person: Person, contact: Contact) -> None:
    if User.objects.filter(person=person).exists():
        said = _("%(name)s signs in already: name and address are changed by the administration.")
        raise NotNow(said % {"name": person.name})
    person.name, person.email = contact.name, contact.email
    person.full_clean()
    person.save()


def _organisation(body: Body, since: date) -> Organisation:
    if body.organisation is not None:
        return body.organisation
    stem = slugify(body.name)[:50] or body.kind
    taken = set(Organisation.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key = next(one for one in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if one not in taken)
    organisation = Organisation.objects.create(key=key, kind=body.kind, since=since)
    OrganisationName.objects.create(organisation=organisation, since=since, fi=body.name, sv=body.name, en=body.name)
    return organisation


def _seated(
    group: Group, person: Person, organisation: Organisation, seat: str, days: Days, decision: str
) -> Membership:
    member = Membership(
        group=group,
        person=person,
        organisation=organisation,
        seat=seat,
        since=days.since,
        until=days.until,
        decision=decision,
    )
    _save(member)
    return member


def _moved(old: Membership, seat: str, since: date, until: date | None, decision: str) -> Membership:
    before_until = old.until
    _end(old, since - DAY)
    return _seated(old.group, old.person, old.organisation, seat, Days(since, before_until), decision)


def _appointed(person: Person, organisation: Organisation, role: str, days: Days) -> Appointment:
    appointment = Appointment(person=person, organisation=organisation, role=role, since=days.since, until=days.until)
    _save(appointment)
    if role == Role.ADMIN:
        # The engine room asks for the appointment as well, each time: the flag alone opens nothing.
        User.objects.filter(person=person).update(is_staff=True)
    return appointment


def _end(term: Term, last_day: date) -> None:
    term.until = last_day
    _save(term)


def _save(term: Term) -> None:
    term.full_clean()
    term.save()


def _record(act: TermAct, term: Term, *, by: Actor, **what: Any) -> None:
    change = _change(act, term, by=by.person, **what)
    change.save()
    audit.record(f"term.{act}", term, user=by.user, change=change.pk)


def _change(act: TermAct, term: Term, *, day: date, by: Person | None, at: datetime, **what: Any) -> TermChange:
    return TermChange(
        act=act,
        group_id=getattr(term, "group_id", None),
        organisation_id=term.organisation_id,
        person_id=term.person_id,
        task=task_of(term),
        day=day,
        until=term.until,
        by=by,
        at=at,
        **{"decision": getattr(term, "decision", "")} | what,
    )
