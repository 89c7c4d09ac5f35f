"""How many pages the answers make: measured where they end on the printed page."""

import re

import pytest

from elo_portal.office.printing import printer
from elo_portal.office.writing.markup import to_html
from reporting.documents.report import report_html
from tests.printing import sample

EIGHT_THOUSAND = 8000


def letters_of(made):
    return sum(len(answer["text"]) for answer in made["answers"])


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(sample.content(*[sample.prose(1600)] * 5), id="Finnish paragraphs"),
        pytest.param(sample.swedish(*[sample.prose(1600, sample.SWEDISH)] * 5), id="Swedish paragraphs"),
        pytest.param(
            sample.content(*[sample.prose(1100) + "\n\n" + sample.listed(500)] * 5), id="paragraphs and lists"
        ),
        pytest.param(sample.content(sample.prose(8000)), id="one long answer"),
    ],
)
def test_three_pages_hold_eight_thousand_characters(made):
    assert letters_of(made) >= EIGHT_THOUSAND
    assert sample.measured(made).hundredths <= 300


def test_what_follows_the_answers_does_not_count():
    many = [{"name": f"Jäsen {n}", "seat": "member", "organisation": "Kunta", "kind": "school"} for n in range(90)]
    few, more = sample.content(sample.prose(1500)), sample.content(sample.prose(1500), members=many)
    assert sample.measured(few) == sample.measured(more)
    assert sample.printed(few).pages < sample.printed(more).pages


@pytest.mark.parametrize("letters", [500, 1400, 1800])
def test_a_preview_measures_what_will_be_sent(letters):
    texts = [sample.prose(letters)] * 5
    late = sample.content(*texts)
    late["sent"]["late"] = True
    assert sample.measured(sample.preview(*texts)) == sample.measured(sample.content(*texts)) == sample.measured(late)


def test_printing_measures_what_laying_out_did():
    made = sample.content(*[sample.prose(1500)] * 5)
    assert sample.printed(made).measure == sample.measured(made)


def test_answers_alone_in_a_line_each_fill_the_page_as_foretold():
    lines = ["rivi"] * 5
    measure = sample.measured(sample.content(*[""] * 4, "\n".join(lines)))
    assert measure.pages == 1
    lines += ["rivi"] * measure.lines_left
    full = sample.measured(sample.content(*[""] * 4, "\n".join(lines)))
    assert (full.pages, full.lines_left) == (1, 0)
    assert 97 <= full.hundredths <= 100
    over = sample.measured(sample.content(*[""] * 4, "\n".join([*lines, "rivi"])))
    assert over.pages == 2
    assert 101 <= over.hundredths <= 110
    assert over.lines_until(3) == over.lines_left + over.lines_a_page


def test_longer_answers_never_measure_less():
    words = sample.prose(11_000).split(" ")
    found = [sample.measured(sample.content(" ".join(words[:many]))).hundredths for many in range(0, len(words), 60)]
    assert found == sorted(found)
    assert found[0] < 100
    assert found[-1] > 300


def test_words_at_the_end_of_a_page_are_those_printed_there():
    made = sample.printed(sample.content(*[sample.prose(2600, sample.FINNISH[at:]) for at in range(5)]))
    assert made.measure.pages > 3
    for page in (1, 2, 3):
        told = made.measure.words_at_end_of(page)
        assert len(told.split()) == 8
        *whole, last = (re.sub("-", "", word) for word in told.split())
        # Hyphens left out; the last word may go on over the page, and the foot follows it.
        printed = re.sub(r"[\s-]+", "", sample.text_of(made, page))
        start = printed.rindex("".join(whole)) + len("".join(whole))
        assert printed[start:].split("KainuunELO")[0] in {last[:letters] for letters in range(1, len(last) + 1)}


def test_no_words_are_told_of_the_page_where_the_answers_end():
    measure = sample.measured(sample.content("Sana"))
    assert (measure.pages, measure.words_at_end_of(1), measure.words_at_end_of(3)) == (1, "", "")


def test_broken_word_is_told_whole():
    broken = 0
    for lines in range(12):
        text = "rivi\n" * lines + "ammatinvalinnanohjaus ja toimintaympäristö " * 130
        layout = printer.lay_out(f"<html lang=fi><div id=answers>{answer_of(text)}</div>")
        *_earlier, last = [
            line for line, inside, _answer in printer._lines(layout._document.pages[0]._page_box, "answers") if inside
        ]
        broken += "".join(box.text for box in last.descendants() if hasattr(box, "text")).endswith("-")
        told = layout.measure().words_at_end_of(1)
        assert set(told.split()) <= {"ammatinvalinnanohjaus", "ja", "toimintaympäristö"}
    assert broken


def answer_of(text: str) -> str:
    return f"<div class=q__answer>{to_html(text)}</div>"


def test_no_answers_to_measure():
    with pytest.raises(ValueError, match="answers"):
        printer.lay_out("<p>x</p>").measure()


def test_an_unanswered_report_is_one_page():
    measure = sample.measured(sample.content("", "", "", "", ""))
    assert (measure.pages, measure.page_ends) == (1, ())


def test_a_measure_that_is_known_is_not_made_again(monkeypatch):
    html, other = (report_html(sample.content(sample.prose(n)), sha256=None) for n in (900, 1200))
    first = printer.measured(html)
    assert first[0] >= first[1].pages == 1
    known = {printer.name_of_measure(html): first}
    assert printer.name_of_measure(html) != printer.name_of_measure(other)
    with printer.measures_known(known):
        assert printer.measured(other)[1].hundredths > first[1].hundredths
        monkeypatch.setattr(printer, "lay_out", lambda html: 1 / 0)
        assert printer.measured(html) == first
    with pytest.raises(ZeroDivisionError):
        printer.measured(html)
