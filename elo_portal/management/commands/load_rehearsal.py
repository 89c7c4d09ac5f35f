from django.core.management.base import BaseCommand, CommandError

from elo_portal.rehearsal import loading


class Command(BaseCommand):
    help = "Load the rehearsal of 2014: invented people, groups and reports. A production portal refuses it."

    def handle(self, *args: object, **options: object) -> None:
        if loading.is_loaded():
            self.stdout.write("The rehearsal is in already; nothing was changed.")
            return
        try:
            loading.load()
        except loading.NotARehearsal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The rehearsal is in: it is 15.12.2014, 9.00.")
