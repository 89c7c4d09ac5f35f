"""Pages of the ministries' feedback: what each shows, and that nothing typed is lost. No page needs a script."""

from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Print, PrintedFile, Revision
from networks.choices import Role
from networks.models import Appointment
from reporting import commands
from reporting.choices import RoundKind, State
from reporting.feedback import readiness, standing
from reporting.models import FeedbackConfirmation, FeedbackLeftOut, FeedbackLetter, PublishedFeedback
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch):
    """The portal's day is that of the builders."""
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


@pytest.fixture
def world():
    okm, tem = builders.both_ministries()
    outi, eino = builders.secretary(okm, "Outi Malli"), builders.secretary(tem, "Eino Esimerkki")
    in_round = builders.round_(questions=1, ministries=(okm, tem))
    document = builders.reviewed_document(builders.group("KAI"), in_round=in_round, by=outi)
    return SimpleNamespace(okm=okm, tem=tem, outi=outi, eino=eino, round=in_round, document=document)


def client(user):
    """Reads the portal in the language of the source."""
    made = Client()
    made.force_login(user)
    session = made.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return made


def page(user, name, *to, **query):
    response = client(user).get(reverse(name, args=to), query)
    assert response.status_code == 200
    return response.content.decode()


def post(user, name, *to, follow=False, **data):
    return client(user).post(
        reverse(name, args=to), {key.replace("_", "-"): value for key, value in data.items()}, follow=follow
    )


def write(user, document, first, second="Työ jatkuu.", base=0, **data):
    return post(
        user,
        "feedback_letter_write",
        document.pk,
        answer_1=first,
        base_1=base,
        answer_2=second,
        base_2=base,
        **data,
    )


def test_the_list_tells_each_groups_state_and_what_is_to_be_done(world):
    other = builders.reviewed_document(builders.group("LAP"), in_round=world.round, by=world.outi)
    builders.document(builders.group("POH"), in_round=world.round)
    builders.write_common_feedback(world.round, by=world.outi)
    builders.write_feedback(world.document, by=world.outi)
    builders.confirm_feedback(world.document, world.okm, by=world.outi)
    text = page(world.outi, "feedback_letter_list", world.round.pk)
    for words in (
        "Confirmed by OKM",
        "Not confirmed yet: TEM.",
        "The feedback has not been begun.",
        "The report has not been sent.",
        "The ministries give their feedback together early in 2015",
        "The common part has been written in Finnish and in Swedish.",
        reverse("feedback_letter", args=[other.pk]),
    ):
        assert words in text


def test_the_editor_saves_both_subjects_and_has_report_and_plan_beside(world):
    group = world.document.group
    plan = builders.round_(kind=RoundKind.PLAN, questions=1, opens=helsinki(2014, 1, 1, 9, 0))
    planned = builders.sent_document(group, in_round=plan)
    text = page(world.outi, "feedback_letter_write", world.document.pk)
    for submission in (planned.submissions.get(), world.document.submissions.get()):
        assert submission.frozen["answers"][0]["text"] in text
    response = write(world.outi, world.document, "Suunnitelma toteutui hyvin.", action="save")
    assert response.headers["Location"] == reverse("feedback_letter_write", args=[world.document.pk])
    letter = FeedbackLetter.objects.get()
    assert [part.text.body for part in letter.parts] == ["Suunnitelma toteutui hyvin.", "Työ jatkuu."]
    text = page(world.eino, "feedback_letter_write", world.document.pk)
    assert "Suunnitelma toteutui hyvin." in text
    assert "Outi Malli, " in text
    response = write(world.eino, world.document, "Suunnitelma toteutui hyvin.", base=1, action="read")
    assert response.headers["Location"] == reverse("feedback_letter", args=[world.document.pk])


def test_two_secretaries_at_once_see_two_texts_and_lose_neither(world):
    builders.write_feedback(world.document, by=world.outi)
    write(world.outi, world.document, "Outin teksti.", base=1)
    response = write(world.eino, world.document, "Einon teksti.", base=1)
    conflict = reverse("feedback_letter_conflict", args=[world.document.pk, 1])
    assert response.headers["Location"] == conflict
    text = page(world.eino, "feedback_letter_conflict", world.document.pk, 1)
    for words in ("There are two texts for the same part of the feedback", "Outin", "Einon", "Neither text is lost."):
        assert words in text
    response = client(world.eino).post(conflict, {"choice": "mine", "base": 2, "aside": 3, "text": ""})
    assert response.headers["Location"] == reverse("feedback_letter_write", args=[world.document.pk]) + "#q1"
    letter = FeedbackLetter.objects.get()
    assert letter.carrying_out.body == "Einon teksti."
    text = page(world.outi, "feedback_letter_history", world.document.pk, 1)
    assert text.count("Outi Malli") > 1
    text = page(world.outi, "feedback_letter_history", world.document.pk, 1, revision=2)
    assert "Bring this text back as a new revision" in text
    response = post(world.outi, "feedback_letter_history", world.document.pk, 1, revision=2, base=4)
    assert response.status_code == 302
    letter.carrying_out.refresh_from_db()
    assert letter.carrying_out.body == "Outin teksti."


def test_the_common_part_has_the_same_editor(world):
    data = {"answer_1": "Kiitos.", "base_1": 0, "answer_2": "Tack.", "base_2": 0}
    post(world.outi, "feedback_common_write", world.round.pk, **data)
    response = post(world.eino, "feedback_common_write", world.round.pk, **{**data, "answer_1": "Kiitämme."})
    assert response.headers["Location"] == reverse("feedback_common_conflict", args=[world.round.pk, 1])
    assert "Kiitämme." in page(world.eino, "feedback_common_conflict", world.round.pk, 1)
    assert "Tack." in page(world.eino, "feedback_common_write", world.round.pk)
    assert "Outi Malli" in page(world.eino, "feedback_common_history", world.round.pk, 2)


def test_a_text_that_is_too_long_stays_in_its_field_and_the_other_is_saved(world):
    response = write(world.outi, world.document, "x" * 50_001, "Hyvä.")
    text = response.content.decode()
    assert response.status_code == 200
    assert "Text 1 has 50" in text
    assert "x" * 50_001 in text
    assert [part.text.body for part in FeedbackLetter.objects.get().parts] == ["", "Hyvä."]


def test_confirming_shows_the_very_version_and_tells_when_it_was_changed(world):
    builders.write_common_feedback(world.round, by=world.outi)
    builders.write_feedback(world.document, by=world.outi)
    sha256 = standing(world.document, NOW.date()).sha256
    text = page(world.eino, "feedback_letter", world.document.pk)
    assert f"Confirm version {sha256[:8]}: TEM" in text
    assert "OKM</button>" not in text
    response = post(
        world.eino, "feedback_letter_confirm", world.document.pk, follow=True, ministry=world.tem.pk, sha256=sha256
    )
    assert "This version is confirmed for your ministry." in response.content.decode()
    builders.write_feedback(world.document, by=world.outi, texts=("Muutettu.", "Työ jatkuu."))
    text = page(world.eino, "feedback_letter", world.document.pk)
    assert "Changed since it was confirmed" in text
    assert f"Eino Esimerkki confirmed version {sha256[:8]}" in text
    response = post(
        world.eino, "feedback_letter_confirm", world.document.pk, follow=True, ministry=world.tem.pk, sha256=sha256
    )
    assert "The feedback was changed after you opened the page." in response.content.decode()
    assert FeedbackConfirmation.objects.count() == 1
    response = post(world.outi, "feedback_letter_confirm", world.document.pk, ministry=world.tem.pk, sha256=sha256)
    assert response.status_code == 403


def test_the_own_confirmation_is_taken_back_with_one_button(world):
    builders.write_common_feedback(world.round, by=world.outi)
    builders.write_feedback(world.document, by=world.outi)
    builders.confirm_feedback(world.document, world.okm, by=world.outi)
    response = post(world.outi, "feedback_letter_take_back", world.document.pk, follow=True, ministry=world.okm.pk)
    assert "Your ministry&#x27;s confirmation is taken back." in response.content.decode()


def ready(world):
    builders.write_common_feedback(world.round, by=world.outi)
    builders.write_feedback(world.document, by=world.outi)
    builders.confirm_feedback(world.document, world.okm, by=world.outi)
    builders.confirm_feedback(world.document, world.tem, by=world.eino)


def test_the_page_of_publishing_lists_whom_it_reaches_and_what_is_left_out(world):
    ready(world)
    other = builders.reviewed_document(builders.group("LAP"), in_round=world.round, by=world.outi)
    sender = world.document.submissions.get().by
    text = page(world.outi, "feedback_letters_publish", world.round.pk)
    for words in (
        sender.name,
        sender.email.partition("@")[0],
        "3 people",
        "Why Area LAP is left out",
        "Publish 1 letter",
    ):
        assert words in text
    checked = readiness(world.round, NOW.date()).fingerprint
    response = post(
        world.outi, "feedback_letters_publish", world.round.pk, checked=checked, **{f"case_{world.okm.pk}": "OKM/1"}
    )
    text = response.content.decode()
    assert "Write why Area LAP is left out" in text
    assert "OKM/1" in text
    assert not PublishedFeedback.objects.exists()
    data = {f"reason_{other.pk}": "Kirjoitetaan vielä.", f"case_{world.okm.pk}": "OKM/1"}
    response = post(world.outi, "feedback_letters_publish", world.round.pk, checked="vanha", **data)
    assert response.status_code == 409
    assert "What would be published has changed" in response.content.decode()
    assert "Kirjoitetaan vielä." in response.content.decode()
    response = post(world.outi, "feedback_letters_publish", world.round.pk, follow=True, checked=checked, **data)
    assert "The feedback was published to 1 group." in response.content.decode()
    assert FeedbackLeftOut.objects.get().reason == "Kirjoitetaan vielä."
    assert PublishedFeedback.objects.get().frozen["senders"][0]["case_number"] == "OKM/1"


def test_the_own_ministrys_number_stands_in_the_form_and_the_others_beside_it(world):
    ready(world)
    for ministry, number in ((world.okm, "OKM/1"), (world.tem, "TEM/7")):
        builders.addressed(world.round, ministry)
        builders.case_number(world.round, number, by=builders.clerk(ministry))
    for publisher, own, other in ((world.outi, "OKM/1", "TEM/7"), (world.eino, "TEM/7", "OKM/1")):
        text = page(publisher, "feedback_letters_publish", world.round.pk)
        assert f'value="{own}"' in text
        assert f"<dd>{other}</dd>" in text
        assert f'value="{other}"' not in text


def test_where_the_numbers_differ_the_form_is_empty_and_names_them(world):
    ready(world)
    other = builders.reviewed_document(builders.group("LAP"), in_round=world.round, by=world.outi)
    builders.write_feedback(other, by=world.outi)
    for by, ministry in ((world.outi, world.okm), (world.eino, world.tem)):
        builders.confirm_feedback(other, ministry, by=by)
    builders.addressed(world.round, world.okm)
    builders.case_number(other, "OKM/2", by=builders.clerk(world.okm))
    text = page(world.outi, "feedback_letters_publish", world.round.pk)
    assert "Left empty, each letter carries the number that its report has: OKM/2." in text
    assert 'value="OKM/2"' not in text


def test_without_a_ready_letter_the_page_tells_what_is_to_be_done(world):
    text = page(world.outi, "feedback_letters_publish", world.round.pk)
    assert "The feedback has not been begun." in text
    assert "Publish 0" not in text


def test_the_region_reads_the_feedback_beside_its_report_on_its_front_page_and_as_a_letter(world):
    expert = builders.expert(world.document.group)
    hidden = client(expert).get(reverse("feedback_letter", args=[world.document.pk]))
    ready(world)
    assert (
        hidden.status_code
        == client(expert).get(reverse("feedback_letter", args=[world.document.pk])).status_code
        == 404
    )
    assert "Suunnitelma toteutui." not in page(expert, "document_detail", world.document.pk)
    builders.publish_feedback(world.round, by=world.outi)
    for name, to in (("feedback_letter", [world.document.pk]), ("document_detail", [world.document.pk])):
        text = page(expert, name, *to)
        for words in ("Kiitos kaikille.", "Suunnitelma toteutui.", "Työ jatkuu."):
            assert words in text
    assert reverse("feedback_letter", args=[world.document.pk]) in page(expert, "front")
    pdf = reverse("feedback_letter_pdf", args=[world.document.pk, "KAI-2014-P"])
    assert client(expert).get(pdf).status_code == 409
    published = PublishedFeedback.objects.get()
    made = Print.objects.create(key=published.print_key, sha256="0" * 64, size=4, pages=1, printed_at=NOW)
    PrintedFile.objects.create(print=made, pdf=b"%PDF")
    assert client(expert).get(pdf).content == b"%PDF"
    wrong = reverse("feedback_letter_pdf", args=[world.document.pk, "LAP-2014-P"])
    assert client(expert).get(wrong).status_code == 404
    for wanted, words in (
        (published.sha256, "It is the content of the feedback"),
        ("0" * 64, "It is the printed PDF of"),
    ):
        assert words in page(expert, "verify", hash=wanted)
        assert words not in page(builders.user(), "verify", hash=wanted)
    json = client(expert).get(reverse("feedback_letter_json", args=[world.document.pk, "KAI-2014-P"]))
    assert json.content == bytes(published.content)


def test_last_years_feedback_stands_beside_the_plan_that_is_written(world):
    ready(world)
    builders.publish_feedback(world.round, by=world.outi)
    plan = builders.round_(2015, kind=RoundKind.PLAN, questions=1, opens=helsinki(2014, 12, 1, 9, 0))
    document = builders.document(world.document.group, in_round=plan)
    text = page(builders.expert(document.group), "document_write", document.pk)
    assert "The ministries' feedback on 2014" in text
    assert "Suunnitelma toteutui." in text


def test_who_was_writing_when_it_was_published_gets_the_text_back(world):
    ready(world)
    builders.publish_feedback(world.round, by=world.outi)
    response = write(world.eino, world.document, "Jäi kesken.", base=1)
    assert response.status_code == 409
    text = response.content.decode()
    assert "The feedback was published while you were writing" in text
    assert "Jäi kesken." in text
    assert Revision.objects.filter(body="Jäi kesken.", is_aside=True).exists()
    assert write(world.eino, world.document, "Suunnitelma toteutui.", base=1).headers["Location"] == reverse(
        "feedback_letter", args=[world.document.pk]
    )
    response = client(world.eino).get(reverse("feedback_letter_write", args=[world.document.pk]))
    assert response.headers["Location"] == reverse("feedback_letter", args=[world.document.pk])
    response = post(world.eino, "feedback_letter_confirm", world.document.pk, ministry=world.tem.pk)
    assert response.status_code == 302


class TestDeputies:
    def test_a_deputy_reads_and_confirms_but_does_not_write_or_publish(self, world):
        builders.write_common_feedback(world.round, by=world.outi)
        builders.write_feedback(world.document, by=world.outi)
        deputy = builders.deputy(world.okm, "Sanna Sijainen")
        assert reverse("feedback_letter_list", args=[world.round.pk]) in page(deputy, "front")
        assert page(deputy, "feedback_letter_list", world.round.pk)
        text = page(deputy, "feedback_letter", world.document.pk)
        assert "Confirm version" in text
        assert reverse("feedback_letter_write", args=[world.document.pk]) not in text
        sha256 = standing(world.document, NOW.date()).sha256
        post(deputy, "feedback_letter_confirm", world.document.pk, ministry=world.okm.pk, sha256=sha256)
        assert FeedbackConfirmation.objects.get().capacity == Role.FEEDBACK_DEPUTY
        for name, to in (
            ("feedback_letter_write", world.document.pk),
            ("feedback_common_write", world.round.pk),
            ("feedback_letters_publish", world.round.pk),
        ):
            assert client(deputy).get(reverse(name, args=[to])).status_code == 403
        assert client(deputy).get(reverse("feedback_deputies")).status_code == 403

    def test_a_secretary_names_and_ends_a_deputy_of_the_own_ministry(self, world):
        person = builders.person("Sanna Sijainen", email="sanna@ministry.example")
        data = {
            "ministry": world.okm.pk,
            "email": "Sanna@ministry.example",
            "since": "15.12.2014",
            "until": "31.01.2015",
        }
        response = post(world.outi, "feedback_deputies", follow=True, **data)
        text = response.content.decode()
        assert "Sanna Sijainen is named as deputy." in text
        assert "Named by Outi Malli" in text
        appointment = Appointment.objects.get(person=person)
        assert "Sanna Sijainen" not in page(world.eino, "feedback_deputies")
        assert post(world.eino, "feedback_deputy_end", appointment.pk).status_code == 403
        post(world.outi, "feedback_deputy_end", appointment.pk)
        appointment.refresh_from_db()
        assert appointment.until == NOW.date()

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"email": ""}, "Write the deputy&#x27;s work e-mail"),
            ({"email": "nobody@ministry.example"}, "Nobody in the portal has this address."),
            ({"until": "1.12.2014"}, "The last day must not be past."),
            ({"since": "1.2.2015", "until": "31.1.2015"}, "The last day must not be before the first day."),
            ({"since": "huomenna"}, "Write the day in the form dd.mm.yyyy"),
            ({"email": "eino@ministry.example"}, "Eino Esimerkki confirms for another ministry."),
        ],
    )
    def test_bad_input_is_told_beside_the_field_and_stays(self, world, changes, error):
        builders.person("Sanna", email="sanna@ministry.example")
        world.eino.person.email = "eino@ministry.example"
        world.eino.person.save(update_fields=["email"])
        data = {"ministry": world.okm.pk, "email": "sanna@ministry.example", "since": "15.1.2015", "until": "31.1.2015"}
        response = post(world.outi, "feedback_deputies", **{**data, **changes})
        text = response.content.decode()
        assert response.status_code == 200
        assert error in text
        assert all(value in text for value in {**data, **changes}.values() if isinstance(value, str))
        assert not Appointment.objects.filter(role=Role.FEEDBACK_DEPUTY).exists()

    def test_the_other_ministry_is_no_choice(self, world):
        builders.person("Sanna", email="sanna@ministry.example")
        data = {"ministry": world.tem.pk, "email": "sanna@ministry.example", "since": "15.1.2015", "until": "31.1.2015"}
        assert post(world.outi, "feedback_deputies", **data).status_code == 200
        assert not Appointment.objects.filter(role=Role.FEEDBACK_DEPUTY).exists()


def test_a_plan_has_no_feedback_of_its_own(world):
    plan = builders.round_(kind=RoundKind.PLAN, questions=1, opens=helsinki(2014, 1, 1, 9, 0), ministries=(world.okm,))
    document = builders.reviewed_document(in_round=plan, by=world.outi)
    assert document.state == State.REVIEWED
    for name, to in (
        ("feedback_letter", document.pk),
        ("feedback_letter_list", plan.pk),
        ("feedback_letter_write", document.pk),
    ):
        assert client(world.outi).get(reverse(name, args=[to])).status_code == 404


def test_the_plans_editor_shows_last_years_feedback_beside_each_topic(world):
    group = world.document.group
    in_round = builders.plan_round(2015, opens=helsinki(2015, 1, 10, 9, 0))
    plan, expert = builders.plan(group, in_round=in_round), builders.expert(group)
    builders.write_feedback(world.document, by=world.outi)
    builders.write_common_feedback(world.round, by=world.eino)
    for ministry, by in ((world.okm, world.outi), (world.tem, world.eino)):
        builders.confirm_feedback(world.document, ministry, by=by)
    assert "feedback on 2014" not in page(expert, "document_write", plan.pk)
    builders.publish_feedback(world.round, by=world.outi)
    commands.add_section(plan, by=builders.actor(expert), at=NOW)
    shown = page(expert, "document_write", plan.pk)
    for number in range(1, 5):
        assert f'feedback on 2014<span class="vh">, topic {number}</span></summary>' in shown
    assert shown.count("feedback on 2014") == shown.count("Suunnitelma toteutui.") == shown.count("Työ jatkuu.") == 4
    assert shown.count(f'href="{reverse("feedback_letter", args=[world.document.pk])}"') == 4
