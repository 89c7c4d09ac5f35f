"""Which strategy is in force, the list of all regions, the national goals, and what differs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategies import queries
from strategies.content import differences, plain
from strategies.models import StrategyVersion
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = NOW.date()


def test_a_draft_is_never_in_force():
    group = builders.group()
    builders.strategy_draft(group)
    assert queries.strategy_in_force(group, DAY) is None


def test_another_regions_strategy_is_not_the_groups():
    builders.adopted_strategy(builders.group())
    assert queries.strategy_in_force(builders.area(builders.group()).group, DAY) is None


def test_of_two_strategies_in_force_the_newest_is_told_by_one_query(django_assert_num_queries):
    group = builders.group()
    old = builders.adopted_strategy(group)
    new = builders.adopted_strategy(builders.group(), since=date(2013, 1, 1), definition="Uudempi.")
    new.strategy.regions.set(old.strategy.regions.all())
    with django_assert_num_queries(1):
        found = queries.strategy_in_force(group, DAY)
        assert (found, found.definition, found.title) == (new, "Uudempi.", "Alueen strategia")


def test_of_many_groups_each_has_the_one_in_force_on_its_own_day_by_three_queries(django_assert_num_queries):
    day = date(2012, 6, 1)
    begun, ended, both, without = (builders.group() for _group in range(4))
    first = builders.adopted_strategy(begun)
    builders.adopt(builders.strategy_draft(ended), until=date(2011, 12, 31))
    old = builders.adopted_strategy(both)
    new = builders.adopted_strategy(builders.group(), since=date(2013, 1, 1))
    new.strategy.regions.set(old.strategy.regions.all())
    builders.strategy_draft(without)
    groups = (begun, ended, both, without)
    with django_assert_num_queries(3):
        found = queries.strategies_in_force({one.pk: day for one in groups})
    assert found == {begun.pk: first, both.pk: old}
    later = queries.strategies_in_force({begun.pk: day, both.pk: DAY})
    assert later == {begun.pk: first, both.pk: new}
    for one in groups:
        assert queries.strategy_in_force(one, day) == found.get(one.pk)


class TestGoals:
    def test_the_newest_set_in_force_is_offered(self):
        builders.goal_set("2011", until=date(2019, 12, 31))
        builders.goal_set("2020", since=date(2020, 1, 1), goals=3)
        assert [goal.key for goal in queries.goals_in_force(DAY)] == ["2011-1", "2011-2"]
        assert [goal.key for goal in queries.goals_in_force(date(2020, 1, 1))] == ["2020-1", "2020-2", "2020-3"]
        assert queries.goals_in_force(date(2009, 1, 1)) == []

    def test_goals_are_found_by_their_keys_in_the_order_of_their_sets(self):
        builders.goal_set("2020", since=date(2020, 1, 1))
        builders.goal_set("2011")
        assert [goal.key for goal in queries.goals_named(["2020-1", "2011-2", "1999-1"])] == ["2011-2", "2020-1"]
        assert queries.goals_named([]) == []


class TestList:
    def test_each_actor_sees_what_is_theirs(self):
        group, without = builders.group("KAI"), builders.region("Lappi")
        expert, stranger = builders.expert(group), builders.secretary()
        builders.coverage(builders.responsible(group), without)
        draft = builders.strategy_draft(group, by=expert)
        other = builders.adopted_strategy()
        own = queries.strategy_list(builders.actor(expert))
        theirs = queries.strategy_list(builders.actor(stranger))
        nothing = queries.strategy_list(builders.actor(builders.user()))
        assert {row.strategy: (row.standing, row.draft) for row in own.rows} == {
            draft.strategy: (None, draft),
            other.strategy: (other, None),
        }
        assert [(row.strategy, row.standing, row.draft) for row in theirs.rows] == [(other.strategy, other, None)]
        assert (own.without, own.may_begin) == ((without,), {without.pk})
        assert (theirs.without, theirs.may_begin) == ((without,), frozenset())
        assert (nothing.rows, nothing.without) == ((), ())

    def test_a_version_that_comes_is_told_until_it_stands(self):
        coming = builders.adopted_strategy(since=DAY + timedelta(days=1))
        secretary = builders.secretary()
        [before] = queries.strategy_list(builders.actor(secretary)).rows
        [after] = queries.strategy_list(builders.actor(secretary, NOW + timedelta(days=1))).rows
        assert (before.standing, before.coming, before.shown) == (None, coming, coming)
        assert (after.standing, after.coming) == (coming, None)

    def test_the_number_of_queries_is_constant_also_for_one_with_two_roles(self):
        admin = builders.admin()
        groups = [builders.group() for _number in range(3)]
        for group in groups:
            builders.appointment(admin, builders.responsible(group))
        counts = []
        for group in groups:
            builders.adopted_strategy(group)
            builders.coverage(builders.responsible(group), builders.region())
            actor = builders.actor(admin)
            with CaptureQueriesContext(connection) as asked:
                queries.strategy_list(actor)
            counts.append(len(asked))
        assert counts == [6, 6, 6]


def version(number, since=None, until=None):
    return StrategyVersion(number=number, since=since, until=until, adopted_at=NOW if since else None)


class TestVersionShown:
    past, present = version(1, date(2010, 1, 1), date(2013, 12, 31)), version(2, date(2014, 1, 1))
    coming, draft = version(3, date(2020, 1, 1)), version(4)

    @pytest.mark.parametrize(
        ("known", "number", "shown"),
        [
            ([past, present, coming, draft], None, 2),
            ([past], None, 1),
            ([coming, draft], None, 3),
            ([draft], None, 4),
            ([], None, None),
            ([past, present, draft], 4, 4),
            ([past, present], 9, None),
        ],
    )
    def test_which_is_read_first(self, known, number, shown):
        found = queries.version_shown(known, number, DAY)
        assert (found.number if found else None) == shown


def test_differences_name_the_parts_that_changed_in_the_order_of_reading():
    before = builders.strategy_words()
    after = builders.strategy_words(
        vision="Ohjaus kantaa koko elämän.",
        goals=[{"text": "Ohjaus on osuvaa", "national": ["2011-2"]}],
        language="sv",
    )
    found = differences(before, after)
    assert [one.field for one in found] == ["language", "vision", "goals"]
    assert (found[1].difference.added, found[1].difference.removed) == (1, 1)
    assert plain(after, "goals") == "Ohjaus on osuvaa (national goals 2)"
    assert plain(before, "links") == "Ohjelma: https://alue.example/ohjelma"
    assert plain(before, "themes") == "Verkosto\n\nToimijat tuntevat toisensa."
    assert differences(before, before) == []
