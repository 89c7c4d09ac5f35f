"""The measures of a plan: added, changed, taken away and brought back; nothing typed is ever lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from elo_portal.office.models import AuditEntry
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import Outcome
from networks.models import User
from reporting import commands
from reporting.choices import State
from reporting.commands import measures as measure_commands
from reporting.models import Document, Measure, MeasureChange
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LATER = helsinki(2014, 12, 16, 9, 0)


@pytest.fixture
def plan() -> Document:
    return builders.plan()


@pytest.fixture
def writer(plan: Document) -> User:
    return builders.expert(plan.group, "Aino Esimerkki")


def changes(measure: Measure) -> list[tuple[int, str, bool, bool]]:
    return list(measure.changes.order_by("number").values_list("number", "what", "is_aside", "is_removed"))


def said(measure: Measure) -> str:
    return Measure.objects.get(pk=measure.pk).what


class TestAdding:
    def test_a_measure_says_what_was_typed_and_its_first_change_says_the_same(self, plan, writer):
        measure = builders.measure(
            plan, "Roolikuvaus", by=writer, topic=2, goals=(3, 1), body="ELY-keskus", schedule="3/2014", sign="Valmis"
        )
        change = measure.changes.get()
        for one in (measure, change):
            assert (one.what, one.topic.number, one.body, one.schedule, one.sign, one.is_removed) == (
                "Roolikuvaus",
                2,
                "ELY-keskus",
                "3/2014",
                "Valmis",
                False,
            )
        assert [goal.number for goal in measure.goals.all()] == [1, 3]
        assert (change.number, change.goal_numbers, change.by, change.at, change.is_aside) == (
            1,
            [1, 3],
            writer,
            NOW,
            False,
        )
        assert (measure.number, measure.position) == (1, 1)
        assert AuditEntry.objects.filter(act="measure.add", user=writer).count() == 1

    def test_measures_follow_the_topics_and_then_the_order_of_adding(self, plan, writer):
        for what, topic in (("kolme", 2), ("yksi", 1), ("neljä", 2), ("kaksi", 1)):
            builders.measure(plan, what, by=writer, topic=topic)
        assert [one.what for one in Measure.objects.filter(document=plan).standing()] == [
            "yksi",
            "kaksi",
            "kolme",
            "neljä",
        ]

    def test_one_who_does_not_write_may_not(self, plan):
        stranger = builders.expert(builders.group())
        with pytest.raises(PermissionDenied):
            builders.measure(plan, by=stranger)
        assert not Measure.objects.exists()

    def test_a_topic_of_another_plan_and_a_goal_of_another_set_are_refused(self, plan, writer):
        other = builders.plan(in_round=builders.plan_round(2013))
        with pytest.raises(LookupError):
            commands.add_measure(plan, builders.promise(other), by=builders.actor(writer), at=NOW)
        with pytest.raises(LookupError):
            builders.measure(plan, by=writer, goals=(9,))
        assert not Measure.objects.exists()

    def test_the_database_refuses_a_topic_of_another_plan(self, plan, writer):
        measure = builders.measure(plan, by=writer)
        other = builders.plan(in_round=builders.plan_round(2013))
        with pytest.raises(IntegrityError, match="its own document"), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(topic=other.answers.first())

    def test_there_is_an_end_to_their_number(self, plan, writer, monkeypatch):
        monkeypatch.setattr(measure_commands, "MOST_MEASURES", 1)
        builders.measure(plan, by=writer)
        with pytest.raises(NotNow) as refusal:
            builders.measure(plan, by=writer)
        assert refusal.value.sentence == "A plan has at most 1 measures. Take one away first."


class TestChanging:
    def test_a_change_is_a_row_and_the_measure_says_the_new_words(self, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer, goals=(1,))
        kept = commands.change_measure(
            measure, builders.promise(plan, "Kaksi", topic=3, goals=(2,)), base=1, by=builders.actor(writer), at=LATER
        )
        measure.refresh_from_db()
        assert kept.outcome is Outcome.SAVED
        assert (measure.what, measure.topic.number, measure.number) == ("Kaksi", 3, 2)
        assert [goal.number for goal in measure.goals.all()] == [2]
        assert changes(measure) == [(1, "Yksi", False, False), (2, "Kaksi", False, False)]

    def test_the_same_words_are_no_change(self, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer, goals=(1, 2))
        kept = commands.change_measure(
            measure, builders.promise(plan, "Yksi", goals=(1, 2)), base=1, by=builders.actor(writer), at=LATER
        )
        assert kept.outcome is Outcome.UNCHANGED
        assert measure.changes.count() == 1

    def test_of_two_at_once_the_second_is_put_aside_and_neither_is_lost(self, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer)
        colleague = builders.chair(plan.group)
        commands.change_measure(
            measure, builders.promise(plan, "Kaksi"), base=1, by=builders.actor(colleague), at=LATER
        )
        for _again in range(2):
            kept = commands.change_measure(
                measure, builders.promise(plan, "Kolme"), base=1, by=builders.actor(writer), at=LATER
            )
            assert kept.outcome is Outcome.ASIDE
        assert said(measure) == "Kaksi"
        assert changes(measure) == [(1, "Yksi", False, False), (2, "Kaksi", False, False), (3, "Kolme", True, False)]
        kept = commands.change_measure(
            measure, builders.promise(plan, "Kolme"), base=2, by=builders.actor(writer), at=LATER
        )
        assert kept.outcome is Outcome.SAVED
        assert said(measure) == "Kolme"

    def test_a_base_that_there_is_not_is_refused(self, plan, writer):
        measure = builders.measure(plan, by=writer)
        with pytest.raises(LookupError):
            commands.change_measure(
                measure, builders.promise(plan, "Kaksi"), base=7, by=builders.actor(writer), at=LATER
            )


class TestTakingAway:
    def test_it_stays_and_can_be_brought_back(self, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer, goals=(1,))
        commands.remove_measure(measure, base=1, by=builders.actor(writer), at=LATER)
        assert list(Measure.objects.standing()) == []
        commands.remove_measure(measure, base=1, by=builders.actor(writer), at=LATER)
        commands.restore_measure(measure, base=2, by=builders.actor(writer), at=LATER)
        assert list(Measure.objects.standing()) == [measure]
        assert [goal.number for goal in measure.goals.all()] == [1]
        assert changes(measure) == [(1, "Yksi", False, False), (2, "Yksi", False, True), (3, "Yksi", False, False)]

    def test_one_that_somebody_changed_meanwhile_is_looked_at_first(self, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer)
        commands.change_measure(measure, builders.promise(plan, "Kaksi"), base=1, by=builders.actor(writer), at=LATER)
        with pytest.raises(NotNow):
            commands.remove_measure(measure, base=1, by=builders.actor(writer), at=LATER)
        assert [one.what for one in Measure.objects.standing()] == ["Kaksi"]

    def test_it_is_not_brought_back_to_a_section_that_is_taken_away(self, plan, writer):
        section = commands.add_section(plan, by=builders.actor(writer), at=NOW)
        measure = builders.measure(plan, by=writer, topic=section.number)
        commands.remove_measure(measure, base=1, by=builders.actor(writer), at=LATER)
        commands.remove_section(section, by=builders.actor(writer))
        measure.refresh_from_db()
        with pytest.raises(NotNow):
            commands.restore_measure(measure, base=2, by=builders.actor(writer), at=LATER)


@pytest.mark.parametrize("state", [State.SENT, State.REVIEWED, State.FEEDBACK_GIVEN])
class TestWhenThePlanIsNotBeingWritten:
    def test_no_measure_changes_and_what_was_typed_is_kept(self, plan, writer, state):
        measure = builders.measure(plan, "Yksi", by=writer)
        Document.objects.filter(pk=plan.pk).update(state=state)
        by = builders.actor(writer)
        added = commands.add_measure(plan, builders.promise(plan, "Myöhäinen"), by=by, at=LATER)
        changed = commands.change_measure(measure, builders.promise(plan, "Kaksi"), base=1, by=by, at=LATER)
        assert (added.outcome, changed.outcome) == (Outcome.ASIDE, Outcome.ASIDE)
        assert [one.what for one in Measure.objects.standing()] == ["Yksi"]
        assert changes(measure) == [(1, "Yksi", False, False), (2, "Kaksi", True, False)]
        assert changes(added.measure) == [(1, "Myöhäinen", True, True)]
        with pytest.raises(NotNow):
            commands.remove_measure(measure, base=1, by=by, at=LATER)
        with pytest.raises(NotNow):
            commands.restore_measure(added.measure, base=1, by=by, at=LATER)

    def test_the_database_refuses_it_too(self, plan, writer, state):
        measure = builders.measure(plan, "Yksi", by=writer)
        Document.objects.filter(pk=plan.pk).update(state=state)
        with pytest.raises(IntegrityError, match="only while its document is being written"), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(what="Kaksi")
        assert said(measure) == "Yksi"


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "change", "remove", "restore", "send", "reopen"]),
        st.integers(0, 3),
        st.integers(0, 2),
        st.text("abcå ", min_size=1, max_size=5).map(lambda text: f"x{text.strip()}"),
    ),
    max_size=14,
)


class TestEveryTextIsKept(TestCase):
    @given(ACTS)
    def test_every_text_ever_typed_is_in_a_change_row(self, acts):
        """Whoever does what in whatever order, from however old a page."""
        plan = builders.plan(in_round=builders.plan_round(2014))
        by = builders.actor(builders.expert(plan.group))
        measures: list[Measure] = []
        typed: set[str] = set()
        for act, which, behind, text in acts:
            measure = Measure.objects.filter(pk=measures[which % len(measures)].pk).first() if measures else None
            try:
                if act == "add":
                    typed.add(text)
                    measures.append(commands.add_measure(plan, builders.promise(plan, text), by=by, at=NOW).measure)
                elif act in {"send", "reopen"}:
                    state = State.SENT if act == "send" else State.DRAFT
                    Document.objects.filter(pk=plan.pk).update(state=state)
                elif measure and act == "change":
                    typed.add(text)
                    base = max(1, measure.number - behind)
                    commands.change_measure(measure, builders.promise(plan, text), base=base, by=by, at=NOW)
                elif measure and act == "remove":
                    commands.remove_measure(measure, base=measure.number - behind, by=by, at=NOW)
                elif measure:
                    commands.restore_measure(measure, base=measure.number, by=by, at=NOW)
            except NotNow:
                assert act in {"remove", "restore"}
        assert set(MeasureChange.objects.values_list("what", flat=True)) == typed
        for measure in Measure.objects.prefetch_related("changes"):
            standing = measure.changes.get(number=measure.number)
            assert (measure.what, measure.is_removed) == (standing.what, standing.is_removed)
