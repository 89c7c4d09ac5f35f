"""Random sequences of memberships, appointments, terms and replacements, against a plain list of rows.

The list is kept by the test alone, day by day: who sits where on which day. After every act, allowed or refused, the
portal must say the same of every day: one chair at a time, access exactly from the first to the last day, every duty
with a person or shown as a gap, and «on day…» equal to the list.
"""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elo_portal.office.clock import HELSINKI
from elo_portal.office.refusals import NotNow
from networks.actor import actor_for
from networks.choices import Role, Seat
from networks.commands import terms
from networks.commands.terms import Body, Days, Newcomer
from networks.models import Appointment, Membership
from networks.queries import composition, gaps_on
from tests import builders

pytestmark = pytest.mark.django_db

FIRST = date(2014, 1, 1)
SPAN = 40
PEOPLE = 4
days = st.integers(0, SPAN - 1).map(lambda n: FIRST + timedelta(n))
people = st.integers(0, PEOPLE - 1)
seats = st.sampled_from([Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER])
picks = st.integers(0, 20)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("add"), people, seats, days, st.none() | days),
        st.tuples(st.just("replace"), picks, people, days, st.none() | days, st.booleans()),
        st.tuples(st.just("move"), picks, seats, days),
        st.tuples(st.just("end"), picks, days),
        st.tuples(st.just("continue"), picks, days),
        st.tuples(st.just("remove"), picks),
        st.tuples(st.just("appoint"), people, days, st.none() | days),
        st.tuples(st.just("follow"), picks, people, days, st.none() | days),
    ),
    min_size=1,
    max_size=10,
)
Row = tuple[int, str, date, date | None]
FAR = date(9999, 1, 1)


class Plain:
    """The list: (person, seat, first, last) of the group, and of the centre's experts. Refuses what cannot be."""

    def __init__(self) -> None:
        self.seats: list[Row] = []
        self.experts: list[Row] = []

    @staticmethod
    def overlap(one: Row, other: Row) -> bool:
        return one[2] <= (other[3] or FAR) and other[2] <= (one[3] or FAR)

    def is_right(self) -> bool:
        for rows in (self.seats, self.experts):
            for n, one in enumerate(rows):
                if one[3] is not None and one[3] < one[2]:
                    return False
                for other in rows[:n]:
                    same = one[0] == other[0] or (one[1] == other[1] == Seat.CHAIR)
                    if same and self.overlap(one, other):
                        return False
        return True

    def act(self, act: tuple) -> bool:
        """Carry out the act; False and nothing changed when it cannot be."""
        before = (list(self.seats), list(self.experts))
        done = self._carry_out(act) and self.is_right()
        if not done:
            self.seats, self.experts = before
        return done

    def _carry_out(self, act: tuple) -> bool:
        name, *what = act
        if name == "add":
            self.seats.append(tuple(what))  # type: ignore[arg-type]
            return True
        if name == "appoint":
            person, since, until = what
            self.experts.append((person, Role.EXPERT, since, until))
            return True
        rows = self.experts if name == "follow" else self.seats
        if not rows:
            return False
        at = what[0] % len(rows)
        person, seat, first, last = rows[at]
        if name == "end":
            if last is not None and what[1] >= last:
                return False
            rows[at] = (person, seat, first, what[1])
            return True
        if name == "continue":
            if last is None or last >= what[1]:
                return False
            rows[at] = (person, seat, first, what[1])
            return True
        if name == "remove":
            del rows[at]
            return True
        day = what[2]
        if day <= first or (last is not None and day > last + timedelta(1)):
            return False
        ended = (person, seat, first, day - timedelta(1))
        if name == "move":
            if what[1] == seat:
                return False
            rows[at] = ended
            rows.append((person, what[1], day, last))
            return True
        new, until = what[1], what[3]
        if new == person:
            return False
        rows[at] = ended
        if name == "replace":
            if what[4] and seat != Seat.MEMBER:
                rows.append((person, Seat.MEMBER, day, last))
            for n, (who, had, since, end) in enumerate(rows):
                if who == new and since < day <= (end or FAR):
                    rows[n] = (who, had, since, day - timedelta(1))
        rows.append((new, seat, day, until))
        return True


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts)
def test_the_portal_says_of_every_day_what_the_plain_list_says(db, sequence):
    with transaction.atomic():
        _live(sequence)
        transaction.set_rollback(True)


def _live(sequence):
    group = builders.group()
    centre, body = builders.responsible(group), builders.organisation("school")
    users = [builders.user() for _ in range(PEOPLE)]
    by = builders.actor(builders.admin())
    plain = Plain()
    real: dict[str, list] = {"seats": [], "experts": []}
    for act in sequence:
        expected = plain.act(act)
        try:
            with transaction.atomic():
                _do(act, group, centre, body, users, by)
            done = True
        except (NotNow, ValidationError, LookupError):
            done = False
        assert done == expected, act
        # In the order in which the list has them: by first row, later ones at the end.
        real["seats"] = list(Membership.objects.filter(group=group).order_by("pk"))
        real["experts"] = list(Appointment.objects.filter(organisation=centre).order_by("pk"))
    number = {user.person_id: n for n, user in enumerate(users)}
    assert sorted((number[m.person_id], m.seat, m.since, m.until or FAR) for m in real["seats"]) == sorted(
        (who, seat, since, until or FAR) for who, seat, since, until in plain.seats
    )
    # Between these days nothing changes: the day before each edge, the edge, and the day after it.
    edges = {edge for *_, since, until in [*plain.seats, *plain.experts] for edge in (since, until or since)}
    for day in sorted({edge + timedelta(n) for edge in edges or {FIRST} for n in (-1, 0, 1)}):
        sitting = {(who, seat) for who, seat, since, until in plain.seats if since <= day <= (until or FAR)}
        experts = {who for who, _, since, until in plain.experts if since <= day <= (until or FAR)}
        now = composition(group, day)
        assert {(number[m.person_id], m.seat) for m in now.members} == sitting
        assert {number[a.person_id] for a in now.writers} == experts
        gaps = gaps_on(day)
        (row,) = [one for one in gaps.groups if one.group.pk == group.pk]
        has = {seat for _, seat in sitting}
        assert (bool(row.chairs), bool(row.secretaries)) == (Seat.CHAIR in has, Seat.SECRETARY in has)
        assert len(row.chairs) <= 1
        assert row.has_writer == bool(experts or has & {Seat.CHAIR, Seat.SECRETARY})
        assert (centre in gaps.centres_without_person) == (not experts)
        for who, user in enumerate(users):
            for moment in (time(0), time(23, 59, 59)):
                actor = actor_for(user, datetime.combine(day, moment, HELSINKI))
                writes = who in experts or bool({(who, Seat.CHAIR), (who, Seat.SECRETARY)} & sitting)
                assert (group.pk in actor.groups_written) == writes
                assert (group.pk in actor.groups_sat_in) == (who in {one for one, _ in sitting})


def _do(act, group, centre, body, users, by):
    at = builders.NOW
    name, *what = act

    def who(person):
        return Newcomer(users[person].person.name, person=users[person].person)

    as_body = Body("", "", body)
    if name == "add":
        person, seat, since, until = what
        terms.add_member(group, who(person), as_body, seat=seat, days=Days(since, until), by=by, at=at)
        return
    if name == "appoint":
        person, since, until = what
        terms.appoint(who(person), centre, role=Role.EXPERT, days=Days(since, until), by=by, at=at)
        return
    table = Appointment.objects.filter(organisation=centre) if name == "follow" else group.memberships
    rows = list(table.order_by("pk"))
    if not rows:
        raise LookupError
    term = rows[what[0] % len(rows)]
    if name == "end":
        terms.end_term(term, last_day=what[1], by=by, at=at)
    elif name == "continue":
        terms.continue_terms([term], until=what[1], by=by, at=at)
    elif name == "remove":
        terms.remove_term(term, reason="Syy", by=by, at=at)
    elif name == "move":
        terms.move_member(term, seat=what[1], since=what[2], by=by, at=at)
    elif name == "replace":
        terms.replace_member(term, who(what[1]), as_body, days=Days(what[2], what[3]), stays=what[4], by=by, at=at)
    else:
        terms.replace_appointed(term, who(what[1]), days=Days(what[2], what[3]), by=by, at=at)
