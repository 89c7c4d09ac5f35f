"""The rehearsal as it is loaded, and where it is refused."""

import os
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from elo_portal.management.commands import describe_rehearsal
from elo_portal.office import clock
from elo_portal.office.models import Job, Notice, RehearsalClock
from elo_portal.office.printing import printer
from elo_portal.rehearsal import files, loading, measures
from networks.choices import MEMBER_KINDS, GroupKind, Role
from networks.models import Appointment, Group, GroupChange, Membership, Organisation, Person, Region, User
from reporting.choices import RoundKind
from reporting.models import Round, Submission
from strategies.models import GoalSet, Strategy

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rehearsal")]


def test_reference_data_come_whole_and_twice_the_same(reference):
    call_command("load_network", as_of=files.FIRST_DAY, verbosity=0)
    day = files.FIRST_DAY
    assert Region.objects.count() == 19
    assert Organisation.objects.on(day).filter(kind="centre").count() == 15
    assert Organisation.objects.on(day).filter(kind="avi").count() == 6
    assert GoalSet.objects.get(key="2011").goals.count() == 5
    rounds = {one.kind: one for one in Round.objects.all()}
    assert {kind: one.questions.count() for kind, one in rounds.items()} == {RoundKind.REPORT: 5, RoundKind.PLAN: 4}
    assert {kind: one.addressees.count() for kind, one in rounds.items()} == {RoundKind.REPORT: 2, RoundKind.PLAN: 4}
    assert {kind: one.opens for kind, one in rounds.items()} == {RoundKind.REPORT: None, RoundKind.PLAN: None}
    assert rounds[RoundKind.REPORT].due.astimezone(clock.HELSINKI).isoformat() == "2014-12-31T23:59:59+02:00"


def test_from_2015_the_reference_data_have_two_rounds_of_development_groups():
    for _time in range(2):
        call_command("load_network", as_of=date(2015, 2, 1), verbosity=0)
    rounds = list(Round.objects.filter(kind=RoundKind.GROUP_REPORT).order_by("due"))
    assert [one.due.astimezone(clock.HELSINKI).isoformat() for one in rounds] == [
        "2015-05-31T23:59:59+03:00",
        "2015-11-30T23:59:59+02:00",
    ]
    assert [one.title_fi for one in rounds] == [
        "Kehittämisryhmän raportti, kevät 2015",
        "Kehittämisryhmän raportti, syksy 2015",
    ]
    for one in rounds:
        assert one.opens is None
        assert [question.is_sv_own_translation for question in one.questions.all()] == [True] * 4
        assert [(row.organisation.key, row.capacity) for row in one.addressees.all()] == [
            ("okm", Role.NATIONAL_SECRETARY),
            ("tem", Role.NATIONAL_SECRETARY),
            ("vokes", Role.SUPPORT_READER),
            ("keha", Role.SUPPORT_READER),
        ]


def test_all_centres_have_their_groups_and_haeme_has_two(rehearsal):
    day = files.FIRST_DAY
    groups = list(Group.objects.on(day).filter(kind=GroupKind.REGIONAL))
    assert {one.code for one in groups} == set(files.FOLDERS)
    responsible = [one.participations.get(is_responsible=True).organisation for one in groups]
    centres = set(Organisation.objects.on(day).filter(kind="centre"))
    assert set(responsible) == centres
    assert sorted(one.key for one in responsible if responsible.count(one) > 1) == ["centre-2010-hame"] * 2
    experts = Appointment.objects.on(day).filter(role=Role.EXPERT)
    assert {one.organisation for one in experts} == centres
    regions = [region.code for one in groups for region in one.regions.all()]
    assert (
        sorted(regions)
        == sorted(set(regions))
        == sorted(Region.objects.exclude(code="21").values_list("code", flat=True))
    )


def test_the_gaps_of_groups_are_where_they_are_meant_to_be(rehearsal):
    day = files.FIRST_DAY
    members = Membership.objects.on(day).filter(group__kind=GroupKind.REGIONAL)
    has_seat = set(members.values_list("group__code", "seat"))
    has_kind = set(members.values_list("group__code", "organisation__kind"))
    without_seat = {(code, seat) for code in files.FOLDERS for seat in ("chair", "secretary")} - has_seat
    assert without_seat == {("KHA", "secretary")}
    without_kind = {(code, kind.value) for code in files.FOLDERS for kind in MEMBER_KINDS} - has_kind
    assert without_kind == {("EPO", "avi"), ("EPO", "municipality"), ("KHA", "avi")}


def test_the_coordinator_has_formed_five_development_groups_and_each_centre_is_in_one(rehearsal):
    day = files.FIRST_DAY
    groups = list(Group.objects.on(day).filter(kind=GroupKind.DEVELOPMENT).order_by("code"))
    assert [(one.code, one.theme.code, one.participations.on(day).count()) for one in groups] == [
        ("KR1", "T1", 3),
        ("KR2", "T2", 3),
        ("KR3", "T3", 4),
        ("KR4", "T4", 3),
        ("KR5", "T5", 2),
    ]
    shares = [one.organisation for group in groups for one in group.participations.on(day)]
    assert sorted(one.key for one in shares) == sorted(
        one.key for one in Organisation.objects.on(day).filter(kind="centre")
    )
    assert [one.participations.get(is_responsible=True).organisation.key for one in groups] == [
        "centre-2010-uusimaa",
        "centre-2010-north-ostrobothnia",
        "centre-2010-kainuu",
        "centre-2010-central-finland",
        "centre-2010-satakunta",
    ]
    # Häme has two groups, and one of them has no secretary.
    members = Membership.objects.on(day).filter(group__kind=GroupKind.DEVELOPMENT)
    assert members.count() == 2 * len(files.FOLDERS) - 1
    assert {one.by.email for one in GroupChange.objects.select_related("by")} == {"laituri@elo.example"}


def test_the_rounds_are_those_of_three_years(rehearsal):
    assert [(one.kind, one.year, one.opens is not None) for one in Round.objects.order_by("year", "due")] == [
        (RoundKind.REPORT, 2013, True),
        (RoundKind.PLAN, 2014, True),
        (RoundKind.REPORT, 2014, True),
        (RoundKind.GROUP_REPORT, 2015, False),
        (RoundKind.GROUP_REPORT, 2015, False),
    ]
    practice = Round.objects.get(year=2013)
    assert (practice.questions.count(), practice.addressees.count(), practice.page_limit) == (3, 2, None)
    assert practice.due.astimezone(clock.HELSINKI).isoformat() == "2014-01-31T23:59:59+02:00"


def test_every_sending_is_printed_and_told_of(rehearsal):
    assert Job.objects.filter(kind="reporting.print_submission").count() == Submission.objects.count()
    told = set(Notice.objects.filter(kind="receipt").values_list("awaits_print", flat=True))
    assert told == {one.print_key for one in Submission.objects.all()}
    registries = Notice.objects.filter(kind="arrived", to_address__startswith="kirjaamo.")
    assert registries.count() == 2 * Submission.objects.filter(round__kind=RoundKind.PLAN).count()


def test_the_accounts_sign_in_with_the_same_password_and_nobody_else_does(rehearsal):
    user = User.objects.get(email="kainuu@elo.example")
    assert user.check_password("harjoitus")
    assert set(User.objects.values_list("password", flat=True)) == {user.password}
    assert sorted(User.objects.values_list("email", flat=True)) == sorted(files.accounts())
    assert User.objects.count() < Person.objects.count()
    assert [one.email for one in User.objects.filter(is_staff=True)] == ["yllapito@elo.example"]


def test_the_strategy_of_kainuu_is_whole(rehearsal):
    version = Strategy.objects.get(coordinator__key="centre-2010-kainuu").versions.get()
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


def test_every_strategy_was_adopted_on_its_first_day_by_an_expert_of_its_centre(rehearsal):
    strategies = list(Strategy.objects.prefetch_related("versions__adopted_by"))
    assert len(strategies) == len(files.FOLDERS) - 1
    for strategy in strategies:
        [version] = strategy.versions.all()
        assert version.adopted_at.astimezone(clock.HELSINKI) == files.beginning(version.since)
        experts = Appointment.objects.on(version.since).filter(organisation=strategy.coordinator, role=Role.EXPERT)
        assert version.adopted_by_id in set(experts.values_list("person", flat=True))
    kainuu = Strategy.objects.get(coordinator__key="centre-2010-kainuu").versions.get()
    assert (kainuu.adopted_by.name, kainuu.decided_by) == ("Aino Heikkinen", "Kainuun ELO-yhteistyöryhmä")


def test_the_clock_stands_at_the_first_morning(rehearsal):
    assert RehearsalClock.objects.get().reading == loading.FIRST_MOMENT


def test_the_page_of_the_docs_tells_the_states_as_they_are(rehearsal):
    """After a change: `manage.py describe_rehearsal`."""
    written = describe_rehearsal.PAGE.read_text(encoding="utf-8")
    assert describe_rehearsal.page(written) == written


def test_the_measures_that_are_written_down_are_those_of_the_texts(rehearsal):
    """After a change: `manage.py describe_rehearsal`. What is not written down is measured, and a start is slow."""
    pages = measures.pages_measured()
    assert {printer.name_of_measure(html) for html in pages} == set(measures.read())
    longest = max(pages, key=len)
    assert printer.measured(longest) == measures.read()[printer.name_of_measure(longest)]


def test_loading_twice_changes_nothing_and_another_day_is_refused(rehearsal):
    before = (Person.objects.count(), Submission.objects.count())
    out = StringIO()
    call_command("load_rehearsal", stdout=out)
    assert "nothing was changed" in out.getvalue()
    with pytest.raises(CommandError, match="start with --fresh"):
        call_command("load_rehearsal", day=date(2014, 8, 25))
    assert (Person.objects.count(), Submission.objects.count()) == before


def test_a_rehearsal_refuses_a_public_host_name():
    environment = os.environ | {"ELO_MODE": "rehearsal", "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "portal.example"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "answers on this machine alone" in done.stderr
