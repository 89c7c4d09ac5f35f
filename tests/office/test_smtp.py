"""Conversations with a mail server on loopback that accepts, is slow, refuses for a time or for good, or hangs up."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from elo_portal.office import mail
from elo_portal.office.mail.commands import hand_over_ready
from elo_portal.office.mail.undelivered import UNDELIVERED
from elo_portal.office.models import Notice, NoticeAttempt
from tests import builders
from tests.builders import NOW
from tests.faults.sink import MailSink

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

REAL = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AINO, OLLI = "aino@elo.example", "olli@elo.example"
# Long enough for this machine to answer, short for whoever waits in vain.
SHORT = 0.5


@pytest.fixture
def server(settings) -> Iterator[MailSink]:
    """The mail server that the portal's settings name."""
    with MailSink() as sink:
        settings.EMAIL_BACKEND = "elo_portal.office.mail.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink


@pytest.fixture
def real_time():
    """Stands until it is moved; the conversation's own times are the machine's."""
    with time_machine.travel(REAL, tick=False) as traveller:
        yield traveller


def add(address=AINO, **fields):
    written = {
        "key": f"key:{address}",
        "kind": "receipt",
        "to_name": "Äinö Esimerkki",
        "to_address": address,
        "language": "fi",
        "subject": "[ELO] Kuitti: Åbo",
        "text": "Raportti on otettu vastaan.\n.\nPiste rivillä.\n",
        "html": "<p>Raportti on otettu vastaan.</p>",
        "at": NOW,
    }
    return mail.add(**(written | fields))


def state(notice):
    return Notice.objects.get(pk=notice.pk).state


def said(notice):
    return list(NoticeAttempt.objects.filter(notice=notice).values_list("outcome", "explanation"))


def told():
    """Whom the portal has told that a mail was not delivered."""
    return list(Notice.objects.filter(kind=UNDELIVERED).values_list("to_address", flat=True))


def test_it_accepts_and_the_mail_comes_whole(server):
    notice = add()
    assert hand_over_ready() == 1
    assert (state(notice), said(notice)) == ("delivered", [("delivered", "")])
    [arrived] = server.mails
    assert arrived.recipients == (AINO,)
    message = arrived.message
    assert (message["Subject"], message["Reply-To"]) == ("[ELO] Kuitti: Åbo", "ELO-tuki <tuki@elo.example>")
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().splitlines() == [
        "Raportti on otettu vastaan.",
        ".",
        "Piste rivillä.",
    ]


def test_it_is_slow_and_says_yes_in_time(server):
    server.answering.clear()
    notice = add()
    answer = threading.Timer(0.1, server.answering.set)
    answer.start()
    hand_over_ready()
    answer.join()
    assert (state(notice), server.addresses()) == ("delivered", [AINO])


def test_too_slow_before_it_has_the_mail_is_tried_again(server, settings, real_time):
    settings.EMAIL_TIMEOUT = SHORT
    server.silent_to.add(AINO)
    server.answering.clear()
    notice = add()
    hand_over_ready()
    assert (state(notice), server.mails, told()) == ("again", [], [])
    server.answering.set()
    real_time.shift(timedelta(minutes=2))
    hand_over_ready()
    assert (state(notice), server.addresses()) == ("delivered", [AINO])


def test_too_slow_when_it_has_the_mail_leaves_it_to_a_person(server, settings, real_time):
    """It may come, and asked again it may come twice."""
    admin = builders.admin()
    settings.EMAIL_TIMEOUT = SHORT
    server.answering.clear()
    notice = add()
    hand_over_ready()
    assert state(notice) == "uncertain"
    server.answering.set()
    real_time.shift(timedelta(days=30))
    assert hand_over_ready() == 0
    [(outcome, why)] = said(notice)
    assert (outcome, why.partition(":")[0]) == ("uncertain", "Unanswered")
    # The administrator is told, which is taken as slowly and leads to no other mail.
    assert (told(), server.addresses()) == ([admin.email], [AINO, admin.email])


def test_it_hangs_up_when_it_has_the_mail_and_a_person_decides(server, real_time):
    server.drops.add(AINO)
    notice = add()
    hand_over_ready()
    assert state(notice) == "uncertain"
    real_time.shift(timedelta(days=30))
    assert hand_over_ready() == 0
    server.drops.clear()
    mail.decide_again(Notice.objects.get(pk=notice.pk))
    hand_over_ready()
    assert (state(notice), server.addresses()) == ("delivered", [AINO, AINO])


@pytest.mark.parametrize("where", ["refusals", "refusals_of_mail"])
def test_it_refuses_for_a_time_and_the_mail_is_tried_again(server, real_time, where):
    builders.admin()
    getattr(server, where)[AINO] = "451 Try later"
    notice = add()
    hand_over_ready()
    assert (state(notice), hand_over_ready(), told()) == ("again", 0, [])
    getattr(server, where).clear()
    real_time.shift(timedelta(minutes=2))
    hand_over_ready()
    assert state(notice) == "delivered"


def test_one_that_is_refused_for_a_time_too_long_has_failed_and_the_administrator_is_told(server, real_time):
    admin = builders.admin()
    server.refusals[AINO] = "450 Mailbox busy"
    notice = add()
    for tries in range(5):
        assert told() == [], tries
        hand_over_ready()
        real_time.shift(timedelta(days=1))
    assert (state(notice), told()) == ("failed", [admin.email])


@pytest.mark.parametrize("where", ["refusals", "refusals_of_mail"])
def test_it_refuses_for_good_and_is_not_asked_again(server, real_time, where):
    admin = builders.admin()
    getattr(server, where)[AINO] = "550 No such user here"
    notice = add()
    hand_over_ready()
    assert state(notice) == "failed"
    [(outcome, why)] = said(notice)
    assert outcome == "failed"
    assert "No such user here" in why
    real_time.shift(timedelta(days=30))
    hand_over_ready()
    assert (state(notice), len(said(notice))) == ("failed", 1)
    assert [one.recipients for one in server.mails][-1] == (admin.email,)
    assert "No such user here" in server.mails[-1].message.get_body(("plain",)).get_content()


def test_one_recipient_of_several_is_refused_and_the_others_get_theirs(server):
    server.refusals[AINO] = "550 No such user here"
    notices = [add(AINO), add(OLLI), add("pirjo@elo.example")]
    hand_over_ready()
    assert [state(one) for one in notices] == ["failed", "delivered", "delivered"]
    assert server.addresses() == [OLLI, "pirjo@elo.example"]


def test_with_no_server_there_it_is_tried_again(server, settings):
    settings.EMAIL_PORT = 1
    notice = add()
    hand_over_ready()
    assert state(notice) == "again"


def test_a_notice_that_is_itself_refused_leads_to_no_other(server):
    admin = builders.admin()
    server.refusals |= {AINO: "550 No such user here", admin.email: "550 Nor this one"}
    add()
    while hand_over_ready():
        pass
    assert sorted(Notice.objects.values_list("to_address", "state")) == sorted(
        [(AINO, "failed"), (admin.email, "failed")]
    )
