"""Sending: what is frozen, chained, printed and posted, and when it is refused."""

import hashlib
import json
import unicodedata
from collections import Counter
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from elo_portal.office import frozen, mail
from elo_portal.office.models import AuditEntry, Job, Notice
from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind, Role, Seat
from networks.models import ContactAddress, Person
from reporting import checks, commands
from reporting.choices import State, Step
from reporting.content import content_of, wording
from reporting.models import Answer, Submission, Transition
from reporting.notices import sending
from tests import builders
from tests.builders import DUE, NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

LATE = helsinki(2015, 1, 1, 0, 0)


@pytest.fixture
def ministries():
    return builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")


@pytest.fixture
def ready(ministries):
    """Kainuu's report, every question answered, not yet sent."""
    in_round = builders.round_(questions=2, ministries=ministries)
    centre = builders.organisation(name="Kainuun keskus")
    document = builders.document(builders.group("KAI", responsible=centre), in_round=in_round)
    expert = builders.expert(document.group, "Aino Esimerkki")
    builders.write(document, "Teimme työtä.", "Kävimme läpi tavoitteet.", by=expert)
    return document


@pytest.fixture
def expert(ready):
    return Person.objects.get(name="Aino Esimerkki").user


def everything():
    """How many rows of each table that a sending writes."""
    return [model.objects.count() for model in (Submission, Transition, Job, Notice, AuditEntry)]


def refused(document, *, by, at=NOW, checked=""):
    """The sentence with which a sending is refused; nothing may be left of it."""
    before = everything()
    with pytest.raises(NotNow) as refusal:
        commands.send(document, by=builders.actor(by, at), at=at, checked=checked)
    assert everything() == before
    return refusal.value.sentence


class TestWhatIsFrozen:
    def test_the_whole_content(self, ready, expert, ministries):
        builders.secretary(ministries[0], "Olli Okm")
        builders.secretary(ministries[1], "Tiina Tem")
        builders.chair(ready.group, "Pirjo Puheenjohtaja")
        builders.member(builders.person("Jari Jäsen"), ready.group)
        centre = builders.responsible(ready.group)
        builders.member(builders.person("Carita Centrum"), ready.group, Seat.SECRETARY, represents=centre)
        sent = builders.send(ready, by=expert, at=helsinki(2014, 12, 30, 14, 7, 32, 500_000))
        school = {
            one.name: one.memberships.get().organisation.name_on(NOW.date(), "fi")
            for one in Person.objects.filter(name__in=["Pirjo Puheenjohtaja", "Jari Jäsen"])
        }
        kinds = ["centre", "te_office", "avi", "school", "municipality", "other"]
        with translation.override("fi"):
            labels = [str(OrganisationKind(kind).label) for kind in kinds]
        assert sent.frozen == {
            "schema": 2,
            "kind": "report",
            "identifier": "KAI-2014-R1",
            "number": 1,
            "language": "fi",
            "year": 2014,
            "due": "2014-12-31T23:59:59+02:00",
            "title": "Raportti 2014",
            "group": {"code": "KAI", "name": "KAI-ryhmä"},
            "centre": {"name": "Kainuun keskus"},
            "sent": {
                "at": "2014-12-30T14:07:32+02:00",
                "late": False,
                "by": {"name": "Aino Esimerkki", "role": "expert", "organisation": "Kainuun keskus"},
            },
            "addressees": [
                {"organisation": "Opetusministeriö", "capacity": "national_secretary", "name": "Olli Okm"},
                {"organisation": "Työministeriö", "capacity": "national_secretary", "name": "Tiina Tem"},
            ],
            "answers": [
                {
                    "number": 1,
                    "title": "Kysymys 1",
                    "question": "Mitä teitte kohdassa 1?",
                    "language": "fi",
                    "text": "Teimme työtä.",
                    "revision": 1,
                    "own": False,
                },
                {
                    "number": 2,
                    "title": "Kysymys 2",
                    "question": "Mitä teitte kohdassa 2?",
                    "language": "fi",
                    "text": "Kävimme läpi tavoitteet.",
                    "revision": 1,
                    "own": False,
                },
            ],
            "goal_set": None,
            "measures": [],
            "handled_on": None,
            "strategy": None,
            "attachments": [],
            "composition": [
                {"kind": kind, "label": label, "members": {"centre": 1, "school": 2}.get(kind, 0)}
                for kind, label in zip(kinds, labels, strict=True)
            ],
            "members": [
                {
                    "name": "Pirjo Puheenjohtaja",
                    "seat": "chair",
                    "organisation": school["Pirjo Puheenjohtaja"],
                    "kind": "school",
                },
                {"name": "Carita Centrum", "seat": "secretary", "organisation": "Kainuun keskus", "kind": "centre"},
                {"name": "Jari Jäsen", "seat": "member", "organisation": school["Jari Jäsen"], "kind": "school"},
            ],
            "previous": None,
        }

    def test_the_bytes_are_canonical_and_the_hash_is_theirs(self, ready, expert):
        sent = builders.send(ready, by=expert)
        data = bytes(Submission.objects.get(pk=sent.pk).content)
        assert data == json.dumps(json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
            "utf-8"
        )
        assert unicodedata.is_normalized("NFC", data.decode())
        assert frozen.canonical(frozen.load(data)) == data
        assert sent.sha256 == hashlib.sha256(data).hexdigest()

    def test_names_are_kept_in_nfc_however_they_were_typed(self, ready, expert):
        expert.person.name = "A\u0308ina\u0308 O\u0308hman"
        expert.person.save()
        assert builders.send(ready, by=expert).frozen["sent"]["by"]["name"] == "Äinä Öhman"

    def test_no_contact_data_is_in_it(self, ready, expert, ministries):
        builders.secretary(ministries[0])
        builders.chair(ready.group)
        Person.objects.update(phone="0295 016 000", title="erikoissuunnittelija")
        for organisation in (*ministries, builders.responsible(ready.group)):
            ContactAddress.objects.create(
                organisation=organisation, purpose="registry", address="kirjaamo@okm.example", since=builders.LONG_AGO
            )
        text = bytes(builders.send(ready, by=expert).content).decode()
        addresses = set(Person.objects.values_list("email", flat=True)) | {"kirjaamo@okm.example"}
        assert len(addresses) > 3
        assert [secret for secret in (*addresses, "@", "0295", "erikoissuunnittelija") if secret in text] == []

    def test_names_and_roles_are_those_of_the_day(self, ready, expert, ministries):
        yesterday, tomorrow = helsinki(2014, 12, 14).date(), helsinki(2014, 12, 16).date()
        gone, comes = builders.user(builders.person("Eilinen")), builders.user(builders.person("Huominen"))
        builders.appointment(gone, ministries[0], Role.NATIONAL_SECRETARY, until=yesterday)
        builders.appointment(comes, ministries[0], Role.NATIONAL_SECRETARY, since=tomorrow)
        builders.secretary(ministries[0], "Tämänpäiväinen")
        builders.member(gone, ready.group, Seat.CHAIR, until=yesterday)
        builders.member(comes, ready.group, Seat.CHAIR, since=tomorrow)
        builders.chair(builders.group(), "Toisen ryhmän")
        content = builders.send(ready, by=expert).frozen
        assert [one["name"] for one in content["addressees"]] == ["Tämänpäiväinen"]
        assert content["members"] == []

    def test_only_addressed_roles_receive(self, ready, expert, ministries):
        builders.appointment(builders.user(), ministries[0], Role.READER)
        builders.appointment(builders.user(), ministries[0], Role.REGISTRY)
        builders.secretary(builders.ministry())
        builders.secretary(ministries[1], "Ainoa")
        sent = builders.send(ready, by=expert)
        assert [one["name"] for one in sent.frozen["addressees"]] == ["Ainoa"]
        assert list(Notice.objects.filter(kind="arrived").values_list("to_name", flat=True)) == ["Ainoa"]

    def test_a_swedish_report_is_swedish_and_each_answer_keeps_its_language(self, ministries):
        in_round = builders.round_(questions=2, ministries=ministries)
        document = builders.document(builders.group("POH", language="sv"), in_round=in_round)
        expert = builders.expert(document.group)
        builders.secretary(ministries[0])
        answer = builders.answers(document)[0]
        answer.text.language = "fi"
        answer.text.save()
        builders.write_all(document, by=expert)
        content = builders.send(document, by=expert).frozen
        assert (content["language"], content["title"], content["group"]["name"]) == (
            "sv",
            "Rapport 2014",
            "Gruppen POH",
        )
        assert content["addressees"][0]["organisation"] == "Opetusministeriö sv"
        assert content["centre"]["name"] == builders.responsible(document.group).name_on(NOW.date(), "sv")
        assert [(one["title"], one["language"]) for one in content["answers"]] == [("Fråga 1", "fi"), ("Fråga 2", "sv")]

    def test_a_preview_has_no_number_and_no_sender(self, ready):
        content = content_of(ready, at=NOW)
        assert (content["number"], content["identifier"], content["sent"], content["previous"]) == (
            0,
            "KAI-2014-R",
            None,
            None,
        )

    def test_what_is_written_later_does_not_change_it(self, ready, expert):
        sent = builders.send(ready, by=expert)
        commands.reopen(ready, by=builders.actor(expert), at=NOW)
        builders.write(ready, "Aivan toista.", by=expert)
        assert Submission.objects.get(pk=sent.pk).frozen["answers"][0]["text"] == "Teimme työtä."

    def test_the_content_costs_the_same_number_of_queries_for_one_member_and_for_four(self, ready, expert, ministries):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                content_of(ready, at=NOW)
            return len(captured)

        builders.secretary(ministries[0])
        builders.chair(ready.group)
        one = queries()
        for _ in range(3):
            builders.secretary(ministries[1])
            builders.member(builders.person(), ready.group)
        assert queries() == one


class TestMarks:
    @pytest.mark.parametrize(
        ("at", "is_late"),
        [(helsinki(2014, 12, 31, 23, 59, 59, 999_000), False), (LATE, True), (helsinki(2015, 3, 1, 12, 0), True)],
    )
    def test_what_comes_after_the_due_second_is_marked_late(self, ready, expert, at, is_late):
        sent = builders.send(ready, by=expert, at=at)
        assert (sent.is_late, sent.frozen["sent"]["late"]) == (is_late, is_late)

    def test_the_length_is_what_the_printer_measured(self, ready, expert):
        measured = checks.check(ready, at=NOW).hundredths
        assert 0 < measured < 100
        assert builders.send(ready, by=expert).pages_used == measured

    def test_the_step_the_state_and_the_version_are_written_down(self, ready, expert):
        sent = builders.send(ready, by=expert)
        ready.refresh_from_db()
        assert ready.state == State.SENT
        assert list(
            Transition.objects.values_list("step", "from_state", "to_state", "by", "at", "note", "submission")
        ) == [(Step.SEND, State.DRAFT, State.SENT, expert.person.pk, NOW, "", sent.pk)]
        assert (sent.number, sent.at, sent.by, sent.round) == (1, NOW, expert.person, ready.round)

    def test_a_report_returned_for_completion_is_sent_again(self, ready, expert):
        ready.state = State.RETURNED
        ready.save()
        builders.send(ready, by=expert)
        assert Transition.objects.get().from_state == State.RETURNED


class TestChain:
    def test_a_next_version_points_to_the_one_before(self, ready, expert):
        first = builders.send(ready, by=expert)
        commands.reopen(ready, by=builders.actor(expert), at=NOW)
        builders.write(ready, "Uusi teksti.", by=expert)
        second = builders.send(ready, by=expert)
        assert (second.number, second.identifier, second.previous) == (2, "KAI-2014-R2", first)
        assert second.frozen["previous"] == first.sha256
        assert second.frozen["answers"][0] | {"text": "Uusi teksti.", "revision": 2} == second.frozen["answers"][0]

    def test_all_groups_of_a_round_are_in_one_chain_and_each_round_has_its_own(self, quick_printer):
        this, other = builders.round_(questions=1), builders.round_(2013, questions=1, opens=helsinki(2013, 10, 1, 9))
        groups = [builders.group() for _ in range(3)]
        sent = []
        for group in groups:
            expert = builders.expert(group)
            for in_round in (this, other):
                document = builders.document(group, in_round=in_round)
                builders.write_all(document, by=expert)
                sent.append(builders.send(document, by=expert))
        assert chain(this) == [one.sha256 for one in sent if one.round == this]
        assert chain(other) == [one.sha256 for one in sent if one.round == other]

    def test_the_database_refuses_a_fork(self, quick_printer):
        in_round = builders.round_(questions=1)
        builders.sent_document(in_round=in_round)
        second = builders.sent_document(in_round=in_round)
        fields = (
            Submission.objects.filter(document=second)
            .values("document_id", "round_id", "previous_id", "at", "by_id")
            .get()
        )
        common = fields | {"number": 9, "content": b"{}", "sha256": "f" * 64, "is_late": False, "pages_used": 1}
        for fork in ({}, {"previous_id": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Submission.objects.create(**(common | fork))


class TestRefusals:
    def test_missing_answers_are_named(self, ready, expert):
        builders.write(ready, "", by=expert)
        assert refused(ready, by=expert) == "Answer question 1 first."
        builders.write(ready, "", " \n", by=expert)
        assert refused(ready, by=expert) == "Answer questions 1, 2 first."

    def test_a_report_that_is_too_long_is_refused_and_the_check_tells_where_the_limit_falls(self, ministries):
        in_round = builders.round_(questions=2, ministries=ministries, page_note=1, page_limit=1)
        document = builders.document(in_round=in_round)
        expert = builders.expert(document.group)
        words = [f"sana{number}" for number in range(900)]
        builders.write(document, " ".join(words), "Loppu.", by=expert)
        report = checks.check(document, at=NOW)
        assert (report.is_too_long, report.is_over_note, report.can_be_sent) == (True, True, False)
        last = report.limit_words.split()[-1]
        assert last in words
        assert " ".join(words[: words.index(last) + 1]).endswith(" ".join(report.limit_words.split()))
        assert refused(document, by=expert) == "The report is longer than the round allows. Shorten it before sending."
        builders.write(document, " ".join(words[: words.index(last) // 2]), by=expert)
        assert builders.send(document, by=expert).pages_used <= 100

    def test_more_than_the_note_and_not_more_than_the_limit_is_sent(self, ministries):
        in_round = builders.round_(questions=1, ministries=ministries, page_note=1, page_limit=2)
        document = builders.document(in_round=in_round)
        expert = builders.expert(document.group)
        builders.write(document, "sanoja " * 900, by=expert)
        report = checks.check(document, at=NOW)
        assert (report.is_over_note, report.is_too_long, report.limit_words) == (True, False, "")
        assert builders.send(document, by=expert).pages_used > 100

    def test_without_a_limit_any_length_is_sent(self, ministries):
        in_round = builders.round_(questions=1, page_note=None, page_limit=None)
        document = builders.document(in_round=in_round)
        expert = builders.expert(document.group)
        builders.write(document, "sanoja " * 3000, by=expert)
        assert builders.send(document, by=expert).pages_used > 300

    def test_wording_that_has_changed_since_the_check_is_not_sent(self, ready, expert):
        checked = wording(ready)
        builders.write(ready, "Muutettu.", by=builders.chair(ready.group))
        assert refused(ready, by=expert, checked=checked) == (
            "Somebody has changed the text since you checked it. Check it again before sending."
        )
        assert commands.send(ready, by=builders.actor(expert), at=NOW, checked=wording(ready)).number == 1

    def test_a_language_that_has_changed_since_the_check_is_not_sent(self, ready, expert):
        checked = wording(ready)
        commands.choose_language(ready, "sv", by=builders.actor(expert))
        assert refused(ready, by=expert, checked=checked).startswith("Somebody has changed the text")

    def test_an_answers_language_that_has_changed_since_the_check_is_not_sent(self, ready, expert):
        checked = wording(ready)
        answer = Answer.objects.get(document=ready, number=1)
        answer.text.language = "sv"
        answer.text.save()
        assert refused(ready, by=expert, checked=checked).startswith("Somebody has changed the text")

    def test_what_a_colleague_has_sent_is_told(self, ready, expert):
        builders.send(ready, by=expert)
        other = builders.expert(ready.group)
        assert refused(ready, by=other) == "Aino Esimerkki was here first: the document was sent on 15.12.2014 at 9:00."

    @pytest.mark.parametrize("who", ["chair", "other expert", "secretary", "expert of yesterday"])
    def test_nobody_else_sends(self, ready, who, ministries):
        person = {
            "chair": lambda: builders.chair(ready.group),
            "other expert": lambda: builders.expert(builders.group()),
            "secretary": lambda: builders.secretary(ministries[0]),
            "expert of yesterday": builders.user,
        }[who]()
        if who == "expert of yesterday":
            builders.appointment(person, builders.responsible(ready.group), until=helsinki(2014, 12, 14).date())
        before = everything()
        with pytest.raises(PermissionDenied):
            builders.send(ready, by=person)
        assert everything() == before

    def test_when_anything_fails_nothing_is_left_of_the_sending(self, ready, expert, ministries, monkeypatch):
        builders.secretary(ministries[0])
        builders.chair(ready.group)
        before = everything()
        receipt = sending._receipt

        def fail_at_the_last_mail(submission, receivers, person, sender, at):
            if person != sender:
                raise OSError("disk full")
            receipt(submission, receivers, person, sender, at)

        monkeypatch.setattr(sending, "_receipt", fail_at_the_last_mail)
        with pytest.raises(OSError, match="disk full"):
            builders.send(ready, by=expert)
        assert everything() == before
        ready.refresh_from_db()
        assert ready.state == State.DRAFT


class TestWhatFollows:
    @pytest.fixture
    def sent(self, ready, expert, ministries):
        """Sent by Aino; secretaries Olli (Finnish) and Sara (Swedish); the chair Charles reads English."""
        builders.secretary(ministries[0], "Olli Okm")
        builders.secretary(ministries[1], "Sara Tem")
        builders.chair(ready.group, "Charles Chair")
        Person.objects.filter(name="Sara Tem").update(language="sv")
        Person.objects.filter(name="Charles Chair").update(language="en")
        return builders.send(ready, by=expert)

    def test_a_mail_to_each_secretary_and_a_receipt_to_sender_and_chair(self, sent):
        assert sorted(Notice.objects.values_list("kind", "to_name", "language")) == [
            ("arrived", "Olli Okm", "fi"),
            ("arrived", "Sara Tem", "sv"),
            ("receipt", "Aino Esimerkki", "fi"),
            ("receipt", "Charles Chair", "en"),
        ]
        for notice in Notice.objects.all():
            person = Person.objects.get(name=notice.to_name)
            assert (notice.to_address, notice.at, notice.state) == (person.email, NOW, "waiting")
            assert notice.key == f"submission:{sent.pk}:{notice.kind}:{person.pk}"
            assert (notice.awaits_print, notice.attachment_name, notice.print) == (
                f"submission:{sent.pk}",
                "KAI-2014-R1.pdf",
                None,
            )

    def test_each_mail_is_in_its_readers_language(self, sent):
        for notice in Notice.objects.filter(kind="arrived"):
            with translation.override(notice.language):
                area = "Området KAI" if notice.language == "sv" else "Alue KAI"
                words = {"area": area, "year": 2014}
                assert notice.subject == gettext("[ELO] %(area)s has sent its report for %(year)s") % words
            assert f'lang="{notice.language}"' in notice.html

    def test_each_mail_tells_the_hash_and_has_a_link(self, sent):
        for notice in Notice.objects.all():
            assert sent.sha256 in notice.text
            assert sent.sha256 in notice.html
        paths = {"arrived": sent.document.get_absolute_url(), "receipt": sent.get_absolute_url()}
        for notice in Notice.objects.all():
            assert f"{paths[notice.kind]}\n" in notice.text

    def test_no_mail_leaves_before_the_print(self, sent, mailoutbox):
        assert mail.commands.hand_over_ready() == 0
        assert mailoutbox == []

    def test_a_chair_who_sends_gets_one_receipt(self, ready, expert):
        builders.member(expert, ready.group, Seat.CHAIR)
        builders.send(ready, by=expert)
        assert list(Notice.objects.values_list("kind", "to_name")) == [("receipt", "Aino Esimerkki")]

    def test_somebody_without_an_address_gets_no_mail(self, ready, expert, ministries):
        builders.secretary(ministries[0], "Osoitteeton")
        Person.objects.filter(name="Osoitteeton").update(email="")
        sent = builders.send(ready, by=expert)
        assert [one["name"] for one in sent.frozen["addressees"]] == ["Osoitteeton"]
        assert list(Notice.objects.values_list("to_name", flat=True)) == ["Aino Esimerkki"]

    def test_a_next_version_is_told_to_all_again(self, sent, ready, expert):
        commands.reopen(ready, by=builders.actor(expert), at=NOW)
        second = builders.send(ready, by=expert, at=DUE)
        assert Counter(Notice.objects.values_list("awaits_print", flat=True)) == {
            sent.print_key: 4,
            second.print_key: 4,
        }

    def test_a_job_prints_it(self, sent):
        assert list(Job.objects.values_list("kind", "subject", "key", "published_at")) == [
            ("reporting.print_submission", sent.pk, f"print:submission:{sent.pk}", None)
        ]

    def test_the_audit_log_tells_who_sent_what_and_nothing_of_its_text(self, sent, expert):
        entry = AuditEntry.objects.get(act="document.send")
        assert (entry.user, entry.subject) == (expert, f"reporting.document:{sent.document_id}")
        assert entry.details == {"version": 1, "sha256": sent.sha256}


def chain(in_round):
    """The hashes of a round's submissions from the first to the last, walked by the frozen content itself."""
    following = {}
    for one in Submission.objects.filter(round=in_round).select_related("previous"):
        before = one.frozen["previous"]
        assert before == (one.previous.sha256 if one.previous else None)
        assert before not in following, "the chain forks"
        following[before] = one.sha256
    found, at = [], None
    while at in following:
        at = following[at]
        found.append(at)
    assert len(found) == len(following), "the chain is broken"
    return found


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_sendings_of_one_document_one_is_told_that_the_other_was_first(self, at_once, quick_printer):
        document = builders.document(in_round=builders.round_(questions=1))
        experts = [builders.expert(document.group, "Aino"), builders.expert(document.group, "Onni")]
        builders.write_all(document, by=experts[0])
        answers = at_once(*(partial(builders.send, document, by=one) for one in experts))
        sent = Submission.objects.get()
        refusal = next(answer for answer in answers if answer != sent)
        assert refusal.sentence == f"{sent.by.name} was here first: the document was sent on 15.12.2014 at 9:00."
        assert (Transition.objects.count(), Job.objects.count()) == (1, 1)
        assert list(Notice.objects.values_list("to_name", flat=True)) == [sent.by.name]

    def test_a_save_and_a_sending_at_once_send_what_was_saved_or_keep_it_aside(self, at_once, quick_printer):
        document = builders.document(in_round=builders.round_(questions=1))
        aino, onni = builders.expert(document.group), builders.expert(document.group)
        builders.write(document, "Ainon", by=aino)
        at_once(partial(builders.write, document, "Onnin", by=onni), partial(builders.send, document, by=aino))
        (answer,) = builders.answers(document)
        assert Submission.objects.get().frozen["answers"][0]["text"] == answer.text.body
        assert set(answer.text.revisions.values_list("body", "is_aside")) in (
            {("Ainon", False), ("Onnin", False)},
            {("Ainon", False), ("Onnin", True)},
        )

    def test_twenty_groups_at_once_make_one_unforked_chain(self, at_once, quick_printer):
        in_round = builders.round_(questions=1)
        groups = [builders.group() for _ in range(20)]
        sendings = []
        for group in groups:
            document = builders.document(group, in_round=in_round)
            expert = builders.expert(group)
            builders.write_all(document, by=expert)
            sendings.append(partial(builders.send, document, by=expert))
        answers = at_once(*sendings)
        assert all(isinstance(answer, Submission) for answer in answers), answers
        assert sorted(chain(in_round)) == sorted(answer.sha256 for answer in answers)
        assert len(chain(in_round)) == 20
        assert Job.objects.count() == 20


def test_a_text_of_thousands_of_lines_is_too_long_and_is_never_laid_out(db, english):
    document = builders.document()
    expert = builders.expert(document.group)
    builders.write_all(document, by=expert)
    builders.write(document, "a\n" * 9000, by=expert)
    with pytest.raises(NotNow, match="longer than the round allows"):
        builders.send(document, by=expert)
