"""The rehearsal as it is loaded, and where it is refused."""

import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from elo_portal.office import clock
from elo_portal.office.models import Job, Notice, RehearsalClock
from elo_portal.rehearsal import loading
from networks.choices import MEMBER_KINDS
from networks.models import Appointment, Group, Membership, Organisation, Person, Region, User
from reporting.choices import RoundKind, State
from reporting.content import answers_of
from reporting.models import Document, Round, Submission
from strategies.models import GoalSet, Strategy

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def reference() -> None:
    call_command("load_network", as_of=loading.FIRST_MOMENT.date())


@pytest.fixture
def rehearsal(reference: None) -> None:
    call_command("load_rehearsal")


def test_reference_data_come_whole_and_twice_the_same(reference):
    call_command("load_network", as_of=loading.FIRST_MOMENT.date())
    day = loading.FIRST_MOMENT.date()
    assert Region.objects.count() == 19
    assert Organisation.objects.on(day).filter(kind="centre").count() == 15
    assert Organisation.objects.on(day).filter(kind="avi").count() == 6
    assert GoalSet.objects.get(key="2011").goals.count() == 5
    rounds = {one.kind: one for one in Round.objects.all()}
    assert {kind: one.questions.count() for kind, one in rounds.items()} == {RoundKind.REPORT: 5, RoundKind.PLAN: 4}
    assert {kind: one.addressees.count() for kind, one in rounds.items()} == {RoundKind.REPORT: 2, RoundKind.PLAN: 4}
    assert {kind: one.opens for kind, one in rounds.items()} == {RoundKind.REPORT: None, RoundKind.PLAN: None}
    assert rounds[RoundKind.REPORT].due.astimezone(clock.HELSINKI).isoformat() == "2014-12-31T23:59:59+02:00"


def test_three_reports_stand_in_three_states(rehearsal):
    documents = {one.group.code: one for one in Document.objects.select_related("group", "round")}
    written = {
        code: [bool(answer.text.body) for answer in answers_of(document)] for code, document in documents.items()
    }
    assert {code: one.state for code, one in documents.items()} == {
        "KAI": State.DRAFT,
        "LAP": State.DRAFT,
        "POH": State.SENT,
    }
    assert written == {"KAI": [True] * 4 + [False], "LAP": [True] * 5, "POH": [True] * 5}
    assert Submission.objects.get().frozen["language"] == "sv"
    assert sorted(job.kind for job in Job.objects.all()) == ["reporting.print_submission", "strategies.print_version"]
    assert Notice.objects.count() == 4


def test_every_group_has_members_of_every_kind_of_body(rehearsal):
    day = loading.FIRST_MOMENT.date()
    for group in Group.objects.filter(kind="regional"):
        kinds = set(Membership.objects.on(day).filter(group=group).values_list("organisation__kind", flat=True))
        assert kinds == {kind.value for kind in MEMBER_KINDS}


def test_the_accounts_sign_in_with_the_same_password_and_nobody_else_does(rehearsal):
    accounts = {user.email for user in User.objects.all() if user.check_password("harjoitus")}
    assert accounts == {
        "kainuu@elo.example",
        "lappi@elo.example",
        "osterbotten@elo.example",
        "puheenjohtaja.kainuu@elo.example",
        "okm@elo.example",
        "tem@elo.example",
        "yllapito@elo.example",
    }
    assert User.objects.count() == len(accounts) < Person.objects.count()


def test_the_strategy_of_kainuu_is_whole(rehearsal):
    version = Strategy.objects.get().versions.get()
    words = version.words
    assert {name: len(words[name]) for name in ("key_themes", "values", "goals", "themes", "preparers")} == {
        "key_themes": 4,
        "values": 3,
        "goals": 3,
        "themes": 4,
        "preparers": 8,
    }
    assert all(words[name] for name in ("definition", "purpose", "basis", "vision", "mission", "implementer"))
    assert [region["name"] for region in words["regions"]] == ["Kainuu"]


def test_kainuus_strategy_was_adopted_by_its_expert_on_its_first_day(rehearsal):
    version = Strategy.objects.get().versions.get()
    assert (version.adopted_by.name, version.decided_by) == ("Aino Heikkinen", "Kainuun ELO-yhteistyöryhmä")
    assert version.adopted_at == datetime(2014, 1, 1, 9, tzinfo=clock.HELSINKI)
    assert version.is_in_force(loading.FIRST_MOMENT.date())


def test_another_regions_strategy_is_put_in_by_an_expert_without_an_account_who_came_later(rehearsal):
    centre = Organisation.objects.get(key="centre-2010-satakunta")
    expert = Person.objects.create(name="Veikko Salmela", email="veikko@elo.example")
    Appointment.objects.create(person=expert, organisation=centre, role="expert", since=date(2013, 5, 2))
    row = loading._read("strategy_kainuu") | {
        "coordinator": centre.key,
        "regions": [centre.coverage.get().region.code],
        "since": "2012-01-01",
        "until": "2015-12-31",
        "goals": [{"text": "Ohjaus on osuvaa", "national": ["2011-1"]}],
    }
    organisations = {one.key: one for one in Organisation.objects.all()}
    loading._strategy(row, organisations, {one.code: one for one in Region.objects.all()})
    version = centre.strategies.get().versions.get()
    assert (version.since, version.until, version.decided_on) == (date(2012, 1, 1), date(2015, 12, 31), version.since)
    assert (version.adopted_by, version.adopted_at) == (expert, datetime(2013, 5, 2, 9, tzinfo=clock.HELSINKI))
    assert [goal["number"] for goal in version.words["national_goals"]] == [1]


def test_the_clock_stands_at_the_first_morning(rehearsal):
    assert RehearsalClock.objects.get().reading == loading.FIRST_MOMENT


def test_loading_twice_changes_nothing(rehearsal):
    before = (Person.objects.count(), Submission.objects.get().sha256)
    call_command("load_rehearsal")
    assert (Person.objects.count(), Submission.objects.get().sha256) == before


def test_a_production_portal_refuses_the_rehearsal(reference, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production portal"):
        call_command("load_rehearsal")
    assert Person.objects.count() == 0


def test_a_rehearsal_refuses_a_public_host_name():
    environment = os.environ | {"ELO_MODE": "rehearsal", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "portal.example"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "answers on this machine alone" in done.stderr
