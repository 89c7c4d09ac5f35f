"""The broker is stopped, hangs, or is wiped at the moment of sending: the act stands, its work comes later."""

import os
import signal
from collections.abc import Callable

import pytest
from django.conf import settings
from django.urls import reverse

from elo_portal.machine.processes import wait_until
from reporting.models import Document, Submission

from .browser import Browser, together
from .portal import Portal
from .reports import LONG, a_draft, a_sent_report, an_open_round

# Measuring the report takes most of it. A request that waited for the broker would take at least its patience more.
AT_ONCE = settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_timeout"]
# Longer than that patience, so that the workers' connections do break.
AWAY = 8


def stopped(portal: Portal) -> Callable[[], object]:
    portal.valkey.stop()
    return portal.valkey.start


def hung(portal: Portal) -> Callable[[], object]:
    os.kill(portal.valkey.server.pid, signal.SIGSTOP)
    return lambda: os.kill(portal.valkey.server.pid, signal.SIGCONT)


def warm(browser: Browser, document: Document) -> None:
    """Each of the two web processes reads its fonts before it measures its first report."""
    together(browser.get, [reverse("document_check", args=[document.pk])] * 4)


def send(browser: Browser, document: Document) -> Submission:
    """As a person does it: from the check page to the receipt."""
    page = browser.get(reverse("document_check", args=[document.pk]))
    answer = browser.post(reverse("document_send", args=[document.pk]), {"checked": page.hidden("checked")})
    submission = Submission.objects.get(document=document)
    assert (answer.status, answer.location) == (302, submission.get_absolute_url())
    assert answer.seconds < AT_ONCE
    receipt = browser.get(answer.location)
    assert receipt.status == 200
    assert submission.identifier in receipt.said()
    return submission


@pytest.mark.parametrize("fault", [stopped, hung])
def test_sending_while_the_broker_is_away(portal: Portal, fault: Callable[[Portal], Callable[[], object]]) -> None:
    """Another report is half printed when the broker goes: the worker has what it cannot acknowledge."""
    portal.start("web", "worker", "beat")
    in_round = an_open_round()
    document, sender = a_draft(in_round)
    browser = Browser(portal.port, sender)
    warm(browser, document)
    other = a_sent_report(in_round, text=LONG)
    portal.await_printing(other)
    mend = fault(portal)
    submission = send(browser, document)
    ready = browser.get("/readyz")
    assert (ready.status, '"broker": "away"' in ready.page) == (200, True)
    wait_until(lambda: False, AWAY)
    assert portal.job(submission).attempts == 0
    assert portal.sink.mails == []
    mend()
    portal.await_all_done(90)
    assert [child.is_running() for child in portal.children.values()] == [True, True, True]
    assert len(portal.sink.mails) == 2 * 3
    portal.assert_one_of_each(submission, other)


def test_broker_wiped_with_the_print_in_its_queue(portal: Portal) -> None:
    """Nobody takes documents yet, so the task lies in the broker when it dies; the relay sends it again."""
    portal.start("web", "beat")
    portal.start_worker("worker-relay", "-Q", "celery")
    document, sender = a_draft(an_open_round())
    browser = Browser(portal.port, sender)
    warm(browser, document)
    submission = send(browser, document)
    assert wait_until(lambda: portal.waiting("documents") == 1, 20)
    portal.wipe_broker()
    assert portal.waiting("documents") == 0
    portal.start_worker("worker-documents", "-Q", "documents")
    portal.await_all_done(90)
    job = portal.job(submission)
    # At least once more: a worker slow to start may find it published again and again, and still prints it once.
    assert (job.times_published >= 2, job.attempts) == (True, 1)
    assert len(portal.sink.mails) == 3
    portal.assert_one_of_each(submission)
