"""What cannot exist in the network, said by the database and, in a sentence, by the row's own check."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks.choices import OrganisationKind, Role, Seat
from networks.models import (
    Appointment,
    Coverage,
    GroupArea,
    Membership,
    Organisation,
    OrganisationName,
    Participation,
    Person,
    User,
)
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MARCH, JUNE, JULY, DECEMBER = date(2014, 3, 1), date(2014, 6, 30), date(2014, 7, 1), date(2014, 12, 31)


def refusal(row):
    """The sentence that a form would show for the row, and the constraint by which the database refuses it."""
    with pytest.raises(ValidationError) as sentence:
        row.validate_constraints()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        row.save()
    return sentence.value.messages, error.value.__cause__.diag.constraint_name


def fits(row):
    row.validate_constraints()
    row.save()
    return row.pk is not None


@pytest.fixture
def group():
    return builders.group()


def membership(group, person=None, seat=Seat.MEMBER, since=MARCH, until=None):
    return Membership(
        group=group,
        person=person or builders.person(),
        organisation=builders.organisation(OrganisationKind.SCHOOL),
        seat=seat,
        since=since,
        until=until,
    )


class TestOneChairAtATime:
    def test_a_second_chair_is_refused(self, group):
        membership(group, seat=Seat.CHAIR).save()
        second = membership(group, seat=Seat.CHAIR, since=JULY)
        assert refusal(second) == (["The group has another chair then."], "one_chair_at_a_time")

    def test_a_chair_whose_first_day_is_the_others_last_day_is_refused(self, group):
        membership(group, seat=Seat.CHAIR, until=JUNE).save()
        second = membership(group, seat=Seat.CHAIR, since=JUNE)
        assert refusal(second)[1] == "one_chair_at_a_time"

    def test_a_chair_after_the_other_fits(self, group):
        membership(group, seat=Seat.CHAIR, until=JUNE).save()
        assert fits(membership(group, seat=Seat.CHAIR, since=JULY))

    def test_a_chair_of_another_group_and_a_second_secretary_fit(self, group):
        membership(group, seat=Seat.CHAIR).save()
        membership(group, seat=Seat.SECRETARY).save()
        assert fits(membership(builders.group(), seat=Seat.CHAIR))
        assert fits(membership(group, seat=Seat.SECRETARY))


class TestOneMembershipAtATime:
    def test_a_person_is_not_a_member_twice(self, group):
        person = builders.person()
        membership(group, person, until=JULY).save()
        assert refusal(membership(group, person, Seat.DEPUTY, since=JULY)) == (
            ["The person is a member of the group already."],
            "membership_once_at_a_time",
        )

    def test_a_new_term_after_the_old_one_fits(self, group):
        person = builders.person()
        membership(group, person, until=JUNE).save()
        assert fits(membership(group, person, Seat.CHAIR, since=JULY))

    def test_a_seat_in_two_groups_fits(self, group):
        person = builders.person()
        membership(group, person).save()
        assert fits(membership(builders.group(), person))


class TestAppointments:
    def appointment(self, person, at, role=Role.EXPERT, since=MARCH, until=None):
        return Appointment(person=person, organisation=at, role=role, since=since, until=until)

    def test_the_same_role_twice_is_refused(self):
        person, at = builders.person(), builders.organisation()
        self.appointment(person, at).save()
        assert refusal(self.appointment(person, at, since=JULY, until=DECEMBER)) == (
            ["The person has this role in the organisation already."],
            "appointment_once_at_a_time",
        )

    def test_another_role_another_place_and_another_person_fit(self):
        person, at = builders.person(), builders.organisation()
        self.appointment(person, at).save()
        assert fits(self.appointment(person, at, Role.READER))
        assert fits(self.appointment(person, builders.organisation()))
        assert fits(self.appointment(builders.person(), at))


class TestParticipation:
    def test_a_group_has_one_responsible_organisation(self, group):
        second = Participation(
            group=group, organisation=builders.organisation(), is_responsible=True, since=JULY, until=DECEMBER
        )
        assert refusal(second) == (
            ["The group has another responsible organisation then."],
            "one_responsible_at_a_time",
        )

    def test_others_take_part_beside_it(self, group):
        assert fits(Participation(group=group, organisation=builders.organisation(), since=MARCH))
        assert fits(Participation(group=group, organisation=builders.organisation(), since=MARCH))

    def test_an_organisation_takes_part_once_at_a_time(self, group):
        twice = Participation(group=group, organisation=builders.responsible(group), since=JULY)
        assert refusal(twice) == (
            ["The organisation takes part in the group already."],
            "participation_once_at_a_time",
        )

    def test_the_task_passes_on_when_the_first_has_ended(self, group):
        group.participations.update(until=DECEMBER)
        successor = Participation(
            group=group, organisation=builders.organisation(), is_responsible=True, since=date(2015, 1, 1)
        )
        assert fits(successor)


def _lasting_rows():
    group, at, person = builders.group(), builders.organisation(), builders.person()
    return {
        "membership": membership(group, person),
        "appointment": Appointment(person=person, organisation=at, role=Role.EXPERT),
        "participation": Participation(group=group, organisation=at),
        "coverage": Coverage(organisation=at, region=builders.region()),
        "group_area": GroupArea(group=group, region=builders.region()),
        "organisation": Organisation(key="uusi", kind=OrganisationKind.SCHOOL),
        "organisation_name": OrganisationName(
            organisation=Organisation.objects.create(key="nimetön", kind=OrganisationKind.SCHOOL, since=MARCH),
            fi="N",
            sv="N",
            en="N",
        ),
    }


@pytest.mark.parametrize(
    "table",
    ["membership", "appointment", "participation", "coverage", "group_area", "organisation", "organisation_name"],
)
class TestFirstAndLastDay:
    def test_a_last_day_before_the_first_is_refused_in_a_sentence(self, table):
        row = _lasting_rows()[table]
        row.since, row.until = JULY, JUNE
        with pytest.raises(ValidationError) as sentence:
            row.full_clean()
        assert sentence.value.message_dict == {"until": ["The last day must not be before the first day."]}

    def test_the_database_refuses_it_too(self, table):
        row = _lasting_rows()[table]
        row.since, row.until = JULY, JUNE
        with pytest.raises(Exception, match=r"since_before_until|range lower bound") as error, transaction.atomic():
            row.save()
        assert "Error" in type(error.value).__name__

    def test_one_day_and_no_end_fit(self, table):
        row = _lasting_rows()[table]
        row.since = row.until = JULY
        row.full_clean()
        assert fits(row)


class TestNames:
    def name(self, organisation, fi, since, until=None):
        return OrganisationName(
            organisation=organisation, fi=fi, sv=f"{fi} sv", en=f"{fi} en", since=since, until=until
        )

    def test_an_organisation_has_one_name_at_a_time(self):
        organisation = builders.organisation(name="Vanha")
        assert refusal(self.name(organisation, "Uusi", JULY)) == (
            ["The organisation has another name then."],
            "one_name_at_a_time",
        )

    def test_each_day_has_the_name_of_that_day(self):
        organisation = builders.organisation(name="Vanha")
        organisation.names.update(until=JUNE)
        self.name(organisation, "Uusi", JULY).save()
        days = [JUNE, JULY]
        assert [organisation.name_on(day, "fi") for day in days] == ["Vanha", "Uusi"]
        assert [organisation.name_on(day, "sv") for day in days] == ["Vanha sv", "Uusi sv"]
        assert [organisation.short_name_on(day, "en") for day in days] == ["Vanha en", "Uusi en"]

    def test_before_its_first_name_it_is_called_by_that_one(self):
        organisation = builders.organisation(name="Vanha")
        assert organisation.name_on(date(1990, 1, 1), "fi") == "Vanha"

    def test_without_a_name_it_is_called_by_its_key(self):
        organisation = Organisation.objects.create(key="nimeton", kind=OrganisationKind.OTHER, since=MARCH)
        assert organisation.name_on(JULY, "sv") == "nimeton"


class TestAddresses:
    def test_two_people_do_not_share_an_address_in_whatever_letters(self):
        builders.person(email="aino@elo.example")
        assert refusal(Person(name="Toinen", email="Aino@ELO.example")) == (
            ["Another person has this address."],
            "person_email_once",
        )

    def test_many_people_have_no_address(self):
        Person.objects.create(name="Yksi")
        assert fits(Person(name="Toinen"))

    def test_two_sign_ins_do_not_share_an_address(self):
        builders.user(builders.person(email="aino@elo.example"))
        other = User(person=builders.person(), email="AINO@elo.example")
        assert refusal(other)[1] == "user_email_once"

    def test_a_person_has_one_sign_in(self):
        user = builders.user()
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(person=user.person, email="toinen@elo.example")
