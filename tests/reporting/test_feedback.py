"""The ministries' feedback: who writes, confirms and publishes it, and that it is published as both confirmed it."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from elo_portal.office import frozen
from elo_portal.office.models import AuditEntry, Job, Notice, Revision
from elo_portal.office.refusals import NotNow
from networks.choices import Role, Seat
from networks.models import Appointment
from reporting import commands
from reporting.choices import ConfirmationAct, LetterState, RoundKind, State, Step
from reporting.commands.feedback import TypedPart
from reporting.feedback import feedback_beside, last_edits, last_plan, readiness, recipients, standing, standings
from reporting.models import (
    CaseNumber,
    CommonFeedback,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    PublishedFeedback,
)
from reporting.permissions import (
    can_confirm,
    can_give_feedback,
    can_name_deputy,
    can_see_feedback_drafts,
    can_write_feedback,
)
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]

JANUARY = helsinki(2015, 1, 20, 10, 0)


@pytest.fixture
def world():
    """Two ministries with a secretary each; one group's report has been reviewed."""
    okm, tem = builders.both_ministries()
    outi, eino = builders.secretary(okm, "Outi"), builders.secretary(tem, "Eino")
    in_round = builders.round_(questions=1, ministries=(okm, tem))
    return SimpleNamespace(
        okm=okm,
        tem=tem,
        outi=outi,
        eino=eino,
        round=in_round,
        document=builders.reviewed_document(builders.group("KAI"), in_round=in_round, by=outi),
    )


@pytest.fixture
def written(world):
    builders.write_common_feedback(world.round, by=world.eino)
    world.letter = builders.write_feedback(world.document, by=world.outi)
    return world


@pytest.fixture
def confirmed(written):
    builders.confirm_feedback(written.document, written.okm, by=written.outi)
    builders.confirm_feedback(written.document, written.tem, by=written.eino)
    return written


def now_of(world, document=None):
    return standing(document or world.document, NOW.date())


def refusal(act, *arguments, **words):
    with pytest.raises(NotNow) as refused:
        act(*arguments, **words)
    return refused.value.sentence


# -- who may


def test_every_cell_of_who_may_do_what_with_feedback(world):
    group = world.document.group
    people = {
        "secretary of OKM": world.outi,
        "secretary of TEM": world.eino,
        "deputy of OKM": builders.deputy(world.okm),
        "deputy of TEM": builders.deputy(world.tem),
        "deputy of yesterday": builders.deputy(world.okm, until=date(2014, 12, 14)),
        "registry of OKM": builders.user(),
        "expert": builders.expert(group),
        "chair": builders.chair(group),
        "administrator": builders.admin(),
        "nobody": builders.user(),
    }
    builders.appointment(people["registry of OKM"], world.okm, Role.REGISTRY)
    actual = {}
    for name, person in people.items():
        actor = builders.actor(person)
        actual[name] = "".join(
            "+" if may else "×"
            for may in (
                can_see_feedback_drafts(actor),
                can_write_feedback(actor),
                can_confirm(actor, world.okm.pk),
                can_confirm(actor, world.tem.pk),
                can_name_deputy(actor, world.okm.pk),
                can_name_deputy(actor, world.tem.pk),
                can_give_feedback(actor, world.document),
            )
        )
    #       sees drafts, writes, confirms OKM, TEM, names a deputy of OKM, of TEM, publishes
    assert actual == {
        "secretary of OKM": "+++×+×+",
        "secretary of TEM": "++×+×++",
        "deputy of OKM": "+×+××××",
        "deputy of TEM": "+××+×××",
        "deputy of yesterday": "×××××××",
        "registry of OKM": "×××××××",
        "expert": "×××××××",
        "chair": "×××××××",
        "administrator": "×××××××",
        "nobody": "×××××××",
    }


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (helsinki(2015, 1, 11, 23, 59, 59), False),
        (helsinki(2015, 1, 12, 0, 0), True),
        (helsinki(2015, 1, 16, 23, 59, 59), True),
        (helsinki(2015, 1, 17, 0, 0), False),
    ],
)
def test_a_deputys_first_and_last_day_are_included_in_helsinki(world, moment, may):
    deputy = builders.deputy(world.okm, since=date(2015, 1, 12), until=date(2015, 1, 16))
    assert can_confirm(builders.actor(deputy, moment), world.okm.pk) is may


# -- writing


def test_nothing_is_written_to_a_group_that_has_sent_nothing(world):
    draft = builders.document(builders.group(), in_round=world.round)
    sentence = refusal(commands.save_feedback, draft, [TypedPart(1, "Hyvä.", 0)], by=builders.actor(world.outi), at=NOW)
    assert sentence == "The group has not sent its report yet, so there is nothing to give feedback on."
    assert not FeedbackLetter.objects.exists()


def test_an_empty_save_begins_nothing(world):
    actor = builders.actor(world.outi)
    commands.save_feedback(world.document, [TypedPart(1, " ", 0), TypedPart(2, "", 0)], by=actor, at=NOW)
    commands.save_common_feedback(world.round, [TypedPart(1, "", 0), TypedPart(2, "", 0)], by=actor, at=NOW)
    assert not FeedbackLetter.objects.exists()
    assert not CommonFeedback.objects.exists()
    assert now_of(world).state == LetterState.NOT_BEGUN


def test_the_letter_is_in_the_reports_language_and_the_common_part_in_both(world):
    swedish = builders.reviewed_document(in_round=world.round, by=world.outi, language="sv")
    letter = builders.write_feedback(swedish, by=world.eino)
    common = builders.write_common_feedback(world.round, by=world.eino)
    assert [part.text.language for part in letter.parts] == ["sv", "sv"]
    assert [part.text.language for part in common.parts] == ["fi", "sv"]
    assert now_of(world, swedish).letter.wording(common, "X")["common"] == "Tack till alla."


def test_the_letter_follows_when_the_report_changes_its_language(written):
    written.document.language = "sv"
    written.document.save(update_fields=["language"])
    letter = builders.write_feedback(written.document, by=written.outi, texts=("Planen genomfördes.", "Bra."))
    assert [part.text.language for part in letter.parts] == ["sv", "sv"]
    assert now_of(written).letter.wording(now_of(written).common, "X")["common"] == "Tack till alla."


@pytest.mark.parametrize("who", ["deputy", "expert", "administrator"])
def test_only_secretaries_write(world, who):
    person = {
        "deputy": builders.deputy(world.okm),
        "expert": builders.expert(world.document.group),
        "administrator": builders.admin(),
    }[who]
    with pytest.raises(PermissionDenied):
        builders.write_feedback(world.document, by=person)
    with pytest.raises(PermissionDenied):
        builders.write_common_feedback(world.round, by=person)


def test_of_two_secretaries_texts_neither_is_lost(written):
    first, second = builders.actor(written.outi), builders.actor(written.eino)
    one = commands.save_feedback(written.document, [TypedPart(1, "Outin teksti.", 1)], by=first, at=NOW)
    two = commands.save_feedback(written.document, [TypedPart(1, "Einon teksti.", 1)], by=second, at=NOW)
    text = FeedbackLetter.objects.get().carrying_out
    assert (one.saved, one.aside, two.saved, two.aside) == ((1,), (), (), (1,))
    assert text.body == "Outin teksti."
    aside = Revision.objects.get(text=text, is_aside=True)
    assert aside.body == "Einon teksti."
    letter = written.letter
    commands.settle_feedback(letter, text, aside, "Molempien.", base=2, by=second, at=NOW)
    text.refresh_from_db()
    assert text.body == "Molempien."
    commands.restore_feedback(letter, text, Revision.objects.get(text=text, number=1), base=4, by=first, at=NOW)
    text.refresh_from_db()
    assert text.body == "Suunnitelma toteutui."


def test_each_ministrys_latest_save_is_told(written):
    builders.write_feedback(written.document, by=written.eino, at=JANUARY, texts=("Uusi.", "Työ jatkuu."))
    parts = FeedbackLetter.objects.get().parts
    edits = last_edits(parts, [written.okm, written.tem], NOW.date())
    told = {
        number: [(one.name, one.revision and (one.revision.by.person.name, one.revision.at)) for one in rows]
        for number, rows in edits.items()
    }
    assert told == {
        1: [("OKM", ("Outi", NOW)), ("TEM", ("Eino", JANUARY))],
        2: [("OKM", ("Outi", NOW)), ("TEM", None)],
    }


# -- confirming


def test_both_confirm_and_the_letter_is_ready(written):
    states = [now_of(written).state]
    first = builders.confirm_feedback(written.document, written.okm, by=written.outi)
    states.append((now_of(written).state, now_of(written).state_name, now_of(written).why_not_ready))
    builders.confirm_feedback(written.document, written.tem, by=builders.deputy(written.tem, "Sanna Sijainen"))
    states.append((now_of(written).state, now_of(written).is_ready, now_of(written).why_not_ready))
    assert states == [
        LetterState.DRAFT,
        (LetterState.HALF, "Confirmed by OKM", "Not confirmed yet: TEM."),
        (LetterState.READY, True, ""),
    ]
    second = now_of(written).both[1]
    assert (first.by, first.capacity, first.is_deputys) == (written.outi.person, Role.NATIONAL_SECRETARY, False)
    assert (second.by.name, second.capacity, second.is_deputys) == ("Sanna Sijainen", Role.FEEDBACK_DEPUTY, True)
    assert first.sha256 == second.sha256 == now_of(written).sha256


@pytest.mark.parametrize("edit", ["letter", "common part", "new version of the report"])
def test_an_edit_undoes_both_confirmations(confirmed, edit):
    if edit == "letter":
        builders.write_feedback(confirmed.document, by=confirmed.outi, texts=("Muutettu.", "Työ jatkuu."))
    elif edit == "common part":
        builders.write_common_feedback(confirmed.round, by=confirmed.outi, texts=("Uusi.", "Tack till alla."))
    else:
        actor, sender = builders.actor(confirmed.outi), builders.expert(confirmed.document.group)
        commands.take_back_review(confirmed.document, by=actor, at=NOW, reason="Väärä versio.")
        commands.reopen(confirmed.document, by=builders.actor(sender), at=NOW)
        builders.send(confirmed.document, by=sender)
        commands.review(confirmed.document, by=actor, at=NOW, version=2)
        confirmed.document.refresh_from_db()
    now = now_of(confirmed)
    assert (now.state, now.is_ready) == (LetterState.CHANGED, False)
    assert now.why_not_ready == "Changed since it was confirmed: OKM, TEM."
    assert [one.is_undone for one in now.confirmations] == [True, True]


def test_the_common_part_in_the_other_language_undoes_nothing(confirmed):
    builders.write_common_feedback(confirmed.round, by=confirmed.outi, texts=("Kiitos kaikille.", "Nytt."))
    assert now_of(confirmed).is_ready


def test_writing_the_old_words_back_makes_the_confirmations_count_again(confirmed):
    """A confirmation is of words, not of saves."""
    builders.write_feedback(confirmed.document, by=confirmed.outi, texts=("Muutettu.", "Työ jatkuu."))
    builders.write_feedback(confirmed.document, by=confirmed.outi)
    assert now_of(confirmed).is_ready


def test_nobody_confirms_for_the_other_ministry(written):
    for person, ministry in (
        (written.outi, written.tem),
        (builders.deputy(written.okm), written.tem),
        (builders.deputy(written.okm, until=date(2014, 12, 14)), written.okm),
        (builders.admin(), written.okm),
    ):
        with pytest.raises(PermissionDenied):
            builders.confirm_feedback(written.document, ministry, by=person)
    assert not FeedbackConfirmation.objects.exists()


def test_one_person_never_confirms_for_both(written):
    builders.appointment(written.outi, written.tem, Role.FEEDBACK_DEPUTY)
    builders.confirm_feedback(written.document, written.okm, by=written.outi)
    assert refusal(builders.confirm_feedback, written.document, written.tem, by=written.outi) == (
        "You have confirmed this version for the other ministry. Nobody confirms for both."
    )


def test_only_what_was_read_is_confirmed(written):
    seen = now_of(written).sha256
    builders.write_feedback(written.document, by=written.eino, texts=("Muutettu.", "Työ jatkuu."))
    sentence = refusal(
        commands.confirm_feedback, written.document, written.okm, by=builders.actor(written.outi), at=NOW, sha256=seen
    )
    assert sentence == "The feedback was changed after you opened the page. Read it again before you confirm it."


def test_a_letter_is_confirmed_whole(world):
    builders.write_feedback(world.document, by=world.outi, texts=("Suunnitelma toteutui.", ""))
    assert refusal(builders.confirm_feedback, world.document, world.okm, by=world.outi) == (
        "The feedback is not whole yet. Not written yet: To all regions, Regional lifelong guidance work."
    )


def test_a_second_press_of_the_button_confirms_nothing_more(written):
    builders.confirm_feedback(written.document, written.okm, by=written.outi)
    assert refusal(builders.confirm_feedback, written.document, written.okm, by=builders.deputy(written.okm)) == (
        "Outi has confirmed this version for OKM already, 15.12.2014 at 9:00."
    )
    assert FeedbackConfirmation.objects.count() == 1


def test_feedback_is_confirmed_only_on_a_reviewed_report(written):
    commands.take_back_review(written.document, by=builders.actor(written.outi), at=NOW, reason="Liian aikaisin.")
    assert refusal(builders.confirm_feedback, written.document, written.okm, by=written.outi) == (
        "Feedback is confirmed when the report has been marked as reviewed."
    )
    written.document.refresh_from_db()
    assert now_of(written).why_not_ready == "The report has not been marked as reviewed."


def test_a_ministry_to_which_the_round_is_not_addressed_does_not_confirm(written):
    third = builders.ministry("Kolmas")
    assert refusal(builders.confirm_feedback, written.document, third, by=builders.secretary(third)) == (
        "The round is not addressed to this ministry, so it does not confirm the feedback."
    )


def test_the_own_confirmation_is_taken_back_and_given_again(confirmed):
    actor = builders.actor(confirmed.outi)
    with pytest.raises(PermissionDenied):
        commands.take_back_confirmation(confirmed.document, confirmed.tem, by=actor, at=NOW)
    commands.take_back_confirmation(confirmed.document, confirmed.okm, by=actor, at=NOW)
    assert (now_of(confirmed).state, now_of(confirmed).why_not_ready) == (LetterState.HALF, "Not confirmed yet: OKM.")
    assert refusal(commands.take_back_confirmation, confirmed.document, confirmed.okm, by=actor, at=NOW) == (
        "There is no confirmation of OKM to take back."
    )
    builders.confirm_feedback(confirmed.document, confirmed.okm, by=confirmed.outi)
    assert now_of(confirmed).is_ready
    acts = FeedbackConfirmation.objects.filter(ministry=confirmed.okm).values_list("act", flat=True)
    assert list(acts) == [ConfirmationAct.CONFIRM, ConfirmationAct.TAKE_BACK, ConfirmationAct.CONFIRM]


# -- deputies


def test_a_secretary_names_a_deputy_of_the_own_ministry(world):
    person = builders.person("Sanna Sijainen")
    deputy = commands.name_deputy(
        world.okm, person, since=date(2015, 1, 12), until=date(2015, 1, 16), by=builders.actor(world.outi), at=NOW
    )
    appointment = Appointment.objects.get(person=person)
    assert (appointment.organisation, appointment.role) == (world.okm, Role.FEEDBACK_DEPUTY)
    assert (appointment.since, appointment.until) == (date(2015, 1, 12), date(2015, 1, 16))
    assert (deputy.appointment, deputy.by, deputy.at) == (appointment, world.outi.person, NOW)
    assert AuditEntry.objects.filter(act="feedback.name_deputy").count() == 1


@pytest.mark.parametrize("who", ["eino", "deputy", "admin"])
def test_nobody_else_names_a_deputy(world, who):
    by = {"eino": world.eino, "deputy": builders.deputy(world.okm), "admin": builders.admin()}[who]
    with pytest.raises(PermissionDenied):
        commands.name_deputy(world.okm, builders.person(), since=NOW.date(), until=None, by=builders.actor(by), at=NOW)


@pytest.mark.parametrize(
    ("prepare", "since", "until", "sentence"),
    [
        ("", date(2015, 1, 12), date(2015, 1, 11), "The last day must not be before the first day, nor past."),
        ("", date(2014, 12, 1), date(2014, 12, 14), "The last day must not be before the first day, nor past."),
        ("here", date(2015, 1, 12), date(2015, 1, 16), "Sanna is a deputy on some of these days already."),
        ("there", date(2015, 1, 12), None, "Sanna confirms for another ministry. Nobody confirms for both."),
    ],
)
def test_a_naming_that_cannot_stand_is_refused(world, prepare, since, until, sentence):
    person = builders.person("Sanna")
    if prepare:
        builders.appointment(person, world.okm if prepare == "here" else world.tem, Role.FEEDBACK_DEPUTY)
    assert (
        refusal(
            commands.name_deputy, world.okm, person, since=since, until=until, by=builders.actor(world.outi), at=NOW
        )
        == sentence
    )
    assert not FeedbackDeputy.objects.exists()


def test_a_deputys_time_is_ended_today(world):
    deputy = builders.deputy(world.okm)
    appointment = Appointment.objects.get(person=deputy.person)
    with pytest.raises(PermissionDenied):
        commands.end_deputy(appointment, by=builders.actor(world.eino), at=NOW)
    commands.end_deputy(appointment, by=builders.actor(world.outi), at=NOW)
    assert can_confirm(builders.actor(deputy, helsinki(2014, 12, 15, 23, 59)), world.okm.pk)
    assert not can_confirm(builders.actor(deputy, helsinki(2014, 12, 16, 0, 0)), world.okm.pk)
    assert refusal(commands.end_deputy, appointment, by=builders.actor(world.outi), at=NOW) == (
        "The deputy's last day is 15.12.2014 already."
    )


def test_a_deputys_time_that_has_not_begun_does_not_begin(world):
    commands.name_deputy(
        world.okm, builders.person(), since=JANUARY.date(), until=None, by=builders.actor(world.outi), at=NOW
    )
    appointment = FeedbackDeputy.objects.get().appointment
    commands.end_deputy(appointment, by=builders.actor(world.outi), at=NOW)
    assert not Appointment.objects.filter(role=Role.FEEDBACK_DEPUTY).exists()


def test_what_a_deputy_confirmed_stands_after_the_deputys_time(written):
    deputy = builders.deputy(written.okm, until=NOW.date())
    builders.confirm_feedback(written.document, written.okm, by=deputy)
    builders.confirm_feedback(written.document, written.tem, by=written.eino, when=JANUARY)
    assert standing(written.document, JANUARY.date()).is_ready


# -- publishing


def test_publishing_gives_the_letter_and_moves_the_document(confirmed):
    publication = builders.publish_feedback(confirmed.round, by=confirmed.eino, at=JANUARY)
    confirmed.document.refresh_from_db()
    published = PublishedFeedback.objects.with_context().get()
    assert confirmed.document.state == State.FEEDBACK_GIVEN
    step = confirmed.document.transitions.latest("pk")
    assert (step.step, step.from_state, step.by, step.at, step.submission) == (
        Step.GIVE_FEEDBACK,
        State.REVIEWED,
        confirmed.eino.person,
        JANUARY,
        confirmed.document.submissions.get(),
    )
    assert (published.publication, publication.by, publication.at) == (publication, confirmed.eino.person, JANUARY)
    content = frozen.load(bytes(published.content))
    assert published.sha256 == frozen.fingerprint(bytes(published.content))
    assert published.wording_sha256 == frozen.fingerprint(frozen.canonical(content["wording"]))
    assert {published.first.sha256, published.second.sha256} == {published.wording_sha256}
    assert {published.first.ministry, published.second.ministry} == {confirmed.okm, confirmed.tem}
    assert content["wording"] == {
        "schema": 1,
        "identifier": "KAI-2014-P",
        "report": "KAI-2014-R1",
        "language": "fi",
        "common": "Kiitos kaikille.",
        "carrying_out": "Suunnitelma toteutui.",
        "regional_work": "Työ jatkuu.",
    }
    assert [(one["name"], one["ministry"]) for one in content["signatures"]] == [
        ("Outi", "Opetus- ja kulttuuriministeriö"),
        ("Eino", "Työ- ja elinkeinoministeriö"),
    ]
    assert "@" not in bytes(published.content).decode()
    assert Job.objects.filter(key=f"print:feedback:{published.pk}").count() == 1
    assert now_of(confirmed).state == LetterState.PUBLISHED


def test_the_letters_carry_the_case_numbers_that_stand(confirmed):
    clerk = builders.clerk(confirmed.tem)
    builders.addressed(confirmed.round, confirmed.tem)
    builders.case_number(confirmed.round, "TEM/7", by=clerk)
    builders.publish_feedback(confirmed.round, by=confirmed.outi)
    assert [one["case_number"] for one in PublishedFeedback.objects.get().frozen["senders"]] == ["", "TEM/7"]
    assert CaseNumber.objects.count() == 1


def test_a_number_typed_at_publishing_becomes_the_own_ministrys(confirmed):
    numbers = {confirmed.okm.pk: " OKM/1 ", confirmed.tem.pk: ""}
    builders.publish_feedback(confirmed.round, by=confirmed.outi, at=JANUARY, case_numbers=numbers)
    row = CaseNumber.objects.get()
    assert (row.authority, row.document, row.number, row.by, row.at) == (
        confirmed.okm,
        confirmed.document,
        "OKM/1",
        confirmed.outi.person,
        JANUARY,
    )
    assert [one["case_number"] for one in PublishedFeedback.objects.get().frozen["senders"]] == ["OKM/1", ""]


def test_a_number_that_the_registry_wrote_is_followed_by_the_new_one_and_the_same_one_changes_nothing(confirmed):
    clerk = builders.clerk(confirmed.okm)
    builders.addressed(confirmed.round, confirmed.okm)
    first = builders.case_number(confirmed.document, "OKM/1", by=clerk)
    with transaction.atomic():
        builders.publish_feedback(confirmed.round, by=confirmed.outi, case_numbers={confirmed.okm.pk: "OKM/1"})
        assert CaseNumber.objects.get() == first
        transaction.set_rollback(True)
    builders.publish_feedback(confirmed.round, by=confirmed.outi, case_numbers={confirmed.okm.pk: "OKM/2"})
    assert CaseNumber.objects.exclude(pk=first.pk).get().previous == first


def test_nobody_writes_the_other_ministrys_number(confirmed):
    with pytest.raises(PermissionDenied):
        builders.publish_feedback(confirmed.round, by=confirmed.outi, case_numbers={confirmed.tem.pk: "TEM/1"})
    assert not CaseNumber.objects.exists()
    assert not PublishedFeedback.objects.exists()


def test_a_number_that_is_written_meanwhile_is_read_before_publishing(confirmed):
    seen = readiness(confirmed.round, NOW.date()).fingerprint
    builders.addressed(confirmed.round, confirmed.okm)
    builders.case_number(confirmed.document, "OKM/1", by=builders.clerk(confirmed.okm))
    assert "has changed" in refusal(builders.publish_feedback, confirmed.round, by=confirmed.outi, checked=seen)


def test_a_published_letter_is_not_changed_any_more(confirmed):
    builders.publish_feedback(confirmed.round, by=confirmed.outi)
    actor = builders.actor(confirmed.outi)
    result = commands.save_feedback(confirmed.document, [TypedPart(1, "Liian myöhään.", 1)], by=actor, at=NOW)
    assert (result.saved, result.aside, result.was_published) == ((), (1,), True)
    common = commands.save_common_feedback(confirmed.round, [TypedPart(1, "Liian myöhään.", 1)], by=actor, at=NOW)
    assert (common.saved, common.aside, common.was_published) == ((), (1,), True)
    letter = FeedbackLetter.objects.get()
    assert letter.carrying_out.body == "Suunnitelma toteutui."
    aside = Revision.objects.get(text=letter.carrying_out, is_aside=True)
    for act in (
        lambda: commands.settle_feedback(letter, letter.carrying_out, aside, "x", base=1, by=actor, at=NOW),
        lambda: commands.restore_feedback(letter, letter.carrying_out, aside, base=1, by=actor, at=NOW),
    ):
        assert refusal(act) == (
            "The feedback has been published, so it cannot be changed now. Your text is in the history."
        )
    for act in (
        lambda: commands.take_back_confirmation(confirmed.document, confirmed.okm, by=actor, at=NOW),
        lambda: builders.confirm_feedback(confirmed.document, confirmed.okm, by=confirmed.outi),
    ):
        assert refusal(act) == "Outi published the feedback 15.12.2014 at 9:00, so it can no longer be changed."


def test_the_review_of_a_report_with_feedback_is_not_taken_back(confirmed):
    builders.publish_feedback(confirmed.round, by=confirmed.outi)
    actor = builders.actor(confirmed.outi)
    with pytest.raises(NotNow):
        commands.take_back_review(confirmed.document, by=actor, at=NOW, reason="Erehdys.")
    confirmed.document.refresh_from_db()
    assert confirmed.document.state == State.FEEDBACK_GIVEN


def test_what_is_not_ready_is_left_out_for_a_reason_and_published_later(confirmed):
    other = builders.reviewed_document(builders.group("LAP"), in_round=confirmed.round, by=confirmed.outi)
    silent = builders.document(builders.group("POH"), in_round=confirmed.round)
    now = readiness(confirmed.round, NOW.date())
    assert [one.document for one in now.ready] == [confirmed.document]
    assert [(one.document, one.why_not_ready) for one in now.left_out] == [(other, "The feedback has not been begun.")]
    assert [(one.document, one.why_not_ready) for one in now.not_sent] == [(silent, "The report has not been sent.")]
    for reasons in ({}, {other.pk: " "}):
        assert refusal(builders.publish_feedback, confirmed.round, by=confirmed.outi, reasons=reasons) == (
            "Write why these are left out: Area LAP."
        )
    assert not PublishedFeedback.objects.exists()
    builders.publish_feedback(confirmed.round, by=confirmed.outi, reasons={other.pk: " Kirjoitetaan vielä. "})
    assert list(FeedbackLeftOut.objects.values_list("document", "reason")) == [(other.pk, "Kirjoitetaan vielä.")]

    # The common part may go on changing for those that wait; what was published stands.
    builders.write_common_feedback(confirmed.round, by=confirmed.outi, texts=("Lopuille.", "Tack till alla."))
    builders.write_feedback(other, by=confirmed.outi)
    builders.confirm_feedback(other, confirmed.okm, by=confirmed.outi)
    builders.confirm_feedback(other, confirmed.tem, by=confirmed.eino)
    builders.publish_feedback(confirmed.round, by=confirmed.eino, at=JANUARY)
    assert FeedbackPublication.objects.count() == 2
    commons = {one.letter.document_id: one.frozen["wording"]["common"] for one in PublishedFeedback.objects.all()}
    assert commons == {confirmed.document.pk: "Kiitos kaikille.", other.pk: "Lopuille."}


def test_only_what_the_page_listed_is_published(confirmed):
    seen = readiness(confirmed.round, NOW.date()).fingerprint
    builders.write_feedback(confirmed.document, by=confirmed.outi, texts=("Muutettu.", "Työ jatkuu."))
    for one, ministry in ((confirmed.outi, confirmed.okm), (confirmed.eino, confirmed.tem)):
        builders.confirm_feedback(confirmed.document, ministry, by=one)
    assert refusal(builders.publish_feedback, confirmed.round, by=confirmed.outi, checked=seen) == (
        "What would be published has changed since you opened the page. Read the list again."
    )
    seen = readiness(confirmed.round, NOW.date()).fingerprint
    builders.expert(confirmed.document.group)
    assert "has changed" in refusal(builders.publish_feedback, confirmed.round, by=confirmed.outi, checked=seen)


def test_nothing_is_published_when_nothing_is_ready(written):
    assert refusal(builders.publish_feedback, written.round, by=written.outi) == (
        "No letter is ready: both ministries confirm each letter first."
    )


def test_a_round_that_is_addressed_to_one_ministry_gives_no_joint_feedback(world):
    alone = builders.round_(2013, questions=1, ministries=(world.okm,))
    document = builders.reviewed_document(in_round=alone, by=world.outi)
    builders.write_feedback(document, by=world.outi)
    builders.write_common_feedback(alone, by=world.outi)
    builders.confirm_feedback(document, world.okm, by=world.outi)
    now = now_of(world, document)
    assert (now.is_ready, now.why_not_ready) == (False, "The round is not addressed to two ministries.")


@pytest.mark.parametrize("who", ["deputy", "expert", "administrator"])
def test_only_secretaries_publish(confirmed, who):
    person = {
        "deputy": builders.deputy(confirmed.okm),
        "expert": builders.expert(confirmed.document.group),
        "administrator": builders.admin(),
    }[who]
    with pytest.raises(PermissionDenied):
        builders.publish_feedback(confirmed.round, by=person)


class TestTheDatabase:
    """Whoever writes the row: a published letter has both confirmations of its very wording."""

    def publish(self, world, **changes):
        first, second = FeedbackConfirmation.objects.order_by("pk")[:2]
        publication = FeedbackPublication.objects.create(round=world.round, by=world.outi.person, at=NOW)
        row = {
            "letter": world.letter,
            "publication": publication,
            "content": b"{}",
            "sha256": "0" * 64,
            "wording_sha256": first.sha256,
            "first": first,
            "second": second,
        }
        with transaction.atomic():
            return PublishedFeedback.objects.create(**(row | changes))

    def test_admits_two_confirmations_of_the_same_version(self, confirmed):
        assert self.publish(confirmed).letter == confirmed.letter

    def test_refuses_another_version(self, confirmed):
        with pytest.raises(IntegrityError, match="both ministries have confirmed that very version"):
            self.publish(confirmed, wording_sha256="1" * 64)

    def test_refuses_the_same_confirmation_twice(self, confirmed):
        with pytest.raises(IntegrityError):
            self.publish(confirmed, second=FeedbackConfirmation.objects.order_by("pk").first())

    def test_refuses_one_that_was_taken_back(self, confirmed):
        commands.take_back_confirmation(confirmed.document, confirmed.okm, by=builders.actor(confirmed.outi), at=NOW)
        with pytest.raises(IntegrityError, match="both ministries have confirmed that very version"):
            self.publish(confirmed)

    def test_refuses_two_of_one_ministry_or_of_one_person(self, written):
        builders.confirm_feedback(written.document, written.okm, by=written.outi)
        one = FeedbackConfirmation.objects.get()
        for ministry, person in ((written.okm, written.eino), (written.tem, written.outi)):
            with transaction.atomic():
                FeedbackConfirmation.objects.create(
                    letter=one.letter,
                    ministry=ministry,
                    act=ConfirmationAct.CONFIRM,
                    by=person.person,
                    capacity=Role.NATIONAL_SECRETARY,
                    at=NOW,
                    sha256=one.sha256,
                )
                with pytest.raises(IntegrityError, match="both ministries have confirmed that very version"):
                    self.publish(written)
                transaction.set_rollback(True)


# -- whom it reaches


def test_it_reaches_experts_chair_and_secretary_of_the_group_and_both_secretaries_each_once(world):
    group = world.document.group
    expert = builders.expert(group, "Aino")
    builders.member(expert, group, Seat.SECRETARY)
    chair = builders.chair(group, "Onni")
    builders.member(builders.user(), group)
    builders.expert(builders.group(), "Muualta")
    reached = recipients([world.document], [world.okm, world.tem], NOW.date())[world.document.pk]
    sender = world.document.submissions.get().by
    assert [(one.person, one.capacity) for one in reached] == [
        (expert.person, Role.EXPERT),
        (sender, Role.EXPERT),
        (chair.person, Seat.CHAIR),
        (world.outi.person, Role.NATIONAL_SECRETARY),
        (world.eino.person, Role.NATIONAL_SECRETARY),
    ]


def test_mails_tell_in_the_readers_language_with_the_letter_attached(confirmed, settings):
    builders.expert(confirmed.document.group, "Aino", language="sv")
    builders.publish_feedback(confirmed.round, by=confirmed.outi, at=JANUARY)
    published = PublishedFeedback.objects.with_context().get()
    notices = {one.to_name: one for one in Notice.objects.filter(kind="feedback_given")}
    sender = confirmed.document.submissions.get().by
    assert set(notices) == {"Aino", "Outi", "Eino", sender.name}
    assert {one.awaits_print for one in notices.values()} == {published.print_key}
    assert {one.attachment_name for one in notices.values()} == {"KAI-2014-P.pdf"}
    assert notices["Aino"].language == "sv"
    assert notices["Aino"].subject == "[ELO] Respons på rapporten 2014: Området KAI"
    assert notices["Outi"].subject == "[ELO] Palaute raportista 2014: Alue KAI"
    assert (
        notices[sender.name].text
        == f"""\
MINISTERIÖIDEN PALAUTE: ALUE KAI, RAPORTTI 2014

Opetus- ja kulttuuriministeriö ja työ- ja elinkeinoministeriö ovat
antaneet yhteisen palautteen toimintasuunnitelman toteutumisesta ja
alueellisesta ELO-toiminnasta. Kirje on liitteenä PDF-tiedostona.

Julkaistu:    20.1.2015 klo 10.00.00
Tunnus:       KAI-2014-P
Ryhmä:        KAI-ryhmä
Raportti:     KAI-2014-R1
Vahvistaneet: Outi, Opetus- ja kulttuuriministeriö
              Eino, Työ- ja elinkeinoministeriö
SHA-256:      {published.sha256}

Lue palaute:
{settings.PORTAL_ADDRESS}/documents/{confirmed.document.pk}/feedback/

--\x20
Saat tämän viestin, koska kirjoitat ryhmän asiakirjoja: KAI-ryhmä.
ELO-portaali · Opetus- ja kulttuuriministeriö · Työ- ja
elinkeinoministeriö
"""
    )


# -- beside


def test_the_plan_of_the_next_year_has_the_feedback_beside_it(confirmed):
    group = confirmed.document.group
    assert feedback_beside(group, 2015) is None
    builders.publish_feedback(confirmed.round, by=confirmed.outi)
    published = PublishedFeedback.objects.get()
    assert [feedback_beside(group, year) for year in (2014, 2015, 2016)] == [None, published, None]
    assert feedback_beside(builders.group(), 2015) is None


def test_the_newest_plan_is_beside_the_letter(world):
    group = world.document.group
    assert last_plan(world.document) is None
    plans = {
        year: builders.sent_document(
            group, in_round=builders.round_(year, kind=RoundKind.PLAN, questions=1, opens=helsinki(2013, 1, 1, 9, 0))
        )
        for year in (2013, 2014, 2015)
    }
    assert last_plan(world.document) == plans[2014].submissions.get()


def test_standings_ask_no_more_often_for_more_groups(confirmed, django_assert_num_queries):
    for _number in range(2):
        other = builders.reviewed_document(in_round=confirmed.round, by=confirmed.outi)
        builders.write_feedback(other, by=confirmed.outi)
        builders.confirm_feedback(other, confirmed.okm, by=confirmed.outi)
    with django_assert_num_queries(8):
        found = standings(confirmed.round, NOW.date())
        assert [one.state for one in found] == [LetterState.HALF, LetterState.HALF, LetterState.READY]
    with django_assert_num_queries(13):
        readiness(confirmed.round, NOW.date())


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_who_publish_at_once_one_publishes_and_the_other_is_told(self, confirmed, at_once):
        seen = readiness(confirmed.round, NOW.date()).fingerprint
        outcomes = at_once(
            *(
                lambda who=who: builders.publish_feedback(confirmed.round, by=who, checked=seen)
                for who in (confirmed.outi, confirmed.eino)
            )
        )
        assert sorted(type(one).__name__ for one in outcomes) == ["FeedbackPublication", "NotNow"]
        refused = next(one for one in outcomes if isinstance(one, NotNow))
        assert refused.sentence.startswith("What would be published has changed since you opened the page.")
        assert PublishedFeedback.objects.count() == 1

    def test_an_edit_at_the_moment_of_publishing_is_either_before_or_put_aside(self, confirmed, at_once):
        seen = readiness(confirmed.round, NOW.date()).fingerprint
        typed = [TypedPart(1, "Viime hetken muutos.", 1)]
        outcomes = at_once(
            lambda: builders.publish_feedback(confirmed.round, by=confirmed.outi, checked=seen),
            lambda: commands.save_feedback(confirmed.document, typed, by=builders.actor(confirmed.eino), at=NOW),
        )
        published = PublishedFeedback.objects.first()
        if published:
            assert published.frozen["wording"]["carrying_out"] == "Suunnitelma toteutui."
            assert outcomes[1].was_published
        else:
            assert isinstance(outcomes[0], NotNow)
            assert outcomes[1].saved == (1,)
        assert Revision.objects.filter(body="Viime hetken muutos.").exists()
