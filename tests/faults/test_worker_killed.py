"""A worker is killed with -9 in the middle of its work: the next one does it, once."""

import os
import signal
from datetime import timedelta

from django.utils import timezone

from elo_portal.machine.processes import wait_until
from elo_portal.office.models import Notice, Print
from elo_portal.office.models.mail import NoticeState

from .portal import Portal, descendants, is_alive, kill
from .reports import LONG, a_sent_report, an_open_round


def test_pool_child_killed_in_mid_print(portal: Portal) -> None:
    worker = portal.start_worker("worker", "-c", "1")
    portal.start("beat")
    submission = a_sent_report(an_open_round(), text=LONG)
    portal.await_printing(submission)
    [child] = descendants(worker.pid)
    os.kill(child, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(child), 10)
    assert not Print.objects.exists()
    portal.await_all_done()
    assert worker.is_running()
    assert portal.job(submission).attempts == 2
    assert len(portal.sink.mails) == 3
    portal.assert_one_of_each(submission)


def test_whole_worker_killed_in_mid_print(portal: Portal) -> None:
    portal.start("worker", "beat")
    submission = a_sent_report(an_open_round(), text=LONG)
    portal.await_printing(submission)
    kill(portal.children["worker"])
    assert not Print.objects.exists()
    portal.start("worker-2")
    portal.await_all_done()
    assert portal.job(submission).attempts == 2
    assert len(portal.sink.mails) == 3
    portal.assert_one_of_each(submission)


def test_worker_killed_between_the_mail_servers_yes_and_ours_leaves_the_mail_to_a_person(portal: Portal) -> None:
    portal.sink.answering.clear()
    portal.start("beat")
    portal.start_worker("worker", "-c", "1")  # one mail at a time
    submission = a_sent_report(an_open_round(), text=LONG)
    assert wait_until(lambda: bool(portal.sink.mails), 60)
    [first] = portal.sink.addresses()
    kill(portal.children["worker"])
    portal.sink.answering.set()
    portal.start("worker-2")
    assert wait_until(lambda: len(portal.sink.mails) == 3, 30)
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
