"""People come and go while a document is written: a secretary who leaves in mid-draft, and a membership in error."""

from datetime import date

import pytest

from elo_portal.office import clock
from elo_portal.office.models import Notice
from networks.actor import actor_for
from networks.choices import Seat
from networks.commands import terms
from networks.commands.terms import Body, Days, Newcomer
from networks.models import Membership, User
from reporting.models import Document
from tests import builders
from tests.journeys.conftest import Visitor, move_clock, work

pytestmark = [pytest.mark.xdist_group("browser")]

LAST = "31.12.2015"


@pytest.fixture
def leaving(rehearsal: None) -> User:
    """Kainuu's secretary for the last weeks, who signs in and is nobody's expert."""
    now = clock.now()
    user = builders.user(builders.person("Liisa Lähtevä", email="liisa.lahteva@elo.example"))
    old = Membership.objects.get(group__code="KAI", seat=Seat.SECRETARY, until__gte=now.date())
    admin = User.objects.get(email="yllapito@elo.example")
    terms.replace_member(
        old,
        Newcomer(user.person.name, person=user.person),
        Body("", "", old.organisation),
        days=Days(date(2014, 12, 1), date(2015, 12, 31)),
        by=actor_for(admin, now),
        at=now,
    )
    return user


def edit(expert: Visitor, name: str) -> None:
    """Open the term of the person's row."""
    expert.page.locator("tr", has_text=name).get_by_role("link", name="Muokkaa").click()


def test_a_secretary_who_leaves_is_replaced_in_mid_draft_and_loses_access_that_night(visitors, seen, leaving):
    draft = Document.objects.get(group__code="KAI", round__kind="report", round__year=2014)
    secretary = visitors(leaving.email)
    secretary.go(f"/documents/{draft.pk}/write/")
    field = secretary.page.locator("#q2 textarea")
    field.fill(field.input_value() + "\n\nSihteerin viimeinen lisäys.")
    secretary.press("Tallenna luonnos")

    expert = visitors("kainuu@elo.example")
    expert.go("/groups/own/")
    edit(expert, "Liisa Lähtevä")
    seen(expert.page)
    expert.press("Vaihda henkilö")
    expert.page.get_by_label("Joku uusi").check()
    expert.page.fill("#id_name", "Urho Uusi")
    expert.page.fill("#id_organisation", "Kajaanin kaupunki")
    expert.page.get_by_label("Kunta", exact=True).check()
    expert.page.fill("#id_email", "urho.uusi@elo.example")
    expert.page.fill("#id_since", "16.12.2014")
    expert.page.fill("#id_until", LAST)
    seen(expert.page)
    expert.press("Tallenna muutos")
    assert expert.path == "/groups/KAI/"
    assert "Urho Uusi" in expert.page.locator("main").inner_text()
    seen(expert.page)

    # Today the one who leaves still writes; the tab stays open over the night.
    secretary.page.reload()
    assert "Sihteerin viimeinen lisäys." in secretary.page.locator("#q2 textarea").input_value()
    secretary.page.locator("#q2 textarea").fill("Yöllä kirjoitettu.")
    move_clock(visitors("yllapito@elo.example"), "16.12.2014", "0.05")
    secretary.press("Tallenna luonnos")
    assert secretary.page.locator("#q2 textarea").count() == 0
    draft.refresh_from_db()
    kept = draft.answers.get(number=2).text.current.body
    assert "Sihteerin viimeinen lisäys." in kept
    assert "Yöllä kirjoitettu." not in kept
    secretary.go(f"/documents/{draft.pk}/write/")
    assert secretary.page.locator("#q2 textarea").count() == 0

    # The new one is invited and goes on with the same draft.
    expert.go("/groups/KAI/")
    edit(expert, "Urho Uusi")
    expert.press("Kutsu kirjautumaan")
    work()
    invitation = Notice.objects.get(kind="invitation", to_address="urho.uusi@elo.example")
    new = visitors()
    new.page.goto(new.address + "/invitation/" + invitation.text.partition("/invitation/")[2].split()[0])
    new.page.fill("#id_password1", "neljä pitkää sanaa peräkkäin")
    new.page.fill("#id_password2", "neljä pitkää sanaa peräkkäin")
    new.page.locator("main form button[type=submit]").click()
    new.page.wait_for_url(lambda url: "/invitation/" not in url)
    new.go(f"/documents/{draft.pk}/write/")
    assert "Sihteerin viimeinen lisäys." in new.page.locator("#q2 textarea").input_value()


def test_a_membership_in_error_is_mended(visitors, seen):
    """What is missing is said and nothing typed is lost; then an error is corrected, and one taken away."""
    expert = visitors("kainuu@elo.example")
    expert.go("/groups/KAI/members/new/")
    expert.page.fill("#id_organisation", "Pohjois-Suomen aluehallintovirasto")
    expert.page.fill("#id_since", "tammikuu 2015")
    expert.press("Tallenna jäsen")
    summary = expert.page.locator(".errorsum")
    for sentence in ("Kirjoita henkilön nimi", "Valitse taho, jota jäsen edustaa"):
        assert sentence in summary.inner_text()
    seen(expert.page)
    assert expert.page.input_value("#id_organisation") == "Pohjois-Suomen aluehallintovirasto"
    expert.page.fill("#id_name", "Väärä Nimmi")
    expert.page.get_by_label("Aluehallintovirasto").check()
    expert.page.fill("#id_since", "1.12.2014")
    expert.page.fill("#id_until", LAST)
    expert.press("Tallenna jäsen")
    assert expert.path == "/groups/KAI/"

    edit(expert, "Väärä Nimmi")
    expert.press("Korjaa tietoja")
    expert.page.fill("#id_name", "Oikea Nimi")
    expert.press("Tallenna korjaus")
    assert "Kirjoita, mikä oli väärin" in expert.page.locator(".errorsum").inner_text()
    assert expert.page.input_value("#id_name") == "Oikea Nimi"
    expert.page.fill("#id_reason", "Nimi oli kirjoitettu väärin.")
    expert.press("Tallenna korjaus")
    assert "Oikea Nimi" in expert.page.locator("#members").locator("..").inner_text()

    edit(expert, "Oikea Nimi")
    expert.press("Poista virheellinen tieto")
    expert.page.fill("#id_reason", "Henkilö on toisen ryhmän jäsen.")
    expert.press("Poista")
    expert.go("/groups/KAI/history/")
    history = expert.page.locator("main").inner_text()
    for line in ("Nimi oli kirjoitettu väärin.", "Henkilö on toisen ryhmän jäsen."):
        assert line in history
    seen(expert.page)
    assert not Membership.objects.filter(person__name="Oikea Nimi").exists()
