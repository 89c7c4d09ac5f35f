"""Asking for opening after the due moment, and more time for one group (section 14, item 1; C11)."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from elo_portal.office.models import AuditEntry
from elo_portal.office.refusals import NotNow
from reporting import commands, queries
from reporting.choices import State, Step
from reporting.models import Extension, ReopenRequest, Transition
from reporting.workflow import can_ask_opening
from tests import builders
from tests.builders import COMPLETION_DUE, DUE, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]

LATE = helsinki(2015, 1, 2, 9, 0)


@pytest.fixture
def okm():
    return builders.secretary(name="Olli Okm")


@pytest.fixture
def tem():
    return builders.secretary(name="Tiina Tem")


@pytest.fixture
def sent():
    return builders.sent_document(in_round=builders.round_(questions=1))


@pytest.fixture
def expert(sent):
    return builders.expert(sent.group, "Aino Esimerkki")


def refused(act):
    with pytest.raises(NotNow) as refusal:
        act()
    return refusal.value.sentence


def ask(document, by, at=LATE):
    return commands.ask_opening(document, by=builders.actor(by, at), at=at, reason=" Luku oli väärä. ")


def answer(request, by, *, is_granted=True, at=LATE):
    commands.answer_opening(
        request, is_granted=is_granted, answer=" Korjatkaa luku. ", by=builders.actor(by, at), at=at
    )


def extend(document, by, due, at=NOW):
    return commands.extend(document, due=due, reason=" Sairausloma. ", by=builders.actor(by, at), at=at)


class TestAskingForOpening:
    def test_the_region_asks_and_a_secretary_opens(self, sent, okm, expert):
        request = ask(sent, expert)
        assert (request.reason, request.by, request.at, request.waits) == (
            "Luku oli väärä.",
            expert.person,
            LATE,
            True,
        )
        answer(request, okm)
        sent.refresh_from_db()
        request.refresh_from_db()
        assert sent.state == State.DRAFT
        assert (request.is_granted, request.answer, request.decided_by, request.decided_at) == (
            True,
            "Korjatkaa luku.",
            okm.person,
            LATE,
        )
        step = Transition.objects.get(step=Step.OPEN)
        assert (step.from_state, step.to_state, step.by, step.note, step.submission.number) == (
            "sent",
            "draft",
            okm.person,
            "Korjatkaa luku.",
            1,
        )
        assert list(
            AuditEntry.objects.filter(act__contains="opening").order_by("pk").values_list("act", "details")
        ) == [
            ("document.ask_opening", {}),
            ("document.answer_opening", {"granted": True}),
        ]

    def test_a_refusal_leaves_it_as_it_was_sent_and_the_region_may_ask_again(self, sent, okm, expert):
        answer(ask(sent, expert), okm, is_granted=False)
        sent.refresh_from_db()
        assert (sent.state, Transition.objects.filter(step=Step.OPEN).count()) == (State.SENT, 0)
        assert ask(sent, expert).waits

    def test_one_request_waits_at_a_time(self, sent, expert):
        ask(sent, expert)
        other = builders.expert(sent.group)
        assert refused(lambda: ask(sent, other)) == (
            "Aino Esimerkki has asked already, and the ministries have not answered yet."
        )

    @pytest.mark.parametrize(
        ("at", "sentence"),
        [
            (DUE, "The due date has not passed, so you can reopen the document yourself."),
            (helsinki(2014, 12, 31, 23, 59, 59, 999_999), "The due date has not passed, so you can"),
        ],
    )
    def test_until_the_due_moment_the_region_opens_it_itself(self, sent, expert, at, sentence):
        assert refused(lambda: ask(sent, expert, at)).startswith(sentence)
        assert not can_ask_opening(builders.actor(expert, at), sent)
        assert can_ask_opening(builders.actor(expert, helsinki(2015, 1, 1, 0, 0)), sent)

    def test_what_is_being_written_or_has_its_feedback_is_not_asked_for(self, sent, expert):
        for state, sentence in (
            (State.DRAFT, "The document is open for writing already."),
            (State.RETURNED, "The document is open for writing already."),
            (State.FEEDBACK_GIVEN, "The ministries have given their feedback, so the document is not opened any more."),
        ):
            type(sent).objects.filter(pk=sent.pk).update(state=state)
            assert refused(lambda: ask(sent, expert)) == sentence

    def test_what_is_reviewed_is_opened_when_the_review_has_been_taken_back(self, sent, okm, expert):
        commands.review(sent, by=builders.actor(okm), at=NOW, version=1)
        request = ask(sent, expert)
        assert refused(lambda: answer(request, okm)) == (
            "The document has been marked as reviewed. Take the review back first, then open it."
        )
        request.refresh_from_db()
        assert request.waits
        commands.take_back_review(sent, by=builders.actor(okm), at=LATE, reason="Avataan.")
        answer(request, okm)
        sent.refresh_from_db()
        assert sent.state == State.DRAFT

    def test_while_the_group_completes_it_is_not_opened(self, sent, okm, tem, expert):
        request = ask(sent, expert)
        builders.return_for_completion(sent, 1, by=tem, at=LATE)
        assert refused(lambda: answer(request, okm)).startswith("Tiina Tem was here first")

    def test_of_two_ministries_the_second_is_told(self, sent, okm, tem, expert):
        request = ask(sent, expert)
        answer(request, okm, is_granted=False)
        assert refused(lambda: answer(request, tem)) == "Olli Okm was here first and has answered the group."

    @pytest.mark.parametrize("who", ["chair", "secretary", "admin", "other"])
    def test_only_those_who_send_ask(self, sent, who):
        person = {
            "chair": lambda: builders.chair(sent.group),
            "secretary": builders.secretary,
            "admin": builders.admin,
            "other": lambda: builders.expert(builders.group()),
        }[who]()
        with pytest.raises(PermissionDenied):
            ask(sent, person)

    @pytest.mark.parametrize("who", ["expert", "chair", "admin"])
    @pytest.mark.parametrize("is_granted", [True, False])
    def test_only_secretaries_answer(self, sent, expert, who, is_granted):
        request = ask(sent, expert)
        person = {"expert": expert, "chair": builders.chair(sent.group), "admin": builders.admin()}[who]
        with pytest.raises(PermissionDenied):
            answer(request, person, is_granted=is_granted)

    def test_the_region_and_the_ministries_see_that_it_waits_and_others_do_not(self, sent, okm, expert):
        request = ask(sent, expert)
        for person in (okm, expert):
            assert queries.reading(sent, builders.actor(person, LATE)).waiting_opening == request
        assert queries.reading(sent, builders.actor(builders.expert(builders.group()), LATE)).openings == ()
        board = queries.board(sent.round, builders.actor(okm, LATE))
        assert [row.document for row in board.asking] == [sent]

    def test_the_database_keeps_one_waiting_and_a_whole_decision(self, sent, expert):
        request = ask(sent, expert)
        with pytest.raises(IntegrityError, match="one_request_for_opening_waits"), transaction.atomic():
            ReopenRequest.objects.create(document=sent, reason="x", by=expert.person, at=LATE)
        with pytest.raises(IntegrityError, match="decision_on_opening_is_whole"), transaction.atomic():
            ReopenRequest.objects.filter(pk=request.pk).update(is_granted=True)

    @pytest.mark.django_db(transaction=True)
    def test_two_who_answer_at_once(self, sent, okm, tem, expert, at_once):
        request = ask(sent, expert)
        answers = at_once(partial(answer, request, okm), partial(answer, request, tem, is_granted=False))
        request.refresh_from_db()
        refusal = next(one for one in answers if one is not None)
        assert answers.count(None) == 1
        assert refusal.sentence == f"{request.decided_by.name} was here first and has answered the group."


class TestExtension:
    @pytest.fixture
    def draft(self):
        return builders.document(in_round=builders.round_(questions=1))

    def test_the_due_moment_of_one_group_moves(self, draft, okm):
        other = builders.document(in_round=draft.round)
        due = helsinki(2015, 1, 16, 23, 59, 59)
        extension = extend(draft, okm, due)
        draft.refresh_from_db()
        other.refresh_from_db()
        assert (draft.due, draft.extended_until, other.due) == (due, due, DUE)
        assert (extension.reason, extension.by, extension.at, extension.request) == (
            "Sairausloma.",
            okm.person,
            NOW,
            None,
        )
        assert (draft.is_late(due), draft.is_late(helsinki(2015, 1, 17, 0, 0))) == (False, True)

    def test_lateness_is_judged_by_it(self, draft, okm):
        expert = builders.expert(draft.group)
        builders.write_all(draft, by=expert)
        extend(draft, okm, helsinki(2015, 1, 16, 23, 59, 59))
        sent = builders.send(draft, by=expert, at=helsinki(2015, 1, 16, 23, 59, 59))
        assert (sent.is_late, sent.frozen["due"]) == (False, "2015-01-16T23:59:59+02:00")

    def test_the_newest_is_in_force_and_all_stay(self, draft, okm, tem):
        extend(draft, okm, helsinki(2015, 1, 26, 23, 59, 59))
        extend(draft, tem, helsinki(2015, 1, 16, 23, 59, 59))
        draft.refresh_from_db()
        assert draft.due == helsinki(2015, 1, 16, 23, 59, 59)
        assert Extension.objects.count() == 2

    def test_it_can_be_given_when_the_date_has_passed_already(self, draft, okm):
        extend(draft, okm, helsinki(2015, 1, 16, 23, 59, 59), at=LATE)
        draft.refresh_from_db()
        assert not draft.is_late(LATE)

    @pytest.mark.parametrize(
        ("due", "at"),
        [
            (helsinki(2014, 12, 31, 23, 59, 58), NOW),
            (helsinki(2015, 1, 2, 9, 0), LATE),
            (helsinki(2015, 1, 1, 23, 59, 59), LATE),
        ],
    )
    def test_it_is_never_before_now_nor_earlier_than_the_rounds_date(self, draft, okm, due, at):
        assert refused(lambda: extend(draft, okm, due, at)) == (
            "The new date must be in the future and not before 31.12.2014, the date that was set."
        )
        assert Extension.objects.count() == 0

    def test_while_returned_the_completion_alone_gets_more_time(self, sent, okm, tem):
        request = builders.return_for_completion(sent, 1, by=tem)
        later = helsinki(2015, 1, 30, 23, 59, 59)
        extension = extend(sent, okm, later)
        sent.refresh_from_db()
        assert (extension.request, sent.due, sent.extended_until) == (request, later, None)
        assert refused(lambda: extend(sent, okm, helsinki(2015, 1, 19, 23, 59, 59))).endswith(
            "not before 20.1.2015, the date that was set."
        )
        request.refresh_from_db()
        assert request.due == COMPLETION_DUE

    def test_what_has_been_sent_needs_no_more_time(self, sent, okm):
        assert refused(lambda: extend(sent, okm, COMPLETION_DUE)) == (
            "The document has been sent, so it needs no more time."
        )

    @pytest.mark.parametrize("who", ["expert", "chair", "admin"])
    def test_only_secretaries_give_it(self, draft, who):
        person = {
            "expert": builders.expert(draft.group),
            "chair": builders.chair(draft.group),
            "admin": builders.admin(),
        }[who]
        with pytest.raises(PermissionDenied):
            extend(draft, person, COMPLETION_DUE)

    def test_the_database_asks_for_a_reason_and_a_date_in_the_future(self, draft, okm):
        common = {"document": draft, "by": okm.person, "at": NOW, "ministry": builders.ministry()}
        for wrong in ({"due": COMPLETION_DUE, "reason": ""}, {"due": NOW, "reason": "x"}):
            with pytest.raises(IntegrityError, match="extension_"), transaction.atomic():
                Extension.objects.create(**common, **wrong)
