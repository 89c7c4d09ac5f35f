from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.migrations.loader import MigrationLoader

from elo_portal.office import backups
from elo_portal.office.backups import Manifest
from elo_portal.office.mail.commands import doubt_what_had_not_left

from .check_data_version import unknown_migrations


class Command(BaseCommand):
    help = (
        "Restores a backup into the portal's own database, which must be new and empty, and its folder of attached "
        "files; compares every count, file and print with the backup's list; brings older data up to date."
    )
    requires_system_checks: list[str] = []
    # Before it the database has no tables to be checked.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="the backup's own folder, elo-…")
        parser.add_argument("--verify-only", action="store_true", help="only look whether the backup is whole")

    def handle(self, *args: Any, folder: Path, verify_only: bool, **options: Any) -> None:
        try:
            manifest = backups.verify(folder)
            self.stdout.write(
                f"The backup of {manifest.moment} is whole: {sum(manifest.rows.values())} rows of "
                f"{len(manifest.rows)} tables, attached files {len(manifest.files)}, made by portal {manifest.portal}."
            )
            if verify_only:
                return
            is_older = self.is_older(manifest)
            backups.restore(folder, manifest)
        except (backups.Unfit, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Restored, and every count, attached file and print compared.")
        if is_older:
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write("The data were of an older version and have been brought up to date.")
        if doubtful := doubt_what_had_not_left(f"The database was restored from the backup of {manifest.moment}."):
            self.stdout.write(
                f"Mails that had not left when the backup was made: {doubtful}. They may have left since, so the "
                "administrator decides about each on the page Viestit."
            )

    def is_older(self, manifest: Manifest) -> bool:
        """Whether migrations wait for the backup's data. Raises CommandError for data of a newer version."""
        on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        applied = [(app, name) for app, _, name in (one.partition(".") for one in manifest.migrations)]
        if unknown := unknown_migrations(applied, on_disk):
            newest = ".".join(unknown[-1])
            raise CommandError(
                f"The backup was made by a newer version of the portal, {manifest.portal} (this one does not know "
                f"{newest}). Restore it with that version."
            )
        return bool(on_disk.keys() - set(applied))
