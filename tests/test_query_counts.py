"""No page asks the database more often because it has more to show: with one row of each kind, with three and fifty."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from string import ascii_letters
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from elo_portal.models import PortalFeedback
from elo_portal.office import mail
from elo_portal.office.models import Job, Notice
from networks.choices import MOST_CENTRES, OrganisationKind, Role, Seat
from networks.commands import development_groups as group_commands
from networks.commands.terms import record_as_begun
from networks.models import Group, Person, TermNotice, User
from reporting import commands
from reporting.choices import Beside, ConfirmationAct, State
from reporting.commands.writing import Typed
from reporting.feedback import standings
from reporting.models import (
    Announcement,
    AnnouncementRead,
    FeedbackConfirmation,
    Measure,
    MeasureChange,
    Question,
    Round,
    RoundChange,
)
from strategies import commands as strategy_commands
from strategies.models import Strategy
from tests import builders
from tests.builders import DUE, LONG_AGO, NOW
from tests.many import FIFTY, count_rows_of, fifty


@pytest.fixture
def world(db: None, settings: Any, quick_printer: None) -> SimpleNamespace:
    """A draft and a sent report of one group, with one row of everything that a page lists."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.REHEARSAL = False
    ministry, other_ministry = builders.both_ministries()
    in_round = builders.round_(questions=2, ministries=(ministry, other_ministry))
    in_round.questions.update(beside=Beside.PLAN_MEASURES_AND_TOPIC_3)
    group = builders.group("KAI")
    builders.area(group)
    expert, secretary, admin = builders.expert(group), builders.secretary(ministry), builders.admin()
    clerk = builders.clerk(ministry)
    builders.addressed(in_round, ministry)
    # Two roles each: what a second role opens must not cost more with more rows either.
    builders.member(expert, group, Seat.CHAIR)
    builders.appointment(admin, ministry, Role.NATIONAL_SECRETARY)
    User.objects.filter(pk=admin.pk).update(is_staff=True)
    coming = builders.round_(timezone.now().year + 1, opens=None, questions=0, ministries=(ministry, other_ministry))
    returned_in = builders.round_(2012, questions=3, due=DUE, ministries=(ministry,))
    world = SimpleNamespace(
        ministry=ministry,
        other_ministry=other_ministry,
        other_secretary=builders.secretary(other_ministry),
        round=in_round,
        coming_round=coming,
        group=group,
        draft=builders.document(group, in_round=in_round),
        sent=builders.sent_document(in_round=in_round),
        people={"expert": expert, "secretary": secretary, "admin": admin, "clerk": clerk},
        completed=builders.sent_document(in_round=builders.round_(2013, questions=3, due=DUE, ministries=(ministry,))),
        returned=builders.sent_document(group, in_round=returned_in),
    )
    builders.return_for_completion(world.returned, 1, by=secretary)
    world.submission = world.sent.submissions.get()
    builders.goal_set()
    version = builders.adopted_strategy(group, since=LONG_AGO)
    world.strategy = version.strategy
    strategy_commands.begin_version(world.strategy, by=builders.actor(expert), at=NOW)
    world.announcement = None
    add_development_groups(world)
    world.plan_round = builders.plan_round(2014, ministries=(ministry,))
    world.plan = builders.plan(group, in_round=world.plan_round)
    add_one_of_each(world, 0)
    return world


def add_one_of_each(world: SimpleNamespace, number: int) -> None:
    """One more group with a report, version, step, read mark, revision, text aside, strategy, mail, job, feedback."""
    expert, colleague = world.people["expert"], builders.expert(world.group)
    other = world.other = builders.sent_document(in_round=world.round)
    world.other_draft = builders.document(builders.group(), in_round=world.round)
    world.own_draft = builders.document(
        builders.group(responsible=builders.responsible(world.group)), in_round=world.round
    )
    add_terms(world)
    builders.member(builders.person(), world.sent.group)
    asking = {"by": expert.person, "at": NOW, "decided_by": secretary_of(world).person, "decided_at": NOW}
    world.sent.reopen_requests.create(reason="Syy.", is_granted=False, answer="Ei nyt.", **asking)
    for document in (other, world.sent):
        sender = builders.expert(document.group)
        commands.reopen(document, by=builders.actor(sender), at=NOW)
        world.submission = builders.send(document, by=sender)
        secretary = builders.secretary(world.ministry)
        commands.mark_read(world.submission, 1, by=builders.actor(secretary), at=NOW)
        world.note = builders.note(document, by=secretary)
        commands.correct_note(world.note, "Korjattu.", base=0, by=builders.actor(secretary), at=NOW)
    asks = builders.actor(world.people["secretary"])
    builders.return_for_completion(world.completed, 1 + number, by=world.people["secretary"])
    due = builders.COMPLETION_DUE + timedelta(number)
    commands.extend(world.completed, due=due, reason="Syy.", by=asks, at=NOW)
    builders.completed(world.completed, by=builders.expert(world.completed.group))
    commands.add_to_request(world.returned, builders.asked(world.returned, 1 + number), round_number=1, by=asks, at=NOW)
    commands.extend(world.returned, due=due, reason="Syy.", by=asks, at=NOW)
    commands.review(other, by=builders.actor(world.people["secretary"]), at=NOW, version=2)
    secretaries = (world.people["secretary"], world.other_secretary)
    world.given = builders.given_feedback(in_round=world.round, secretaries=secretaries)
    for by in secretaries:
        builders.write_feedback(other, by=by, texts=(f"Yksi {number} {by}.", "Kaksi."))
        builders.write_feedback(world.sent, by=by, texts=(f"Yksi {number} {by}.", "Kaksi."))
    for by, organisation in zip(secretaries, (world.ministry, world.other_ministry), strict=True):
        builders.confirm_feedback(other, organisation, by=by)
    builders.deputy(world.ministry)
    builders.announcement(by=secretary_of(world), with_file=True)
    world.announcement_draft = builders.announcement(
        world.group, builders.group(), by=secretary_of(world), is_published=False, with_file=True
    )
    world.announcement = builders.announcement(
        world.group,
        builders.group(),
        by=secretary_of(world),
        corrects=world.announcement,
        round=world.round,
        with_file=True,
    )
    add_to_plans(world, number)
    add_to_development_groups(world)
    add_reminders(world, number)
    add_to_coming_round(world, number)
    builders.case_number(other, f"VN/{number}/2014", by=world.people["clerk"])
    world.edition = builders.finished_edition(world.round, by=world.people["secretary"])
    for text in (f"Yksi {number}.", f"Kaksi {number}."):
        builders.write(world.draft, text, text, by=expert)
    typed = [
        Typed(answer=answer, body=f"Sivussa {number}.", base=answer.text.number - 1)
        for answer in builders.answers(world.draft)
    ]
    commands.save_answers(world.draft, typed, by=builders.actor(colleague), at=NOW)
    add_strategies(world, number)
    mail.add(
        key=f"key {number}",
        kind="receipt",
        to_name="Aino",
        to_address="aino@elo.example",
        language="fi",
        subject="Kuitti",
        text="Teksti",
        html="<p>Teksti</p>",
        at=NOW,
    )
    now = timezone.now()
    Job.objects.create(key=f"parked {number}", kind="x", subject=1, parked_at=now)
    Job.objects.create(key=f"done {number}", kind="x", subject=1, done_at=now)
    Job.objects.create(key=f"waiting {number}", kind="x", subject=1)
    PortalFeedback.objects.create(
        text="Hyvä.", language="fi", kind="other", arrived_at=now, due_on=(now + timedelta(14)).date()
    )


def add_terms(world: SimpleNamespace) -> None:
    """One more member and person in charge whose terms end, with their history, and one more group that lacks all."""
    soon = timezone.now().date() + timedelta(30)
    centre = builders.responsible(world.group)
    world.membership = builders.member(builders.person(), world.group, until=soon)
    world.appointment = builders.appointment(builders.user(), centre, until=soon)
    builders.responsible(builders.group()).participations.all().delete()
    for term in (world.membership, world.appointment):
        record_as_begun([term])
        TermNotice.objects.create(**{term._meta.model_name: term}, until=soon, days=30, at=NOW)


def add_development_groups(world: SimpleNamespace) -> None:
    """One group whose report the expert writes, with a member, a report that was sent and one that is written."""
    centre = builders.responsible(world.group)
    world.development = builders.development_group("KR1", centre, builders.organisation())
    world.group_round = builders.group_round(ministries=(world.ministry,))
    builders.sent_group_report(world.development, in_round=builders.group_round(2013, due=DUE - timedelta(300)))
    world.group_report = builders.document(world.development, in_round=world.group_round)
    world.sent_group_report = builders.sent_group_report(in_round=world.group_round)
    builders.write_all(world.group_report, by=world.people["expert"])
    builders.confirm_report(world.group_report, centre, by=world.people["expert"])
    builders.member(builders.person(), world.development)
    world.people["reader"] = builders.user()
    support = builders.organisation("support")
    builders.appointment(world.people["reader"], support, Role.SUPPORT_READER)
    builders.addressed(world.group_round, support, Role.SUPPORT_READER)


def add_to_development_groups(world: SimpleNamespace) -> None:
    """One more group with a sent report, another that the expert writes for, and of one group a member and a change."""
    centre = builders.responsible(world.group)
    builders.sent_group_report(in_round=world.group_round)
    world.other_development = builders.development_group("", builders.organisation(), centre)
    builders.document(world.other_development, in_round=world.group_round)
    builders.member(builders.person(), world.development)
    joined = builders.organisation()
    by = builders.actor(world.people["admin"])
    group_commands.add_centre(world.development, joined, since=NOW.date(), reason="Syy.", members=False, by=by, at=NOW)
    if world.development.participations.count() == MOST_CENTRES:
        world.development.participations.filter(organisation=joined).delete()
    builders.member(builders.person(), builders.group(responsible=joined), Seat.CHAIR)


def add_reminders(world: SimpleNamespace, number: int) -> None:
    """One more of each kind that has gone, and one more group of which a report is due in a week of real time."""
    builders.reminder(world.draft, days=10 + number)
    builders.reminder(world.round, due=DUE + timedelta(number))
    coming = builders.group()
    builders.expert(coming)
    due, opens = timezone.now() + timedelta(6), timezone.now() - timedelta(2)
    builders.document(coming, in_round=builders.round_(2030 + number, due=due, opens=opens, reminder_days=[7]))


def add_to_coming_round(world: SimpleNamespace, number: int) -> None:
    """One more round of the coming year, with one more question, save, addressee and test mail; and a correction."""
    coming, by = world.coming_round, world.people["admin"].person
    year, due = coming.year, coming.due - timedelta(days=1 + number)
    another = builders.organisation(OrganisationKind.SUPPORT)
    builders.appointment(builders.user(), another, Role.SUPPORT_READER)
    builders.addressed(coming, another, Role.SUPPORT_READER)
    for made in (coming, builders.round_(year, opens=None, due=due, questions=0)):
        for change in ("title_fi", "question.1.text_fi"):
            _change_round(made, change, by=by)
        world.question = _one_more_question(made)
    builders.addressed(made, another, Role.SUPPORT_READER)
    _change_round(world.round, "question.1.text_fi", by=by, reason="Kirjoitusvirhe.")
    commands.send_test_mails(year, by=builders.actor(world.people["admin"]), at=NOW + timedelta(seconds=number))
    gap = builders.group()
    builders.member(builders.user(), gap, Seat.CHAIR, until=timezone.now().date() + timedelta(2))
    support = builders.organisation(OrganisationKind.SUPPORT)
    builders.appointment(builders.user(), support, Role.COORDINATOR)


def _one_more_question(of: Round) -> Question:
    number = of.questions.count() + 1
    return Question.objects.create(round=of, number=number, title_fi="Kysymys", text_fi="Mitä?")


def _change_round(of: Round, where: str, *, by: Person, reason: str = "") -> RoundChange:
    number = of.changes.count() + 1
    what = [{"where": where, "before": "Ennen", "after": "Jälkeen"}]
    return RoundChange.objects.create(round=of, number=number, what=what, reason=reason, by=by, at=NOW)


def add_strategies(world: SimpleNamespace, number: int) -> None:
    """One more strategy, region without one, set of goals, and of the draft a save, a goal, a link and a theme text."""
    expert, centre = world.people["expert"], builders.responsible(world.group)
    world.other_strategy = builders.adopted_strategy().strategy
    builders.entered_strategy(by=secretary_of(world))
    world.begun, world.without = begun, without = builders.region(), builders.region()
    for where in (begun, without):
        builders.coverage(centre, where)
    strategy_commands.begin_strategy(centre, [begun], title="Uusi", language="fi", by=builders.actor(expert), at=NOW)
    world.goal_set = builders.goal_set(f"{1990 + number}", until=LONG_AGO)
    several = range(number + 1)
    builders.save_strategy(
        world.strategy.versions.get(adopted_at=None),
        by=expert,
        goals=[{"text": f"Tavoite {one}", "national": ["2011-1", f"{1990 + one}-2"]} for one in several],
        links=[{"label": f"Linkki {one}", "url": "https://alue.example/"} for one in several],
        themes=[{"heading": f"Otsikko {one}", "text": "Teksti"} for one in several],
    )


def secretary_of(world: SimpleNamespace) -> User:
    return world.people["secretary"]


def add_to_plans(world: SimpleNamespace, number: int) -> None:
    """One more measure, section and file, one of each taken away, and one more sent plan of each group."""
    expert = world.people["expert"]
    by = builders.actor(expert)
    section = builders.section(world.plan, f"Oma {number}", by=expert)
    commands.remove_section(builders.section(world.plan, f"Pois {number}", by=expert), by=by)
    world.measure = builders.measure(world.plan, f"Lupaus {number}", by=expert, goals=(1, 2), topic=section.number)
    gone = builders.measure(world.plan, f"Pois {number}", by=expert)
    commands.remove_measure(gone, base=1, by=by, at=NOW)
    builders.attachment(world.plan, name=f"liite {number}.pdf", by=expert)
    world.sent_plan = builders.sent_plan(builders.group(), in_round=world.plan_round)
    sender = builders.expert(world.sent.group)
    if not number:
        own = builders.plan(world.sent.group, in_round=world.plan_round)
        builders.write_all(own, by=sender)
        builders.send(own, by=sender)
    own = world.sent.group.documents.get(round=world.plan_round)
    commands.reopen(own, by=builders.actor(sender), at=NOW)
    builders.measure(own, f"Lupaus {number}", by=sender, goals=(1,))
    builders.attachment(own, name=f"liite {number}.pdf", by=sender)
    builders.send(own, by=sender)
    world.own_plan = own
    world.own_plan_submission = own.submissions.order_by("-number").first()


def add_fifty(world: SimpleNamespace) -> None:
    """Fifty groups in each state, fifty rounds, strategies and announcements, and fifty rows of what one page lists."""
    fifty(world.completed.round, year=lambda n: 1950 + n)
    for document in (world.other_draft, world.other, world.given, world.sent_plan):
        centre = builders.responsible(document.group)
        people = Person.objects.filter(appointments__organisation=centre)
        # The database lets nobody add measures to what has been sent; its pages read them from the sent content.
        fifty(document.group, centre, *people, apart_from=(Measure, MeasureChange))
    fifty(world.own_draft.group)
    confirm_all(world)
    for group in (world.group, world.sent.group):
        fifty(builders.member(builders.person(), group).person)
    fifty(builders.deputy(world.ministry).person)
    fifty(world.other_development, code=lambda n: f"KR{100 + n}")
    fifty(builders.member(builders.person(), world.development).person)
    add_fifty_of_one_document(world)
    add_fifty_rounds_to_come(world)
    add_fifty_strategies(world)
    add_fifty_announcements(world)
    add_fifty_editions(world)
    for model in (Notice, PortalFeedback):
        fifty(model.objects.first())
    for number in ("parked", "done", "waiting"):
        fifty(Job.objects.get(key=f"{number} 0"))
    for term in (world.membership, world.appointment):
        fifty(term.person)
    fifty(world.group.term_changes.first())
    fifty(builders.responsible(world.group).term_changes.filter(group=None).first())
    count_rows_of(*apps.get_models(include_auto_created=True))


def confirm_all(world: SimpleNamespace) -> None:
    """Both ministries confirm every letter that can be confirmed, so that the publishing has fifty to give."""
    secretaries = ((world.ministry, secretary_of(world)), (world.other_ministry, world.other_secretary))
    FeedbackConfirmation.objects.bulk_create(
        FeedbackConfirmation(
            letter=now.letter,
            ministry=ministry,
            act=ConfirmationAct.CONFIRM,
            by=secretary.person,
            capacity=Role.NATIONAL_SECRETARY,
            at=NOW,
            sha256=now.sha256,
        )
        for now in standings(world.round, NOW.date())
        if now.document.state == State.REVIEWED and now.letter
        for ministry, secretary in secretaries
    )


def add_fifty_of_one_document(world: SimpleNamespace) -> None:
    """Fifty more measures, sections and files of the plan, and texts, versions, requests and steps of the reports."""
    expert = world.people["expert"]
    fifty(world.measure, position=lambda n: 100 + n)
    fifty(builders.section(world.plan, "Oma", by=expert), number=lambda n: 100 + n)
    fifty(world.plan.attachments.standing().first())
    fifty(builders.answers(world.draft)[0].text.current, number=lambda n: 100 + n)
    for name in ("submission", "own_plan_submission"):
        last = getattr(world, name)
        setattr(world, name, fifty(last, number=lambda n, after=last.number + 1: after + n)[-1])
    for document in (world.completed, world.returned):
        fifty(document.completion_items.last(), number=lambda n: 100 + n)
        fifty(document.extensions.last())
    fifty(world.sent.transitions.last())
    fifty(world.sent.submissions.first().internal_notes.first())
    fifty(world.note.rewordings.last(), number=lambda n: 2 + n)
    fifty(world.sent.reopen_requests.last())


def add_fifty_rounds_to_come(world: SimpleNamespace) -> None:
    """Fifty rounds of the coming year, and of one fifty questions and saves; fifty corrections of one that is open."""
    question, coming = world.question, world.coming_round
    fifty(question.round, due=lambda n: coming.due - timedelta(days=100 + n))
    fifty(coming.questions.last(), number=lambda n: 100 + n)
    for round_ in (coming, world.round):
        fifty(round_.changes.first(), number=lambda n: 100 + n)


def add_fifty_strategies(world: SimpleNamespace) -> None:
    """Fifty strategies in force, fifty begun, fifty regions without one; of one strategy fifty versions and saves."""
    other, begun = world.other_strategy, Strategy.objects.get(regions=world.begun)
    group = other.coordinator.participations.get().group
    fifty(other.regions.get(), other, other.coordinator, group, code=lambda n: f"a{ascii_letters[n]}")
    fifty(world.begun, begun, code=lambda n: f"b{ascii_letters[n]}")
    fifty(world.without, code=lambda n: f"c{ascii_letters[n]}")
    # A draft comes after all versions before it.
    world.strategy.versions.drafts().update(number=1000)
    fifty(
        world.strategy.versions.adopted().get(),
        number=lambda n: 100 + n,
        since=lambda n: date(1900 + n, 1, 1),
        until=lambda n: date(1900 + n, 12, 31),
    )
    fifty(world.strategy.versions.drafts().get().saves.last(), number=lambda n: 100 + n)
    fifty(world.goal_set)


def add_fifty_announcements(world: SimpleNamespace) -> None:
    """Fifty announcements, each to more than fifty groups and opened by fifty people."""
    draft, to = world.announcement_draft, Announcement.groups.through
    groups = Group.objects.exclude(announcements=draft)[:FIFTY]
    to.objects.bulk_create(to(announcement=draft, group=group) for group in groups)
    made = [one.pk for one in fifty(draft)]
    Announcement.objects.filter(pk__in=made).update(
        published_at=NOW,
        published_by=secretary_of(world).person,
        published_for=world.ministry,
        corrects=world.announcement,
        round=world.round,
    )
    world.announcement = Announcement.objects.get(pk=made[-1])
    AnnouncementRead.objects.bulk_create(
        AnnouncementRead(announcement=world.announcement, person=person, at=NOW)
        for person in Person.objects.filter(user=None)[:FIFTY]
    )


def row(of: str) -> Callable[[SimpleNamespace], list[Any]]:
    return lambda world: [getattr(world, of).pk]


def add_fifty_editions(world: SimpleNamespace) -> None:
    """Fifty editions, each with its printing, its part, its reports and their files."""
    fifty(world.edition, number=lambda n: 100 + n)


PAGES: list[tuple[str, str, Callable[[SimpleNamespace], list[Any]]]] = [
    ("expert", "front", lambda world: []),
    ("expert", "round_list", lambda world: []),
    ("expert", "announcement_list", lambda world: []),
    ("expert", "announcement_detail", row("announcement")),
    ("expert", "document_write", row("draft")),
    ("expert", "document_check", row("draft")),
    ("expert", "document_detail", row("draft")),
    ("expert", "document_write", row("plan")),
    ("expert", "document_check", row("plan")),
    ("expert", "document_detail", row("plan")),
    ("expert", "document_attachments", row("plan")),
    ("expert", "measure", lambda world: [world.plan.pk, world.measure.pk]),
    ("expert", "document_detail", row("own_plan")),
    ("expert", "submission_receipt", row("own_plan_submission")),
    ("secretary", "document_detail", row("own_plan")),
    ("secretary", "round_board", row("plan_round")),
    ("secretary", "ministry_report", row("round")),
    ("secretary", "ministry_report_status", row("round")),
    ("clerk", "ministry_report", row("round")),
    ("expert", "document_detail", row("sent")),
    ("expert", "document_write", row("returned")),
    ("expert", "document_check", row("returned")),
    ("expert", "answer_history", lambda world: [world.draft.pk, 1]),
    ("expert", "submission_receipt", row("submission")),
    ("expert", "submission_status", row("submission")),
    ("expert", "strategy_list", lambda world: []),
    ("expert", "strategy_detail", lambda world: [world.strategy.pk]),
    ("expert", "strategy_write", lambda world: [world.strategy.pk]),
    ("expert", "strategy_check", lambda world: [world.strategy.pk]),
    ("expert", "strategy_history", lambda world: [world.strategy.pk]),
    ("expert", "strategy_new", lambda world: []),
    ("expert", "goal_list", lambda world: []),
    ("expert", "group_list", lambda world: []),
    ("expert", "group_detail", lambda world: [world.group.code]),
    ("expert", "group_history", lambda world: [world.group.code]),
    ("expert", "group_continue", lambda world: [world.group.code]),
    ("expert", "member_add", lambda world: [world.group.code]),
    ("expert", "term_detail", lambda world: ["membership", world.membership.pk]),
    ("expert", "term_replace", lambda world: ["membership", world.membership.pk]),
    ("expert", "me", lambda world: []),
    ("expert", "development_group_list", lambda world: []),
    ("expert", "development_group_detail", lambda world: [world.development.code]),
    ("expert", "document_write", row("group_report")),
    ("expert", "document_check", row("group_report")),
    ("expert", "document_detail", row("group_report")),
    ("expert", "document_detail", row("sent_group_report")),
    ("secretary", "round_board", row("group_round")),
    ("secretary", "document_detail", row("sent_group_report")),
    ("reader", "round_board", row("group_round")),
    ("reader", "development_group_list", lambda world: []),
    ("reader", "document_detail", row("sent_group_report")),
    ("reader", "document_case_number", row("sent_group_report")),
    ("admin", "development_group_list", lambda world: []),
    ("admin", "development_group_detail", lambda world: [world.development.code]),
    ("admin", "development_group_form", lambda world: []),
    ("admin", "development_group_change", lambda world: [world.development.code, "add-centre"]),
    ("admin", "development_group_change", lambda world: [world.development.code, "convener"]),
    ("admin", "admin:networks_groupchange_changelist", lambda world: []),
    ("admin", "admin:reporting_groupreportconfirmation_changelist", lambda world: []),
    ("secretary", "round_list", lambda world: []),
    ("secretary", "announcement_list", lambda world: []),
    ("secretary", "announcement_detail", row("announcement")),
    ("secretary", "announcement_new", lambda world: []),
    ("secretary", "announcement_write", row("announcement_draft")),
    ("secretary", "announcement_publish", row("announcement_draft")),
    ("secretary", "announcement_throw_away", row("announcement_draft")),
    ("secretary", "round_board", row("round")),
    ("secretary", "round_board_csv", row("round")),
    ("secretary", "round_board_workbook", row("round")),
    ("secretary", "reminder_list", lambda world: []),
    ("secretary", "document_detail", row("sent")),
    ("secretary", "document_detail", row("completed")),
    ("secretary", "completion_ask", row("completed")),
    ("secretary", "round_compare", row("round")),
    ("secretary", "round_compare", row("plan_round")),
    ("secretary", "round_compare_groups", row("round")),
    ("secretary", "document_compare", row("sent")),
    ("secretary", "document_compare", row("own_plan")),
    ("secretary", "internal_note", row("note")),
    ("secretary", "internal_note_new", lambda world: [world.sent.pk, 1]),
    ("expert", "round_compare", row("round")),
    ("expert", "document_compare", row("sent")),
    ("reader", "round_compare", row("group_round")),
    ("clerk", "round_compare", row("round")),
    ("secretary", "extension_grant", row("returned")),
    ("clerk", "registry_desk", lambda world: []),
    ("clerk", "round_list", lambda world: []),
    ("clerk", "document_detail", row("sent")),
    ("clerk", "submission_receipt", row("submission")),
    ("clerk", "document_case_number", row("sent")),
    ("clerk", "arrival_enter", row("round")),
    ("secretary", "feedback_letter_list", row("round")),
    ("secretary", "feedback_letters_publish", row("round")),
    ("secretary", "feedback_common_write", row("round")),
    ("secretary", "feedback_common_history", lambda world: [world.round.pk, 1]),
    ("secretary", "feedback_letter", row("sent")),
    ("secretary", "feedback_letter_write", row("sent")),
    ("secretary", "feedback_letter_history", lambda world: [world.sent.pk, 1]),
    ("secretary", "feedback_deputies", lambda world: []),
    ("expert", "feedback_letter", row("given")),
    ("admin", "reminder_list", lambda world: []),
    ("admin", "preparation", lambda world: []),
    ("admin", "round_new", lambda world: []),
    ("admin", "round_prepare", row("coming_round")),
    ("admin", "round_prepare", row("round")),
    ("admin", "round_preview", row("coming_round")),
    ("admin", "round_open", row("coming_round")),
    ("admin", "round_wording", row("round")),
    ("admin", "admin:reporting_reminder_changelist", lambda world: []),
    ("secretary", "gap_list", lambda world: []),
    ("admin", "organisation_list", lambda world: []),
    ("admin", "organisation_detail", lambda world: [builders.responsible(world.group).key]),
    ("admin", "organisation_continue", lambda world: [builders.responsible(world.group).key]),
    ("admin", "term_replace", lambda world: ["appointment", world.appointment.pk]),
    ("admin", "gap_list", lambda world: []),
    ("admin", "admin:networks_termchange_changelist", lambda world: []),
    ("admin", "admin:networks_termnotice_changelist", lambda world: []),
    ("admin", "situation", lambda world: []),
    ("admin", "round_list", lambda world: []),
    ("admin", "round_board", row("round")),
    ("admin", "mail_list", lambda world: []),
    ("admin", "job_list", lambda world: []),
    ("admin", "portal_feedback_list", lambda world: []),
    ("admin", "announcement_list", lambda world: []),
    ("admin", "admin:reporting_announcement_changelist", lambda world: []),
    ("admin", "admin:reporting_announcementread_changelist", lambda world: []),
    ("admin", "admin:reporting_announcementfile_changelist", lambda world: []),
    ("admin", "admin:reporting_commonfeedback_changelist", lambda world: []),
    ("admin", "admin:reporting_feedbackletter_changelist", lambda world: []),
    ("admin", "admin:reporting_feedbackconfirmation_changelist", lambda world: []),
    ("admin", "admin:reporting_feedbackpublication_changelist", lambda world: []),
    ("admin", "admin:reporting_feedbackleftout_changelist", lambda world: []),
    ("admin", "admin:reporting_publishedfeedback_changelist", lambda world: []),
    ("admin", "admin:reporting_feedbackdeputy_changelist", lambda world: []),
    ("admin", "admin:reporting_submission_changelist", lambda world: []),
    ("admin", "admin:reporting_transition_changelist", lambda world: []),
    ("admin", "admin:reporting_document_changelist", lambda world: []),
    ("admin", "admin:reporting_readmark_changelist", lambda world: []),
    ("admin", "admin:reporting_completionrequest_changelist", lambda world: []),
    ("admin", "admin:reporting_completionitem_changelist", lambda world: []),
    ("admin", "admin:reporting_completionturn_changelist", lambda world: []),
    ("admin", "admin:reporting_extension_changelist", lambda world: []),
    ("admin", "strategy_list", lambda world: []),
    ("admin", "admin:strategies_strategy_changelist", lambda world: []),
    ("admin", "admin:strategies_strategyversion_changelist", lambda world: []),
    ("admin", "admin:strategies_strategysave_changelist", lambda world: []),
    ("admin", "admin:strategies_strategyarrival_changelist", lambda world: []),
    ("clerk", "strategy_list", lambda world: []),
    ("clerk", "strategy_arrival_enter", lambda world: []),
    ("admin", "admin:reporting_casenumber_changelist", lambda world: []),
    ("admin", "admin:reporting_arrival_changelist", lambda world: []),
    ("admin", "admin:networks_membership_changelist", lambda world: []),
    ("admin", "admin:networks_appointment_changelist", lambda world: []),
    ("admin", "admin:networks_user_changelist", lambda world: []),
    ("admin", "admin:office_auditentry_changelist", lambda world: []),
    ("admin", "admin:office_revision_changelist", lambda world: []),
]


# Each shows a row for each of the fifty; the registry's desk its first page of them.
LISTS = {
    "round_list of the expert, no. 1",
    "round_list of the secretary, no. 1",
    "ministry_report of the secretary, no. 1",
    "round_board of the secretary, no. 1",
    "round_board of the secretary, no. 2",
    "round_board of the admin, no. 1",
    "document_attachments of the expert, no. 1",
    "group_list of the expert, no. 1",
    "group_detail of the expert, no. 1",
    "group_history of the expert, no. 1",
    "organisation_list of the admin, no. 1",
    "organisation_detail of the admin, no. 1",
    "gap_list of the admin, no. 1",
    "announcement_publish of the secretary, no. 1",
    "round_compare_groups of the secretary, no. 1",
    "internal_note of the secretary, no. 1",
    "strategy_list of the expert, no. 1",
    "registry_desk of the clerk, no. 1",
    "feedback_letter_list of the secretary, no. 1",
    "feedback_letters_publish of the secretary, no. 1",
    "feedback_deputies of the secretary, no. 1",
}


@dataclass(frozen=True)
class Asked:
    """The queries of one page, and how many rows and items it shows."""

    queries: list[str]
    rows: int


Pages = dict[str, Asked]


def asked(world: SimpleNamespace, before: Pages | None = None) -> Pages:
    """What each page asks. A page that is asked at several addresses is numbered in the order of PAGES.

    A page is asked again, so that what is remembered from page to page is there already, unless it has asked no more
    than `before` even without that.
    """
    clients = {role: Client() for role in world.people}
    found: Pages = {}
    times = Counter[tuple[str, str]]()
    for role, client in clients.items():
        client.force_login(User.objects.get(pk=world.people[role].pk))
    for role, name, to in PAGES:
        address = reverse(name, args=to(world))
        times[role, name] += 1
        page = f"{name} of the {role}, no. {times[role, name]}"
        found[page] = _asked(clients[role], address)
        if before is None or len(found[page].queries) > len(before[page].queries):
            found[page] = _asked(clients[role], address)
    assert len(found) == len(PAGES)
    return found


def _asked(client: Client, address: str) -> Asked:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, address
    html = response.content.decode(errors="ignore")
    return Asked([query["sql"] for query in queries], html.count("<tr") + html.count("<li"))


def test_no_page_asks_more_often_when_there_is_more_to_show(world: SimpleNamespace) -> None:
    one = asked(world)
    for number in (1, 2):
        add_one_of_each(world, number)
    three = asked(world, one)
    add_fifty(world)
    many = asked(world, one)
    assert {page for page in LISTS if many[page].rows - one[page].rows < FIFTY - 10} == set()
    assert {"three": grown(one, three), "fifty": grown(one, many)} == {"three": {}, "fifty": {}}


def grown(before: Pages, after: Pages) -> dict[str, str]:
    """The pages that ask more often than before."""
    return {
        page: f"{len(before[page].queries)} queries became {len(now.queries)}; most often {_most_often(now.queries)}"
        for page, now in after.items()
        if len(now.queries) > len(before[page].queries)
    }


def _most_often(queries: list[str]) -> str:
    """The table that was asked most often, to begin looking with."""
    starts = [query.partition(" FROM ")[2][:60] for query in queries]
    return max(starts, key=starts.count)
