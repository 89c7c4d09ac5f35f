"""A round before its opening: copied, edited, opened; and its wording corrected afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from elo_portal.office.models import AuditEntry, Notice
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.refusals import NotNow
from networks.choices import ContactPurpose, OrganisationKind, Role, Seat
from networks.models import Appointment, ContactAddress, Membership
from reporting import commands
from reporting.choices import Beside, RoundKind
from reporting.commands.preparing import QuestionDraft, a_year_later
from reporting.models import Addressee, Document, Question, Round, RoundChange
from reporting.preparation import checks_of, copies_to_make, corrections_of, year_of
from reporting.queries import people_of_groups
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return builders.actor(builders.admin())


@pytest.fixture
def ministries():
    both = builders.both_ministries()
    for one in both:
        builders.secretary(one)
    return both


@pytest.fixture
def source(ministries):
    """Last year's reports, opened."""
    return builders.round_(questions=3, ministries=ministries, reminder_days=[14, 2], waits_for_feedback=True)


@pytest.fixture
def coming(source, admin):
    """Its copy, in preparation."""
    return commands.copy_round(source, by=admin, at=NOW)


def draft_of(round_):
    round_.refresh_from_db()
    return commands.round_draft(round_)


def save(round_, admin, *, base=None, at=NOW, **changes):
    base = Round.objects.get(pk=round_.pk).version if base is None else base
    return commands.save_round(round_, replace(draft_of(round_), **changes), base=base, by=admin, at=at)


def missing(round_, at=NOW):
    return [check.code for check in checks_of([round_], at)[round_.pk] if not check.is_done]


class TestCopying:
    def test_all_but_what_has_happened_is_copied_a_year_on(self, source, coming):
        assert (coming.kind, coming.year, coming.opens) == (RoundKind.REPORT, 2015, None)
        assert (coming.due, coming.planned_opens) == (helsinki(2015, 12, 31, 23, 59, 59), helsinki(2015, 10, 1, 9, 0))
        assert (coming.title_fi, coming.title_sv, coming.title_en) == ("Raportti 2015", "Rapport 2015", "Report 2015")
        assert coming.copied_from == source
        old, new = commands.round_draft(source), commands.round_draft(coming)
        same = ("page_note", "page_limit", "goal_set", "waits_for_feedback", "reminder_days", "questions", "addressees")
        assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
        assert (len(new.questions), len(new.addressees), new.reminder_days) == (3, 2, (14, 2))
        assert not Document.objects.filter(round=coming).exists()

    @pytest.mark.parametrize(
        ("moment", "later"),
        [
            # Summer time begins and ends on other days: the clock stays.
            (helsinki(2014, 3, 30, 12, 0), helsinki(2015, 3, 30, 12, 0)),
            (helsinki(2015, 3, 29, 9, 0), helsinki(2016, 3, 29, 9, 0)),
            (helsinki(2014, 9, 1, 23, 59, 59), helsinki(2015, 9, 1, 23, 59, 59)),
            (helsinki(2016, 2, 29, 23, 59, 59), helsinki(2017, 2, 28, 23, 59, 59)),
            (helsinki(2015, 2, 28, 23, 59, 59), helsinki(2016, 2, 28, 23, 59, 59)),
        ],
    )
    def test_a_year_later_is_the_same_time_in_helsinki(self, moment, later):
        assert a_year_later(moment) == later
        assert a_year_later(moment).hour == later.hour

    def test_a_round_is_copied_once(self, source, coming, admin):
        with pytest.raises(NotNow, match="Raportti 2015"):
            commands.copy_round(source, by=admin, at=NOW)
        assert list(Round.objects.filter(year=2015)) == [coming]

    def test_a_round_that_stands_there_already_is_not_doubled(self, source, admin):
        builders.round_(2015)
        with pytest.raises(NotNow):
            commands.copy_round(source, by=admin, at=NOW)

    def test_goals_that_have_ended_are_followed_by_those_in_force(self, admin):
        old, new = builders.goal_set("old"), builders.goal_set("new")
        type(old).objects.filter(pk=old.pk).update(until=date(2015, 6, 30))
        type(new).objects.filter(pk=new.pk).update(since=date(2015, 7, 1))
        plans = builders.plan_round(goal_set=old)
        assert commands.copy_round(plans, by=admin, at=NOW).goal_set == new

    def test_what_can_be_copied_is_the_newest_year_of_each_kind(self, source, admin):
        builders.round_(2013)
        plans = builders.plan_round()
        assert [(one.source, one.year) for one in copies_to_make()] == [(plans, 2015), (source, 2015)]
        commands.copy_round(source, by=admin, at=NOW)
        assert [(one.source.kind, one.year) for one in copies_to_make()] == [("plan", 2015), ("report", 2016)]

    @pytest.mark.parametrize("who", ["secretary", "expert"])
    def test_administrators_alone_prepare(self, source, coming, who):
        person = builders.secretary() if who == "secretary" else builders.expert(builders.group())
        actor = builders.actor(person)
        acts = [
            lambda: commands.copy_round(source, by=actor, at=NOW),
            lambda: commands.save_round(coming, draft_of(coming), base=0, by=actor, at=NOW),
            lambda: commands.set_to_open(coming, checked=0, by=actor, at=NOW),
            lambda: commands.take_opening_back(coming, by=actor, at=NOW),
            lambda: commands.correct_wording(coming, {}, reason="Syy", base=0, by=actor, at=NOW),
            lambda: commands.send_test_mails(2015, by=actor, at=NOW),
        ]
        for act in acts:
            with pytest.raises(PermissionDenied):
                act()


class TestSaving:
    def test_a_save_is_kept_and_recorded(self, coming, admin):
        assert save(coming, admin, title_fi="  Raportti   vuodesta 2015 ", page_limit=4, reminder_days=(30,)) is True
        now = draft_of(coming)
        assert (now.title_fi, now.page_limit, now.reminder_days) == ("Raportti vuodesta 2015", 4, (30,))
        change = RoundChange.objects.get()
        assert (change.round, change.number, change.by, change.at) == (coming, 1, admin.person, NOW)
        assert change.what == [
            {"where": "title_fi", "before": "Raportti 2015", "after": "Raportti vuodesta 2015"},
            {"where": "page_limit", "before": "3", "after": "4"},
            {"where": "reminder_days", "before": "14, 2", "after": "30"},
        ]
        assert AuditEntry.objects.filter(act="round.save", user=admin.user).count() == 1

    def test_what_has_not_changed_leaves_no_row(self, coming, admin):
        assert save(coming, admin) is True
        assert not RoundChange.objects.exists()

    def test_questions_are_added_moved_and_removed(self, coming, admin):
        first, second, third = draft_of(coming).questions
        save(coming, admin, questions=draft_of(coming).with_question_moved(3, -1).questions)
        assert draft_of(coming).questions == (first, third, second)
        save(coming, admin, questions=draft_of(coming).without_question(1).with_question().questions)
        assert draft_of(coming).questions == (third, second, QuestionDraft())
        assert [one.number for one in coming.questions.all()] == [1, 2, 3]
        assert RoundChange.objects.count() == 2

    def test_addressees_keep_the_order_of_the_form(self, coming, admin, ministries):
        wanted = ((ministries[1].pk, Role.REGISTRY.value), (ministries[0].pk, Role.NATIONAL_SECRETARY.value))
        save(coming, admin, addressees=wanted)
        assert draft_of(coming).addressees == wanted
        save(coming, admin, addressees=draft_of(coming).without_addressee(1).addressees)
        assert draft_of(coming).addressees == wanted[1:]

    def test_the_second_of_two_saves_overwrites_nothing(self, coming, admin):
        other = builders.actor(builders.admin())
        assert save(coming, admin, base=0, title_fi="Ensimmäinen") is True
        assert save(coming, other, base=0, title_fi="Toinen") is False
        assert draft_of(coming).title_fi == "Ensimmäinen"
        assert save(coming, other, base=1, title_fi="Toinen") is True
        assert [one.by for one in RoundChange.objects.order_by("number")] == [admin.person, other.person]

    def test_the_same_words_twice_are_no_clash(self, coming, admin):
        assert save(coming, admin, base=0, title_fi="Sama") is True
        assert save(coming, admin, base=0, title_fi="Sama") is True
        assert RoundChange.objects.count() == 1

    def test_an_opened_round_is_not_saved(self, source, admin):
        with pytest.raises(NotNow):
            save(source, admin, title_fi="Muu")

    def test_two_rounds_of_a_kind_are_not_due_at_one_moment(self, coming, admin):
        builders.round_(2015, due=helsinki(2015, 11, 30, 23, 59, 59), opens=None)
        with pytest.raises(NotNow):
            save(coming, admin, due=helsinki(2015, 11, 30, 23, 59, 59))

    def test_rows_of_changes_never_change(self, coming, admin):
        save(coming, admin, title_fi="Uusi")
        for act in (
            lambda: RoundChange.objects.update(reason="Muu"),
            lambda: RoundChange.objects.all().delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


class TestOpening:
    def test_a_whole_round_lacks_nothing(self, coming):
        assert missing(coming) == []

    @pytest.mark.parametrize(
        ("changes", "lacks"),
        [
            ({"title_sv": ""}, ["titles"]),
            ({"questions": ()}, ["questions_fi", "questions_sv"]),
            ({"questions": (QuestionDraft(title_fi="A", text_fi="B"),)}, ["questions_sv"]),
            ({"questions": (QuestionDraft(title_sv="A", text_sv="B"),)}, ["questions_fi"]),
            (
                {"questions": (QuestionDraft(title_fi="A", text_fi="B", hint_fi="C", title_sv="A", text_sv="B"),)},
                ["questions_sv"],
            ),
            ({"questions": (QuestionDraft(title_fi="A", text_fi="B", title_sv="A", text_sv="B"),)}, []),
            ({"due": NOW}, ["dates"]),
            ({"addressees": ()}, ["addressees"]),
            ({"reminder_days": ()}, ["reminders"]),
        ],
    )
    def test_what_is_missing_is_named_and_nothing_opens(self, coming, admin, changes, lacks):
        changes = {"planned_opens": None} | changes if "due" in changes else changes
        save(coming, admin, **changes)
        coming.refresh_from_db()
        assert missing(coming) == lacks
        if lacks:
            with pytest.raises(NotNow):
                commands.set_to_open(coming, checked=1, by=admin, at=NOW)
            assert Round.objects.get(pk=coming.pk).opens is None

    def test_an_addressee_must_reach_somebody_on_the_day_of_the_opening(self, coming, ministries):
        task = Appointment.objects.get(organisation=ministries[0], role=Role.NATIONAL_SECRETARY)
        Appointment.objects.filter(pk=task.pk).update(until=date(2015, 9, 30))
        assert missing(coming) == ["addressees"]
        Appointment.objects.filter(pk=task.pk).update(until=date(2015, 10, 1))
        assert missing(coming) == []
        type(task.person).objects.filter(pk=task.person_id).update(email="")
        assert missing(coming) == ["addressees"]

    def test_with_a_planned_moment_it_opens_by_itself(self, coming, admin):
        group = builders.group()
        commands.open_due_rounds(at=NOW)
        made = commands.set_to_open(coming, checked=0, by=admin, at=NOW)
        assert made.opens == helsinki(2015, 10, 1, 9, 0)
        assert commands.open_due_rounds(at=helsinki(2015, 10, 1, 8, 59)) == []
        assert commands.open_due_rounds(at=helsinki(2015, 10, 1, 9, 0)) == [made]
        assert Document.objects.get(round=made, group=group).answers.count() == 3

    def test_without_a_moment_to_come_it_opens_at_once(self, coming, admin):
        group = builders.group()
        save(coming, admin, planned_opens=helsinki(2014, 12, 1, 9, 0))
        made = commands.set_to_open(coming, checked=1, by=admin, at=NOW)
        assert made.opens == NOW
        assert Document.objects.get(round=made).group == group
        assert [one.what for one in RoundChange.objects.order_by("-number")[:1]] == [
            [{"where": "opens", "before": "", "after": "2014-12-15T09:00:00+02:00"}]
        ]

    def test_a_round_in_preparation_never_opens_by_itself(self, coming):
        builders.group()
        assert coming not in commands.open_due_rounds(at=helsinki(2016, 1, 1))
        assert not Document.objects.filter(round=coming).exists()

    def test_what_was_saved_since_is_looked_at_first(self, coming, admin):
        save(coming, admin, title_fi="Toinen")
        with pytest.raises(NotNow):
            commands.set_to_open(coming, checked=0, by=admin, at=NOW)

    def test_twice_is_told(self, coming, admin):
        commands.set_to_open(coming, checked=0, by=admin, at=NOW)
        with pytest.raises(NotNow):
            commands.set_to_open(coming, checked=1, by=admin, at=NOW)

    def test_until_it_opens_it_can_be_taken_back(self, coming, admin):
        builders.group()
        commands.set_to_open(coming, checked=0, by=admin, at=NOW)
        commands.take_opening_back(coming, by=admin, at=NOW)
        assert Round.objects.get(pk=coming.pk).opens is None
        with pytest.raises(NotNow):
            commands.take_opening_back(coming, by=admin, at=NOW)
        commands.set_to_open(coming, checked=2, by=admin, at=NOW)
        opened = helsinki(2015, 10, 1, 9, 0)
        commands.open_due_rounds(at=opened)
        with pytest.raises(NotNow):
            commands.take_opening_back(coming, by=admin, at=opened)


class TestStructure:
    """The database itself keeps what a round asks, once it is being written."""

    @pytest.fixture
    def written(self, source):
        builders.document(builders.group(), in_round=source)
        return source

    @pytest.mark.parametrize(
        "act",
        [
            lambda one: Question.objects.create(round=one, number=9, title_fi="Uusi", text_fi="Mitä?"),
            lambda one: Question.objects.filter(round=one, number=3).update(number=4),
            lambda one: Question.objects.filter(round=one, number=1).update(beside=Beside.PLAN_TOPIC_1),
            lambda one: Question.objects.filter(round=one, number=1).update(round=builders.round_(2013)),
            lambda one: Round.objects.filter(pk=one.pk).update(kind=RoundKind.PLAN, waits_for_feedback=False),
            lambda one: Round.objects.filter(pk=one.pk).update(year=2013),
            lambda one: Round.objects.filter(pk=one.pk).update(due=helsinki(2015, 1, 31)),
            lambda one: Round.objects.filter(pk=one.pk).update(page_limit=9),
            lambda one: Round.objects.filter(pk=one.pk).update(goal_set=builders.goal_set("muu")),
            lambda one: Round.objects.filter(pk=one.pk).update(waits_for_feedback=False),
        ],
    )
    def test_it_stands(self, written, act):
        with pytest.raises(IntegrityError, match="being written"), transaction.atomic():
            act(written)

    def test_a_question_without_answers_is_not_taken_away_either(self, written):
        Document.objects.get(round=written).answers.filter(number=3).delete()
        with pytest.raises(IntegrityError, match="being written"), transaction.atomic():
            Question.objects.filter(round=written, number=3).delete()

    def test_wording_may_be_corrected(self, written):
        assert Question.objects.filter(round=written).update(text_fi="Mitä te teitte?") == 3

    def test_before_it_is_written_all_may_change(self, source):
        Question.objects.filter(round=source, number=3).delete()
        assert Round.objects.filter(pk=source.pk).update(due=helsinki(2015, 1, 31), page_limit=5) == 1


@pytest.mark.usefixtures("quick_printer")
class TestCorrecting:
    def correct(self, round_, admin, *, base=0, at=NOW, reason="Kirjoitusvirhe.", **words):
        words = {place.replace("__", "."): text for place, text in words.items()}
        return commands.correct_wording(round_, words, reason=reason, base=base, by=admin, at=at)

    def test_the_wording_is_corrected_with_a_reason_and_a_trace(self, source, admin):
        assert self.correct(source, admin, question__2__text_fi="Mitä teitte yhdessä?", title_sv="Rapporten 2014")
        assert Question.objects.get(round=source, number=2).text_fi == "Mitä teitte yhdessä?"
        assert Round.objects.get(pk=source.pk).title_sv == "Rapporten 2014"
        change = RoundChange.objects.get()
        assert (change.reason, change.by, change.at) == ("Kirjoitusvirhe.", admin.person, NOW)
        found = corrections_of(source, "fi")
        assert list(found) == [2]
        [one] = found[2]
        assert (one.at, one.reason, [before for _what, before in one.before]) == (
            NOW,
            "Kirjoitusvirhe.",
            ["Mitä teitte kohdassa 2?"],
        )
        # The correction is of the Finnish alone.
        assert corrections_of(source, "sv") == {}

    def test_what_was_sent_stays_and_what_is_written_has_the_new_words(self, source, admin):
        sent = builders.sent_document(builders.group(), in_round=source)
        draft = builders.document(builders.group(), in_round=source)
        self.correct(source, admin, question__1__title_fi="Uusi otsikko")
        assert sent.submissions.get().frozen["answers"][0]["title"] == "Kysymys 1"
        assert draft.answers.get(number=1).title_in("fi") == "Uusi otsikko"

    def test_the_second_of_two_corrections_overwrites_nothing(self, source, admin):
        assert self.correct(source, admin, question__1__text_fi="Ensimmäinen") is True
        assert self.correct(source, admin, question__1__text_fi="Toinen") is False
        assert Question.objects.get(round=source, number=1).text_fi == "Ensimmäinen"

    def test_nothing_to_correct_is_told(self, source, admin):
        with pytest.raises(NotNow):
            self.correct(source, admin, question__1__text_fi=" Mitä teitte kohdassa 1? ")

    def test_before_the_opening_there_is_nothing_to_correct(self, coming, admin):
        with pytest.raises(NotNow):
            self.correct(coming, admin, question__1__text_fi="Muu")

    def test_only_wording_is_corrected(self, source, admin):
        with pytest.raises(LookupError):
            self.correct(source, admin, question__1__beside="plan_topic_1")


class TestYear:
    @pytest.fixture
    def group(self):
        """A regional group with everybody that it needs."""
        made = builders.group("KAI")
        builders.expert(made)
        builders.chair(made)
        member = builders.user()
        builders.member(member, made, Seat.SECRETARY)
        return made

    @pytest.fixture
    def whole(self, coming, group, ministries, admin):
        """Everything that a year needs."""
        plans = builders.plan_round(ministries=ministries)
        for one in ministries:
            builders.clerk(one)
        commands.copy_round(plans, by=admin, at=NOW)
        support = builders.organisation(OrganisationKind.SUPPORT)
        builders.appointment(builders.user(), support, Role.COORDINATOR)
        commands.send_test_mails(2015, by=admin, at=NOW)
        Notice.objects.update(state=NoticeState.DELIVERED)
        return coming

    def parts(self, at=NOW):
        return {part for part, is_done in year_of(2015, at).parts.items() if not is_done}

    def test_a_whole_year_is_ready(self, whole):
        year = year_of(2015, NOW)
        assert (year.parts, year.is_ready) == (dict.fromkeys(year.parts, True), True)

    def test_it_takes_the_queries_that_its_docstring_says(self, whole, admin, django_assert_num_queries):
        with django_assert_num_queries(13):
            year_of(2015, NOW)
        commands.set_to_open(whole, checked=0, by=admin, at=NOW)
        third = builders.round_(2015, kind=RoundKind.GROUP_REPORT, opens=helsinki(2015, 3, 1, 9, 0), questions=1)
        builders.addressed(third, builders.ministry(), Role.SUPPORT_READER)
        with django_assert_num_queries(13):
            year_of(2015, NOW)

    def test_of_an_empty_year_everything_is_missing_but_terms(self):
        builders.group("TYH")
        assert self.parts() == {"rounds", "addressees", "groups", "coordinator"}

    def test_a_round_that_is_not_there_or_not_whole_is_missing(self, whole, admin):
        save(whole, admin, title_sv="")
        assert self.parts() == {"rounds"}

    def test_there_are_as_many_rounds_as_the_year_before(self, whole, admin):
        kind = RoundKind.GROUP_REPORT
        first = builders.round_(kind=kind, opens=None, due=helsinki(2014, 5, 31, 23, 59, 59), questions=1)
        second = builders.round_(kind=kind, opens=None, due=helsinki(2014, 11, 30, 23, 59, 59), questions=1)
        commands.copy_round(first, by=admin, at=NOW)
        rows = [(one.kind, one.round is not None, one.source) for one in year_of(2015, NOW).rounds]
        assert rows == [
            ("plan", True, None),
            ("report", True, None),
            ("group_report", True, None),
            ("group_report", False, second),
        ]

    @pytest.mark.parametrize("state", [NoticeState.WAITING, NoticeState.FAILED, NoticeState.UNCERTAIN])
    def test_a_test_mail_counts_when_it_was_taken(self, whole, state):
        Notice.objects.filter(pk=Notice.objects.order_by("pk").values("pk")[:1]).update(state=state)
        assert self.parts() == {"addressees"}

    def test_each_address_gets_one_test_mail_and_the_newest_counts(self, whole, admin):
        addresses = sorted(Notice.objects.values_list("to_address", flat=True))
        assert len(addresses) == len(set(addresses)) == 4
        later = helsinki(2014, 12, 15, 10, 0)
        assert commands.send_test_mails(2015, by=admin, at=later) == 4
        assert Notice.objects.count() == 8
        assert self.parts() == {"addressees"}
        Notice.objects.update(state=NoticeState.DELIVERED)
        assert self.parts() == set()

    def test_without_an_address_there_is_nothing_to_test(self, admin):
        with pytest.raises(NotNow):
            commands.send_test_mails(2015, by=admin, at=NOW)

    @pytest.mark.parametrize("seat", [Seat.CHAIR, Seat.SECRETARY])
    def test_a_seat_without_anybody_is_a_gap(self, whole, group, seat):
        Membership.objects.filter(group=group, seat=seat).update(until=date(2014, 12, 14))
        assert self.parts() == {"groups"}
        [gap] = people_of_groups(NOW.date(), date(2015, 12, 31)).gaps
        assert (gap.group, gap.missing) == (group, (seat.value,))

    def test_a_group_without_an_expert_has_no_writer(self, whole, group):
        Appointment.objects.filter(role=Role.EXPERT).update(until=date(2014, 12, 14))
        assert people_of_groups(NOW.date(), date(2015, 12, 31)).gaps[0].missing == ("writer",)

    @pytest.mark.parametrize(
        ("until", "ends"), [(date(2015, 12, 30), True), (date(2015, 12, 31), False), (None, False)]
    )
    def test_a_term_that_ends_before_the_due_day_is_told(self, whole, group, until, ends):
        Membership.objects.filter(group=group, seat=Seat.CHAIR).update(until=until)
        assert self.parts() == ({"terms"} if ends else set())

    def test_it_is_not_when_somebody_follows(self, whole, group):
        Membership.objects.filter(group=group, seat=Seat.CHAIR).update(until=date(2015, 6, 30))
        Appointment.objects.filter(role=Role.EXPERT).update(until=date(2015, 6, 30))
        ending = people_of_groups(NOW.date(), date(2015, 12, 31)).ending
        assert [(one.what, one.until) for one in ending] == [
            ("chair", date(2015, 6, 30)),
            ("writer", date(2015, 6, 30)),
        ]
        builders.member(builders.user(), group, Seat.CHAIR, since=date(2015, 7, 1))
        builders.appointment(builders.user(), builders.responsible(group), since=date(2015, 7, 1))
        assert self.parts() == set()

    def test_the_coordinator_of_last_year_does_not_count(self, whole):
        Appointment.objects.filter(role=Role.COORDINATOR).update(until=date(2014, 12, 31))
        assert self.parts() == {"coordinator"}


def test_addressees_without_a_person_are_reached_in_the_registrys_mailbox(coming, ministries, admin):
    Addressee.objects.create(round=coming, organisation=ministries[0], capacity=Role.REGISTRY)
    assert missing(coming) == ["addressees"]
    ContactAddress.objects.create(
        organisation=ministries[0],
        purpose=ContactPurpose.REGISTRY,
        address="kirjaamo@elo.example",
        since=date(2015, 9, 1),
    )
    assert missing(coming) == []
