"""A rehearsal that begins on another day: what happened later has not happened yet."""

from collections import Counter
from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from elo_portal.office import clock
from elo_portal.office.models import AuditEntry, Notice, Revision
from elo_portal.rehearsal import files, loading
from networks.models import Person
from reporting import commands
from reporting.choices import RoundKind, State
from reporting.models import (
    Document,
    FeedbackConfirmation,
    FeedbackPublication,
    ReadMark,
    Round,
    Submission,
    Transition,
)
from strategies.models import StrategyVersion
from tests import builders

pytestmark = pytest.mark.django_db


def documents(kind: str, year: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Document.objects.filter(round__kind=kind, round__year=year).order_by("group__code")
    for state, code in rows.values_list("state", "group__code"):
        found.setdefault(state, []).append(code)
    return found


def nothing_later_than(moment: datetime) -> None:
    for model in (Transition, Submission, Revision, ReadMark, FeedbackConfirmation, FeedbackPublication):
        assert model.objects.filter(at__gt=moment).count() == 0, model
    assert Notice.objects.filter(at__gt=moment).count() == 0
    assert Document.objects.filter(round__opens__gt=moment).count() == 0
    assert clock.now() >= moment


def test_on_25_8_2014_ten_plans_have_been_sent_and_no_report_is_asked_for(reference, settings):
    settings.REHEARSAL = True
    loading.load(date(2014, 8, 25))
    nothing_later_than(files.beginning(date(2014, 8, 25)))
    assert documents("plan", 2014) == {
        State.DRAFT: ["EPO", "KAI", "KHA", "POP", "SAT", "UUD"],
        State.SENT: ["ESA", "KAS", "KES", "LAP", "PHA", "PIR", "POH", "POK", "POS", "VAR"],
    }
    assert documents("report", 2014) == {}
    commands.open_due_rounds(at=builders.helsinki(2014, 10, 1, 9, 0))
    assert documents("report", 2014) == {State.DRAFT: sorted(files.FOLDERS)}
    assert documents("report", 2013) == {State.FEEDBACK_GIVEN: sorted(files.FOLDERS)}
    assert clock.now() == files.beginning(date(2014, 8, 25))


def test_on_1_12_2013_the_practice_round_is_open(reference, settings):
    settings.REHEARSAL = True
    loading.load(date(2013, 12, 1))
    nothing_later_than(files.beginning(date(2013, 12, 1)))
    others = sorted(set(files.FOLDERS) - {"LAP", "PIR", "POK"})
    assert documents("report", 2013) == {State.DRAFT: others, State.SENT: ["LAP", "PIR", "POK"]}
    assert documents("plan", 2014) == {}
    assert not StrategyVersion.objects.filter(adopted_at__gt=files.beginning(date(2013, 12, 1))).exists()
    assert Round.objects.filter(kind=RoundKind.GROUP_REPORT, opens=None).count() == 2


def test_on_19_3_2014_one_ministry_has_confirmed_the_feedback_and_nothing_is_given(reference, settings):
    settings.REHEARSAL = True
    loading.load(date(2014, 3, 19))
    nothing_later_than(files.beginning(date(2014, 3, 19)))
    assert documents("report", 2013) == {State.REVIEWED: sorted(files.FOLDERS)}
    assert Counter(FeedbackConfirmation.objects.values_list("ministry__key", flat=True)) == {"okm": len(files.FOLDERS)}
    assert not FeedbackPublication.objects.exists()


def test_one_that_begins_in_2015_has_everything_and_that_years_rounds(settings):
    settings.REHEARSAL = True
    call_command("load_network", as_of=files.FIRST_DAY, verbosity=0)
    call_command("load_network", as_of=date(2015, 3, 2), verbosity=0)
    kinds = Counter(Round.objects.filter(year=2015).values_list("kind", flat=True))
    assert kinds == {RoundKind.PLAN: 1, RoundKind.REPORT: 1, RoundKind.GROUP_REPORT: 2}


def test_two_loadings_freeze_the_same_bytes(reference):
    hashes = []
    for day in (date(2014, 1, 20), date(2014, 1, 20), date(2014, 2, 10)):
        with transaction.atomic():
            loading.load(day)
            hashes.append(list(Submission.objects.order_by("at").values_list("sha256", flat=True)))
            transaction.set_rollback(True)
    first, second, longer = hashes
    assert first == second
    assert longer[: len(first)] == first
    assert len(longer) == 16


def test_every_act_is_in_the_audit_log_of_its_person(reference):
    loading.load(date(2013, 12, 1))
    sends = AuditEntry.objects.filter(act="document.send").order_by("pk")
    assert [one.user.email for one in sends] == [
        "lappi@elo.example",
        "pohjois-karjala@elo.example",
        "pirkanmaa@elo.example",
    ]


def test_a_production_portal_refuses_the_rehearsal(reference, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production portal"):
        call_command("load_rehearsal")
    assert Person.objects.count() == 0
