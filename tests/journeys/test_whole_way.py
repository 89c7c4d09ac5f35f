"""The report goes the whole way, in real browsers, with all roles."""

import re

import pytest
from django.utils import timezone

from elo_portal.office.models import Notice, Print
from elo_portal.office.models.mail import NoticeState
from reporting.models import Document, Submission
from tests.journeys.conftest import work

pytestmark = [pytest.mark.xdist_group("browser")]

SEND_FI = "Lähetä valtakunnallisen ELO-ryhmän sihteereille"


def document_of(code: str) -> Document:
    return Document.objects.select_related("group", "round").get(
        group__code=code, round__kind="report", round__year=2014
    )


def test_a_report_goes_the_whole_way_in_finnish(visitors, seen):
    expert, chair = visitors("kainuu@elo.example"), visitors("puheenjohtaja.kainuu@elo.example")
    kainuu = document_of("KAI")
    assert expert.heading == "Kainuun ELO-vuosi 2014"
    seen(expert.page)

    # Two people change the same answer: neither text is lost.
    expert.press("Jatka raporttia")
    chair.go(f"/documents/{kainuu.pk}/write/")
    seen(expert.page)
    expert.page.fill("#answer-5", "Kajaaniin on tulossa Ohjaamo keväällä 2015.")
    chair.page.fill("#answer-5", "Ohjaamon hakemus on jätetty, ja tilat on katsottu.")
    chair.press("Tallenna luonnos")
    expert.press("Tallenna luonnos")
    assert expert.heading == "Samaan vastaukseen on kaksi tekstiä"
    seen(expert.page)
    both = "Ohjaamon hakemus on jätetty, ja tilat on katsottu. Ohjaamo alkaa Kajaanissa keväällä 2015."
    expert.page.fill("#text", both)
    expert.page.locator("main form .actions button[type=submit]").first.click()
    assert expert.page.input_value("#answer-5") == both

    # The check names the addressees; the chair writes but does not send.
    chair.go(f"/documents/{kainuu.pk}/check/")
    assert chair.page.get_by_role("button", name=SEND_FI).count() == 0
    seen(chair.page)
    expert.go(f"/documents/{kainuu.pk}/check/")
    seen(expert.page)
    expert.press(SEND_FI)
    submission = Submission.objects.get(document=kainuu)
    assert expert.path == f"/submissions/{submission.pk}/"
    seen(expert.page)

    # The chair was writing meanwhile: the text is offered back.
    chair.page.go_back()
    chair.go(f"/documents/{document_of('LAP').pk}/")
    assert chair.page.locator("h1").inner_text() == "Sivua ei löytynyt"

    # Worker and beat: the PDF and four mails, each once; the receipt follows by itself.
    work()
    expert.page.wait_for_selector(f"a[href*='{submission.identifier}.pdf']", timeout=15_000)
    seen(expert.page)
    assert Print.objects.filter(key=submission.print_key).count() == 1
    mails = Notice.objects.filter(key__startswith=f"submission:{submission.pk}:")
    assert sorted(mails.values_list("to_address", "state")) == [
        ("kainuu@elo.example", NoticeState.DELIVERED),
        ("okm@elo.example", NoticeState.DELIVERED),
        ("puheenjohtaja.kainuu@elo.example", NoticeState.DELIVERED),
        ("tem@elo.example", NoticeState.DELIVERED),
    ]

    # Both ministries read; one reviews, the other sees who and is told when it comes second.
    okm, tem = visitors("okm@elo.example"), visitors("tem@elo.example")
    seen(okm.page)
    for secretary in (okm, tem):
        secretary.go(f"/documents/{kainuu.pk}/")
    seen(okm.page)
    okm.press("Merkitse luetuksi")
    assert submission.read_marks.count() == 1
    okm.press("Merkitse käsitellyksi")
    tem.press("Merkitse käsitellyksi")
    assert "Leena Ahokas ehti ensin" in tem.page.locator("main").inner_text()
    seen(tem.page)
    kainuu.refresh_from_db()
    assert kainuu.state == "reviewed"

    # It can be taken back with a reason, and not without one.
    tem.go(f"/documents/{kainuu.pk}/")
    tem.page.locator("a[href*='take-back']").first.click()
    tem.page.locator("main form button[type=submit]").first.click()
    assert tem.page.title().startswith("Virhe: ")
    seen(tem.page)
    tem.page.locator("main form textarea").fill("Luin vasta puolet vastauksista.")
    tem.page.locator("main form button[type=submit]").first.click()
    kainuu.refresh_from_db()
    assert kainuu.state == "sent"

    # Another region reads what was sent, nothing else.
    lappi = visitors("lappi@elo.example")
    lappi.go(f"/documents/{kainuu.pk}/")
    assert both.split(". ")[0] in lappi.page.locator("main").inner_text()
    assert lappi.page.get_by_role("button", name="Merkitse käsitellyksi").count() == 0
    assert lappi.page.goto(f"{lappi.address}/documents/{kainuu.pk}/write/").status == 403
    seen(lappi.page)

    # Until the due moment the region may reopen what it sent; the sent version stands.
    expert.go(f"/documents/{kainuu.pk}/reopen/")
    seen(expert.page)
    expert.page.locator("main form button[type=submit]").first.click()
    kainuu.refresh_from_db()
    assert kainuu.state == "draft"
    lappi.go(f"/documents/{kainuu.pk}/")
    assert both.split(". ")[0] in lappi.page.locator("main").inner_text()


def test_a_save_after_sending_is_offered_back(visitors, seen):
    expert, chair = visitors("kainuu@elo.example"), visitors("puheenjohtaja.kainuu@elo.example")
    kainuu = document_of("KAI")
    expert.go(f"/documents/{kainuu.pk}/write/")
    expert.page.fill("#answer-5", "Valmis vastaus.")
    expert.press("Tallenna luonnos")
    chair.go(f"/documents/{kainuu.pk}/write/")
    chair.page.fill("#answer-1", "Tämä ei saa kadota.")
    expert.go(f"/documents/{kainuu.pk}/check/")
    expert.press(SEND_FI)
    chair.press("Tallenna luonnos")
    assert (
        chair.page.get_by_text("Tämä ei saa kadota.").first.is_visible()
        or chair.page.locator("textarea").first.input_value() == "Tämä ei saa kadota."
    )
    seen(chair.page)


def test_pohjanmaa_sends_in_swedish_after_reopening(visitors, seen):
    expert = visitors("osterbotten@elo.example", language="sv-FI")
    document = document_of("POH")
    assert expert.page.locator("html").get_attribute("lang") == "sv"
    expert.go(f"/documents/{document.pk}/reopen/")
    expert.page.locator("main form button[type=submit]").first.click()
    expert.page.fill("#answer-5", "Navigatorn i Vasa öppnar i maj.")
    expert.press("Spara utkastet")
    seen(expert.page)
    expert.go(f"/documents/{document.pk}/check/")
    seen(expert.page)
    expert.press("Skicka till sekreterarna för den nationella ELO-gruppen")
    second = Submission.objects.get(document=document, number=2)
    assert second.frozen["language"] == "sv"
    assert second.previous is not None
    assert re.search(r"POH-2014-R2", expert.page.locator("main").inner_text())
    work()
    receipt = Notice.objects.get(
        key__startswith=f"submission:{second.pk}:receipt:", to_address="osterbotten@elo.example"
    )
    assert receipt.subject.startswith("[ELO] Mottagningsbevis")


def test_the_whole_way_without_script(visitors):
    expert = visitors("lappi@elo.example", script=False)
    lappi = document_of("LAP")
    expert.go(f"/documents/{lappi.pk}/write/")
    expert.page.fill("#answer-1", "Uusi alku.\n\n- yksi\n- kaksi")
    expert.press("Tarkista ja lähetä")
    assert expert.heading == "Tarkista ja lähetä"
    expert.press(SEND_FI)
    assert expert.heading == "Raportti on lähetetty"
    work()
    expert.press("Päivitä tila")
    assert expert.page.locator("a[href$='.pdf']").count() >= 1
    secretary = visitors("tem@elo.example", script=False)
    secretary.go(f"/documents/{lappi.pk}/")
    secretary.press("Merkitse käsitellyksi")
    lappi.refresh_from_db()
    assert lappi.state == "reviewed"


def test_the_administrator_reads_the_mail_and_moves_the_clock(visitors, seen):
    admin = visitors("yllapito@elo.example")
    seen(admin.page)
    admin.go("/mail/")
    seen(admin.page)
    admin.page.locator("table a").first.click()
    admin.page.wait_for_load_state()
    seen(admin.page)
    admin.go("/jobs/")
    seen(admin.page)
    admin.go("/rehearsal/clock/")
    seen(admin.page)
    admin.page.fill("input#id_day", "1.1.2015")
    admin.page.fill("input#id_time", "9.00")
    admin.page.locator("main form:has(#id_day) button[type=submit]").click()
    seen(admin.page)
    work()
    admin.page.get_by_text("Kello on perillä").wait_for()
    seen(admin.page)
    admin.go("/rehearsal/clock/")
    seen(admin.page)
    assert "1.1.2015" in admin.page.locator(".rehearsal").inner_text()
    assert timezone.now().year != 2015
    expert = visitors("lappi@elo.example")
    assert "Myöhässä" in expert.page.locator("main").inner_text()
    seen(expert.page)
