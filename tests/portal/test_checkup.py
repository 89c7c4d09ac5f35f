"""What `manage.py check_portal` says: each check when all is right and when it is not."""

import shutil
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone, translation

from elo_portal.checkup import looking, mail, place, services, work, workers
from elo_portal.checkup.looking import Check, look
from elo_portal.machine.packages import Need
from elo_portal.office import clock, duties, jobs
from elo_portal.office.mail import add as add_mail
from elo_portal.office.models import Job, Notice
from elo_portal.office.tasks import play_duties
from networks.models import Appointment
from tests import builders
from tests.faults.portal import free_port
from tests.faults.sink import MailSink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def real_time() -> Iterator[Any]:
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


def said(check: Callable[[], Any]) -> list[str]:
    return list(check())


# -- looking


def broken() -> Iterator[str]:
    raise RuntimeError("two\nlines")
    yield ""


def test_each_check_is_made_though_another_breaks_or_finds_something() -> None:
    checks = [
        Check("one", "the first", broken),
        Check("two", "the second", lambda: ["The second is wrong.", "And again."]),
        Check("three", "the third", list),
        Check("four", "the fourth", lambda: ["The fourth is wrong."], "three"),
    ]
    assert look(checks) == [
        "It could not be found out whether all is right with the first: RuntimeError: two lines",
        "The second is wrong.",
        "And again.",
        "The fourth is wrong.",
    ]


def test_what_stands_on_something_that_is_gone_is_not_asked() -> None:
    checks = [
        Check("ground", "the ground", lambda: ["The ground is gone."]),
        Check("house", "the house", broken, "ground"),
        Check("roof", "the roof", broken, "house"),
    ]
    assert look(checks) == ["The ground is gone."]


def test_a_ground_is_looked_at_before_what_stands_on_it() -> None:
    names = [check.name for check in looking.CHECKS]
    assert len(set(names)) == len(names)
    for check in looking.CHECKS:
        assert not check.ground or names.index(check.ground) < names.index(check.name)


class TestCommand:
    @pytest.fixture
    def found(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """What the checks are to find."""
        wrong: list[str] = []
        monkeypatch.setattr("elo_portal.management.commands.check_portal.look", lambda: wrong)
        return wrong

    def run(self, *arguments: str) -> tuple[int, str]:
        out, code = StringIO(), 0
        try:
            call_command("check_portal", *arguments, stdout=out)
        except SystemExit as ended:
            code = int(str(ended.code))
        return code, out.getvalue()

    def test_one_sentence_when_all_is_right(self, found: list[str]) -> None:
        assert self.run() == (0, "All is right with the portal.\n")

    def test_every_sentence_and_how_many_when_it_is_not(self, found: list[str]) -> None:
        found += ["This is wrong.", "So is that."]
        assert self.run() == (1, "This is wrong.\nSo is that.\n2 things are not right.\n")

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [("fi", "Portaalissa on kaikki kunnossa.\n"), ("sv", "Allt är i sin ordning i portalen.\n")],
    )
    def test_in_the_other_languages(self, language: str, sentence: str, found: list[str]) -> None:
        assert self.run("--language", language) == (0, sentence)

    def test_a_trial_mail_goes_only_when_asked_for(self, found: list[str], server: MailSink) -> None:
        self.run()
        assert server.mails == []
        code, words = self.run("--to", "aino@elo.example")
        assert (code, words) == (
            0,
            "A trial mail to aino@elo.example has been handed over.\nAll is right with the portal.\n",
        )
        [sent] = server.mails
        assert sent.recipients == ("aino@elo.example",)
        assert sent.message["Subject"] == "[ELO] Trial mail"

    def test_a_trial_mail_that_is_refused(self, found: list[str], server: MailSink) -> None:
        server.refusals["aino@elo.example"] = "550 No such person"
        code, words = self.run("--to", "aino@elo.example")
        assert code == 1
        assert words.startswith("The trial mail to aino@elo.example was not taken: ")
        assert "No such person" in words
        assert words.endswith("1 thing is not right.\n")


# -- services


def test_a_database_that_answers() -> None:
    assert said(services.database) == []


def test_a_database_that_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection to server\nfailed")

    monkeypatch.setattr(connection, "cursor", away)
    assert said(services.database) == ["The database does not answer: connection to server failed"]


def test_migrations_that_have_not_been_applied() -> None:
    assert said(services.migrations) == []
    MigrationRecorder.Migration.objects.filter(app="sessions", name="0001_initial").delete()
    assert said(services.migrations) == ["1 migration has not been applied. Run manage.py migrate."]


def test_clocks_that_differ() -> None:
    assert said(services.clocks) == []
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        [sentence] = said(services.clocks)
    assert sentence.startswith("The clocks of this machine and of the database differ by 1")
    assert sentence.endswith(" seconds.")


def test_a_broker_that_is_away() -> None:
    [sentence] = said(services.broker)
    assert sentence.startswith("The broker does not answer: ")
    assert "no-broker" in sentence


@contextmanager
def one_answer(reply: bytes) -> Iterator[int]:
    """A server on loopback; the port."""

    class Conversation(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while b"\0\0\0\0" not in self.request.recv(65536):
                pass
            self.request.sendall(reply)

    with socketserver.TCPServer(("127.0.0.1", 0), Conversation) as one:
        thread = threading.Thread(target=one.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield int(one.server_address[1])
        one.shutdown()
        thread.join()


def test_a_scanner_is_asked_only_when_there_is_one(settings: Any) -> None:
    settings.CLAMAV_URL = ""
    assert said(services.scanner) == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_scanner_that_answers_and_one_that_does_not(settings: Any) -> None:
    with one_answer(b"stream: OK\0") as port:
        settings.CLAMAV_URL = f"tcp://127.0.0.1:{port}"
        assert said(services.scanner) == []
    refused = "ConnectionRefusedError: [Errno 111] Connection refused"
    assert said(services.scanner) == [f"The virus scanner {settings.CLAMAV_URL} does not answer: {refused}"]


# -- workers and beat (asked of real ones in tests/faults/test_checkup.py)


def test_queues_without_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_queues_with_a_worker", lambda: {"celery", "documents", "compilations"})
    assert said(workers.workers) == []
    monkeypatch.setattr(workers, "_queues_with_a_worker", lambda: {"celery", "documents"})
    assert said(workers.workers) == ["No worker answers for the queue compilations."]


def test_beat_that_plays_and_beat_that_stopped(real_time: Any) -> None:
    cache.clear()
    assert said(workers.beat) == [
        "Nothing shows that what falls due is looked at. Does beat run, and a worker for the queue celery?"
    ]
    play_duties()
    assert duties.last_played() == REAL
    real_time.shift(timedelta(minutes=3))
    assert said(workers.beat) == []
    real_time.shift(timedelta(minutes=2))
    assert said(workers.beat) == [
        "What falls due was last looked at 5 minutes ago, and should be every half minute. "
        "Does beat run, and a worker for the queue celery?"
    ]


def test_other_entries_of_the_cache_do_not_push_the_sign_of_beat_out(settings: Any) -> None:
    duties.note_play()
    for number in range(310):  # Django's own limit is 300
        cache.set(f"zz{number}", 1)
    assert duties.last_played() is not None


# -- mail


@pytest.fixture
def server(settings: Any) -> Iterator[MailSink]:
    with MailSink() as sink:
        settings.EMAIL_BACKEND = "elo_portal.office.mail.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink


def test_a_mail_server_that_answers_is_sent_nothing(server: MailSink) -> None:
    assert said(mail.server) == []
    assert server.mails == []


def test_a_mail_server_that_is_not_there(server: MailSink, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    assert said(mail.server) == [
        f"The mail server 127.0.0.1:{settings.EMAIL_PORT} cannot be used: [Errno 111] Connection refused"
    ]


def test_a_mail_server_that_knows_no_encryption_or_no_sign_in(server: MailSink, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True
    assert said(mail.server) == [
        f"The mail server 127.0.0.1:{server.port} cannot be used: STARTTLS extension not supported by server."
    ]
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "elo", "salainen"
    assert said(mail.server) == [
        f"The password for the mail server 127.0.0.1:{server.port} goes without encryption. "
        "Write smtp+tls or smtp+ssl.",
        f"The mail server 127.0.0.1:{server.port} cannot be used: SMTP AUTH extension not supported by server.",
    ]


def test_only_a_rehearsal_may_be_without_a_mail_server(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert said(mail.server) == []
    settings.PRODUCTION = True
    assert said(mail.server) == ["EMAIL_URL names no mail server, so no mail leaves the portal."]


RIGHT = {
    "PRODUCTION": True,
    "ALLOWED_HOSTS": ["elo.fi"],
    "PORTAL_ADDRESS": "https://elo.fi",
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MAIL_FROM": "ELO-portaali <ei-vastausta@elo.fi>",
    "MAIL_REPLY_TO": "tuki@elo.fi",
}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS is empty, so the portal answers nobody."),
        (
            "ALLOWED_HOSTS",
            ["*"],
            "ALLOWED_HOSTS has *, so anybody can make links of the portal lead elsewhere. Write the host names.",
        ),
        (
            "ALLOWED_HOSTS",
            ["www.elo.fi"],
            "The host of PORTAL_ADDRESS, elo.fi, is not in ALLOWED_HOSTS: links in mail lead nowhere.",
        ),
        ("PORTAL_ADDRESS", "http://elo.fi", "PORTAL_ADDRESS does not begin with https: http://elo.fi"),
        (
            "ALLAUTH_TRUSTED_PROXY_COUNT",
            0,
            "ELO_TRUSTED_PROXIES is 0: everybody behind the proxy counts as one in the limits of signing in.",
        ),
        ("MAIL_FROM", "ELO-portaali", "MAIL_FROM is not an e-mail address: ELO-portaali"),
        ("MAIL_REPLY_TO", "ELO-tuki <tuki@elo.example>", "MAIL_REPLY_TO is an invented address: tuki@elo.example"),
    ],
)
def test_addresses(name: str, value: Any, sentence: str, settings: Any) -> None:
    for one, right in RIGHT.items():
        setattr(settings, one, right)
    assert said(mail.addresses) == []
    setattr(settings, name, value)
    assert said(mail.addresses) == [sentence]


def test_a_rehearsal_has_the_addresses_of_its_machine(settings: Any) -> None:
    settings.PRODUCTION = False
    settings.ALLOWED_HOSTS = []
    assert said(mail.addresses) == []


# -- work


def job(key: str, kind: str, *, minutes: int, **fields: Any) -> None:
    jobs.add(kind, 1, key=key)
    Job.objects.filter(key=key).update(created_at=timezone.now() - timedelta(minutes=minutes), **fields)


def test_jobs_that_have_waited_long_are_named_prints_apart(real_time: Any) -> None:
    job("print:new", "reporting.print_submission", minutes=10)
    job("scan:new", "office.scan_upload", minutes=10)
    job("print:done", "reporting.print_submission", minutes=99, done_at=REAL)
    assert said(work.jobs) == []
    job("print:old", "strategies.print_version", minutes=125, last_error="OSError:\n no font")
    job("print:older", "reporting.print_feedback", minutes=11)
    job("scan:old", "office.scan_upload", minutes=11)
    assert said(work.jobs) == [
        "The oldest document that waits to be printed has waited for 2 hours: print:old. "
        "Its last attempt said: OSError: no font",
        "The oldest job that waits has waited for 11 minutes: scan:old.",
    ]


def test_parked_jobs_are_counted(real_time: Any) -> None:
    job("scan:parked", "office.scan_upload", minutes=99, parked_at=REAL)
    assert said(work.jobs) == [
        "1 job is parked after five attempts. Mend the cause, then start it again on the page of jobs."
    ]


def notice(key: str, state: str, *, minutes: int) -> None:
    add_mail(
        key=key, kind="receipt", to_name="Aino", to_address="aino@elo.example", language="fi", subject="Aihe",
        text="Teksti", html="<p>Teksti</p>", at=clock.now() - timedelta(minutes=minutes),
    )  # fmt: skip
    Notice.objects.filter(key=key).update(state=state)


def test_mails_that_do_not_leave(real_time: Any) -> None:
    notice("new", "waiting", minutes=45)
    notice("gone", "delivered", minutes=999)
    notice("taken back", "withdrawn", minutes=999)
    assert said(work.mails) == []
    notice("old", "again", minutes=61)
    assert said(work.mails) == ["The oldest mail that has not left was written 1 hour ago."]


def test_mails_that_were_not_delivered(real_time: Any) -> None:
    notice("failed", "failed", minutes=3)
    notice("uncertain", "uncertain", minutes=5)
    notice("uncertain, older", "uncertain", minutes=2 * 24 * 60)
    assert said(work.mails) == [
        "1 mail was not delivered; it was written 3 minutes ago. See the page of mails.",
        "Of 2 mails it is not known whether they arrived; the oldest was written 2 days ago. See the page of mails.",
    ]


def test_a_portal_that_nobody_administers() -> None:
    assert said(work.administrators) == ["No administrator signs in to the portal. Run manage.py first_admin."]
    who = builders.admin()
    assert said(work.administrators) == []
    Appointment.objects.filter(person=who.person).update(until=clock.day_of(clock.now()) - timedelta(1))
    assert len(said(work.administrators)) == 1


# -- place


def test_the_settings_of_a_rehearsal_are_not_asked_of_and_those_of_a_production_are(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 0
    assert said(place.settings_of_django) == []
    settings.PRODUCTION = True
    assert any("SECURE_HSTS_SECONDS" in sentence for sentence in said(place.settings_of_django))


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_that_is_nearly_full(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path / "not" / "yet"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 0, 1024**3))
    assert said(place.disk) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 0, 500 * 1024**2))
    assert said(place.disk) == [
        f"The disk of {folder} is nearly full: 500.0 MB free." for folder in (settings.VAR, tmp_path)
    ]


def test_a_folder_that_may_not_be_written(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("os.access", lambda folder, how: False)  # root may write anywhere
    assert said(place.disk) == [f"The portal may not write into {tmp_path}."]


def test_an_attached_file_that_is_not_in_the_storage() -> None:
    assert said(place.files) == []
    upload = builders.upload()
    assert said(place.files) == []
    upload.file.storage.delete(upload.file.name)
    assert said(place.files) == [
        f"The attached file {upload.file.name} is not in the storage. Is its folder the right one, and mounted?"
    ]


def test_static_files_that_were_not_collected(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert said(place.static_files) == []
    settings.PRODUCTION = True
    assert said(place.static_files) == [
        "The static files have not been collected. Run manage.py collectstatic --noinput."
    ]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert said(place.static_files) == []


def test_the_printer_prints_a_page_with_its_own_fonts() -> None:
    assert said(place.printing) == []


def test_a_printer_without_a_library_or_a_font(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    needs = (Need("libharfbuzz-subset0", lambda: False),)
    monkeypatch.setattr("elo_portal.machine.packages.PRINTER", needs)
    assert said(place.printing) == ["The printer's library libharfbuzz-subset0 is missing from this machine."]
    monkeypatch.setattr("elo_portal.machine.packages.PRINTER", ())
    monkeypatch.setattr("elo_portal.office.printing.printer._static", lambda: tmp_path)
    monkeypatch.setattr("elo_portal.office.printing.printer._press", None)
    [sentence] = said(place.printing)
    assert sentence.startswith("A trial page could not be printed: ")
    assert "fonts.css" in sentence


def test_a_sentence_in_finnish_and_swedish() -> None:
    """Ages are in the language too."""
    duties.note_play()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        with translation.override("fi"):
            [finnish] = said(workers.beat)
        with translation.override("sv"):
            [swedish] = said(workers.beat)
    assert "2 tuntia" in finnish
    assert "2 timmar" in swedish


def test_loopback_is_all_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the settings of the tests: no check asks the net."""
    asked = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        asked.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    look()
    assert [one for one in asked if isinstance(one, tuple) and one[0] != "127.0.0.1"] == []
