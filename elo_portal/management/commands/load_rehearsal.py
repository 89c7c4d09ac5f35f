from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from elo_portal.rehearsal import loading
from elo_portal.rehearsal.files import FIRST_DAY


class Command(BaseCommand):
    help = "Load the rehearsal of 2014: invented people, groups and documents. A production portal refuses it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            help="the day on which the rehearsal begins, as 2014-08-25; 2014-12-15 when left out",
        )

    def handle(self, *args: object, day: date | None = None, **options: object) -> None:
        if loading.is_loaded():
            if day:
                raise CommandError("The rehearsal has begun already. To begin on another day, start with --fresh.")
            self.stdout.write("The rehearsal is in already; nothing was changed.")
            return
        try:
            loading.load(day or FIRST_DAY)
        except loading.NotARehearsal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The rehearsal is in: it is {day or FIRST_DAY:%-d.%-m.%Y}, 9.00.")
