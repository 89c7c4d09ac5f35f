"""Whether somebody does the work: workers for each queue, and beat."""

from collections.abc import Iterator
from datetime import timedelta

from celery import Celery
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from elo_portal.office import duties
from elo_portal.office.jobs.kinds import QUEUES

from .words import age

# Of beat's own tasks: Celery's name for the queue of those that name none.
OF_BEAT = "celery"
ANSWER = 5  # seconds in which a worker has to answer
LONG_AGO = timedelta(minutes=3)


def workers() -> Iterator[str]:
    answered = _queues_with_a_worker()
    for queue in (OF_BEAT, *QUEUES):
        if queue not in answered:
            yield _("No worker answers for the queue %(queue)s.") % {"queue": queue}


def _queues_with_a_worker() -> set[str]:
    """Asked by a client of our own: only workers and beat load the portal's Celery application."""
    with Celery("checkup", broker=settings.CELERY_BROKER_URL, set_as_current=False) as client:
        client.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        answers = client.control.inspect(timeout=ANSWER).active_queues() or {}
    return {queue["name"] for queues in answers.values() for queue in queues}


def beat() -> Iterator[str]:
    played = duties.last_played()
    if played is None:
        yield _(
            "Nothing shows that what falls due is looked at. Does beat run, and a worker for the queue %(queue)s?"
        ) % {"queue": OF_BEAT}
    elif timezone.now() - played > LONG_AGO:
        yield _(
            "What falls due was last looked at %(age)s ago, and should be every half minute. "
            "Does beat run, and a worker for the queue %(queue)s?"
        ) % {"age": age(played), "queue": OF_BEAT}
