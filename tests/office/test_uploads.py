"""Files that people attach: what is taken, what is refused and with which words, the scan, and how they come out."""

import socket
import stat
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elo_portal.office import uploads
from elo_portal.office.jobs.commands import MOST_ATTEMPTS, do
from elo_portal.office.models import AuditEntry, Job, Upload
from elo_portal.office.models.uploads import ScanState, UploadKind
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import Inspected, Refused, UploadField, clamd, inspect, names, pdf, pdf_reader
from elo_portal.office.uploads.commands import NotTheFile
from tests import builders
from tests.builders import NOW
from tests.office import files

REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def given_file(data: bytes, name: str) -> SimpleUploadedFile:
    """As a browser sends it: with a word about its type that is not to be believed."""
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(Refused) as refused:
        inspect(ContentFile(data, name))
    return refused.value.sentence


@pytest.fixture
def real_time():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


# -- what is taken


@pytest.mark.parametrize("kind", UploadKind)
def test_a_good_file_of_each_kind_is_taken(kind):
    data = files.GOOD[kind]()
    file = given_file(data, f"Ääniä ja öitä.{kind}")
    assert inspect(file) == Inspected(file, f"Ääniä ja öitä.{kind}", kind, len(data), sha256(data).hexdigest())
    assert file.tell() == 0


def test_a_file_that_django_has_put_on_disk_is_taken():
    data = files.docx()
    with TemporaryUploadedFile("a.docx", "text/plain", len(data), "utf-8") as file:
        file.write(data)
        assert inspect(file).sha256 == sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.PDF", files.pdf()),
        ("a.pdf", files.with_attached("sisalto.json", b"{}")),
        ("a.pdf", files.pdf(lambda made: setattr(made.Root, "Title", "/JS /Launch"))),
        ("a.pdf", files.with_content(files.zeros(20), files.Name.FlateDecode)),
        ("a.docx", files.linked("hyperlink", "https://elo.example")),
        ("a.docx", files.linked("attachedTemplate", "file:///C:\\Mallit\\Muistio.dotx")),
        ("a.docx", files.docx({"word/embeddings/Microsoft_Excel_Worksheet.xlsx": files.xlsx()})),
        (
            "a.docx",
            files.docx(
                {"word/media/": "", "docProps/app.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}
            ),
        ),
        ("a.xlsx", files.xlsx({"xl/printerSettings/printerSettings1.bin": bytes(5000)})),
        ("a.odt", files.odt({"Configurations2/images/": "", "Configurations2/accelerator/current.xml": ""})),
        ("a.odt", files.odt({"content.xml": '<x><text:a xlink:href="https://elo.example"/></x>'})),
        (
            "a.odt",
            files.odt({"content.xml": '<x><draw:object xlink:href="./Object 1"/></x>', "Object 1/content.xml": "<x/>"}),
        ),
    ],
)
def test_what_honest_programs_write_is_taken(name, data):
    assert inspect(given_file(data, name)).size == len(data)


# -- what is refused


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("which", files.BAD)
def test_a_bad_file_gets_its_sentence(which):
    bad = files.BAD[which]
    assert refusal(bad.make(), bad.name) == bad.sentence


def test_the_folder_has_more_than_twenty_kinds_and_every_sentence_is_in_it():
    assert len({bad.sentence for bad in files.BAD.values()}) > 20


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Tiedoston nimen pääte on .pdf, mutta sisältö on DOCX-muodossa. Muuta päätteeksi .docx."),
        ("sv", "Filändelsen är .pdf, men innehållet är i DOCX-format. Ändra filändelsen till .docx."),
    ],
)
def test_the_sentence_is_in_the_readers_language(language, sentence):
    with translation.override(language):
        assert refusal(files.docx(), "a.pdf") == sentence


@pytest.mark.usefixtures("english")
def test_a_pdf_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    assert refusal(files.pdf(), "a.pdf") == files.PDF_TOO_LARGE_INSIDE


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os; os.kill(os.getpid(), 11)", files.PDF_TOO_LARGE_INSIDE),
        ("raise ValueError", files.DAMAGED),
        ("import os, sys; sys.stdout.write('fine' if 'DATABASE_URL' not in os.environ else 'told')", ""),
    ],
)
def test_a_reader_that_dies_takes_nobody_with_it_and_knows_no_secret(monkeypatch, tmp_path, program, sentence):
    reader = tmp_path / "reader.py"
    reader.write_text(program)
    monkeypatch.setattr(pdf, "READER", reader)
    if sentence:
        assert refusal(files.pdf(), "a.pdf") == sentence
    else:
        assert inspect(given_file(files.pdf(), "a.pdf")).kind == UploadKind.PDF


@pytest.mark.usefixtures("english")
@settings(max_examples=60)
@given(data=st.data())
@pytest.mark.parametrize("kind", [UploadKind.DOCX, UploadKind.ODT, UploadKind.XLSX])
def test_a_package_with_changed_bytes_is_taken_or_refused_and_nothing_else(kind, data):
    with suppress(Refused):
        inspect(given_file(mutated(files.GOOD[kind](), data), f"a.{kind}"))


@settings(max_examples=60)
@given(data=st.data())
def test_a_pdf_with_changed_bytes_gets_a_word_or_an_error_of_the_reader(data):
    """In this process, to be quick; test_a_reader_that_dies… shows what an error becomes."""
    words = {pdf_reader.FINE, pdf_reader.DAMAGED, pdf_reader.PROTECTED, pdf_reader.ACTIVE}
    with suppress(AttributeError, ValueError, TypeError, RuntimeError, KeyError, pdf_reader.pikepdf.PikepdfError):
        assert pdf_reader.word_of(BytesIO(mutated(files.pdf(), data))) in words


@settings(max_examples=8)
@given(data=st.data())
def test_a_pdf_with_changed_bytes_is_taken_or_refused_and_nothing_else(data):
    with suppress(Refused):
        inspect(given_file(mutated(files.pdf(), data), "a.pdf"))


def mutated(good: bytes, data: st.DataObject) -> bytes:
    """The file with some bytes changed, or cut, or with something put in."""
    changed = bytearray(good)
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)), max_size=12)):
        changed[place] = value
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(good)), st.integers(0, len(good)))))
    if data.draw(st.booleans()):
        changed[start:end] = data.draw(st.binary(max_size=40))
    return bytes(changed)


@given(st.binary(max_size=400))
@example(b"")
@example(b"PK\x03\x04PK\x05\x06")
def test_bytes_of_any_kind_are_refused(data):
    with pytest.raises(Refused):
        inspect(ContentFile(data, "a.docx"))


# -- names


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Suunnitelma 2015.pdf", "Suunnitelma 2015.pdf"),
        ("C:\\Users\\Aino\\suunnitelma.pdf", "suunnitelma.pdf"),
        ("../../etc/suunnitelma.pdf", "suunnitelma.pdf"),
        ("suunni\u202etelma\x00\r\n.pdf", "suunnitelma .pdf"),
        ("a\u0308a.pdf", "äa.pdf"),
        ('vuosi<2015>:"x"|?*.pdf', "vuosi_2015___x____.pdf"),
        ("...piilossa.pdf", "piilossa.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("\u200b", ""),
    ],
)
def test_a_name_is_kept_as_it_was_given_as_far_as_it_can_be_shown(said, kept):
    assert names.cleaned(said) == kept


@given(st.text(max_size=300))
def test_a_cleaned_name_is_one_line_without_paths(said):
    name = names.cleaned(said)
    assert len(name) <= names.LONGEST
    assert name == names.cleaned(name)
    assert not set(name) & set('/\\:*?"<>|\r\n\0\u202e')


# -- keeping


@pytest.mark.django_db
class TestStore:
    def test_the_row_tells_what_was_kept_and_the_bytes_are_in_the_storage(self):
        data, user = files.docx(), builders.user()
        upload = uploads.store(given_file(data, "Muistio.docx"), by=user, at=NOW)
        row = Upload.objects.values().get()
        assert row == {
            "id": upload.pk,
            "name": "Muistio.docx",
            "kind": "docx",
            "size": len(data),
            "sha256": sha256(data).hexdigest(),
            "file": upload.file.name,
            "by_id": user.pk,
            "at": NOW,
            "scan": "unscanned",
            "scanned_at": None,
        }
        assert upload.file.open().read() == data
        upload.file.close()

    def test_nothing_of_the_name_in_the_storage_comes_from_a_person(self):
        first, second = (stored("../Muistio.docx") for _ in range(2))
        assert first.file.name != second.file.name
        assert all(set(one.file.name) <= set("0123456789abcdef/.docx") for one in (first, second))

    def test_only_the_portal_itself_reads_the_file(self):
        path = stored().file.path
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600

    def test_it_is_audited(self):
        upload = stored()
        assert list(AuditEntry.objects.values_list("act", "subject", "user", "details")) == [
            (
                "upload.store",
                f"office.upload:{upload.pk}",
                upload.by_id,
                {"kind": "docx", "size": upload.size, "sha256": upload.sha256},
            )
        ]

    def test_a_bad_file_that_came_by_another_way_than_a_form_is_not_kept(self):
        with pytest.raises(Refused):
            uploads.store(given_file(b"MZ", "a.docx"), by=builders.user(), at=NOW)
        assert not Upload.objects.exists()

    def test_with_a_scanner_the_file_waits_and_a_job_is_written(self, settings):
        settings.CLAMAV_URL = "tcp://clamav:3310"
        upload = stored()
        assert (upload.scan, upload.scanned_at) == ("waiting", None)
        assert list(Job.objects.values_list("kind", "subject")) == [("office.scan_upload", upload.pk)]

    def test_without_one_there_is_nothing_to_do(self):
        stored()
        assert not Job.objects.exists()


def stored(name: str = "Muistio.docx", data: bytes = b"") -> Upload:
    return uploads.store(given_file(data or files.docx(), name), by=builders.user(), at=NOW)


# -- rows that never change


@pytest.mark.django_db
class TestRow:
    @pytest.mark.parametrize(
        ("column", "value"),
        [("name", "x.pdf"), ("kind", "pdf"), ("size", 1), ("sha256", "0" * 64), ("file", "x"), ("at", REAL)],
    )
    def test_what_was_given_never_changes(self, column, value):
        stored()
        before = list(Upload.objects.values())
        with pytest.raises(IntegrityError, match="only its scan changes"), transaction.atomic():
            Upload.objects.update(**{column: value})
        assert list(Upload.objects.values()) == before

    def test_nor_does_the_giver(self):
        stored()
        with pytest.raises(IntegrityError, match="only its scan changes"), transaction.atomic():
            Upload.objects.update(by=builders.user())

    def test_it_is_never_deleted(self):
        stored()
        with pytest.raises(IntegrityError, match="is never deleted"), transaction.atomic():
            connection.cursor().execute("DELETE FROM office_upload")
        assert Upload.objects.count() == 1

    def test_the_scan_changes_but_a_virus_once_found_stays_found(self):
        stored()
        Upload.objects.update(scan=ScanState.CLEAN, scanned_at=REAL)
        Upload.objects.update(scan=ScanState.INFECTED, scanned_at=REAL)
        with pytest.raises(IntegrityError, match="only its scan changes"), transaction.atomic():
            Upload.objects.update(scan=ScanState.CLEAN, scanned_at=REAL)
        assert list(Upload.objects.values_list("scan", flat=True)) == ["infected"]

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"kind": "exe"}, "upload_kind_is_known"),
            ({"size": 0}, "upload_is_not_empty"),
            ({"sha256": "X" * 64}, "upload_sha256_is_one"),
            ({"name": ""}, "upload_has_its_names"),
            ({"file": ""}, "upload_has_its_names"),
            ({"scan": "seen"}, "upload_scan_has_its_moment"),
            ({"scan": "clean"}, "upload_scan_has_its_moment"),
            ({"scan": "unscanned", "scanned_at": REAL}, "upload_scan_has_its_moment"),
        ],
    )
    def test_the_database_refuses_what_cannot_be(self, fields, constraint):
        row = {
            "name": "a.pdf",
            "kind": "pdf",
            "size": 1,
            "sha256": "0" * 64,
            "file": "a.pdf",
            "by": builders.user(),
            "at": NOW,
            "scan": "waiting",
        }
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Upload.objects.create(**(row | fields))


# -- the scanner


class Scanner:
    """A clamd on a loopback socket, one connection a thread. It finds EICAR and writes down what it was sent."""

    def __init__(self, answer: Callable[[bytes], bytes | None]) -> None:
        self.answer = answer
        self.sent: list[bytes] = []
        self.may_end = threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.server.getsockname()[1]}"
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self) -> None:
        while True:
            try:
                connected, _ = self.server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self.speak, args=[connected])
            self.threads.append(thread)
            thread.start()

    def speak(self, connected: socket.socket) -> None:
        with connected, connected.makefile("rb") as said, suppress(OSError, struct.error):
            assert said.read(10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack("!L", said.read(4))[0]:
                data += said.read(length)
            self.sent.append(data)
            reply = self.answer(data)
            if reply is None:
                self.may_end.wait(20)
            else:
                connected.sendall(reply)

    def end(self) -> None:
        self.may_end.set()
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        for thread in self.threads:
            thread.join(10)


def as_clamd(data: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if files.EICAR in data else b"stream: OK\0"


@contextmanager
def scanner(answer: Callable[[bytes], bytes | None] = as_clamd) -> Iterator[Scanner]:
    running = Scanner(answer)
    try:
        yield running
    finally:
        running.end()


def with_eicar() -> bytes:
    """A whole DOCX that the scanner knows."""
    return files.package(files.word_parts(**{"word/media/image1.png": files.EICAR}), stored=("word/media/image1.png",))


@pytest.mark.django_db
class TestScan:
    @pytest.fixture(autouse=True)
    def waiting(self, settings):
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        settings.CLAMAV_SECONDS = 5
        self.settings = settings

    def scan(self, upload: Upload) -> tuple[bool, str, datetime | None, str]:
        """Do the waiting job: was it done, how the file stands, what the job says."""
        job = Job.objects.get()
        done = do(job.pk)
        upload.refresh_from_db()
        job.refresh_from_db()
        return done, upload.scan, upload.scanned_at, job.last_error

    def test_a_clean_file_is_clean(self, real_time):
        upload = stored()
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            assert self.scan(upload) == (True, "clean", REAL, "")
        assert running.sent == [files.docx()]

    def test_a_virus_is_found_never_served_and_audited(self, real_time, english):
        upload = stored(data=with_eicar())
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            assert self.scan(upload) == (True, "infected", REAL, "")
        with pytest.raises(NotNow, match="A virus was found in the file"):
            uploads.served(upload)
        assert list(AuditEntry.objects.filter(act="upload.infected").values_list("subject", "user", "details")) == [
            (f"office.upload:{upload.pk}", None, {"signature": "Eicar-Test-Signature"})
        ]

    def test_a_large_file_goes_in_pieces(self):
        data = files.docx({"word/media/image1.png": bytes(range(256)) * 4000})
        upload = stored(data=files.package(files.word_parts(**{"a.png": bytes(range(256)) * 4000}), stored=("a.png",)))
        assert upload.size > 1_000_000 > len(data)
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            assert self.scan(upload)[:2] == (True, "clean")
        assert [sha256(sent).hexdigest() for sent in running.sent] == [upload.sha256]

    def test_while_the_scanner_is_down_the_file_waits_and_is_tried_again(self, real_time, english):
        upload = stored()
        done, scan, scanned_at, error = self.scan(upload)
        assert (done, scan, scanned_at) == (False, "waiting", None)
        assert error.startswith("NoAnswer: ConnectionRefusedError")
        with pytest.raises(NotNow, match="is being scanned for viruses"):
            uploads.served(upload)
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            assert self.scan(upload)[:3] == (True, "clean", REAL)

    def test_a_scanner_that_stays_down_parks_the_job_and_the_file_waits_on(self):
        upload = stored()
        for _ in range(MOST_ATTEMPTS):
            self.scan(upload)
        assert (upload.scan, Job.objects.parked().count()) == ("waiting", 1)

    def test_a_scanner_that_hangs_is_given_up(self):
        upload = stored()
        self.settings.CLAMAV_SECONDS = 0.2
        with scanner(lambda data: None) as running:
            self.settings.CLAMAV_URL = running.url
            assert self.scan(upload) == (False, "waiting", None, "NoAnswer: TimeoutError: timed out")

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (
                b"INSTREAM size limit exceeded. ERROR\0",
                "NoAnswer: The scanner said 'INSTREAM size limit exceeded. ERROR'.",
            ),
            (b"stream: OK FOUND ERROR\0", "NoAnswer: The scanner said 'stream: OK FOUND ERROR'."),
            (b"stream: OK: maybe\0", "NoAnswer: The scanner said 'stream: OK: maybe'."),
            (b"", "NoAnswer: The scanner said ''."),
            (b"x" * 9999, f"NoAnswer: The scanner said {'x' * 4096!r}."),
        ],
    )
    def test_only_a_clear_yes_makes_a_file_clean(self, reply, error):
        upload = stored()
        with scanner(lambda data: reply) as running:
            self.settings.CLAMAV_URL = running.url
            done, scan, scanned_at, said = self.scan(upload)
        assert (done, scan, scanned_at) == (False, "waiting", None)
        assert said[:60] == error[:60]

    def test_a_scan_that_comes_twice_asks_once(self):
        upload = stored()
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            self.scan(upload)
            uploads.commands.scan(upload.pk)
        assert len(running.sent) == 1

    def test_bytes_that_are_others_than_were_stored_are_not_called_clean(self):
        upload = stored()
        change_on_disk(upload)
        with scanner() as running:
            self.settings.CLAMAV_URL = running.url
            done, scan, _, error = self.scan(upload)
        assert (done, scan) == (False, "waiting")
        assert error.startswith("NotTheFile: ")

    def test_where_the_scanner_has_been_taken_out_of_use_the_file_is_unscanned(self):
        upload = stored()
        self.settings.CLAMAV_URL = ""
        assert self.scan(upload) == (True, "unscanned", None, "")


def test_the_scanner_may_listen_on_a_file(tmp_path):
    path = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()

        def speak() -> None:
            connected, _ = server.accept()
            with connected:
                while not connected.recv(1000).endswith(bytes(4)):
                    pass
                connected.sendall(b"stream: OK\0")

        thread = threading.Thread(target=speak)
        thread.start()
        assert clamd.signature([b"hello"], address=f"unix://{path}", seconds=5) == ""
        thread.join(5)
    with pytest.raises(clamd.NoAnswer, match="FileNotFoundError"):
        clamd.signature([b"hello"], address="unix:///nonexistent/clamd", seconds=5)


def change_on_disk(upload: Upload) -> None:
    with open(upload.file.path, "r+b") as file:  # noqa: PTH123 - a file of the storage
        file.seek(100)
        file.write(b"changed")


# -- handing out


@pytest.mark.django_db
class TestServed:
    def test_it_is_saved_and_never_shown_in_the_portal(self):
        data = files.docx()
        response = uploads.served(stored("Muistio.docx", data))
        assert b"".join(response.streaming_content) == data
        response.close()
        assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "Content-Length")} == {
            "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Content-Disposition": 'attachment; filename="Muistio.docx"',
            "Content-Length": str(len(data)),
        }
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("name", "header"),
        [
            ("Ääniä.docx", "attachment; filename*=utf-8''%C3%84%C3%A4ni%C3%A4.docx"),
            ('a";\r\nX-Evil: 1.docx', 'attachment; filename="a_; X-Evil_ 1.docx"'),
        ],
    )
    def test_a_name_cannot_leave_its_header(self, name, header):
        response = uploads.served(stored(name))
        response.close()
        assert response["Content-Disposition"] == header

    def test_a_clean_file_and_an_unscanned_one_are_served_but_not_a_waiting_one(self, english):
        upload = stored()
        for state, moment in ((ScanState.UNSCANNED, None), (ScanState.CLEAN, REAL)):
            upload.scan, upload.scanned_at = state, moment
            uploads.served(upload).close()
        upload.scan, upload.scanned_at = ScanState.WAITING, None
        with pytest.raises(NotNow, match="is being scanned for viruses"):
            uploads.served(upload)

    def test_bytes_that_are_others_than_were_stored_are_not_served(self):
        upload = stored()
        change_on_disk(upload)
        with pytest.raises(NotTheFile):
            uploads.served(upload)


# -- the form


class AttachForm(forms.Form):
    file = UploadField(label="Liite")
    more = UploadField(label="Lisää", required=False)


@pytest.mark.usefixtures("english")
class TestField:
    def test_a_good_file_comes_out_inspected(self):
        form = AttachForm({}, {"file": given_file(files.odt(), "a.odt")})
        assert form.is_valid()
        assert (form.cleaned_data["file"].kind, form.cleaned_data["more"]) == (UploadKind.ODT, None)

    @pytest.mark.parametrize(
        ("chosen", "sentence"),
        [
            ({}, "Choose a file"),
            ({"file": given_file(b"", "a.pdf")}, "The file is empty. Choose another one."),
            ({"file": given_file(b"MZ", "a.pdf")}, files.PROGRAM),
        ],
    )
    def test_what_is_wrong_stands_beside_the_field(self, chosen, sentence):
        assert AttachForm({}, chosen).errors == {"file": [sentence]}

    def test_a_file_that_was_kept_earlier_is_not_taken_again(self):
        earlier = given_file(files.odt(), "a.odt")
        assert UploadField().clean(None, earlier) is None

    def test_the_dialogue_shows_the_four_kinds(self):
        assert str(AttachForm()["more"]) == (
            '<input type="file" name="more" accept=".pdf,.docx,.odt,.xlsx" class="input" id="id_more">'
        )


@pytest.mark.django_db
def test_what_the_form_found_is_kept_without_a_second_look(monkeypatch):
    form = AttachForm({}, {"file": given_file(files.odt(), "a.odt")})
    assert form.is_valid()
    monkeypatch.setattr(uploads.commands, "inspect", pytest.fail)
    upload = uploads.store(form.cleaned_data["file"], by=builders.user(), at=NOW)
    assert upload.file.open().read() == files.odt()
    upload.file.close()
