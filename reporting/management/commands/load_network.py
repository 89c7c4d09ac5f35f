from datetime import date

from django.core.management.base import BaseCommand, CommandParser

from elo_portal.office import clock
from networks.commands import reference as networks
from reporting.commands import reference as reporting
from strategies.commands import reference as strategies


class Command(BaseCommand):
    help = "Load the real reference data: regions, organisations, national goals, and the year's two rounds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--as-of",
            type=date.fromisoformat,
            help="the day whose year gets its rounds, as 2014-12-15; today when left out",
        )

    def handle(self, *args: object, as_of: date | None = None, **options: object) -> None:
        day = as_of or clock.today()
        networks.load_reference()
        strategies.load_reference()
        reporting.load_reference(day)
        self.stdout.write(f"Reference data is in; the rounds of {day.year} are prepared.")
