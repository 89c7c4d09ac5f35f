"""Whatever happens in a year, and in whatever order: what was sent stands, and nobody reads or does what they may not.

Who may is reckoned here from the rules of requirements, section 14, and from the test's own list of offices, never by
asking the portal's rules.
"""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import NamedTuple

import hypothesis.strategies as st
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from psycopg2 import sql

from elo_portal.office import clock, frozen, uploads
from elo_portal.office.arriving import ArrivalWay, ArrivedBy
from elo_portal.office.refusals import NotNow
from networks.choices import NATIONWIDE, GroupKind, OrganisationKind, Role, Seat
from networks.models import Participation
from reporting import commands, permissions
from reporting.choices import ItemState, RoundKind, State
from reporting.completions import items_of, newest_request
from reporting.deadlines import end_of
from reporting.feedback import readiness, standing
from reporting.models import (
    Attachment,
    CommonFeedback,
    Document,
    FeedbackConfirmation,
    FeedbackLetter,
    PublishedFeedback,
    ReopenRequest,
    Round,
    Submission,
)
from tests import builders
from tests.builders import HELSINKI, LONG_AGO, helsinki
from tests.office.files import GOOD
from tests.reporting.machines import Machine, part_of_common, part_of_letter, what_is_asked

LAST_DAY = date(2015, 1, 31)
WRITING_SEATS = {Seat.CHAIR, Seat.SECRETARY}
REGION = ["expert", "expert", "former expert", "other expert", "chair", "secretary"]
MINISTRIES = ["okm", "tem", "okm", "tem", "okm", "tem", "new okm", "mover", "tem deputy"]
OTHERS = ["member", "reader", "clerk", "tem clerk", "coordinator", "national member", "admin", "outsider"]
EVERYBODY = sorted({*REGION, *MINISTRIES, *OTHERS})
# Mostly those who may, sometimes those who may not.
FROM_REGION = st.sampled_from([*REGION, *REGION, *OTHERS[:2], "okm"])
FROM_MINISTRY = st.sampled_from([*MINISTRIES, *MINISTRIES, "expert", "clerk", "outsider"])
FROM_REGISTRY = st.sampled_from(["clerk", "tem clerk", "okm", "tem", "clerk", "expert", "admin"])
ANYBODY = st.sampled_from(EVERYBODY)
# Of the documents the newest rounds' first.
WHICH = st.sampled_from([0, 0, 1, 1, 2, 2, 3, 4, 5, 6])
NUMBER = st.integers(1, 2)
PICKS = st.lists(st.integers(0, 5), min_size=1, max_size=4)
LENGTHS = st.sampled_from([timedelta(minutes=5), timedelta(hours=9), timedelta(days=3), timedelta(days=25)])


@dataclass(frozen=True)
class Office:
    """A person's task: a role in an organisation, or a seat in a group; both days included."""

    what: str
    where: int
    since: date
    until: date | None


class Sent(NamedTuple):
    """A sent version, byte by byte."""

    document: int
    number: int
    content: bytes
    sha256: str
    previous: int | None
    at: datetime
    is_late: bool
    files: tuple[tuple[str, bytes], ...]


class Said(NamedTuple):
    """The words of a letter, with the version that it is about."""

    report: int
    common: str
    carrying_out: str
    regional_work: str


class RandomYears(Machine):
    """Two or three groups of two centres, both ministries, and two years of plans and reports."""

    happened: Counter[str] = Counter()

    @initialize(groups=st.integers(2, 3), is_registered=st.booleans(), waits_for_feedback=st.booleans())
    def set_out(self, groups, is_registered, waits_for_feedback):
        self.begin()
        self.at = helsinki(2014, 8, 25, 9, 0)
        self.clock = pytest.MonkeyPatch()
        self.clock.setattr(clock, "now", lambda: self.at)
        self.texts = 0
        self.ministries = builders.both_ministries()
        self.centres = [builders.organisation(), builders.organisation()]
        self.groups = [
            builders.group(responsible=self.centres[number % 2], language=("fi", "sv")[number % 2])
            for number in range(groups)
        ]
        self.shares = {one.pk: {self.centres[number % 2].pk: None} for number, one in enumerate(self.groups)}
        # The first centre takes part in the second group too, for as long as that lasts.
        Participation.objects.create(group=self.groups[1], organisation=self.centres[0], since=LONG_AGO, until=LAST_DAY)
        self.shares[self.groups[1].pk][self.centres[0].pk] = LAST_DAY
        self.people, self.offices = {}, {}
        self.name_everybody()
        self.rounds = self.set_rounds(is_registered, waits_for_feedback)
        self.documents = []
        # What the test knows by itself: see the invariants.
        self.sent, self.given, self.confirmed = {}, {}, {}
        self.typed, self.feedback_typed, self.common_typed = {}, {}, {}
        self.actors, self.stood, self.looked = {}, None, None
        self.open_rounds()

    def teardown(self):
        if hasattr(self, "clock"):
            self.clock.undo()
        super().teardown()

    def name_everybody(self):
        (okm, tem), (first, second) = self.ministries, self.centres
        one, two = self.groups[:2]
        self.national = builders.group(kind=GroupKind.NATIONAL)
        support = builders.organisation(OrganisationKind.SUPPORT)
        next_day = LAST_DAY + timedelta(1)
        self.appoint("expert", Role.EXPERT, first)
        self.appoint("former expert", Role.EXPERT, first, until=date(2014, 12, 31))
        self.appoint("other expert", Role.EXPERT, second)
        self.seat("chair", Seat.CHAIR, one)
        self.seat("secretary", Seat.SECRETARY, two)
        self.seat("member", Seat.MEMBER, one, until=LAST_DAY)
        self.appoint("reader", Role.READER, first)
        self.appoint("okm", Role.NATIONAL_SECRETARY, okm, until=LAST_DAY)
        self.appoint("new okm", Role.NATIONAL_SECRETARY, okm, since=next_day)
        self.appoint("tem", Role.NATIONAL_SECRETARY, tem)
        self.appoint("mover", Role.FEEDBACK_DEPUTY, okm, until=LAST_DAY)
        self.appoint("mover", Role.FEEDBACK_DEPUTY, tem, since=next_day)
        self.appoint("tem deputy", Role.FEEDBACK_DEPUTY, tem, until=date(2015, 2, 28))
        self.appoint("clerk", Role.REGISTRY, okm, until=date(2015, 6, 30))
        self.appoint("tem clerk", Role.REGISTRY, tem)
        self.appoint("coordinator", Role.COORDINATOR, support)
        self.seat("national member", Seat.MEMBER, self.national)
        self.appoint("admin", Role.ADMIN, okm)
        self.someone("outsider")

    def set_rounds(self, is_registered, waits_for_feedback):
        made = []
        for year in (2014, 2015):
            plans = builders.plan_round(
                year,
                ministries=self.ministries,
                questions=2,
                opens=helsinki(year, 5, 2, 9, 0),
                due=helsinki(year, 9, 1, 23, 59, 59),
            )
            reports = builders.round_(
                year, ministries=self.ministries, questions=2, waits_for_feedback=waits_for_feedback
            )
            if is_registered:
                builders.addressed(reports, self.ministries[0])
            made += [plans, reports]
        plans = {one.pk: {ministry.pk for ministry in self.ministries} for one in made if one.is_plan}
        reports = {one.pk: {self.ministries[0].pk} if is_registered else set() for one in made if not one.is_plan}
        self.registries = plans | reports
        self.waiting = set(reports) if waits_for_feedback else set()
        return made

    def someone(self, who):
        if who not in self.people:
            self.people[who] = builders.user()
        return self.people[who], self.offices.setdefault(who, [])

    def appoint(self, who, role, at, *, since=LONG_AGO, until=None):
        person, offices = self.someone(who)
        builders.appointment(person, at, role, since=since, until=until)
        offices.append(Office(role, at.pk, since, until))

    def seat(self, who, seat, of, *, until=None):
        person, offices = self.someone(who)
        builders.member(person, of, seat, until=until)
        offices.append(Office(seat, of.pk, LONG_AGO, until))

    # -- who may, as the test knows it

    @property
    def day(self):
        return self.at.astimezone(HELSINKI).date()

    def held(self, who):
        """The person's offices of the day."""
        return [one for one in self.offices[who] if one.since <= self.day and (not one.until or self.day <= one.until)]

    def ministries_as(self, who, *roles):
        return {one.where for one in self.held(who) if one.what in roles}

    def is_secretary(self, who):
        return bool(self.ministries_as(who, Role.NATIONAL_SECRETARY))

    def is_member(self, who):
        """Of the network; a registry is none."""
        return any(one.what != Role.REGISTRY for one in self.held(who))

    def is_receiving(self, who, in_round):
        return bool(self.ministries_as(who, Role.REGISTRY) & self.registries[in_round])

    def confirms(self, who):
        return self.ministries_as(who, Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY)

    def works_for(self, who, group):
        return {
            centre
            for centre, until in self.shares[group].items()
            if centre in self.ministries_as(who, Role.EXPERT) and (not until or self.day <= until)
        }

    def sends(self, who, document):
        return any(self.shares[document.group_id][centre] is None for centre in self.works_for(who, document.group_id))

    def writes(self, who, document):
        seats = {one.what for one in self.held(who) if one.where == document.group_id}
        return bool(seats & WRITING_SEATS or self.works_for(who, document.group_id))

    def enters(self, who, document):
        return self.is_secretary(who) or self.is_receiving(who, document.round_id)

    def reads(self, who, document):
        """Section 14, item 5: what was sent, the network; a draft, its own writers."""
        return self.reads_sent(who, document) if self.versions_of(document) else self.writes(who, document)

    def reads_sent(self, who, document):
        """Other regions wait for the feedback on it where the round says so."""
        if self.is_receiving(who, document.round_id):
            return True
        is_out = document.round_id not in self.waiting or any(one[2] == document for one in self.given.values())
        return self.is_member(who) and (is_out or self.is_near(who, document.group_id))

    def is_near(self, who, group):
        """Of the group itself, or with a task that is of no one region."""
        held = self.held(who)
        in_group = any(one.what in Seat.values and one.where in {group, self.national.pk} for one in held)
        centres = self.ministries_as(who, Role.EXPERT, Role.READER)
        shares = any(centre in centres and (not end or self.day <= end) for centre, end in self.shares[group].items())
        return in_group or shares or any(one.what in NATIONWIDE for one in held)

    def versions_of(self, document):
        return [one for one in self.sent.values() if one.document == document.pk]

    # -- acting

    def actor(self, who):
        """Offices are as they were set out, so each day's are asked once."""
        key = (who, self.day)
        if key not in self.actors:
            self.actors[key] = super().actor(who)
        return replace(self.actors[key], at=self.at)

    def document(self, which):
        found = self.documents[which % len(self.documents)]
        return Document.objects.select_related("round", "group").get(pk=found.pk)

    def new_text(self):
        """One that nothing else says."""
        self.texts += 1
        return f"Teksti {self.texts}."

    def act(self, what, who, do, *, may):
        """Do it, or be refused: of what was refused nothing is seen in any table."""
        before = self.stood or whole_database()
        try:
            done = do(self.actor(who))
        except PermissionDenied:
            was_allowed = False
        except NotNow:
            was_allowed = True
        else:
            self.stood = None
            assert may, (what, who)
            self.happened[what] += 1
            return True if done is None else done
        self.stood = whole_database()
        assert self.stood == before, (what, who)
        assert was_allowed is may, (what, who)
        self.happened[f"{what} refused"] += 1
        return None

    def open_rounds(self):
        if commands.open_due_rounds(at=self.at):
            self.stood = None
        self.documents = list(Document.objects.select_related("round", "group").order_by("-round__opens", "pk"))

    @rule(length=LENGTHS)
    def time_goes_on(self, length):
        self.at += length
        self.open_rounds()

    @rule(seconds=st.sampled_from([0, 0, 1, 1, 1, 60]))
    def the_next_moment_comes(self, seconds):
        """A due moment, or the end of somebody's last day."""
        ends = [one.until for offices in self.offices.values() for one in offices if one.until]
        moments = [end_of(day) for day in ends]
        for document in Document.objects.select_related("round"):
            moments += [document.due, document.round.due]
        later = [moment for moment in moments if moment > self.at]
        if later:
            self.at = min(later) + timedelta(seconds=seconds)
            self.open_rounds()

    # -- the regions

    @rule(who=FROM_REGION, which=WHICH, number=NUMBER)
    def write(self, who, which, number):
        document, text = self.document(which), self.new_text()
        answer = builders.answers(document)[number - 1]
        typed = commands.writing.Typed(answer=answer, body=text, base=answer.text.number)
        if self.act(
            "write",
            who,
            lambda actor: commands.save_answers(document, [typed], by=actor, at=self.at),
            may=self.writes(who, document),
        ):
            self.typed.setdefault(document.pk, set()).add(text)

    @rule(who=FROM_REGION, which=WHICH, kind=st.sampled_from(["pdf", "docx", "odt"]))
    def attach(self, who, which, kind):
        document = self.document(which)
        self.act(
            "attach",
            who,
            lambda actor: commands.attach(document, inspected(kind), "other", by=actor, at=self.at),
            may=self.writes(who, document),
        )

    @rule(who=FROM_REGION, which=WHICH)
    def take_a_file_away(self, who, which):
        document = self.document(which)
        attachment = Attachment.objects.filter(document=document, removed_at=None).first()
        if attachment:
            self.act(
                "detach",
                who,
                lambda actor: commands.remove_attachment(attachment, by=actor, at=self.at),
                may=self.writes(who, document),
            )

    @rule(who=FROM_REGION, which=WHICH)
    def send(self, who, which):
        document = self.document(which)
        due, is_completion = document.due, document.state == State.RETURNED
        sent = self.act(
            "send",
            who,
            lambda actor: commands.send(document, by=actor, at=self.at),
            may=self.sends(who, document),
        )
        if sent:
            assert sent.is_late is (self.at > due)
            self.happened["send late"] += sent.is_late
            self.happened["complete"] += is_completion
            self.keep(sent)

    def write_everything_and_send(self, which):
        document = self.document(which)
        who = next(who for who in ("expert", "other expert") if self.sends(who, document))
        for number in (1, 2):
            self.write(who, which, number)
        self.reply(who, which)
        self.send(who, which)

    @rule(who=FROM_REGION, which=WHICH)
    def reply(self, who, which):
        document = self.document(which)
        items = [item for item in items_of(document) if item.state == ItemState.OPEN]
        if items:
            texts = [self.new_text() for _item in items]
            if self.act(
                "reply",
                who,
                lambda actor: builders.reply(document, *texts, by=actor.user, at=self.at),
                may=self.writes(who, document),
            ):
                self.typed.setdefault(document.pk, set()).update(texts)

    @rule(who=FROM_REGION, which=WHICH)
    def reopen(self, who, which):
        document = self.document(which)
        was_due = self.at > document.due
        if self.act(
            "reopen",
            who,
            lambda actor: commands.reopen(document, by=actor, at=self.at),
            may=self.sends(who, document),
        ):
            assert not was_due

    @rule(who=FROM_REGION, which=WHICH)
    def ask_for_opening(self, who, which):
        document = self.document(which)
        self.act(
            "ask for opening",
            who,
            lambda actor: commands.ask_opening(document, by=actor, at=self.at, reason="Luku oli väärä."),
            may=self.sends(who, document),
        )

    # -- the ministries and their registries

    @rule(who=FROM_MINISTRY, is_granted=st.booleans())
    def answer_opening(self, who, is_granted):
        waiting = ReopenRequest.objects.filter(decided_at=None).select_related("document").first()
        if waiting:
            self.act(
                "open" if is_granted else "refuse opening",
                who,
                lambda actor: commands.answer_opening(
                    waiting, is_granted=is_granted, answer="Hyvä on.", by=actor, at=self.at
                ),
                may=self.is_secretary(who),
            )

    @rule(who=FROM_MINISTRY, which=WHICH, number=NUMBER, days=st.integers(0, 9), further=st.booleans())
    def return_for_completion(self, who, which, number, days, further):
        document = self.document(which)
        asked = what_is_asked(document, [number], further=further)
        due = end_of(self.day + timedelta(days))
        version = len(self.versions_of(document))
        self.act(
            "ask on" if further and len(asked) > 1 else "return",
            who,
            lambda actor: commands.return_for_completion(
                document, asked, due=due, by=actor, at=self.at, version=version
            ),
            may=self.is_secretary(who),
        )

    @rule(who=FROM_MINISTRY, which=WHICH, number=NUMBER)
    def add_to_request(self, who, which, number):
        document = self.document(which)
        request = newest_request(document)
        if request:
            self.act(
                "add to request",
                who,
                lambda actor: commands.add_to_request(
                    document, builders.asked(document, number), round_number=request.number, by=actor, at=self.at
                ),
                may=self.is_secretary(who),
            )

    @rule(who=FROM_MINISTRY, which=WHICH, pick=st.integers(0, 5))
    def settle_item(self, who, which, pick):
        items = items_of(self.document(which))
        if items:
            item = items[pick % len(items)]
            self.act(
                "settle",
                who,
                lambda actor: commands.settle_item(item, by=actor, at=self.at),
                may=self.is_secretary(who),
            )

    @rule(who=FROM_MINISTRY, which=WHICH, days=st.integers(0, 20))
    def extend(self, who, which, days):
        document = self.document(which)
        due = end_of(max(self.day, document.due.astimezone(HELSINKI).date()) + timedelta(days))
        if self.act(
            "extend",
            who,
            lambda actor: commands.extend(document, due=due, reason="Sairausloma.", by=actor, at=self.at),
            may=self.is_secretary(who),
        ):
            assert self.document(which).due == due

    @rule(
        who=FROM_REGISTRY,
        which=WHICH,
        hours=st.sampled_from([-1, 0, 0, 1, 30]),
        kind=st.sampled_from(["pdf", "docx"]),
        way=st.sampled_from([ArrivalWay.EMAIL, ArrivalWay.EMAIL, ArrivalWay.PAPER]),
    )
    def arrive(self, who, which, hours, kind, way):
        document = self.document(which)
        arrived, due = self.at - timedelta(hours=hours), document.due
        how = ArrivedBy(way=way, at=arrived, sender_organisation="Kainuun ELY-keskus")
        sent = self.act(
            "arrive",
            who,
            lambda actor: commands.enter(document, how, [inspected(kind)], by=actor, at=self.at),
            may=self.enters(who, document),
        )
        if sent:
            assert sent.is_late is (arrived > due)
            self.keep(sent)

    @rule(who=FROM_MINISTRY, which=WHICH, back=st.sampled_from([0, 0, 0, 1]))
    def review(self, who, which, back):
        document = self.document(which)
        version = len(self.versions_of(document)) - back
        self.act(
            "review",
            who,
            lambda actor: commands.review(document, by=actor, at=self.at, version=version),
            may=self.is_secretary(who),
        )

    @rule(who=FROM_MINISTRY, which=WHICH, reason=st.sampled_from(["Väärä versio.", "Väärä versio.", " "]))
    def take_the_review_back(self, who, which, reason):
        document = self.document(which)
        self.act(
            "take review back",
            who,
            lambda actor: commands.take_back_review(document, by=actor, at=self.at, reason=reason),
            may=self.is_secretary(who),
        )

    # -- the feedback

    def said(self, document):
        """What the letter says now, read from its texts; None while a part is missing."""
        letter = FeedbackLetter.objects.filter(document=document).first()
        common = CommonFeedback.objects.filter(round=document.round_id).first()
        if not letter or not common:
            return None
        in_language = common.swedish if document.language == "sv" else common.finnish
        bodies = [one.body for one in (in_language, letter.carrying_out, letter.regional_work)]
        return Said(len(self.versions_of(document)), *bodies) if all(bodies) else None

    @rule(who=FROM_MINISTRY, which=WHICH, number=NUMBER)
    def write_feedback(self, who, which, number):
        document, text = self.document(which), self.new_text()
        typed = [part_of_letter(document, number, text)]
        if self.act(
            "write feedback",
            who,
            lambda actor: commands.save_feedback(document, typed, by=actor, at=self.at),
            may=self.is_secretary(who),
        ):
            self.feedback_typed.setdefault(document.pk, set()).add(text)

    @rule(who=FROM_MINISTRY, which=WHICH, number=NUMBER)
    def write_to_all(self, who, which, number):
        in_round, text = self.document(which).round, self.new_text()
        typed = [part_of_common(in_round, number, text)]
        if self.act(
            "write to all",
            who,
            lambda actor: commands.save_common_feedback(in_round, typed, by=actor, at=self.at),
            may=self.is_secretary(who),
        ):
            self.common_typed.setdefault(in_round.pk, set()).add(text)

    @rule(who=FROM_MINISTRY, which=WHICH, ministry=st.integers(0, 1), is_old=st.booleans())
    def confirm(self, who, which, ministry, is_old=False):
        """The version that stands or, if old, one that somebody had on a page before it was edited."""
        document, to = self.document(which), self.ministries[ministry]
        said, sha = self.said(document), standing(document, self.day).sha256
        if is_old:
            sha = (
                FeedbackConfirmation.objects.filter(letter__document=document).values_list("sha256", flat=True).first()
            )
        done = self.act(
            "confirm",
            who,
            lambda actor: commands.confirm_feedback(document, to, by=actor, at=self.at, sha256=sha or ""),
            may=to.pk in self.confirms(who),
        )
        if done:
            assert said is not None
            self.confirmed.setdefault(document.pk, {})[to.pk] = (self.people[who].person.pk, said)

    @rule(who=FROM_MINISTRY, which=WHICH, ministry=st.integers(0, 1))
    def take_back(self, who, which, ministry):
        document, to = self.document(which), self.ministries[ministry]
        if self.act(
            "take back",
            who,
            lambda actor: commands.take_back_confirmation(document, to, by=actor, at=self.at),
            may=to.pk in self.confirms(who),
        ):
            del self.confirmed[document.pk][to.pk]

    def confirm_together(self, which):
        if self.said(self.document(which)) is None:
            for number in (1, 2):
                self.write_feedback("tem", which, number)
                self.write_to_all(self.okm, which, number)
        self.confirm(self.okm, which, 0)
        self.confirm("tem", which, 1)

    @rule(who=FROM_MINISTRY, which=WHICH, reason=st.sampled_from(["Kesken.", "Kesken.", ""]), is_old=st.booleans())
    def publish(self, who, which, reason, is_old=False):
        in_round = self.document(which).round
        now = readiness(in_round, self.day)
        reasons = {one.document.pk: reason for one in now.left_out}
        if self.act(
            "publish",
            who,
            lambda actor: commands.publish_feedback(
                in_round, by=actor, at=self.at, checked="" if is_old else now.fingerprint, reasons=reasons
            ),
            may=self.is_secretary(who),
        ):
            for one in PublishedFeedback.objects.filter(publication__round=in_round).exclude(pk__in=self.given):
                document = Document.objects.get(feedback_letter=one.letter_id)
                confirmed = self.confirmed[document.pk]
                self.given[one.pk] = (bytes(one.content), one.sha256, document, dict(confirmed), self.said(document))

    # -- what is likely: else most of what is tried would be refused

    @property
    def okm(self):
        return "okm" if self.is_secretary("okm") else "new okm"

    @rule(which=WHICH, picks=PICKS)
    def something_likely_happens(self, which, picks):
        for pick in picks:
            self.go_on(which, pick)

    @rule(picks=PICKS)
    def something_likely_happens_to_the_newest(self, picks):
        for pick in picks:
            self.go_on(pick % 2, pick)

    def go_on(self, which, pick):
        """One of a few likely acts upon a document in its state, by those who do it."""
        state = self.document(which).state
        if state == State.SENT and pick in {1, 2}:
            self.return_for_completion("tem", which, pick, days=3, further=True)
        elif state == State.SENT and pick == 5:
            self.reopen("expert", which)
            self.ask_for_opening("expert", which)
            self.answer_opening("tem", is_granted=True)
        elif state == State.SENT:
            self.settle_item("tem", which, pick)
            self.review(self.okm, which, back=0)
        elif state == State.REVIEWED:
            self.confirm_together(which)
            if pick < 3:
                self.publish("tem", which, "Kesken.")
        elif state == State.FEEDBACK_GIVEN:
            self.ask_for_opening("expert", which)
        elif pick == 4:
            self.extend("tem", which, days=4)
        elif pick == 5:
            self.arrive(("clerk", "tem")[self.day.day % 2], which, hours=1, kind="docx", way=ArrivalWay.EMAIL)
        else:
            self.write_everything_and_send(which)

    # -- reading

    @rule(who=ANYBODY, which=WHICH)
    def knock(self, who, which):
        """A person tries every door of a document: what opens, and what is said behind it."""
        document = self.document(which)
        reads, writes = self.reads(who, document), self.writes(who, document)
        self.stood = None
        client = Client()
        client.force_login(self.people[who])

        def page(name, *place, opens):
            response = client.get(reverse(name, args=place))
            assert response.status_code == (200 if opens else 404), (who, name, place, response.status_code)
            return b"".join(response) if opens else b""

        given = [one for one in self.given.values() if one[2] == document]
        sees_drafts = bool(self.confirms(who))
        pages = page("document_detail", document.pk, opens=reads)
        for pk, one in self.sent.items():
            if one.document == document.pk:
                identifier = f"{document.identifier}{one.number}"
                assert page("submission_json", pk, identifier, opens=reads) in {one.content, b""}
                found = client.get(reverse("verify"), {"hash": one.sha256}).content.decode()
                assert (reverse("submission_receipt", args=[pk]) in found) is reads
                for number, arrived in enumerate(one.files, start=1):
                    if "arrival" in json.loads(one.content):
                        assert page("arrival_file", pk, number, opens=reads) in {arrived[1], b""}
        for one in Attachment.objects.filter(document=document):
            is_sent = one.submissions.exists()
            page("document_attachment", document.pk, one.pk, opens=reads and (writes or is_sent))
        if document.round.kind == RoundKind.REPORT:
            opens = reads and bool(given or (sees_drafts and self.versions_of(document)))
            pages += page("feedback_letter", document.pk, opens=opens)
        self.happened["read" if reads else "not read"] += 1
        if not writes:
            public = b"".join(one.content for one in self.versions_of(document))
            hidden = {text for text in self.typed.get(document.pk, ()) if text.encode() not in public}
            assert not [text for text in hidden if text.encode() in pages], who
        if not sees_drafts:
            public = b"".join(one[0] for one in self.given.values())
            typed = self.feedback_typed.get(document.pk, set()) | self.common_typed.get(document.round_id, set())
            assert not [text for text in typed if text.encode() not in public and text.encode() in pages], who

    # -- what holds

    def keep(self, sent):
        self.sent[sent.pk] = as_it_is(with_files(Submission.objects.all()).get(pk=sent.pk))

    @invariant()
    def nothing_that_was_sent_changes_by_a_byte(self):
        assert {one.pk: as_it_is(one) for one in with_files(Submission.objects.all())} == self.sent
        for one in self.sent.values():
            assert [sha for sha, data in one.files if sha256(data).hexdigest() != sha] == []
        given = PublishedFeedback.objects.values_list("pk", "content", "sha256")
        assert {pk: (bytes(content), sha) for pk, content, sha in given} == {
            pk: one[:2] for pk, one in self.given.items()
        }

    @invariant()
    def nobody_reads_what_they_may_not(self):
        readable = {who: {document.pk for document in self.documents if self.reads(who, document)} for who in EVERYBODY}
        for who, those in readable.items():
            visible = Document.objects.visible_to(self.actor(who)).order_by()
            assert set(visible.values_list("pk", flat=True)) == those, who
        now = (self.day, len(self.documents), readable)
        if now != self.looked:
            self.looked = now
            for who, those in readable.items():
                self.look_closely(who, those)

    def look_closely(self, who, readable):
        """What else depends on the day and on what has been sent alone."""
        actor = self.actor(who)
        is_member, follows = self.is_member(who), self.is_secretary(who) or who == "admin"
        on_board = {document.pk for document in self.documents} if follows else readable
        assert set(Document.objects.for_board(actor).values_list("pk", flat=True)) == on_board, who
        rounds = {one.pk for one in self.rounds if is_member or self.is_receiving(who, one.pk)}
        assert set(Round.objects.visible_to(actor).values_list("pk", flat=True)) == rounds, who
        assert permissions.can_see_feedback_drafts(actor) is bool(self.confirms(who)), who
        assert permissions.can_write_feedback(actor) is self.is_secretary(who), who
        assert permissions.can_follow(actor) is follows, who
        for document in self.documents:
            writes = self.writes(who, document)
            assert permissions.can_write(actor, document) is writes, who
            assert permissions.can_send(actor, document) is self.sends(who, document), who
            assert permissions.can_see_completions(actor, document) is (writes or follows), who
            assert permissions.can_read_sent(actor, document) is self.reads_sent(who, document), who

    @invariant()
    def what_is_published_both_ministries_confirmed_and_nobody_for_both(self):
        both = {one.pk for one in self.ministries}
        for confirmed in self.confirmed.values():
            people = [by for by, _said in confirmed.values()]
            is_of_one_wording = len({said for _by, said in confirmed.values()}) == 1
            assert len(set(people)) == len(people) or not is_of_one_wording
        for one in PublishedFeedback.objects.select_related("first", "second"):
            wording = json.loads(bytes(one.content))["wording"]
            assert one.wording_sha256 == one.first.sha256 == one.second.sha256 == reckoned(wording)
            _content, _sha, document, confirmed, said = self.given[one.pk]
            assert confirmed.keys() == {one.first.ministry_id, one.second.ministry_id} == both
            first, second = (confirmed[which.ministry_id] for which in (one.first, one.second))
            assert (first[0], second[0]) == (one.first.by_id, one.second.by_id)
            assert first[0] != second[0]
            published = (wording["common"], wording["carrying_out"], wording["regional_work"])
            assert first[1] == second[1] == said == Said(said.report, *published)
            assert wording["report"] == f"{document.identifier}{said.report}"
        given = Document.objects.filter(state=State.FEEDBACK_GIVEN).values_list("pk", flat=True)
        assert set(given) == {one[2].pk for one in self.given.values()}

    @invariant()
    def every_chain_is_whole(self):
        last, numbers = {}, Counter()
        for one in Submission.objects.order_by("pk"):
            data = bytes(one.content)
            assert frozen.load(data) == json.loads(data)
            assert frozen.fingerprint(data) == sha256(data).hexdigest() == one.sha256
            before = last.get(one.round_id)
            assert one.previous_id == (before.pk if before else None)
            assert json.loads(data)["previous"] == (sha256(before.content).hexdigest() if before else None)
            last[one.round_id] = one
            numbers[one.document_id] += 1
            assert one.number == json.loads(data)["number"] == numbers[one.document_id]


def with_files(submissions):
    return submissions.select_related("arrival").prefetch_related("arrival__files__upload", "attachments__upload")


def as_it_is(submission):
    arrival = getattr(submission, "arrival", None)
    files = [file.upload for file in arrival.files.all()] if arrival else []
    files += [attachment.upload for attachment in submission.attachments.all()]
    return Sent(
        submission.document_id,
        submission.number,
        bytes(submission.content),
        submission.sha256,
        submission.previous_id,
        submission.at,
        submission.is_late,
        tuple((upload.sha256, stored(upload)) for upload in files),
    )


def stored(upload):
    with upload.file.open("rb") as file:
        return file.read()


def reckoned(wording):
    """The SHA-256 of a wording, without asking the portal how."""
    return sha256(json.dumps(wording, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@cache
def inspected(kind):
    """Looking into a PDF takes long, so each kind is looked into once."""
    return uploads.inspect(SimpleUploadedFile(f"liite.{kind}", GOOD[kind]()))


@cache
def every_table():
    """One query of the fingerprint of each table."""
    models = [
        model
        for app in ("office", "reporting")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    one = sql.SQL("SELECT {}, md5(string_agg(one::text, ';' ORDER BY one.{})) FROM {} one")
    return sql.SQL(" UNION ALL ").join(
        one.format(
            sql.Literal(model._meta.db_table),
            sql.Identifier(model._meta.pk.column),
            sql.Identifier(model._meta.db_table),
        )
        for model in models
    )


def whole_database():
    with connection.cursor() as cursor:
        cursor.execute(every_table())
        return tuple(cursor.fetchall())


@pytest.fixture
def _doors(quick_printer, settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.mark.django_db
@pytest.mark.usefixtures("_doors")
def test_the_promises_hold_in_random_years():
    RandomYears.happened.clear()
    # A step costs many queries, so fewer examples than of a small property.
    run_state_machine_as_test(RandomYears, settings=settings(max_examples=10, stateful_step_count=25))
    assert RandomYears.happened.keys() >= {"write", "send"}


@pytest.mark.django_db
@pytest.mark.usefixtures("_doors")
@pytest.mark.parametrize("waits_for_feedback", [False, True])
def test_a_year_lived_on_purpose_reaches_what_random_years_may(waits_for_feedback):
    """Everything that the rules can do is done, so that the promises above are about something."""
    year = RandomYears()
    year.happened = Counter()
    try:
        live_a_year(year, waits_for_feedback)
    finally:
        year.teardown()
    assert {what for what in year.happened if not what.endswith("refused")} == {
        *("write", "attach", "detach", "send", "send late", "complete", "reply", "reopen", "ask for opening"),
        *("open", "refuse opening", "return", "ask on", "add to request", "settle", "extend", "arrive", "review"),
        *("take review back", "write feedback", "write to all", "confirm", "take back", "publish"),
        *("read", "not read"),
    }
    assert year.happened["publish"] == 2
    assert len(year.given) == len(year.groups)


def live_a_year(year, waits_for_feedback):
    """The plans of two groups, one of which comes by e-mail, then their reports until the feedback is out."""

    def happens(act, *facts, **more):
        act(*facts, **more)
        year.nothing_that_was_sent_changes_by_a_byte()
        year.nobody_reads_what_they_may_not()
        year.what_is_published_both_ministries_confirmed_and_nobody_for_both()
        year.every_chain_is_whole()

    year.set_out(groups=2, is_registered=False, waits_for_feedback=waits_for_feedback)
    mine, other = 0, 1
    happens(year.attach, "expert", mine, "docx")
    happens(year.attach, "expert", mine, "odt")
    happens(year.write, "chair", mine, 1)
    for who in ("chair", "other expert", "tem", "clerk"):
        happens(year.knock, who, mine)
    happens(year.write_everything_and_send, mine)
    happens(year.ask_for_opening, "expert", mine)
    happens(year.reopen, "expert", mine)
    happens(year.write, "chair", mine, 2)
    happens(year.knock, "tem", mine)
    happens(year.take_a_file_away, "expert", mine)
    happens(year.write_everything_and_send, mine)
    happens(year.return_for_completion, "okm", mine, 1, days=3, further=False)
    happens(year.add_to_request, "tem", mine, 2)
    happens(year.write_everything_and_send, mine)
    happens(year.settle_item, "okm", mine, 0)
    happens(year.return_for_completion, "tem", mine, 1, days=3, further=True)
    happens(year.write_everything_and_send, mine)
    happens(year.arrive, "clerk", other, hours=1, kind="pdf", way=ArrivalWay.PAPER)
    happens(year.time_goes_on, timedelta(days=9))
    happens(year.ask_for_opening, "expert", mine)
    happens(year.answer_opening, "okm", is_granted=False)
    happens(year.ask_for_opening, "expert", mine)
    happens(year.answer_opening, "tem", is_granted=True)
    happens(year.write_everything_and_send, mine)
    happens(year.knock, "clerk", other)
    happens(year.knock, "outsider", mine)
    happens(year.time_goes_on, timedelta(days=40))
    happens(year.extend, "tem", mine, days=3)
    for which in (mine, other):
        happens(year.write_everything_and_send, which)
        happens(year.review, "okm", which, back=0)
    happens(year.take_the_review_back, "tem", mine, "Väärä versio.")
    happens(year.review, "okm", mine, back=0)
    happens(year.confirm_together, mine)
    happens(year.take_back, "tem", mine, 1)
    happens(year.confirm, "tem deputy", mine, 1)
    # An edit undoes both confirmations, and a page from before it confirms nothing.
    happens(year.write_feedback, "okm", mine, 1)
    happens(year.publish, "tem", mine, "Kesken.")
    happens(year.confirm, "okm", mine, 0, is_old=True)
    happens(year.confirm_together, mine)
    for who in ("expert", "other expert", "mover", "admin"):
        happens(year.knock, who, mine)
    happens(year.publish, "tem", mine, "Kesken.")
    for who in ("reader", "other expert"):
        happens(year.knock, who, mine)
    # Nobody confirms for both: whoever moves to the other ministry does not confirm the same words again.
    happens(year.write_feedback, "okm", other, 1)
    happens(year.write_feedback, "okm", other, 2)
    happens(year.confirm, "mover", other, 0)
    happens(year.time_goes_on, end_of(LAST_DAY) + timedelta(hours=9) - year.at)
    happens(year.confirm, "mover", other, 1)
    happens(year.publish, "tem", other, "Kesken.")
    happens(year.confirm, "tem", other, 1)
    happens(year.publish, "new okm", other, "Kesken.")
