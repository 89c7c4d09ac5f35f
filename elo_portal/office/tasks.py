"""What workers and beat run."""

from celery import current_app, shared_task
from django.conf import settings
from django.core.management import call_command

from . import clock
from .jobs.commands import do, publish_waiting
from .mail.commands import hand_over_ready


@shared_task
def do_job(pk: int) -> None:
    do(pk)


@shared_task
def relay() -> None:
    """Publish what waits. Two of these at once share the rows between them."""
    if settings.REHEARSAL:
        clock.beat()
    publish_waiting(lambda pk: current_app.send_task("elo_portal.office.tasks.do_job", args=[pk]))
    hand_over_ready()


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")
