"""Acts on terms: members of groups and people with tasks in organisations, each with its line of history."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from elo_portal.office.refusals import NotNow
from networks.choices import GroupKind, OrganisationKind, Role, Seat, TermAct
from networks.commands import terms
from networks.commands.terms import Body, Contact, Days, Newcomer
from networks.models import Appointment, Membership, Organisation, Person, TermChange, User
from networks.permissions import can_manage_members, can_see_contacts, can_see_gaps, can_see_groups
from tests import builders
from tests.builders import LONG_AGO, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MARCH, JUNE, DECEMBER, NEXT_DECEMBER = date(2014, 3, 1), date(2014, 6, 30), date(2014, 12, 31), date(2015, 12, 31)
SCHOOL = Body("Kajaanin lukio", OrganisationKind.SCHOOL)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def by(group):
    return builders.actor(builders.expert(group, "Aino"))


@pytest.fixture
def admin():
    return builders.actor(builders.admin())


def said(place):
    """The history, oldest first: act, person, task, day, until."""
    return [
        (one.act, one.person and one.person.name, one.task, one.day, one.until)
        for one in place.term_changes.order_by("pk").select_related("person")
    ]


def rows(group):
    return sorted(
        (one.person.name, one.seat, one.since, one.until) for one in group.memberships.select_related("person")
    )


class TestAdding:
    def test_a_new_person_of_a_new_body(self, group, by):
        made = terms.add_member(
            group,
            Newcomer("Sari", "sari@elo.example", "sv"),
            SCHOOL,
            seat=Seat.SECRETARY,
            days=Days(MARCH, DECEMBER),
            decision="§ 4",
            by=by,
            at=NOW,
        )
        assert rows(group) == [("Sari", Seat.SECRETARY, MARCH, DECEMBER)]
        assert (made.person.email, made.person.language, made.decision) == ("sari@elo.example", "sv", "§ 4")
        assert (made.organisation.key, made.organisation.kind, made.organisation.since) == (
            "kajaanin-lukio",
            OrganisationKind.SCHOOL,
            MARCH,
        )
        assert made.organisation.name_on(MARCH, "sv") == "Kajaanin lukio"
        change = group.term_changes.get()
        assert (change.act, change.by, change.at, change.decision) == (TermAct.ADDED, by.person, NOW, "§ 4")

    def test_the_same_name_of_a_body_makes_another_key(self, group, by):
        for name in ("Yksi", "Kaksi"):
            terms.add_member(group, Newcomer(name), SCHOOL, seat=Seat.MEMBER, days=Days(MARCH), by=by, at=NOW)
        keys = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).order_by("pk").values_list("key", flat=True)
        assert list(keys) == ["kajaanin-lukio", "kajaanin-lukio-2"]

    def test_another_chair_at_the_same_time_is_refused_and_leaves_nothing(self, group, by):
        builders.member(builders.person(), group, Seat.CHAIR)
        people = Person.objects.count()
        with pytest.raises(ValidationError) as refusal:
            terms.add_member(group, Newcomer("Toinen"), SCHOOL, seat=Seat.CHAIR, days=Days(MARCH), by=by, at=NOW)
        assert refusal.value.messages == ["The group has another chair then."]
        assert (Person.objects.count(), group.memberships.count(), group.term_changes.count()) == (people, 1, 0)

    def test_an_address_of_another_person_is_refused(self, group, by):
        builders.person("Muu", email="sama@elo.example")
        with pytest.raises(ValidationError) as refusal:
            terms.add_member(
                group, Newcomer("Uusi", "SAMA@elo.example"), SCHOOL, seat=Seat.MEMBER, days=Days(MARCH), by=by, at=NOW
            )
        assert refusal.value.messages == ["Another person has this address."]


class TestReplacing:
    @pytest.fixture
    def chair(self, group):
        return builders.member(builders.person("Vanha"), group, Seat.CHAIR, since=MARCH, until=DECEMBER)

    def replace(self, chair, who, by, since=date(2014, 7, 1), **more):
        return terms.replace_member(chair, who, SCHOOL, days=Days(since, DECEMBER), by=by, at=NOW, **more)

    def test_somebody_new(self, group, chair, by):
        self.replace(chair, Newcomer("Uusi"), by)
        assert rows(group) == [
            ("Uusi", Seat.CHAIR, date(2014, 7, 1), DECEMBER),
            ("Vanha", Seat.CHAIR, MARCH, JUNE),
        ]
        assert said(group) == [(TermAct.REPLACED, "Uusi", Seat.CHAIR, date(2014, 7, 1), DECEMBER)]
        assert group.term_changes.get().instead_of.name == "Vanha"

    def test_a_member_who_leaves_the_earlier_seat_and_the_chair_who_stays(self, group, chair, by):
        member = builders.member(builders.person("Jäsen"), group, since=MARCH)
        self.replace(chair, Newcomer("Jäsen", person=member.person), by, stays=True)
        assert rows(group) == [
            ("Jäsen", Seat.CHAIR, date(2014, 7, 1), DECEMBER),
            ("Jäsen", Seat.MEMBER, MARCH, JUNE),
            ("Vanha", Seat.CHAIR, MARCH, JUNE),
            ("Vanha", Seat.MEMBER, date(2014, 7, 1), DECEMBER),
        ]
        assert [act for act, *_ in said(group)] == [TermAct.MOVED, TermAct.REPLACED]

    @pytest.mark.parametrize(
        ("since", "sentence"),
        [
            (MARCH, "The term began on 1.3.2014. Choose a later day, or correct the term."),
            (date(2014, 2, 1), "The term began on 1.3.2014. Choose a later day, or correct the term."),
            (date(2015, 1, 2), "The term ends on 31.12.2014. Add a new member from the later day."),
        ],
    )
    def test_days_that_are_not_of_the_term(self, group, chair, by, since, sentence):
        with pytest.raises(NotNow) as refusal:
            self.replace(chair, Newcomer("Uusi"), by, since=since)
        assert refusal.value.sentence == sentence
        assert rows(group) == [("Vanha", Seat.CHAIR, MARCH, DECEMBER)]

    def test_the_day_after_the_last_one_is_a_day_of_change(self, group, chair, by):
        terms.replace_member(chair, Newcomer("Uusi"), SCHOOL, days=Days(date(2015, 1, 1), NEXT_DECEMBER), by=by, at=NOW)
        assert rows(group) == [
            ("Uusi", Seat.CHAIR, date(2015, 1, 1), NEXT_DECEMBER),
            ("Vanha", Seat.CHAIR, MARCH, DECEMBER),
        ]

    def test_by_oneself(self, chair, by):
        with pytest.raises(NotNow):
            self.replace(chair, Newcomer("Vanha", person=chair.person), by)


class TestOtherActs:
    @pytest.fixture
    def member(self, group):
        return builders.member(builders.person("Sari"), group, since=MARCH, until=DECEMBER)

    def test_moving_keeps_the_last_day(self, group, member, by):
        terms.move_member(member, seat=Seat.SECRETARY, since=date(2014, 7, 1), by=by, at=NOW)
        assert rows(group) == [
            ("Sari", Seat.MEMBER, MARCH, JUNE),
            ("Sari", Seat.SECRETARY, date(2014, 7, 1), DECEMBER),
        ]
        assert said(group) == [(TermAct.MOVED, "Sari", Seat.SECRETARY, date(2014, 7, 1), DECEMBER)]

    def test_moving_to_the_same_seat(self, member, by):
        with pytest.raises(NotNow):
            terms.move_member(member, seat=Seat.MEMBER, since=date(2014, 7, 1), by=by, at=NOW)

    def test_ending(self, group, member, by):
        terms.end_term(member, last_day=JUNE, decision="Eropyyntö", by=by, at=NOW)
        assert rows(group) == [("Sari", Seat.MEMBER, MARCH, JUNE)]
        change = group.term_changes.get()
        assert (change.act, change.day, change.before["until"], change.decision) == (
            TermAct.ENDED,
            JUNE,
            "2014-12-31",
            "Eropyyntö",
        )

    def test_ending_later_than_it_ends_is_no_ending(self, group, member, by):
        with pytest.raises(NotNow) as refusal:
            terms.end_term(member, last_day=DECEMBER, by=by, at=NOW)
        assert refusal.value.sentence == "The term ends on 31.12.2014 already."

    def test_ending_before_it_began(self, group, member, by):
        with pytest.raises(ValidationError):
            terms.end_term(member, last_day=date(2014, 2, 28), by=by, at=NOW)
        assert rows(group) == [("Sari", Seat.MEMBER, MARCH, DECEMBER)]

    def test_continuing_several_at_once(self, group, member, by):
        other = builders.member(builders.person("Ville"), group, since=MARCH, until=JUNE)
        terms.continue_terms([member, other], until=NEXT_DECEMBER, decision="§ 9", by=by, at=NOW)
        assert rows(group) == [
            ("Sari", Seat.MEMBER, MARCH, NEXT_DECEMBER),
            ("Ville", Seat.MEMBER, MARCH, NEXT_DECEMBER),
        ]
        assert said(group) == [
            (TermAct.CONTINUED, "Sari", Seat.MEMBER, NEXT_DECEMBER, NEXT_DECEMBER),
            (TermAct.CONTINUED, "Ville", Seat.MEMBER, NEXT_DECEMBER, NEXT_DECEMBER),
        ]

    def test_when_one_cannot_go_on_none_does(self, group, member, by):
        endless = builders.member(builders.person("Ville"), group, since=MARCH)
        with pytest.raises(NotNow):
            terms.continue_terms([member, endless], until=NEXT_DECEMBER, by=by, at=NOW)
        assert rows(group) == [("Sari", Seat.MEMBER, MARCH, DECEMBER), ("Ville", Seat.MEMBER, MARCH, None)]

    def test_correcting_keeps_what_it_was(self, group, member, by):
        terms.correct_term(
            member,
            since=date(2014, 2, 1),
            until=None,
            seat=Seat.DEPUTY,
            body=SCHOOL,
            contact=Contact("Sari M.", "sari.m@elo.example"),
            reason="Nimi väärin",
            by=by,
            at=NOW,
        )
        assert rows(group) == [("Sari M.", Seat.DEPUTY, date(2014, 2, 1), None)]
        change = group.term_changes.get()
        assert (change.act, change.reason, change.before["name"], change.before["since"]) == (
            TermAct.CORRECTED,
            "Nimi väärin",
            "Sari",
            "2014-03-01",
        )

    def test_name_and_address_of_one_who_signs_in_stay(self, member, by):
        builders.user(member.person)
        with pytest.raises(NotNow):
            terms.correct_term(member, contact=Contact("X", "x@elo.example"), reason="Syy", by=by, at=NOW)
        assert Person.objects.get(pk=member.person_id).name == "Sari"

    def test_taking_away_leaves_a_line(self, group, member, by):
        terms.remove_term(member, reason="Väärä ryhmä", by=by, at=NOW)
        assert rows(group) == []
        assert said(group) == [(TermAct.REMOVED, "Sari", Seat.MEMBER, MARCH, DECEMBER)]
        with pytest.raises(NotNow):
            terms.end_term(member, last_day=JUNE, by=by, at=NOW)

    def test_confirming_the_composition(self, group, by):
        terms.confirm_composition(group, by=by, at=NOW)
        assert said(group) == [(TermAct.CONFIRMED, None, "", by.day, None)]


class TestAppointments:
    @pytest.fixture
    def centre(self, group):
        return builders.responsible(group)

    def test_appointing_and_following(self, centre, admin):
        first = terms.appoint(
            Newcomer("Eka", "eka@elo.example"), centre, role=Role.EXPERT, days=Days(MARCH), by=admin, at=NOW
        )
        terms.replace_appointed(
            first, Newcomer("Toka", "toka@elo.example"), days=Days(date(2014, 7, 1)), by=admin, at=NOW
        )
        found = Appointment.objects.filter(organisation=centre, role=Role.EXPERT).order_by("since")
        assert [(one.person.name, one.since, one.until) for one in found] == [
            ("Eka", MARCH, JUNE),
            ("Toka", date(2014, 7, 1), None),
        ]
        assert said(centre) == [
            (TermAct.ADDED, "Eka", Role.EXPERT, MARCH, None),
            (TermAct.REPLACED, "Toka", Role.EXPERT, date(2014, 7, 1), None),
        ]

    def test_a_task_that_the_body_does_not_have(self, centre, admin):
        with pytest.raises(NotNow):
            terms.appoint(
                Newcomer("X", "x@elo.example"), centre, role=Role.REGISTRY, days=Days(MARCH), by=admin, at=NOW
            )

    def test_a_new_administrator_who_signs_in_may_enter_the_engine_room(self, admin):
        user = builders.user()
        ministry = builders.ministry()
        who = Newcomer(user.person.name, person=user.person)
        terms.appoint(who, ministry, role=Role.ADMIN, days=Days(MARCH), by=admin, at=NOW)
        assert User.objects.get(pk=user.pk).is_staff

    def test_only_administrators(self, centre, by):
        with pytest.raises(PermissionDenied):
            terms.appoint(Newcomer("X", "x@elo.example"), centre, role=Role.EXPERT, days=Days(MARCH), by=by, at=NOW)


def test_the_history_never_changes(group, by):
    terms.confirm_composition(group, by=by, at=NOW)
    change = TermChange.objects.get()
    for attempt in (lambda: TermChange.objects.update(reason="x"), change.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_an_error_without_a_reason_cannot_be_written(group):
    person = builders.person()
    for act in (TermAct.CORRECTED, TermAct.REMOVED):
        with pytest.raises(IntegrityError), transaction.atomic():
            TermChange.objects.create(act=act, group=group, person=person, day=MARCH, at=NOW)


def test_who_manages_members_and_who_sees_addresses():
    own, other = builders.group("OWN"), builders.group("OTH")
    development = builders.group("DEV", kind=GroupKind.DEVELOPMENT, responsible=builders.responsible(own))
    national = builders.group("NAT", kind=GroupKind.NATIONAL)
    groups = {"own": own, "other": other, "development": development, "national": national}
    expert, chair, member, in_national = builders.expert(own), builders.chair(own), builders.user(), builders.user()
    builders.member(member, own)
    builders.member(in_national, national)
    reader, coordinator = builders.user(), builders.user()
    builders.appointment(reader, builders.responsible(own), Role.READER)
    builders.appointment(coordinator, builders.organisation(OrganisationKind.SUPPORT), Role.COORDINATOR)
    people = {
        "expert": expert,
        "reader": reader,
        "chair": chair,
        "member": member,
        "national_member": in_national,
        "coordinator": coordinator,
        "secretary": builders.secretary(),
        "clerk": builders.clerk(),
        "admin": builders.admin(),
    }
    found = {
        name: tuple(
            {code for code, group in groups.items() if rule(builders.actor(user), group)}
            for rule in (can_manage_members, can_see_contacts)
        )
        for name, user in people.items()
    }
    everything = set(groups)
    assert found == {
        "expert": ({"own", "development"}, {"own", "development"}),
        "reader": (set(), {"own", "development"}),
        "chair": (set(), {"own"}),
        "member": (set(), {"own"}),
        "national_member": (set(), {"national"}),
        "coordinator": ({"development"}, {"development"}),
        "secretary": ({"national"}, everything),
        "clerk": (set(), set()),
        "admin": (everything, everything),
    }
    sees_groups = {name for name, user in people.items() if can_see_groups(builders.actor(user))}
    assert sees_groups == set(people) - {"clerk"}
    assert {name for name, user in people.items() if can_see_gaps(builders.actor(user))} == {"secretary", "admin"}


def test_an_expert_of_another_region_changes_nothing(group):
    other = builders.actor(builders.expert(builders.group("LAP")))
    member = builders.member(builders.person(), group, since=LONG_AGO)
    acts = [
        lambda: terms.add_member(group, Newcomer("X"), SCHOOL, seat=Seat.MEMBER, days=Days(MARCH), by=other, at=NOW),
        lambda: terms.move_member(member, seat=Seat.DEPUTY, since=JUNE, by=other, at=NOW),
        lambda: terms.replace_member(member, Newcomer("X"), SCHOOL, days=Days(JUNE), by=other, at=NOW),
        lambda: terms.end_term(member, last_day=JUNE, by=other, at=NOW),
        lambda: terms.continue_terms([member], until=JUNE, by=other, at=NOW),
        lambda: terms.correct_term(member, since=JUNE, reason="x", by=other, at=NOW),
        lambda: terms.remove_term(member, reason="x", by=other, at=NOW),
        lambda: terms.confirm_composition(group, by=other, at=NOW),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert list(Membership.objects.values_list("pk", "since", "until")) == [(member.pk, LONG_AGO, None)]
    assert not TermChange.objects.exists()
