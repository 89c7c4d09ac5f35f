"""A mail that was not delivered: the administrators are told, once, and the matter goes on to who is next."""

import pytest

from elo_portal.office import mail
from elo_portal.office.mail import undelivered
from elo_portal.office.mail.undelivered import Next
from elo_portal.office.models import Notice, Print
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = pytest.mark.django_db
LATER = helsinki(2014, 12, 16, 9)
NEXT = Next("17", "Ville", "ville@elo.example", "en")


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.REHEARSAL = False


@pytest.fixture
def rules(monkeypatch):
    """Ville is next in receipts, and nobody in other mails."""
    monkeypatch.setattr(undelivered, "_rules", {})
    undelivered.passed_on_to("receipt", lambda notice, at: [NEXT])


def add(**fields):
    written = {
        "key": "key",
        "kind": "receipt",
        "to_name": "Aino Esimerkki",
        "to_address": "aino@elo.example",
        "language": "fi",
        "subject": "[ELO] Kuitti",
        "text": "Raportti on otettu vastaan.\n",
        "html": "<p>Raportti on otettu vastaan.</p>",
        "at": NOW,
    }
    return mail.add(**(written | fields))


def tell(notice, reason="SMTPRecipientsRefused: 550 No such user"):
    undelivered.tell(notice, reason, at=LATER)


def written():
    rows = Notice.objects.filter(kind__in=["undelivered", "passed_on"]).order_by("pk")
    return [(one.kind, one.to_address) for one in rows]


def english_admin():
    admin = builders.admin("Ylva")
    admin.person.language = "en"
    admin.person.save()
    return admin


def test_the_administrator_reads_what_to_whom_and_why(rules):
    admin, notice = english_admin(), add()
    tell(notice)
    told = Notice.objects.get(kind="undelivered")
    assert (told.to_name, told.to_address, told.language, told.at) == ("Ylva", admin.email, "en", LATER)
    assert told.subject == "[ELO] Not delivered: a mail to Aino Esimerkki"
    assert told.text == (
        "A MAIL WAS NOT DELIVERED\n"
        "\n"
        "The portal could not deliver this mail, and tries no more by itself.\n"
        "Check the address, then have it tried again, or tell the person in\n"
        "another way. Where the mail has a next receiver, the matter has gone on\n"
        "to them.\n"
        "\n"
        "Mail:    Receipt to the sender\n"
        "Subject: [ELO] Kuitti\n"
        "To whom: Aino Esimerkki\n"
        "         aino@elo.example\n"
        "Written: 15.12.2014 at 9:00\n"
        "Reason:  SMTPRecipientsRefused: 550 No such user\n"
        "\n"
        "Open the mail and decide:\n"
        f"http://127.0.0.1:8000/mail/{notice.pk}/\n"
        "\n"
        "-- \n"
        "You get this message as administrator of the portal.\n"
        "ELO portal · Ministry of Education and Culture · Ministry of Employment\nand the Economy\n"
    )


def test_who_is_next_reads_the_whole_mail_and_gets_its_files(rules):
    Print.objects.create(key="submission:1", sha256="0" * 64, size=1, pages=1, printed_at=NOW)
    upload = builders.upload("kutsu.pdf")
    notice = add(reply_to="sihteeri@okm.example", awaits_print="submission:1", attachment_name="A.pdf", files=[upload])
    tell(notice)
    told = Notice.objects.get(kind="passed_on")
    assert (told.to_address, told.language, told.reply_to) == (NEXT.address, "en", "sihteeri@okm.example")
    assert (told.print, told.attachment_name, list(told.files.all())) == (notice.print, "A.pdf", [upload])
    assert told.subject == "[ELO] Did not reach Aino Esimerkki: Kuitti"
    assert "What the mail said:\n\nRaportti on otettu vastaan.\n" in told.text
    assert '<div lang="fi"><p>Raportti on otettu vastaan.</p></div>' in told.html


def test_once_for_each_mail_and_person(rules):
    english_admin()
    notice = add()
    tell(notice)
    tell(notice, "OSError: again")
    assert [kind for kind, _address in written()] == ["undelivered", "passed_on"]


def test_every_administrator_of_the_day_is_told_who_has_an_address(rules):
    first, second, without = builders.admin(), builders.admin(), builders.admin()
    without.person.email = ""
    without.person.save()
    ended = builders.admin()
    ended.person.appointments.update(until=NOW.date())
    tell(add(kind="extension"))
    assert written() == [("undelivered", first.email), ("undelivered", second.email)]


def test_of_a_confidential_mail_nobody_but_the_administrator_hears_and_no_word_of_it(rules):
    english_admin()
    secret = add(is_confidential=True, subject="Salaisuus", text="https://elo.example/abc", html="<p>abc</p>")
    tell(secret)
    [told] = Notice.objects.exclude(pk=secret.pk)
    assert told.kind == "undelivered"
    for said in (told.subject, told.text, told.html):
        assert "abc" not in said
        assert "Salaisuus" not in said


def test_of_one_that_may_have_arrived_only_the_administrator_hears_and_once(rules):
    admin, notice = english_admin(), add()
    for _again in range(2):
        undelivered.tell_of_doubt(notice, "Unanswered: the connection broke", at=LATER)
    assert written() == [("undelivered", admin.email)]
    told = Notice.objects.get(kind="undelivered")
    assert told.subject == "[ELO] Uncertain: a mail to Aino Esimerkki"
    assert "IT IS NOT KNOWN WHETHER A MAIL ARRIVED" in told.text
    assert "Unanswered: the connection broke" in told.text
    # When it is tried again and fails, that is told as well, and the matter goes on.
    tell(notice)
    assert written() == [("undelivered", admin.email)] * 2 + [("passed_on", NEXT.address)]


@pytest.mark.parametrize("kind", ["undelivered", "passed_on"])
def test_a_mail_about_a_mail_leads_to_no_other(rules, kind):
    english_admin()
    undelivered.passed_on_to(kind, lambda notice, at: [NEXT])
    notice = add(kind=kind)
    tell(notice)
    undelivered.tell_of_doubt(notice, "", at=LATER)
    assert Notice.objects.exclude(pk=notice.pk).count() == 0


def test_who_keeps_the_desk_and_is_next_is_told_once(monkeypatch):
    admin = builders.admin()
    one = Next(str(admin.person_id), "Ylva", admin.email, "fi")
    monkeypatch.setattr(undelivered, "_rules", {"receipt": lambda notice, at: [one]})
    tell(add())
    assert written() == [("undelivered", admin.email)]


def test_a_kind_has_one_rule(rules):
    with pytest.raises(ValueError, match="registered twice"):
        undelivered.passed_on_to("receipt", lambda notice, at: [])
