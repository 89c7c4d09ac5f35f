from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

# The rehearsal plays the letter's own year, so the reference data are those of its first day.
FIRST_DAY = "2014-12-15"


class Command(BaseCommand):
    """All in one process, because starting Django five times would take longer than the work."""

    help = "Brings a rehearsal's database up to date and starts its clock; harmless to repeat. `./elo run` calls it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = {"verbosity": 0}
        call_command("check_data_version", **quiet)
        call_command("migrate", interactive=False, **quiet)
        call_command("load_network", "--as-of", FIRST_DAY, **quiet)
        call_command("load_rehearsal", **quiet)
        call_command("rehearsal_clock", "start", **quiet)
