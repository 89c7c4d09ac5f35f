"""What beat starts because its moment has come."""

from celery import shared_task

from elo_portal.office import clock

from . import commands


@shared_task
def open_due_rounds() -> None:
    commands.open_due_rounds(at=clock.now())


@shared_task
def remind() -> None:
    commands.remind(at=clock.now())
