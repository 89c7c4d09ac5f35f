from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from elo_portal.rehearsal.files import FIRST_DAY


class Command(BaseCommand):
    """All in one process, because starting Django five times would take longer than the work."""

    help = "Brings a rehearsal's database up to date and starts its clock; harmless to repeat. `./elo run` calls it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="the day on which a fresh rehearsal begins")

    def handle(self, *args: Any, day: date | None = None, **options: Any) -> None:
        quiet = {"verbosity": 0}
        call_command("check_data_version", **quiet)
        call_command("migrate", interactive=False, **quiet)
        call_command("load_network", as_of=FIRST_DAY, **quiet)
        call_command("load_rehearsal", day=day, **quiet)
        if day and day.year > FIRST_DAY.year:
            call_command("load_network", as_of=day, **quiet)
        call_command("rehearsal_clock", "start", **quiet)
