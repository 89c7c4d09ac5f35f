"""Every page that a person can open, looked at as each role that opens it: axe, widths, content policy."""

from collections.abc import Callable

import pytest
from django.db.models import Max
from django.utils import timezone

from elo_portal.models import PortalFeedback
from elo_portal.office import clock
from elo_portal.office.models import Job, Notice, NoticeAttempt
from elo_portal.office.models.mail import NoticeState
from networks.choices import Role, Seat
from networks.models import Appointment, Group, Membership, Organisation, User
from reporting import commands
from reporting.commands.feedback import TypedPart
from reporting.models import Document, Round, Submission
from strategies.models import Strategy
from tests.journeys.conftest import Visitor, work

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
    "/help/role/registry/",
    "/help/role/coordinator/",
    "/accessibility/",
    "/privacy/",
    "/feedback/",
    "/no-such-page/",
]


def report_of(code: str) -> Document:
    return Document.objects.get(group__code=code, round__kind="report", round__year=2014)


def look_at(visitor: Visitor, paths: list[str], seen: Callable[..., None]) -> None:
    for path in paths:
        visitor.go(path)
        seen(visitor.page)


@pytest.mark.parametrize("language", ["fi-FI", "sv-FI", "en-GB"])
def test_public_pages(visitors, seen, language):
    look_at(visitors(language=language), PUBLIC, seen)


def test_pages_of_one_who_writes(visitors, seen):
    kainuu = report_of("KAI")
    lappi = report_of("LAP")
    sent = report_of("POH")
    strategy = Strategy.objects.get(coordinator__key="centre-2010-kainuu")
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
    """Kanta-Häme's plan, which was due and never sent, being written with a section, measures and a file."""
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    at = clock.now()
    document = Document.objects.select_related("round", "group").get(group__code="KHA", round__kind="plan")
    writer = User.objects.get(email="kanta-hame@elo.example")
    builders.write(document, "Roolit on sovittu. Ne kuvataan sivulle.", "Ryhmä kokoontuu.", by=writer, at=at)
    builders.section(document, by=writer, at=at)
    builders.measure(document, by=writer, at=at, goals=(1, 3), body="TE-toimisto", schedule="5/2014")
    builders.attachment(document, "plan", by=writer, at=at)
    return document


def test_pages_of_a_plan(visitors, seen, plan):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    visitor = visitors("kanta-hame@elo.example")
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
    visitor.page.locator("#measure-body").fill("Riihimäen kaupunki")
    visitor.page.locator("button[value=add-measure]").click()
    seen(visitor.page)
    writer, at = User.objects.get(email="kanta-hame@elo.example"), clock.now()
    builders.write_all(plan, by=writer, at=at)
    builders.send(plan, by=writer, at=at)
    submission = plan.submissions.get()
    look_at(visitor, ["/", f"/documents/{plan.pk}/", f"/submissions/{submission.pk}/"], seen)
    secretary = visitors("okm@elo.example")
    look_at(secretary, [f"/rounds/{plan.round_id}/", f"/documents/{plan.pk}/", "/reports/"], seen)


def test_pages_of_a_secretary(visitors, seen):
    sent = report_of("POH")
    round_ = Round.objects.get(kind="report", year=2014)
    submission = Submission.objects.get(document=sent)
    look_at(
        visitors("okm@elo.example"),
        [
            f"/rounds/{round_.pk}/",
            f"/rounds/{round_.pk}/?state=sent",
            f"/rounds/{round_.pk}/?state=sent&waiting=unread&q=ohjaus",
            f"/rounds/{round_.pk}/?q=eimissään",
            "/reminders/",
            "/reminders/?day=1.1.2015",
            "/reminders/?day=yesterday",
            f"/documents/{sent.pk}/",
            f"/submissions/{submission.pk}/",
            "/reports/",
            "/strategies/",
            "/goals/",
        ],
        seen,
    )


def test_pages_of_the_ministry_report(visitors, seen):
    """Before there is an edition, while it is made, when a part has failed, and when it is finished."""
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    round_ = Round.objects.get(kind="report", year=2014)
    secretary = visitors("okm@elo.example")
    look_at(secretary, [f"/rounds/{round_.pk}/ministry-report/"], seen)
    secretary.page.get_by_role("button", name="Tee uusi painos").click()
    seen(secretary.page)
    part = Job.objects.filter(kind="reporting.name_edition_parts")
    part.update(parked_at=timezone.now())
    look_at(secretary, [f"/rounds/{round_.pk}/ministry-report/"], seen)
    Job.objects.filter(kind__contains="edition").delete()
    Job.objects.filter(kind__in=["reporting.join_ministry_report", "reporting.write_office_files"]).delete()
    at = clock.now()
    sent = report_of("POH")
    builders.return_for_completion(sent, by=User.objects.get(email="okm@elo.example"), at=at)
    builders.finished_edition(round_, by=User.objects.get(email="okm@elo.example"), at=at)
    look_at(secretary, [f"/rounds/{round_.pk}/ministry-report/"], seen)


def test_pages_of_comparing_and_internal_notes(visitors, seen):
    """Groups side by side, with the plan and over the years; a note written, corrected, withdrawn, and in error."""
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    sent = report_of("POH")
    other = Document.objects.get(round=sent.round_id, group__code="PIR")
    tem = User.objects.get(email="tem@elo.example")
    builders.note(other, "Työparivaihto sopii koosteeseen.", by=tem, number=4, at=clock.now())
    builders.return_for_completion(sent, 4, by=tem, at=clock.now())
    compare = f"/compare/{sent.round_id}/"
    chosen = f"{compare}?question=4&group=POH&group=PIR&group=KAI"
    secretary = visitors("okm@elo.example")
    look_at(secretary, [compare, f"{compare}groups/", chosen, f"{chosen}&beside=1", f"{compare}?group=POH"], seen)
    secretary.go(chosen)
    card = secretary.page.locator("#g-POH")
    card.locator("details summary").click()
    seen(secretary.page)
    card.locator("form[action$='/notes/new/'] button").click()
    seen(secretary.page)
    secretary.page.fill("#id_text", "Etäohjauksen tuloksista yksi virke lisää.")
    secretary.page.locator("main form button[type=submit]").click()
    assert "question=4" in secretary.page.url
    seen(secretary.page)
    card.locator("form[action$='/read/'] button").click()
    assert "Leena Ahokas" in card.inner_text()
    card.locator(".comment a").click()
    seen(secretary.page)
    secretary.page.fill("#id_text", "Etäohjauksen tuloksista kaksi virkettä lisää.")
    secretary.page.locator("main form .actions button").click()
    assert "kaksi virkettä" in card.inner_text()
    card.locator(".comment a").click()
    secretary.page.locator("main form[action$='/withdraw/'] button").click()
    seen(secretary.page)
    card.locator(".comment a").click()
    seen(secretary.page)
    look_at(secretary, [f"/documents/{other.pk}/", f"/compare/documents/{sent.pk}/?question=4"], seen)
    plan = Document.objects.get(group__code="POH", round__kind="plan", round__year=2014)
    look_at(secretary, [f"/compare/documents/{plan.pk}/", f"/compare/{plan.round_id}/", "/help/role/secretary/"], seen)
    reader = visitors("kainuu@elo.example")
    look_at(reader, [chosen, f"/compare/documents/{other.pk}/"], seen)
    reader.go(chosen)
    assert "Työparivaihto sopii koosteeseen." not in reader.page.content()


def test_pages_of_a_completion(visitors, seen):
    """What a secretary asks, what the region replies, and what both see of it; then more time, and opening."""
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    sent = report_of("POH")
    draft = report_of("KAI")
    secretary, region = visitors("okm@elo.example"), visitors("osterbotten@elo.example")
    look_at(secretary, [f"/documents/{sent.pk}/completion/", f"/documents/{draft.pk}/extension/"], seen)
    secretary.go(f"/documents/{sent.pk}/completion/")
    secretary.page.click("main form button[type=submit]")
    seen(secretary.page)
    secretary.page.fill("#id_title-4", "Tulokset")
    secretary.page.fill("#id_what-4", "Millaisia tuloksia kokeilusta saatiin?")
    secretary.page.fill("#id_due", "30.1.2015")
    secretary.page.click("main form button[type=submit]")
    look_at(secretary, [f"/documents/{sent.pk}/", f"/documents/{sent.pk}/completion/"], seen)
    look_at(
        region, ["/", f"/documents/{sent.pk}/write/", f"/documents/{sent.pk}/check/", f"/documents/{sent.pk}/"], seen
    )
    region.go(f"/documents/{sent.pk}/write/")
    region.page.locator("textarea[name^=reply-]").fill("Lisäsimme asiakasmäärät ensimmäiseen kappaleeseen.")
    region.page.locator("textarea[name=answer-4]").press_sequentially("Asiakkaita oli 41. ")
    region.page.click(".actions button[name=action][value=check]")
    seen(region.page)
    region.page.click("form[action$='/send/'] button")
    seen(region.page)
    look_at(secretary, [f"/documents/{sent.pk}/", f"/documents/{sent.pk}/?changes=1"], seen)
    secretary.page.click("form[action$='/settle/'] button")
    seen(secretary.page)
    late = builders.helsinki(2015, 2, 2, 9, 0)
    clock.move_forward(late)
    region.go(f"/documents/{sent.pk}/opening/")
    seen(region.page)
    region.page.fill("#id_reason", "Luku oli väärä.")
    region.page.click("main form button[type=submit]")
    seen(region.page)
    round_ = Round.objects.get(kind="report", year=2014)
    look_at(secretary, [f"/rounds/{round_.pk}/", f"/documents/{sent.pk}/opening/answer/"], seen)


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
            "/reminders/",
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


def test_pages_of_preparing_a_year(visitors, seen):
    """The year, a copied round with an error, its preview, its opening, and a correction that a writer sees."""
    kainuu = report_of("KAI")
    admin = visitors("yllapito@elo.example")
    look_at(admin, ["/preparation/", "/preparation/?year=2016", "/rounds/new/"], seen)
    admin.page.locator("main tr:has-text('raportti 2014') form button").click()
    seen(admin.page)
    prepare = admin.path
    admin.page.locator("#id_due_day").fill("huomenna")
    admin.page.locator("main .actions button").last.click()
    seen(admin.page)
    look_at(
        admin, [prepare.replace("prepare", "preview"), prepare.replace("prepare", "preview") + "?language=sv"], seen
    )
    look_at(admin, [prepare.replace("prepare", "open")], seen)
    admin.page.locator("main form[action$='/open/'] button").click()
    seen(admin.page)
    admin.go(f"/rounds/{kainuu.round_id}/wording/")
    seen(admin.page)
    admin.page.fill("#id_question-1-text_fi", "Miten ohjaus on alueellanne määritelty?")
    admin.page.fill("#id_reason", "Kysymys lyheni.")
    admin.page.locator("main form .actions button").click()
    seen(admin.page)
    writer = visitors("kainuu@elo.example")
    writer.go(f"/documents/{kainuu.pk}/write/")
    assert "Kysymys lyheni." in writer.page.locator("#q1").inner_text()
    seen(writer.page)


@pytest.mark.parametrize("who", ["kirjaamo.tem", "laituri", "vokes", "valtakunnallinen", "keha"])
def test_front_pages_of_those_who_read(visitors, seen, who):
    look_at(visitors(f"{who}@elo.example"), ["/", "/reports/"], seen)


def test_pages_of_groups_and_terms(visitors, seen):
    """A group today and on another day, a membership in error and each act on one, the organisations and the gaps."""
    membership = Membership.objects.get(group__code="KAI", seat=Seat.SECRETARY, until__gte=clock.today())
    expert = visitors("kainuu@elo.example")
    own = f"/terms/membership/{membership.pk}/"
    acts = [own + act for act in ("", "end/", "replace/", "seat/", "correct/", "remove/")]
    pages = ["", "?day=1.6.2013", "?day=eilen", "history/", "continue/", "members/new/"]
    look_at(expert, ["/groups/", *(f"/groups/KAI/{page}" for page in pages), *acts], seen)
    expert.go("/groups/KAI/members/new/")
    expert.page.fill("#id_organisation", "Pohjois-Suomen aluehallintovirasto")
    expert.page.fill("#id_since", "tammikuu 2015")
    expert.page.locator("main form .actions button").click()
    seen(expert.page)
    assert expert.page.input_value("#id_organisation") == "Pohjois-Suomen aluehallintovirasto"
    admin = visitors("yllapito@elo.example")
    centre = "/organisations/centre-2010-kainuu/"
    appointment = Appointment.objects.filter(organisation__key="centre-2010-kainuu").latest("pk")
    look_at(
        admin,
        [
            "/groups/",
            "/gaps/",
            "/gaps/?day=1.1.2016",
            "/organisations/",
            centre,
            centre + "people/new/",
            f"/terms/appointment/{appointment.pk}/",
            f"/terms/appointment/{appointment.pk}/replace/",
        ],
        seen,
    )


def test_pages_of_development_groups(visitors, seen):
    """The list, a group, forming and changing it; a report that one of its centres has not confirmed."""
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    coordinator = visitors("laituri@elo.example")
    changes = [f"/development-groups/KR3/{act}/" for act in ("add-centre", "end-share", "convener", "end")]
    group, form = "/development-groups/KR3/", "/development-groups/new/"
    look_at(coordinator, ["/development-groups/", group, form, *changes, "/help/role/coordinator/"], seen)
    for path in (form, changes[0]):
        coordinator.go(path)
        coordinator.page.locator("main form button[type=submit]").first.click()
        seen(coordinator.page)
    at, convener = clock.now(), User.objects.get(email="kainuu@elo.example")
    round_ = Round.objects.filter(kind="group_report").earliest("due")
    commands.open_round(round_, at=at)
    report = Document.objects.select_related("round", "group").get(group__code="KR3", round=round_)
    builders.write_all(report, by=convener, at=at)
    for key, who in (("kainuu", "kainuu"), ("south-savo", "etela-savo")):
        centre = Organisation.objects.get(key=f"centre-2010-{key}")
        builders.confirm_report(report, centre, by=User.objects.get(email=f"{who}@elo.example"), at=at)
    writer = visitors("kainuu@elo.example")
    paths = [f"/documents/{report.pk}/{part}" for part in ("write/", "check/", "")]
    look_at(writer, ["/", "/development-groups/", group, *paths], seen)
    late = builders.helsinki(2015, 6, 1, 9, 0)
    clock.move_forward(late)
    writer.go(f"/documents/{report.pk}/check/")
    writer.page.locator("form[action$='/send/'] button").click()
    seen(writer.page)
    for box in writer.page.locator("input[name=without]").all():
        box.check()
    writer.page.fill("#id_reason", "Kaksi keskusta ei vastannut.")
    writer.page.locator("form[action$='/send/'] button").click()
    seen(writer.page)
    look_at(writer, [f"/documents/{report.pk}/", "/development-groups/"], seen)
    keha = visitors("keha@elo.example")
    look_at(
        keha,
        ["/", f"/rounds/{round_.pk}/", f"/documents/{report.pk}/", f"/documents/{report.pk}/case-number/", group],
        seen,
    )


def test_pages_of_announcements(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    okm = User.objects.get(email="okm@elo.example")
    first = builders.announcement(by=okm, with_file=True)
    builders.announcement(by=okm, corrects=first)
    draft = builders.announcement(by=okm, is_published=False, with_file=True, subject_sv="")
    ready = builders.announcement(Group.objects.get(code="KAI"), by=okm, is_published=False)
    look_at(
        visitors("okm@elo.example"),
        [
            "/announcements/",
            f"/announcements/{first.pk}/",
            f"/announcements/{first.pk}/take-off/",
            f"/announcements/new/?corrects={first.pk}",
            f"/announcements/{draft.pk}/write/",
            f"/announcements/{draft.pk}/write/?check=1",
            f"/announcements/{ready.pk}/send/",
            f"/announcements/{draft.pk}/throw-away/",
        ],
        seen,
    )
    reader = visitors("kainuu@elo.example")
    look_at(reader, ["/", "/announcements/", f"/announcements/{first.pk}/", "/language/en/"], seen)
    look_at(reader, [f"/announcements/{first.pk}/"], seen)


def test_pages_of_a_registry(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    clerk = User.objects.get(email="kirjaamo.okm@elo.example")
    entered = builders.entered_strategy(Group.objects.get(code="LAP"), by=clerk)
    round_ = Round.objects.get(kind="plan", year=2014)
    submission = Submission.objects.get(document__group__code="KAI", document__round=round_)
    look_at(
        visitors("kirjaamo.okm@elo.example"),
        [
            "/registry/",
            "/registry/?number=missing",
            f"/documents/{submission.document_id}/",
            f"/documents/{submission.document_id}/case-number/",
            f"/rounds/{round_.pk}/case-number/",
            f"/rounds/{round_.pk}/arrivals/enter/",
            f"/submissions/{submission.pk}/",
            "/strategies/",
            "/strategies/arrivals/enter/",
            entered.get_absolute_url(),
            f"{entered.get_absolute_url()}&changes=1",
            f"/verify/?hash={entered.sha256}",
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


def test_pages_of_the_ministries_feedback(visitors, seen):
    from tests import builders  # noqa: PLC0415 - builders need the database's settings

    now = clock.now()
    okm, tem = (User.objects.get(email=f"{one}@elo.example") for one in ("okm", "tem"))
    ministries = [one.person.appointments.get(role=Role.NATIONAL_SECRETARY).organisation for one in (okm, tem)]
    round_ = Round.objects.get(kind="report", year=2014)
    document = Document.objects.select_related("round", "group").get(group__code="POH", round=round_)
    commands.review(document, by=builders.actor(okm, now), at=now, version=1)
    visitor = visitors("okm@elo.example")
    list_ = f"/rounds/{round_.pk}/feedback/"
    letter = f"/documents/{document.pk}/feedback/"
    look_at(visitor, [list_, f"{list_}common/", f"{letter}write/", letter, f"{list_}publish/"], seen)

    builders.write_common_feedback(round_, by=okm, at=now)
    builders.write_feedback(document, by=okm, at=now)
    text = [TypedPart(1, "Toinen teksti.\n\n- Yksi\n- Kaksi", 0)]
    commands.save_feedback(document, text, by=builders.actor(okm, now), at=now)
    deputy = builders.person("Sanna Sijainen")
    commands.name_deputy(ministries[0], deputy, since=now.date(), until=None, by=builders.actor(okm, now), at=now)
    for user, ministry in ((okm, ministries[0]), (tem, ministries[1])):
        builders.confirm_feedback(document, ministry, by=user, when=now)
    look_at(
        visitor,
        [
            list_,
            f"{letter}write/",
            f"{letter}1/conflict/",
            f"{letter}1/history/",
            f"{letter}1/history/?revision=1",
            f"{list_}common/1/history/",
            letter,
            f"{list_}publish/",
            "/deputies/",
        ],
        seen,
    )
    # An empty form, and then the publishing, by the page's own buttons.
    visitor.go("/deputies/")
    visitor.page.locator("main form button.btn:not(.btn--quiet)").click()
    seen(visitor.page)
    visitor.go(f"{list_}publish/")
    publish = visitor.page.locator("main form button[type=submit]")
    publish.click()
    seen(visitor.page)
    for why in visitor.page.locator("section[aria-labelledby=left-out] input").all():
        why.fill("Kirje lähtee, kun raportti on käsitelty.")
    publish.click()
    assert visitor.path == list_
    work()
    look_at(visitor, [list_, letter, f"{list_}publish/", f"/documents/{document.pk}/"], seen)
    look_at(visitors("kainuu@elo.example"), [letter, f"/documents/{document.pk}/"], seen)
