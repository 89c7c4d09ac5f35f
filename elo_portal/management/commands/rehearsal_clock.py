from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from elo_portal.office import clock
from elo_portal.rehearsal.loading import FIRST_MOMENT


class Command(BaseCommand):
    help = "Lets the rehearsal's clock run, or stand still while the portal is stopped. `./elo run` calls it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["start", "stop"])

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REHEARSAL:
            raise CommandError("Only a rehearsal has a clock of its own (ELO_MODE=rehearsal).")
        clock.set_up(FIRST_MOMENT)
        if options["act"] == "start":
            clock.start()
        else:
            clock.stop()
        if options["verbosity"]:
            self.stdout.write(f"The rehearsal's clock: {clock.now().astimezone(clock.HELSINKI):%d.%m.%Y %H.%M.%S}")
