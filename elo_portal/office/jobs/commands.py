"""Writing, doing and retrying jobs."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from elo_portal.office.models import Job

from .kinds import COMPILATIONS, effect_of, long_kinds

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
BATCH = 100


def add(kind: str, subject: int, *, key: str) -> None:
    """Write down a job in the current transaction; the same key is written once."""
    Job.objects.get_or_create(key=key, defaults={"kind": kind, "subject": subject})


def publish_waiting(publish: Callable[[int], object], *, queue: str = "") -> int:
    """Publish what waits or has been published long ago without being done, of one queue or of all. Returns how many.

    Runs in batches until nothing is left. A batch is marked and committed before it is published: a worker that has
    its message at once must not meet a row that the relay still holds, and leave. `publish(job id)` may raise when
    the broker is away: then what has not gone is unmarked, and the next round tries again.
    """
    published = 0
    while True:
        batch = _mark_batch(queue)
        for position, pk in enumerate(batch):
            try:
                publish(pk)
            except Exception:
                _unmark(batch[position:])
                raise
        published += len(batch)
        if len(batch) < BATCH:
            return published


@transaction.atomic
def _mark_batch(queue: str) -> list[int]:
    now = timezone.now()
    long_ago = now - timedelta(seconds=settings.RESEND_AFTER_SECONDS)
    of_queue = Q(kind__in=long_kinds())
    if queue != COMPILATIONS:
        of_queue = ~of_queue if queue else Q()
    batch = list(
        Job.objects.waiting()
        .filter(of_queue)
        .filter(Q(published_at=None) | Q(published_at__lt=long_ago))
        .filter(Q(next_try_at=None) | Q(next_try_at__lte=now))
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .values_list("pk", flat=True)[:BATCH]
    )
    Job.objects.filter(pk__in=batch).update(published_at=now, times_published=F("times_published") + 1)
    return batch


def _unmark(batch: list[int]) -> None:
    Job.objects.filter(pk__in=batch).update(published_at=None, times_published=F("times_published") - 1)


def do(pk: int) -> bool:
    """Do a job once. Returns False when it is done, parked or being done by another worker.

    The attempt is counted before the effect begins, so that a job that kills its worker is parked in the end.
    """
    with transaction.atomic():
        job = _take(pk)
        if job is None:
            return False
        if job.attempts >= MOST_ATTEMPTS:
            _park(job)
            return False
        job.attempts += 1
        job.save(update_fields=["attempts"])
    try:
        with transaction.atomic():
            job = _take(pk)
            if job is None:
                return False
            effect_of(job.kind)(job.subject)
            job.done_at = timezone.now()
            job.last_error = ""
            job.save(update_fields=["done_at", "last_error"])
    except Exception as failure:
        logger.exception("Job %s failed", pk)
        _fail(pk, failure)
        return False
    return True


@transaction.atomic
def try_again(job: Job) -> None:
    """Give a parked job another five attempts."""
    Job.objects.filter(pk=job.pk, done_at=None).update(parked_at=None, attempts=0, published_at=None, next_try_at=None)


def _take(pk: int) -> Job | None:
    return Job.objects.waiting().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()


def _fail(pk: int, failure: Exception) -> None:
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=pk)
        job.last_error = f"{type(failure).__name__}: {failure}"[:2000]
        job.published_at = None
        job.next_try_at = timezone.now() + timedelta(seconds=5 * 2**job.attempts)
        job.save(update_fields=["last_error", "published_at", "next_try_at"])
        if job.attempts >= MOST_ATTEMPTS:
            _park(job)


def _park(job: Job) -> None:
    job.parked_at = timezone.now()
    job.save(update_fields=["parked_at"])
