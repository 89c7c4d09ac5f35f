"""Every page that a person can open, looked at as each role that opens it: axe, widths, content policy."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Max

from elo_portal.models import PortalFeedback
from elo_portal.office import clock
from elo_portal.office.models import Notice, NoticeAttempt
from elo_portal.office.models.mail import NoticeState
from networks.models import User
from reporting.models import Document, Round, Submission
from strategies.models import Strategy
from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.xdist_group("browser")]

PUBLIC = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/invitation/again/",
    "/invitation/sent/",
    "/invitation/not-a-link/",
    "/help/",
    "/help/letter/",
    "/help/guidance-letter-2012/",
    "/help/performance-agreement/",
    "/help/role/expert/",
    "/accessibility/",
    "/privacy/",
    "/feedback/",
    "/no-such-page/",
]


def look_at(visitor: Visitor, paths: list[str], seen: Callable[..., None]) -> None:
    for path in paths:
        visitor.go(path)
        seen(visitor.page)


@pytest.mark.parametrize("language", ["fi-FI", "sv-FI", "en-GB"])
def test_public_pages(visitors, seen, language):
    look_at(visitors(language=language), PUBLIC, seen)


def test_pages_of_one_who_writes(visitors, seen):
    kainuu = Document.objects.get(group__code="KAI", round__kind="report")
    lappi = Document.objects.get(group__code="LAP", round__kind="report")
    sent = Document.objects.get(group__code="POH", round__kind="report")
    strategy = Strategy.objects.get()
    visitor = visitors("kainuu@elo.example")
    visitor.go(strategy.get_absolute_url())
    visitor.page.locator(f"main form[action='/strategies/{strategy.pk}/new-version/'] button").click()
    visitor.page.locator("#vision").fill("Ohjaus kantaa läpi elämän.")
    visitor.page.locator("main form button[value=add-links]").last.click()
    visitor.page.locator("#links-0-url").fill("ei ole osoite")
    visitor.page.locator("main form button[value=save]").last.click()
    seen(visitor.page)
    look_at(
        visitor,
        [
            "/",
            f"/documents/{kainuu.pk}/write/",
            f"/documents/{kainuu.pk}/check/",
            f"/documents/{kainuu.pk}/answers/1/history/",
            f"/documents/{kainuu.pk}/answers/1/history/?revision=2",
            f"/documents/{sent.pk}/",
            f"/documents/{lappi.pk}/",
            "/reports/",
            "/strategies/",
            f"/strategies/{strategy.pk}/",
            f"/strategies/{strategy.pk}/?version=2",
            f"/strategies/{strategy.pk}/?version=2&changes=1",
            f"/strategies/{strategy.pk}/write/",
            f"/strategies/{strategy.pk}/check/",
            f"/strategies/{strategy.pk}/history/",
            f"/strategies/{strategy.pk}/history/?save=2",
            "/strategies/new/",
            "/goals/",
            "/verify/",
            "/verify/?hash=" + "0" * 64,
            "/me/",
            "/accounts/password/change/",
            "/accounts/second-factor/",
            "/accounts/sessions/",
            "/accounts/logout/",
            "/situation/",
        ],
        seen,
    )


@pytest.fixture
def plan(visitors):
    """Kainuu's plan being written after its due day, with a section, a measure and a file."""
    from reporting import commands  # noqa: PLC0415 - needs the database's settings
    from tests import builders  # noqa: PLC0415

    at = clock.now()
    round_ = Round.objects.get(kind="plan")
    round_.opens = round_.due - timedelta(days=60)
    round_.save()
    commands.open_round(round_, at=at)
    document = Document.objects.select_related("round", "group").get(group__code="KAI", round__kind="plan")
    writer = User.objects.get(email="kainuu@elo.example")
    builders.write(document, "Roolit on sovittu. Ne kuvataan sivulle.", "Ryhmä kokoontuu.", by=writer, at=at)
    builders.section(document, by=writer, at=at)
    builders.measure(document, by=writer, at=at, goals=(1, 3), body="TE-toimisto", schedule="5/2014")
    builders.attachment(document, "plan", by=writer, at=at)
    return document


def test_pages_of_a_plan(visitors, seen, plan):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    visitor = visitors("kainuu@elo.example")
    measure = plan.measures.get()
    look_at(
        visitor,
        [
            "/",
            f"/documents/{plan.pk}/write/",
            f"/documents/{plan.pk}/measures/{measure.pk}/",
            f"/documents/{plan.pk}/attachments/",
            f"/documents/{plan.pk}/check/",
            f"/documents/{plan.pk}/",
        ],
        seen,
    )
    visitor.go(f"/documents/{plan.pk}/write/")
    visitor.page.locator("#handled_on").fill("huomenna")
    visitor.page.locator("#measure-body").fill("Kajaanin kaupunki")
    visitor.page.locator("button[value=add-measure]").click()
    seen(visitor.page)
    writer, at = User.objects.get(email="kainuu@elo.example"), clock.now()
    builders.write_all(plan, by=writer, at=at)
    builders.send(plan, by=writer, at=at)
    submission = plan.submissions.get()
    look_at(visitor, ["/", f"/documents/{plan.pk}/", f"/submissions/{submission.pk}/"], seen)
    secretary = visitors("okm@elo.example")
    look_at(secretary, [f"/rounds/{plan.round_id}/", f"/documents/{plan.pk}/", "/reports/"], seen)


def test_pages_of_a_secretary(visitors, seen):
    sent = Document.objects.get(group__code="POH", round__kind="report")
    round_ = Round.objects.get(kind="report")
    submission = Submission.objects.get()
    look_at(
        visitors("okm@elo.example"),
        [
            f"/rounds/{round_.pk}/",
            f"/rounds/{round_.pk}/?state=sent",
            f"/documents/{sent.pk}/",
            f"/submissions/{submission.pk}/",
            "/reports/",
            "/strategies/",
            "/goals/",
        ],
        seen,
    )


def test_pages_of_the_administrator(visitors, seen):
    notice = Notice.objects.order_by("pk").first()
    assert notice is not None
    NoticeAttempt.objects.filter(notice=notice).update(outcome=NoticeState.FAILED, explanation="Palvelin ei vastannut.")
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.FAILED)
    visitor = visitors()
    visitor.go("/feedback/")
    visitor.page.locator("main form textarea").fill("Taulukon otsikot eivät kuulu ruudunlukijalla.")
    visitor.page.locator("main form input[type=radio]").first.check()
    visitor.page.locator("main form button[type=submit]").click()
    seen(visitor.page)
    newest = PortalFeedback.objects.aggregate(pk=Max("pk"))["pk"]
    look_at(
        visitors("yllapito@elo.example"),
        [
            "/situation/",
            "/mail/",
            "/mail/?state=failed",
            f"/mail/{notice.pk}/",
            "/jobs/",
            "/rehearsal/clock/",
            "/feedback/list/",
            f"/feedback/{newest}/",
        ],
        seen,
    )


def test_a_person_without_a_role_is_told_what_to_do(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    nobody = builders.user(builders.person("Ilman Tehtävää"))
    visitor = visitors(nobody.email)
    assert visitor.page.locator("main").inner_text().strip()
    look_at(visitor, ["/", "/reports/"], seen)
