"""The ministry report under faults: a worker killed in mid-part, the broker wiped, two secretaries at once. One edition
each time, one print a part, one file a ministry and format, one mail a secretary.
"""

import os
import signal
from collections import Counter
from datetime import timedelta

from django.urls import reverse

from elo_portal.machine.processes import wait_until
from elo_portal.office.models import Job, Notice, Print
from networks.models import User
from reporting import commands, editions
from reporting.choices import FileFormat
from reporting.models import Edition, EditionPart, ReportFile, Round
from tests import builders
from tests.builders import NOW

from .browser import Answer, Browser, together
from .portal import Portal, descendants, kill
from .reports import LONG, an_open_round

GROUPS = 3
FINISHED = "ministry_report_finished"


def a_round_with_reports(**fields: object) -> tuple[Round, User]:
    in_round = an_open_round(**fields)
    for _number in range(GROUPS):
        group = builders.group()
        document = builders.document(group, in_round=in_round)
        sender = builders.expert(group)
        builders.write_all(document, by=sender, text=LONG)
        builders.send(document, by=sender)
    # What this is about is the report; the prints and mails of the sendings are other tests'.
    Job.objects.all().delete()
    Notice.objects.all().delete()
    secretary = builders.secretary(in_round.addressees.first().organisation, "Olli Okm")
    return in_round, secretary


def a_part_is_being_printed() -> bool:
    return Job.objects.filter(kind=editions.PRINT_PART, attempts__gt=0, done_at=None).exists()


def assert_one_of_everything(in_round: Round, edition: int = 1) -> None:
    assert list(Edition.objects.values_list("round", "number")) == [(in_round.pk, edition)]
    parts = EditionPart.objects.all()
    assert parts.count() == 7
    assert Counter(Print.objects.values_list("key", flat=True)) == Counter(parts.values_list("print_key", flat=True))
    files = Counter(ReportFile.objects.values_list("report__receiver", "format"))
    receivers = in_round.addressees.values_list("organisation", flat=True)
    assert files == Counter((receiver, format_) for receiver in receivers for format_ in FileFormat.values)
    mails = Counter(Notice.objects.filter(kind=FINISHED).values_list("to_address", flat=True))
    assert set(mails.values()) == {1}
    assert Job.objects.filter(done_at=None).count() == 0


def test_worker_killed_in_mid_part(portal: Portal) -> None:
    in_round, secretary = a_round_with_reports()
    compiler = portal.start_worker("compiler", "-c", "1")
    portal.start("beat", "worker")
    commands.issue_edition(in_round, by=builders.actor(secretary), at=NOW)
    assert wait_until(a_part_is_being_printed, 60, every=0.01)
    [child] = descendants(compiler.pid)
    os.kill(child, signal.SIGKILL)
    portal.await_all_done(120)
    assert_one_of_everything(in_round)
    assert len(portal.sink.mails) == Notice.objects.count()


def test_whole_worker_killed_while_parts_are_printed(portal: Portal) -> None:
    in_round, secretary = a_round_with_reports()
    portal.start("compiler", "beat", "worker")
    commands.issue_edition(in_round, by=builders.actor(secretary), at=NOW)
    assert wait_until(lambda: Print.objects.exists() and a_part_is_being_printed(), 60, every=0.01)
    kill(portal.children["compiler"])
    kept = set(Print.objects.values_list("key", flat=True))
    assert kept
    portal.start("compiler-2")
    portal.await_all_done(120)
    assert kept <= set(Print.objects.values_list("key", flat=True))
    assert_one_of_everything(in_round)


def test_broker_wiped_while_the_report_is_made(portal: Portal) -> None:
    in_round, secretary = a_round_with_reports()
    portal.start("compiler", "beat", "worker")
    commands.issue_edition(in_round, by=builders.actor(secretary), at=NOW)
    assert wait_until(a_part_is_being_printed, 60, every=0.01)
    portal.wipe_broker()
    portal.await_all_done(120)
    assert_one_of_everything(in_round)


def test_two_secretaries_press_at_once(portal: Portal) -> None:
    in_round, secretary = a_round_with_reports()
    other = builders.secretary(in_round.addressees.last().organisation, "Sara Tem")
    portal.start("web", "compiler", "beat", "worker")
    browsers = [Browser(portal.port, one) for one in (secretary, other)]
    address = reverse("edition_issue", args=[in_round.pk])

    def press(browser: Browser) -> Answer:
        page = browser.get(reverse("ministry_report", args=[in_round.pk]))
        assert page.status == 200
        return browser.post(address, {"language": "fi"})

    assert [answer.status for answer in together(press, browsers)] == [302, 302]
    portal.await_all_done(120)
    assert_one_of_everything(in_round)


def test_two_beats_issue_the_due_edition_once(portal: Portal) -> None:
    in_round, _secretary = a_round_with_reports(due=NOW - timedelta(hours=1))
    portal.start("compiler", "beat", "beat-2", "worker", "worker-2")
    assert wait_until(lambda: Edition.objects.exists(), 90)
    portal.await_all_done(120)
    assert_one_of_everything(in_round)


def test_a_receipt_does_not_wait_behind_the_report(portal: Portal) -> None:
    in_round, secretary = a_round_with_reports()
    portal.start("worker", "beat")
    commands.issue_edition(in_round, by=builders.actor(secretary), at=NOW)
    document = builders.document(builders.group(), in_round=in_round)
    sender = builders.expert(document.group)
    builders.write_all(document, by=sender)
    submission = builders.send(document, by=sender)
    # No worker takes compilations here at all, and the receipt comes all the same.
    assert wait_until(lambda: Print.objects.filter(key=submission.print_key).exists(), 60)
    assert Job.objects.filter(kind=editions.NAME_PARTS, done_at=None).exists()
