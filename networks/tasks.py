"""What beat starts because its moment has come."""

from celery import shared_task

from elo_portal.office import clock

from .commands.telling import tell_of_ending_terms as tell


@shared_task
def tell_of_ending_terms() -> None:
    tell(at=clock.now())
