"""What changed in an answer, woven into one text."""

from hypothesis import given
from hypothesis import strategies as st

from elo_portal.office.writing.differences import Part, difference
from elo_portal.office.writing.markup import to_plain


def test_a_changed_word_stands_after_the_one_it_replaced() -> None:
    found = difference("Vaihtoja tehtiin 12.", "Vaihtoja tehtiin 14.")
    assert found.paragraphs == ((Part("Vaihtoja tehtiin ", ""), Part("12.", "del"), Part("14.", "ins")),)
    assert (found.added, found.removed, found.is_changed, found.changed_paragraphs) == (1, 1, True, 1)


def test_a_paragraph_of_one_version_alone_is_added_or_removed_whole() -> None:
    found = difference("Ensin.\n\nVanha kappale kokonaan.", "Ensin.")
    assert found.paragraphs == ((Part("Ensin.", ""),), (Part("Vanha kappale kokonaan.", "del"),))


def test_a_change_of_emphasis_alone_changes_no_word() -> None:
    found = difference("Tärkeä asia.", "**Tärkeä** asia.")
    assert (found.added, found.removed, found.is_changed, found.changed_paragraphs) == (0, 0, True, 0)


def test_the_same_text_has_not_changed() -> None:
    assert not difference("Sama.", "Sama.").is_changed


@given(st.text("ab \n*-", max_size=60), st.text("ab \n*-", max_size=60))
def test_both_texts_can_be_read_out_of_the_difference(before: str, after: str) -> None:
    found = difference(before, after)
    for text, left_out in ((before, "ins"), (after, "del")):
        kept = " ".join(part.text for paragraph in found.paragraphs for part in paragraph if part.kind != left_out)
        assert "".join(kept.split()) == "".join(to_plain(text).split())
