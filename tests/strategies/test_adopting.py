"""Adopting: the frozen content, the days in force, the chain, and what the database refuses."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from elo_portal.office import frozen
from elo_portal.office.models import AuditEntry, Job
from elo_portal.office.printing import printer
from elo_portal.office.refusals import NotNow
from strategies import commands
from strategies.models import StrategyVersion
from strategies.queries import strategy_in_force
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FIRST, SECOND = date(2014, 1, 1), date(2015, 3, 1)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def expert(group):
    return builders.expert(group, "Aino Heikkinen")


@pytest.fixture
def draft(group, expert):
    builders.goal_set(goals=3)
    goals = [{"text": "Ohjaus on osuvaa", "national": ["2011-3", "2011-1"]}, {"text": "Verkosto toimii"}]
    return builders.strategy_draft(group, by=expert, goals=goals)


def second_version(first, expert, **words):
    version = commands.begin_version(first.strategy, by=builders.actor(expert), at=NOW)
    builders.save_strategy(version, by=expert, **words)
    return version


def test_the_content_is_frozen_whole(group, expert, draft):
    adopted = builders.adopt(draft, by=expert, since=FIRST, until=date(2016, 12, 31))
    centre = builders.responsible(group).short_name_on(FIRST, "fi")
    content = frozen.load(bytes(adopted.content))
    assert frozen.fingerprint(bytes(adopted.content)) == adopted.sha256
    assert content == {
        **builders.strategy_words(
            goals=[
                {"text": "Ohjaus on osuvaa", "national": ["2011-1", "2011-3"]},
                {"text": "Verkosto toimii", "national": []},
            ]
        ),
        "schema": 1,
        "kind": "strategy",
        "identifier": f"STR-{draft.strategy_id}-1",
        "number": 1,
        "regions": [{"code": draft.strategy.regions.get().code, "name": "Kainuu"}],
        "coordinator": centre,
        "since": "2014-01-01",
        "until": "2016-12-31",
        "decision": {"by": "Ryhmä", "on": "2010-01-01"},
        "national_goals": [
            {
                "key": f"2011-{number}",
                "number": number,
                "text": f"Tavoite 2011/{number}",
                "set": "Tavoitteet 2011",
                "source": "Muistio 2011",
                "own_translation": False,
            }
            for number in (1, 3)
        ],
        "adopted": {
            "at": "2014-12-15T09:00:00+02:00",
            "by": {"name": "Aino Heikkinen", "role": "expert", "organisation": centre},
        },
        "previous": None,
    }
    assert (adopted.adopted_by, adopted.adopted_at, adopted.since) == (expert.person, NOW, FIRST)
    assert expert.email not in bytes(adopted.content).decode()


def test_adopting_leaves_a_job_and_an_audit_row(draft, expert):
    adopted = builders.adopt(draft, by=expert)
    assert [(job.kind, job.subject) for job in Job.objects.all()] == [("strategies.print_version", adopted.pk)]
    assert AuditEntry.objects.get(act="strategy.adopt").details == {"version": 1, "sha256": adopted.sha256}


def test_the_next_version_ends_the_one_before_on_the_day_before(group, draft, expert):
    first = builders.adopt(draft, by=expert, since=FIRST)
    second = builders.adopt(second_version(first, expert, vision="Uusi"), by=expert, since=SECOND)
    first.refresh_from_db()
    assert (first.until, second.since, second.until) == (SECOND - timedelta(days=1), SECOND, None)
    assert json.loads(bytes(first.content))["until"] is None
    assert second.words["previous"] == first.sha256
    days = {day: strategy_in_force(group, day) for day in (FIRST - timedelta(days=1), FIRST, first.until, SECOND)}
    assert list(days.values()) == [None, first, first, second]


def test_a_version_that_ended_of_itself_is_left_as_it_is(draft, expert):
    first = builders.adopt(draft, by=expert, since=FIRST, until=date(2014, 6, 30))
    builders.adopt(second_version(first, expert), by=expert, since=SECOND)
    first.refresh_from_db()
    assert first.until == date(2014, 6, 30)


@pytest.mark.parametrize("since", [FIRST, FIRST - timedelta(days=1)])
def test_a_version_comes_into_force_after_the_one_before(draft, expert, since):
    first = builders.adopt(draft, by=expert, since=FIRST)
    with pytest.raises(NotNow, match="after the version before it"):
        builders.adopt(second_version(first, expert), by=expert, since=since)


def adopt(version, expert, **changes):
    decision = {
        "since": FIRST,
        "until": None,
        "decided_by": "Ryhmä",
        "decided_on": FIRST,
        "checked": version.current.number,
        **changes,
    }
    return commands.adopt(version, by=builders.actor(expert), at=NOW, **decision)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"checked": 1}, "has changed since you checked it"),
        ({"until": FIRST - timedelta(days=1)}, "must not be before the first day"),
        ({"decided_on": NOW.date() + timedelta(days=1)}, "still to come"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(draft, expert, changes, sentence):
    with pytest.raises(NotNow, match=sentence):
        adopt(draft, expert, **changes)
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize("words", [{"goals": []}, {"themes": [{"heading": "", "text": "Ilman otsikkoa"}]}])
def test_an_incomplete_strategy_is_not_adopted(draft, expert, words):
    builders.save_strategy(draft, by=expert, **words)
    draft.refresh_from_db()
    with pytest.raises(NotNow, match="not complete"):
        adopt(draft, expert)


def test_a_strategy_that_cannot_be_printed_is_not_adopted(draft, expert, monkeypatch):
    monkeypatch.setattr(printer, "MOST_TAGS", 10)
    with pytest.raises(NotNow, match="too long to be printed"):
        adopt(draft, expert)


def test_adopting_twice_is_refused(draft, expert):
    adopt(draft, expert)
    with pytest.raises(NotNow, match="adopted already"):
        adopt(draft, expert)


def test_the_chair_does_not_adopt(group, draft):
    with pytest.raises(PermissionDenied):
        adopt(draft, builders.chair(group))


@pytest.mark.parametrize(
    "changes",
    [{"title": "Toinen"}, {"content": b"{}"}, {"since": SECOND}, {"until": None}, {"until": SECOND}, {"number": 7}],
)
def test_the_database_refuses_to_change_what_was_adopted(draft, expert, changes):
    builders.adopt(draft, by=expert, since=FIRST, until=date(2014, 12, 31))
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        StrategyVersion.objects.filter(pk=draft.pk).update(**changes)


def test_the_database_refuses_to_delete_what_was_adopted(draft, expert):
    builders.adopt(draft, by=expert)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        StrategyVersion.objects.filter(pk=draft.pk)._raw_delete("default")


def row(draft, **changes):
    whole = {
        "strategy": draft.strategy,
        "number": 2,
        "title": "Toinen",
        "content": b"{}",
        "sha256": "0" * 64,
        "since": SECOND,
        "decided_by": "Ryhmä",
        "decided_on": FIRST,
        "adopted_by": builders.person(),
        "adopted_at": timezone.now(),
        **changes,
    }
    return StrategyVersion(**whole)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"content": None}, "strategy_version_is_adopted_whole"),
        ({"sha256": ""}, "strategy_version_is_adopted_whole"),
        ({"since": None}, "strategy_version_is_adopted_whole"),
        ({"decided_by": ""}, "strategy_version_is_adopted_whole"),
        ({"decided_on": None}, "strategy_version_is_adopted_whole"),
        ({"adopted_by": None}, "strategy_version_is_adopted_whole"),
        ({"until": SECOND - timedelta(days=1)}, "strategy_version_since_before_until"),
        ({"number": 1}, "strategy_version_number_once"),
        ({"since": FIRST}, "one_strategy_version_in_force"),
    ],
)
def test_the_database_refuses_what_cannot_be(draft, expert, changes, constraint):
    builders.adopt(draft, by=expert, since=FIRST, until=date(2014, 12, 31))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(draft, **changes).save()


def test_the_database_takes_a_whole_row(draft, expert):
    builders.adopt(draft, by=expert, since=FIRST, until=date(2014, 12, 31))
    made = row(draft)
    made.save()
    assert StrategyVersion.objects.filter(pk=made.pk).exists()
