"""What differs between two texts."""

import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from elo_portal.office.writing.comparing import Piece, Row, changes, combined, contradictions, rows


def same(text):
    return Row((Piece(text, False),), (Piece(text, False),), True)


class TestRows:
    def test_two_equal_texts_are_the_same_on_every_row(self):
        assert rows("Yksi.\n\nKaksi.", "Yksi.\n\nKaksi.") == [same("Yksi."), same("Kaksi.")]

    def test_two_empty_texts_have_no_rows(self):
        assert rows("", " \n\n ") == []

    def test_changed_words_are_each_sides_own(self):
        assert rows("Ryhmä kokoontui kolme kertaa.", "Ryhmä kokoontui neljä kertaa.") == [
            Row(
                (Piece("Ryhmä kokoontui ", False), Piece("kolme", True), Piece(" kertaa.", False)),
                (Piece("Ryhmä kokoontui ", False), Piece("neljä", True), Piece(" kertaa.", False)),
                False,
            )
        ]

    def test_a_paragraph_of_one_side_stands_beside_nothing(self):
        assert rows("Yksi.\n\nOma kappale.\n\nKaksi.", "Yksi.\n\nKaksi.") == [
            same("Yksi."),
            Row((Piece("Oma kappale.", True),), (), False),
            same("Kaksi."),
        ]
        assert rows("Yksi.", "Yksi.\n\nToisen kappale.") == [
            same("Yksi."),
            Row((), (Piece("Toisen kappale.", True),), False),
        ]

    def test_alike_paragraphs_are_paired_though_one_was_added_before(self):
        paired = rows(
            "Järjestimme kolme koulutusta keväällä ja syksyllä.",
            "Aivan uusi.\n\nJärjestimme neljä koulutusta keväällä ja syksyllä.",
        )
        assert [(bool(row.mine), bool(row.theirs)) for row in paired] == [(False, True), (True, True)]


class TestCombined:
    @pytest.mark.parametrize(
        ("mine", "theirs", "both"),
        [
            ("Yksi.", "Yksi.", "Yksi."),
            ("", "Toisen.", "Toisen."),
            ("Oma.", "", "Oma."),
            ("Yksi.\n\nOma.", "Yksi.", "Yksi.\n\nOma."),
            (
                "Yksi.\n\nOma kappale.",
                "Yksi.\n\nJotain muuta kokonaan.",
                "Yksi.\n\nOma kappale.\n\nJotain muuta kokonaan.",
            ),
            (
                "Ryhmä kokoontui kolme kertaa keväällä.",
                "Ryhmä kokoontui kolme kertaa Kajaanissa.",
                "Ryhmä kokoontui kolme kertaa Kajaanissa.",
            ),
            (
                "Ryhmä kokoontui aina kolme kertaa.",
                "Ryhmä kokoontui kolme kertaa yhdessä.",
                "Ryhmä kokoontui aina kolme kertaa yhdessä.",
            ),
        ],
    )
    def test_has_both_sides_additions_and_theirs_where_they_contradict(self, mine, theirs, both):
        assert combined(mine, theirs) == both


class TestContradictions:
    def test_names_the_words_that_stand_in_each_others_place(self):
        compared = rows("Ryhmä kokoontui kolme kertaa.", "Ryhmä kokoontui neljä kertaa.")
        assert contradictions(compared) == [("kolme", "neljä")]

    def test_an_addition_contradicts_nothing(self):
        compared = rows("Ryhmä kokoontui aina.\n\nOma.", "Ryhmä kokoontui yhdessä aina.")
        assert contradictions(compared) == []


@pytest.mark.parametrize(
    ("before", "after", "added_and_removed"),
    [
        ("", "", (0, 0)),
        ("a b c", "a c", (0, 1)),
        ("a c", "a b c", (1, 0)),
        ("a b", "a c", (1, 1)),
        ("a  b", "a\nb", (0, 0)),
    ],
)
def test_changes_counts_words(before, after, added_and_removed):
    assert changes(before, after) == added_and_removed


WORDS = st.sampled_from(["ohjaus", "ryhmä", "kolme", "neljä", "ja", "Kainuu", "-"])
PARAGRAPHS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), max_size=5)
TEXTS = PARAGRAPHS.map("\n\n".join) | st.text(alphabet="ab \n", max_size=20)


def paragraphs(text):
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


@given(mine=TEXTS, theirs=TEXTS)
def test_joining_one_sides_pieces_gives_that_sides_paragraphs(mine, theirs):
    compared = rows(mine, theirs)
    assert ["".join(piece.text for piece in row.mine) for row in compared if row.mine] == paragraphs(mine)
    assert ["".join(piece.text for piece in row.theirs) for row in compared if row.theirs] == paragraphs(theirs)


@given(mine=TEXTS, theirs=TEXTS)
def test_what_is_nobodys_own_is_the_same_on_both_sides(mine, theirs):
    for row in rows(mine, theirs):
        common = [[piece.text for piece in side if not piece.is_own] for side in (row.mine, row.theirs)]
        assert "".join(common[0]) == "".join(common[1])
        assert row.is_same == (row.mine == row.theirs and not any(piece.is_own for piece in row.mine))


@given(mine=TEXTS, theirs=TEXTS)
def test_the_proposal_has_all_of_their_words_in_order(mine, theirs):
    proposal = iter(combined(mine, theirs).split())
    assert all(word in proposal for word in theirs.split())


@given(mine=TEXTS, theirs=TEXTS)
@example(mine="kolme ja", theirs="kolme")
def test_a_word_of_mine_is_in_the_proposal_or_named_as_a_contradiction(mine, theirs):
    named = Counter(word for one, _other in contradictions(rows(mine, theirs)) for word in one.split())
    missing = Counter(mine.split()) - Counter(combined(mine, theirs).split())
    assert missing <= named


@given(text=TEXTS)
def test_combining_a_text_with_itself_or_with_nothing_changes_no_paragraph(text):
    whole = "\n\n".join(paragraphs(text))
    assert combined(text, text) == combined(text, "") == combined("", text) == whole
