"""Every cell of the table of steps: who may take which step from which state, before and after the due moment."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied

from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind, Role, Seat
from networks.models import Participation
from reporting import commands
from reporting.choices import State, Step
from reporting.models import Transition
from reporting.workflow import RULES, TABLE, require_step, steps_for
from tests import builders
from tests.builders import DUE, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LATE = helsinki(2015, 1, 1, 0, 0)
STATES = (State.DRAFT, State.SENT, State.RETURNED, State.REVIEWED, State.FEEDBACK_GIVEN)

# Written by hand from requirements, section 14: + may, × may never (403), s not in this state, m not at this moment.
#              before the due moment     after it
#              draft sent returned reviewed feedback given, twice
EXPECTED = {
    Step.SEND: {
        "expert of the responsible centre": "+ s + s s   + s + s s",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "× × × × ×   × × × × ×",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.REOPEN: {
        "expert of the responsible centre": "s + s s s   s m s s s",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "× × × × ×   × × × × ×",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.REVIEW: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s + s s s   s + s s s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.TAKE_BACK_REVIEW: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s s s + s   s s s + s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.ENTER: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "+ s + s s   + s + s s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "+ s + s s   + s + s s",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.RETURN: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s + s s s   s + s s s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.ADD_TO_REQUEST: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s s + s s   s s + s s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.OPEN: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s m s s s   s + s s s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
    Step.GIVE_FEEDBACK: {
        "expert of the responsible centre": "× × × × ×   × × × × ×",
        "expert of another organisation  ": "× × × × ×   × × × × ×",
        "chair                           ": "× × × × ×   × × × × ×",
        "secretary of the group          ": "× × × × ×   × × × × ×",
        "ordinary member                 ": "× × × × ×   × × × × ×",
        "reader of the centre            ": "× × × × ×   × × × × ×",
        "expert of another region        ": "× × × × ×   × × × × ×",
        "secretary of a ministry         ": "s s s + s   s s s + s",
        "administrator                   ": "× × × × ×   × × × × ×",
        "clerk of the addressed registry ": "× × × × ×   × × × × ×",
        "clerk of another registry       ": "× × × × ×   × × × × ×",
        "nobody any more                 ": "× × × × ×   × × × × ×",
    },
}
TARGETS = {
    Step.SEND: State.SENT,
    Step.REOPEN: State.DRAFT,
    Step.REVIEW: State.REVIEWED,
    Step.TAKE_BACK_REVIEW: State.SENT,
    Step.RETURN: State.RETURNED,
    Step.ADD_TO_REQUEST: State.RETURNED,
    Step.OPEN: State.DRAFT,
    Step.ENTER: State.SENT,
    Step.GIVE_FEEDBACK: State.FEEDBACK_GIVEN,
}


@pytest.fixture
def world():
    """A document and one person of each role."""
    document = builders.document(in_round=builders.round_(questions=1))
    group = document.group
    addressed = builders.ministry()
    builders.addressed(document.round, addressed)
    other = builders.organisation(OrganisationKind.TE_OFFICE)
    Participation.objects.create(group=group, organisation=other, since=builders.LONG_AGO)
    people = {"expert of the responsible centre": builders.expert(group), "chair": builders.chair(group)}
    for name, organisation, role in (
        ("expert of another organisation", other, Role.EXPERT),
        ("reader of the centre", builders.responsible(group), Role.READER),
        ("secretary of a ministry", builders.ministry(), Role.NATIONAL_SECRETARY),
        ("administrator", builders.ministry(), Role.ADMIN),
        ("clerk of the addressed registry", addressed, Role.REGISTRY),
        ("clerk of another registry", builders.ministry(), Role.REGISTRY),
    ):
        people[name] = builders.user()
        builders.appointment(people[name], organisation, role)
    for name, seat in (("secretary of the group", Seat.SECRETARY), ("ordinary member", Seat.MEMBER)):
        people[name] = builders.user()
        builders.member(people[name], group, seat)
    people["expert of another region"] = builders.expert(builders.group())
    people["nobody any more"] = builders.user()
    builders.appointment(people["nobody any more"], builders.responsible(group), until=helsinki(2014, 11, 30).date())
    return SimpleNamespace(document=document, group=group, people=people)


def outcome(step, actor, document):
    try:
        require_step(step, actor, document)
    except PermissionDenied:
        return "×"
    except NotNow as refusal:
        return "m" if "due date" in refusal.sentence or "not been opened" in refusal.sentence else "s"
    return "+"


def test_the_table_has_every_step_once_and_leads_where_it_should():
    assert {rule.step: rule.target for rule in TABLE} == TARGETS
    assert len(TABLE) == len(Step) == len(EXPECTED)
    assert {step for step, rule in RULES.items() if rule.needs_reason} == {
        Step.TAKE_BACK_REVIEW,
        Step.RETURN,
        Step.ADD_TO_REQUEST,
        Step.OPEN,
    }


@pytest.mark.parametrize("step", Step)
def test_every_cell_of_the_matrix(world, step):
    actual = {}
    for name, person in world.people.items():
        halves = []
        for moment in (DUE, LATE):
            actor = builders.actor(person, moment)
            cells = []
            for state in STATES:
                world.document.state = state
                cells.append(outcome(step, actor, world.document))
            halves.append(" ".join(cells))
        actual[name] = "   ".join(halves)
    assert set(STATES) == set(State)
    assert actual == {name.strip(): cells for name, cells in EXPECTED[step].items()}


def test_the_buttons_are_the_cells_where_a_step_may_be_taken(world):
    for name, person in world.people.items():
        for place, moment in enumerate((DUE, LATE)):
            for column, state in enumerate(STATES):
                world.document.state = state
                expected = [
                    step for step in TARGETS if EXPECTED[step][f"{name:<32}"].split()[5 * place + column] == "+"
                ]
                actor = builders.actor(person, moment)
                assert steps_for(actor, world.document) == expected, (name, moment, state)


@pytest.mark.parametrize("opens", [None, helsinki(2014, 12, 15, 9, 0, 1)], ids=["not opened", "opens later"])
def test_nothing_is_sent_before_the_round_opens(world, opens):
    world.document.round.opens = opens
    actor = builders.actor(world.people["expert of the responsible centre"], NOW)
    assert outcome(Step.SEND, actor, world.document) == "m"
    assert steps_for(actor, world.document) == []


@pytest.mark.parametrize(
    ("moment", "steps"),
    [
        (helsinki(2014, 12, 31, 23, 59, 59, 999_999), [Step.REOPEN]),
        (helsinki(2015, 1, 1, 0, 0), []),
    ],
)
def test_the_last_moment_to_reopen_is_the_due_second(world, moment, steps):
    world.document.state = State.SENT
    actor = builders.actor(world.people["expert of the responsible centre"], moment)
    assert steps_for(actor, world.document) == steps


class TestSentences:
    """What the page says when it is not the moment."""

    @pytest.fixture
    def actors(self, world):
        return {name: builders.actor(person) for name, person in world.people.items()}

    def sentence(self, step, actor, document):
        with pytest.raises(NotNow) as refusal:
            require_step(step, actor, document)
        return refusal.value.sentence

    def step(self, document, step, by, at, to):
        Transition.objects.create(document=document, step=step, from_state="draft", to_state=to, by=by, at=at, note="x")
        document.state = to

    def test_who_was_first_and_when(self, world, actors):
        first = builders.person("Aino Esimerkki")
        self.step(world.document, Step.SEND, first, helsinki(2014, 12, 5, 7, 4), State.SENT)
        assert self.sentence(Step.SEND, actors["expert of the responsible centre"], world.document) == (
            "Aino Esimerkki was here first: the document was sent on 5.12.2014 at 7:04."
        )

    def test_the_newest_step_is_told(self, world, actors):
        self.step(world.document, Step.SEND, builders.person("Aino"), NOW, State.SENT)
        self.step(world.document, Step.REVIEW, builders.person("Onni"), helsinki(2014, 12, 16, 13, 30), State.REVIEWED)
        assert self.sentence(Step.REVIEW, actors["secretary of a ministry"], world.document) == (
            "Onni was here first: the document was marked as reviewed on 16.12.2014 at 13:30."
        )

    def test_before_any_step_the_state_is_told(self, world, actors):
        assert self.sentence(Step.REVIEW, actors["secretary of a ministry"], world.document) == (
            "The document is in the state “Draft”, so this cannot be done now."
        )

    def test_after_the_due_moment_whom_to_ask(self, world):
        world.document.state = State.SENT
        late = builders.actor(world.people["expert of the responsible centre"], LATE)
        assert self.sentence(Step.REOPEN, late, world.document) == (
            "The due date has passed, so it can no longer be reopened here. Ask the ministries to open it."
        )

    def test_before_the_round_opens(self, world, actors):
        world.document.round.opens = None
        assert self.sentence(Step.SEND, actors["expert of the responsible centre"], world.document) == (
            "The round has not been opened yet."
        )


class TestReopen:
    @pytest.fixture
    def sent(self, quick_printer):
        return builders.sent_document(in_round=builders.round_(questions=1))

    def test_it_can_be_written_again_and_what_was_sent_stands(self, sent):
        expert = builders.expert(sent.group)
        commands.reopen(sent, by=builders.actor(expert, DUE), at=DUE)
        sent.refresh_from_db()
        assert sent.state == State.DRAFT
        assert sent.submissions.count() == 1
        assert list(sent.transitions.values_list("step", "from_state", "to_state", "by__user", "at")) == [
            (Step.SEND, State.DRAFT, State.SENT, sent.submissions.get().by.user.pk, NOW),
            (Step.REOPEN, State.SENT, State.DRAFT, expert.pk, DUE),
        ]

    def test_after_the_due_moment_it_stays_sent(self, sent):
        expert = builders.expert(sent.group)
        with pytest.raises(NotNow):
            commands.reopen(sent, by=builders.actor(expert, LATE), at=LATE)
        sent.refresh_from_db()
        assert (sent.state, sent.transitions.count()) == (State.SENT, 1)

    def test_the_chair_does_not_reopen(self, sent):
        with pytest.raises(PermissionDenied):
            commands.reopen(sent, by=builders.actor(builders.chair(sent.group)), at=NOW)

    def test_a_reopened_one_is_not_late_after_the_due_moment_because_a_version_stands(self, sent):
        commands.reopen(sent, by=builders.actor(builders.expert(sent.group)), at=NOW)
        sent.refresh_from_db()
        never_sent = builders.document(in_round=sent.round)
        assert (sent.is_late(LATE), never_sent.is_late(LATE), never_sent.is_late(DUE)) == (False, True, False)
