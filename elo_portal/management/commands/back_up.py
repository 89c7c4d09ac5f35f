from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from elo_portal.office import backups


class Command(BaseCommand):
    help = (
        "Backs up the database and the attached files together, of one moment, into a new folder with a list of what "
        "is in it (docs/operations.md). The portal may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="in which the backup's own folder is made")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            made = backups.back_up(folder, portal=settings.VERSION)
            manifest = backups.verify(made)
        except (backups.Unfit, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Backed up {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and all attached files "
            f"({len(manifest.files)}) to {made}"
        )
