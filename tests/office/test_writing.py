"""Writing together: every save is a revision, and of two texts neither is lost."""

from collections import Counter
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from elo_portal.office.models import Revision, Text
from elo_portal.office.writing import commands as writing
from elo_portal.office.writing.commands import Outcome
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def text():
    return writing.new_text("fi")


@pytest.fixture
def aino():
    return builders.user(builders.person("Aino Esimerkki"))


@pytest.fixture
def onni():
    return builders.user(builders.person("Onni Esimerkki"))


def save(text, body, *, base, by):
    return writing.save(text, body, base=base, by=by, at=NOW)


def history(text):
    """(number, body, by, base, aside, settles) of each revision."""
    return [
        (
            one.number,
            one.body,
            one.by,
            one.base.number if one.base else 0,
            one.is_aside,
            one.settles.number if one.settles else 0,
        )
        for one in Revision.objects.filter(text=text).select_related("by__person", "base", "settles").order_by("number")
    ]


def current(text):
    fresh = Text.objects.select_related("current").get(pk=text.pk)
    return fresh.number, fresh.body


class TestSave:
    def test_the_first_save_is_the_first_revision(self, text, aino):
        saved = save(text, "Teimme työtä.", base=0, by=aino)
        assert saved.outcome is Outcome.SAVED
        assert history(text) == [(1, "Teimme työtä.", aino, 0, False, 0)]
        assert saved.revision.at == NOW
        assert current(text) == (1, "Teimme työtä.")

    def test_a_save_upon_the_current_text_becomes_current(self, text, aino, onni):
        save(text, "Yksi", base=0, by=aino)
        assert save(text, "Kaksi", base=1, by=onni).outcome is Outcome.SAVED
        assert history(text) == [(1, "Yksi", aino, 0, False, 0), (2, "Kaksi", onni, 1, False, 0)]
        assert current(text) == (2, "Kaksi")

    def test_a_text_can_be_emptied_and_the_old_one_stays_in_the_history(self, text, aino):
        save(text, "Yksi", base=0, by=aino)
        assert save(text, "", base=1, by=aino).outcome is Outcome.SAVED
        assert current(text) == (2, "")
        assert [row[1] for row in history(text)] == ["Yksi", ""]

    def test_a_save_upon_an_older_text_is_put_aside(self, text, aino, onni):
        save(text, "Yksi", base=0, by=aino)
        save(text, "Ainon", base=1, by=aino)
        saved = save(text, "Onnin", base=1, by=onni)
        assert saved.outcome is Outcome.ASIDE
        assert history(text) == [
            (1, "Yksi", aino, 0, False, 0),
            (2, "Ainon", aino, 1, False, 0),
            (3, "Onnin", onni, 1, True, 0),
        ]
        assert current(text) == (2, "Ainon")
        assert writing.unsettled(text, onni) == saved.revision
        assert writing.unsettled(text, aino) is None

    def test_the_same_text_put_aside_twice_is_kept_once(self, text, aino, onni):
        save(text, "Ainon", base=0, by=aino)
        first = save(text, "Onnin", base=0, by=onni)
        again = save(text, "Onnin", base=0, by=onni)
        assert (again.outcome, again.revision) == (Outcome.ASIDE, first.revision)
        assert [row[:2] for row in history(text)] == [(1, "Ainon"), (2, "Onnin")]

    def test_after_a_text_was_put_aside_a_save_upon_the_current_one_is_no_conflict(self, text, aino, onni):
        save(text, "Ainon", base=0, by=aino)
        save(text, "Onnin", base=0, by=onni)
        assert save(text, "Ainon toinen", base=1, by=aino).outcome is Outcome.SAVED
        assert current(text) == (3, "Ainon toinen")

    @pytest.mark.parametrize(
        "body", ["Yksi", "  Yksi\n\n", "Y\u00adksi", "Yksi\u200b"], ids=["same", "spaces around", "soft hyphen", "zero"]
    )
    def test_what_equals_the_base_is_no_change_though_another_has_saved(self, text, aino, onni, body):
        save(text, "Yksi", base=0, by=aino)
        save(text, "Kaksi", base=1, by=aino)
        saved = save(text, body, base=1, by=onni)
        assert (saved.outcome, saved.revision) == (Outcome.UNCHANGED, None)
        assert current(text) == (2, "Kaksi")
        assert len(history(text)) == 2

    def test_what_another_has_written_already_is_no_change(self, text, aino, onni):
        save(text, "Sama", base=0, by=aino)
        assert save(text, "Sama", base=0, by=onni).outcome is Outcome.UNCHANGED
        assert history(text) == [(1, "Sama", aino, 0, False, 0)]

    def test_nothing_upon_nothing_is_no_change(self, text, aino):
        assert save(text, " \n ", base=0, by=aino).outcome is Outcome.UNCHANGED
        assert history(text) == []

    def test_a_text_is_kept_normalised(self, text, aino):
        save(text, "  a\u0308iti\r\nisa\u0308\r\x00\ttyo\u0308\u200b ", base=0, by=aino)
        assert current(text) == (1, "äiti\nisä\n työ")

    def test_a_base_that_the_text_does_not_have_is_an_error(self, text, aino):
        save(text, "Yksi", base=0, by=aino)
        with pytest.raises(LookupError):
            save(text, "Kaksi", base=2, by=aino)
        assert current(text) == (1, "Yksi")

    def test_the_base_of_another_text_is_an_error(self, text, aino):
        other = writing.new_text("sv")
        save(text, "Yksi", base=0, by=aino)
        with pytest.raises(LookupError):
            save(other, "Kaksi", base=1, by=aino)

    def test_fifty_thousand_characters_are_kept(self, text, aino):
        save(text, "ä" * 50_000, base=0, by=aino)
        assert current(text) == (1, "ä" * 50_000)

    def test_the_database_refuses_one_character_more(self, text, aino):
        with pytest.raises(IntegrityError, match="revision_not_too_long"), transaction.atomic():
            save(text, "ä" * 50_001, base=0, by=aino)
        assert history(text) == []


class TestPutAside:
    def test_the_text_is_kept_though_nobody_else_wrote(self, text, aino):
        save(text, "Yksi", base=0, by=aino)
        put = writing.put_aside(text, "Kaksi", base=1, by=aino, at=NOW)
        assert put.outcome is Outcome.ASIDE
        assert history(text) == [(1, "Yksi", aino, 0, False, 0), (2, "Kaksi", aino, 1, True, 0)]
        assert current(text) == (1, "Yksi")
        assert writing.unsettled(text, aino) == put.revision

    def test_what_has_not_changed_is_not_kept(self, text, aino):
        save(text, "Yksi", base=0, by=aino)
        assert writing.put_aside(text, " Yksi ", base=1, by=aino, at=NOW).outcome is Outcome.UNCHANGED
        assert len(history(text)) == 1


class TestSettle:
    @pytest.fixture
    def aside(self, text, aino, onni):
        """Onni's text, put aside because Aino saved first."""
        save(text, "Ainon", base=0, by=aino)
        return save(text, "Onnin", base=0, by=onni).revision

    @pytest.mark.parametrize("body", ["Ainon", "Onnin", "Ainon ja Onnin"])
    def test_the_chosen_text_becomes_current_and_the_difference_is_settled(self, text, aside, aino, onni, body):
        settled = writing.settle(aside, body, base=1, by=onni, at=NOW)
        assert settled.outcome is Outcome.SAVED
        assert history(text) == [
            (1, "Ainon", aino, 0, False, 0),
            (2, "Onnin", onni, 0, True, 0),
            (3, body, onni, 1, False, 2),
        ]
        assert current(text) == (3, body)
        assert writing.unsettled(text, onni) is None

    def test_when_another_has_saved_meanwhile_the_new_text_waits_instead(self, text, aside, aino, onni):
        save(text, "Ainon toinen", base=1, by=aino)
        settled = writing.settle(aside, "Molemmat", base=1, by=onni, at=NOW)
        assert settled.outcome is Outcome.ASIDE
        assert current(text) == (3, "Ainon toinen")
        assert history(text)[-1] == (4, "Molemmat", onni, 1, True, 2)
        assert writing.unsettled(text, onni) == settled.revision

    def test_settling_twice_the_same_way_changes_nothing(self, text, aside, onni):
        """A button pressed twice."""
        writing.settle(aside, "Onnin", base=1, by=onni, at=NOW)
        again = writing.settle(aside, "Onnin", base=1, by=onni, at=NOW)
        assert again.outcome is Outcome.UNCHANGED
        assert current(text) == (3, "Onnin")
        assert len(history(text)) == 3
        assert writing.unsettled(text, onni) is None


class TestRestore:
    def test_an_earlier_text_comes_back_as_a_new_revision(self, text, aino, onni):
        first = save(text, "Yksi", base=0, by=aino).revision
        save(text, "Kaksi", base=1, by=aino)
        assert writing.restore(first, base=2, by=onni, at=NOW).outcome is Outcome.SAVED
        assert history(text) == [
            (1, "Yksi", aino, 0, False, 0),
            (2, "Kaksi", aino, 1, False, 0),
            (3, "Yksi", onni, 2, False, 0),
        ]

    def test_when_another_has_saved_meanwhile_it_is_put_aside(self, text, aino, onni):
        first = save(text, "Yksi", base=0, by=aino).revision
        save(text, "Kaksi", base=1, by=aino)
        save(text, "Kolme", base=2, by=aino)
        assert writing.restore(first, base=2, by=onni, at=NOW).outcome is Outcome.ASIDE
        assert current(text) == (3, "Kolme")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("base", [0, 1], ids=["the first text", "a later text"])
def test_of_twenty_saves_at_once_one_becomes_current_and_all_are_kept(at_once, base):
    text = writing.new_text("fi")
    people = [builders.user() for _ in range(4)]
    if base:
        save(text, "Alku", base=0, by=people[0])
    saves = [partial(save, text, f"Teksti {number}", base=base, by=people[number % 4]) for number in range(20)]
    answers = at_once(*saves)
    assert Counter(answer.outcome for answer in answers) == {Outcome.SAVED: 1, Outcome.ASIDE: 19}
    assert [row[0] for row in history(text)] == list(range(1, base + 21))
    assert {row[1] for row in history(text)[base:]} == {f"Teksti {number}" for number in range(20)}
    assert current(text)[1] == [row[1] for row in history(text) if not row[4]][-1]


BODIES = st.text(alphabet="ab \n\u0308\u200b\r", max_size=4)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "save", "put aside", "settle", "restore"]),
        st.integers(0, 1),  # who
        st.integers(0, 30),  # how far back the base lies
        BODIES,
    ),
    max_size=12,
)


@given(acts=ACTS)
def test_every_text_ever_saved_is_in_the_history(acts):
    """Two people save what they like from whatever they had before them."""
    with transaction.atomic():
        _two_people_write(acts)
        transaction.set_rollback(True)


def _two_people_write(acts):
    text = writing.new_text("fi")
    people = [builders.user(), builders.user()]
    for act, who, back, typed in acts:
        before = Text.objects.select_related("current").get(pk=text.pk)
        revisions = {one.number: one for one in Revision.objects.filter(text=text)}
        base = max(0, len(revisions) - back)
        by = people[who]
        kept_as = writing.normalise(typed).strip()
        if act == "save":
            saved = save(text, typed, base=base, by=by)
        elif act == "put aside":
            saved = writing.put_aside(text, typed, base=base, by=by, at=NOW)
        elif act == "settle":
            aside = writing.unsettled(text, by)
            if aside is None:
                continue
            saved = writing.settle(aside, typed, base=base, by=by, at=NOW)
        else:
            if not base:
                continue
            kept_as = revisions[base].body
            saved = writing.restore(revisions[base], base=before.number, by=by, at=NOW)

        after = Text.objects.select_related("current").get(pk=text.pk)
        now_kept = list(Revision.objects.filter(text=text).order_by("number"))
        # Gapless numbers, and what was there is there still, unchanged.
        assert [one.number for one in now_kept] == list(range(1, len(now_kept) + 1))
        for one in now_kept[: len(revisions)]:
            assert one.body == revisions[one.number].body
        # What was typed is kept, unless it was the base or what already stood.
        stood = {before.body, revisions[base].body if base else ""}
        assert kept_as in {one.body for one in now_kept} | stood
        if saved.outcome is Outcome.UNCHANGED:
            assert len(now_kept) == len(revisions)
            assert after.current == before.current
        if saved.outcome is Outcome.SAVED:
            assert after.current == saved.revision
            assert saved.revision.body == kept_as
        if saved.outcome is Outcome.ASIDE:
            assert after.current == before.current
            assert saved.revision.is_aside
            assert saved.revision.body == kept_as
            assert saved.revision.by == by
        # The current text is never one that was put aside.
        assert after.current is None or not after.current.is_aside
