"""Beginning and writing a draft: no text is ever lost, and two people at once are told."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from elo_portal.office.models import AuditEntry
from elo_portal.office.refusals import NotNow
from strategies import commands
from strategies.choices import FIELD_NAMES
from strategies.commands import Outcome
from strategies.content import joined, tidied
from strategies.models import Strategy, StrategySave, StrategyVersion
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def expert(group):
    return builders.expert(group)


@pytest.fixture
def draft(group, expert):
    return builders.strategy_draft(group, by=expert)


def begin(centre, regions, by):
    return commands.begin_strategy(centre, regions, title="Strategia", language="sv", by=builders.actor(by), at=NOW)


class TestBeginning:
    def test_the_first_draft_has_a_title_a_language_and_its_first_save(self, group, expert):
        centre, where = builders.responsible(group), builders.region()
        builders.coverage(centre, where)
        version = begin(centre, [where], expert)
        assert (version.number, version.title, version.language, version.is_draft) == (1, "Strategia", "sv", True)
        assert list(version.strategy.regions.all()) == [where]
        assert version.strategy.coordinator == centre
        save = version.saves.get()
        assert (save.number, save.by, save.at, save.content) == (
            1,
            expert.person,
            NOW,
            tidied({"title": "Strategia", "language": "sv"}),
        )
        assert AuditEntry.objects.get(act="strategy.begin").details == {"version": 1}

    def test_a_region_that_has_a_strategy_is_refused(self, group, expert, draft):
        taken = draft.strategy.regions.get()
        with pytest.raises(NotNow, match="has a strategy already"):
            begin(builders.responsible(group), [taken], expert)
        assert Strategy.objects.count() == 1

    def test_a_region_that_the_centre_does_not_cover_is_refused(self, group, expert):
        with pytest.raises(NotNow):
            begin(builders.responsible(group), [builders.region()], expert)
        with pytest.raises(NotNow):
            begin(builders.responsible(group), [], expert)

    def test_nobody_begins_for_another_centre(self, expert):
        with pytest.raises(PermissionDenied):
            begin(builders.organisation(), [builders.region()], expert)

    def test_a_new_version_is_a_copy_of_the_adopted_one(self, draft, expert):
        before = builders.adopt(draft, by=expert)
        new = commands.begin_version(draft.strategy, by=builders.actor(expert), at=NOW)
        assert (new.number, new.title, new.language) == (2, before.title, before.language)
        assert new.words == tidied(before.words)

    def test_there_is_one_draft_at_a_time(self, draft, expert):
        with pytest.raises(NotNow, match="has a draft already"):
            commands.begin_version(draft.strategy, by=builders.actor(expert), at=NOW)
        with pytest.raises(IntegrityError, match="one_strategy_draft_at_a_time"), transaction.atomic():
            StrategyVersion.objects.create(strategy=draft.strategy, number=2, title="Toinen")

    def test_one_who_does_not_write_begins_no_version(self, draft):
        builders.adopt(draft)
        with pytest.raises(PermissionDenied):
            commands.begin_version(draft.strategy, by=builders.actor(builders.secretary()), at=NOW)


class TestSaving:
    def test_a_save_is_a_row_and_the_draft_says_it(self, draft, expert):
        result = builders.save_strategy(draft, by=expert, vision="Uusi visio", title="Uusi nimi", language="sv")
        draft.refresh_from_db()
        assert result.outcome is Outcome.SAVED
        assert draft.current == result.save
        assert (draft.title, draft.language, draft.words["vision"]) == ("Uusi nimi", "sv", "Uusi visio")
        assert (result.save.number, result.save.base.number, result.save.by) == (3, 2, expert.person)

    def test_the_same_text_again_is_no_save(self, draft, expert):
        result = builders.save_strategy(draft, by=expert)
        assert (result.outcome, result.save) == (Outcome.UNCHANGED, None)
        assert draft.saves.count() == 2

    def test_one_who_only_had_the_page_open_undoes_nobody(self, draft, group, expert):
        builders.save_strategy(draft, by=expert, vision="Uusi")
        result = builders.save_strategy(draft, by=builders.chair(group), base=2)
        assert result.outcome is Outcome.UNCHANGED
        assert result.content["vision"] == "Uusi"

    def test_changes_in_different_parts_are_joined(self, draft, group, expert):
        chair = builders.chair(group)
        builders.save_strategy(draft, by=expert, vision="Expertin visio")
        result = builders.save_strategy(draft, by=chair, base=2, mission="Puheenjohtajan missio")
        draft.refresh_from_db()
        assert (result.outcome, result.both) == (Outcome.JOINED, ())
        assert (draft.words["vision"], draft.words["mission"]) == ("Expertin visio", "Puheenjohtajan missio")
        assert [save.content["mission"] for save in draft.saves.filter(is_aside=True)] == ["Puheenjohtajan missio"]

    def test_changes_in_the_same_part_wait_for_a_choice(self, draft, group, expert):
        chair = builders.chair(group)
        builders.save_strategy(draft, by=expert, vision="Yksi", values=["A"])
        result = builders.save_strategy(draft, by=chair, base=2, vision="Kaksi", mission="Oma missio")
        draft.refresh_from_db()
        assert (result.outcome, result.both) == (Outcome.ASIDE, ("vision",))
        assert draft.words["vision"] == "Yksi"
        assert {key: result.content[key] for key in ("vision", "mission", "values")} == {
            "vision": "Kaksi",
            "mission": "Oma missio",
            "values": ["A"],
        }
        assert (result.save.is_aside, result.save.content["vision"]) == (True, "Kaksi")

    def test_pressing_twice_puts_aside_once(self, draft, group, expert):
        chair = builders.chair(group)
        builders.save_strategy(draft, by=expert, vision="Yksi")
        for _time in range(2):
            builders.save_strategy(draft, by=chair, base=2, vision="Kaksi")
        assert draft.saves.filter(is_aside=True).count() == 1

    def test_a_save_after_adopting_is_put_aside(self, draft, group, expert):
        builders.adopt(draft, by=expert)
        result = builders.save_strategy(draft, by=builders.chair(group), base=2, vision="Myöhässä")
        assert (result.outcome, result.save.is_aside, result.save.content["vision"]) == (
            Outcome.LATE,
            True,
            "Myöhässä",
        )

    def test_a_save_that_does_not_exist_is_no_base(self, draft, expert):
        with pytest.raises(LookupError):
            builders.save_strategy(draft, by=expert, base=99)

    def test_one_who_does_not_write_saves_nothing(self, draft):
        with pytest.raises(PermissionDenied):
            builders.save_strategy(draft, by=builders.secretary(), vision="Vieras")

    def test_an_earlier_save_is_brought_back_as_a_new_one(self, draft, expert):
        builders.save_strategy(draft, by=expert, vision="Toinen")
        first = draft.saves.get(number=2)
        result = commands.restore(first, base=3, by=builders.actor(expert), at=NOW)
        draft.refresh_from_db()
        assert (result.outcome, draft.current.number, draft.words) == (Outcome.SAVED, 4, first.content)

    def test_nothing_is_brought_back_after_adopting(self, draft, expert):
        builders.save_strategy(draft, by=expert, vision="Toinen")
        builders.adopt(draft, by=expert)
        with pytest.raises(NotNow, match="has been adopted"):
            commands.restore(draft.saves.get(number=2), base=3, by=builders.actor(expert), at=NOW)

    def test_the_database_refuses_to_change_a_save(self, draft):
        for change in (
            lambda: draft.saves.update(content={}),
            lambda: StrategySave.objects.raw("DELETE FROM strategies_strategysave RETURNING id")[0],
        ):
            with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
                change()


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["vision", "mission"]), st.text(max_size=8)), max_size=8))
@settings(max_examples=25)
def test_every_text_that_was_ever_saved_is_in_the_history(typed):
    with transaction.atomic():
        draft = builders.strategy_draft()
        writer = builders.user()
        builders.appointment(writer, draft.strategy.coordinator)
        current = draft.current.number
        said = set()
        for back, part, text in typed:
            base = max(1, current - back)
            before = draft.saves.get(number=base).content
            builders.save_strategy(draft, by=writer, base=base, **{**before, part: text})
            draft.refresh_from_db()
            current = draft.current.number
            said.add((part, tidied({part: text})[part]))
            # What stands is a row too, and never one that was put aside.
            assert draft.current.is_aside is False
        kept = {(part, save.content[part]) for save in draft.saves.all() for part in ("vision", "mission")}
        assert said <= kept
        transaction.set_rollback(True)


WORDS = st.sampled_from(["", "a", "b", "c"])


@given(st.lists(WORDS, min_size=3, max_size=3), st.lists(st.lists(WORDS, max_size=3), min_size=3, max_size=3))
def test_joining_takes_each_change_and_names_what_both_changed(visions, values):
    base, mine, theirs = (
        tidied(builders.strategy_words(vision=vision, values=items))
        for vision, items in zip(visions, values, strict=True)
    )
    together, both = joined(base, mine, theirs)
    assert set(together) == set(FIELD_NAMES)
    for part in ("vision", "values"):
        if mine[part] == base[part]:
            assert together[part] == theirs[part]
        elif theirs[part] == base[part]:
            assert together[part] == mine[part]
        elif mine[part] != theirs[part] and isinstance(mine[part], str):
            assert part in both
            assert together[part] == mine[part]


def test_rows_of_lists_as_long_as_before_are_joined_row_by_row():
    base, mine, theirs = (
        tidied(builders.strategy_words(themes=[{"heading": "A", "text": one}, {"heading": "B", "text": other}]))
        for one, other in (("1", "2"), ("mine", "2"), ("1", "theirs"))
    )
    together, both = joined(base, mine, theirs)
    assert ([theme["text"] for theme in together["themes"]], both) == (["mine", "theirs"], [])


def test_tidying_leaves_out_what_says_nothing_and_keeps_all_else():
    untidy = builders.strategy_words(
        title="  Alueen \n strategia ",
        vision="Rivi\r\ntoinen \u200b",
        values=["", "  yksi   kaksi "],
        goals=[{"text": "", "national": ["2011-1"]}, {"text": "Tavoite", "national": ["2011-2", "2011-1", "2011-2"]}],
        links=[{"label": "", "url": ""}, {"label": "", "url": "https://a.example"}],
        themes=[{"heading": "", "text": ""}, {"heading": "Vain otsikko", "text": ""}],
        unknown="pois",
    )
    tidy = tidied(untidy)
    assert {key: tidy[key] for key in ("title", "vision", "values", "goals", "links", "themes")} == {
        "title": "Alueen strategia",
        "vision": "Rivi\ntoinen",
        "values": ["yksi kaksi"],
        "goals": [{"text": "Tavoite", "national": ["2011-1", "2011-2"]}],
        "links": [{"label": "", "url": "https://a.example"}],
        "themes": [{"heading": "Vain otsikko", "text": ""}],
    }
    assert tidied(tidy) == tidy == json.loads(json.dumps(tidy))
    assert set(tidy) == set(FIELD_NAMES)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_both_saves_of_the_same_part_are_kept_and_the_second_is_told(self, at_once):
        group = builders.group("KAI")
        people = [builders.expert(group), builders.chair(group)]
        draft = builders.strategy_draft(group, by=people[0])
        actors = [builders.actor(one) for one in people]
        results = at_once(
            *(
                lambda actor=actor, text=text: commands.save_draft(
                    StrategyVersion.objects.get(pk=draft.pk),
                    builders.strategy_words(vision=text),
                    base=2,
                    by=actor,
                    at=NOW,
                )
                for actor, text in zip(actors, ("Yksi", "Kaksi"), strict=True)
            )
        )
        assert {result.outcome for result in results} == {Outcome.SAVED, Outcome.ASIDE}
        assert {save.content["vision"] for save in draft.saves.filter(number__gt=2)} == {"Yksi", "Kaksi"}

    def test_of_two_new_versions_one_is_begun(self, at_once):
        adopted = builders.adopted_strategy()
        expert = builders.user()
        builders.appointment(expert, adopted.strategy.coordinator)
        actor = builders.actor(expert)
        results = at_once(*[lambda: commands.begin_version(adopted.strategy, by=actor, at=NOW)] * 2)
        assert {type(result) for result in results} == {StrategyVersion, NotNow}

    def test_of_two_strategies_of_one_region_one_is_begun(self, at_once):
        group = builders.group("KAI")
        expert, where, centre = builders.expert(group), builders.region(), builders.responsible(group)
        builders.coverage(centre, where)
        results = at_once(*[lambda: begin(centre, [where], expert)] * 2)
        assert {type(result) for result in results} == {StrategyVersion, NotNow}
