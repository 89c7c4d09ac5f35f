"""A database of the version before: its strategies become adopted first versions, with the same days and words."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from elo_portal.office import frozen
from elo_portal.office.clock import HELSINKI
from elo_portal.office.models import Job
from networks.choices import Role
from strategies.commands import print_version
from strategies.models import Strategy
from strategies.queries import strategy_in_force
from tests import builders

OLD, NEW = [("strategies", "0001_initial")], [("strategies", "0005_old_columns_away")]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old():
    """The tables as they were; afterwards everything is as it is now, with what was built on these tables."""
    executor = MigrationExecutor(connection)
    executor.migrate(OLD)
    yield executor.loader.project_state(OLD).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def written(old: Any, coordinator: Any, *regions: Any, **fields: Any) -> Any:
    """A strategy as the version before kept it."""
    strategy = old.get_model("strategies", "Strategy").objects.create(
        coordinator_id=coordinator.pk,
        **{"title": "Alueen strategia", "language": "fi", "since": date(2014, 1, 1), "until": None, **fields},
    )
    strategy.regions.set([region.pk for region in regions])
    return strategy


def migrated() -> None:
    MigrationExecutor(connection).migrate(NEW)


@pytest.fixture
def world():
    group = builders.group("KAI")
    return SimpleNamespace(group=group, region=builders.area(group).region, centre=builders.responsible(group))


def test_a_strategy_becomes_an_adopted_version_that_is_in_force(old, world):
    expert = builders.expert(world.group, "Aino Heikkinen")
    row = written(
        old,
        world.centre,
        world.region,
        vision=" Visio\r\ntoinen rivi ",
        definition="Ohjaus on matka.",
        mission="Missio",
    )
    parts = old.get_model("strategies", "StrategyPart").objects
    for kind, number, heading, text in (
        ("goal", 2, "", "Toinen tavoite"),
        ("goal", 1, "", "Ensimmäinen tavoite"),
        ("value", 1, "", "Arvo"),
        ("key_theme", 1, "", "Teema"),
        ("theme", 1, "Otsikko", "Teksti"),
        ("preparer", 1, "", "Kaupunki"),
    ):
        parts.create(strategy=row, kind=kind, number=number, heading=heading, text=text)
    migrated()
    version = Strategy.objects.get().versions.get()
    at = datetime(2014, 1, 1, 9, tzinfo=HELSINKI)
    assert strategy_in_force(world.group, date(2014, 12, 15)) == version
    assert (version.since, version.until, version.adopted_by, version.adopted_at) == (
        date(2014, 1, 1),
        None,
        expert.person,
        at,
    )
    assert frozen.fingerprint(bytes(version.content)) == version.sha256
    frozen.load(bytes(version.content))
    save = version.saves.get()
    assert (save.by, save.at, save.number, version.current) == (expert.person, at, 1, save)
    assert save.content.items() <= version.words.items()
    assert save.content == {
        "title": "Alueen strategia",
        "language": "fi",
        "vision": "Visio\ntoinen rivi",
        "mission": "Missio",
        "definition": "Ohjaus on matka.",
        "purpose": "",
        "basis": "",
        "implementer": "",
        "goals": [{"text": "Ensimmäinen tavoite", "national": []}, {"text": "Toinen tavoite", "national": []}],
        "values": ["Arvo"],
        "key_themes": ["Teema"],
        "preparers": ["Kaupunki"],
        "links": [],
        "themes": [{"heading": "Otsikko", "text": "Teksti"}],
    }
    assert [(job.kind, job.subject) for job in Job.objects.all()] == [("strategies.print_version", version.pk)]
    assert print_version(version.pk).pages == 1


def test_without_an_expert_of_the_day_somebody_who_could_have_written_it_is_named(old, world):
    admin = builders.admin("Ylläpitäjä")
    written(old, world.centre, world.region)
    migrated()
    assert Strategy.objects.get().versions.get().adopted_by == admin.person


def test_an_expert_who_came_later_goes_before_an_administrator(old, world):
    builders.admin()
    later = builders.user()
    builders.appointment(later, world.centre, Role.EXPERT, since=date(2014, 6, 1))
    written(old, world.centre, world.region, until=date(2015, 1, 1))
    migrated()
    version = Strategy.objects.get().versions.get()
    assert (version.adopted_by, version.until) == (later.person, date(2015, 1, 1))


def test_a_database_without_strategies_migrates(old):
    migrated()
    assert Strategy.objects.count() == 0
