"""Who is next when a mail about a document does not arrive."""

import pytest

from elo_portal.office.mail import undelivered
from elo_portal.office.models import Notice
from networks.models import Person
from reporting import commands
from tests import builders
from tests.builders import COMPLETION_DUE, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

WEEK = helsinki(2014, 12, 24, 8)
MORNING_AFTER = helsinki(2015, 1, 1, 8)


@pytest.fixture
def world():
    """A report of Kainuu, its expert Aino and its chair Pirjo; the secretaries Olli and Sara, a clerk Kaisa."""
    ministries = builders.both_ministries()
    round_ = builders.round_(questions=2, ministries=ministries)
    builders.addressed(round_, ministries[0])
    draft = builders.document(builders.group("KAI"), in_round=round_)
    people = {
        "aino": builders.expert(draft.group, "Aino"),
        "pirjo": builders.chair(draft.group, "Pirjo"),
        "olli": builders.secretary(ministries[0], "Olli"),
        "sara": builders.secretary(ministries[1], "Sara"),
        "kaisa": builders.clerk(ministries[0], "Kaisa"),
    }
    return draft, people


def fail(kind, *names, at=NOW):
    """Those mails were not delivered, one after another. To whom each went on."""
    gone_on = []
    for name in names:
        notice = Notice.objects.get(kind=kind, to_name=name)
        Notice.objects.filter(pk=notice.pk).update(state="failed")
        before = set(Notice.objects.values_list("pk", flat=True))
        undelivered.tell(notice, "550", at=at)
        made = Notice.objects.filter(kind="passed_on").exclude(pk__in=before)
        gone_on.append(sorted(made.values_list("to_name", flat=True)))
    return gone_on


def sent(world):
    draft, people = world
    builders.write_all(draft, by=people["aino"])
    builders.send(draft, by=people["aino"])
    draft.refresh_from_db()
    return draft


def test_a_reminder_that_somebody_of_the_group_has_does_not_go_on(world):
    commands.remind(at=WEEK)
    assert fail("reminder", "Aino", at=WEEK) == [[]]


def test_a_reminder_that_nobody_of_the_group_has_goes_to_the_secretaries(world):
    commands.remind(at=WEEK)
    assert fail("reminder", "Aino", "Pirjo", at=WEEK) == [[], ["Olli", "Sara"]]


def test_it_goes_to_who_writes_and_was_not_written_to(world):
    draft, _people = world
    Person.objects.filter(name="Pirjo").update(email="")
    commands.remind(at=WEEK)
    builders.expert(draft.group, "Ville")
    assert fail("reminder", "Aino", at=WEEK) == [["Ville"]]


def test_who_shares_the_address_that_fails_is_not_written_to(world):
    Person.objects.filter(name__in=["Pirjo", "Olli", "Sara"]).update(email="")
    commands.remind(at=WEEK)
    assert fail("reminder", "Aino", at=WEEK) == [[]]


def test_a_request_for_completion_that_nobody_has_goes_to_the_secretaries(world):
    draft, people = sent(world), world[1]
    builders.return_for_completion(draft, 1, by=people["olli"])
    assert fail("completion_asked", "Pirjo", "Aino") == [[], ["Olli", "Sara"]]


def test_more_time_and_the_answer_to_a_request_for_opening_go_on_in_the_same_way(world):
    draft, people = sent(world), world[1]
    late = helsinki(2015, 1, 5, 9)
    asked = commands.ask_opening(draft, reason="Virhe.", by=builders.actor(people["aino"], late), at=late)
    assert fail("opening_asked", "Olli", "Sara", at=late) == [[], ["Olli"]]
    by = builders.actor(people["olli"], late)
    commands.answer_opening(asked, is_granted=True, answer="Selvä.", by=by, at=late)
    assert fail("opening_granted", "Aino", "Pirjo", at=late) == [[], ["Olli", "Sara"]]


def test_more_time_goes_on(world):
    draft, people = world
    commands.extend(draft, due=COMPLETION_DUE, reason="Syy.", by=builders.actor(people["olli"]), at=NOW)
    assert fail("extension", "Aino", "Pirjo") == [[], ["Olli", "Sara"]]


def test_the_list_of_the_missing_goes_on_to_a_secretary_who_does_not_have_it(world):
    commands.remind(at=MORNING_AFTER)
    assert fail("missing", "Olli", at=MORNING_AFTER) == [[]]
    Notice.objects.filter(kind="missing", to_name="Sara").update(state="failed")
    assert fail("missing", "Olli", at=MORNING_AFTER) == [["Sara"]]


def test_what_a_registry_was_to_get_goes_to_the_secretaries_who_have_their_own(world):
    sent(world)
    assert fail("arrived", "Kaisa") == [["Olli", "Sara"]]
    passed = Notice.objects.filter(kind="passed_on").earliest("pk")
    of_registry = Notice.objects.get(kind="arrived", to_name="Kaisa")
    assert (passed.awaits_print, passed.attachment_name) == (of_registry.awaits_print, of_registry.attachment_name)
    assert of_registry.text.strip() in passed.text


def test_an_arrival_that_another_secretary_has_does_not_go_on(world):
    sent(world)
    assert fail("arrived", "Olli") == [[]]


def test_a_completed_version_goes_on_too(world):
    draft, people = sent(world), world[1]
    builders.return_for_completion(draft, 1, by=people["olli"])
    builders.completed(draft, by=people["aino"])
    assert fail("completion_answered", "Kaisa") == [["Olli", "Sara"]]


def test_feedback_that_nobody_of_the_group_has_goes_to_the_secretaries(world):
    draft, people = world
    group = builders.group("LAP")
    builders.given_feedback(group, in_round=draft.round, secretaries=(people["olli"], people["sara"]))
    [name] = (
        Notice.objects.filter(kind="feedback_given")
        .exclude(to_name__in=["Olli", "Sara"])
        .values_list("to_name", flat=True)
    )
    assert fail("feedback_given", name) == [["Olli", "Sara"]]


def test_a_receipt_goes_on_to_nobody(world):
    sent(world)
    assert fail("receipt", "Aino") == [[]]
