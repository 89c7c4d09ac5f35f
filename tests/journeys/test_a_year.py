"""One year as its people live it, from the plan of 1.9.2014 to the feedback of 2015, the clock moved by the admin.

Kainuu in Finnish, Pohjanmaa in Swedish; the registry and both secretaries in Finnish.
"""

from datetime import date

import pytest

from elo_portal.office.models import Print
from reporting.models import Document, FeedbackPublication, PublishedFeedback, Submission
from tests.journeys.conftest import move_clock, work

pytestmark = [pytest.mark.xdist_group("browser")]

QUESTIONS = range(1, 6)


@pytest.fixture
def first_day() -> date:
    """A week before the plans are due: Kainuu's is written and not sent, and no report is asked for yet."""
    return date(2014, 8, 25)


def document_of(code: str, kind: str) -> Document:
    return Document.objects.get(group__code=code, round__kind=kind, round__year=2014)


def send(writer, document: Document) -> Submission:
    """From the editor over the check page to the receipt."""
    writer.page.locator("main .actions button[value=check]").last.click()
    writer.page.locator("form[action$='/send/'] button").click()
    submission = document.submissions.order_by("-number").first()
    assert submission is not None
    assert writer.path == f"/submissions/{submission.pk}/"
    work()
    return submission


def write_report(writer, document: Document, text: str) -> Submission:
    writer.go(f"/documents/{document.pk}/write/")
    for number in QUESTIONS:
        writer.page.fill(f"#answer-{number}", f"{text} {number}.")
    return send(writer, document)


def review(secretary, document: Document) -> None:
    secretary.go(f"/documents/{document.pk}/")
    secretary.page.locator("form[action$='/review/'] button").first.click()
    document.refresh_from_db()
    assert document.state == "reviewed"


def test_a_year_from_the_plan_to_the_feedback(visitors, seen):
    kainuu, osterbotten = visitors("kainuu@elo.example"), visitors("osterbotten@elo.example", language="sv-FI")
    okm, tem = visitors("okm@elo.example"), visitors("tem@elo.example")
    clerk, admin = visitors("kirjaamo.okm@elo.example"), visitors("yllapito@elo.example")

    # 25.8.: the plan is handled in the group, checked and sent to both registries and both officials.
    plan = document_of("KAI", "plan")
    kainuu.go(f"/documents/{plan.pk}/write/")
    kainuu.page.fill("#handled_on", "25.8.2014")
    sent_plan = send(kainuu, plan)
    assert len(sent_plan.frozen["addressees"]) == 4
    assert sent_plan.frozen["handled_on"] == "2014-08-25"
    seen(kainuu.page)

    # The registry finds it on its desk and gives it a case number, which the region sees.
    clerk.go("/registry/")
    clerk.page.fill(f"#number-{sent_plan.pk}", "VN/2758/2014")
    clerk.page.locator(f"form:has(#number-{sent_plan.pk}) button").click()
    kainuu.go(f"/documents/{plan.pk}/")
    assert "VN/2758/2014" in kainuu.page.locator("main").inner_text()
    review(okm, plan)

    # 1.10.: the round of reports opens by itself. Both regions write and send; what the plan said stands beside.
    move_clock(admin, "1.10.2014")
    report, rapport = document_of("KAI", "report"), document_of("POH", "report")
    move_clock(admin, "10.12.2014")
    kainuu.go(f"/documents/{report.pk}/write/")
    assert sent_plan.identifier in kainuu.page.locator("main").inner_text()
    write_report(kainuu, report, "Teimme sen, mitä lupasimme. Kohta")
    write_report(osterbotten, rapport, "Vi gjorde det som vi lovade. Punkt")
    assert osterbotten.page.locator("html").get_attribute("lang") == "sv"
    seen(osterbotten.page)

    # TEM asks for completion of one answer; only that opens, and the first version stands meanwhile.
    tem.go(f"/documents/{report.pk}/completion/")
    tem.page.fill("#id_title-4", "Tulokset")
    tem.page.fill("#id_what-4", "Millaisia tuloksia kokeilusta saatiin?")
    tem.page.fill("#id_due", "19.12.2014")
    tem.page.locator("main form button[type=submit]").last.click()
    kainuu.go(f"/documents/{report.pk}/write/")
    assert kainuu.page.locator("textarea[name^=answer-]").count() == 1
    kainuu.page.fill("#answer-4", "Teimme sen, mitä lupasimme. Asiakkaita oli 41.")
    kainuu.page.locator("textarea[name^=reply-]").fill("Lisäsimme asiakasmäärän.")
    second = send(kainuu, report)
    assert (second.number, second.frozen["completion"][0]["reply"]) == (2, "Lisäsimme asiakasmäärän.")
    tem.go(f"/documents/{report.pk}/")
    seen(tem.page)
    tem.page.locator("form[action$='/settle/'] button").click()
    review(okm, report)
    review(tem, rapport)

    # Early in 2015 both secretaries write the feedback, each ministry confirms both letters, and all is published.
    move_clock(admin, "2.2.2015")
    okm.go(f"/rounds/{report.round_id}/feedback/common/")
    okm.page.fill("#answer-1", "Kiitos työstänne vuonna 2014.")
    okm.page.fill("#answer-2", "Tack för ert arbete under 2014.")
    okm.page.locator("main .actions button[value=read]").last.click()
    for document, writer, texts in (
        (report, okm, ("Suunnitelma toteutui hyvin.", "Verkosto toimii.")),
        (rapport, tem, ("Planen har genomförts väl.", "Nätverket fungerar.")),
    ):
        writer.go(f"/documents/{document.pk}/feedback/write/")
        writer.page.fill("#answer-1", texts[0])
        writer.page.fill("#answer-2", texts[1])
        writer.page.locator("main .actions button[value=read]").last.click()
        for secretary in (okm, tem):
            secretary.go(f"/documents/{document.pk}/feedback/")
            secretary.page.locator("form[action$='/confirm/'] button").click()
    tem.go(f"/rounds/{report.round_id}/feedback/publish/")
    seen(tem.page)
    tem.page.locator("main form button[type=submit]").click()
    assert FeedbackPublication.objects.order_by("-pk").first().by.email == "tem@elo.example"
    work()

    # The regions read it beside their reports, each in its own language, and beside next year's plan.
    kainuu.go(f"/documents/{report.pk}/")
    assert "Suunnitelma toteutui hyvin." in kainuu.page.locator("main").inner_text()
    seen(kainuu.page)
    osterbotten.go(f"/documents/{rapport.pk}/")
    text = osterbotten.page.locator("main").inner_text()
    assert "Planen har genomförts väl." in text
    assert "Tack för ert arbete under 2014." in text
    seen(osterbotten.page)
    given = PublishedFeedback.objects.filter(letter__document__in=[report, rapport])
    assert given.count() == 2
    assert Print.objects.filter(key__in=[one.print_key for one in given]).count() == 2
    for one in (report, rapport):
        one.refresh_from_db()
        assert one.state == "feedback_given"
