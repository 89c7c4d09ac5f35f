"""Who sees which document: drafts their writers, what has been sent the whole network."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from networks.choices import GroupKind, OrganisationKind, Role, Seat
from networks.models import Participation
from reporting import commands
from reporting.models import Document, Round
from reporting.permissions import can_read_sent
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]


@pytest.fixture
def documents():
    """Kainuu's draft, Lappi's sent report, and Pohjanmaa's that was sent and reopened, in one round."""
    in_round = builders.round_(questions=1)
    draft = builders.document(builders.group("KAI"), in_round=in_round)
    sent = builders.sent_document(builders.group("LAP"), in_round=in_round)
    reopened = builders.sent_document(builders.group("POH"), in_round=in_round)
    commands.reopen(reopened, by=builders.actor(builders.expert(reopened.group)), at=NOW)
    return draft, sent, reopened


def visible(person, at=NOW):
    return list(Document.objects.visible_to(builders.actor(person, at)).order_by("group__code"))


def board(person):
    return list(Document.objects.for_board(builders.actor(person)).order_by("group__code"))


WRITERS = {
    "expert": lambda group: builders.expert(group),
    "chair": lambda group: builders.chair(group),
    "secretary of the group": lambda group: _member(group, Seat.SECRETARY),
    "expert of another organisation of the group": lambda group: _expert_of_another(group),
}
READERS = {
    "ordinary member of the group": lambda group: _member(group, Seat.MEMBER),
    "deputy member of the group": lambda group: _member(group, Seat.DEPUTY),
    "reader of the centre": lambda group: _appointed(builders.responsible(group), Role.READER),
    "reader of a support body": lambda group: _appointed(
        builders.organisation(OrganisationKind.SUPPORT), Role.SUPPORT_READER
    ),
    "expert of another region": lambda group: builders.expert(builders.group()),
    "chair of another region": lambda group: builders.chair(builders.group()),
    "secretary of a ministry": lambda group: builders.secretary(),
    "administrator": lambda group: builders.admin(),
}


def _member(group, seat):
    person = builders.user()
    builders.member(person, group, seat)
    return person


def _appointed(organisation, role):
    person = builders.user()
    builders.appointment(person, organisation, role)
    return person


def _expert_of_another(group):
    office = builders.organisation(OrganisationKind.TE_OFFICE)
    Participation.objects.create(group=group, organisation=office, since=builders.LONG_AGO)
    return _appointed(office, Role.EXPERT)


@pytest.mark.parametrize("who", WRITERS)
def test_writers_see_their_own_draft_and_what_others_have_sent(documents, who):
    draft, sent, reopened = documents
    assert visible(WRITERS[who](draft.group)) == [draft, sent, reopened]


@pytest.mark.parametrize("who", WRITERS)
def test_writers_of_one_group_do_not_see_anothers_draft(documents, who):
    draft, sent, reopened = documents
    assert visible(WRITERS[who](sent.group)) == [sent, reopened]
    assert Document.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("who", READERS)
def test_everybody_else_in_the_network_sees_what_has_been_sent_and_no_draft(documents, who):
    draft, sent, reopened = documents
    assert visible(READERS[who](draft.group)) == [sent, reopened]


def test_outside_the_network_nothing_is_seen(documents):
    assert visible(builders.user()) == []


@pytest.mark.parametrize("who", [*WRITERS, *READERS])
def test_after_the_last_day_nothing_is_seen(documents, who):
    person = (WRITERS | READERS)[who](documents[0].group)
    until = helsinki(2014, 12, 15).date()
    person.person.appointments.update(until=until)
    person.person.memberships.update(until=until)
    assert visible(person, helsinki(2014, 12, 15, 23, 59, 59)) != []
    assert visible(person, helsinki(2014, 12, 16, 0, 0)) == []


def test_each_document_is_found_once_however_many_versions_and_roles(documents):
    _draft, sent, reopened = documents
    person = builders.expert(reopened.group)
    builders.member(person, reopened.group, Seat.CHAIR)
    builders.appointment(person, builders.responsible(reopened.group), Role.READER)
    builders.send(reopened, by=person)
    assert visible(person) == [sent, reopened]


@pytest.mark.parametrize("role", [Role.NATIONAL_SECRETARY, Role.ADMIN])
def test_those_who_follow_have_every_group_on_their_board(documents, role):
    assert board(_appointed(builders.ministry(), role)) == list(documents)


@pytest.mark.parametrize("who", ["expert of another region", "ordinary member of the group"])
def test_others_have_on_their_board_what_they_may_open(documents, who):
    draft, sent, reopened = documents
    assert board(READERS[who](draft.group)) == [sent, reopened]


def test_documents_of_a_year_are_those_of_its_rounds(documents):
    older = builders.document(documents[0].group, in_round=builders.round_(2013, opens=helsinki(2013, 10, 1, 9)))
    assert list(Document.objects.of_year(2014).order_by("group__code")) == list(documents)
    assert older in Document.objects.of_year(2013)


class TestRegistry:
    """A registry receives letters and is no member of the network: it sees what is addressed to it (P6, R9)."""

    @pytest.fixture
    def ministry(self):
        return builders.ministry()

    @pytest.fixture
    def plans(self, ministry):
        """A plan that was sent, a draft, and one that was sent and reopened, in a round addressed to the registry."""
        in_round = builders.plan_round(ministries=(ministry,), questions=1)
        sent = builders.sent_plan(builders.group("HAM"), in_round=in_round)
        reopened = builders.sent_plan(builders.group("PIR"), in_round=in_round)
        commands.reopen(reopened, by=builders.actor(builders.expert(reopened.group)), at=NOW)
        draft = builders.plan(builders.group("SAT"), in_round=in_round)
        return sent, reopened, draft

    def test_it_sees_sent_plans_and_no_reports_and_no_drafts(self, documents, plans, ministry):
        sent, reopened, _draft = plans
        assert visible(builders.clerk(ministry)) == [sent, reopened]

    def test_a_round_of_reports_may_make_it_an_addressee(self, documents, ministry):
        draft, sent, reopened = documents
        clerk = builders.clerk(ministry)
        assert visible(clerk) == []
        builders.addressed(draft.round, ministry)
        assert visible(clerk) == [sent, reopened]

    def test_another_ministry_is_not_addressed(self, plans):
        assert visible(builders.clerk()) == []

    def test_being_addressed_as_secretary_is_not_being_addressed_as_registry(self, documents, ministry):
        builders.addressed(documents[0].round, ministry, Role.NATIONAL_SECRETARY)
        assert visible(builders.clerk(ministry)) == []

    def test_a_clerk_with_another_task_reads_by_that_task(self, documents, plans, ministry):
        _draft, sent, reopened = documents
        clerk = builders.clerk(ministry)
        builders.member(clerk, documents[0].group)
        assert visible(clerk) == sorted([*plans[:2], sent, reopened], key=lambda one: one.group.code)

    def test_access_ends_with_the_appointment(self, plans, ministry):
        clerk = builders.clerk(ministry)
        clerk.person.appointments.update(until=helsinki(2014, 12, 15).date())
        assert len(visible(clerk, helsinki(2014, 12, 15, 23, 59, 59))) == 2
        assert visible(clerk, helsinki(2014, 12, 16, 0, 0)) == []

    def test_it_has_no_board_of_other_groups(self, documents, plans, ministry):
        sent, reopened, _draft = plans
        assert board(builders.clerk(ministry)) == [sent, reopened]

    def test_rounds_are_those_addressed_to_it(self, documents, plans, ministry):
        actor = builders.actor(builders.clerk(ministry))
        assert list(Round.objects.visible_to(actor)) == [plans[0].round]
        assert set(Round.objects.visible_to(builders.actor(builders.secretary()))) == {
            plans[0].round,
            documents[0].round,
        }

    @pytest.mark.parametrize("capacity", [None, Role.REGISTRY, Role.NATIONAL_SECRETARY])
    def test_the_rule_says_the_same_as_the_list(self, documents, ministry, capacity):
        if capacity:
            builders.addressed(documents[1].round, ministry, capacity)
        actor = builders.actor(builders.clerk(ministry))
        assert can_read_sent(actor, documents[1]) is (capacity == Role.REGISTRY)


OTHER_REGIONS = ("expert of another region", "chair of another region")
NATIONAL = {
    "coordinator": lambda group: _appointed(builders.organisation(OrganisationKind.SUPPORT), Role.COORDINATOR),
    "deputy in confirming": lambda group: _appointed(builders.ministry(), Role.FEEDBACK_DEPUTY),
    "member of the national group": lambda group: _member(builders.group(kind=GroupKind.NATIONAL), Seat.MEMBER),
}
NEAR = {**WRITERS, **{who: made for who, made in READERS.items() if who not in OTHER_REGIONS}, **NATIONAL}


class TestWaitingForFeedback:
    """A round may keep its reports from other regions until the feedback on them is out (section 14, item 5)."""

    @pytest.fixture
    def ministries(self):
        return builders.both_ministries()

    @pytest.fixture
    def reports(self, ministries):
        """Two sent reports, in a round that waits."""
        in_round = builders.round_(questions=1, ministries=ministries, waits_for_feedback=True)
        return [builders.sent_document(builders.group(code), in_round=in_round) for code in ("KAI", "LAP")]

    def give_feedback(self, report, ministries):
        first, second = (builders.secretary(one) for one in ministries)
        commands.review(report, by=builders.actor(first), at=NOW, version=1)
        report.refresh_from_db()
        builders.write_feedback(report, by=first)
        builders.write_common_feedback(report.round, by=second)
        for ministry, by in zip(ministries, (first, second), strict=True):
            builders.confirm_feedback(report, ministry, by=by)
        builders.publish_feedback(report.round, by=first)

    @pytest.mark.parametrize("who", NEAR)
    def test_the_groups_own_people_and_the_whole_networks_read_at_once(self, reports, who):
        person = NEAR[who](reports[0].group)
        assert reports[0] in visible(person)
        assert can_read_sent(builders.actor(person), reports[0]) is True

    @pytest.mark.parametrize("who", OTHER_REGIONS)
    def test_other_regions_read_a_report_when_its_own_feedback_is_out(self, reports, ministries, who):
        person = READERS[who](reports[0].group)
        assert visible(person) == board(person) == []
        assert can_read_sent(builders.actor(person), reports[0]) is False
        self.give_feedback(reports[0], ministries)
        assert visible(person) == board(person) == [reports[0]]
        assert can_read_sent(builders.actor(person), reports[0]) is True
        assert can_read_sent(builders.actor(person), reports[1]) is False

    def test_a_region_reads_its_own_and_not_the_others(self, reports):
        for mine, who in zip(reports, (WRITERS["expert"], READERS["ordinary member of the group"]), strict=True):
            assert visible(who(mine.group)) == [mine]

    def test_other_rounds_do_not_wait(self, reports):
        plan = builders.sent_plan(builders.group("SAT"))
        assert visible(READERS["expert of another region"](plan.group)) == [plan]

    def test_a_clerk_who_sits_in_a_region_reads_what_is_addressed_to_the_registry(self, reports, ministries):
        clerk = builders.clerk(ministries[0])
        builders.member(clerk, builders.group())
        assert visible(clerk) == []
        builders.addressed(reports[0].round, ministries[0])
        assert visible(clerk) == reports
        assert can_read_sent(builders.actor(clerk), reports[0]) is True

    def test_the_database_lets_no_plan_wait_for_a_feedback_that_is_never_given(self):
        with pytest.raises(IntegrityError, match="only_reports_wait_for_feedback"):
            builders.plan_round(waits_for_feedback=True)

    def test_every_door_of_a_report_that_waits_is_closed_to_another_region(self, reports, client):
        client.force_login(READERS["expert of another region"](reports[0].group))
        sent = reports[0].submissions.get()
        doors = [
            reports[0].get_absolute_url(),
            sent.get_absolute_url(),
            reverse("submission_pdf", args=[sent.pk, sent.identifier]),
            reverse("submission_json", args=[sent.pk, sent.identifier]),
            reverse("submission_status", args=[sent.pk]),
            reverse("document_write", args=[reports[0].pk]),
            reverse("document_preview", args=[reports[0].pk]),
            reverse("feedback_letter", args=[reports[0].pk]),
        ]
        assert {door: client.get(door).status_code for door in doors} == dict.fromkeys(doors, 404)
        found = client.get(reverse("verify"), {"hash": sent.sha256}).content.decode()
        assert sent.get_absolute_url() not in found
        listed = client.get(reverse("round_list")).content.decode()
        assert reports[0].get_absolute_url() not in listed
        assert "0 ryhmää on lähettänyt" not in listed
        assert "Muiden alueiden raportit näkyvät, kun ministeriöt ovat antaneet niistä palautteen." in listed
