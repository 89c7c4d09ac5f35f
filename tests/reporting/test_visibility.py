"""Who sees which document: drafts their writers, what has been sent the whole network."""

import pytest

from networks.choices import OrganisationKind, Role, Seat
from networks.models import Participation
from reporting import commands
from reporting.models import Document
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
    "registry of a ministry": lambda group: _appointed(builders.ministry(), Role.REGISTRY),
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


@pytest.mark.parametrize("who", ["expert of another region", "registry of a ministry", "ordinary member of the group"])
def test_others_have_on_their_board_what_they_may_open(documents, who):
    draft, sent, reopened = documents
    assert board(READERS[who](draft.group)) == [sent, reopened]


def test_documents_of_a_year_are_those_of_its_rounds(documents):
    older = builders.document(documents[0].group, in_round=builders.round_(2013, opens=helsinki(2013, 10, 1, 9)))
    assert list(Document.objects.of_year(2014).order_by("group__code")) == list(documents)
    assert older in Document.objects.of_year(2013)
