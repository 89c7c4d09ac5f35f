"""Editions of the ministry report: when, of what, once, and what their jobs make."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from elo_portal.office.jobs.kinds import effect_of
from elo_portal.office.models import Job, Notice, Print
from elo_portal.office.refusals import NotNow
from networks.choices import GroupKind, Role
from networks.models import Group, Organisation
from reporting import commands, editions
from reporting.choices import FileFormat, RoundKind
from reporting.commands import compiling
from reporting.documents.compilation.facts import facts_of
from reporting.documents.compilation.pages import parts_of
from reporting.documents.compilation.tree import tree_of
from reporting.models import (
    Edition,
    EditionPart,
    EditionPrinting,
    EditionSending,
    MinistryReport,
    ReportFile,
    Round,
)
from tests import builders
from tests.builders import NOW, helsinki, run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

AFTER = helsinki(2015, 1, 1, 0, 0, 0)


@pytest.fixture
def ministries() -> tuple[Organisation, Organisation]:
    return builders.both_ministries()


@pytest.fixture
def round_(ministries: tuple[Organisation, Organisation]) -> Round:
    return builders.round_(ministries=ministries)


@pytest.fixture
def secretary(ministries: tuple[Organisation, Organisation]) -> Any:
    return builders.secretary(ministries[0], "Olli Okm")


def sent(code: str, round_: Round, *, at: Any = NOW) -> Any:
    return builders.sent_document(builders.group(code), in_round=round_, at=at)


def issue(round_: Round, who: Any, at: Any = AFTER, language: str = "fi") -> tuple[Edition, bool]:
    return commands.issue_edition(round_, by=builders.actor(who, at), at=at, language=language)


class TestDue:
    @pytest.mark.parametrize(
        ("at", "is_due"),
        [
            (helsinki(2014, 12, 31, 23, 59, 58), False),
            (helsinki(2014, 12, 31, 23, 59, 59), False),
            (helsinki(2014, 12, 31, 23, 59, 59) + timedelta(microseconds=999_999), False),
            (helsinki(2015, 1, 1, 0, 0, 0), True),
            (helsinki(2016, 2, 29, 12, 0, 0), True),
        ],
    )
    def test_the_first_is_due_when_the_last_second_has_passed(self, round_: Round, at: Any, is_due: bool) -> None:
        builders.document(builders.group("KAI"), in_round=round_)
        assert editions.due_rounds(at) == ([round_.pk] if is_due else [])

    @pytest.mark.parametrize(
        "due",
        [helsinki(2014, 3, 30, 23, 59, 59), helsinki(2014, 10, 26, 23, 59, 59), helsinki(2016, 2, 29, 23, 59, 59)],
    )
    def test_on_days_of_the_clocks_change_and_on_a_leap_day_too(self, ministries: Any, due: Any) -> None:
        round_ = builders.round_(due.year, due=due, opens=due - timedelta(days=30), ministries=ministries)
        builders.document(builders.group("KAI"), in_round=round_)
        assert editions.next_due(due - timedelta(hours=3)) == due + timedelta(seconds=1)
        assert editions.due_rounds(due) == []
        assert editions.due_rounds(due + timedelta(seconds=1)) == [round_.pk]

    def test_nothing_of_a_round_without_groups_or_without_receivers(self, round_: Round) -> None:
        assert editions.due_rounds(AFTER) == []
        lonely = builders.round_(2013)
        builders.document(builders.group("KAI"), in_round=lonely)
        assert editions.due_rounds(AFTER) == []
        assert editions.next_due(NOW) is None

    def test_the_next_is_due_on_the_morning_after_when_something_has_come(self, round_: Round) -> None:
        kainuu, lappi = builders.group("KAI"), builders.group("LAP")
        builders.sent_document(kainuu, in_round=round_)
        late = builders.document(lappi, in_round=round_)
        assert [one.number for one in commands.issue_due_editions(at=AFTER)] == [1]
        assert commands.issue_due_editions(at=AFTER + timedelta(days=9)) == []
        assert editions.next_due(AFTER) is None
        writer = builders.expert(lappi)
        builders.write_all(late, by=writer, at=AFTER + timedelta(hours=5))
        builders.send(late, by=writer, at=AFTER + timedelta(hours=5))
        morning = helsinki(2015, 1, 2, 6)
        assert editions.next_due(AFTER + timedelta(hours=5)) == morning
        assert commands.issue_due_editions(at=morning - timedelta(seconds=1)) == []
        assert [one.number for one in commands.issue_due_editions(at=morning)] == [2]
        assert commands.issue_due_editions(at=morning) == []

    def test_one_made_before_the_due_moment_does_not_take_its_place(self, round_: Round, secretary: Any) -> None:
        sent("KAI", round_)
        assert issue(round_, secretary, NOW)[0].number == 1
        builders.document(builders.group("LAP"), in_round=builders.round_(2012))
        assert [one.number for one in commands.issue_due_editions(at=AFTER)] == []
        assert editions.due_rounds(AFTER) == [round_.pk]


class TestIssue:
    def test_it_keeps_what_stands(self, round_: Round, secretary: Any) -> None:
        document = sent("KAI", round_)
        builders.document(builders.group("LAP"), in_round=round_)
        edition, is_new = issue(round_, secretary)
        version = document.submissions.get()
        assert (edition.number, is_new, edition.by, edition.newest) == (1, True, secretary.person, version)
        content = edition.frozen
        assert [(one["code"], one["state"], bool(one["sent"])) for one in content["groups"]] == [
            ("KAI", "sent", True),
            ("LAP", "late", False),
        ]
        assert content["groups"][0]["sent"] == {
            "submission": version.pk,
            "identifier": "KAI-2014-R1",
            "version": 1,
            "sha256": version.sha256,
            "at": "2014-12-15T09:00:00+02:00",
            "late": False,
            "pages_used": version.pages_used,
        }
        assert json.loads(bytes(edition.content)) == content
        assert (content["number"], content["changes"], len(content["questions"])) == (1, [], 5)

    def test_nothing_new_makes_no_new_edition(self, round_: Round, secretary: Any) -> None:
        sent("KAI", round_)
        first = issue(round_, secretary)
        assert issue(round_, secretary, AFTER + timedelta(days=3)) == (first[0], False)
        assert Edition.objects.count() == 1

    def test_what_has_changed_is_told(self, round_: Round, secretary: Any) -> None:
        kainuu = sent("KAI", round_)
        late = builders.document(builders.group("LAP"), in_round=round_)
        builders.sent_document(builders.group("UUD"), in_round=round_)
        issue(round_, secretary)
        at = AFTER + timedelta(days=1)
        writer = builders.expert(late.group)
        builders.write_all(late, by=writer, at=at)
        builders.send(late, by=writer, at=at)
        builders.return_for_completion(kainuu, by=secretary, at=at)
        second, is_new = issue(round_, secretary, at)
        assert is_new
        assert second.frozen["changes"] == [
            {"code": "KAI", "state": "returned", "was": "sent"},
            {"code": "LAP", "state": "sent", "was": "late", "version": 1, "earlier_version": 0},
        ]
        asked = builders.expert(kainuu.group)
        kainuu.refresh_from_db()
        builders.reply(kainuu, by=asked, at=at)
        builders.completed(kainuu, by=asked, at=at)
        third, _is_new = issue(round_, secretary, at)
        [change] = third.frozen["changes"]
        assert (change["code"], change["was"], change["version"], change["earlier_version"]) == (
            "KAI",
            "returned",
            2,
            1,
        )
        assert change["questions"]

    def test_only_a_secretary_may(self, round_: Round) -> None:
        sent("KAI", round_)
        for who in (builders.admin(), builders.expert(Group.objects.get()), builders.clerk()):
            with pytest.raises(PermissionDenied):
                issue(round_, who)
        assert not Edition.objects.exists()

    def test_not_before_the_round_opens(self, round_: Round, secretary: Any) -> None:
        with pytest.raises(NotNow, match="has not been opened"):
            issue(round_, secretary, helsinki(2014, 9, 30))

    def test_a_round_that_nobody_receives_has_none(self, secretary: Any) -> None:
        lonely = builders.round_()
        sent("KAI", lonely)
        with pytest.raises(NotNow, match="Nobody receives"):
            issue(lonely, secretary)

    def test_rows_never_change(self, round_: Round, secretary: Any) -> None:
        sent("KAI", round_)
        edition, _is_new = issue(round_, secretary)
        run_jobs()
        commands.send_edition(edition, by=builders.actor(secretary, AFTER), at=AFTER)
        for table in (Edition, EditionPrinting, MinistryReport, ReportFile, EditionSending):
            rows = connection.ops.quote_name(table._meta.db_table)
            for act in ("UPDATE {} SET id = id", "DELETE FROM {}"):
                with (
                    pytest.raises(IntegrityError, match="never changed or deleted"),
                    transaction.atomic(),
                    connection.cursor() as cursor,
                ):
                    cursor.execute(act.format(rows))

    def test_facts_ask_the_same_number_of_queries_of_one_group_and_of_three(
        self, round_: Round, django_assert_num_queries: Any
    ) -> None:
        sent("KAI", round_)
        with django_assert_num_queries(7):
            facts_of(round_, at=AFTER)
        for code in ("LAP", "UUD"):
            sent(code, round_)
        with django_assert_num_queries(7):
            facts_of(round_, at=AFTER)


class TestMaking:
    def test_both_ministries_get_theirs_of_the_same_parts(
        self, round_: Round, ministries: tuple[Organisation, Organisation], secretary: Any
    ) -> None:
        sent("KAI", round_)
        builders.document(builders.group("LAP"), in_round=round_)
        edition, _is_new = issue(round_, secretary)
        run_jobs()
        printing = edition.printings.get()
        assert [part.name for part in printing.parts.all()] == [
            "Kysymys 1: Kysymys 1",
            "Kysymys 2: Kysymys 2",
            "Kysymys 3: Kysymys 3",
            "Kysymys 4: Kysymys 4",
            "Kysymys 5: Kysymys 5",
            "Liite 1: Ryhmät ja raportit",
            "Liite 2: Ryhmien kokoonpano",
        ]
        reports = list(printing.reports.order_by("receiver"))
        assert [one.receiver for one in reports] == sorted(ministries, key=lambda one: one.pk)
        for report in reports:
            assert sorted(report.files.values_list("format", flat=True)) == ["docx", "pdf", "xlsx"]
        assert not Job.objects.exclude(done_at=None, parked_at=None).filter(done_at=None).exists()
        pdf = ReportFile.objects.get(report=reports[0], format=FileFormat.PDF)
        with pikepdf.open(BytesIO(bytes(pdf.data))) as opened:
            assert len(opened.pages) == pdf.pages

    def test_a_later_edition_prints_only_what_has_changed(self, round_: Round, secretary: Any) -> None:
        groups = [builders.group(f"G{number:02}") for number in range(1, 19)]
        for group in groups[:-1]:
            builders.sent_document(group, in_round=round_)
        late = builders.document(groups[-1], in_round=round_)
        issue(round_, secretary)
        run_jobs()
        before = set(Print.objects.filter(key__startswith="ministry-report-part:").values_list("key", flat=True))
        writer = builders.expert(late.group)
        builders.write_all(late, by=writer, at=AFTER)
        builders.send(late, by=writer, at=AFTER)
        second, _is_new = issue(round_, secretary, AFTER + timedelta(days=1))
        run_jobs()
        keys = list(second.printings.get().parts.values_list("print_key", flat=True))
        # Eighteen groups make three parts a question: the last of each is new, and so are the appendices.
        assert len(keys) == 5 * 3 + 2
        assert len(set(keys) - before) == 5 + 2
        assert second.printings.get().reports.first().files.filter(format=FileFormat.PDF).exists()

    def test_the_other_language_is_of_the_same_edition(self, round_: Round, secretary: Any) -> None:
        sent("KAI", round_)
        edition, _is_new = issue(round_, secretary)
        actor = builders.actor(secretary, AFTER)
        printing = commands.ask_for_language(edition, "sv", by=actor, at=AFTER)
        assert commands.ask_for_language(edition, "sv", by=actor, at=AFTER) == printing
        run_jobs()
        assert Edition.objects.count() == 1
        assert next(part.name for part in printing.parts.all()) == "Fråga 1: Fråga 1"

    def test_each_job_done_twice_makes_one_of_everything(self, round_: Round, secretary: Any) -> None:
        sent("KAI", round_)
        issue(round_, secretary)
        run_jobs()
        counted = [table.objects.count() for table in (EditionPart, Print, ReportFile, Notice, Job)]
        for job in Job.objects.filter(kind__startswith="reporting.").order_by("pk"):
            effect_of(job.kind)(job.subject)
        assert [table.objects.count() for table in (EditionPart, Print, ReportFile, Notice, Job)] == counted

    def test_a_failed_part_is_named_and_tried_again_alone(
        self, round_: Round, secretary: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent("KAI", round_)
        issue(round_, secretary)
        whole = compiling.printer.print_pdf

        def broken(html: str, **options: Any) -> Any:
            if options["title"] == "Kysymys 3: Kysymys 3":
                raise RuntimeError("The ink is out.")
            return whole(html, **options)

        monkeypatch.setattr(compiling.printer, "print_pdf", broken)
        for _attempt in range(5):
            run_jobs()
            Job.objects.filter(done_at=None).update(next_try_at=None)
        actor = builders.actor(secretary, AFTER)
        [shown] = editions.editions_of(round_, actor)
        [printing] = shown.printings
        assert (printing.printed, printing.parts, printing.goes_on) == (6, 7, False)
        assert [(one.name, one.is_part) for one in printing.failed] == [("Kysymys 3: Kysymys 3", True)]
        monkeypatch.setattr(compiling.printer, "print_pdf", whole)
        assert commands.try_edition_again(printing.printing, by=actor) == 1
        assert commands.try_edition_again(printing.printing, by=actor) == 0
        run_jobs()
        [shown] = editions.editions_of(round_, actor)
        assert shown.printings[0].is_finished
        assert shown.printings[0].failed == ()

    def test_the_receivers_are_told_once_each_in_the_own_language(
        self, round_: Round, ministries: tuple[Organisation, Organisation], secretary: Any
    ) -> None:
        other = builders.secretary(ministries[1], "Sara Tem")
        other.person.language = "sv"
        other.person.save()
        sent("KAI", round_)
        issue(round_, secretary)
        run_jobs()
        mails = Notice.objects.filter(kind="ministry_report_finished").order_by("to_name")
        assert [(one.to_name, one.language, one.subject) for one in mails] == [
            ("Olli Okm", "fi", "[ELO] Ministeriöraportti valmis: Elinikäinen ohjaus alueilla 2014, painos 1"),
            ("Sara Tem", "sv", "[ELO] Ministerierapporten färdig: Livslång vägledning i regionerna 2014, upplaga 1"),
        ]

    def test_of_development_groups_every_addressee_receives(self, secretary: Any) -> None:
        support = builders.organisation("support", name="Tukitaho")
        round_ = builders.group_round(readers=(support,))
        builders.sent_group_report(in_round=round_)
        edition, _is_new = issue(round_, secretary, round_.due + timedelta(days=1))
        assert {one["name"]["fi"] for one in edition.frozen["receivers"]} >= {"Tukitaho"}
        run_jobs()
        assert ReportFile.objects.filter(report__receiver=support, format=FileFormat.PDF).exists()

    def test_of_plans_by_topic_with_measures(self, ministries: Any, secretary: Any) -> None:
        round_ = builders.plan_round(ministries=ministries)
        document = builders.plan(builders.group("KAI"), in_round=round_)
        writer = builders.expert(document.group)
        builders.write_all(document, by=writer, at=round_.opens)
        builders.measure(document, "Kolme koulutuspäivää", by=writer, goals=(1,), at=round_.opens)
        edition, _is_new = issue(round_, secretary, round_.due + timedelta(days=1))
        assert edition.frozen["round"]["kind"] == RoundKind.PLAN
        run_jobs()
        assert edition.printings.get().parts.filter(name__startswith="Aihe 1").exists()

    def test_what_came_by_another_way_is_said_to_be_in_its_files(self, round_: Round, secretary: Any) -> None:
        document = builders.document(builders.group("KAI"), in_round=round_)
        builders.entered(document, by=secretary, arrived=NOW)
        edition, _is_new = issue(round_, secretary)
        tree = tree_of(edition.frozen, "fi")
        for section in tree.sections:
            assert section.missing == ()
            [entry] = section.entries
            assert (entry.name, entry.text, entry.note) == (
                "Alue KAI",
                "",
                "Se tuli muuta tietä: vastaukset ovat asiakirjan KAI-2014-R1 tiedostoissa.",
            )
        [first, *_others] = parts_of(tree)
        assert entry.note in first.html


class TestSending:
    def member(self, name: str, language: str = "fi") -> Any:
        national = Group.objects.filter(kind=GroupKind.NATIONAL).first() or builders.group(
            "VAL", kind=GroupKind.NATIONAL
        )
        person = builders.person(name, language=language)
        builders.member(person, national)
        return person

    def test_the_national_group_reads_it_from_then_on(self, round_: Round, secretary: Any) -> None:
        member = self.member("Vilma")
        reader = builders.user(member)
        sent("KAI", round_)
        edition, _is_new = issue(round_, secretary)
        actor = builders.actor(secretary, AFTER)
        with pytest.raises(NotNow, match="still being made"):
            commands.send_edition(edition, by=actor, at=AFTER)
        run_jobs()
        assert not Edition.objects.visible_to(builders.actor(reader, AFTER)).exists()
        sending = commands.send_edition(edition, by=actor, at=AFTER)
        assert (sending.people, sending.by, sending.at) == (1, secretary.person, AFTER)
        assert [one.to_name for one in Notice.objects.filter(kind="edition_sent")] == ["Vilma"]
        assert Edition.objects.visible_to(builders.actor(reader, AFTER)).get() == edition
        with pytest.raises(NotNow, match="Olli Okm has sent"):
            commands.send_edition(edition, by=actor, at=AFTER)
        assert EditionSending.objects.count() == 1

    @pytest.mark.parametrize(
        ("who", "sees"),
        [("secretary", True), ("admin", True), ("registry", True), ("expert", False), ("support", False)],
    )
    def test_before_that_only_those_who_receive_or_follow(
        self, round_: Round, ministries: Any, secretary: Any, who: str, sees: bool
    ) -> None:
        document = sent("KAI", round_)
        builders.addressed(round_, ministries[0])
        issue(round_, secretary)
        people = {
            "secretary": lambda: secretary,
            "admin": builders.admin,
            "registry": lambda: builders.clerk(ministries[0]),
            "expert": lambda: builders.expert(document.group),
            "support": lambda: builders.user(
                builders.appointment(builders.person(), builders.organisation("support"), Role.SUPPORT_READER).person
            ),
        }
        assert Edition.objects.visible_to(builders.actor(people[who](), AFTER)).exists() is sees
