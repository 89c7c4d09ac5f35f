"""The pages of groups, organisations and terms: what they show, to whom, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from elo_portal.office.models import Notice
from networks.choices import OrganisationKind, Role, Seat
from networks.commands import terms
from networks.models import Appointment, Membership, Organisation, Person, User
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def expert(group):
    return builders.expert(group, "Aino")


@pytest.fixture
def client(expert):
    return signed_in(expert)


@pytest.fixture
def today():
    return timezone.localdate()


def signed_in(user) -> Client:
    """A browser of the person, who reads English."""
    Person.objects.filter(pk=user.person_id).update(language="en")
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def as_typed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def said(answer) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def new_member(**typed):
    return {
        "name": "Sari Moilanen",
        "organisation": "Kajaanin kaupunki",
        "kind": "municipality",
        "seat": "member",
        "since": "1.1.2015",
        "until": "31.12.2016",
        "email": "sari.moilanen@kajaani.example",
        "language": "fi",
        "decision": "§ 4",
    } | typed


class TestAdding:
    def test_a_member(self, client, group):
        answer = client.post(reverse("member_add", args=["KAI"]), new_member())
        assert (answer.status_code, answer.url) == (302, reverse("group_detail", args=["KAI"]))
        assert said(answer) == ["Sari Moilanen is now in the group."]
        member = group.memberships.get()
        assert (member.person.email, member.seat, member.since, member.until, member.decision) == (
            "sari.moilanen@kajaani.example",
            Seat.MEMBER,
            date(2015, 1, 1),
            date(2016, 12, 31),
            "§ 4",
        )
        assert (member.organisation.kind, member.organisation.name_on(member.since)) == (
            OrganisationKind.MUNICIPALITY,
            "Kajaanin kaupunki",
        )

    def test_what_is_missing_is_said_beside_the_field_and_the_rest_stays(self, client, group):
        typed = new_member(name="", kind="", since="tammikuu 2015")
        answer = client.post(reverse("member_add", args=["KAI"]), typed)
        form = answer.context["form"]
        assert answer.status_code == 200
        assert dict(form.errors) == {
            "name": ["Write the person's name"],
            "kind": ["Choose the kind of body that the member represents"],
            "since": ["Write the day in the form dd.mm.yyyy, for example 1.1.2015"],
        }
        html = answer.content.decode()
        assert 'value="tammikuu 2015"' in html
        assert 'value="Kajaanin kaupunki"' in html
        assert not group.memberships.exists()

    @pytest.mark.parametrize(
        ("typed", "field", "sentence"),
        [
            ({"until": "31.12.2014"}, "until", "The last day must not be before the first day."),
            (
                {"organisation": "Kainuun ELY-keskus", "kind": "centre"},
                "organisation",
                "The portal knows no ELY centre of this name. Write it in full.",
            ),
            (
                {"organisation": "Tunnettu koulu", "kind": "other"},
                "kind",
                "The portal knows the organisation as: educational institution. Choose that.",
            ),
            (
                {"email": "muu@elo.example"},
                "email",
                "The address is another person's in the portal. Check the name and the address.",
            ),
            ({"seat": "chair"}, "__all__", "The group has another chair then."),
        ],
    )
    def test_what_cannot_be(self, client, group, typed, field, sentence):
        builders.organisation(OrganisationKind.SCHOOL, name="Tunnettu koulu")
        builders.person("Muu Ihminen", email="muu@elo.example")
        builders.member(builders.person(), group, Seat.CHAIR)
        answer = client.post(reverse("member_add", args=["KAI"]), new_member(**typed))
        assert dict(answer.context["form"].errors) == {field: [sentence]}
        assert group.memberships.count() == 1
        assert not Person.objects.filter(name="Sari Moilanen").exists()

    def test_a_known_person_and_a_known_body_are_not_made_again(self, client, group):
        known = builders.person("Sari Moilanen", email="sari.moilanen@kajaani.example")
        body = builders.organisation(OrganisationKind.MUNICIPALITY, name="Kajaanin kaupunki")
        client.post(reverse("member_add", args=["KAI"]), new_member(email="SARI.moilanen@kajaani.example"))
        member = group.memberships.get()
        assert (member.person, member.organisation) == (known, body)

    def test_one_who_has_sat_in_the_group_is_known_by_name(self, client, group):
        past = builders.member(builders.person("Sari Moilanen"), group, until=date(2013, 12, 31))
        client.post(reverse("member_add", args=["KAI"]), new_member(email=""))
        assert set(group.memberships.values_list("person", flat=True)) == {past.person_id}


class TestChanging:
    @pytest.fixture
    def secretary(self, group, today):
        return builders.member(
            builders.person("Vanha"), group, Seat.SECRETARY, since=date(2013, 1, 1), until=today + timedelta(30)
        )

    def test_the_page_of_a_term_leads_to_what_can_be_done(self, client, secretary):
        html = client.get(reverse("term_detail", args=["membership", secretary.pk])).content.decode()
        for act in ("replace", "end", "correct", "remove"):
            assert reverse(f"term_{act}", args=["membership", secretary.pk]) in html
        assert reverse("term_move", args=[secretary.pk]) in html

    def test_a_term_that_has_ended_is_corrected_or_taken_away_and_no_more(self, client, group):
        ended = builders.member(builders.person(), group, until=date(2013, 12, 31))
        html = client.get(reverse("term_detail", args=["membership", ended.pk])).content.decode()
        acts = ("replace", "end", "correct", "remove")
        offered = {act for act in acts if reverse(f"term_{act}", args=["membership", ended.pk]) in html}
        assert offered == {"correct", "remove"}

    def test_a_member_follows(self, client, group, secretary, today):
        member = builders.member(builders.person("Uusi"), group, since=date(2013, 1, 1))
        typed = {"member": str(member.pk), "since": as_typed(today), "until": "", "language": "fi", "stays": "on"}
        answer = client.post(reverse("term_replace", args=["membership", secretary.pk]), typed)
        assert said(answer) == [f"Uusi follows Vanha on {as_typed(today)}."]
        now = {one.person.name: one.seat for one in Membership.objects.on(today).filter(group=group)}
        assert now == {"Uusi": Seat.SECRETARY, "Vanha": Seat.MEMBER}

    def test_somebody_new_must_be_named(self, client, secretary, today):
        typed = {"member": "new", "since": as_typed(today), "language": "fi"}
        answer = client.post(reverse("term_replace", args=["membership", secretary.pk]), typed)
        assert set(answer.context["form"].errors) == {"name", "organisation", "kind"}

    def test_ending_moving_correcting_and_taking_away(self, client, group, secretary, today):
        day = today - timedelta(1)
        client.post(reverse("term_move", args=[secretary.pk]), {"seat": "deputy", "since": as_typed(day)})
        moved = Membership.objects.get(group=group, seat=Seat.DEPUTY)
        client.post(reverse("term_end", args=["membership", moved.pk]), {"last_day": as_typed(today)})
        moved.refresh_from_db()
        assert (moved.since, moved.until) == (day, today)
        answer = client.post(
            reverse("term_correct", args=["membership", moved.pk]),
            {
                "name": "Vanhanen",
                "email": "vanhanen@elo.example",
                "organisation": "Uusi taho",
                "kind": "other",
                "seat": "member",
                "since": as_typed(day),
                "until": "",
                "reason": "Rooli oli väärä",
            },
        )
        assert said(answer)[-1] == "The term has been corrected."
        moved.refresh_from_db()
        assert (moved.person.name, moved.seat, moved.until, moved.organisation.kind) == (
            "Vanhanen",
            Seat.MEMBER,
            None,
            OrganisationKind.OTHER,
        )
        assert client.post(reverse("term_remove", args=["membership", moved.pk]), {"reason": ""}).status_code == 200
        assert client.post(reverse("term_remove", args=["membership", moved.pk]), {"reason": "Syy"}).status_code == 302
        assert not Membership.objects.filter(pk=moved.pk).exists()
        page = client.get(reverse("group_history", args=["KAI"])).content.decode()
        assert "Rooli oli väärä" in page
        assert "Vanhanen" in page

    def test_a_refusal_is_said_on_the_form_with_what_was_typed(self, client, secretary):
        typed = new_member(member="new", name="Uusi", organisation="Koulu", kind="school", since="1.1.2013")
        answer = client.post(reverse("term_replace", args=["membership", secretary.pk]), typed)
        assert answer.context["form"].non_field_errors() == [
            "The term began on 1.1.2013. Choose a later day, or correct the term."
        ]
        assert 'value="Koulu"' in answer.content.decode()

    def test_terms_are_continued_with_one_button(self, client, group, secretary, today):
        page = client.get(reverse("group_continue", args=["KAI"]))
        form = page.context["form"]
        assert form["terms"].value() == [str(secretary.pk)]
        answer = client.post(
            reverse("group_continue", args=["KAI"]), {"terms": [str(secretary.pk)], "until": "31.12.2099"}
        )
        assert said(answer) == ["The terms go on until 31.12.2099."]
        secretary.refresh_from_db()
        assert secretary.until == date(2099, 12, 31)

    def test_those_that_end_within_sixty_days_are_chosen_beforehand_or_all(self, client, group, today):
        later = builders.member(builders.person("Myöhemmin"), group, until=today + timedelta(61))
        last = builders.member(builders.person("Viimeinen"), group, until=today + timedelta(300))
        page = reverse("group_continue", args=["KAI"])
        assert client.get(page).context["form"]["terms"].value() == [str(later.pk), str(last.pk)]
        soon = builders.member(builders.person("Pian"), group, until=today + timedelta(60))
        form = client.get(page).context["form"]
        assert form["terms"].value() == [str(soon.pk)]
        assert len(form.fields["terms"].choices) == 3

    @pytest.mark.parametrize("act", ["end", "replace", "correct", "remove", "invite"])
    def test_the_second_of_two_is_told_that_the_term_has_been_taken_away(self, client, secretary, act):
        terms.remove_term(secretary, reason="Kahdesti.", by=builders.actor(builders.admin()), at=timezone.now())
        address = reverse(f"term_{act}", args=["membership", secretary.pk])
        answer = client.post(address, {"reason": "Kirjoitin tämän."})
        assert answer.status_code == 409
        html = answer.content.decode()
        assert "The term is no longer there." in html
        assert "Kirjoitin tämän." in html

    def test_a_member_of_a_ministry_is_corrected_as_one_of_the_others(self, client, group):
        member = builders.member(builders.person(), group, represents=builders.ministry())
        form = client.get(reverse("term_correct", args=["membership", member.pk])).context["form"]
        assert form["kind"].value() == "other"

    def test_an_invitation_goes_to_the_work_address(self, client, secretary):
        answer = client.post(reverse("term_invite", args=["membership", secretary.pk]))
        assert said(answer) == ["Vanha has been invited."]
        assert Notice.objects.get(kind="invitation").to_address == secretary.person.email


class TestLooking:
    def test_on_day(self, client, group):
        builders.member(builders.person("Ennen"), group, since=date(2012, 1, 1), until=date(2012, 12, 31))
        builders.member(builders.person("Nyt"), group, since=date(2013, 1, 1))
        address = reverse("group_detail", args=["KAI"])
        names = {
            day: [one.person.name for one in client.get(address, {"day": day}).context["now"].members]
            for day in ("31.12.2011", "1.1.2012", "31.12.2012", "1.1.2013", "")
        }
        assert names == {
            "31.12.2011": [],
            "1.1.2012": ["Ennen"],
            "31.12.2012": ["Ennen"],
            "1.1.2013": ["Nyt"],
            "": ["Nyt"],
        }

    def test_members_stand_by_seat_and_in_our_alphabet(self, client, group):
        for name in ("Örn", "Ärlig", "Åsa", "Zaida", "af Ursin"):
            builders.member(builders.person(name), group)
        builders.member(builders.person("Öberg"), group, Seat.CHAIR)
        members = client.get(reverse("group_detail", args=["KAI"])).context["now"].members
        assert [one.person.name for one in members] == ["Öberg", "af Ursin", "Zaida", "Åsa", "Ärlig", "Örn"]

    def test_another_day_offers_no_acts(self, client, group):
        builders.member(builders.person(), group)
        html = client.get(reverse("group_detail", args=["KAI"]), {"day": "1.1.2013"}).content.decode()
        assert reverse("member_add", args=["KAI"]) not in html

    def test_a_day_that_is_none_is_said(self, client, group):
        answer = client.get(reverse("group_detail", args=["KAI"]), {"day": "eilen"})
        assert answer.context["form"].errors["day"] == ["Write the day in the form dd.mm.yyyy, for example 1.1.2015"]
        assert 'value="eilen"' in answer.content.decode()

    def test_addresses_are_not_for_other_regions(self, client, group):
        member = builders.member(builders.person(), group)
        other = signed_in(builders.expert(builders.group("LAP")))
        page = reverse("group_detail", args=["KAI"])
        # An address is broken into parts for long lines, so its beginning is looked for.
        start = member.person.email.partition("@")[0]
        assert start in client.get(page).content.decode()
        assert start not in other.get(page).content.decode()

    def test_what_a_group_lacks_and_what_is_only_told(self, client, group):
        builders.member(builders.person(), group, represents=builders.organisation(OrganisationKind.SCHOOL))
        html = client.get(reverse("group_detail", args=["KAI"])).content.decode()
        assert "The group has no chair." in html
        assert "The group has no secretary." in html
        assert html.count("sector--none") == 5

    def test_own_group_leads_there_and_several_to_the_list(self, client, group, expert):
        assert client.get(reverse("group_own")).url == reverse("group_detail", args=["KAI"])
        builders.group("KAJ", responsible=builders.responsible(group))
        assert client.get(reverse("group_own")).url == reverse("group_list")


class TestGaps:
    @pytest.fixture
    def admin(self):
        return signed_in(builders.admin())

    def test_a_document_left_without_a_writer_is_shown_at_once(self, admin):
        at = timezone.now()
        round_ = builders.round_(2050, opens=at - timedelta(1), due=at + timedelta(90))
        group = builders.group("KAI")
        document = builders.document(group, in_round=round_)
        expert = builders.appointment(builders.person(), builders.responsible(group))
        page = reverse("gap_list")
        assert admin.get(page).context["documents"] == []
        by = builders.actor(builders.admin(), at)
        terms.end_term(expert, last_day=timezone.localdate() - timedelta(1), by=by, at=at)
        assert admin.get(page).context["documents"] == [document]

    def test_every_gap(self, admin, group):
        builders.ministry("Ilman sihteeriä")
        alone = builders.organisation(OrganisationKind.CENTRE, name="Yksin")
        gaps = admin.get(reverse("gap_list")).context["gaps"]
        assert [row.group for row in gaps.lacking_groups] == [group]
        assert alone in gaps.centres_without_group
        assert {alone, builders.responsible(group)} <= set(gaps.centres_without_person)
        assert not gaps.has_coordinator

    def test_no_gap_is_said_too(self, admin):
        for ministry in Appointment.objects.filter(role=Role.ADMIN).values_list("organisation", flat=True):
            builders.appointment(builders.person(), Organisation.objects.get(pk=ministry), Role.NATIONAL_SECRETARY)
        group = builders.group("KAI")
        builders.expert(group)
        builders.chair(group)
        builders.member(builders.person(), group, Seat.SECRETARY)
        builders.appointment(builders.person(), builders.organisation(OrganisationKind.SUPPORT), Role.COORDINATOR)
        answer = admin.get(reverse("gap_list"))
        assert answer.context["gaps"].count == 0
        assert "Every duty has a person on" in answer.content.decode()


class TestOrganisations:
    @pytest.fixture
    def admin(self):
        return signed_in(builders.admin())

    def test_a_person_gets_a_task_and_another_follows(self, admin, group, today):
        centre = builders.responsible(group)
        typed = {"name": "Eka", "email": "eka@elo.example", "language": "sv", "role": "expert", "since": "1.1.2014"}
        answer = admin.post(reverse("appointed_add", args=[centre.key]), typed)
        assert said(answer) == ["Eka has the task now."]
        first = Appointment.objects.get(organisation=centre)
        admin.post(
            reverse("term_replace", args=["appointment", first.pk]),
            {"name": "Toka", "email": "toka@elo.example", "language": "fi", "since": as_typed(today)},
        )
        found = [(one.person.name, one.until) for one in Appointment.objects.filter(organisation=centre).order_by("pk")]
        assert found == [("Eka", today - timedelta(1)), ("Toka", None)]
        page = admin.get(reverse("organisation_detail", args=[centre.key]))
        assert [one.person.name for one in page.context["people"]] == ["Toka"]

    def test_only_tasks_of_the_kind_of_body(self, admin, group):
        page = admin.get(reverse("appointed_add", args=[builders.responsible(group).key]))
        assert [value for value, _ in page.context["form"].fields["role"].choices] == [Role.EXPERT, Role.READER]
        school = builders.organisation(OrganisationKind.SCHOOL)
        assert admin.get(reverse("appointed_add", args=[school.key])).status_code == 404
        assert admin.get(reverse("organisation_detail", args=[school.key])).status_code == 404
