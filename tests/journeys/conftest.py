"""Real browsers on the rehearsal: every page is asked for accessibility, sideways scroll and its content policy."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import Q
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from elo_portal.office import clock
from elo_portal.office.jobs.commands import do, publish_waiting
from elo_portal.office.mail.commands import hand_over_ready
from elo_portal.office.models import Job
from elo_portal.office.moving import MOVE_CLOCK
from elo_portal.rehearsal import loading
from elo_portal.rehearsal.files import FIRST_DAY
from networks.commands import reference as networks_reference
from reporting.choices import RoundKind
from reporting.commands import reference as reporting_reference
from reporting.models import PublishedFeedback, Submission
from strategies.commands import reference as strategies_reference

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
WIDE, NARROW, NARROWEST = 1280, 390, 320
PASSWORD = "harjoitus"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "Chromium is missing: ./elo test installs it."
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def first_day() -> date:
    """The day on which the rehearsal begins; a module may have another."""
    return FIRST_DAY


@pytest.fixture
def rehearsal(settings: Any, transactional_db: None, first_day: date) -> None:
    """The whole rehearsal on its first morning, its clock running."""
    settings.REHEARSAL = True
    networks_reference.load_reference()
    strategies_reference.load_reference()
    reporting_reference.load_reference(first_day)
    loading.load(first_day)
    clock.start()
    work()


def work() -> None:
    """What worker and beat do: every waiting job, then every mail that may leave.

    Earlier rounds are left unprinted: thirty PDFs that no journey opens would take most of its time.
    """
    opened = Q(round__kind=RoundKind.REPORT, round__year=FIRST_DAY.year) | Q(at__gte=clock.now() - timedelta(hours=1))
    keys = [f"print:{one.print_key}" for one in Submission.objects.filter(opened)]
    keys += [f"print:{one.print_key}" for one in PublishedFeedback.objects.filter(publication__at__year=2015)]
    waiting: list[int] = []
    while publish_waiting(waiting.append):
        for pk in Job.objects.filter(Q(key__in=keys) | Q(kind=MOVE_CLOCK), pk__in=waiting).values_list("pk", flat=True):
            do(pk)
        waiting.clear()
    hand_over_ready()


class Visitor:
    """A person at a browser. What the console says against the page is kept, and must be nothing."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda failure: self.complaints.append(str(failure)))

    def _note(self, message: Any) -> None:
        # A status that is not 2xx is in the console too; the tests ask for those pages themselves.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, account: str) -> "Visitor":
        self.go("/accounts/login/")
        self.page.fill("#id_login", account)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("form.signin button[type=submit]")
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return self

    def press(self, name: str) -> None:
        """Press the first visible button or link of that name."""
        control = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        control.locator("visible=true").first.click()
        self.page.wait_for_load_state()

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)


def move_clock(admin: Visitor, day: str, time: str = "9.00") -> None:
    """What the administrator does, and the worker then: the page says when the clock has arrived."""
    admin.go("/rehearsal/clock/")
    admin.page.fill("#id_day", day)
    admin.page.fill("#id_time", time)
    admin.page.locator("main form:has(#id_day) button[type=submit]").click()
    admin.page.get_by_text(f"Kelloa siirretään: {day}").wait_for()
    work()
    admin.page.get_by_text(f"Kello on perillä: {day}").wait_for()
    assert day in admin.page.locator("#played-day").inner_text()


@pytest.fixture
def visitors(browser: Browser, live_server: Any, rehearsal: None) -> Iterator[Callable[..., Visitor]]:
    """visitors("kainuu@elo.example"), visitors(language="sv-FI", script=False): each a browser of their own."""
    made: list[Visitor] = []

    def make(account: str = "", *, language: str = "fi-FI", script: bool = True) -> Visitor:
        context = browser.new_context(
            locale=language,
            timezone_id="Europe/Helsinki",
            viewport={"width": WIDE, "height": 900},
            java_script_enabled=script,
        )
        visitor = Visitor(context, live_server.url)
        made.append(visitor)
        return visitor.sign_in(account) if account else visitor

    yield make
    complaints = [complaint for visitor in made for complaint in visitor.complaints]
    for visitor in made:
        visitor.context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Axe:
    return Axe()


@pytest.fixture
def seen(axe: Axe) -> Callable[[Page], None]:
    """Look at a page as it stands: axe at two widths, no sideways scroll at 320."""

    def look(page: Page) -> None:
        found = []
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            result = axe.run(page, options=RULES)
            found += [
                f"{page.url} {width}: {violation['id']} {violation['nodes'][0]['target']}"
                for violation in result.response["violations"]
            ]
        page.set_viewport_size({"width": NARROWEST, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": WIDE, "height": 900})
        assert found == []
        assert wide <= NARROWEST, f"{page.url} scrolls sideways: {wide}"

    return look
