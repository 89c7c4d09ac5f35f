from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from elo_portal.rehearsal import loading, measures, states

PAGE = Path(settings.BASE_DIR) / "docs" / "rehearsal.md"


class Command(BaseCommand):
    help = "Writes the states of docs/rehearsal.md and the measures of what was sent, from a rehearsal just loaded."

    def handle(self, *args: object, **options: object) -> None:
        if not loading.is_loaded():
            raise CommandError("There is no rehearsal here: run load_network --as-of 2014-12-15 and load_rehearsal.")
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        measures.FILE.write_text(measures.written(measures.measure()), encoding="utf-8")


def page(before: str) -> str:
    """The page with the table as it is now."""
    start, _, rest = before.partition(states.BEGIN)
    return start + states.BEGIN + states.table(loading.FIRST_MOMENT) + states.END + rest.partition(states.END)[2]
