"""A new year set up from red to green and opened: the administrator in Finnish, then a region that writes."""

import pytest

from elo_portal.office import clock
from reporting import commands
from reporting.models import Document, Round, RoundChange
from tests.journeys.conftest import work

pytestmark = [pytest.mark.xdist_group("browser")]


def part(admin, name: str) -> str:
    """What the pill beside a heading of the page says."""
    return admin.page.locator(f".cluster:has(#{name}) .state").inner_text()


def parts(admin) -> dict[str, str]:
    admin.go("/preparation/")
    return {name: part(admin, name) for name in ("rounds", "addressees", "groups", "terms", "coordinator")}


def appoint_who_is_missing(admin, seen) -> None:
    """Kanta-Häme gets a secretary, Keski-Suomi's chair goes on, and somebody coordinates after LAITURI."""
    admin.press("Kanta-Hämeen ELO-ryhmä")
    admin.press("Lisää sihteeri")
    admin.page.fill("#id_name", "Sirpa Sihteeri")
    admin.page.fill("#id_organisation", "Hämeenlinnan kaupunki")
    admin.page.get_by_label("Kunta", exact=True).check()
    admin.page.fill("#id_until", "31.12.2016")
    admin.press("Tallenna jäsen")
    seen(admin.page)
    admin.go("/preparation/")
    admin.press("Keski-Suomen ELO-kehittämisryhmä")
    admin.press("Jatka toimikausia")
    assert admin.page.locator("input[name=terms]:checked").count() >= 1
    admin.page.locator("main form button[type=submit]").click()
    admin.go("/preparation/")
    admin.press("Nimeä koordinoija")
    admin.press("Valtakunnallinen ohjausalan osaamiskeskus")
    admin.press("Lisää henkilö")
    admin.page.fill("#id_name", "Kalle Koordinoija")
    admin.page.fill("#id_email", "kalle.koordinoija@vokes.example")
    admin.page.get_by_label("Koordinoija", exact=True).check()
    admin.page.fill("#id_since", "1.1.2015")
    admin.page.locator("main form button[type=submit]").click()
    assert "Kalle Koordinoija" in admin.page.locator("main").inner_text()
    seen(admin.page)


def test_a_new_year_from_red_to_green(visitors, seen):
    admin = visitors("yllapito@elo.example")
    assert set(parts(admin).values()) == {"Puuttuu", "Seuraajaa ei ole"}
    seen(admin.page)

    # The plan and the report are copied from 2014.
    admin.press("Tee uusi kierros")
    for name in ("toimintasuunnitelma 2014", "raportti 2014"):
        admin.go("/rounds/new/")
        admin.page.locator(f"main tr:has-text('{name}') form button").click()
        assert admin.heading.endswith(name.replace("2014", "2015"))
    plan, report = (Round.objects.get(kind=kind, year=2015) for kind in ("plan", "report"))
    assert parts(admin)["rounds"] == "Kunnossa"

    # A question loses its Swedish: the page and the opening say so, and nothing opens until it is written.
    admin.go(f"/rounds/{report.pk}/prepare/")
    swedish = admin.page.locator("#id_q-4-text_sv").input_value()
    admin.page.fill("#id_q-4-text_sv", "")
    admin.press("Tallenna ja siirry avaamiseen")
    assert "Kierros ei avaudu vielä" in admin.page.locator("main").inner_text()
    seen(admin.page)
    assert parts(admin)["rounds"] == "Puuttuu"
    admin.page.get_by_role("link", name="Elinikäisen ohjauksen raportti 2015").click()
    assert "Ruotsi puuttuu" in admin.page.locator("#q4").inner_text()
    seen(admin.page)
    admin.page.fill("#id_q-4-text_sv", swedish)
    admin.page.locator("#q5 button", has_text="Siirrä ylös").click()
    assert "Ohjaamo-malli" in admin.page.locator("#q4 h3").inner_text()
    admin.page.locator("#q4 button", has_text="Siirrä alas").click()
    admin.page.locator("#id_reading_1").check()
    admin.press("Tallenna kierros")
    report.refresh_from_db()
    assert report.waits_for_feedback is True
    admin.go(f"/rounds/{report.pk}/preview/?language=sv")
    assert swedish[:40] in admin.page.locator("main").inner_text()
    seen(admin.page)

    # A test mail reaches every address; the people who are missing are appointed.
    assert parts(admin)["addressees"] == "Puuttuu"
    admin.press("Lähetä koeviesti jokaiseen osoitteeseen")
    work()
    appoint_who_is_missing(admin, seen)
    assert set(parts(admin).values()) == {"Kunnossa"}
    assert "Kaikki on kunnossa: vuosi voi alkaa." in admin.page.locator("main").inner_text()
    seen(admin.page)

    # The plan is let to open, and opens by itself.
    admin.page.get_by_role("link", name="Elinikäisen ohjauksen toimintasuunnitelma 2015").click()
    admin.press("Tallenna ja siirry avaamiseen")
    seen(admin.page)
    admin.press("Anna kierroksen avautua")
    plan.refresh_from_db()
    assert plan.opens == plan.planned_opens > clock.now()
    assert not Document.objects.filter(round=plan).exists()
    clock.move_forward(plan.opens)
    commands.open_due_rounds(at=clock.now())
    document = Document.objects.get(round=plan, group__code="KAI")

    # A word is corrected; the region that writes sees what, when and why.
    admin.go(f"/rounds/{plan.pk}/prepare/")
    admin.press("Korjaa sanamuotoja")
    admin.page.fill("#id_question-1-hint_fi", "Luetelkaa toimijat.")
    admin.page.fill("#id_reason", "Ohje puuttui.")
    admin.page.locator("main form .actions button").click()
    assert RoundChange.objects.filter(round=plan).first().reason == "Ohje puuttui."
    seen(admin.page)
    writer = visitors("kainuu@elo.example")
    writer.go(f"/documents/{document.pk}/write/")
    assert "Ohje puuttui." in writer.page.locator("#q1").inner_text()
    seen(writer.page)
