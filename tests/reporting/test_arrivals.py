"""Documents that came by e-mail or on paper: entering them, their moment, their files, who is told."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from elo_portal.office.arriving import ArrivalWay, ArrivedBy, refusal_of_files
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Job, Notice, Upload
from elo_portal.office.refusals import NotNow
from networks.choices import Seat
from reporting import commands, schemas
from reporting.choices import State, Step
from reporting.forms.arrivals import ArrivalForm
from reporting.models import Arrival, Submission
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer", "english")]
ARRIVED = helsinki(2014, 12, 12, 14, 30)


@pytest.fixture(autouse=True)
def _at_that_time(monkeypatch, settings):
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world():
    okm, tem = builders.ministry("OKM"), builders.ministry("TEM")
    in_round = builders.plan_round(ministries=(okm, tem), questions=2, due=helsinki(2014, 12, 13, 23, 59, 59))
    plan = builders.plan(builders.group("KAI"), in_round=in_round)
    expert = builders.expert(plan.group, "Eeva Expert")
    builders.write(plan, "Kesken jäänyt teksti.", by=expert, at=helsinki(2014, 12, 1, 9, 0))
    return SimpleNamespace(
        okm=okm,
        tem=tem,
        round=in_round,
        plan=plan,
        expert=expert,
        clerk=builders.clerk(okm, "Kirsi Kirjaaja"),
        secretary=builders.secretary(tem, "Sanna Sihteeri"),
    )


def enter(world, **words):
    return builders.entered(world.plan, **({"by": world.clerk, "arrived": ARRIVED} | words))


class TestEntering:
    def test_it_counts_as_sent_at_the_moment_of_arrival(self, world):
        submission = enter(world)
        world.plan.refresh_from_db()
        assert (world.plan.state, submission.at, submission.is_late, submission.number) == (
            State.SENT,
            ARRIVED,
            False,
            1,
        )
        step = world.plan.transitions.get()
        assert (step.step, step.from_state, step.to_state, step.by, step.at, step.submission) == (
            Step.ENTER,
            State.DRAFT,
            State.SENT,
            world.clerk.person,
            NOW,
            submission,
        )

    def test_the_frozen_content_says_where_the_document_is(self, world):
        submission = enter(
            world,
            way=ArrivalWay.PAPER,
            files=[builders.pdf_file("Suunnitelma.pdf"), builders.pdf_file("Liite.pdf", "Toinen")],
            sender_name="Liisa Lähettäjä",
            note="Postissa.",
        )
        content = json.loads(bytes(submission.content))
        files = Upload.objects.order_by("pk")
        assert content["arrival"] == {
            "way": "paper",
            "note": "Postissa.",
            "entered_at": "2014-12-15T09:00:00+02:00",
            "entered_by": {"name": "Kirsi Kirjaaja", "organisation": "OKM"},
            "files": [
                {"number": place, "name": name, "kind": "pdf", "size": file.size, "sha256": file.sha256}
                for place, (name, file) in enumerate(zip(["Suunnitelma.pdf", "Liite.pdf"], files, strict=True), 1)
            ],
        }
        assert content["sent"] == {
            "at": "2014-12-12T14:30:00+02:00",
            "late": False,
            "by": {"name": "Liisa Lähettäjä", "role": "", "organisation": "Kainuun ELY-keskus"},
        }
        assert (content["answers"], content["measures"]) == ([], [])
        assert "Kesken jäänyt" not in bytes(submission.content).decode()
        assert schemas.read(content) == content

    def test_what_the_group_was_writing_stays(self, world):
        enter(world)
        answer = builders.answers(world.plan)[0]
        assert answer.text.body == "Kesken jäänyt teksti."
        commands.reopen(world.plan, by=builders.actor(world.expert, ARRIVED), at=NOW)
        builders.write(world.plan, "Kesken jäänyt teksti.", "Toinen.", by=world.expert)
        second = builders.send(world.plan, by=world.expert)
        assert (second.number, second.previous.number) == (2, 1)
        assert [one["text"] for one in second.frozen["answers"]] == ["Kesken jäänyt teksti.", "Toinen."]

    def test_it_is_a_link_of_the_rounds_chain(self, world):
        before = builders.sent_plan(builders.group("LAP"), in_round=world.round).submissions.get()
        submission = enter(world)
        after = builders.sent_plan(builders.group("POH"), in_round=world.round).submissions.get()
        assert (submission.previous, after.previous) == (before, submission)
        assert submission.frozen["previous"] == before.sha256

    def test_how_it_came_is_kept(self, world):
        submission = enter(world, sender_name="Liisa", note="Huomautus")
        arrival = submission.arrival
        assert (arrival.way, arrival.sender_name, arrival.sender_organisation, arrival.note) == (
            "email",
            "Liisa",
            "Kainuun ELY-keskus",
            "Huomautus",
        )
        assert (arrival.entered_by, arrival.entered_at) == (world.clerk.person, NOW)
        assert AuditEntry.objects.get(act="document.enter").details == {
            "version": 1,
            "way": "email",
            "sha256": submission.sha256,
        }
        assert Job.objects.filter(key=f"print:{submission.print_key}").count() == 1

    def test_a_report_can_be_entered_too(self, world):
        report = builders.document(in_round=builders.round_(ministries=(world.tem,), questions=1))
        submission = builders.entered(report, by=world.secretary, arrived=ARRIVED)
        assert submission.identifier.endswith("-2014-R1")
        assert submission.frozen["arrival"]["entered_by"] == {"name": "Sanna Sihteeri", "organisation": "TEM"}

    def test_without_a_file_there_is_no_document(self, world):
        how = ArrivedBy(way=ArrivalWay.EMAIL, at=ARRIVED, sender_organisation="Keskus")
        with pytest.raises(ValueError, match="at least one file"):
            commands.enter(world.plan, how, [], by=builders.actor(world.clerk), at=NOW)


class TestWho:
    def test_an_addressed_registry_and_the_secretaries_and_nobody_else(self, world):
        people = {
            "clerk": (world.clerk, True),
            "secretary": (world.secretary, True),
            "clerk of another ministry": (builders.clerk(), False),
            "administrator": (builders.admin(), False),
            "expert": (world.expert, False),
            "chair": (builders.chair(world.plan.group), False),
            "nobody": (builders.user(), False),
        }
        for name, (person, may) in people.items():
            with transaction.atomic():
                try:
                    enter(world, by=person)
                except PermissionDenied:
                    entered = False
                else:
                    entered = True
                assert entered is may, name
                transaction.set_rollback(True)

    def test_the_second_of_two_is_told(self, world):
        enter(world)
        with pytest.raises(NotNow) as refusal:
            enter(world, by=world.secretary)
        assert refusal.value.sentence == (
            "Kirsi Kirjaaja was here first: the document was entered as arrived by another way on 15.12.2014 at 9:00."
        )
        assert Submission.objects.count() == 1
        assert Upload.objects.count() == 1


class TestMoment:
    @pytest.mark.parametrize(
        ("arrived", "is_late"),
        [
            (helsinki(2014, 12, 31, 23, 59), False),
            (helsinki(2014, 12, 31, 23, 59, 59), False),
            (helsinki(2015, 1, 1, 0, 0), True),
        ],
    )
    def test_lateness_is_judged_by_the_arrival(self, world, arrived, is_late):
        report = builders.document(in_round=builders.round_(ministries=(world.tem,), questions=1))
        at = helsinki(2015, 1, 5, 9, 0)
        submission = builders.entered(report, by=world.secretary, arrived=arrived, at=at)
        assert (submission.is_late, submission.frozen["sent"]["late"]) == (is_late, is_late)

    def test_the_present_moment_is_no_future(self, world):
        assert enter(world, arrived=NOW).at == NOW

    def test_the_future_is_refused(self, world):
        with pytest.raises(NotNow, match="The moment of arrival is in the future"):
            enter(world, arrived=NOW + timedelta(minutes=1))

    def test_before_the_round_was_opened_nothing_arrived(self, world):
        opens = world.round.opens
        with pytest.raises(NotNow, match=r"The round was opened on 1\.5\.2014 at 9:00"):
            enter(world, arrived=opens - timedelta(minutes=1))
        assert enter(world, arrived=opens).at == opens

    def test_a_round_opened_within_a_minute_takes_that_minute(self, world):
        world.round.opens = helsinki(2014, 12, 12, 14, 30, 40)
        world.round.save()
        assert enter(world).at == ARRIVED

    def test_the_next_version_came_after_the_one_that_stands(self, world):
        sent = builders.sent_plan(builders.group("LAP"), in_round=world.round, at=ARRIVED)
        commands.reopen(sent, by=builders.actor(builders.expert(sent.group), ARRIVED), at=ARRIVED)
        with pytest.raises(NotNow, match=r"Version 1 arrived on 12\.12\.2014 at 14:30"):
            builders.entered(sent, by=world.clerk, arrived=ARRIVED)
        assert builders.entered(sent, by=world.clerk, arrived=ARRIVED + timedelta(minutes=1)).number == 2

    def test_before_the_round_opens_nothing_is_entered(self, world):
        world.round.opens = None
        world.round.save()
        with pytest.raises(NotNow, match="The round has not been opened yet"):
            enter(world)

    def test_paper_is_scanned_as_pdf(self, world):
        word = SimpleNamespace(kind="docx")
        pdf = builders.pdf_file()
        sentence = "What came on paper is scanned and entered as PDF."
        assert refusal_of_files(ArrivalWay.PAPER, [pdf, word]) == sentence
        assert refusal_of_files(ArrivalWay.PAPER, [pdf]) == ""
        assert refusal_of_files(ArrivalWay.EMAIL, [word]) == ""
        with pytest.raises(NotNow, match=sentence):
            enter(world, way=ArrivalWay.PAPER, files=[word])


class TestMails:
    def test_the_experts_and_the_chair_get_a_receipt_and_the_addressees_the_document(self, world):
        chair = builders.chair(world.plan.group)
        builders.member(builders.user(), world.plan.group, Seat.MEMBER)
        builders.case_number(world.round, "VN/1/2014", by=world.clerk)
        submission = enter(world, sender_name="Liisa")
        told = {(one.kind, one.to_address) for one in Notice.objects.all()}
        assert told == {
            ("entered", world.expert.email),
            ("entered", chair.email),
            ("arrived", world.secretary.email),
        }
        receipt = Notice.objects.get(to_address=world.expert.email)
        assert receipt.awaits_print == submission.print_key
        assert "portaaliin" in receipt.subject
        for words in (
            "sähköpostitse",
            "12.12.2014 klo 14.30.00",
            "Liisa, Kainuun ELY-keskus",
            "suunnitelma.pdf",
            "Kirsi Kirjaaja",
            "OKM: VN/1/2014",
            submission.sha256,
            "säilyy historiassa",
        ):
            assert words in receipt.text, words
        arrived = Notice.objects.get(kind="arrived")
        assert "kansilehti" in arrived.text
        assert "Saapumistapa" in arrived.text

    def test_the_files_go_to_every_addressee_and_a_receipt_has_none(self, world):
        other = builders.clerk(world.okm, "Kaisa Kirjaaja")
        enter(world, files=[builders.pdf_file("Suunnitelma.pdf"), builders.pdf_file("Liite.pdf", "Toinen")])
        names = {
            (one.kind, one.to_address): [file.name for file in one.files.order_by("pk")] for one in Notice.objects.all()
        }
        assert names == {
            ("arrived", world.secretary.email): ["Suunnitelma.pdf", "Liite.pdf"],
            ("arrived", other.email): ["Suunnitelma.pdf", "Liite.pdf"],
            ("entered", world.expert.email): [],
        }
        text = " ".join(Notice.objects.get(to_address=world.secretary.email).text.split())
        assert "Saapuneet tiedostot ovat liitteenä, samoin niiden kansilehti PDF-tiedostona." in text
        assert "virus" not in text

    def test_what_is_too_large_for_one_mail_is_opened_in_the_portal(self, world, settings):
        files = [builders.pdf_file("Suunnitelma.pdf"), builders.pdf_file("Liite.pdf", "Toinen")]
        settings.UPLOAD_MOST_BYTES = sum(one.size for one in files) - 1
        enter(world, files=files)
        arrived = Notice.objects.get(kind="arrived")
        assert not arrived.files.exists()
        text = " ".join(arrived.text.split())
        assert "Saapuneet tiedostot ovat yhdessä liian suuret viestiin: avaa ne asiakirjan sivulta portaalissa." in text
        assert world.plan.get_absolute_url() in text

    def test_files_that_are_still_scanned_are_told_of(self, world, settings):
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        enter(world)
        arrived = Notice.objects.get(kind="arrived")
        assert arrived.files.count() == 1
        assert "Tiedosto, josta löytyy virus, on jätetty pois." in " ".join(arrived.text.split())

    def test_late_is_said(self, world):
        enter(world, arrived=helsinki(2014, 12, 14, 0, 0))
        assert "joka oli määräajan jälkeen" in " ".join(Notice.objects.get(kind="entered").text.split())

    def test_in_swedish(self, world):
        world.expert.person.language = "sv"
        world.expert.person.save()
        enter(world)
        text = Notice.objects.get(kind="entered").text
        assert "per e-post" in text
        assert "finns kvar i historiken" in " ".join(text.split())


class TestDatabase:
    def test_neither_an_arrival_nor_its_files_change(self, world):
        arrival = enter(world).arrival
        for table in ("reporting_arrival", "reporting_arrivalfile"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):  # noqa: S608 - tables of ours
                with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
                    connection.cursor().execute(sql)
        assert Arrival.objects.get() == arrival

    @pytest.mark.parametrize(
        ("column", "value", "name"),
        [("way", "pigeon", "arrival_way_is_known"), ("sender_organisation", "", "arrival_has_a_sender")],
    )
    def test_how_it_came_is_whole(self, world, column, value, name):
        version = builders.sent_plan(builders.group("LAP"), in_round=world.round).submissions.get()
        words = {"way": "email", "sender_organisation": "Keskus"} | {column: value}
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            Arrival.objects.create(submission=version, entered_by=world.clerk.person, entered_at=NOW, **words)
        assert refusal.value.__cause__.diag.constraint_name == name


# -- the pages


def signed_in(who):
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def chosen(name="suunnitelma.pdf", data=None):
    return SimpleUploadedFile(name, builders.pdf_file().file.read() if data is None else data)


def typed(world, **fields):
    return {
        "document": str(world.plan.pk),
        "way": "paper",
        "day": "12.12.2014",
        "time": "14.30",
        "sender_organisation": "Kainuun ELY-keskus",
        "sender_name": "",
        "note": "Tuli postissa",
        "file_1": chosen(),
    } | fields


class TestForm:
    def post(self, world, **fields):
        address = reverse("arrival_enter", args=[world.round.pk])
        return signed_in(world.clerk).post(address, typed(world, **fields))

    def test_a_whole_form_enters_the_document(self, world):
        response = self.post(world, file_2=chosen("liite.pdf"))
        assert response.headers["Location"] == world.plan.get_absolute_url()
        submission = Submission.objects.get()
        assert submission.at == ARRIVED
        assert [one.upload.name for one in submission.arrival.files.all()] == ["suunnitelma.pdf", "liite.pdf"]

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"document": ""}, "Choose the group"),
            ({"way": ""}, "Choose how the document came"),
            ({"day": "32.1.2014"}, "Write the day in the form dd.mm.yyyy, for example 1.1.2015"),
            ({"time": "25.00"}, "Write the time in the form hh.mm, for example 9.00"),
            ({"sender_organisation": ""}, "Write the sender&#x27;s organisation"),
            ({"day": "16.12.2014"}, "The moment of arrival is in the future."),
            ({"day": "1.1.2014"}, "nothing can have arrived before it."),
            ({"day": "30.3.2014", "time": "3.30"}, "That hour did not exist"),
            ({"note": "x" * 1001}, "Shorten the note to at most 1,000 characters."),
            ({"file_1": ""}, "Choose the file of the document"),
            ({"file_1": chosen("a.pdf", b"%PDF-1.4 broken")}, "The file is damaged or cut short."),
        ],
    )
    def test_what_is_wrong_is_told_beside_the_field_and_the_rest_stays(self, world, fields, sentence):
        response = self.post(world, **fields)
        page = response.content.decode()
        assert response.status_code == 200
        assert sentence in page
        assert "<title>Error:" in page
        if "note" not in fields:
            assert "Tuli postissa" in page
        assert not Submission.objects.exists()

    def test_files_are_asked_for_again_when_the_browser_lost_them(self, world):
        assert "Choose the files again." in self.post(world, day="").content.decode()
        assert "Choose the files again." not in self.post(world, file_1="").content.decode()

    def test_who_was_first_is_told(self, world):
        enter(world, by=world.secretary)
        page = self.post(world).content.decode()
        assert "Sanna Sihteeri was here first" in page or "Version 1 arrived on" in page
        assert Submission.objects.count() == 1

    def test_groups_that_have_sent_are_not_offered(self, world):
        builders.sent_plan(builders.group("LAP"), in_round=world.round)
        page = signed_in(world.clerk).get(reverse("arrival_enter", args=[world.round.pk])).content.decode()
        assert "Area KAI</option>" in page
        assert "Area LAP</option>" not in page

    def test_when_all_have_sent_there_is_no_form(self, world):
        enter(world)
        page = signed_in(world.clerk).get(reverse("arrival_enter", args=[world.round.pk])).content.decode()
        assert "Every group has sent its document." in page
        assert 'name="file_1"' not in page

    def test_of_the_hour_that_comes_twice_the_first_is_meant(self, world):
        form = ArrivalForm(
            typed(world, day="26.10.2014", time="3.30"),
            {"file_1": chosen()},
            documents=[world.plan],
            at=NOW,
        )
        assert form.is_valid(), form.errors
        assert form.how.at.isoformat() == "2014-10-26T03:30:00+03:00"


class TestPages:
    @pytest.fixture
    def entered(self, world):
        return enter(world, note="Tuli postissa", sender_name="Liisa")

    def page(self, who, address):
        return signed_in(who).get(address).content.decode()

    def test_the_document_says_how_it_came_and_offers_its_files(self, world, entered):
        address = reverse("arrival_file", args=[entered.pk, 1])
        for reader in (world.clerk, world.secretary, world.expert, builders.expert(builders.group())):
            page = self.page(reader, world.plan.get_absolute_url())
            for words in ("by e-mail", "Kirsi Kirjaaja", "The document is in these files.", address, "Tuli postissa"):
                assert words in page, words
            assert "entered what had arrived outside the portal" in page
            assert ("What your group was writing" in page) is (reader == world.expert)

    def test_the_receipt_says_it_too(self, world, entered):
        page = self.page(world.expert, entered.get_absolute_url())
        assert "in the files that arrived" in page
        assert "by e-mail" in page
        assert "Liisa, " in page

    def test_the_file_is_handed_out_as_it_came(self, world, entered):
        response = signed_in(world.clerk).get(reverse("arrival_file", args=[entered.pk, 1]))
        upload = Upload.objects.get()
        with upload.file.open("rb") as file:
            assert b"".join(response.streaming_content) == file.read()
        assert response["Content-Disposition"] == 'attachment; filename="suunnitelma.pdf"'
        assert AuditEntry.objects.filter(act="document.read", details__file="suunnitelma.pdf").count() == 1

    def test_whoever_does_not_read_the_document_does_not_get_the_file(self, world, entered):
        address = reverse("arrival_file", args=[entered.pk, 1])
        assert signed_in(builders.clerk()).get(address).status_code == 404
        assert signed_in(builders.user()).get(address).status_code == 404
        assert signed_in(world.clerk).get(reverse("arrival_file", args=[entered.pk, 2])).status_code == 404

    def test_the_board_has_no_length_for_it_and_leads_to_entering(self, world, entered):
        page = self.page(world.secretary, reverse("round_board", args=[world.round.pk]))
        assert reverse("arrival_enter", args=[world.round.pk]) in page
        assert '<td data-l="Pages" class="r num">–</td>' in page
        board = self.page(builders.admin(), reverse("round_board", args=[world.round.pk]))
        assert reverse("arrival_enter", args=[world.round.pk]) not in board

    def test_the_desk_tells_the_way(self, world, entered):
        assert "by e-mail" in self.page(world.clerk, reverse("registry_desk"))
