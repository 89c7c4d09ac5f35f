"""31.12.2014 goes by with the rehearsal's sixteen groups: both ministries' reports, read back page by page, and then a
late one.
"""

import re
from io import BytesIO
from pathlib import Path

import outloud
import pikepdf
import pymupdf  # comes with outloud
import pytest

from elo_portal.office.jobs.commands import do
from elo_portal.office.models import Job, Text
from reporting import editions
from reporting.documents.compilation.tree import MOST_WORDS
from reporting.models import Document, EditionPrinting, ReportFile, Round, Submission
from tests.journeys.conftest import Visitor, move_clock, work

pytestmark = [pytest.mark.xdist_group("browser")]

MM = 72 / 25.4
# Where the text of a page stands: between head and foot, right of the groups' marks.
BODY = pymupdf.Rect(33 * MM, 20 * MM, 195 * MM, 279 * MM)
WHOLE = pymupdf.Rect(0, 0, 210 * MM, 279 * MM)


def compile_reports(round_: Round) -> None:
    """What the worker of compilations does for the round."""
    while waiting := list(
        Job.objects.waiting()
        .filter(
            key__in=[
                key
                for printing in EditionPrinting.objects.filter(edition__round=round_)
                for key in editions.job_keys(printing)
            ]
        )
        .values_list("pk", flat=True)
    ):
        for pk in waiting:
            assert do(pk)


def letters(text: str) -> str:
    """Without spaces, hyphens and marks, so that a word broken at the end of a line is the word."""
    return re.sub(r"[\W_]+", "", text)


def missing(paragraph: str, said: str) -> str:
    """From where on the report says otherwise."""
    wanted = letters(paragraph)
    most = max(length for length in range(len(wanted) + 1) if wanted[:length] in said)
    return f"…{wanted[max(0, most - 30) : most + 30]}… is …{said[said.find(wanted[:most]) :][: most + 40][-70:]}…"


def download(visitor: Visitor, name: str) -> bytes:
    with visitor.page.expect_download() as coming:
        visitor.page.get_by_role("link", name=name, exact=True).first.click()
    return Path(coming.value.path()).read_bytes()


def assert_is_whole(data: bytes, sent: list[Submission], tmp_path: Path) -> str:
    """Every answer that was sent is there to the last letter; returns the letters of the whole report."""
    with pymupdf.open(stream=data, filetype="pdf") as opened:
        first, contents = (page.get_text(clip=WHOLE) for page in opened.pages(0, 2))
        said = letters(first + contents + "".join(page.get_text(clip=BODY) for page in opened.pages(2)))
        pages = len(opened)
        feet = [page.get_text(clip=pymupdf.Rect(0, 277 * MM, 210 * MM, 297 * MM)) for page in opened]
        targets = [link["page"] for page in opened for link in page.get_links() if "page" in link]
    (tmp_path / "report.pdf").write_bytes(data)
    for submission in sent:
        for answer in submission.frozen["answers"]:
            for paragraph in answer["text"].split("\n\n"):
                assert letters(paragraph) in said, (submission.identifier, answer["number"], missing(paragraph, said))
    codes = set(Document.objects.values_list("group__code", flat=True))
    assert len([word for word in first.split() if word not in codes]) <= MOST_WORDS
    said_feet = ["".join(foot.split()) for foot in feet]
    assert [foot[foot.rfind("Sivu") :] for foot in said_feet] == [
        f"Sivu{number}/{pages}" for number in range(1, pages + 1)
    ]
    # Contents: a link for each question and appendix, and for each answer.
    assert len(targets) >= 7 + 5 * len(sent)
    assert all(0 < target < pages for target in targets)
    result = outloud.check(str(tmp_path / "report.pdf"))
    assert (result.error, [one for one in result.findings if one.severity == "error"]) == (None, [])
    return said


def outline_of(data: bytes) -> list[tuple[str, int]]:
    with pikepdf.open(BytesIO(data)) as opened, opened.open_outline() as outline:
        return [(item.title, len(item.children)) for item in outline.root]


def test_the_due_date_passes_and_then_a_late_one_comes(visitors, seen, tmp_path):
    round_ = Round.objects.get(kind="report", year=2014)
    okm, admin = visitors("okm@elo.example"), visitors("yllapito@elo.example")
    drafts = {one.pk: one for one in Text.objects.filter(answer__document__round=round_).select_related("current")}

    move_clock(admin, "1.1.2015")
    compile_reports(round_)
    okm.go(f"/rounds/{round_.pk}/ministry-report/")
    main = okm.page.locator("main").inner_text()
    assert "Painos 1" in main
    assert "Tilanne 1.1.2015 klo 0.00, tehty itsestään." in main
    seen(okm.page)
    sent = [document.submissions.order_by("-number").first() for document in round_.documents.all()]
    sent = [one for one in sent if one is not None]
    assert len(sent) == 9
    first_ones = {}
    for ministry in ("Opetus- ja kulttuuriministeriö", "Työ- ja elinkeinoministeriö"):
        data = first_ones[ministry] = download(okm, f"{ministry}, PDF")
        said = assert_is_whole(data, sent, tmp_path)
        assert letters(ministry) in said
        unsent = [
            text.body
            for text in drafts.values()
            if not text.answer.document.submissions.exists() and len(letters(text.body)) > 20
        ]
        assert unsent
        assert [text for text in unsent if letters(text) in said] == []
        # What was not sent is named with its state and nothing else.
        for name in ("Kainuu", "Lappi", "Uusimaa"):
            assert name in said
        titles = [title for title, _children in outline_of(data)]
        assert titles[:2] == ["Elinikäinen ohjaus alueilla 2014", "Sisällys"]
        assert [children for title, children in outline_of(data) if title.startswith("Kysymys")] == [len(sent)] * 5

    # Kainuu sends after the due date; a secretary has the next edition made, which says so. The first stays as it was.
    kainuu = visitors("kainuu@elo.example")
    document = Document.objects.get(round=round_, group__code="KAI")
    kainuu.go(f"/documents/{document.pk}/write/")
    for number in range(1, 6):
        kainuu.page.fill(f"#answer-{number}", f"Kainuun myöhässä tullut vastaus numero {number}.")
    kainuu.page.locator("main .actions button[value=check]").last.click()
    kainuu.page.locator("form[action$='/send/'] button").click()
    work()
    okm.go(f"/rounds/{round_.pk}/ministry-report/")
    okm.page.get_by_role("button", name="Tee uusi painos").click()
    assert "Painosta 2 tehdään." in okm.page.locator("main").inner_text()
    seen(okm.page)
    compile_reports(round_)
    okm.go(f"/rounds/{round_.pk}/ministry-report/")
    change = "Kainuu: saapui 1.1.2015, puuttui aiemmin."
    assert change in okm.page.locator("main").inner_text()
    seen(okm.page)
    late = document.submissions.get()
    assert late.is_late
    data = download(okm, "Opetus- ja kulttuuriministeriö, PDF")
    said = assert_is_whole(data, [*sent, late], tmp_path)
    assert letters("Mikä on muuttunut painoksesta 1") in said
    assert letters(change) in said
    kept = ReportFile.objects.filter(report__printing__edition__number=1, format="pdf")
    assert sorted(bytes(one.data) for one in kept) == sorted(first_ones.values())
