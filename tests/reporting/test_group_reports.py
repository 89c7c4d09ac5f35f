"""Development groups' half-year reports: confirmed, sent, received, read; never reviewed (requirements G19-G22)."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import translation

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Notice
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.markup import to_plain
from networks.choices import OrganisationKind, Role, Seat
from reporting import commands, workflow
from reporting.choices import State, Step
from reporting.content import answers_of
from reporting.documents.report import report_html
from reporting.models import Submission
from reporting.permissions import can_follow_round, can_register
from reporting.registry import numbers_of
from reporting.reminders import writers_of
from tests import builders
from tests.builders import DUE, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "quick_printer")]
LATE = DUE + timedelta(days=1)


def client_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


@pytest.fixture
def world():
    """Two ministries, VOKES and KEHA receive; a report written and confirmed by two of its three centres."""

    class World:
        okm, tem = builders.both_ministries()
        vokes, keha = (builders.organisation(OrganisationKind.SUPPORT, name=name) for name in ("VOKES", "KEHA"))
        secretary = builders.secretary(okm)

    World.reader = builders.user()
    builders.appointment(World.reader, World.vokes, Role.SUPPORT_READER)
    World.round = builders.group_round(ministries=(World.okm, World.tem), readers=(World.vokes, World.keha))
    World.group = builders.development_group("KR1")
    World.centres = builders.centres_of(World.group)
    World.experts = [builders.expert_of(one) for one in World.centres]
    World.report = builders.document(World.group, in_round=World.round)
    builders.write_all(World.report, by=World.experts[1])
    for at in (0, 1):
        builders.confirm_report(World.report, World.centres[at], by=World.experts[at])
    return World


def send(world, at=NOW, by=0, **words):
    return commands.send(world.report, by=builders.actor(world.experts[by], at), at=at, **words)


def confirm_third(world, at=NOW):
    builders.confirm_report(world.report, world.centres[2], by=world.experts[2], at=at)


class TestSending:
    def test_it_waits_for_every_centre(self, world):
        words = {"without": {world.centres[2].pk}, "reason": "Syy."}
        for more in ({}, words):
            with pytest.raises(NotNow, match=rf"Not confirmed yet: {world.centres[2].name_on(NOW.date())}"):
                send(world, **more)
        confirm_third(world)
        kept = send(world).frozen["confirmations"]
        assert {(one["centre"], one["convener"], bool(one["confirmed"])) for one in kept["centres"]} == {
            (one.name_on(NOW.date(), "fi"), at == 0, True) for at, one in enumerate(world.centres)
        }
        assert kept["reason"] == ""

    def test_the_convener_alone_sends(self, world):
        confirm_third(world)
        for by in (1, 2):
            with pytest.raises(PermissionDenied):
                send(world, by=by)
        assert send(world).by == world.experts[0].person

    def test_an_edit_after_the_confirmations_stops_it(self, world):
        confirm_third(world)
        builders.write(world.report, "Uusi teksti.", by=world.experts[1])
        with pytest.raises(NotNow, match="Not confirmed yet"):
            send(world)

    def test_after_the_due_date_one_that_is_missing_is_named_for_a_reason(self, world):
        missing = world.centres[2].pk
        for words, why in (
            ({}, "Name the centres"),
            ({"without": {missing, world.centres[1].pk}, "reason": "Syy."}, "Name the centres"),
            ({"without": {missing}, "reason": " "}, "Write why"),
        ):
            with pytest.raises(NotNow, match=why):
                send(world, LATE, **words)
        submission = send(world, LATE, without={missing}, reason="Keskus ei vastannut.")
        kept = submission.frozen["confirmations"]
        assert (submission.is_late, kept["reason"]) == (True, "Keskus ei vastannut.")
        lacking = [one["centre"] for one in kept["centres"] if not one["confirmed"]]
        assert lacking == [world.centres[2].name_on(NOW.date(), "fi")]

    def test_one_that_confirms_late_makes_it_whole(self, world):
        confirm_third(world, LATE)
        submission = send(world, LATE)
        assert (submission.is_late, submission.frozen["confirmations"]["reason"]) == (True, "")

    def test_the_convener_is_never_left_out(self, world):
        commands.take_back_report_confirmation(
            world.report, world.centres[0], by=builders.actor(world.experts[0], LATE), at=LATE
        )
        without = {world.centres[0].pk, world.centres[2].pk}
        with pytest.raises(NotNow, match="your own centre first"):
            send(world, LATE, without=without, reason="Syy.")

    def test_more_time_moves_the_moment_from_which_one_may_be_left_out(self, world):
        due = LATE + timedelta(days=5)
        commands.extend(world.report, due=due, reason="Syy.", by=builders.actor(world.secretary), at=NOW)
        words = {"without": {world.centres[2].pk}, "reason": "Syy."}
        with pytest.raises(NotNow, match="Not confirmed yet"):
            send(world, LATE, **words)
        assert send(world, due + timedelta(days=1), **words).number == 1

    def test_a_report_of_a_region_has_no_confirmations(self):
        assert "confirmations" not in builders.sent_document().submissions.get().frozen

    def test_what_came_otherwise_says_nothing_of_confirmations(self, world):
        builders.clerk(world.okm)
        entered = builders.entered(world.report, by=world.secretary, arrived=NOW)
        assert "confirmations" not in entered.frozen


class TestAsking:
    def ask(self, world, by=0, at=NOW):
        return commands.ask_to_confirm(world.report, by=builders.actor(world.experts[by], at), at=at)

    def asked(self):
        return sorted(Notice.objects.filter(kind="confirmation_asked").values_list("to_name", flat=True))

    def test_those_that_have_not_confirmed_get_the_whole_text(self, world):
        third = world.experts[2].person
        assert self.ask(world) == [third.name]
        notice = Notice.objects.get(kind="confirmation_asked")
        assert (notice.to_address, notice.reply_to) == (third.email, world.experts[0].person.email)
        with translation.override("fi"):
            texts = [to_plain(one.text.body) for one in answers_of(world.report)]
        assert len(texts) == 4
        assert all(" ".join(one.split()) in " ".join(notice.text.split()) for one in texts)

    def test_each_is_asked_once_for_a_wording(self, world):
        self.ask(world)
        with pytest.raises(NotNow, match="has been asked already for this text"):
            self.ask(world, by=1)
        builders.write_all(world.report, by=world.experts[1], text="Toinen teksti.")
        self.ask(world)
        names = [one.person.name for one in world.experts]
        assert self.asked() == sorted([names[2], names[1], names[2]])

    def test_a_member_who_represents_a_centre_is_asked_and_a_deputy_is_not(self, world):
        member, deputy = (builders.user() for _one in range(2))
        builders.member(member, world.group, Seat.MEMBER, represents=world.centres[2])
        builders.member(deputy, world.group, Seat.DEPUTY, represents=world.centres[2])
        self.ask(world)
        assert self.asked() == sorted([world.experts[2].person.name, member.person.name])

    def test_a_centre_without_anybody_who_can_be_reached_is_said(self, world):
        world.experts[2].person.appointments.update(until=NOW.date() - timedelta(1))
        with pytest.raises(NotNow, match="Nobody who confirms for these centres has an e-mail address"):
            self.ask(world)
        assert self.asked() == []

    def test_who_alone_is_lacking_confirms_and_asks_nobody(self, world):
        with pytest.raises(NotNow, match="Every other centre has confirmed"):
            self.ask(world, by=2)

    def test_not_before_it_is_whole_nor_after_it_is_sent(self, world):
        builders.write(world.report, "Yksi.", "", by=world.experts[0])
        with pytest.raises(NotNow, match="Answer question 2 first"):
            self.ask(world)
        builders.write(world.report, "Yksi.", "Taas.", by=world.experts[0])
        for at in range(3):
            builders.confirm_report(world.report, world.centres[at], by=world.experts[at])
        send(world)
        with pytest.raises(NotNow, match="has been sent"):
            self.ask(world)

    def test_not_by_who_does_not_write_it(self, world):
        for who in (world.secretary, world.reader):
            with pytest.raises(PermissionDenied):
                commands.ask_to_confirm(world.report, by=builders.actor(who), at=NOW)

    def test_a_report_of_a_region_is_confirmed_by_nobody(self, world):
        report = builders.document(builders.group("KAI"), in_round=builders.round_())
        with pytest.raises(PermissionDenied):
            commands.ask_to_confirm(report, by=builders.actor(builders.expert(report.group)), at=NOW)

    def test_the_button_is_there_while_others_are_lacking(self, world):
        address = reverse("document_check", args=[world.report.pk])
        client = client_of(world.experts[0])
        assert "Ask the others to confirm" in client.get(address).content.decode()
        answer = client.post(reverse("group_report_ask", args=[world.report.pk]), follow=True).content.decode()
        assert f"asked by mail to confirm: {world.experts[2].person.name}." in answer
        assert "Ask the others to confirm" not in client_of(world.experts[2]).get(address).content.decode()


class TestWhatIsSent:
    def test_the_page_and_the_receipt_say_which_centre_had_not_confirmed(self, world):
        submission = send(world, LATE, without={world.centres[2].pk}, reason="Keskus ei vastannut.")
        printed = report_html(submission.frozen, sha256=submission.sha256)
        assert "Keskus ei vastannut." in printed
        client = client_of(world.experts[0])
        for address in (world.report.get_absolute_url(), submission.get_absolute_url()):
            page = client.get(address).content.decode()
            name = world.centres[2].name_on(NOW.date(), "fi")
            assert re.search(rf"{name}</span>: <strong>not confirmed", page), address
            assert "Keskus ei vastannut." in page

    def test_every_addressee_gets_the_pdf_and_the_sender_a_receipt(self, world):
        confirm_third(world)
        submission = send(world)
        mails = {one.to_address: one for one in Notice.objects.all()}
        assert {one.kind for one in mails.values()} == {"arrived", "receipt"}
        arrived = {address for address, one in mails.items() if one.kind == "arrived"}
        assert arrived == {world.secretary.email, world.reader.email}
        assert {one.awaits_print for one in mails.values()} == {submission.print_key}
        text = mails[world.reader.email].text
        assert "VOKES" in text
        assert "asianumeronne" in text
        assert "Valtakunnallinen ryhmä, VOKES ja KEHA lukevat raportin" in mails[world.experts[0].email].text

    def test_no_kind_of_body_is_missed_in_it(self, world):
        confirm_third(world)
        builders.member(builders.person(), world.group)
        assert [one["kind"] for one in send(world).frozen["composition"]] == [OrganisationKind.SCHOOL]

    def test_the_two_reports_of_a_year_have_names_of_their_own(self):
        group = builders.development_group("KR1")
        names = []
        for month in (5, 11):
            round_ = builders.group_round(
                due=builders.helsinki(2014, month, 30, 23, 59, 59), opens=builders.helsinki(2014, 1, 1)
            )
            names.append(builders.document(group, in_round=round_).identifier)
        assert names == ["KR1-2014-KK", "KR1-2014-KS"]


def test_everybody_who_writes_it_is_reminded(world):
    member, deputy = builders.user(), builders.user()
    builders.member(member, world.group)
    builders.member(deputy, world.group, Seat.DEPUTY)
    regional = builders.group()
    builders.member(builders.user(), regional)
    found = writers_of([world.group.pk, regional.pk], NOW.date())
    assert set(found[world.group.pk]) == {member.person, *(one.person for one in world.experts)}
    assert found[regional.pk] == []


class TestReceivers:
    def test_nothing_is_reviewed_returned_or_answered(self, world):
        confirm_third(world)
        submission = send(world)
        world.report.refresh_from_db()
        actor = builders.actor(world.secretary)
        assert workflow.steps_for(actor, world.report) == []
        assert workflow.steps_for(builders.actor(world.secretary, LATE), world.report) == [Step.OPEN]
        for act in (
            lambda: commands.review(world.report, by=actor, at=NOW, version=1),
            lambda: builders.return_for_completion(world.report, 1, by=world.secretary),
            lambda: commands.mark_read(submission, 1, by=actor, at=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()
        client = client_of(world.secretary)
        page = client.get(world.report.get_absolute_url()).content.decode()
        assert "Mark as reviewed" not in page
        assert "Ask for completion" not in page
        board = client.get(reverse("round_board", args=[world.round.pk])).content.decode()
        assert "Reviewed by" not in board
        assert "Read and review" not in board

    def test_who_follows_the_round(self, world):
        elsewhere = builders.user()
        other = builders.organisation(OrganisationKind.SUPPORT)
        builders.appointment(elsewhere, other, Role.SUPPORT_READER)
        rows = [
            (world.secretary, True),
            (builders.admin(), True),
            (world.reader, True),
            (elsewhere, False),
            (world.experts[0], False),
            (builders.coordinator(), False),
            (builders.clerk(world.okm), False),
            (builders.user(), False),
        ]
        for who, may in rows:
            assert can_follow_round(builders.actor(who), world.round) is may
            client = client_of(who)
            assert client.get(reverse("round_board", args=[world.round.pk])).status_code == (200 if may else 403)
        plans = builders.round_(ministries=(world.okm,))
        assert can_follow_round(builders.actor(world.reader), plans) is False

    def test_a_reader_of_a_support_body_sees_every_state_and_no_draft(self, world):
        client = client_of(world.reader)
        board = client.get(reverse("round_board", args=[world.round.pk])).content.decode()
        assert world.group.area in board
        assert world.report.get_absolute_url() not in board
        assert client.get(world.report.get_absolute_url()).status_code == 404

    def test_each_receiver_writes_the_own_case_number(self, world):
        confirm_third(world)
        send(world)
        clerk = builders.clerk(world.okm)
        own = {world.secretary: world.okm, world.reader: world.vokes}
        for who in (world.secretary, world.reader, clerk, world.experts[0], builders.admin()):
            for body in (world.okm, world.tem, world.vokes, world.keha):
                may = own.get(who) == body
                assert can_register(builders.actor(who), world.round, body.pk) is may
                if not may:
                    with pytest.raises(PermissionDenied):
                        builders.case_number(world.report, "VN/1/2014", by=who, authority=body)
        client = client_of(world.reader)
        address = reverse("document_case_number", args=[world.report.pk])
        answer = client.post(address, {"number": "KEHA/368/2014", "base": "0"})
        assert (answer.status_code, answer["Location"]) == (302, world.report.get_absolute_url())
        numbers = numbers_of(world.report, builders.actor(world.reader))
        assert {one.name: (one.number, one.may_write) for one in numbers if one.number} == {
            "VOKES en": ("KEHA/368/2014", True)
        } or {one.ministry: one.number for one in numbers if one.number} == {world.vokes: "KEHA/368/2014"}

    def test_of_a_regions_report_nobody_but_a_registry_writes_one(self, world):
        report = builders.sent_document(in_round=builders.round_(ministries=(world.okm,)))
        builders.addressed(report.round, world.vokes, Role.SUPPORT_READER)
        for who, body in ((world.secretary, world.okm), (world.reader, world.vokes)):
            assert can_register(builders.actor(who), report.round, body.pk) is False

    def test_it_is_opened_when_the_group_asks_after_the_due_date(self, world):
        confirm_third(world)
        send(world)
        convener = builders.actor(world.experts[0], LATE)
        asked = commands.ask_opening(world.report, by=convener, at=LATE, reason="Luku oli väärä.")
        secretary = builders.actor(world.secretary, LATE)
        commands.answer_opening(asked, is_granted=True, answer="Korjatkaa.", by=secretary, at=LATE)
        world.report.refresh_from_db()
        assert world.report.state == State.DRAFT
        # The words are the same, so the confirmations count still, and the next version carries them.
        assert send(world, LATE).number == 2
        assert Submission.objects.count() == 2
