"""Completion: both ministries ask, the region answers item by item, the ministries settle or ask on (F5)."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from elo_portal.office.models import AuditEntry, Revision
from elo_portal.office.refusals import NotNow
from reporting import commands, queries
from reporting.choices import ItemState, State, Step
from reporting.commands.completing import Further, New
from reporting.commands.writing import Typed, TypedReply
from reporting.completions import items_of, open_items
from reporting.content import content_of, wording
from reporting.models import CompletionItem, CompletionRequest, CompletionTurn, Submission, Transition
from tests import builders
from tests.builders import COMPLETION_DUE, DUE, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]

ASKED_AT = helsinki(2015, 1, 8, 10, 0)
REPLIED_AT = helsinki(2015, 1, 19, 11, 20, 8)


@pytest.fixture
def ministries():
    return builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")


@pytest.fixture
def okm(ministries):
    return builders.secretary(ministries[0], "Olli Okm")


@pytest.fixture
def tem(ministries):
    return builders.secretary(ministries[1], "Tiina Tem")


@pytest.fixture
def sent(ministries):
    """Kainuu's report with three answers, sent once."""
    return builders.sent_document(builders.group("KAI"), in_round=builders.round_(questions=3, ministries=ministries))


@pytest.fixture
def expert(sent):
    return builders.expert(sent.group, "Aino Esimerkki")


def refused(act):
    with pytest.raises(NotNow) as refusal:
        act()
    return refusal.value.sentence


def ask(document, by, *numbers, at=ASKED_AT, due=COMPLETION_DUE, version=None):
    asked = builders.asked(document, *numbers)
    version = version or document.submissions.count()
    made = commands.return_for_completion(document, asked, due=due, by=builders.actor(by, at), at=at, version=version)
    document.refresh_from_db()
    return made


def add(document, by, asked, *, round_number=1, at=ASKED_AT):
    return commands.add_to_request(document, asked, round_number=round_number, by=builders.actor(by, at), at=at)


def settle(document, number, by, at=REPLIED_AT):
    item = CompletionItem.objects.select_related("document").get(document=document, number=number)
    commands.settle_item(item, by=builders.actor(by, at), at=at)


def states(document):
    return {item.number: item.state.value for item in items_of(document)}


def turns(document):
    return list(
        CompletionTurn.objects.filter(item__document=document)
        .order_by("item", "number")
        .values_list("item__number", "number", "kind", "request__number", "by__name", "submission__number")
    )


class TestReturning:
    def test_a_secretary_returns_the_version_that_stands_with_items_and_a_date(self, sent, okm, ministries):
        request = commands.return_for_completion(
            sent,
            [New(builders.answers(sent)[1], " Tulokset ", " Mitä tuloksia saatiin? ")],
            due=COMPLETION_DUE,
            by=builders.actor(okm, ASKED_AT),
            at=ASKED_AT,
            version=1,
            note=" Kiitos! ",
        )
        sent.refresh_from_db()
        assert (sent.state, sent.completion_due, sent.due) == (State.RETURNED, COMPLETION_DUE, COMPLETION_DUE)
        assert (request.number, request.submission.number, request.ministry, request.note) == (
            1,
            1,
            ministries[0],
            "Kiitos!",
        )
        (item,) = items_of(sent)
        assert (item.number, item.answer.number, item.title, item.state) == (1, 2, "Tulokset", ItemState.OPEN)
        assert (item.asking.text, item.asking.ministry, item.asking.draft.body) == (
            "Mitä tuloksia saatiin?",
            ministries[0],
            "",
        )
        step = Transition.objects.get(step=Step.RETURN)
        assert (step.from_state, step.to_state, step.by, step.at, step.note, step.submission.number) == (
            "sent",
            "returned",
            okm.person,
            ASKED_AT,
            "2 Tulokset",
            1,
        )
        entry = AuditEntry.objects.get(act="document.return")
        assert entry.details == {"version": 1, "round": 1, "items": 1}

    def test_the_moment_that_the_first_sending_is_judged_by_never_moves(self, sent, okm, expert):
        ask(sent, okm, 1)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        assert (sent.due, sent.completion_due, sent.extended_until) == (DUE, None, None)

    @pytest.mark.parametrize("who", ["expert", "chair", "admin", "other"])
    def test_nobody_else_asks_adds_or_settles(self, sent, okm, expert, who):
        person = {
            "expert": lambda: expert,
            "chair": lambda: builders.chair(sent.group),
            "admin": builders.admin,
            "other": lambda: builders.expert(builders.group()),
        }[who]()
        with pytest.raises(PermissionDenied):
            ask(sent, person, 1)
        ask(sent, okm, 1)
        with pytest.raises(PermissionDenied):
            add(sent, person, builders.asked(sent, 2))
        builders.completed(sent, by=expert, at=REPLIED_AT)
        with pytest.raises(PermissionDenied):
            settle(sent, 1, person)
        assert states(sent) == {1: "answered"}

    def test_nothing_asked_is_refused_and_leaves_nothing(self, sent, okm):
        sentence = refused(
            lambda: commands.return_for_completion(
                sent, [], due=COMPLETION_DUE, by=builders.actor(okm), at=NOW, version=1
            )
        )
        assert sentence == "Write what is needed for at least one question."
        assert (CompletionRequest.objects.count(), Transition.objects.filter(step=Step.RETURN).count()) == (0, 0)

    def test_a_version_that_does_not_stand_any_more_is_not_returned(self, sent, okm, expert):
        commands.reopen(sent, by=builders.actor(expert), at=NOW)
        builders.send(sent, by=expert)
        assert refused(lambda: ask(sent, okm, 1, version=1)) == (
            "A newer version has been sent. Read it before you ask for completion."
        )

    def test_a_date_that_is_not_in_the_future_is_refused(self, sent, okm):
        assert refused(lambda: ask(sent, okm, 1, due=ASKED_AT)) == "The date must be in the future."

    def test_what_has_been_reviewed_is_not_returned_before_the_review_is_taken_back(self, sent, okm, tem):
        commands.review(sent, by=builders.actor(tem, ASKED_AT), at=ASKED_AT, version=1)
        assert refused(lambda: ask(sent, okm, 1)) == (
            "Tiina Tem was here first: the document was marked as reviewed on 8.1.2015 at 10:00."
        )
        commands.take_back_review(sent, by=builders.actor(okm, ASKED_AT), at=ASKED_AT, reason="Puuttuu tieto.")
        ask(sent, okm, 1)
        assert sent.state == State.RETURNED


class TestBothMinistries:
    def test_the_second_is_told_of_the_first_and_joins_its_round(self, sent, okm, tem):
        ask(sent, okm, 1)
        assert refused(lambda: ask(sent, tem, 2)) == (
            "Olli Okm was here first: the document was returned for completion on 8.1.2015 at 10:00."
        )
        add(sent, tem, builders.asked(sent, 2, 1), at=helsinki(2015, 1, 8, 12, 0))
        assert [(item.number, item.answer.number, item.asking.by.name) for item in open_items(sent)] == [
            (1, 1, "Olli Okm"),
            (2, 2, "Tiina Tem"),
            (3, 1, "Tiina Tem"),
        ]
        assert CompletionRequest.objects.count() == 1
        sent.refresh_from_db()
        assert (sent.state, sent.due) == (State.RETURNED, COMPLETION_DUE)
        step = Transition.objects.get(step=Step.ADD_TO_REQUEST)
        assert (step.by, step.note) == (tem.person, "2 Aihe 2; 1 Aihe 1")

    def test_after_the_region_has_sent_nothing_is_added(self, sent, okm, tem, expert):
        ask(sent, okm, 1)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        assert refused(lambda: add(sent, tem, builders.asked(sent, 2))) == (
            "Aino Esimerkki was here first: the document was sent on 19.1.2015 at 11:20."
        )

    def test_another_round_is_not_added_to_by_mistake(self, sent, okm, tem, expert):
        ask(sent, okm, 1)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        ask(sent, okm, 2, at=REPLIED_AT, due=helsinki(2015, 1, 30, 23, 59, 59))
        assert refused(lambda: add(sent, tem, builders.asked(sent, 3), round_number=1, at=REPLIED_AT)) == (
            "Another round of asking has begun meanwhile. Look at it before you add to it."
        )


class TestOnlyWhatIsAskedOpens:
    def test_another_answer_is_put_aside_and_stays_as_it_was_sent(self, sent, okm, expert):
        ask(sent, okm, 2)
        before = [answer.text.body for answer in builders.answers(sent)]
        typed = [
            Typed(answer, f"Uusi {answer.number}.", answer.text.number, language="sv")
            for answer in builders.answers(sent)
        ]
        result = commands.save_answers(sent, typed, by=builders.actor(expert, ASKED_AT), at=ASKED_AT)
        assert ([a.number for a in result.saved], [a.number for a in result.closed]) == ([2], [1, 3])
        assert (result.aside, result.was_locked) == ((), False)
        after = builders.answers(sent)
        assert [answer.text.body for answer in after] == [before[0], "Uusi 2.", before[2]]
        assert [answer.text.language for answer in after] == ["fi", "sv", "fi"]
        kept = Revision.objects.filter(is_aside=True).values_list("body", flat=True)
        assert sorted(kept) == ["Uusi 1.", "Uusi 3."]

    def test_an_earlier_text_is_brought_back_only_where_something_is_asked(self, sent, okm, expert):
        for number in (0, 1):
            answer = builders.answers(sent)[number]
            typed = Typed(answer, "Toinen.", answer.text.number)
            commands.reopen(sent, by=builders.actor(expert), at=NOW)
            commands.save_answers(sent, [typed], by=builders.actor(expert), at=NOW)
            builders.send(sent, by=expert)
        ask(sent, okm, 2)
        first, second = builders.answers(sent)[:2]

        def restore(answer):
            revision = Revision.objects.get(text=answer.text, number=1)
            return commands.restore_answer(answer, revision, base=2, by=builders.actor(expert), at=ASKED_AT)

        assert refused(lambda: restore(first)) == (
            "The ministries have not asked to complete this text, so it stays as it was sent. Yours is kept."
        )
        restore(second)
        assert [answer.text.number for answer in builders.answers(sent)[:2]] == [2, 3]

    def test_a_text_put_aside_is_decided_only_where_something_is_asked(self, sent, okm, expert):
        typed = Typed(builders.answers(sent)[0], "Myöhästynyt.", 1)
        commands.save_answers(sent, [typed], by=builders.actor(expert), at=NOW)
        aside = Revision.objects.get(is_aside=True)
        ask(sent, okm, 2)
        act = partial(commands.settle_answer, by=builders.actor(expert), at=ASKED_AT)
        assert "have not asked" in refused(lambda: act(builders.answers(sent)[0], aside, "Myöhästynyt.", base=1))

    def test_the_main_language_stays(self, sent, okm, expert):
        ask(sent, okm, 1)
        assert refused(lambda: commands.choose_language(sent, "sv", by=builders.actor(expert))) == (
            "While the document is being completed, its main language stays as it was sent."
        )

    def test_only_the_asked_answers_differ_between_the_versions(self, sent, okm, expert):
        ask(sent, okm, 1, 3)
        second = builders.completed(sent, by=expert, at=REPLIED_AT)
        first = Submission.objects.get(number=1)
        old, new = first.frozen["answers"], second.frozen["answers"]
        assert [a["number"] for a, b in zip(old, new, strict=True) if a != b] == [1, 3]
        assert "completion" not in first.frozen


class TestReplies:
    def test_each_open_item_needs_a_reply_before_sending(self, sent, okm, expert):
        ask(sent, okm, 1, 2)
        assert refused(lambda: builders.send(sent, by=expert, at=REPLIED_AT)) == "Reply to requests 1, 2 first."
        builders.reply(sent, "Lisäsimme.", " ", by=expert, at=REPLIED_AT)
        assert refused(lambda: builders.send(sent, by=expert, at=REPLIED_AT)) == "Reply to request 2 first."
        builders.reply(sent, by=expert, at=REPLIED_AT)
        assert builders.send(sent, by=expert, at=REPLIED_AT).number == 2

    def test_what_is_sent_holds_round_item_and_reply(self, sent, okm, expert):
        ask(sent, okm, 2)
        builders.reply(sent, "Lisäsimme asiakasmäärät.", by=expert, at=REPLIED_AT)
        assert content_of(sent, at=REPLIED_AT)["completion"][0]["reply"] == "Lisäsimme asiakasmäärät."
        version = builders.send(sent, by=expert, at=REPLIED_AT)
        assert version.frozen["completion"] == [
            {
                "round": 1,
                "item": 1,
                "question": 2,
                "title": "Aihe 2",
                "ministry": "Opetusministeriö",
                "asked": "Kertokaa tarkemmin.",
                "reply": "Lisäsimme asiakasmäärät.",
            }
        ]
        assert version.frozen["due"] == "2015-01-20T23:59:59+02:00"
        assert turns(sent) == [
            (1, 1, "asked", 1, "Olli Okm", None),
            (1, 2, "replied", 1, "Aino Esimerkki", 2),
        ]
        assert states(sent) == {1: "answered"}

    def test_the_ministries_never_see_a_reply_or_an_answer_in_work(self, sent, okm, expert):
        ask(sent, okm, 1)
        builders.reply(sent, "Salainen vastine.", by=expert, at=REPLIED_AT)
        builders.write(sent, "Salainen vastaus.", by=expert, at=REPLIED_AT)
        reading = queries.reading(sent, builders.actor(okm, REPLIED_AT))
        assert reading.version.number == 1
        assert [[turn.text for turn in item.turns] for item in reading.items] == [["Kertokaa tarkemmin."]]
        assert "Salainen" not in "".join(answer.text for answer in reading.answers)
        assert [item.state for item in reading.items] == ["open"]

    def test_other_regions_see_neither_items_nor_dates(self, sent, okm):
        ask(sent, okm, 1)
        reading = queries.reading(sent, builders.actor(builders.expert(builders.group()), REPLIED_AT))
        assert (reading.items, reading.state, reading.extensions, reading.openings) == ([], "sent", (), ())
        assert [step.step for step in reading.log] == ["send"]

    def test_of_two_replies_at_the_same_time_neither_is_lost(self, sent, okm, expert):
        other = builders.expert(sent.group, "Onni")
        ask(sent, okm, 1)
        (item,) = open_items(sent)

        def reply(who, body, base):
            return commands.save_answers(
                sent, [], by=builders.actor(who), at=NOW, replies=[TypedReply(item.asking, body, base)]
            )

        reply(expert, "Ainon.", 0)
        result = reply(other, "Onnin.", 0)
        assert result.replies_aside == (item.asking,)
        assert open_items(sent)[0].asking.draft.body == "Ainon."
        assert reply(other, "Ainon ja Onnin.", 1).replied == (item.asking,)
        (draft,) = {one.asking.draft for one in open_items(sent)}
        assert draft.body == "Ainon ja Onnin."
        assert list(draft.revisions.values_list("body", "is_aside")) == [
            ("Ainon.", False),
            ("Onnin.", True),
            ("Ainon ja Onnin.", False),
        ]
        assert not draft.revisions.filter(is_aside=True, settled_by=None).exists()

    def test_a_reply_that_comes_after_the_sending_is_kept_aside(self, sent, okm, expert):
        ask(sent, okm, 1)
        (item,) = open_items(sent)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        late = TypedReply(item.asking, "Vielä tämä.", 0)
        result = commands.save_answers(sent, [], by=builders.actor(expert), at=REPLIED_AT, replies=[late])
        assert (result.was_locked, result.replies_aside) == (True, (item.asking,))
        assert item.asking.draft.revisions.get(is_aside=True).body == "Vielä tämä."

    def test_what_the_other_ministry_adds_is_noticed_between_check_and_sending(self, sent, okm, tem, expert):
        ask(sent, okm, 1)
        builders.reply(sent, by=expert, at=REPLIED_AT)
        checked = wording(sent)
        add(sent, tem, builders.asked(sent, 2))
        act = partial(commands.send, sent, by=builders.actor(expert, REPLIED_AT), at=REPLIED_AT, checked=checked)
        assert refused(act) == "Reply to request 2 first."
        builders.reply(sent, by=expert, at=REPLIED_AT)
        assert refused(act).startswith("Somebody has changed the text")


class TestLateness:
    @pytest.mark.parametrize(
        ("due", "at", "is_late"),
        [
            (COMPLETION_DUE, helsinki(2015, 1, 20, 23, 59, 59, 999_999), False),
            (COMPLETION_DUE, helsinki(2015, 1, 21, 0, 0), True),
            # On the Sunday when summer time begins the day has 23 hours, and ends at 23.59.59 all the same.
            (helsinki(2015, 3, 29, 23, 59, 59), helsinki(2015, 3, 29, 23, 59, 59), False),
            (helsinki(2015, 3, 29, 23, 59, 59), helsinki(2015, 3, 30, 0, 0), True),
        ],
    )
    def test_a_completed_version_is_late_against_its_own_date(self, sent, okm, expert, due, at, is_late):
        ask(sent, okm, 1, due=due)
        assert builders.completed(sent, by=expert, at=at).is_late is is_late
        assert list(sent.submissions.order_by("number").values_list("is_late", flat=True)) == [False, is_late]

    def test_the_mark_of_a_late_first_sending_stays(self, ministries, okm):
        document = builders.sent_document(
            in_round=builders.round_(questions=1, ministries=ministries), at=helsinki(2015, 1, 2, 9, 0)
        )
        ask(document, okm, 1)
        builders.completed(document, by=builders.expert(document.group), at=REPLIED_AT)
        assert list(document.submissions.order_by("number").values_list("is_late", flat=True)) == [True, False]


class TestSettlingAndAskingOn:
    @pytest.fixture
    def answered(self, sent, okm, expert):
        ask(sent, okm, 1, 2)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        return sent

    def test_either_ministry_settles_and_the_second_is_told(self, answered, okm, tem):
        settle(answered, 1, tem)
        assert states(answered) == {1: "settled", 2: "answered"}
        assert refused(lambda: settle(answered, 1, okm)) == ("Tiina Tem was here first: request 1 is in order already.")

    def test_what_waits_for_the_region_is_not_settled(self, sent, okm):
        ask(sent, okm, 1)
        assert refused(lambda: settle(sent, 1, okm)) == (
            "Request 1 waits for the group, so nothing can be done to it now."
        )

    def test_asking_on_begins_a_numbered_round_in_which_only_that_question_opens(self, answered, tem, expert):
        settle(answered, 1, tem)
        item = items_of(answered)[1]
        later = helsinki(2015, 1, 30, 23, 59, 59)
        request = commands.return_for_completion(
            answered,
            [Further(item, "Milloin?")],
            due=later,
            by=builders.actor(tem, REPLIED_AT),
            at=REPLIED_AT,
            version=2,
        )
        answered.refresh_from_db()
        assert (request.number, request.submission.number, answered.due) == (2, 2, later)
        assert states(answered) == {1: "settled", 2: "open"}
        assert [one.asking.text for one in open_items(answered)] == ["Milloin?"]
        third = builders.completed(answered, by=expert, at=later, text="Keväällä.")
        assert [(one["round"], one["item"]) for one in third.frozen["completion"]] == [(2, 2)]
        assert turns(answered)[3:] == [
            (2, 1, "asked", 1, "Olli Okm", None),
            (2, 2, "replied", 1, "Aino Esimerkki", 2),
            (2, 3, "asked", 2, "Tiina Tem", None),
            (2, 4, "replied", 2, "Aino Esimerkki", 3),
        ]

    def test_asking_on_joins_the_round_that_the_other_ministry_has_opened(self, answered, okm, tem):
        first, second = items_of(answered)
        later = helsinki(2015, 1, 30, 23, 59, 59)
        commands.return_for_completion(
            answered, [Further(first, "A?")], due=later, by=builders.actor(okm, REPLIED_AT), at=REPLIED_AT, version=2
        )
        add(answered, tem, [Further(second, "B?")], round_number=2, at=REPLIED_AT)
        assert states(answered) == {1: "open", 2: "open"}
        assert {item.asking.request.number for item in items_of(answered)} == {2}

    def test_what_has_been_settled_meanwhile_is_not_asked_on(self, answered, okm, tem):
        item = items_of(answered)[0]
        settle(answered, 1, tem)
        assert refused(
            lambda: commands.return_for_completion(
                answered,
                [Further(item, "Vielä?")],
                due=helsinki(2015, 1, 30),
                by=builders.actor(okm, REPLIED_AT),
                at=REPLIED_AT,
                version=2,
            )
        ) == ("Tiina Tem was here first: request 1 is in order already.")
        answered.refresh_from_db()
        assert (answered.state, CompletionRequest.objects.count()) == (State.SENT, 1)

    def test_a_review_ends_what_is_not_settled(self, answered, okm, tem):
        settle(answered, 1, tem)
        commands.review(answered, by=builders.actor(okm, REPLIED_AT), at=REPLIED_AT, version=2)
        assert states(answered) == {1: "settled", 2: "settled"}
        assert turns(answered)[-1] == (2, 3, "ended", 1, "Olli Okm", None)
        assert AuditEntry.objects.get(act="document.review").details == {"version": 2, "ended": [2]}

    def test_the_difference_is_that_since_the_version_asked_about(self, answered, okm):
        first, second = queries.reading(answered, builders.actor(okm, REPLIED_AT)).items
        assert (first.asked_about, first.difference.is_changed, second.difference.is_changed) == (1, True, True)

    @pytest.mark.parametrize("role", ["secretary", "writer"])
    def test_reading_takes_as_many_queries_with_one_item_and_with_three(self, sent, okm, expert, role):
        counts = []
        for number in (1, 2, 3):
            ask(sent, okm, number, at=REPLIED_AT)
            builders.completed(sent, by=expert, at=REPLIED_AT)
            actor = builders.actor(okm if role == "secretary" else expert, REPLIED_AT)
            with CaptureQueriesContext(connection) as counted:
                reading = queries.reading(sent, actor)
                assert [turn.ministry_name for item in reading.items for turn in item.turns]
            counts.append(len(counted))
        assert counts == [{"secretary": 16, "writer": 11}[role]] * 3


class TestWhatTheDatabaseRefuses:
    def test_a_reply_without_a_version_and_a_turn_that_does_not_begin_with_asking(self, sent, okm):
        request = ask(sent, okm, 1)
        item = items_of(sent)[0]
        common = {"item": item, "request": request, "by": okm.person, "at": NOW}
        for wrong, name in (
            ({"number": 2, "kind": "replied", "text": "x"}, "region_replies_by_sending"),
            ({"number": 2, "kind": "settled"}, "region_replies_by_sending"),
            (
                {"number": 2, "kind": "asked", "text": "x", "ministry": request.ministry},
                "reply_is_written_to_an_asking",
            ),
            ({"number": 1, "kind": "settled", "ministry": request.ministry}, "begins_with_asking|number_once"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                CompletionTurn.objects.create(**common, **wrong)

    def test_a_due_date_of_completion_in_another_state(self, sent):
        sent.completion_due = DUE
        with pytest.raises(IntegrityError, match="completion_is_due_while_returned"), transaction.atomic():
            sent.save()

    @pytest.mark.parametrize("step", [Step.RETURN, Step.ADD_TO_REQUEST, Step.OPEN])
    def test_a_step_without_its_reason(self, sent, okm, step):
        with pytest.raises(IntegrityError, match="returning_and_opening_have_a_reason"), transaction.atomic():
            Transition.objects.create(
                document=sent, step=step, from_state="sent", to_state="returned", by=okm.person, at=NOW
            )


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_ministries_one_returns_and_the_other_is_told(self, sent, okm, tem, at_once):
        answers = at_once(partial(ask, sent, okm, 1), partial(ask, sent, tem, 2))
        request = CompletionRequest.objects.select_related("by").get()
        refusal = next(answer for answer in answers if isinstance(answer, NotNow))
        assert refusal.sentence == (
            f"{request.by.name} was here first: the document was returned for completion on 8.1.2015 at 10:00."
        )
        assert CompletionItem.objects.count() == 1

    def test_the_region_sends_while_a_ministry_adds(self, sent, okm, tem, expert, at_once):
        ask(sent, okm, 1)
        builders.reply(sent, by=expert, at=REPLIED_AT)
        asked = builders.asked(sent, 2)
        answers = at_once(
            partial(builders.send, sent, by=expert, at=REPLIED_AT),
            partial(add, sent, tem, asked, at=REPLIED_AT),
        )
        sent.refresh_from_db()
        if sent.state == State.SENT:
            assert answers[1].sentence.startswith("Aino Esimerkki was here first: the document was sent")
            assert states(sent) == {1: "answered"}
        else:
            assert answers[0].sentence == "Reply to request 2 first."
            assert states(sent) == {1: "open", 2: "open"}

    def test_of_two_who_settle_one_is_first(self, sent, okm, tem, expert, at_once):
        ask(sent, okm, 1)
        builders.completed(sent, by=expert, at=REPLIED_AT)
        answers = at_once(partial(settle, sent, 1, okm), partial(settle, sent, 1, tem))
        assert answers.count(None) == 1
        assert CompletionTurn.objects.filter(kind="settled").count() == 1
