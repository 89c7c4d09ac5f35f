"""Whatever the ministries do, in whatever order: what is published is what both confirmed, nobody for both."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from elo_portal.office import frozen
from elo_portal.office.refusals import NotNow
from reporting import commands
from reporting.choices import ConfirmationAct, State
from reporting.feedback import readiness, standing
from reporting.models import Document, FeedbackConfirmation, PublishedFeedback
from reporting.permissions import can_confirm
from tests import builders
from tests.builders import helsinki
from tests.reporting.machines import Machine, part_of_common, part_of_letter

WHICH = st.integers(0, 1)
# The secretaries, their deputies (whose time ends in the middle of it all), an outsider.
WHO = st.sampled_from([0, 1, 0, 1, 2, 3, 4])
BODIES = st.sampled_from(["", "Hyvä.", "Parempi.", "Paras."])


class Feedback(Machine):
    """Two reviewed reports of one round, two ministries, five people, and time that goes on."""

    @initialize()
    def set_out(self):
        self.begin()
        self.ministries = builders.both_ministries()
        self.at = helsinki(2015, 1, 16, 20, 0)
        okm, tem = self.ministries
        self.people = [
            builders.secretary(okm),
            builders.secretary(tem),
            builders.deputy(okm, until=self.at.date()),
            builders.deputy(tem, until=self.at.date()),
            builders.user(),
        ]
        self.round = builders.round_(questions=1, ministries=self.ministries)
        self.documents = [builders.reviewed_document(in_round=self.round, by=self.people[0]) for _ in range(2)]
        self.said: dict[int, bytes] = {}

    def now(self, which):
        document = Document.objects.select_related("round", "group").get(pk=self.documents[which].pk)
        return standing(document, self.at.date())

    @rule(hours=st.integers(1, 6))
    def time_goes_on(self, hours):
        self.at += timedelta(hours=hours)

    @rule(who=WHO, which=WHICH, number=st.integers(1, 2), body=BODIES)
    def write(self, who, which, number, body):
        document = self.documents[which]
        typed = [part_of_letter(document, number, body)]
        try:
            commands.save_feedback(document, typed, by=self.actor(who), at=self.at)
        except PermissionDenied:
            assert who > 1

    @rule(who=st.sampled_from([0, 1]), body=BODIES)
    def write_to_all(self, who, body):
        typed = [part_of_common(self.round, 1, body)]
        commands.save_common_feedback(self.round, typed, by=self.actor(who), at=self.at)

    @rule(who=WHO, which=WHICH, ministry=WHICH)
    def confirm(self, who, which, ministry):
        actor, to = self.actor(who), self.ministries[ministry]
        try:
            commands.confirm_feedback(self.documents[which], to, by=actor, at=self.at, sha256=self.now(which).sha256)
        except PermissionDenied:
            assert not can_confirm(actor, to.pk)
        except NotNow:
            assert can_confirm(actor, to.pk)

    @rule(which=WHICH)
    def write_and_confirm(self, which):
        """Else a letter that both have confirmed would be rare."""
        for number in (1, 2):
            self.write(0, which, number, "Hyvä.")
        if not self.now(which).common:
            self.write_to_all(1, "Hyvä.")
        for who in (0, 1):
            self.confirm(who, which, who)

    @rule(who=WHO, which=WHICH, ministry=WHICH)
    def take_back(self, who, which, ministry):
        actor, to = self.actor(who), self.ministries[ministry]
        try:
            commands.take_back_confirmation(self.documents[which], to, by=actor, at=self.at)
        except PermissionDenied:
            assert not can_confirm(actor, to.pk)
        except NotNow:
            assert can_confirm(actor, to.pk)

    @rule(who=st.sampled_from([0, 1, 0, 1, 2, 4]), reason=st.sampled_from(["Kesken.", "Kesken.", ""]))
    def publish(self, who, reason):
        now = readiness(self.round, self.at.date())
        wordings = {one.document.pk: one.letter.wording(one.common, one.version.identifier) for one in now.ready}
        reasons = {one.document.pk: reason for one in now.left_out}
        try:
            commands.publish_feedback(
                self.round, by=self.actor(who), at=self.at, checked=now.fingerprint, reasons=reasons
            )
        except PermissionDenied:
            assert who > 1
            return
        except NotNow:
            assert not now.ready or (now.left_out and not reason)
            return
        for published in PublishedFeedback.objects.filter(letter__document__in=wordings):
            assert published.frozen["wording"] == wordings[published.letter.document_id]
            self.said[published.pk] = bytes(published.content)

    @invariant()
    def what_is_published_both_confirmed_word_for_word(self):
        for one in PublishedFeedback.objects.filter(letter__document__in=self.documents):
            wording = frozen.fingerprint(frozen.canonical(one.frozen["wording"]))
            assert one.wording_sha256 == wording == one.first.sha256 == one.second.sha256
            assert {one.first.ministry, one.second.ministry} == set(self.ministries)
            assert one.first.by != one.second.by
            assert {one.first.act, one.second.act} == {ConfirmationAct.CONFIRM}

    @invariant()
    def everybody_confirmed_for_the_own_ministry_within_their_days(self):
        for one in FeedbackConfirmation.objects.filter(letter__document__in=self.documents):
            user = next(user for user in self.people if user.person == one.by)
            assert can_confirm(builders.actor(user, one.at), one.ministry_id)

    @invariant()
    def what_was_published_never_changes(self):
        rows = PublishedFeedback.objects.filter(letter__document__in=self.documents)
        assert {one.pk: bytes(one.content) for one in rows} == self.said

    @invariant()
    def feedback_is_given_exactly_where_a_letter_was_published(self):
        given = Document.objects.filter(pk__in=[one.pk for one in self.documents], state=State.FEEDBACK_GIVEN)
        published = PublishedFeedback.objects.filter(letter__document__in=self.documents)
        assert set(given.values_list("pk", flat=True)) == set(published.values_list("letter__document", flat=True))


@pytest.mark.django_db
def test_the_promises_of_the_feedback_hold_whatever_the_ministries_do(quick_printer):
    # A step costs many queries, so fewer examples than of a small property.
    run_state_machine_as_test(Feedback, settings=settings(max_examples=20, stateful_step_count=20))
