"""Action plans: own sections, the day, the strategy and the files that go along, checking and sending."""

import pytest
from django.core import mail as outbox

from elo_portal.office.jobs.commands import do
from elo_portal.office.mail.commands import hand_over_ready
from elo_portal.office.models import Job, Notice, Upload
from elo_portal.office.models.uploads import ScanState
from elo_portal.office.refusals import NotNow
from networks.choices import ContactPurpose, Role
from networks.models import ContactAddress, User
from reporting import checks, commands, progress, queries
from reporting.choices import Beside, State
from reporting.commands import sections
from reporting.content import content_of, receivers, wording
from reporting.models import Addressee, Answer, Document
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def plan() -> Document:
    return builders.plan(builders.group("KAI"))


@pytest.fixture
def writer(plan: Document) -> User:
    return builders.expert(plan.group, "Aino Esimerkki")


def refused(act, *subject, **how) -> str:
    with pytest.raises(NotNow) as refusal:
        act(*subject, **how)
    return refusal.value.sentence


class TestOwnSections:
    def test_it_stands_after_the_topics_with_its_heading(self, plan, writer):
        section = builders.section(plan, "  Tehokas   viestintä ", by=writer)
        assert (section.number, section.heading, section.question) == (5, "Tehokas viestintä", None)

    def test_one_that_is_taken_away_keeps_its_number_and_text_and_comes_back(self, plan, writer):
        first = builders.section(plan, "Yksi", by=writer)
        commands.remove_section(first, by=builders.actor(writer))
        second = builders.section(plan, "Kaksi", by=writer)
        assert second.number == 6
        assert [one["number"] for one in content_of(plan, at=NOW)["answers"]] == [1, 2, 3, 4, 6]
        commands.restore_section(first, by=builders.actor(writer))
        assert [one["title"] for one in content_of(plan, at=NOW)["answers"]][4:] == ["Yksi", "Kaksi"]

    def test_there_are_ten_at_most(self, plan, writer, monkeypatch):
        monkeypatch.setattr(sections, "MOST_SECTIONS", 1)
        builders.section(plan, by=writer)
        said = refused(commands.add_section, plan, by=builders.actor(writer), at=NOW)
        assert said == "A plan has at most 1 sections of its own."

    def test_one_with_measures_is_not_taken_away(self, plan, writer):
        section = builders.section(plan, by=writer)
        builders.measure(plan, by=writer, topic=5)
        said = refused(commands.remove_section, section, by=builders.actor(writer))
        assert said == "1 measure is tied to the section. Tie it to another topic first."
        assert not Answer.objects.get(pk=section.pk).is_removed

    def test_a_topic_of_the_ministries_is_never_taken_away(self, plan, writer):
        topic = plan.answers.get(number=1)
        commands.remove_section(topic, by=builders.actor(writer))
        assert not Answer.objects.get(pk=topic.pk).is_removed

    def test_of_two_headings_at_once_the_second_writer_is_told(self, plan, writer):
        section = builders.section(plan, "Yksi", by=writer)
        by = builders.actor(writer)
        commands.head_section(section, "Kaksi", base="Yksi", by=by)
        said = refused(commands.head_section, section, "Kolme", base="Yksi", by=by)
        assert "“Kaksi”" in said
        commands.head_section(section, "Kolme", base="Kaksi", by=by)
        assert Answer.objects.get(pk=section.pk).heading == "Kolme"

    def test_a_report_has_none(self):
        report = builders.document()
        refused(commands.add_section, report, by=builders.actor(builders.expert(report.group)), at=NOW)

    @pytest.mark.parametrize("state", [State.SENT, State.REVIEWED])
    def test_nothing_changes_when_the_plan_is_not_being_written(self, plan, writer, state):
        section = builders.section(plan, by=writer)
        Document.objects.filter(pk=plan.pk).update(state=state)
        by = builders.actor(writer)
        for act, subject, how in (
            (commands.add_section, plan, {"at": NOW}),
            (commands.remove_section, section, {}),
            (commands.restore_section, section, {}),
            (commands.choose_handling_day, plan, {"day": None, "base": None, "at": NOW}),
            (commands.choose_strategy, plan, {"version": None, "at": NOW}),
        ):
            refused(act, subject, by=by, **how)


class TestHandlingDay:
    def test_it_is_noted(self, plan, writer):
        day = NOW.date()
        commands.choose_handling_day(plan, day, base=None, by=builders.actor(writer), at=NOW)
        assert Document.objects.get(pk=plan.pk).handled_on == day

    def test_a_day_that_has_not_come_is_refused(self, plan, writer):
        day = helsinki(2014, 12, 16).date()
        assert "has not come" in refused(
            commands.choose_handling_day, plan, day, base=None, by=builders.actor(writer), at=NOW
        )

    def test_of_two_days_at_once_the_second_writer_is_told(self, plan, writer):
        first, second = helsinki(2014, 8, 20).date(), helsinki(2014, 8, 21).date()
        by = builders.actor(writer)
        commands.choose_handling_day(plan, first, base=None, by=by, at=NOW)
        refused(commands.choose_handling_day, plan, second, base=None, by=by, at=NOW)
        assert Document.objects.get(pk=plan.pk).handled_on == first


class TestStrategy:
    def test_the_one_in_force_goes_along_and_is_the_same_as_last_year(self, writer, plan):
        version = builders.adopted_strategy(plan.group)
        before = builders.plan(plan.group, in_round=builders.plan_round(2013))
        builders.write_all(before, by=writer)
        builders.send(before, by=writer)
        assert before.submissions.get().frozen["strategy"]["same_as_last_year"] is False
        strategy = content_of(plan, at=NOW)["strategy"]
        assert strategy == {
            "identifier": version.identifier,
            "title": "Alueen strategia",
            "version": 1,
            "language": "fi",
            "since": "2010-01-01",
            "sha256": version.sha256,
            "same_as_last_year": True,
        }

    def test_without_one_there_is_none(self, plan):
        assert content_of(plan, at=NOW)["strategy"] is None

    def test_a_strategy_as_a_file_takes_its_place(self, plan, writer):
        builders.adopted_strategy(plan.group)
        attached = builders.attachment(plan, "strategy", "strategia.pdf", by=writer)
        content = content_of(plan, at=NOW)
        assert content["strategy"] is None
        assert content["attachments"] == [
            {
                "name": "strategia.pdf",
                "kind": "pdf",
                "size": attached.upload.size,
                "sha256": attached.upload.sha256,
                "role": "strategy",
                "same_as_last_year": False,
            }
        ]

    def test_last_years_file_can_be_attached_again(self, plan, writer):
        before = builders.plan(plan.group, in_round=builders.plan_round(2013))
        builders.write_all(before, by=writer)
        builders.attachment(before, "strategy", "strategia.pdf", by=writer)
        builders.send(before, by=writer)
        (former,) = progress.plan_parts(plan, NOW).former
        commands.attach_again(plan, former, by=builders.actor(writer), at=NOW)
        assert [one["same_as_last_year"] for one in content_of(plan, at=NOW)["attachments"]] == [True]
        assert progress.plan_parts(plan, NOW).former == ()
        assert Upload.objects.count() == 1

    def test_a_version_of_another_region_is_refused(self, plan, writer):
        elsewhere = builders.adopted_strategy(builders.group())
        with pytest.raises(LookupError):
            commands.choose_strategy(plan, elsewhere, by=builders.actor(writer), at=NOW)


class TestFiles:
    def test_a_decided_plan_takes_the_place_of_the_one_before_which_is_kept(self, plan, writer):
        first = builders.attachment(plan, "plan", "eka.pdf", by=writer)
        second = builders.attachment(plan, "plan", "toka.pdf", by=writer)
        assert list(plan.attachments.standing()) == [second]
        first.refresh_from_db()
        assert (first.removed_by, first.removed_at) == (writer, NOW)

    def test_together_they_fit_one_mail(self, plan, writer, settings):
        builders.attachment(plan, by=writer)
        settings.UPLOAD_MOST_BYTES = plan.attachments.get().upload.size + 10
        with pytest.raises(NotNow, match="in one mail"):
            builders.attachment(plan, name="toinen.pdf", by=writer)

    def test_none_is_taken_away_after_sending(self, plan, writer):
        attached = builders.attachment(plan, by=writer)
        Document.objects.filter(pk=plan.pk).update(state=State.SENT)
        attached.document.refresh_from_db()
        refused(commands.remove_attachment, attached, by=builders.actor(writer), at=NOW)
        assert list(plan.attachments.standing()) == [attached]


class TestReceivers:
    def test_registries_receive_by_role_or_in_their_mailbox(self, writer):
        okm, tem = builders.ministry("OKM"), builders.ministry("TEM")
        plan = builders.plan(builders.group(), in_round=builders.plan_round(2012, ministries=(okm, tem)))
        clerk = builders.person("Kirsi Kirjaaja")
        builders.appointment(clerk, okm, Role.REGISTRY)
        builders.secretary(okm, "Olli Okm")
        for ministry in (okm, tem):
            ContactAddress.objects.create(
                organisation=ministry,
                purpose=ContactPurpose.REGISTRY,
                address=f"kirjaamo.{ministry.key}@elo.example",
                since=builders.LONG_AGO,
            )
        builders.secretary(tem, "Tiina Tem")
        found = [(one.organisation, one.capacity, one.name, one.address) for one in receivers(plan, NOW)]
        assert sorted(found, key=str) == sorted(
            [
                (okm, Role.NATIONAL_SECRETARY, "Olli Okm", found_address(found, "Olli Okm")),
                (tem, Role.NATIONAL_SECRETARY, "Tiina Tem", found_address(found, "Tiina Tem")),
                (okm, Role.REGISTRY, "Kirsi Kirjaaja", clerk.email),
                (tem, Role.REGISTRY, "", f"kirjaamo.{tem.key}@elo.example"),
            ],
            key=str,
        )
        assert queries.missing_addressees(builders.actor(writer)) == []

    def test_a_mailbox_that_has_ended_receives_nothing(self):
        okm = builders.ministry()
        plan = builders.plan(builders.group(), in_round=builders.plan_round(ministries=(okm,)))
        ContactAddress.objects.create(
            organisation=okm,
            purpose=ContactPurpose.REGISTRY,
            address="kirjaamo@elo.example",
            since=builders.LONG_AGO,
            until=helsinki(2014, 12, 14).date(),
        )
        assert receivers(plan, NOW) == []
        admin = builders.actor(builders.admin())
        assert [one.capacity for one in queries.missing_addressees(admin)] == [Role.NATIONAL_SECRETARY, Role.REGISTRY]


def found_address(found, name):
    return next(address for _organisation, _capacity, who, address in found if who == name)


class TestSending:
    @pytest.fixture
    def ready(self) -> Document:
        okm = builders.ministry("Opetusministeriö")
        ContactAddress.objects.create(
            organisation=okm,
            purpose=ContactPurpose.REGISTRY,
            address="kirjaamo@okm.example",
            since=builders.LONG_AGO,
        )
        builders.secretary(okm, "Olli Okm")
        return builders.plan(builders.group("KAI"), in_round=builders.plan_round(ministries=(okm,)))

    def test_all_topics_are_needed_and_an_own_section_its_heading(self, ready, quick_printer):
        sender = builders.expert(ready.group)
        builders.write(ready, "Yksi.", "Kaksi.", "Kolme.", by=sender)
        by = builders.actor(sender)
        assert refused(commands.send, ready, by=by, at=NOW) == "Write topic 4 first."
        section = commands.add_section(ready, by=by, at=NOW)
        builders.write_all(ready, by=sender)
        assert checks.check(ready, at=NOW).missing == (section.number,)
        commands.head_section(section, "Viestintä", base="", by=by)
        assert checks.check(ready, at=NOW).missing == ()

    def test_one_sentence_a_topic_is_never_too_little(self, ready, quick_printer):
        sender = builders.expert(ready.group)
        builders.write(ready, *["Kyllä."] * 4, by=sender)
        assert builders.send(ready, by=sender).number == 1

    @pytest.mark.parametrize("scan", [ScanState.WAITING, ScanState.INFECTED])
    def test_a_file_that_has_not_passed_its_scan_goes_to_nobody(self, ready, quick_printer, settings, scan):
        settings.CLAMAV_URL = "tcp://scanner.example:3310"
        sender = builders.expert(ready.group)
        builders.write_all(ready, by=sender)
        attached = builders.attachment(ready, by=sender)
        if scan == ScanState.INFECTED:
            Upload.objects.filter(pk=attached.upload_id).update(scan=scan, scanned_at=NOW)
        assert "virus scan" in refused(commands.send, ready, by=builders.actor(sender), at=NOW)
        assert not ready.submissions.exists()

    def test_a_measure_changed_since_the_check_is_noticed(self, ready, quick_printer):
        sender = builders.expert(ready.group)
        builders.write_all(ready, by=sender)
        seen = wording(ready)
        builders.measure(ready, by=sender)
        assert wording(ready) != seen
        builders.attachment(ready, by=sender)
        refused(commands.send, ready, by=builders.actor(sender), at=NOW, checked=seen)

    def test_the_mails_tell_all_and_carry_the_files(self, ready):
        sender = builders.expert(ready.group, "Aino Esimerkki")
        builders.write_all(ready, by=sender)
        builders.measure(ready, by=sender, goals=(1,))
        attached = builders.attachment(ready, "plan", "paatetty.pdf", by=sender)
        commands.choose_handling_day(ready, NOW.date(), base=None, by=builders.actor(sender), at=NOW)
        sent = builders.send(ready, by=sender)
        to = {one.to_address: one for one in Notice.objects.filter(kind="arrived")}
        registry = to["kirjaamo@okm.example"]
        assert registry.to_name == "Opetusministeriö, kirjaamo"
        assert registry.subject == "[ELO] Alue KAI on lähettänyt toimintasuunnitelman 2014"
        for fact in (
            "KAI-2014-S1, versio 1",
            "KAI-ryhmä",
            "Aino Esimerkki",
            "Opetusministeriö, kirjaamo",
            "Opetusministeriö, Olli Okm",
            "15.12.2014",
            "paatetty.pdf",
            attached.upload.sha256,
            sent.sha256,
        ):
            assert fact in registry.text
        do(Job.objects.get(kind=commands.sending.PRINT_SUBMISSION).pk)
        hand_over_ready()
        names = {
            message.to[0].rpartition("<")[2].rstrip(">"): [name for name, *_rest in message.attachments]
            for message in outbox.outbox
        }
        assert names["kirjaamo@okm.example"] == ["KAI-2014-S1.pdf", "paatetty.pdf"]
        assert names[sender.email] == ["KAI-2014-S1.pdf"]
        assert list(sent.attachments.all()) == [attached]


class TestBeside:
    def test_each_question_has_its_part_with_the_true_source(self):
        group = builders.group("KAI")
        version = builders.adopted_strategy(group, definition="Ohjaus on matka.")
        plan = builders.sent_plan(group)
        kinds = [kind for kind in Beside if kind != Beside.NOTHING]
        report = builders.document(group, in_round=builders.round_(beside=dict(enumerate(kinds, start=1))))
        found = queries.besides(report, NOW.date())
        assert found[1].strategy == version
        assert found[1].is_of_strategy
        assert [found[number].topic["number"] for number in (2, 3, 4, 5)] == [1, 2, 3, 4]
        assert {found[number].plan for number in (2, 3, 4, 5)} == {plan.submissions.get()}
        assert [(goal.number, [one["what"] for one in goal.measures]) for goal in found[4].goals] == [
            (1, ["Kolme koulutuspäivää"]),
            (3, ["Kolme koulutuspäivää"]),
        ]

    def test_a_draft_of_a_plan_and_the_plan_of_another_group_stand_beside_nothing(self):
        group = builders.group()
        in_round = builders.plan_round()
        builders.sent_plan(builders.group(), in_round=in_round)
        builders.write_all(builders.plan(group, in_round=in_round), by=builders.expert(group))
        report = builders.document(group, in_round=builders.round_(beside={2: Beside.PLAN_TOPIC_1}))
        found = queries.besides(report, NOW.date())
        assert list(found) == [2]
        assert (found[2].plan, found[2].topic) == (None, None)


def test_a_round_is_addressed_to_both_registries_and_both_secretaries():
    okm, tem = builders.ministry(), builders.ministry()
    in_round = builders.plan_round(ministries=(okm, tem))
    assert Addressee.objects.filter(round=in_round).count() == 4
