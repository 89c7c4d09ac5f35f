"""Outgoing mail: one row an addressee, handed over once."""

import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from elo_portal.office import mail
from elo_portal.office.mail.commands import hand_over_ready
from elo_portal.office.models import Notice, NoticeAttempt, Print, PrintedFile, Upload
from elo_portal.office.models.uploads import ScanState
from tests import builders
from tests.builders import NOW

REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "https://elo.example/invitation/abc"


@pytest.fixture
def real_time():
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


def add(key="key", **fields):
    written = {
        "kind": "receipt",
        "to_name": "Aino Esimerkki",
        "to_address": "aino@elo.example",
        "language": "fi",
        "subject": "[ELO] Kuitti",
        "text": "Raportti on otettu vastaan.",
        "html": "<p>Raportti on otettu vastaan.</p>",
        "at": NOW,
    }
    return mail.add(key=key, **(written | fields))


def make_print(key="submission:1", pdf=b"%PDF-1.7 test"):
    made = Print.objects.create(key=key, sha256="0" * 64, size=len(pdf), pages=2, printed_at=REAL)
    PrintedFile.objects.create(print=made, pdf=pdf)
    return made


def state(notice):
    return Notice.objects.values_list("state", flat=True).get(pk=notice.pk)


def attempts(notice):
    return list(NoticeAttempt.objects.filter(notice=notice).values_list("outcome", "explanation"))


class Server:
    """A mail server that refuses, or loses its caller, as told."""

    def __init__(self, monkeypatch):
        self.failure = None
        self.takes_it_before_failing = False
        honest = EmailBackend.send_messages

        def send_messages(backend, messages):
            if self.failure and not self.takes_it_before_failing:
                raise self.failure
            count = honest(backend, messages)
            if self.failure:
                raise self.failure
            return count

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


@pytest.fixture
def server(monkeypatch):
    return Server(monkeypatch)


@pytest.mark.django_db
class TestHandingOver:
    def test_a_mail_is_handed_over_once(self, mailoutbox, settings):
        notice = add(reply_to="OKM <sihteeri@okm.example>")
        assert hand_over_ready() == 1
        assert hand_over_ready() == 0
        assert state(notice) == "delivered"
        assert attempts(notice) == [("delivered", "")]
        (message,) = mailoutbox
        assert (message.subject, message.body) == ("[ELO] Kuitti", "Raportti on otettu vastaan.")
        assert message.alternatives[0].content == "<p>Raportti on otettu vastaan.</p>"
        assert message.alternatives[0].mimetype == "text/html"
        assert message.to == ['"Aino Esimerkki" <aino@elo.example>']
        assert (message.cc, message.bcc, message.attachments) == ([], [], [])
        assert message.from_email == settings.MAIL_FROM
        assert message.reply_to == ["OKM <sihteeri@okm.example>"]
        assert message.message()["Message-ID"] == f"<notice-{notice.pk}@elo.example>"

    def test_without_an_address_to_answer_to_the_support_is_named(self, mailoutbox, settings):
        add()
        hand_over_ready()
        assert mailoutbox[0].reply_to == [settings.MAIL_REPLY_TO]

    def test_the_same_key_is_written_once(self, mailoutbox):
        first = add(subject="Yksi")
        assert add(subject="Kaksi") == first
        hand_over_ready()
        assert [message.subject for message in mailoutbox] == ["Yksi"]

    def test_a_mail_goes_away_with_the_act_that_failed(self, mailoutbox):
        with transaction.atomic():
            add()
            transaction.set_rollback(True)
        assert hand_over_ready() == 0
        assert mailoutbox == []

    def test_several_leave_in_the_order_in_which_they_were_written(self, mailoutbox):
        for number in range(3):
            add(key=f"key {number}", subject=f"Viesti {number}")
        assert hand_over_ready() == 3
        assert [message.subject for message in mailoutbox] == ["Viesti 0", "Viesti 1", "Viesti 2"]

    def test_when_the_time_is_up_the_rest_waits_for_the_next_call(self, mailoutbox):
        add()
        assert hand_over_ready(seconds=0) == 0
        assert mailoutbox == []
        assert hand_over_ready() == 1


@pytest.mark.django_db
class TestRefused:
    def test_it_is_tried_again_later(self, server, mailoutbox, real_time):
        notice = add()
        server.failure = SMTPServerDisconnected("Connection unexpectedly closed")
        assert hand_over_ready() == 1
        assert state(notice) == "again"
        assert attempts(notice) == [("again", "SMTPServerDisconnected: Connection unexpectedly closed")]
        assert hand_over_ready() == 0
        server.failure = None
        real_time.shift(timedelta(minutes=2, seconds=-1))
        assert hand_over_ready() == 0
        real_time.shift(timedelta(seconds=1))
        assert hand_over_ready() == 1
        assert (state(notice), len(mailoutbox)) == ("delivered", 1)
        assert [outcome for outcome, _why in attempts(notice)] == ["again", "delivered"]

    def test_after_five_refusals_it_is_not_delivered(self, server, mailoutbox, real_time):
        notice = add()
        server.failure = SMTPRecipientsRefused({"aino@elo.example": (450, b"try later")})
        for _ in range(5):
            assert state(notice) in {"waiting", "again"}
            assert hand_over_ready() == 1
            real_time.shift(timedelta(days=1))
        assert state(notice) == "failed"
        assert [outcome for outcome, _why in attempts(notice)] == ["again"] * 4 + ["failed"]
        assert hand_over_ready() == 0
        assert mailoutbox == []

    def test_a_person_may_have_it_tried_again(self, server, mailoutbox, real_time):
        notice = add()
        server.failure = OSError("no route")
        for _ in range(5):
            hand_over_ready()
            real_time.shift(timedelta(days=1))
        server.failure = None
        mail.decide_again(notice)
        assert hand_over_ready() == 1
        assert (state(notice), len(mailoutbox)) == ("delivered", 1)

    def test_tried_again_by_a_person_it_has_five_tries_once_more(self, server, mailoutbox, real_time):
        notice = add()
        server.failure = OSError("no route")
        for _ in range(5):
            hand_over_ready()
            real_time.shift(timedelta(days=1))
        mail.decide_again(notice)
        states = []
        for _ in range(5):
            hand_over_ready()
            states.append(state(notice))
            real_time.shift(timedelta(days=1))
        assert states == ["again"] * 4 + ["failed"]

    def test_one_that_is_refused_does_not_hold_up_the_others(self, mailoutbox, real_time):
        bad = add(key="bad", to_address="aino@elo.example\nBcc: all@elo.example")
        good = add(key="good")
        assert hand_over_ready() == 2
        assert (state(bad), state(good)) == ("again", "delivered")
        assert [message.to for message in mailoutbox] == [['"Aino Esimerkki" <aino@elo.example>']]


@pytest.mark.django_db
class TestUncertain:
    @pytest.fixture
    def lost(self, server, mailoutbox, real_time):
        """The mail server said yes and the process died before it could write that down."""
        notice = add()
        server.failure, server.takes_it_before_failing = SystemExit(), True
        with pytest.raises(SystemExit):
            hand_over_ready()
        server.failure = None
        assert (state(notice), len(mailoutbox)) == ("leaving", 1)
        return notice

    def test_it_is_told_to_the_administrators_when_it_is_found(self, lost, real_time):
        admin = builders.admin()
        real_time.shift(timedelta(minutes=6))
        hand_over_ready()
        told = Notice.objects.get(kind="undelivered")
        assert (told.to_address, told.subject.split(":")[0]) == (admin.email, "[ELO] Epävarma")

    def test_it_is_not_sent_again_and_a_person_decides(self, lost, mailoutbox, real_time):
        assert hand_over_ready() == 0
        assert state(lost) == "leaving"
        real_time.shift(timedelta(minutes=5, seconds=1))
        assert hand_over_ready() == 0
        assert state(lost) == "uncertain"
        real_time.shift(timedelta(days=30))
        assert hand_over_ready() == 0
        assert attempts(lost) == [("uncertain", "")]
        assert len(mailoutbox) == 1

    def test_a_person_who_knows_that_it_came_says_so(self, lost, mailoutbox, real_time):
        real_time.shift(timedelta(minutes=6))
        hand_over_ready()
        mail.decide_delivered(lost)
        assert state(lost) == "delivered"
        assert hand_over_ready() == 0
        assert [outcome for outcome, _why in attempts(lost)] == ["uncertain", "delivered"]
        assert len(mailoutbox) == 1

    def test_a_person_may_send_it_again(self, lost, mailoutbox, real_time):
        real_time.shift(timedelta(minutes=6))
        hand_over_ready()
        mail.decide_again(lost)
        assert state(lost) == "again"
        assert hand_over_ready() == 1
        assert (state(lost), len(mailoutbox)) == ("delivered", 2)

    @pytest.mark.parametrize("decide", [mail.decide_delivered, mail.decide_again])
    def test_only_what_is_uncertain_or_failed_is_decided(self, decide):
        notice = add()
        decide(notice)
        assert (state(notice), attempts(notice)) == ("waiting", [])
        hand_over_ready()
        decide(notice)
        assert (state(notice), attempts(notice)) == ("delivered", [("delivered", "")])


@pytest.mark.django_db
class TestPrint:
    def test_a_mail_waits_for_its_print_and_carries_it(self, mailoutbox):
        notice = add(awaits_print="submission:1", attachment_name="KAI-2014-R1.pdf")
        make_print("submission:2", b"%PDF another")
        assert hand_over_ready() == 0
        mail.print_is_ready(make_print("submission:1", b"%PDF-1.7 mine"))
        assert hand_over_ready() == 1
        assert state(notice) == "delivered"
        (attached,) = mailoutbox[0].attachments
        assert tuple(attached) == ("KAI-2014-R1.pdf", b"%PDF-1.7 mine", "application/pdf")

    def test_a_mail_written_after_its_print_leaves_at_once(self, mailoutbox):
        make_print("submission:1")
        add(awaits_print="submission:1", attachment_name="KAI-2014-R1.pdf")
        assert hand_over_ready() == 1
        assert len(mailoutbox[0].attachments) == 1

    def test_a_mail_waits_for_the_virus_scan_of_its_files_and_leaves_out_one_with_a_virus(self, mailoutbox, settings):
        settings.CLAMAV_URL = "tcp://127.0.0.1:1"
        files = [builders.upload("kutsu.pdf"), builders.upload("virus.pdf")]
        add("with files", files=files)
        add("without files")
        assert hand_over_ready() == 1
        for file, found in zip(files, (ScanState.CLEAN, ScanState.INFECTED), strict=True):
            assert hand_over_ready() == 0
            Upload.objects.filter(pk=file.pk).update(scan=found, scanned_at=NOW)
        assert hand_over_ready() == 1
        assert [name for name, _content, _type in mailoutbox[1].attachments] == ["kutsu.pdf"]

    def test_others_do_not_wait_with_it(self, mailoutbox):
        add(key="waits", awaits_print="submission:1")
        free = add(key="free")
        assert hand_over_ready() == 1
        assert state(free) == "delivered"


@pytest.mark.django_db
class TestConfidential:
    def test_after_delivery_its_text_is_hidden(self, mailoutbox, settings):
        settings.REHEARSAL = False
        notice = add(text=SECRET, html=f"<p>{SECRET}</p>", is_confidential=True)
        hand_over_ready()
        notice.refresh_from_db()
        assert (notice.text, notice.html) == ("…", "…")
        assert mailoutbox[0].body == SECRET

    def test_other_mail_stays_readable(self, settings):
        settings.REHEARSAL = False
        notice = add()
        hand_over_ready()
        notice.refresh_from_db()
        assert notice.text == "Raportti on otettu vastaan."

    def test_in_a_rehearsal_it_is_read_in_the_portal(self, settings):
        settings.REHEARSAL = True
        notice = add(text=SECRET, html=f"<p>{SECRET}</p>", is_confidential=True)
        hand_over_ready()
        notice.refresh_from_db()
        assert (notice.text, notice.html) == (SECRET, f"<p>{SECRET}</p>")

    def test_it_is_hidden_when_a_person_says_that_it_came(self, settings):
        settings.REHEARSAL = False
        notice = add(text=SECRET, html=f"<p>{SECRET}</p>", is_confidential=True)
        Notice.objects.filter(pk=notice.pk).update(state="uncertain")
        mail.decide_delivered(notice)
        notice.refresh_from_db()
        assert (notice.state, notice.text, notice.html) == ("delivered", "…", "…")


@pytest.mark.django_db
class TestHeaders:
    """No text that somebody typed becomes a header or an addressee of its own."""

    EVIL = "Aino\r\nBcc: all@elo.example\nX: y"

    def test_line_ends_in_a_subject(self, mailoutbox):
        add(subject=self.EVIL)
        hand_over_ready()
        sent = mailoutbox[0].message()
        assert sent["Subject"] == "Aino Bcc: all@elo.example X: y"
        assert "Bcc" not in sent

    @pytest.mark.parametrize(
        "name",
        [EVIL, 'Aino" <all@elo.example>, "x', "Aino\\", "Aino <all@elo.example>", "a, b@elo.example", "", "Äinö 李"],
    )
    def test_a_name_never_adds_a_header_or_an_addressee(self, mailoutbox, name):
        notice = add(to_name=name)
        assert hand_over_ready() == 1
        assert state(notice) == "delivered"
        (message,) = mailoutbox
        sent = message.message()
        assert "Bcc" not in sent
        assert len(sent.get_all("To")) == 1
        addresses = [address.addr_spec for address in _parsed(sent.as_bytes())["To"].addresses]
        assert addresses == ["aino@elo.example"]

    def test_the_name_arrives_as_it_is(self, mailoutbox):
        add(to_name='Åsa "Ässä" Öhman, \\ OKM')
        hand_over_ready()
        (address,) = _parsed(mailoutbox[0].message().as_bytes())["To"].addresses
        assert (address.display_name, address.addr_spec) == ('Åsa "Ässä" Öhman, \\ OKM', "aino@elo.example")


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_hand_each_mail_over_once(at_once, monkeypatch):
    taken, lock = [], threading.Lock()

    def send_messages(backend, messages):
        with lock:
            taken.extend(message.subject for message in messages)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    for number in range(20):
        add(key=f"key {number}", subject=f"Viesti {number}")
    assert sum(at_once(*[hand_over_ready] * 3)) == 20
    assert sorted(taken) == sorted(f"Viesti {number}" for number in range(20))
    assert set(Notice.objects.values_list("state", flat=True)) == {"delivered"}
    assert django_mail.get_connection().__class__ is EmailBackend


def _parsed(data):
    return message_from_bytes(data, policy=policy.default)
