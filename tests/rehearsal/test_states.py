"""Which group stands in which state on 15.12.2014, so that every state, mark and empty place is somewhere."""

import pytest

from elo_portal.office.models import Revision
from elo_portal.rehearsal import loading
from reporting import progress
from reporting.choices import State, Step
from reporting.models import Document, ReadMark, Submission, Transition

DRAFT, SENT, REVIEWED = State.DRAFT, State.SENT, State.REVIEWED
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rehearsal"), pytest.mark.usefixtures("rehearsal")]

# Plan and report of 2014; the practice reports of 2013 have all been reviewed.
STATES = {
    "UUD": (SENT, DRAFT),
    "VAR": (REVIEWED, SENT),
    "SAT": (REVIEWED, DRAFT),
    "KHA": (DRAFT, DRAFT),
    "PHA": (SENT, DRAFT),
    "PIR": (REVIEWED, REVIEWED),
    "KAS": (REVIEWED, SENT),
    "ESA": (SENT, DRAFT),
    "POS": (REVIEWED, SENT),
    "POK": (REVIEWED, SENT),
    "KES": (REVIEWED, SENT),
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
    assert {code: one.state for code, one in documents("report", 2013).items()} == dict.fromkeys(STATES, REVIEWED)


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
