"""Data of an older version are migrated, of a newer one refused."""

import pytest
from django.core.management import CommandError, call_command
from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder

from elo_portal.management.commands.check_data_version import unknown_migrations


class First(migrations.Migration):
    pass


class Squashed(migrations.Migration):
    replaces = [("reporting", "0001_first"), ("reporting", "0002_second")]


ON_DISK = {("reporting", "0001_first"): First("0001_first", "reporting")}


def test_data_of_an_older_version_are_not_refused():
    assert unknown_migrations([], ON_DISK) == []


def test_a_migration_that_is_not_on_disk_is_of_a_newer_version():
    applied = [("reporting", "0001_first"), ("reporting", "0002_second")]
    assert unknown_migrations(applied, ON_DISK) == [("reporting", "0002_second")]


def test_a_whole_app_that_is_not_here_is_of_a_newer_version():
    assert unknown_migrations([("surveys", "0001_initial")], ON_DISK) == [("surveys", "0001_initial")]


def test_migrations_that_were_squashed_are_known():
    on_disk = {("reporting", "0001_squashed"): Squashed("0001_squashed", "reporting")}
    assert unknown_migrations([("reporting", "0001_first"), ("reporting", "0002_second")], on_disk) == []


@pytest.mark.django_db
def test_this_versions_own_data_pass():
    call_command("check_data_version")


@pytest.mark.django_db
def test_the_refusal_is_a_sentence_that_says_what_to_do():
    MigrationRecorder.Migration.objects.create(app="reporting", name="9999_from_the_future")
    with pytest.raises(CommandError) as refusal:
        call_command("check_data_version")
    assert str(refusal.value) == (
        "The data were made by a newer version of the portal (this one does not know reporting.9999_from_the_future). "
        "Use that version, or in a rehearsal begin anew with ./elo run --fresh"
    )
