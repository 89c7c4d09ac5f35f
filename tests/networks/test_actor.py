"""Who is acting: roles held at a moment, and nothing of anybody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from networks.actor import Actor, Duty, Place, Share, actor_for
from networks.choices import OrganisationKind, Role, Seat
from networks.models import Participation
from networks.permissions import can_administer, require
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return builders.user()


def takes_part(organisation, group, *, since=builders.LONG_AGO, until=None):
    return Participation.objects.create(group=group, organisation=organisation, since=since, until=until)


class TestRoles:
    def test_a_person_without_a_role_holds_nothing(self, who):
        assert actor_for(who, NOW) == Actor(who.person, who, NOW)
        assert actor_for(who, NOW).is_in_network is False

    @pytest.mark.parametrize("role", Role.values)
    def test_an_appointment_is_a_duty_in_that_organisation_alone(self, who, role):
        at = builders.organisation()
        builders.appointment(who, at, role)
        actor = actor_for(who, NOW)
        assert (actor.duties, actor.shares, actor.places) == ({Duty(role, at.pk)}, set(), set())
        assert [one for one in Role.values if actor.holds(one)] == [role]
        assert actor.organisations_as(role) == {at.pk}
        assert actor.is_in_network is True

    @pytest.mark.parametrize("role", Role.values)
    def test_only_an_expert_writes_and_sends_for_the_organisation(self, who, role):
        group = builders.group()
        builders.appointment(who, builders.responsible(group), role)
        actor = actor_for(who, NOW)
        groups = {group.pk} if role == Role.EXPERT else set()
        assert (actor.groups_written, actor.groups_sent, actor.groups_sat_in) == (groups, groups, set())
        assert actor.shares == {Share(role, builders.responsible(group).pk, group.pk, True)}

    @pytest.mark.parametrize("seat", Seat.values)
    def test_the_chair_and_the_secretary_of_a_group_write_and_do_not_send(self, who, seat):
        group = builders.group()
        membership = builders.member(who, group, seat)
        actor = actor_for(who, NOW)
        assert actor.places == {Place(seat, membership.organisation_id, group.pk)}
        assert actor.groups_written == ({group.pk} if seat in {Seat.CHAIR, Seat.SECRETARY} else set())
        assert (actor.groups_sent, actor.groups_sat_in) == (set(), {group.pk})
        assert (actor.duties, actor.shares, actor.is_in_network) == (set(), set(), True)

    def test_an_expert_of_another_organisation_of_the_group_writes_and_does_not_send(self, who):
        group, other = builders.group(), builders.organisation()
        takes_part(other, group)
        builders.appointment(who, other)
        actor = actor_for(who, NOW)
        assert (actor.groups_written, actor.groups_sent) == ({group.pk}, set())

    def test_an_expert_has_the_groups_of_the_own_centre_and_no_others(self, who):
        centre = builders.organisation()
        mine, second, _others = builders.group(responsible=centre), builders.group(responsible=centre), builders.group()
        builders.appointment(who, centre)
        actor = actor_for(who, NOW)
        assert actor.groups_written == actor.groups_sent == {mine.pk, second.pk}

    def test_two_roles_in_two_organisations_are_kept_apart(self, who):
        """An expert of one centre who only reads in another sends for the first alone."""
        mine, theirs = builders.group(), builders.group()
        builders.appointment(who, builders.responsible(mine), Role.EXPERT)
        builders.appointment(who, builders.responsible(theirs), Role.READER)
        actor = actor_for(who, NOW)
        assert actor.shares == {
            Share(Role.EXPERT, builders.responsible(mine).pk, mine.pk, True),
            Share(Role.READER, builders.responsible(theirs).pk, theirs.pk, True),
        }
        assert (actor.groups_written, actor.groups_sent) == ({mine.pk}, {mine.pk})

    def test_two_roles_in_one_organisation_both_count(self, who):
        group = builders.group()
        centre = builders.responsible(group)
        builders.appointment(who, centre, Role.READER)
        builders.appointment(who, centre, Role.EXPERT)
        builders.appointment(who, centre, Role.ADMIN)
        actor = actor_for(who, NOW)
        assert actor.duties == {Duty(role, centre.pk) for role in (Role.READER, Role.EXPERT, Role.ADMIN)}
        assert {(share.role, share.group) for share in actor.shares} == {
            (role, group.pk) for role in (Role.READER, Role.EXPERT, Role.ADMIN)
        }
        assert actor.groups_sent == {group.pk}

    def test_a_role_and_a_seat_add_up(self, who):
        mine, theirs = builders.group(), builders.group()
        builders.appointment(who, builders.responsible(mine), Role.EXPERT)
        builders.member(who, theirs, Seat.CHAIR)
        actor = actor_for(who, NOW)
        assert (actor.groups_written, actor.groups_sent) == ({mine.pk, theirs.pk}, {mine.pk})

    def test_the_chairs_own_organisation_gives_nothing(self, who):
        """A chair who represents the responsible centre but has no appointment there does not send."""
        group = builders.group()
        builders.member(who, group, Seat.CHAIR, represents=builders.responsible(group))
        assert actor_for(who, NOW).groups_sent == set()


class TestNothingOfAnybodyElses:
    def test_another_experts_role_in_the_same_organisation_is_not_mine(self, who):
        group = builders.group()
        builders.expert(group)
        builders.appointment(who, builders.responsible(group), Role.READER)
        builders.expert(group)
        actor = actor_for(who, NOW)
        assert actor.shares == {Share(Role.READER, builders.responsible(group).pk, group.pk, True)}
        assert (actor.groups_written, actor.groups_sent) == (set(), set())

    def test_another_members_seat_is_not_mine(self, who):
        group = builders.group()
        builders.chair(group)
        builders.member(who, group, Seat.MEMBER)
        assert actor_for(who, NOW).groups_written == set()

    def test_a_role_of_mine_that_has_ended_does_not_come_back_by_another_one(self, who):
        """The reader was an expert until yesterday: only today's role counts."""
        group = builders.group()
        centre = builders.responsible(group)
        builders.appointment(who, centre, Role.EXPERT, until=date(2014, 12, 14))
        builders.appointment(who, centre, Role.READER)
        actor = actor_for(who, NOW)
        assert actor.shares == {Share(Role.READER, centre.pk, group.pk, True)}
        assert (actor.groups_written, actor.groups_sent) == (set(), set())

    def test_a_role_of_mine_that_has_not_begun_does_not_come_early_by_another_one(self, who):
        group = builders.group()
        centre = builders.responsible(group)
        builders.appointment(who, centre, Role.READER)
        builders.appointment(who, centre, Role.EXPERT, since=date(2014, 12, 16))
        assert actor_for(who, NOW).groups_sent == set()

    def test_an_appointment_without_participation_gives_no_group(self, who):
        builders.group()
        builders.appointment(who, builders.organisation())
        assert actor_for(who, NOW).groups_written == set()


def writes(who, moment):
    return bool(actor_for(who, moment).groups_written)


FIRST, LAST = date(2014, 3, 1), date(2014, 12, 31)


class TestDays:
    @pytest.fixture(params=["expert", "participation", "chair"])
    def lasting(self, request, who):
        """Each of the three things that give access lasts from 1.3. to 31.12."""
        if request.param == "expert":
            builders.appointment(who, builders.responsible(builders.group()), since=FIRST, until=LAST)
        elif request.param == "participation":
            other = builders.organisation(OrganisationKind.TE_OFFICE)
            builders.appointment(who, other)
            takes_part(other, builders.group(), since=FIRST, until=LAST)
        else:
            builders.member(who, builders.group(), Seat.CHAIR, since=FIRST, until=LAST)
        return who

    @pytest.mark.parametrize(
        ("moment", "is_in"),
        [
            (helsinki(2014, 2, 28, 23, 59, 59), False),
            (helsinki(2014, 3, 1, 0, 0), True),
            (helsinki(2014, 12, 31, 23, 59, 59, 999_999), True),
            (helsinki(2015, 1, 1, 0, 0), False),
            # The same moments by the clock of Greenwich, two hours behind.
            (datetime(2014, 12, 31, 21, 59, 59, tzinfo=UTC), True),
            (datetime(2014, 12, 31, 22, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_first_and_the_last_day_are_included(self, lasting, moment, is_in):
        assert writes(lasting, moment) is is_in

    @pytest.mark.parametrize(
        ("last", "still_in", "out"),
        [
            (
                date(2014, 7, 31),
                datetime(2014, 7, 31, 20, 59, 59, tzinfo=UTC),
                datetime(2014, 7, 31, 21, 0, tzinfo=UTC),
            ),
            # Summer time ends on 26.10.2014 and begins on 30.3.2014: the day has 25 and 23 hours.
            (
                date(2014, 10, 26),
                datetime(2014, 10, 26, 21, 59, 59, tzinfo=UTC),
                datetime(2014, 10, 26, 22, 0, tzinfo=UTC),
            ),
            (
                date(2014, 3, 30),
                datetime(2014, 3, 30, 20, 59, 59, tzinfo=UTC),
                datetime(2014, 3, 30, 21, 0, tzinfo=UTC),
            ),
            (date(2016, 2, 29), helsinki(2016, 2, 29, 23, 59, 59), helsinki(2016, 3, 1, 0, 0)),
        ],
        ids=["summer", "summer time ends", "summer time begins", "leap day"],
    )
    def test_access_ends_at_midnight_in_helsinki(self, who, last, still_in, out):
        builders.appointment(who, builders.responsible(builders.group()), until=last)
        assert (writes(who, still_in), writes(who, out)) == (True, False)

    def test_one_day_is_a_day(self, who):
        builders.member(who, builders.group(), Seat.CHAIR, since=date(2014, 12, 15), until=date(2014, 12, 15))
        moments = [NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)]
        assert [writes(who, moment) for moment in moments] == [False, True, False]

    def test_between_two_terms_there_is_no_access(self, who):
        centre = builders.responsible(builders.group())
        builders.appointment(who, centre, until=date(2014, 11, 30))
        builders.appointment(who, centre, since=date(2015, 1, 1))
        moments = [helsinki(2014, 11, 30, 12), NOW, helsinki(2015, 1, 1, 12)]
        assert [writes(who, moment) for moment in moments] == [True, False, True]


def test_the_actor_costs_one_query_whatever_the_roles(who, django_assert_num_queries):
    with django_assert_num_queries(1):
        actor_for(who, NOW)
    for _ in range(3):
        group = builders.group()
        builders.appointment(who, builders.responsible(group))
        builders.appointment(who, builders.responsible(group), Role.READER)
        builders.member(who, group)
    with django_assert_num_queries(1):
        actor = actor_for(who, NOW)
        assert len(actor.groups_sent) == 3


@pytest.mark.parametrize("role", Role.values)
def test_only_an_administrator_administers(who, role):
    builders.appointment(who, builders.ministry(), role)
    assert can_administer(actor_for(who, NOW)) is (role == Role.ADMIN)


def test_require_turns_a_no_into_403(who):
    with pytest.raises(PermissionDenied):
        require(can_administer, actor_for(who, NOW))
    with pytest.raises(PermissionDenied):
        require(can_administer, None)
    builders.appointment(who, builders.ministry(), Role.ADMIN)
    assert require(can_administer, actor_for(who, NOW)) is None
