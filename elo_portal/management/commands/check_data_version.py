from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

# Apps that the portal once had and no longer has: their rows are old, not new.
RETIRED_APPS: frozenset[str] = frozenset()


def unknown_migrations(
    applied: Iterable[tuple[str, str]], on_disk: Mapping[tuple[str, str], Migration]
) -> list[tuple[str, str]]:
    """Migrations that the database has seen and this version does not have: a newer version was here."""
    squashed = {replaced for migration in on_disk.values() for replaced in migration.replaces}
    return sorted((app, name) for app, name in set(applied) - on_disk.keys() - squashed if app not in RETIRED_APPS)


class Command(BaseCommand):
    help = "Refuses a database that a newer version of the portal has migrated. Changes nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        loader = MigrationLoader(connection, ignore_no_migrations=True)
        if unknown := unknown_migrations(loader.applied_migrations, loader.disk_migrations):
            newest = ".".join(unknown[-1])
            raise CommandError(
                f"The data were made by a newer version of the portal (this one does not know {newest}). "
                "Use that version, or in a rehearsal begin anew with ./elo run --fresh"
            )
