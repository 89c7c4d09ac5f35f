"""The broker is stopped, hangs, or is wiped at the moment of sending: the act stands, its work comes later."""

import os
import signal
from collections.abc import Callable

import pytest
from django.urls import reverse

from elo_portal.machine.processes import wait_until
from reporting.models import Document, Submission
from tests import builders

from .browser import Browser
from .portal import Portal

# "At once": measuring the report takes most of it. A request that waited for the broker would take longer.
AT_ONCE = 4
# Longer than a worker's patience with the broker (socket_timeout), so that its connections do break.
AWAY = 8


def stopped(portal: Portal) -> Callable[[], object]:
    portal.valkey.stop()
    return portal.valkey.start


def hung(portal: Portal) -> Callable[[], object]:
    os.kill(portal.valkey.server.pid, signal.SIGSTOP)
    return lambda: os.kill(portal.valkey.server.pid, signal.SIGCONT)


def a_sender(portal: Portal) -> tuple[Document, Browser]:
    """With the check page open, which has told its wording and warmed the web's printer."""
    ministries = (builders.ministry(), builders.ministry())
    for ministry in ministries:
        builders.secretary(ministry)
    document = builders.document(in_round=builders.round_(ministries=ministries))
    builders.chair(document.group)
    sender = builders.expert(document.group)
    builders.write_all(document, by=sender)
    return document, Browser(portal.port, sender)


def send(browser: Browser, document: Document) -> Submission:
    """As a person does it: from the check page to the receipt."""
    page = browser.get(reverse("document_check", args=[document.pk]))
    answer = browser.post(reverse("document_send", args=[document.pk]), {"checked": page.hidden("checked")})
    [submission] = Submission.objects.all()
    assert (answer.status, answer.location) == (302, submission.get_absolute_url())
    assert answer.seconds < AT_ONCE
    receipt = browser.get(answer.location)
    assert receipt.status == 200
    assert submission.identifier in receipt.said()
    return submission


@pytest.mark.parametrize("fault", [stopped, hung])
def test_sending_while_the_broker_is_away(portal: Portal, fault: Callable[[Portal], Callable[[], object]]) -> None:
    portal.start("web", "worker", "beat")
    document, browser = a_sender(portal)
    mend = fault(portal)
    submission = send(browser, document)
    ready = browser.get("/readyz")
    assert (ready.status, '"broker": "away"' in ready.page) == (200, True)
    wait_until(lambda: False, AWAY)
    assert portal.job(submission).done_at is None
    assert portal.sink.mails == []
    mend()
    portal.await_all_done(90)
    assert [child.is_running() for child in portal.children.values()] == [True, True, True]
    assert len(portal.sink.mails) == 4
    portal.assert_one_of_each(submission)


def test_broker_wiped_with_the_print_in_its_queue(portal: Portal) -> None:
    """Nobody takes documents yet, so the task lies in the broker when it dies; the relay sends it again."""
    portal.start("web", "beat")
    portal.start_worker("worker-relay", "-Q", "celery")
    document, browser = a_sender(portal)
    submission = send(browser, document)
    assert wait_until(lambda: portal.waiting("documents") == 1, 20)
    portal.wipe_broker()
    assert portal.waiting("documents") == 0
    portal.start_worker("worker-documents", "-Q", "documents")
    portal.await_all_done(90)
    assert portal.job(submission).times_published == 2
    assert len(portal.sink.mails) == 4
    portal.assert_one_of_each(submission)
