"""Five development groups formed by hand, and a half-year report that each of three centres confirms.

The coordinator and most centres in Finnish, Ostrobothnia in Swedish; the clock is moved by the administrator.
"""

from datetime import date

import pytest

from elo_portal.office.models import Notice, Print
from networks.models import Group
from reporting.models import Document, Round, Submission
from tests.journeys.conftest import Visitor, move_clock, work

pytestmark = [pytest.mark.xdist_group("browser")]

# Theme, own name and the centres by the names of their boxes; the first is the convener.
GROUPS = [
    (
        "T1",
        "Tulosohjaus ja ryhmien tehtävät",
        ["Uudenmaan ELY-keskus", "Hämeen ELY-keskus", "Kaakkois-Suomen ELY-keskus"],
    ),
    ("T2", "", ["Pohjois-Pohjanmaan ELY-keskus", "Lapin ELY-keskus", "Pohjanmaan ELY-keskus"]),
    (
        "T3",
        "",
        ["Kainuun ELY-keskus", "Etelä-Savon ELY-keskus", "Pohjois-Karjalan ELY-keskus", "Pohjois-Savon ELY-keskus"],
    ),
    ("T4", "", ["Keski-Suomen ELY-keskus", "Pirkanmaan ELY-keskus", "Varsinais-Suomen ELY-keskus"]),
    ("own", "Verkostojohtaminen", ["Satakunnan ELY-keskus", "Etelä-Pohjanmaan ELY-keskus"]),
]


@pytest.fixture
def first_day() -> date:
    """The interest in themes has been asked for, and no development group has been formed."""
    return date(2014, 8, 25)


def form_group(coordinator: Visitor, theme: str, name: str, centres: list[str], seen) -> None:
    page = coordinator.page
    coordinator.go("/development-groups/")
    coordinator.press("Muodosta ryhmä")
    page.check(f"input[name=theme][value={theme}]")
    if theme == "own":
        page.fill("#id_own_theme", "Verkostojohtaminen ELO-toiminnassa")
    page.fill("#id_name_fi", name)
    for centre in centres:
        page.locator("#div_id_centres").get_by_label(centre, exact=True).check()
    page.select_option("#id_convener", label=centres[0])
    page.fill("#id_since", "1.9.2014")
    page.click("button[value=members]")
    seen(page)
    assert page.locator("input[name=members]:checked").count() == page.locator("input[name=members]").count() > 0
    page.click("button[value=form]")
    assert coordinator.path.startswith("/development-groups/KR")


def confirm(visitor: Visitor, report: Document) -> None:
    visitor.go(f"/documents/{report.pk}/check/")
    visitor.page.locator("form[action$='/confirm/'] button").click()
    assert visitor.page.locator("form[action$='/confirm/take-back/'] button").count() == 1


def opened(admin: Visitor, code: str, month: int) -> Document:
    """The administrator opens the round of 2015 that is due in the month. The group's report in it."""
    round_ = Round.objects.get(kind="group_report", year=2015, due__month=month)
    admin.go(f"/rounds/{round_.pk}/open/")
    admin.press("Avaa kierros")
    return Document.objects.get(round=round_, group__code=code)


def write(visitor: Visitor, report: Document, text: str) -> None:
    visitor.go(f"/documents/{report.pk}/write/")
    for number in range(1, 5):
        visitor.page.fill(f"#answer-{number}", f"{text} {number}.")
    visitor.page.locator("main .actions button[value=check]").last.click()


def send(visitor: Visitor, report: Document) -> Submission:
    visitor.page.locator("form[action$='/send/'] button").click()
    work()
    submission = report.submissions.order_by("-number").first()
    assert submission is not None
    assert visitor.path == f"/submissions/{submission.pk}/"
    return submission


def test_five_groups_are_formed_and_three_centres_confirm_a_report(visitors, seen):
    coordinator, admin = visitors("laituri@elo.example"), visitors("yllapito@elo.example")
    coordinator.go("/development-groups/")
    seen(coordinator.page)
    for group in GROUPS:
        form_group(coordinator, *group, seen)
    coordinator.go("/development-groups/")
    seen(coordinator.page)
    assert coordinator.page.locator("article.group").count() == 5
    assert [one.participations.count() for one in Group.objects.filter(kind="development").order_by("code")] == [
        3,
        3,
        4,
        3,
        2,
    ]

    # A centre that is in a group already is asked about, and what was typed stays.
    coordinator.go("/development-groups/new/")
    coordinator.page.check("input[name=theme][value=T5]")
    for centre in ("Kainuun ELY-keskus", "Lapin ELY-keskus"):
        coordinator.page.locator("#div_id_centres").get_by_label(centre).check()
    coordinator.page.select_option("#id_convener", label="Kainuun ELY-keskus")
    coordinator.page.click("button[value=members]")
    coordinator.page.click("button[value=form]")
    assert "on jo toisessa kehittämisryhmässä" in coordinator.page.locator(".errorsum").inner_text()
    assert coordinator.page.locator("input[name=theme][value=T5]").is_checked()
    seen(coordinator.page)

    # Spring 2015: the group of services writes together, Ostrobothnia a part in Swedish.
    move_clock(admin, "1.4.2015")
    report = opened(admin, "KR2", month=5)
    move_clock(admin, "11.5.2015")
    oulu, lappi = visitors("pohjois-pohjanmaa@elo.example"), visitors("lappi@elo.example")
    vasa = visitors("osterbotten@elo.example", language="sv-FI")
    write(oulu, report, "Kokeilimme yhteistä palvelukarttaa. Kohta")
    assert oulu.page.locator("form[action$='/send/']").count() == 0
    seen(oulu.page)
    vasa.go(f"/documents/{report.pk}/write/")
    vasa.page.fill("#answer-4", "Vi prövar kartan på svenska. Punkt 4.")
    vasa.page.locator("main .actions button[value=check]").last.click()
    assert vasa.page.locator("html").get_attribute("lang") == "sv"
    assert "Centralernas bekräftelser" in vasa.page.locator("main").inner_text()
    seen(vasa.page)
    oulu.go(f"/documents/{report.pk}/check/")
    confirm(oulu, report)
    oulu.press("Pyydä muita vahvistamaan")
    said = oulu.page.locator("main").inner_text()
    for name in ("Annika Granholm", "Tarja Kumpula"):
        assert name in said.partition("\n")[0]
    seen(oulu.page)
    work()
    asked = {one.to_address for one in Notice.objects.filter(kind="confirmation_asked", state="delivered")}
    assert {"lappi@elo.example", "osterbotten@elo.example"} <= asked
    assert "pohjois-pohjanmaa@elo.example" not in asked
    for visitor in (lappi, vasa):
        confirm(visitor, report)

    # An edit undoes all three, and each reads and confirms again.
    write(lappi, report, "Kokeilimme yhteistä palvelukarttaa Lapissakin. Kohta")
    assert lappi.page.locator("form[action$='/confirm/'] button").count() == 1
    for visitor in (lappi, vasa):
        confirm(visitor, report)

    # The third is late: the due date passes, it confirms, and the report goes whole.
    move_clock(admin, "2.6.2015")
    confirm(oulu, report)
    seen(oulu.page)
    whole = send(oulu, report)
    assert whole.is_late
    assert [bool(one["confirmed"]) for one in whole.frozen["confirmations"]["centres"]] == [True] * 3
    seen(oulu.page)
    receivers = {one.to_address for one in Notice.objects.filter(kind="arrived", awaits_print=whole.print_key)}
    assert receivers == {f"{one}@elo.example" for one in ("okm", "tem", "vokes", "keha")}
    assert Print.objects.filter(key=whole.print_key).exists()

    # KEHA reads it, follows the round and writes its own number; nobody is offered a review.
    keha = visitors("keha@elo.example")
    keha.go(f"/rounds/{report.round_id}/")
    seen(keha.page)
    keha.go(f"/documents/{report.pk}/")
    seen(keha.page)
    keha.page.locator("a[href*='/case-number/']").click()
    keha.page.fill("#id_number", "KEHA/368/2015")
    keha.page.locator("main form button[type=submit]").first.click()
    assert "KEHA/368/2015" in keha.page.locator("main").inner_text()
    okm = visitors("okm@elo.example")
    okm.go(f"/documents/{report.pk}/")
    assert okm.page.locator("form[action$='/review/']").count() == 0
    seen(okm.page)

    # Autumn: one centre does not answer. After the due date the convener names it and says why.
    move_clock(admin, "1.10.2015")
    report = opened(admin, "KR2", month=11)
    move_clock(admin, "2.12.2015")
    write(oulu, report, "Kartta on käytössä kaikissa. Kohta")
    for visitor in (oulu, vasa):
        confirm(visitor, report)
    oulu.go(f"/documents/{report.pk}/check/")
    oulu.page.locator("form[action$='/send/'] button").click()
    assert oulu.page.locator(".errorsum").count() == 1
    seen(oulu.page)
    oulu.page.locator("input[name=without]").check()
    oulu.page.fill("#id_reason", "Lapin ELY-keskus ei ehtinyt vastata.")
    without = send(oulu, report)
    assert [bool(one["confirmed"]) for one in without.frozen["confirmations"]["centres"]] == [True, False, True]
    keha.go(f"/documents/{report.pk}/")
    assert "Lapin ELY-keskus ei ehtinyt vastata." in keha.page.locator("main").inner_text()
    seen(keha.page)

    # The administrator changes the convener and lets the group end, now that LAITURI has ended.
    admin.go("/development-groups/KR2/")
    admin.press("Vaihda koollekutsuja")
    admin.page.select_option("#id_centre", label="Lapin ELY-keskus")
    admin.page.fill("#id_day", "1.1.2016")
    admin.page.fill("#id_reason", "Koollekutsuja vaihtuu vuosittain.")
    seen(admin.page)
    admin.page.locator("main form button[type=submit]").click()
    assert "Koollekutsuja vaihtuu vuosittain." in admin.page.locator("main").inner_text()
    seen(admin.page)
