"""A worker is killed with -9 in the middle of its work: the next one does it, once."""

import os
import signal
from datetime import timedelta

from django.utils import timezone

from elo_portal.machine.processes import wait_until
from elo_portal.office.models import Notice, Print
from elo_portal.office.models.mail import NoticeState
from reporting.models import Submission
from tests import builders

from .portal import Portal, descendants, is_alive, kill

# Takes a worker seconds to print, so that it is killed long before it could have ended.
LONG = "Ohjaajat sopivat keväällä yhteisistä tavoitteista ja kokoontuivat joka kuukausi. " * 120


def send_a_long_report() -> Submission:
    """To two addressees, with receipts to the sender and the chair: four mails."""
    ministries = (builders.ministry(), builders.ministry())
    for ministry in ministries:
        builders.secretary(ministry)
    document = builders.document(in_round=builders.round_(ministries=ministries, page_note=None, page_limit=None))
    builders.chair(document.group)
    sender = builders.expert(document.group)
    builders.write_all(document, by=sender, text=LONG)
    return builders.send(document, by=sender)


def test_pool_child_killed_in_mid_print(portal: Portal) -> None:
    worker = portal.start_worker("worker", "-c", "1")
    portal.start("beat")
    submission = send_a_long_report()
    portal.await_printing(submission)
    [child] = descendants(worker.pid)
    os.kill(child, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(child), 10)
    assert not Print.objects.exists()
    portal.await_all_done()
    assert worker.is_running()
    assert portal.job(submission).attempts == 2
    assert len(portal.sink.mails) == 4
    portal.assert_one_of_each(submission)


def test_whole_worker_killed_in_mid_print(portal: Portal) -> None:
    portal.start("worker", "beat")
    submission = send_a_long_report()
    portal.await_printing(submission)
    kill(portal.children["worker"])
    assert not Print.objects.exists()
    portal.start("worker-2")
    portal.await_all_done()
    assert portal.job(submission).attempts == 2
    assert len(portal.sink.mails) == 4
    portal.assert_one_of_each(submission)


def test_worker_killed_between_the_mail_servers_yes_and_ours_leaves_the_mail_to_a_person(portal: Portal) -> None:
    portal.sink.answering.clear()
    portal.start("beat")
    portal.start_worker("worker", "-c", "1")  # one mail at a time
    submission = send_a_long_report()
    assert wait_until(lambda: bool(portal.sink.mails), 60)
    [first] = portal.sink.addresses()
    kill(portal.children["worker"])
    portal.sink.answering.set()
    portal.start("worker-2")
    assert wait_until(lambda: len(portal.sink.mails) == 4, 30)
    portal.settle()
    cut_short = Notice.objects.get(to_address=first)
    assert cut_short.state == NoticeState.LEAVING
    Notice.objects.filter(pk=cut_short.pk).update(claimed_at=timezone.now() - timedelta(minutes=6))
    assert wait_until(lambda: Notice.objects.filter(state=NoticeState.UNCERTAIN).exists(), 20)
    portal.settle()
    assert dict(Notice.objects.values_list("to_address", "state")) == {
        address: NoticeState.UNCERTAIN if address == first else NoticeState.DELIVERED
        for address in portal.sink.addresses()
    }
    portal.assert_one_of_each(submission)
