"""Internal notes: who writes and reads them, that they never change, and that they are in nothing that goes out."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from elo_portal.office.jobs.commands import do
from elo_portal.office.models import AuditEntry, Job, Notice, PrintedFile, Revision
from elo_portal.office.refusals import NotNow
from networks.choices import Role
from networks.models import User
from reporting import commands
from reporting.content import content_of
from reporting.models import Document, InternalNote, NoteRewording
from reporting.permissions import can_reword_note, can_write_notes
from tests import builders
from tests.builders import NOW, helsinki
from tests.reporting.test_packages import text_of
from tests.reporting.test_reading_views import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
quickly = pytest.mark.usefixtures("quick_printer")
LATER = helsinki(2014, 12, 16, 10, 30)
SECRET = "Salainen huomio ministeriöiden kesken"


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)


@pytest.fixture
def world() -> SimpleNamespace:
    """A report that was sent, and a secretary of each ministry."""
    okm, tem = builders.both_ministries()
    report = builders.sent_document(builders.group("KAI"), in_round=builders.round_(questions=2, ministries=(okm, tem)))
    return SimpleNamespace(
        okm=okm,
        tem=tem,
        report=report,
        version=report.submissions.get(),
        secretary=builders.secretary(okm, "Oili Opetus"),
        other=builders.secretary(tem, "Tapio Työ"),
    )


def other_people(world: SimpleNamespace) -> dict[str, User]:
    """Everybody but the secretaries who can open anything of the report, and one who cannot."""
    group = world.report.group
    national = builders.group(kind="national")
    people = {
        name: builders.user() for name in ("national member", "support reader", "coordinator", "member", "reader")
    }
    builders.member(people["national member"], national)
    support = builders.organisation("support")
    builders.appointment(people["support reader"], support, Role.SUPPORT_READER)
    builders.addressed(world.report.round, support, Role.SUPPORT_READER)
    builders.appointment(people["coordinator"], support, Role.COORDINATOR)
    builders.member(people["member"], group)
    builders.appointment(people["reader"], builders.responsible(group), Role.READER)
    builders.addressed(world.report.round, world.okm)
    people |= {
        "chair": builders.chair(group),
        "expert": builders.expert(group),
        "expert of another region": builders.expert(builders.group()),
        "clerk": builders.clerk(world.okm),
        "deputy": builders.deputy(world.okm),
        "admin": builders.admin(),
        "nobody": builders.user(),
    }
    return people


@quickly
class TestWriting:
    def test_a_note_says_who_wrote_it_of_which_ministry_when_and_about_what(self, world):
        note = builders.note(world.report, " Kiinnostava kokeilu. ", by=world.secretary, number=2, at=LATER)
        found = InternalNote.objects.for_reading().get()
        assert (found.submission, found.number, found.text, found.ministry, found.by, found.at) == (
            world.version,
            2,
            "Kiinnostava kokeilu.",
            world.okm,
            world.secretary.person,
            LATER,
        )
        assert (found.wording, found.edition, found.is_withdrawn, found.ministry_name) == (
            "Kiinnostava kokeilu.",
            0,
            False,
            "OKM",
        )
        logged = AuditEntry.objects.get(act="note.write")
        assert (logged.user, logged.subject, logged.details) == (
            world.secretary,
            f"reporting.submission:{world.version.pk}",
            {"number": 2},
        )
        assert str(note) == f"{world.version.pk}/2"

    def test_an_empty_note_or_an_answer_that_is_not_there_is_refused(self, world):
        with pytest.raises(ValueError, match="not empty"):
            builders.note(world.report, "  ", by=world.secretary)
        with pytest.raises(LookupError):
            builders.note(world.report, by=world.secretary, number=3)
        assert not InternalNote.objects.exists()

    def test_the_secretaries_alone_write(self, world):
        refused = {}
        for name, who in other_people(world).items():
            try:
                builders.note(world.report, by=who)
            except PermissionDenied:
                refused[name] = True
            else:
                refused[name] = False
        assert refused == dict.fromkeys(refused, True)
        assert not InternalNote.objects.exists()

    def test_whoever_reads_notes_is_a_secretary_of_either_ministry_today(self, world):
        builders.note(world.report, by=world.secretary)
        former = builders.user()
        builders.appointment(former, world.okm, Role.NATIONAL_SECRETARY, until=NOW.date())
        people = {**other_people(world), "former secretary": former}
        may = {name: can_write_notes(builders.actor(who, LATER)) for name, who in people.items()}
        seen = {
            name: InternalNote.objects.visible_to(builders.actor(who, LATER)).exists() for name, who in people.items()
        }
        assert (may, seen) == (dict.fromkeys(people, False), dict.fromkeys(people, False))
        for who in (world.secretary, world.other):
            assert can_write_notes(builders.actor(who, LATER))
            assert InternalNote.objects.visible_to(builders.actor(who, LATER)).count() == 1


@quickly
class TestRewording:
    def test_a_correction_is_a_new_row_and_the_old_words_stay(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        commands.correct_note(note, "Sitten.", base=0, by=builders.actor(world.secretary, LATER), at=LATER)
        commands.correct_note(note, "Lopuksi.", base=1, by=builders.actor(world.secretary, LATER), at=LATER)
        found = InternalNote.objects.get()
        assert (found.text, found.wording, found.edition) == ("Ensin.", "Lopuksi.", 2)
        assert list(NoteRewording.objects.values_list("number", "text", "at")) == [
            (1, "Sitten.", LATER),
            (2, "Lopuksi.", LATER),
        ]

    def test_the_same_words_change_nothing(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        commands.correct_note(note, "Ensin. ", base=0, by=builders.actor(world.secretary, LATER), at=LATER)
        assert not NoteRewording.objects.exists()

    def test_a_withdrawn_note_keeps_its_words_and_the_moment_and_is_never_reworded(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        by = builders.actor(world.secretary, LATER)
        commands.withdraw_note(note, base=0, by=by, at=LATER)
        found = InternalNote.objects.get()
        assert (found.text, found.wording, found.is_withdrawn, found.last.at) == ("Ensin.", "", True, LATER)
        for act in (
            lambda: commands.correct_note(note, "Taas.", base=1, by=by, at=LATER),
            lambda: commands.withdraw_note(note, base=1, by=by, at=LATER),
        ):
            with pytest.raises(NotNow, match=r"withdrawn on 16\.12\.2014"):
                act()
        assert AuditEntry.objects.filter(act="note.withdraw").count() == 1

    @pytest.mark.parametrize("act", [partial(commands.correct_note, text="Toisin."), commands.withdraw_note])
    def test_nobody_rewords_another_persons_note(self, world, act):
        note = builders.note(world.report, by=world.secretary)
        colleague = builders.secretary(world.okm)
        for who in (world.other, colleague, builders.admin(), builders.expert(world.report.group)):
            by = builders.actor(who, LATER)
            with pytest.raises(PermissionDenied):
                act(note, base=0, by=by, at=LATER)
        assert not NoteRewording.objects.exists()

    def test_an_author_who_is_no_longer_a_secretary_does_not_reword(self, world):
        who = builders.user()
        builders.appointment(who, world.okm, Role.NATIONAL_SECRETARY, until=NOW.date())
        note = builders.note(world.report, by=who)
        assert can_reword_note(builders.actor(who, NOW), note)
        assert not can_reword_note(builders.actor(who, LATER), note)

    def test_the_second_of_two_windows_is_told(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        by = builders.actor(world.secretary, LATER)
        commands.correct_note(note, "Ensimmäisessä ikkunassa.", base=0, by=by, at=LATER)
        with pytest.raises(NotNow, match="another wording"):
            commands.correct_note(note, "Toisessa ikkunassa.", base=0, by=by, at=LATER)
        with pytest.raises(NotNow, match="another wording"):
            commands.withdraw_note(note, base=0, by=by, at=LATER)
        assert note.rewordings.count() == 1


@quickly
class TestDatabase:
    @pytest.mark.parametrize("statement", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
    @pytest.mark.parametrize("table", ["reporting_internalnote", "reporting_noterewording"])
    def test_rows_never_change(self, world, table, statement):
        note = builders.note(world.report, by=world.secretary)
        commands.correct_note(note, "Uusi.", base=0, by=builders.actor(world.secretary), at=NOW)
        refused = pytest.raises(IntegrityError, match="never changed or deleted")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))

    def test_rewordings_follow_one_another_and_end_with_the_withdrawal(self, world):
        note = builders.note(world.report, by=world.secretary)
        with pytest.raises(IntegrityError, match="follow one another"), transaction.atomic():
            NoteRewording.objects.create(note=note, number=2, text="Hyppy.", at=NOW)
        NoteRewording.objects.create(note=note, number=1, text="", at=NOW)
        with pytest.raises(IntegrityError, match="withdrawn is never reworded"), transaction.atomic():
            NoteRewording.objects.create(note=note, number=2, text="Takaisin.", at=NOW)

    @pytest.mark.parametrize(
        ("text", "name"), [("", "internal_note_has_a_text"), ("x" * 1001, "internal_note_has_a_text")]
    )
    def test_a_note_has_a_text_that_is_not_too_long(self, world, text, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            InternalNote.objects.create(
                submission=world.version, number=1, text=text, ministry=world.okm, by=world.secretary.person, at=NOW
            )

    def test_a_rewording_is_not_too_long(self, world):
        note = builders.note(world.report, by=world.secretary)
        with pytest.raises(IntegrityError, match="note_rewording_not_too_long"), transaction.atomic():
            NoteRewording.objects.create(note=note, number=1, text="x" * 1001, at=NOW)


# -- where they are shown


def page(who: User, address: str, **asked: Any) -> str:
    answer = signed_in(who).get(address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


def document_page(who: User, of: Document, **asked: Any) -> str:
    return page(who, reverse("document_detail", args=[of.pk]), **asked)


@quickly
class TestPages:
    def test_both_ministries_read_a_note_on_the_documents_own_page_and_in_the_comparisons(self, world):
        builders.note(world.report, SECRET, by=world.secretary)
        addresses = (
            reverse("document_detail", args=[world.report.pk]),
            reverse("round_compare", args=[world.report.round_id]),
            reverse("document_compare", args=[world.report.pk]),
        )
        for who in (world.secretary, world.other):
            for address in addresses:
                html = page(who, address)
                note = html.partition('<div class="comment')[2].partition("</div>")[0]
                assert f"<p>{SECRET}</p>" in note
                assert "OKM, Oili Opetus" in note
                assert "Only the ministries see this." in note
                assert ("Correct or withdraw" in note) == (who == world.secretary)
                assert html.count(SECRET) == 1

    def test_a_note_is_written_on_the_documents_page_and_one_comes_back_to_the_answer(self, world):
        client = signed_in(world.secretary)
        address = reverse("internal_note_new", args=[world.report.pk, 2])
        back = f"/documents/{world.report.pk}/?version=1#q2"
        answer = client.post(address, {"version": "1", "back": back, "text": "Hyvä käytäntö."}, follow=True)
        assert answer.redirect_chain == [(back, 302)]
        html = answer.content.decode()
        assert "The note is saved. Only the ministries see it." in html
        assert html.count("Internal notes (1)") == 1
        assert html.count("Internal notes (0)") == 1
        assert InternalNote.objects.get().text == "Hyvä käytäntö."

    @pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
    def test_one_never_comes_back_to_another_site(self, world, back):
        address = reverse("internal_note_new", args=[world.report.pk, 1])
        answer = signed_in(world.secretary).post(address, {"version": "1", "back": back, "text": "Huomio."})
        assert answer["Location"] == f"/documents/{world.report.pk}/?version=1#q1"
        read = reverse("answer_read", args=[world.report.pk, 1])
        answer = signed_in(world.secretary).post(read, {"version": "1", "back": back, "read": "1"})
        assert answer["Location"] == f"/documents/{world.report.pk}/?version=1#q1"

    @pytest.mark.parametrize(
        ("text", "error"), [("", "Write the note"), ("x" * 1001, "Shorten the text to at most 1000 characters.")]
    )
    def test_a_note_that_cannot_be_saved_is_asked_for_again_with_what_was_typed(self, world, text, error):
        address = reverse("internal_note_new", args=[world.report.pk, 1])
        back = f"/compare/{world.report.round_id}/?question=1#g-KAI"
        answer = signed_in(world.secretary).post(address, {"version": "1", "back": back, "text": text})
        html = answer.content.decode()
        assert answer.status_code == 200
        assert f'<a href="#id_text">{error}' in html
        assert f'name="back" value="{back}"' in html
        assert (text in html) or not text
        assert "Teimme työtä yhdessä. Kohta 1." in html
        assert not InternalNote.objects.exists()

    @pytest.mark.parametrize(("number", "version"), [(3, "1"), (1, "2"), (1, "x"), (1, "12345"), (0, "1")])
    def test_an_answer_or_a_version_that_is_not_there_has_no_notes(self, world, number, version):
        address = reverse("internal_note_new", args=[world.report.pk, number])
        client = signed_in(world.secretary)
        posted = client.post(address, {"version": version, "text": "Huomio."}).status_code
        assert (client.get(address, {"version": version}).status_code, posted) == (404, 404)
        assert not InternalNote.objects.exists()

    def test_a_note_says_which_version_it_is_about_when_that_is_not_the_one_shown(self, world):
        builders.note(world.report, SECRET, by=world.secretary)
        writer = builders.expert(world.report.group)
        commands.reopen(world.report, by=builders.actor(writer), at=NOW)
        builders.send(world.report, by=writer)
        assert "about version 1" in document_page(world.other, world.report)
        assert "about version 1" not in document_page(world.other, world.report, version="1")
        compared = page(world.other, reverse("round_compare", args=[world.report.round_id]))
        assert "about version 1" in compared

    def test_a_note_on_a_section_that_was_taken_away_still_stands_on_the_page(self, world):
        plan = builders.plan(builders.group(), in_round=builders.plan_round(ministries=(world.okm, world.tem)))
        writer = builders.expert(plan.group)
        section = builders.section(plan, "Oma aihe", by=writer)
        builders.write_all(plan, by=writer)
        builders.send(plan, by=writer)
        builders.note(plan, SECRET, by=world.secretary, number=section.number)
        commands.reopen(plan, by=builders.actor(writer), at=NOW)
        commands.remove_section(section, by=builders.actor(writer))
        builders.send(plan, by=writer)
        html = document_page(world.other, plan)
        assert "Internal notes on what this version does not have" in html
        assert html.count(SECRET) == 1

    def test_the_author_corrects_and_withdraws_and_the_history_stays(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        client, address = signed_in(world.secretary), reverse("internal_note", args=[note.pk])
        back = f"/compare/{world.report.round_id}/#g-KAI"
        answer = client.post(address, {"base": "0", "back": back, "text": "Sitten."})
        assert (answer.status_code, answer["Location"]) == (302, back)
        html = page(world.other, address)
        assert html.index("Sitten.") < html.index("Ensin.")
        assert "<textarea" not in html
        assert "Withdraw the note" not in html
        shown = document_page(world.other, world.report)
        assert "Sitten." in shown
        assert "Ensin." not in shown
        withdraw = reverse("internal_note_withdraw", args=[note.pk])
        answer = client.post(withdraw, {"base": "1", "back": back})
        assert (answer.status_code, answer["Location"]) == (302, back)
        shown = document_page(world.other, world.report)
        assert "Sitten." not in shown
        assert "withdrawn" in shown
        assert "Sitten." in page(world.secretary, address)

    def test_what_was_typed_stays_when_the_note_changed_in_another_window(self, world):
        note = builders.note(world.report, "Ensin.", by=world.secretary)
        by = builders.actor(world.secretary)
        commands.correct_note(note, "Ensimmäisessä ikkunassa.", base=0, by=by, at=NOW)
        client, address = signed_in(world.secretary), reverse("internal_note", args=[note.pk])
        html = client.post(address, {"base": "0", "text": "Toisessa ikkunassa."}).content.decode()
        assert "The note has another wording since you opened the page." in html
        assert "Ensimmäisessä ikkunassa." in html
        assert "Toisessa ikkunassa.</textarea>" in html
        assert 'name="base" value="1"' in html
        commands.withdraw_note(note, base=1, by=by, at=NOW)
        html = client.post(address, {"base": "1", "text": "Vielä."}).content.decode()
        assert "The note was withdrawn on" in html
        assert "Vielä.</textarea>" in html
        answer = client.post(reverse("internal_note_withdraw", args=[note.pk]), {"base": "2"}, follow=True)
        assert "The note was withdrawn on" in answer.content.decode()

    def test_the_other_ministrys_note_is_read_and_not_changed(self, world):
        note = builders.note(world.report, by=world.secretary)
        client = signed_in(world.other)
        codes = [
            client.get(reverse("internal_note", args=[note.pk])).status_code,
            client.post(reverse("internal_note", args=[note.pk]), {"base": "0", "text": "Toisin."}).status_code,
            client.post(reverse("internal_note_withdraw", args=[note.pk]), {"base": "0"}).status_code,
        ]
        assert codes == [200, 403, 403]

    def test_nobody_else_finds_a_note_or_a_word_of_notes(self, world):
        note = builders.note(world.report, SECRET, by=world.secretary)
        addresses = [
            reverse("document_detail", args=[world.report.pk]),
            reverse("document_detail", args=[world.report.pk]) + "?version=1",
            reverse("round_compare", args=[world.report.round_id]),
            reverse("round_compare", args=[world.report.round_id]) + "?group=KAI",
            reverse("document_compare", args=[world.report.pk]),
            reverse("submission_receipt", args=[world.version.pk]),
            reverse("submission_status", args=[world.version.pk]),
            reverse("submission_json", args=[world.version.pk, world.version.identifier]),
            reverse("round_list"),
            reverse("round_board", args=[world.report.round_id]),
            reverse("front"),
        ]
        people, told, found = other_people(world), set(), set()
        for name, who in people.items():
            client = signed_in(who)
            assert client.get(reverse("internal_note", args=[note.pk])).status_code == 404, name
            assert client.post(reverse("internal_note", args=[note.pk]), {"text": "x"}).status_code == 404, name
            assert client.post(reverse("internal_note_withdraw", args=[note.pk])).status_code == 404, name
            for address in addresses:
                answer = client.get(address)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if answer.status_code == 200:
                    found.add(name)
                if any(word in body.decode() for word in (SECRET, "nternal note", "Add a note")):
                    told.add((name, address))
        assert told == set()
        assert found == set(people)

    def test_the_engine_room_has_no_table_of_notes(self):
        assert {InternalNote, NoteRewording} & set(admin.site._registry) == set()


class TestNothingThatGoesOut:
    """A note is written first, and all that the portal makes of the document after it is looked through."""

    def made(self, world: SimpleNamespace, folder: Path) -> Iterator[tuple[str, str]]:
        report, version = world.report, world.version
        yield "frozen content", bytes(version.content).decode()
        yield "content", str(content_of(report, at=LATER))
        clerk = builders.clerk(world.okm)
        package = signed_in(clerk).get(reverse("submission_package", args=[version.pk]))
        with zipfile.ZipFile(io.BytesIO(b"".join(package))) as packed:
            for name in packed.namelist():
                yield f"package {name}", packed.read(name).decode(errors="replace")
        for address in (
            reverse("submission_pdf", args=[version.pk, version.identifier]),
            reverse("submission_json", args=[version.pk, version.identifier]),
            reverse("submission_receipt", args=[version.pk]),
        ):
            answer = signed_in(world.secretary).get(address)
            assert answer.status_code == 200, address
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield address, body.decode(errors="replace")
        for notice in Notice.objects.all():
            yield f"mail {notice.kind}", notice.subject + notice.text + notice.html
        for row in Revision.objects.all():
            yield "revision", row.body
        for row in AuditEntry.objects.all():
            yield f"log {row.act}", str(row.details) + row.subject
        for row in PrintedFile.objects.all():
            printed = folder / f"{row.pk}.pdf"
            printed.write_bytes(bytes(row.pdf))
            yield "print", text_of(printed)

    def test_prints_exports_packages_receipts_and_mails_have_no_word_of_it(self, world, tmp_path):
        builders.addressed(world.report.round, world.okm)
        builders.note(world.report, SECRET, by=world.secretary)
        by = builders.actor(world.secretary, LATER)
        builders.return_for_completion(world.report, 1, by=world.secretary, at=LATER)
        writer = builders.expert(world.report.group)
        builders.completed(world.report, by=writer, at=LATER)
        world.version = world.report.submissions.order_by("-number").first()
        builders.note(world.report, SECRET, by=world.other, at=LATER)
        commands.review(world.report, by=by, at=LATER, version=2)
        builders.write_feedback(world.report, by=world.secretary, at=LATER)
        builders.write_common_feedback(world.report.round, by=world.secretary, at=LATER)
        for who, ministry in ((world.secretary, world.okm), (world.other, world.tem)):
            builders.confirm_feedback(world.report, ministry, by=who, when=LATER)
        builders.publish_feedback(world.report.round, by=world.secretary, at=LATER)
        for job in Job.objects.filter(done_at=None):
            do(job.pk)
        made = list(self.made(world, tmp_path))
        kinds = {name.partition(" ")[0] for name, _text in made}
        assert {"frozen", "content", "package", "mail", "revision", "log", "print"} <= kinds
        assert len([name for name, _text in made if name.startswith("mail")]) > 4
        assert any("Täydennetty. Kohta 1." in text for name, text in made if name == "print")
        assert [name for name, text in made if SECRET in text or "Salainen" in text] == []

    def test_the_pages_keep_them_off_the_paper(self, world):
        builders.note(world.report, SECRET, by=world.secretary)
        for address in (
            reverse("document_detail", args=[world.report.pk]),
            reverse("round_compare", args=[world.report.round_id]),
            reverse("document_compare", args=[world.report.pk]),
        ):
            before = page(world.secretary, address).partition(SECRET)[0]
            box = before[max(before.rfind("answer__notes"), before.rfind("aside__box")) :]
            assert box.partition('"')[0].endswith(" noprint"), address
