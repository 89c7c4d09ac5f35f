"""Whatever people do, in whatever order: the workflow's promises hold."""

import contextlib
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from elo_portal.office import frozen
from elo_portal.office.models import Job, Revision
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.markup import normalise
from networks.choices import Seat
from reporting import commands
from reporting.choices import ItemState, State, Step
from reporting.commands.writing import Typed
from reporting.completions import asked_answers, items_of, newest_request, open_items
from reporting.content import wording
from reporting.deadlines import end_of, is_past
from reporting.models import (
    Answer,
    CompletionItem,
    CompletionTurn,
    Document,
    ReopenRequest,
    Submission,
    Transition,
)
from reporting.workflow import RULES, steps_for
from tests import builders
from tests.builders import helsinki
from tests.reporting.machines import Machine, what_is_asked

BODIES = st.sampled_from(["", " ", "Teimme työtä.", "Kävimme läpi.", "Uutta\r\nriviä", "a\u0308", "b" * 50])
WHO = st.integers(0, 6)
# Mostly those who may, sometimes those who may not.
REGION = st.sampled_from([0, 1, 3, 0, 1, 3, 2, 4, 6])
MINISTRY = st.sampled_from([4, 5, 4, 5, 4, 5, 0, 2, 6])
WHICH = st.integers(0, 1)
NUMBERS = st.lists(st.integers(1, 2), min_size=1, max_size=2, unique=True)


class Workflow(Machine):
    """Two groups of one round; seven people act, time goes on, the due moment passes."""

    @initialize()
    def set_out(self):
        self.begin()
        in_round = builders.round_(questions=2)
        self.documents = [builders.document(builders.group(), in_round=in_round) for _ in range(2)]
        first, second = (document.group for document in self.documents)
        self.people = [
            builders.expert(first),
            builders.expert(first),
            builders.chair(first),
            builders.expert(second),
            builders.secretary(),
            builders.secretary(),
            builders.user(),
        ]
        builders.member(self.people[6], first, Seat.MEMBER)
        self.at = helsinki(2014, 12, 31, 20, 0)
        self.kept: dict[int, set[str]] = {}
        self.frozen: dict[int, bytes] = {}
        self.turns: dict[int, tuple] = {}
        # Of each completion that was sent: what may differ from the version before it.
        self.completions: dict[int, set[int]] = {}
        self.marks: dict[int, bool] = {}
        self.steps: list[tuple] = []

    def take(self, step, who, which, act):
        """A step is taken exactly when the table offers it, and then leads where the table says."""
        document = Document.objects.select_related("round", "group").get(pk=self.documents[which].pk)
        actor = self.actor(who)
        offered = step in steps_for(actor, document)
        try:
            act(document, actor)
        except PermissionDenied:
            assert not RULES[step].who(actor, document)
            return False
        except NotNow:
            assert RULES[step].who(actor, document)
            return False
        assert offered
        after = Document.objects.get(pk=document.pk)
        assert after.state == RULES[step].target
        self.steps.append((document.pk, step, document.state, after.state, actor.person.pk, self.at))
        return True

    @rule(minutes=st.integers(1, 60))
    def time_goes_on(self, minutes):
        self.at += timedelta(minutes=minutes)

    @rule(who=WHO, which=WHICH, question=st.integers(0, 1), body=BODIES, back=st.integers(0, 3))
    def write(self, who, which, question, body, back):
        document, actor = self.documents[which], self.actor(who)
        answer = builders.answers(document)[question]
        last = Revision.objects.filter(text=answer.text).count()
        base = max(0, last - back)
        stood = {answer.text.body, "" if not base else Revision.objects.get(text=answer.text, number=base).body}
        typed = Typed(answer=answer, body=body, base=base)
        now = Document.objects.get(pk=document.pk)
        was_open, asked = now.is_being_written, asked_answers(now)
        try:
            result = commands.save_answers(document, [typed], by=actor, at=self.at)
        except PermissionDenied:
            assert document.group_id not in actor.groups_written
            return
        assert result.was_locked is not was_open
        if not was_open or (asked is not None and answer.pk not in asked):
            assert result.saved == ()
            assert Answer.objects.get(pk=answer.pk).text.body == answer.text.body
        written = normalise(body).strip()
        if written not in stood:
            self.kept.setdefault(answer.text.pk, set()).add(written)

    @rule(who=WHO, which=WHICH, question=st.integers(0, 1), body=BODIES)
    def settle(self, who, which, question, body):
        answer = builders.answers(self.documents[which])[question]
        aside = Revision.objects.filter(text=answer.text, is_aside=True, settled_by=None).first()
        if aside is None:
            return
        try:
            commands.settle_answer(answer, aside, body, base=answer.text.number, by=self.actor(who), at=self.at)
        except (PermissionDenied, NotNow):
            return
        self.kept.setdefault(answer.text.pk, set()).add(normalise(body).strip())

    @rule(who=REGION, which=WHICH, checked=st.booleans())
    def send(self, who, which, checked):
        def act(document, actor):
            seen = wording(document) if checked else ""
            asked = {item.answer.number for item in open_items(document)}
            due = document.due
            sent = commands.send(document, by=actor, at=self.at, checked=seen)
            self.frozen[sent.pk] = bytes(sent.content)
            self.marks[sent.pk] = sent.is_late
            assert sent.is_late == is_past(due, self.at)
            if document.state == State.RETURNED:
                self.completions[sent.pk] = asked

        self.take(Step.SEND, who, which, act)

    @rule(which=WHICH)
    def write_everything_and_send(self, which):
        """Else a report with both questions answered would be rare."""
        document = Document.objects.get(pk=self.documents[which].pk)
        expert = (0, 3)[which]
        if document.is_being_written:
            builders.reply(document, f"Vastine {self.at:%H.%M}.", by=self.people[expert], at=self.at)
            builders.write_all(document, by=self.people[expert], at=self.at, text=f"Tilanne {self.at:%H.%M}.")
            self.send(expert, which, checked=True)

    @rule(who=REGION, which=WHICH)
    def reopen(self, who, which):
        self.take(Step.REOPEN, who, which, lambda document, actor: commands.reopen(document, by=actor, at=self.at))

    @rule(who=MINISTRY, which=WHICH, back=st.sampled_from([0, 0, 1]))
    def review(self, who, which, back):
        def act(document, actor):
            commands.review(document, by=actor, at=self.at, version=document.submissions.count() - back)

        self.take(Step.REVIEW, who, which, act)

    @rule(who=MINISTRY, which=WHICH, reason=st.sampled_from(["", " ", "Väärä versio."]))
    def take_back(self, who, which, reason):
        def act(document, actor):
            commands.take_back_review(document, by=actor, at=self.at, reason=reason)

        if self.take(Step.TAKE_BACK_REVIEW, who, which, act):
            assert reason.strip()

    @rule(who=WHO, which=WHICH, bodies=st.lists(BODIES, min_size=1, max_size=2))
    def reply(self, who, which, bodies):
        document = Document.objects.get(pk=self.documents[which].pk)
        with contextlib.suppress(PermissionDenied):
            builders.reply(document, *bodies, by=self.people[who], at=self.at)

    @rule(who=MINISTRY, which=WHICH, numbers=NUMBERS, days=st.integers(1, 3), further=st.booleans())
    def return_for_completion(self, who, which, numbers, days, further):
        """A ministry asks anew, asks on about what was answered, or both."""

        def act(document, actor):
            commands.return_for_completion(
                document,
                what_is_asked(document, numbers, further=further),
                due=end_of(actor.day + timedelta(days)),
                by=actor,
                at=self.at,
                version=document.submissions.count(),
            )

        self.take(Step.RETURN, who, which, act)

    @rule(who=MINISTRY, which=WHICH, numbers=NUMBERS, further=st.booleans())
    def add_to_request(self, who, which, numbers, further):
        def act(document, actor):
            request = newest_request(document)
            commands.add_to_request(
                document,
                what_is_asked(document, numbers, further=further),
                round_number=request.number if request else 0,
                by=actor,
                at=self.at,
            )

        self.take(Step.ADD_TO_REQUEST, who, which, act)

    @rule(who=MINISTRY, which=WHICH, pick=st.integers(0, 9))
    def settle_item(self, who, which, pick):
        items = list(CompletionItem.objects.filter(document=self.documents[which]).select_related("document"))
        if items:
            with contextlib.suppress(PermissionDenied, NotNow):
                commands.settle_item(items[pick % len(items)], by=self.actor(who), at=self.at)

    @rule(who=MINISTRY, which=WHICH, days=st.integers(0, 4))
    def extend(self, who, which, days):
        document, actor = Document.objects.get(pk=self.documents[which].pk), self.actor(who)
        due = end_of(actor.day + timedelta(days))
        try:
            commands.extend(document, due=due, reason="Syy.", by=actor, at=self.at)
        except (PermissionDenied, NotNow):
            return
        assert Document.objects.select_related("round").get(pk=document.pk).due == due

    @rule(who=REGION, secretary=MINISTRY, which=WHICH, is_granted=st.booleans())
    def ask_for_opening(self, who, secretary, which, is_granted):
        document = Document.objects.get(pk=self.documents[which].pk)
        with contextlib.suppress(PermissionDenied, NotNow):
            commands.ask_opening(document, by=self.actor(who), at=self.at, reason="Korjattavaa.")
        waiting = ReopenRequest.objects.filter(document=document, decided_at=None).first()
        if waiting is None:
            return

        def act(_document, actor):
            commands.answer_opening(waiting, is_granted=True, answer="Hyvä on.", by=actor, at=self.at)

        if is_granted:
            self.take(Step.OPEN, secretary, which, act)
        else:
            with contextlib.suppress(PermissionDenied):
                commands.answer_opening(
                    waiting, is_granted=False, answer="Ei nyt.", by=self.actor(secretary), at=self.at
                )

    @rule(pick=st.integers(0, 999))
    def take_a_step_that_is_offered(self, pick):
        """Else most of what is tried would be refused."""
        offered = [
            (step, who, which)
            for which, document in enumerate(Document.objects.filter(round=self.documents[0].round).order_by("pk"))
            for who in range(len(self.people))
            for step in steps_for(self.actor(who), document)
            if step not in {Step.SEND, Step.OPEN, Step.GIVE_FEEDBACK}
        ]
        if not offered:
            return
        step, who, which = offered[pick % len(offered)]
        if step == Step.REOPEN:
            self.reopen(who, which)
        elif step == Step.REVIEW:
            self.review(who, which, back=0)
        elif step == Step.RETURN:
            self.return_for_completion(who, which, [1 + pick % 2], 2, further=bool(pick % 3))
        elif step == Step.ADD_TO_REQUEST:
            self.add_to_request(who, which, [1], further=bool(pick % 3))
        else:
            self.take_back(who, which, reason="Väärä versio.")

    @invariant()
    def a_state_is_what_the_last_step_made_of_it(self):
        for document in Document.objects.filter(pk__in=[one.pk for one in self.documents]):
            last = document.transitions.order_by("-pk").first()
            assert document.state == (last.to_state if last else State.DRAFT)

    @invariant()
    def every_step_has_its_person_and_its_moment_and_follows_the_one_before(self):
        written = Transition.objects.filter(document__in=self.documents).order_by("pk")
        assert list(written.values_list("document", "step", "from_state", "to_state", "by", "at")) == self.steps
        for document in self.documents:
            states = [State.DRAFT, *(step[3] for step in self.steps if step[0] == document.pk)]
            assert [step[2] for step in self.steps if step[0] == document.pk] == states[:-1]

    @invariant()
    def what_was_sent_never_changes(self):
        assert {one.pk: bytes(one.content) for one in Submission.objects.filter(document__in=self.documents)} == (
            self.frozen
        )

    @invariant()
    def no_turn_and_no_mark_of_lateness_ever_changes(self):
        turns = CompletionTurn.objects.filter(item__document__in=self.documents)
        now = {one.pk: (one.kind, one.text, one.by_id, one.at, one.submission_id) for one in turns}
        assert {pk: now.get(pk) for pk in self.turns} == self.turns
        self.turns = now
        assert dict(Submission.objects.filter(pk__in=self.marks).values_list("pk", "is_late")) == self.marks

    @invariant()
    def only_what_was_asked_differs_in_a_completion_and_each_item_has_its_reply(self):
        for sent in Submission.objects.filter(pk__in=self.completions).select_related("document"):
            before = Submission.objects.get(document=sent.document, number=sent.number - 1)
            pairs = zip(before.frozen["answers"], sent.frozen["answers"], strict=True)
            assert {new["number"] for old, new in pairs if old != new} <= self.completions[sent.pk]
            replies = CompletionTurn.objects.filter(submission=sent).order_by("item__number")
            assert [one["reply"] for one in sent.frozen["completion"]] == [turn.text for turn in replies]
        others = Submission.objects.filter(document__in=self.documents).exclude(pk__in=self.completions)
        assert not any("completion" in one.frozen for one in others)

    @invariant()
    def whose_turn_it_is_fits_the_state(self):
        for document in Document.objects.filter(pk__in=[one.pk for one in self.documents]):
            states = {item.state for item in items_of(document)}
            if document.state == State.RETURNED:
                assert ItemState.OPEN in states
                assert document.completion_due is not None
            else:
                assert ItemState.OPEN not in states
            if document.state == State.REVIEWED:
                assert states <= {ItemState.SETTLED}

    @invariant()
    def the_chain_is_whole_and_numbers_have_no_gap(self):
        before = None
        for one in Submission.objects.filter(document__in=self.documents).order_by("pk"):
            content = frozen.load(bytes(one.content))
            assert one.sha256 == frozen.fingerprint(bytes(one.content))
            assert one.previous == before
            assert content["previous"] == (before.sha256 if before else None)
            assert (content["number"], content["sent"]["late"]) == (one.number, one.is_late)
            assert [answer["text"].strip() == "" for answer in content["answers"]] == [False, False]
            assert Job.objects.filter(key=f"print:{one.print_key}").count() == 1
            before = one
        for document in self.documents:
            numbers = list(document.submissions.order_by("pk").values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))

    @invariant()
    def every_text_ever_saved_is_in_the_history(self):
        for text, bodies in self.kept.items():
            assert bodies <= set(Revision.objects.filter(text=text).values_list("body", flat=True))

    @invariant()
    def what_stands_in_a_sent_report_is_what_was_sent(self):
        for document in Document.objects.filter(pk__in=[one.pk for one in self.documents]):
            if not document.is_being_written:
                latest = document.submissions.order_by("-number").first()
                assert [answer["text"] for answer in latest.frozen["answers"]] == [
                    answer.text.body for answer in builders.answers(document)
                ]


@pytest.mark.django_db
def test_the_promises_of_the_workflow_hold_whatever_people_do(quick_printer):
    # A step costs many queries, so fewer examples than of a small property.
    run_state_machine_as_test(Workflow, settings=settings(max_examples=25, stateful_step_count=20))
