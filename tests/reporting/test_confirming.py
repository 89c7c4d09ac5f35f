"""Each centre of a development group confirms the report, word for word (requirements, section 14, item 2)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind, Role, Seat
from reporting import commands
from reporting.choices import ConfirmationAct
from reporting.confirmations import confirmations_of
from reporting.content import answers_of
from reporting.models import Document, GroupReportConfirmation
from reporting.permissions import can_confirm_for_centre
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]


def fresh(document):
    return Document.objects.select_related("round", "group").get(pk=document.pk)


def counting(document):
    document = fresh(document)
    return {one.centre for one in confirmations_of(document, answers_of(document), NOW.date()) if one.counts}


@pytest.fixture
def report():
    """Written, and confirmed by nobody."""
    made = builders.document(builders.development_group("KR1"), in_round=builders.group_round())
    builders.write_all(made, by=builders.expert(made.group))
    return fresh(made)


@pytest.fixture
def centres(report):
    return builders.centres_of(report.group)


@pytest.fixture
def experts(centres):
    return [builders.expert_of(one) for one in centres]


def confirm_all(report, centres, experts):
    for centre, expert in zip(centres, experts, strict=True):
        builders.confirm_report(report, centre, by=expert)


def people(report, centre):
    """By name, somebody in each position, and whether they confirm for the centre."""
    other = next(one for one in builders.centres_of(report.group) if one != centre)
    support = builders.organisation(OrganisationKind.SUPPORT)
    rows = {
        "expert of the centre": (lambda who: builders.appointment(who, centre), True),
        "expert of another centre of the group": (lambda who: builders.appointment(who, other), False),
        "expert elsewhere": (lambda who: builders.appointment(who, builders.organisation()), False),
        "reader of the centre": (lambda who: builders.appointment(who, centre, Role.READER), False),
        "secretary of the national group": (
            lambda who: builders.appointment(who, builders.ministry(), Role.NATIONAL_SECRETARY),
            False,
        ),
        "coordinator": (lambda who: builders.appointment(who, support, Role.COORDINATOR), False),
        "administrator": (lambda who: builders.appointment(who, builders.ministry(), Role.ADMIN), False),
        "reader of a support body": (lambda who: builders.appointment(who, support, Role.SUPPORT_READER), False),
        "nobody": (lambda who: None, False),
    }
    for seat, may in ((Seat.MEMBER, True), (Seat.SECRETARY, True), (Seat.CHAIR, True), (Seat.DEPUTY, False)):
        rows[f"{seat} who represents the centre"] = (
            lambda who, seat=seat: builders.member(who, report.group, seat, represents=centre),
            may,
        )
    rows["member who represents another"] = (
        lambda who: builders.member(who, report.group, represents=other),
        False,
    )
    rows["member of another group who represents the centre"] = (
        lambda who: builders.member(who, builders.group(), Seat.SECRETARY, represents=centre),
        False,
    )
    for name, (place, may) in rows.items():
        who = builders.user()
        place(who)
        yield name, who, may


def test_who_confirms_for_a_centre(report, centres):
    for name, who, may in people(report, centres[1]):
        actor = builders.actor(who)
        assert can_confirm_for_centre(actor, report, centres[1].pk) is may, name
        if may:
            builders.confirm_report(report, centres[1], by=who)
            commands.take_back_report_confirmation(report, centres[1], by=actor, at=NOW)
        else:
            with pytest.raises(PermissionDenied):
                builders.confirm_report(report, centres[1], by=who)
            with pytest.raises(PermissionDenied):
                commands.take_back_report_confirmation(report, centres[1], by=actor, at=NOW)
    capacities = set(GroupReportConfirmation.objects.values_list("capacity", flat=True))
    assert capacities == {Role.EXPERT, Seat.MEMBER, Seat.SECRETARY, Seat.CHAIR}


def test_nobody_confirms_a_report_of_a_region(centres, experts):
    regional = builders.document(builders.group("KAI", responsible=centres[0]))
    assert can_confirm_for_centre(builders.actor(experts[0]), fresh(regional), centres[0].pk) is False
    assert confirmations_of(fresh(regional), answers_of(regional), NOW.date()) == []


def test_an_edit_undoes_every_confirmation_and_the_same_words_bring_them_back(report, centres, experts):
    confirm_all(report, centres, experts)
    assert counting(report) == set(centres)
    builders.write(report, "Toinen teksti.", by=experts[2])
    assert counting(report) == set()
    builders.write(report, "Teimme työtä yhdessä. Kohta 1.", by=experts[2])
    assert counting(report) == set(centres)


def test_the_main_language_is_of_the_words(report, centres, experts):
    confirm_all(report, centres, experts)
    commands.choose_language(report, "sv", by=builders.actor(experts[0]))
    assert counting(report) == set()


def test_a_text_put_aside_undoes_nothing(report, centres, experts):
    confirm_all(report, centres, experts)
    [answer, *_rest] = builders.answers(report)
    typed = commands.writing.Typed(answer=answer, body="Sivussa.", base=0)
    commands.save_answers(report, [typed], by=builders.actor(experts[1]), at=NOW)
    assert counting(report) == set(centres)


def test_what_was_read_is_what_is_confirmed(report, centres, experts):
    actor = builders.actor(experts[0])
    with pytest.raises(NotNow, match="changed after you opened"):
        commands.confirm_report(report, centres[0], by=actor, at=NOW, sha256="0" * 64)
    builders.confirm_report(report, centres[0], by=experts[0])
    with pytest.raises(NotNow, match="already"):
        builders.confirm_report(report, centres[0], by=experts[0])


def test_an_unfinished_report_is_not_confirmed(report, centres, experts):
    builders.write(report, "", "", by=experts[0])
    with pytest.raises(NotNow, match="Answer questions 1, 2 first"):
        builders.confirm_report(report, centres[0], by=experts[0])


def test_a_confirmation_is_taken_back_once(report, centres, experts):
    builders.confirm_report(report, centres[1], by=experts[1])
    actor = builders.actor(experts[1])
    commands.take_back_report_confirmation(report, centres[1], by=actor, at=NOW)
    assert counting(report) == set()
    with pytest.raises(NotNow, match="no confirmation"):
        commands.take_back_report_confirmation(report, centres[1], by=actor, at=NOW)
    acts = [one.act for one in GroupReportConfirmation.objects.all()]
    assert acts == [ConfirmationAct.CONFIRM, ConfirmationAct.TAKE_BACK]


def test_what_has_been_sent_is_neither_confirmed_nor_taken_back(report, centres, experts):
    confirm_all(report, centres, experts)
    builders.send(report, by=experts[0])
    with pytest.raises(NotNow, match="has been sent"):
        builders.confirm_report(report, centres[0], by=experts[0])
    with pytest.raises(NotNow, match="has been sent"):
        commands.take_back_report_confirmation(report, centres[0], by=builders.actor(experts[0]), at=NOW)


def test_the_database_refuses_to_change_a_confirmation(report, centres, experts):
    row = builders.confirm_report(report, centres[0], by=experts[0])
    for act in (
        lambda: GroupReportConfirmation.objects.filter(pk=row.pk).update(sha256="0" * 64),
        lambda: GroupReportConfirmation.objects.filter(pk=row.pk).delete(),
        lambda: GroupReportConfirmation.objects.create(
            document=report, organisation=centres[0], act="confirm", by=row.by, capacity=Role.ADMIN, at=NOW, sha256="0"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "take back", "write"]), st.integers(0, 2), st.sampled_from(["Yksi.", "Kaksi."])
    ),
    max_size=8,
)


@given(acts=ACTS)
@settings(max_examples=15)
def test_a_confirmation_counts_while_the_words_are_those_of_its_centres_last_act(report, centres, experts, acts):
    """Whatever is written, confirmed and taken back in whatever order; a model of a few lines says what counts."""
    with transaction.atomic():
        said, confirmed = None, {}
        for act, who, text in acts:
            try:
                if act == "write":
                    builders.write(report, text, by=experts[who])
                    said = text
                elif act == "confirm":
                    builders.confirm_report(report, centres[who], by=experts[who])
                    confirmed[who] = said
                else:
                    actor = builders.actor(experts[who])
                    commands.take_back_report_confirmation(report, centres[who], by=actor, at=NOW)
                    confirmed.pop(who)
            except NotNow:
                refused_rightly = (act == "confirm" and who in confirmed and confirmed[who] == said) or (
                    act == "take back" and who not in confirmed
                )
                assert refused_rightly, (act, who)
            assert counting(report) == {centres[one] for one, words in confirmed.items() if words == said}
        transaction.set_rollback(True)
