"""What workers and beat run."""

import logging
from functools import partial

from celery import current_app, shared_task
from django.conf import settings
from django.core.management import call_command

from . import clock, duties, moving
from .jobs.commands import do, publish_waiting
from .jobs.kinds import QUEUES
from .mail.commands import hand_over_ready

logger = logging.getLogger(__name__)


@shared_task
def do_job(pk: int) -> None:
    """Do it; a job that it leads to is published at once."""
    if do(pk):
        _publish()


@shared_task
def relay() -> None:
    """Publish what waits. Two of these at once share the rows between them."""
    if settings.REHEARSAL:
        clock.beat()
    _publish()
    hand_over_ready()


def _publish() -> None:
    for queue in QUEUES:
        publish_waiting(partial(_send, queue), queue=queue)


def _send(queue: str, pk: int) -> None:
    current_app.send_task("elo_portal.office.tasks.do_job", args=[pk], queue=queue)


@shared_task
def play_duties() -> None:
    """What has fallen due by the clock; while a rehearsal's clock is being moved, the move plays it in its order.

    A duty that fails does not hold up the others, and is played again in half a minute.
    """
    duties.note_play()
    if moving.is_going():
        return
    at = clock.now()
    for duty in duties.registered():
        try:
            duty.play(at, at)
        except Exception:
            logger.exception("The duty %s failed", duty.name)


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
