"""Which group stands in which state on 15.12.2014, so that every state, mark and empty place is somewhere."""

from datetime import date

import pytest

from elo_portal.office import clock
from elo_portal.office.models import Revision
from elo_portal.rehearsal import files, loading
from reporting import progress
from reporting.choices import ItemState, State, Step, Turn
from reporting.completions import items_of
from reporting.models import (
    Document,
    Extension,
    FeedbackPublication,
    PublishedFeedback,
    ReadMark,
    Submission,
    Transition,
)
from tests.builders import helsinki

DRAFT, SENT, RETURNED, REVIEWED = State.DRAFT, State.SENT, State.RETURNED, State.REVIEWED
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rehearsal"), pytest.mark.usefixtures("rehearsal")]

# Plan and report of 2014; feedback has been given on every practice report of 2013.
STATES = {
    "UUD": (SENT, DRAFT),
    "VAR": (REVIEWED, SENT),
    "SAT": (REVIEWED, DRAFT),
    "KHA": (DRAFT, DRAFT),
    "PHA": (RETURNED, DRAFT),
    "PIR": (REVIEWED, REVIEWED),
    "KAS": (REVIEWED, SENT),
    "ESA": (SENT, DRAFT),
    "POS": (REVIEWED, SENT),
    "POK": (REVIEWED, RETURNED),
    "KES": (REVIEWED, RETURNED),
    "EPO": (REVIEWED, DRAFT),
    "POH": (REVIEWED, SENT),
    "POP": (REVIEWED, SENT),
    "KAI": (REVIEWED, DRAFT),
    "LAP": (REVIEWED, DRAFT),
}
ANSWERS_OF_DRAFTS = {"UUD": 5, "SAT": 5, "KHA": 0, "PHA": 2, "ESA": 5, "EPO": 4, "KAI": 4, "LAP": 5}


def documents(kind: str, year: int) -> dict[str, Document]:
    found = Document.objects.filter(round__kind=kind, round__year=year).select_related("round", "group")
    return {one.group.code: one for one in found}


def report(code: str) -> Document:
    return documents("report", 2014)[code]


def test_every_document_stands_in_its_state() -> None:
    plans, reports = documents("plan", 2014), documents("report", 2014)
    assert {code: (plans[code].state, reports[code].state) for code in plans} == STATES
    assert {code: one.state for code, one in documents("report", 2013).items()} == dict.fromkeys(
        STATES, State.FEEDBACK_GIVEN
    )


def test_the_feedback_on_2013_was_given_in_one_act_and_has_the_words_of_its_files() -> None:
    publication = FeedbackPublication.objects.get()
    assert (publication.at.astimezone(clock.HELSINKI).date(), publication.by.name) == (
        date(2014, 3, 20),
        "Leena Ahokas",
    )
    common = files.read("feedback_2013_common")
    letters = {
        one.letter.document.group.code: one.frozen for one in PublishedFeedback.objects.with_context().order_by("pk")
    }
    assert set(letters) == set(files.FOLDERS)
    for code, letter in letters.items():
        words, wording = files.read("feedback_2013", code), letter["wording"]
        assert letter["language"] == words["language"]
        assert (wording["common"], wording["carrying_out"], wording["regional_work"]) == (
            common[words["language"]],
            words["plan"],
            words["work"],
        )
        assert [one["name"] for one in letter["signatures"]] == ["Leena Ahokas", "Markus Sillanpää"]


def test_drafts_are_as_far_as_they_are() -> None:
    drafts = {code: one for code, one in documents("report", 2014).items() if one.state == DRAFT}
    assert {code: progress.progress_of(one).answered for code, one in drafts.items()} == ANSWERS_OF_DRAFTS


def test_what_came_late_and_what_is_late() -> None:
    late = Submission.objects.filter(is_late=True).order_by("at")
    assert [one.identifier for one in late] == ["EPO-2013-R1", "EPO-2014-S1"]
    found = Document.objects.select_related("round", "group").prefetch_related("submissions")
    assert [one.identifier for one in found if one.is_late(loading.FIRST_MOMENT)] == ["KHA-2014-S"]


def test_satakunta_has_reopened_its_report_and_version_1_stands() -> None:
    steps = Transition.objects.filter(document=report("SAT")).values_list("step", flat=True)
    assert list(steps) == [Step.SEND, Step.REOPEN]
    assert [one.identifier for one in report("SAT").submissions.all()] == ["SAT-2014-R1"]


def test_completion_has_been_asked_for_answered_settled_and_asked_on() -> None:
    items = {
        code: [(item.answer.number, item.state, [turn.kind for turn in item.turns.all()]) for item in items_of(one)]
        for code, one in (("POK", report("POK")), ("KES", report("KES")), ("PHA", documents("plan", 2014)["PHA"]))
    }
    asked, replied, settled = Turn.ASKED, Turn.REPLIED, Turn.SETTLED
    assert items == {
        "POK": [
            (2, ItemState.SETTLED, [asked, replied, settled]),
            (4, ItemState.OPEN, [asked, replied, asked]),
        ],
        "KES": [(3, ItemState.OPEN, [asked]), (5, ItemState.OPEN, [asked])],
        "PHA": [(4, ItemState.OPEN, [asked])],
    }
    assert report("POK").due == helsinki(2014, 12, 30, 23, 59, 59)
    assert [one.identifier for one in report("POK").submissions.all()] == ["POK-2014-R2", "POK-2014-R1"]


def test_south_ostrobothnia_has_more_time_with_a_reason() -> None:
    extension = Extension.objects.get()
    assert (extension.document, extension.due) == (report("EPO"), helsinki(2015, 1, 16, 23, 59, 59))
    assert extension.reason.startswith("Ryhmän marraskuun kokous jäi vajaalukuiseksi")
    assert report("EPO").due == extension.due


def test_the_review_of_north_ostrobothnia_was_taken_back_with_its_reason() -> None:
    last = Transition.objects.filter(document=report("POP")).last()
    assert last is not None
    assert (last.step, last.by.email) == (Step.TAKE_BACK_REVIEW, "okm@elo.example")
    assert last.note.startswith("Raportti merkittiin käsitellyksi liian varhain")


def test_both_ministries_have_read_some_answers() -> None:
    marks = ReadMark.objects.filter(submission__document__round__year=2014)
    counts: dict[tuple[str, str], int] = {}
    for mark in marks.select_related("ministry", "submission__document__group"):
        key = (mark.submission.document.group.code, mark.ministry.key)
        counts[key] = counts.get(key, 0) + 1
    assert counts == {
        ("PIR", "okm"): 5,
        ("PIR", "tem"): 5,
        ("POK", "okm"): 5,
        ("POP", "okm"): 5,
        ("POP", "tem"): 4,
        ("KES", "tem"): 5,
        ("KAS", "okm"): 3,
    }


def test_two_texts_of_south_savos_answer_4_wait_upon_the_same_base() -> None:
    aside = Revision.objects.get(is_aside=True)
    answer = aside.text.answer
    assert (answer.document, answer.number) == (report("ESA"), 4)
    revisions = {one.number: one for one in Revision.objects.filter(text=aside.text)}
    assert [(one.number, one.base.number if one.base else 0, one.is_aside) for one in revisions.values()] == [
        (1, 0, False),
        (2, 1, False),
        (3, 1, True),
    ]
    assert [one.by.email for one in revisions.values()] == [
        "etela-savo@elo.example",
        "etela-savo@elo.example",
        "puheenjohtaja.etela-savo@elo.example",
    ]


def test_uusimaas_draft_is_over_three_pages_and_laplands_is_ready_to_send() -> None:
    lengths = {
        code: progress.length_of(progress.progress_of(report(code)), at=loading.FIRST_MOMENT) for code in ("UUD", "LAP")
    }
    assert lengths["UUD"] > 300
    assert 200 < lengths["LAP"] <= 300


def test_southwest_finlands_last_answer_is_one_word() -> None:
    answers = report("VAR").submissions.get().frozen["answers"]
    assert [len(answer["text"].split()) for answer in answers][-1] == 1


def test_ostrobothnia_sent_in_swedish() -> None:
    frozen = report("POH").submissions.get().frozen
    assert frozen["language"] == "sv"
    assert [answer["language"] for answer in frozen["answers"]] == ["sv", "sv", "fi", "sv", "sv"]
