"""Every page that a person can open, looked at as each role that opens it: axe, widths, content policy."""

from collections.abc import Callable

import pytest
from django.db.models import Max

from elo_portal.models import PortalFeedback
from elo_portal.office.models import Notice, NoticeAttempt
from elo_portal.office.models.mail import NoticeState
from reporting.models import Document, Round, Submission
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
    kainuu = Document.objects.get(group__code="KAI")
    lappi = Document.objects.get(group__code="LAP")
    sent = Document.objects.get(group__code="POH")
    visitor = visitors("kainuu@elo.example")
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


def test_pages_of_a_secretary(visitors, seen):
    sent = Document.objects.get(group__code="POH")
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


def test_pages_of_a_registry(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    round_ = Round.objects.get(kind="report")
    submission = Submission.objects.get()
    ministry = builders.ministry("Ministeriö")
    builders.addressed(round_, ministry)
    clerk = builders.clerk(ministry)
    look_at(
        visitors(clerk.email),
        [
            "/registry/",
            "/registry/?number=missing",
            f"/documents/{submission.document_id}/",
            f"/documents/{submission.document_id}/case-number/",
            f"/rounds/{round_.pk}/case-number/",
            f"/rounds/{round_.pk}/arrivals/enter/",
            f"/submissions/{submission.pk}/",
            "/help/role/registry/",
        ],
        seen,
    )


def test_a_person_without_a_role_is_told_what_to_do(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    nobody = builders.user(builders.person("Ilman Tehtävää"))
    visitor = visitors(nobody.email)
    assert visitor.page.locator("main").inner_text().strip()
    look_at(visitor, ["/", "/reports/"], seen)
