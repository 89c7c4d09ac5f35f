"""The ministries review what was sent, one after the other."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from elo_portal.office.models import AuditEntry
from elo_portal.office.refusals import NotNow
from reporting import commands
from reporting.choices import State, Step
from reporting.models import Transition
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]

LATER = helsinki(2015, 1, 8, 10, 15)


@pytest.fixture
def sent():
    return builders.sent_document(in_round=builders.round_(questions=1))


@pytest.fixture
def okm():
    return builders.secretary(name="Olli Okm")


@pytest.fixture
def tem():
    return builders.secretary(name="Tiina Tem")


def review(document, by, version=1):
    commands.review(document, by=builders.actor(by, LATER), at=LATER, version=version)


def take_back(document, by, reason="Luin väärän version."):
    commands.take_back_review(document, by=builders.actor(by, LATER), at=LATER, reason=reason)


def log(document):
    """The steps after the first sending: step, from, to, who, note, version."""
    steps = document.transitions.order_by("pk").exclude(pk=document.transitions.order_by("pk")[0].pk)
    return list(steps.values_list("step", "from_state", "to_state", "by__name", "note", "submission__number"))


def refused(act):
    with pytest.raises(NotNow) as refusal:
        act()
    return refusal.value.sentence


def test_a_secretary_marks_the_version_that_stands_as_reviewed(sent, okm):
    review(sent, okm)
    sent.refresh_from_db()
    assert sent.state == State.REVIEWED
    assert log(sent) == [(Step.REVIEW, "sent", "reviewed", "Olli Okm", "", 1)]
    assert Transition.objects.get(step=Step.REVIEW).at == LATER
    entry = AuditEntry.objects.get(act="document.review")
    assert (entry.user, entry.subject, entry.details) == (okm, f"reporting.document:{sent.pk}", {"version": 1})


def test_the_second_ministry_is_told_who_was_first(sent, okm, tem):
    review(sent, okm)
    assert refused(lambda: review(sent, tem)) == (
        "Olli Okm was here first: the document was marked as reviewed on 8.1.2015 at 10:15."
    )
    assert len(log(sent)) == 1


def test_a_version_that_does_not_stand_any_more_is_not_reviewed(sent, okm):
    expert = builders.expert(sent.group)
    commands.reopen(sent, by=builders.actor(expert), at=NOW)
    builders.send(sent, by=expert)
    assert refused(lambda: review(sent, okm, version=1)) == (
        "A newer version has been sent. Read it before you mark it as reviewed."
    )
    sent.refresh_from_db()
    assert sent.state == State.SENT
    review(sent, okm, version=2)
    assert log(sent)[-1] == (Step.REVIEW, "sent", "reviewed", "Olli Okm", "", 2)


def test_a_version_that_does_not_exist_is_not_reviewed(sent, okm):
    assert "newer version" in refused(lambda: review(sent, okm, version=7))


def test_what_the_region_has_reopened_is_not_reviewed(sent, okm):
    commands.reopen(sent, by=builders.actor(builders.expert(sent.group, "Aino")), at=NOW)
    assert refused(lambda: review(sent, okm)) == (
        "Aino was here first: the document was reopened for writing on 15.12.2014 at 9:00."
    )


def test_what_is_reviewed_is_not_reopened_by_the_region(sent, okm):
    review(sent, okm)
    expert = builders.expert(sent.group)
    assert "marked as reviewed" in refused(lambda: commands.reopen(sent, by=builders.actor(expert), at=NOW))


@pytest.mark.parametrize("who", ["its own expert", "its chair", "administrator", "another region's expert"])
def test_nobody_but_a_secretary_reviews_or_takes_back(sent, okm, who):
    person = {
        "its own expert": lambda: builders.expert(sent.group),
        "its chair": lambda: builders.chair(sent.group),
        "administrator": builders.admin,
        "another region's expert": lambda: builders.expert(builders.group()),
    }[who]()
    with pytest.raises(PermissionDenied):
        review(sent, person)
    review(sent, okm)
    with pytest.raises(PermissionDenied):
        take_back(sent, person)
    assert len(log(sent)) == 1


def test_the_review_is_taken_back_with_a_reason_by_either_ministry(sent, okm, tem):
    review(sent, okm)
    take_back(sent, tem, "  Liite puuttui.  ")
    sent.refresh_from_db()
    assert sent.state == State.SENT
    assert log(sent) == [
        (Step.REVIEW, "sent", "reviewed", "Olli Okm", "", 1),
        (Step.TAKE_BACK_REVIEW, "reviewed", "sent", "Tiina Tem", "Liite puuttui.", 1),
    ]
    review(sent, tem)
    assert log(sent)[-1] == (Step.REVIEW, "sent", "reviewed", "Tiina Tem", "", 1)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_it_is_not_taken_back(sent, okm, reason):
    review(sent, okm)
    assert refused(lambda: take_back(sent, okm, reason)) == "Write why the review is taken back."
    sent.refresh_from_db()
    assert sent.state == State.REVIEWED


def test_the_database_asks_for_the_reason_too(sent, okm):
    with pytest.raises(IntegrityError, match="taking_back_has_a_reason"), transaction.atomic():
        Transition.objects.create(
            document=sent, step=Step.TAKE_BACK_REVIEW, from_state="reviewed", to_state="sent", by=okm.person, at=NOW
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_ministries_at_once_one_is_first(sent, okm, tem, at_once):
    answers = at_once(partial(review, sent, okm), partial(review, sent, tem))
    first = Transition.objects.get(step=Step.REVIEW).by
    refusal = next(answer for answer in answers if answer is not None)
    assert answers.count(None) == 1
    assert refusal.sentence == f"{first.name} was here first: the document was marked as reviewed on 8.1.2015 at 10:15."
