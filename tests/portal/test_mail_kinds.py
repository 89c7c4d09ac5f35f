"""Every kind of mail that the portal sends, in Finnish and in Swedish, against the rules that hold for all of them.

A mail stands alone, in its reader's language, as plain text and as HTML, with one link at most, a subject of its own
and a mailbox to which it can be answered. A kind without a row fails, and so does a row without a mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from html import unescape
from typing import Any

import pytest
from django.utils import timezone, translation

from elo_portal.desk import MAILS
from elo_portal.office.mail import undelivered
from elo_portal.office.mail.commands import hand_over_ready
from elo_portal.office.models import Notice, Print, PrintedFile
from elo_portal.pages.commands import answer_feedback, give_feedback
from networks.choices import ContactPurpose, GroupKind
from networks.commands.invitations import invite
from networks.commands.telling import tell_of_ending_terms
from networks.mails import LETTERS, send_account_mail
from networks.models import ContactAddress, Organisation, Person, User
from reporting import commands
from reporting.completions import items_of
from reporting.models import MinistryReport, Round
from reporting.notices import tell_of_finished_report
from reporting.notices.testing import tell_of_test
from tests import builders
from tests.builders import LONG_AGO, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

EXPERT, CONVENER = "asiantuntija@elo.example", "koollekutsuja@elo.example"
MINISTRY, SUPPORT = "sihteeri@okm.example", "tuki@elo.example"
WEEK, MORNING_AFTER, LATE = helsinki(2014, 12, 24, 8), helsinki(2015, 1, 1, 8), helsinki(2015, 1, 2, 9)
ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Row:
    """How the subject begins in Finnish and in Swedish after [ELO], whether the mail leads anywhere, where an answer
    goes, and whether a PDF goes along.
    """

    fi: str
    sv: str
    has_link: bool = True
    reply_to: str = SUPPORT
    has_pdf: bool = False


KINDS = {
    "arrived": Row("Alue ", "Området ", has_pdf=True),
    "receipt": Row("Kuittaus: ", "Mottagningsbevis: ", has_pdf=True),
    "entered": Row("Kuittaus: ", "Mottagningsbevis: ", has_pdf=True),
    "feedback_given": Row("Palaute raportista ", "Respons på rapporten ", has_pdf=True),
    "announcement": Row("Kierros on auki", "Omgången är öppen", reply_to=MINISTRY),
    "completion_asked": Row("Täydennyspyyntö: ", "Begäran om komplettering: ", reply_to=MINISTRY),
    "completion_answered": Row("Alue ", "Området ", has_pdf=True),
    "completion_settled": Row("Alue ", "Området ", reply_to=MINISTRY),
    "extension": Row("Jatkoaika: ", "Förlängd tidsfrist: ", reply_to=MINISTRY),
    "confirmation_asked": Row("Vahvistettavaksi: ", "För bekräftelse: ", reply_to=CONVENER),
    "opening_asked": Row("Ryhmä pyytää avaamista: ", "Gruppen ber om öppning: "),
    "opening_granted": Row("Avattu kirjoitettavaksi: ", "Öppnad för skrivning: ", reply_to=MINISTRY),
    "opening_refused": Row("Ei avattu: ", "Inte öppnad: ", reply_to=MINISTRY),
    "reminder": Row("Muistutus: ", "Påminnelse: ", reply_to=MINISTRY),
    "missing": Row("Raportti 2014: ", "Rapport 2014: "),
    "ministry_report_finished": Row("Ministeriöraportti valmis: ", "Ministerierapporten färdig: "),
    "edition_sent": Row("Valtakunnalliselle ELO-ryhmälle: ", "Till den nationella ELO-gruppen: "),
    "addressee_test": Row("Koe: ", "Test: ", has_link=False),
    "term_ends": Row("Toimikautesi päättyy ", "Din mandatperiod upphör ", reply_to=EXPERT),
    "terms_end": Row("Päätettäväksi: ", "För beslut: "),
    "invitation": Row("Kutsu ", "Inbjudan "),
    "login_code": Row("Kirjautumiskoodi", "Kod för inloggning", has_link=False),
    "password_reset_key": Row("Valitse uusi salasana", "Välj ett nytt lösenord"),
    "password_changed": Row("Salasanasi vaihdettiin", "Ditt lösenord har ändrats", has_link=False),
    "password_reset": Row("Salasanasi vaihdettiin", "Ditt lösenord har ändrats", has_link=False),
    "password_set": Row("Tunnuksellasi on salasana", "Ditt konto har ett lösenord", has_link=False),
    "totp_activated": Row("Toinen tunniste otettiin käyttöön", "Den andra faktorn har tagits i bruk", has_link=False),
    "totp_deactivated": Row(
        "Toinen tunniste poistettiin käytöstä", "Den andra faktorn har tagits ur bruk", has_link=False
    ),
    "recovery_codes_generated": Row("Uudet varakoodit tehtiin", "Nya reservkoder har skapats", has_link=False),
    "account_connected": Row("Ulkoinen palvelu liitettiin", "En identitet har kopplats", has_link=False),
    "account_disconnected": Row("Ulkoinen palvelu poistettiin", "En identitet har tagits bort", has_link=False),
    "portal_feedback_answer": Row("Vastaus palautteeseesi ", "Svar på din respons ", has_link=False),
    "undelivered": Row("Ei mennyt perille: ", "Inte levererat: "),
    "passed_on": Row("Ei tavoittanut ", "Nådde inte ", reply_to=MINISTRY),
}


@pytest.fixture(autouse=True)
def in_production(settings: Any) -> None:
    settings.REHEARSAL = False


@pytest.fixture
def notices() -> list[Notice]:
    """Mails of every kind in both languages, made by the commands that people use."""
    okm, tem = builders.both_ministries()
    ContactAddress.objects.create(organisation=okm, purpose=ContactPurpose.SECRETARY, address=MINISTRY, since=LONG_AGO)
    secretary, other = builders.secretary(okm), _swedish(builders.secretary(tem))
    admin = builders.admin()
    _swedish(builders.admin())
    round_ = builders.round_(questions=2, ministries=(okm, tem))
    _write_about_documents(round_, secretary, other)
    _compile(round_, secretary)
    _write_about_terms()
    _ask_to_confirm(okm)
    _write_tests_to_addressees()
    _write_about_signing_in()
    for language in ("fi", "sv"):
        words = {"kind": "other", "text": "Hyvä.", "name": "Veera", "language": language}
        feedback = give_feedback(**words, address=f"veera.{language}@elo.example", at=timezone.now())
        answer_feedback(feedback, answer="Kiitos.", by=admin, at=timezone.now(), mail_at=NOW)
    for reminder in Notice.objects.filter(kind="reminder"):
        Notice.objects.filter(pk=reminder.pk).update(state="failed")
        undelivered.tell(reminder, "550 No such user", at=LATE)
    _print()
    return list(Notice.objects.order_by("pk"))


def _compile(round_: Round, secretary: User) -> None:
    national = builders.group("VAL", kind=GroupKind.NATIONAL)
    for language in ("fi", "sv"):
        builders.member(builders.person(language=language), national)
    edition = builders.finished_edition(round_, by=secretary)
    for report in MinistryReport.objects.filter(printing__edition=edition):
        tell_of_finished_report(report, at=NOW)
    commands.send_edition(edition, by=builders.actor(secretary), at=NOW)


def _write_tests_to_addressees() -> None:
    for language in ("fi", "sv"):
        words = {"name": "Kirjaamo", "address": f"kirjaamo.{language}@okm.example", "titles": ["Raportti 2015"]}
        tell_of_test(2015, **words, language=language, at=NOW)


def _write_about_terms() -> None:
    group = builders.group("KHA")
    builders.appointment(builders.person(email=EXPERT), builders.responsible(group))
    _swedish(builders.expert(group, "Östen"))
    for language in ("fi", "sv"):
        builders.member(builders.person(language=language), group, until=NOW.date() + timedelta(7))
    tell_of_ending_terms(at=builders.helsinki(2014, 12, 15, 9))


def _ask_to_confirm(ministry: Organisation) -> None:
    group = builders.development_group("KR1")
    own, *others = builders.centres_of(group)
    convener = builders.user(builders.person(email=CONVENER))
    builders.appointment(convener, own)
    for centre, language in zip(others, ("fi", "sv"), strict=True):
        builders.expert_of(centre, language=language)
    report = builders.document(group, in_round=builders.group_round(ministries=(ministry,)))
    builders.write_all(report, by=convener)
    commands.ask_to_confirm(report, by=builders.actor(convener), at=NOW)


def _swedish(who: User) -> User:
    Person.objects.filter(pk=who.person_id).update(language="sv")
    who.person.refresh_from_db()
    return who


def _write_about_documents(round_: Any, secretary: User, other: User) -> None:
    by = builders.actor(secretary)
    drafts, experts = [], []
    for code in ("KAI", "POH", "LAP", "UUD"):
        group = builders.group(code)
        drafts.append(builders.document(group, in_round=round_))
        experts.append(builders.expert(group))
        builders.member(_swedish(builders.user()), group, "chair")
    sent, late, entered, missing = drafts
    builders.write_all(sent, by=experts[0])
    builders.send(sent, by=experts[0])
    builders.return_for_completion(sent, 1, by=secretary)
    builders.completed(sent, by=experts[0])
    commands.settle_item(items_of(sent)[0], by=by, at=NOW)
    builders.entered(entered, by=secretary, arrived=NOW)
    builders.given_feedback(builders.group("EPO"), in_round=round_, secretaries=(secretary, other))
    given = builders.group("VAR")
    _swedish(builders.expert(given))
    builders.given_feedback(given, in_round=round_, secretaries=(secretary, other))
    builders.announcement(missing.group, by=secretary)
    builders.write_all(late, by=experts[1])
    builders.send(late, by=experts[1])
    commands.remind(at=WEEK)
    commands.remind(at=MORNING_AFTER)
    due = builders.COMPLETION_DUE
    commands.extend(missing, due=due, reason="Syy.", by=builders.actor(secretary, LATE), at=LATE)
    for is_granted in (False, True):
        asked = commands.ask_opening(late, reason="Virhe.", by=builders.actor(experts[1], LATE), at=LATE)
        words = {"is_granted": is_granted, "answer": "Vastaus.", "at": LATE}
        commands.answer_opening(asked, by=builders.actor(secretary, LATE), **words)


def _write_about_signing_in() -> None:
    for language in ("fi", "sv"):
        person = builders.person(language=language)
        invite(person, by=None, at=NOW, now=timezone.now())
        for prefix in LETTERS.keys() - {"invitation"}:
            facts: dict[str, Any] = {"timestamp": NOW, "ip": "192.0.2.1", "user_agent": "Firefox"}
            if prefix.endswith("code"):
                facts["code"] = "ABC123"
            if prefix.endswith("reset_key"):
                facts["path"] = "/accounts/password/reset/key/1-abc/"
            send_account_mail(prefix, person, person.email, facts, at=NOW)


def _print() -> None:
    for key in set(Notice.objects.exclude(awaits_print="").values_list("awaits_print", flat=True)):
        printed = Print.objects.create(key=key, sha256="0" * 64, size=5, pages=1, printed_at=NOW)
        PrintedFile.objects.create(print=printed, pdf=b"%PDF-")
        Notice.objects.filter(awaits_print=key).update(print=printed)


def of_each_kind(notices: list[Notice]) -> Iterator[tuple[str, Row, Notice]]:
    for notice in notices:
        yield f"{notice.kind} {notice.language}: {notice.subject}", KINDS[notice.kind], notice


def test_every_kind_has_a_row_and_a_mail_in_both_languages(notices: list[Notice]) -> None:
    assert set(KINDS) == set(MAILS)
    made = {(one.kind, one.language) for one in notices}
    assert made == {(kind, language) for kind in KINDS for language in ("fi", "sv")}


def test_each_says_whose_and_what_in_a_subject_of_its_own(notices: list[Notice]) -> None:
    wrong = []
    for name, row, notice in of_each_kind(notices):
        begins = row.fi if notice.language == "fi" else row.sv
        if not notice.subject.startswith(f"[ELO] {begins}"):
            wrong.append(name)
    assert wrong == []
    # A receipt is told from what asks for an act by its first word.
    receipts = {KINDS[kind].fi for kind in ("receipt", "entered")}
    assert {kind for kind, row in KINDS.items() if row.fi in receipts} == {"receipt", "entered"}


def test_each_is_in_its_readers_language_in_both_forms(notices: list[Notice]) -> None:
    readers = dict(Person.objects.exclude(email="").values_list("email", "language"))
    for name, _row, notice in of_each_kind(notices):
        with translation.override(notice.language):
            brand = translation.gettext("Ministry of Employment and the Economy")
        assert readers.get(notice.to_address, notice.language) == notice.language, name
        assert f'<html lang="{notice.language}">' in notice.html, name
        assert " ".join(notice.text.split()).endswith(brand), name
        assert brand in notice.html, name
        heading = notice.text.split("\n", 1)[0]
        assert heading.casefold() in _plain(notice.html).casefold(), name


def test_each_leads_to_one_place_at_most(notices: list[Notice]) -> None:
    for name, row, notice in of_each_kind(notices):
        links = set(ADDRESS.findall(notice.text))
        assert len(links) == row.has_link, name
        assert set(re.findall(r'href="([^"]+)"', notice.html)) == links, name


def test_each_leaves_with_both_forms_and_can_be_answered(notices: list[Notice], mailoutbox: list[Any]) -> None:
    waiting = {one.pk: one for one in notices if one.state == "waiting"}
    assert hand_over_ready() == len(waiting)
    assert len(mailoutbox) == len(waiting)
    for notice, message in zip(waiting.values(), mailoutbox, strict=True):
        name, row = f"{notice.kind} {notice.language}", KINDS[notice.kind]
        assert message.body == notice.text, name
        assert [(part.content, part.mimetype) for part in message.alternatives] == [(notice.html, "text/html")], name
        assert [parseaddr(one)[1] for one in message.reply_to] == [row.reply_to], name
        assert message.to == [f'"{notice.to_name}" <{notice.to_address}>'], name
        types = [mimetype for _file, _content, mimetype in message.attachments]
        assert ("application/pdf" in types) == row.has_pdf, name


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())
