"""The pages of development groups: forming in two steps, changing, the list and a page each."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.choices import GroupKind, Role, Seat
from networks.commands.reference import load_reference
from networks.models import Group, Theme
from reporting.models import Document
from tests import builders
from tests.builders import DUE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]
FORM, LIST = "development_group_form", "development_group_list"


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


def client_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


@pytest.fixture
def centres():
    groups = [builders.group(code) for code in ("KAI", "LAP", "POP")]
    for group in groups:
        builders.member(builders.person(f"{group.code} chair"), group, Seat.CHAIR)
    return [builders.responsible(one) for one in groups]


@pytest.fixture
def coordinator(today):
    return client_of(builders.coordinator())


def filled(centres, **words):
    return {
        "theme": "own",
        "own_theme": "Ohjauksen laatu",
        "language": "sv",
        "centres": [one.pk for one in centres],
        "convener": centres[0].pk,
        "since": "1.12.2014",
        "then": "members",
    } | words


def ticked(page):
    form = page.context["form"]
    return {str(value) for value in form["members"].value() or []}


class TestForming:
    def test_first_the_members_are_proposed_and_then_the_group_is_formed(self, coordinator, centres):
        page = coordinator.post(reverse(FORM), filled(centres[:2]))
        assert not Group.objects.filter(kind=GroupKind.DEVELOPMENT).exists()
        labels = [label for _value, label in page.context["form"].fields["members"].choices]
        assert labels == ["KAI chair, chair, Area KAI", "LAP chair, chair, Area LAP"]
        assert len(ticked(page)) == 2
        words = filled(
            centres[:2],
            then="form",
            proposed_for=page.context["form"]["proposed_for"].value(),
            members=[page.context["form"].fields["members"].choices[0][0]],
        )
        answer = coordinator.post(reverse(FORM), words)
        assert (answer.status_code, answer["Location"]) == (302, "/development-groups/KR1/")
        group = Group.objects.get(code="KR1")
        assert (group.language, group.own_theme, group.theme) == ("sv", "Ohjauksen laatu", None)
        assert [one.person.name for one in group.memberships.all()] == ["KAI chair"]

    def test_other_centres_are_other_members(self, coordinator, centres):
        page = coordinator.post(reverse(FORM), filled(centres[:2]))
        words = filled([centres[0], centres[2]], then="form", proposed_for=page.context["form"]["proposed_for"].value())
        page = coordinator.post(reverse(FORM), words)
        assert page.status_code == 200
        assert not Group.objects.filter(kind=GroupKind.DEVELOPMENT).exists()
        assert [label.partition(",")[0] for _value, label in page.context["form"].fields["members"].choices] == [
            "KAI chair",
            "POP chair",
        ]

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("theme", "", "Choose the theme"),
            ("theme", "T99", "Select a valid choice"),
            ("own_theme", "", "Write the theme"),
            ("own_theme", "x" * 301, "Shorten the theme to at most 300 characters"),
            ("name_sv", "x" * 61, "Shorten the name to at most 60 characters"),
            ("language", "en", "Select a valid choice"),
            ("centres", [], "Choose two to four centres"),
            ("centres", ["1"], "Select a valid choice"),
            ("convener", "", "Choose a centre"),
            ("convener", "x", "Choose a centre"),
            ("since", "1.13.2014", "Write the day in the form"),
            ("since", "", "Write the day"),
        ],
    )
    def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
        self, coordinator, centres, field, value, says
    ):
        words = filled(centres[:2], name_fi="Laaturyhmä") | {field: value}
        page = coordinator.post(reverse(FORM), words)
        assert says in page.context["form"].errors[field][0]
        html = page.content.decode()
        assert 'value="Laaturyhmä"' in html
        assert f'href="#{page.context["form"][field].auto_id}' in html or field in {"theme", "language", "centres"}
        assert not Group.objects.filter(kind=GroupKind.DEVELOPMENT).exists()

    def test_one_centre_or_five_are_refused(self, coordinator, centres):
        more = [*centres, builders.organisation(), builders.organisation()]
        for chosen in (more[:1], more):
            page = coordinator.post(reverse(FORM), filled(chosen))
            assert page.context["form"].errors["centres"] == ["Choose two to four centres"]

    def test_the_convener_is_among_the_chosen(self, coordinator, centres):
        page = coordinator.post(reverse(FORM), filled(centres[:2], convener=centres[2].pk))
        assert page.context["form"].errors == {"convener": ["The convener is one of the centres that you chose above"]}

    def test_a_second_group_is_asked_for(self, coordinator, centres):
        builders.development_group("KR7", *centres[:2])
        page = coordinator.get(reverse(FORM))
        names = dict(page.context["form"].fields["centres"].choices)
        assert names[str(centres[0].pk)].endswith("(in the group Area KR7)")
        page = coordinator.post(reverse(FORM), filled(centres[1:]))
        words = filled(centres[1:], then="form", proposed_for=page.context["form"]["proposed_for"].value())
        page = coordinator.post(reverse(FORM), words)
        assert "is in another development group already: Area KR7" in page.context["form"].non_field_errors()[0]
        answer = coordinator.post(reverse(FORM), words | {"allow_second": "on"})
        assert answer["Location"] == "/development-groups/KR8/"

    def test_a_proposed_theme_gives_the_name(self, coordinator, centres):
        load_reference()
        words = filled(centres[:2], theme="T2", own_theme="Jää pois")
        page = coordinator.post(reverse(FORM), words)
        words |= {"then": "form", "proposed_for": page.context["form"]["proposed_for"].value()}
        coordinator.post(reverse(FORM), words)
        group = Group.objects.get(code="KR1")
        assert (group.theme, group.own_theme) == (Theme.objects.get(code="T2"), "")
        assert group.area_fi == "ELO-palvelujen saatavuuden parantaminen"

    @pytest.mark.parametrize(("member", "field"), [("x", "members"), ("9" * 30, "members"), ("999999", "__all__")])
    def test_a_member_who_is_not_proposed_is_refused(self, coordinator, centres, member, field):
        page = coordinator.post(reverse(FORM), filled(centres[:2]))
        words = filled(
            centres[:2], then="form", proposed_for=page.context["form"]["proposed_for"].value(), members=[member]
        )
        assert list(coordinator.post(reverse(FORM), words).context["form"].errors) == [field]
        assert not Group.objects.filter(kind=GroupKind.DEVELOPMENT).exists()


class TestChanging:
    def change(self, client, group, act, **words):
        return client.post(reverse("development_group_change", args=[group.code, act]), {"reason": "Syy."} | words)

    def test_each_change_leads_back_to_the_group_whose_page_tells_it(self, coordinator, centres):
        group = builders.development_group("KR1", *centres[:2], since=date(2014, 1, 1))
        other = builders.organisation(name="Pohjola")
        for act, words in (
            ("add-centre", {"centre": other.pk, "day": "15.12.2014", "members": "on"}),
            ("convener", {"centre": centres[1].pk, "day": "16.12.2014"}),
            ("end-share", {"centre": centres[0].pk, "day": "31.12.2014"}),
            ("end", {"day": "30.6.2015"}),
        ):
            answer = self.change(coordinator, group, act, **words)
            assert (answer.status_code, answer["Location"]) == (302, "/development-groups/KR1/"), act
        page = coordinator.get("/development-groups/KR1/").content.decode()
        for words in (
            "added a centre from 15.12.2014: Pohjola",
            "changed the convener",
            "ended the group on 30.6.2015",
        ):
            assert words in page
        assert "Add a centre</a>" not in page

    @pytest.mark.parametrize(
        ("act", "words", "field", "says"),
        [
            ("add-centre", {"day": "1.2.2015"}, "centre", "Choose a centre"),
            ("end-share", {"centre": "0", "day": "1.2.2015"}, "centre", "Choose a centre"),
            ("convener", {"day": "huomenna"}, "day", "Write the day in the form"),
            ("end", {"day": "1.2.2015", "reason": ""}, "reason", "Write the reason"),
            ("end", {"day": "1.2.2015", "reason": "x" * 301}, "reason", "Shorten the reason"),
            ("end", {"day": "1.2.1999"}, "__all__", "The group began on"),
        ],
    )
    def test_what_is_wrong_is_said(self, coordinator, centres, act, words, field, says):
        group = builders.development_group("KR1", *centres[:2])
        page = self.change(coordinator, group, act, **words)
        assert page.status_code == 200
        assert says in page.context["form"].errors[field][0]

    def test_an_unknown_act_or_group_is_not_found(self, coordinator):
        builders.development_group("KR1")
        builders.group("KAI")
        for args in (("KR1", "rename"), ("KR9", "end"), ("KAI", "end")):
            assert coordinator.get(reverse("development_group_change", args=args)).status_code == 404
        assert coordinator.get("/development-groups/KAI/").status_code == 404


class TestReading:
    def test_the_list_tells_theme_centres_convener_members_and_state(self, today, centres):
        group = builders.development_group("KR1", *centres)
        builders.member(builders.person(), group)
        builders.member(builders.person(), group, until=date(2014, 1, 1))
        expert = builders.expert_of(centres[1])
        page = client_of(expert).get(reverse(LIST)).content.decode()
        assert "Laatu" in page
        assert "1 member." in page
        assert "No round of reports has been opened yet." in page
        assert "group--own" in page
        builders.confirmed_report(group)
        assert "Draft</span>" in client_of(expert).get(reverse(LIST)).content.decode()
        other = client_of(builders.expert(builders.group()))
        page = other.get(reverse(LIST)).content.decode()
        assert "The report has not been sent yet." in page
        assert "group--own" not in page
        assert "Form a group" not in page

    def test_another_region_opens_what_has_been_sent_and_nothing_else(self, today, centres):
        group = builders.development_group("KR1", *centres)
        client = client_of(builders.expert(builders.group()))
        draft = builders.confirmed_report(group)
        address = reverse("document_detail", args=[draft.pk])
        assert address not in client.get("/development-groups/KR1/").content.decode()
        sent = builders.sent_group_report(builders.development_group("KR2"), in_round=draft.round)
        page = client.get("/development-groups/KR2/").content.decode()
        assert reverse("document_detail", args=[sent.pk]) in page
        assert "Sent</span>" in page

    def test_a_group_that_a_merger_leaves_too_small_is_flagged(self, today, centres):
        group = builders.development_group("KR1", *centres[:2])
        client = client_of(builders.admin())
        says = "The group does not have two to four centres."
        assert says not in client.get("/development-groups/KR1/").content.decode()
        group.participations.filter(is_responsible=False).update(until=date(2014, 12, 14))
        for address in ("/development-groups/KR1/", reverse(LIST)):
            assert says in client.get(address).content.decode()

    def test_one_that_has_ended_is_still_to_be_read(self, today, centres):
        group = builders.development_group("KR1", *centres[:2], since=date(2014, 1, 1))
        Group.objects.filter(pk=group.pk).update(until=date(2014, 6, 30))
        group.participations.update(until=date(2014, 6, 30))
        client = client_of(builders.admin())
        assert "Groups that have ended" in client.get(reverse(LIST)).content.decode()
        page = client.get("/development-groups/KR1/").content.decode()
        assert "The group ended on 30.6.2014." in page
        assert centres[0].short_name_on(NOW.date(), "en") in page

    def test_the_front_page_leads_to_the_report_of_the_group(self, today, centres):
        group = builders.development_group("KR1", *centres)
        report = builders.confirmed_report(group)
        member = builders.user()
        builders.member(member, group)
        for who in (builders.expert_of(centres[1]), member):
            page = client_of(who).get(reverse("front")).content.decode()
            assert reverse("document_write", args=[report.pk]) in page
        page = client_of(builders.expert(builders.group())).get(reverse("front")).content.decode()
        assert reverse("document_write", args=[report.pk]) not in page

    def test_a_clerk_of_a_registry_has_no_groups(self, today):
        client = client_of(builders.clerk())
        assert client.get(reverse(LIST)).status_code == 403
        assert reverse(LIST) not in client.get(reverse("registry_desk")).content.decode()


class TestConfirmingAndSending:
    @pytest.fixture
    def report(self, today, centres):
        made = builders.document(builders.development_group("KR1", *centres), in_round=builders.group_round())
        builders.write_all(made, by=builders.expert_of(centres[0]))
        return made

    def check(self, client, report):
        return client.get(reverse("document_check", args=[report.pk]))

    def shown(self, client, report):
        """The fingerprint that the page gives to the button; none when there is no button."""
        found = re.search(r'name="sha256" value="(\w+)"', self.check(client, report).content.decode())
        return found[1] if found else ""

    def press(self, client, report, centre, name="group_report_confirm"):
        sha256 = self.shown(client, report)
        return client.post(reverse(name, args=[report.pk]), {"centre": centre.pk, "sha256": sha256}, follow=True)

    def test_each_sees_the_button_of_the_own_centre_alone(self, report, centres):
        client = client_of(builders.expert_of(centres[1]))
        page = self.check(client, report).content.decode()
        assert page.count("Confirm the report<") == 1
        answer = self.press(client, report, centres[1])
        assert "The report is confirmed for your centre." in answer.content.decode()
        page = self.check(client, report).content.decode()
        assert "Confirm the report<" not in page
        answer = self.press(client, report, centres[1], "group_report_take_back")
        assert "confirmation is taken back" in answer.content.decode()
        assert self.press(client, report, centres[0]).status_code == 403

    def test_a_report_that_was_changed_meanwhile_is_read_again(self, report, centres):
        client = client_of(builders.expert_of(centres[1]))
        stale = self.shown(client, report)
        builders.write(report, "Uusi.", by=builders.expert_of(centres[0]))
        answer = client.post(
            reverse("group_report_confirm", args=[report.pk]), {"centre": centres[1].pk, "sha256": stale}, follow=True
        )
        assert "Read it again before you confirm it" in answer.content.decode()
        assert report.confirmations.count() == 0

    def test_what_no_centre_confirms_is_not_found(self, report, centres):
        regional = builders.document(Group.objects.get(code="KAI"))
        client = client_of(builders.expert_of(centres[0]))
        answer = client.post(reverse("group_report_confirm", args=[regional.pk]), {"centre": centres[0].pk})
        assert answer.status_code == 404

    def test_the_check_blocks_until_all_have_confirmed(self, report, centres):
        sender = client_of(builders.expert_of(centres[0]))
        page = self.check(sender, report)
        assert {one.remedy for one in page.context["blocking"]} == {
            f"Confirmation of {one.name_on(NOW.date(), 'en')}" for one in centres
        }
        for centre in centres:
            builders.confirm_report(report, centre, by=builders.expert_of(centre))
        page = self.check(sender, report)
        assert page.context["blocking"] == []
        answer = sender.post(reverse("document_send", args=[report.pk]), {"checked": page.context["checked"]})
        assert answer["Location"] == report.submissions.get().get_absolute_url()

    def test_after_the_due_date_a_missing_centre_is_ticked_and_the_reason_written(self, report, centres, monkeypatch):
        late = DUE + timedelta(days=1)
        monkeypatch.setattr("elo_portal.office.clock.now", lambda: late)
        for centre in centres[:2]:
            builders.confirm_report(report, centre, by=builders.expert_of(centre), at=late)
        sender = client_of(builders.expert_of(centres[0]))
        page = self.check(sender, report)
        assert page.context["blocking"] == []
        words = {"checked": page.context["checked"], "reason": "Keskus ei vastannut."}
        address = reverse("document_send", args=[report.pk])
        page = sender.post(address, words)
        assert list(page.context["without"].errors) == ["without"]
        assert "Keskus ei vastannut.</textarea>" in page.content.decode()
        page = sender.post(address, words | {"without": [centres[2].pk], "reason": ""})
        assert list(page.context["without"].errors) == ["reason"]
        answer = sender.post(address, words | {"without": [centres[2].pk]})
        submission = report.submissions.get()
        assert answer["Location"] == submission.get_absolute_url()
        assert submission.frozen["confirmations"]["reason"] == "Keskus ei vastannut."
        assert Document.objects.get(pk=report.pk).state == "sent"


def test_a_reader_of_a_support_body_has_the_groups_in_the_menu(today):
    reader = builders.user()
    builders.appointment(reader, builders.organisation("support"), Role.SUPPORT_READER)
    assert f'href="{reverse(LIST)}"' in client_of(reader).get(reverse("front")).content.decode()
