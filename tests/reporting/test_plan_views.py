"""The pages of a plan, without JavaScript: editor, measures, files, check, receipt, reading, front page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.choices import ContactPurpose
from networks.models import ContactAddress, User
from reporting import commands
from reporting.choices import Beside, State
from reporting.models import Answer, Document, Measure, Submission
from tests import builders
from tests.builders import NOW, helsinki
from tests.office import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: helsinki(2014, 12, 15, 10, 30))


@pytest.fixture
def plan() -> Document:
    okm = builders.ministry("Opetusministeriö")
    ContactAddress.objects.create(
        organisation=okm, purpose=ContactPurpose.REGISTRY, address="kirjaamo@okm.example", since=builders.LONG_AGO
    )
    builders.secretary(okm, "Olli Okm")
    return builders.plan(builders.group("KAI"), in_round=builders.plan_round(ministries=(okm,)))


@pytest.fixture
def writer(plan: Document) -> User:
    return builders.expert(plan.group, "Aino Esimerkki")


@pytest.fixture
def client(writer: User) -> Client:
    return signed_in(writer)


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def fields(plan: Document, **changed: Any) -> dict[str, Any]:
    """What the editor's form sends; a1=… for topic 1, and any other field by its name with _ for -."""
    data: dict[str, Any] = {"action": "save", "language": "fi", "handled_on": "", "handled_on_base": ""}
    for answer in Answer.objects.filter(document=plan, is_removed=False).select_related("text__current"):
        number = answer.number
        data |= {
            f"answer-{number}": changed.pop(f"a{number}", answer.text.body),
            f"base-{number}": str(answer.text.number),
            f"language-{number}": answer.text.language,
        }
        if answer.is_own_section:
            data |= {f"heading-{number}": answer.heading, f"heading-base-{number}": answer.heading}
    return data | changed


def measure_fields(**words: Any) -> dict[str, Any]:
    words = {"what": "Kolme koulutuspäivää", "topic": "1", "body": "", "schedule": "", "sign": "", **words}
    return {f"measure-{name}": value for name, value in words.items()}


def write(plan: Document) -> str:
    return reverse("document_write", args=[plan.pk])


class TestEditor:
    def test_the_page_has_topics_goals_measures_and_strategy(self, client, plan, writer):
        version = builders.adopted_strategy(plan.group)
        builders.measure(plan, "Roolikuvaus", by=writer, goals=(1, 5), body="ELY-keskus")
        builders.section(plan, "Viestintä", by=writer)
        page = client.get(write(plan)).content.decode()
        for words in ("Aihe 4", "Roolikuvaus", "Goal goals-", "1 measure", version.title, "Viestintä", "ELY-keskus"):
            assert words in page
        assert "report" not in page.split("<main")[1].split("</main")[0].replace(
            "The report at the end of the year", ""
        )

    def test_adding_a_measure_saves_the_texts_too(self, client, plan):
        data = fields(plan, a1="Roolit on sovittu.", action="add-measure") | measure_fields(
            goals=["1", "3"], body="TE-toimisto", schedule="5/2014", sign="Valmis"
        )
        response = client.post(write(plan), data)
        assert response.url == f"{write(plan)}#measures"
        assert builders.answers(plan)[0].text.body == "Roolit on sovittu."
        measure = Measure.objects.get()
        assert (measure.what, measure.body, measure.schedule, measure.sign) == (
            "Kolme koulutuspäivää",
            "TE-toimisto",
            "5/2014",
            "Valmis",
        )
        assert [goal.number for goal in measure.goals.all()] == [1, 3]

    def test_a_measure_that_was_begun_is_saved_with_the_page(self, client, plan):
        client.post(write(plan), fields(plan) | measure_fields())
        assert Measure.objects.get().what == "Kolme koulutuspäivää"
        client.post(write(plan), fields(plan) | measure_fields(what=""))
        assert Measure.objects.count() == 1

    def test_one_that_says_nothing_of_what_is_done_stays_in_its_fields_and_the_texts_are_saved(self, client, plan):
        data = fields(plan, a2="Verkosto.", action="add-measure") | measure_fields(what="", body="TE-toimisto")
        response = client.post(write(plan), data)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Write what is done" in page
        assert 'value="TE-toimisto"' in page
        assert builders.answers(plan)[1].text.body == "Verkosto."
        assert not Measure.objects.exists()

    def test_a_section_is_added_headed_written_taken_away_and_brought_back(self, client, plan):
        response = client.post(write(plan), fields(plan, action="add-section"))
        assert response.url == f"{write(plan)}#q5"
        client.post(write(plan), fields(plan, a5="Kerromme työstä.") | {"heading-5": "Viestintä"})
        section = Answer.objects.get(document=plan, number=5)
        assert (section.heading, section.text.body) == ("Viestintä", "Kerromme työstä.")
        client.post(write(plan), fields(plan, action="remove-section:5"))
        section.refresh_from_db()
        assert section.is_removed
        page = client.get(write(plan)).content.decode()
        assert 'value="restore-section:5"' in page
        client.post(write(plan), fields(plan, action="restore-section:5"))
        section.refresh_from_db()
        assert (section.is_removed, section.text.body) == (False, "Kerromme työstä.")

    def test_a_heading_that_somebody_else_changed_stays_in_its_field_with_the_other_told(self, client, plan, writer):
        section = builders.section(plan, "Yksi", by=writer)
        commands.head_section(section, "Kaksi", base="Yksi", by=builders.actor(writer))
        data = fields(plan) | {"heading-5": "Kolme", "heading-base-5": "Yksi"}
        page = client.post(write(plan), data).content.decode()
        assert 'value="Kolme"' in page
        assert "“Kaksi”" in page
        client.post(write(plan), fields(plan) | {"heading-5": "Kolme", "heading-base-5": "Kaksi"})
        section.refresh_from_db()
        assert section.heading == "Kolme"

    @pytest.mark.parametrize(
        ("typed", "said"), [("32.8.2014", "20.8.2014"), ("16.12.2014", "has not come"), ("eilen", "20.8.2014")]
    )
    def test_a_wrong_day_stays_in_its_field(self, client, plan, typed, said):
        page = client.post(write(plan), fields(plan, a1="Roolit.", handled_on=typed)).content.decode()
        assert f'value="{typed}"' in page
        assert said in page
        assert builders.answers(plan)[0].text.body == "Roolit."

    def test_the_day_is_saved_and_shown(self, client, plan):
        client.post(write(plan), fields(plan, handled_on="1.12.2014"))
        assert Document.objects.get(pk=plan.pk).handled_on == helsinki(2014, 12, 1).date()
        assert 'value="1.12.2014"' in client.get(write(plan)).content.decode()

    def test_editing_and_files_are_reached_without_losing_what_is_typed(self, client, plan, writer):
        measure = builders.measure(plan, by=writer)
        response = client.post(write(plan), fields(plan, a1="Roolit.", action=f"edit-measure:{measure.pk}"))
        assert response.url == reverse("measure", args=[plan.pk, measure.pk])
        response = client.post(write(plan), fields(plan, a2="Verkosto.", action="files"))
        assert response.url == reverse("document_attachments", args=[plan.pk])
        assert [one.text.body for one in builders.answers(plan)[:2]] == ["Roolit.", "Verkosto."]

    def test_what_is_typed_after_sending_is_offered_back(self, client, plan, writer):
        section = builders.section(plan, "Yksi", by=writer)
        Document.objects.filter(pk=plan.pk).update(state=State.SENT)
        data = fields(plan, a1="Myöhässä.", handled_on="1.12.2014") | measure_fields(what="Myöhäinen lupaus")
        response = client.post(write(plan), data | {"heading-5": "Uusi otsikko", "heading-base-5": section.heading})
        page = response.content.decode()
        assert response.status_code == 409
        for words in ("Myöhässä.", "Uusi otsikko", "1.12.2014", "Myöhäinen lupaus"):
            assert words in page
        assert list(Measure.objects.standing()) == []
        assert Measure.objects.get().changes.get().what == "Myöhäinen lupaus"


class TestMeasurePage:
    def address(self, measure: Measure) -> str:
        return reverse("measure", args=[measure.document_id, measure.pk])

    def test_it_is_changed_and_the_history_shows_both(self, client, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer, goals=(2,))
        page = client.get(self.address(measure)).content.decode()
        assert 'value="Yksi"' in page
        data = measure_fields(what="Kaksi", topic="3", goals=["1"]) | {"base": "1", "action": "save"}
        assert client.post(self.address(measure), data).url == f"{write(plan)}#measures"
        page = client.get(self.address(measure)).content.decode()
        assert "Yksi" in page
        assert 'value="Kaksi"' in page
        assert 'value="Yksi"' in client.get(f"{self.address(measure)}?change=1").content.decode()
        assert client.get(f"{self.address(measure)}?change=9").status_code == 404

    def test_the_second_of_two_sees_both_and_saves_knowing(self, client, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer)
        chair = builders.chair(plan.group, "Pirjo Puheenjohtaja")
        commands.change_measure(measure, builders.promise(plan, "Kaksi"), base=1, by=builders.actor(chair), at=NOW)
        data = measure_fields(what="Kolme") | {"base": "1", "action": "save"}
        response = client.post(self.address(measure), data)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Pirjo Puheenjohtaja has changed the measure meanwhile" in page
        assert 'value="Kolme"' in page
        assert "<dd>Kaksi</dd>" in page
        assert 'name="base" value="2"' in page
        client.post(self.address(measure), data | {"base": "2"})
        measure.refresh_from_db()
        assert measure.what == "Kolme"

    def test_it_is_taken_away_and_brought_back(self, client, plan, writer):
        measure = builders.measure(plan, "Yksi", by=writer)
        client.post(self.address(measure), measure_fields() | {"base": "1", "action": "remove"})
        assert list(Measure.objects.standing()) == []
        assert "Yksi" in client.get(write(plan)).content.decode()
        client.post(write(plan), fields(plan, action=f"restore-measure:{measure.pk}"))
        assert list(Measure.objects.standing()) == [measure]

    def test_a_measure_of_another_plan_is_not_found(self, client, plan):
        other = builders.plan(builders.group(), in_round=plan.round)
        measure = builders.measure(other, by=builders.expert(other.group))
        assert client.get(reverse("measure", args=[plan.pk, measure.pk])).status_code == 404
        assert client.post(write(plan), fields(plan, action=f"edit-measure:{measure.pk}")).status_code == 404

    def test_a_made_up_base_is_refused(self, client, plan, writer):
        measure = builders.measure(plan, by=writer)
        for base in ("", "x", "77"):
            data = measure_fields(what="Kaksi") | {"base": base, "action": "save"}
            assert client.post(self.address(measure), data).status_code == 400


class TestFiles:
    def test_a_file_is_attached_fetched_and_taken_away(self, client, plan):
        address = reverse("document_attachments", args=[plan.pk])
        given = SimpleUploadedFile("Päätetty suunnitelma.pdf", files.pdf())
        response = client.post(address, {"action": "attach", "role": "plan", "file": given})
        assert response.url == address
        attached = plan.attachments.get()
        fetched = client.get(reverse("document_attachment", args=[plan.pk, attached.pk]))
        assert b"".join(fetched.streaming_content) == files.pdf()
        assert client.post(address, {"action": f"remove:{attached.pk}"}).url == address
        assert list(plan.attachments.standing()) == []

    def test_what_is_no_file_of_ours_has_its_sentence(self, client, plan):
        given = SimpleUploadedFile("ohjelma.pdf", b"MZ" + bytes(100))
        page = client.post(
            reverse("document_attachments", args=[plan.pk]), {"action": "attach", "role": "other", "file": given}
        ).content.decode()
        assert "The portal does not take programs." in page
        assert not plan.attachments.exists()

    def test_a_draft_file_is_its_writers_and_a_sent_one_everybodys(self, plan, writer):
        attached = builders.attachment(plan, by=writer)
        address = reverse("document_attachment", args=[plan.pk, attached.pk])
        other = signed_in(builders.expert(builders.group()))
        assert other.get(address).status_code == 404
        builders.write_all(plan, by=writer)
        builders.send(plan, by=writer)
        fetched = other.get(address)
        assert fetched.status_code == 200
        assert b"".join(fetched.streaming_content).startswith(b"%PDF")
        commands.reopen(plan, by=builders.actor(writer), at=NOW)
        later = builders.attachment(plan, name="uusi.pdf", by=writer)
        assert other.get(reverse("document_attachment", args=[plan.pk, later.pk])).status_code == 404

    def test_a_report_has_no_files(self):
        report = builders.document()
        client = signed_in(builders.expert(report.group))
        assert client.get(reverse("document_attachments", args=[report.pk])).status_code == 404


class TestCheck:
    def page(self, client: Client, plan: Document) -> str:
        return client.get(reverse("document_check", args=[plan.pk])).content.decode()

    def test_an_empty_topic_blocks_and_the_rest_is_pointed_out(self, client, plan, writer):
        builders.write(plan, "Yksi.", "Kaksi. Ja lisää.", "Kolme. Ja lisää.", by=writer)
        builders.measure(plan, "Roolikuvaus", by=writer, goals=(1,))
        page = self.page(client, plan)
        for words in (
            "Write topic 4",
            "Only one sentence: 1",
            "Measures without a body in charge",
            "Goals without measures: 2, 3, 4, 5",
            "Write the day when the group handled the plan",
            "No strategy goes along",
        ):
            assert words in page
        assert 'name="checked"' not in page

    def test_a_decided_plan_as_a_file_makes_one_sentence_enough(self, client, plan, writer):
        builders.write(plan, *["Katso liite."] * 4, by=writer)
        assert "Only one sentence: 1, 2, 3, 4" in self.page(client, plan)
        builders.attachment(plan, "plan", "paatetty.pdf", by=writer)
        page = self.page(client, plan)
        assert "Only one sentence" not in page
        assert "paatetty.pdf" in page

    def test_the_button_names_its_addressees_and_sending_leads_to_the_receipt(self, client, plan, writer):
        builders.write_all(plan, by=writer)
        response = client.get(reverse("document_check", args=[plan.pk]))
        page = response.content.decode()
        assert "Send to the registries and secretaries of the ministries" in page
        assert "kirjaamo@<wbr>okm.example" in page
        sent = client.post(
            reverse("document_send", args=[plan.pk]), {"checked": response.context["checked"]}, follow=True
        )
        page = sent.content.decode()
        assert "The plan has been sent" in page
        assert "kirjaamo@<wbr>okm.example" in page
        assert Submission.objects.get().document == plan


class TestReading:
    def test_a_sent_plan_is_read_with_measures_files_and_strategy(self, plan, writer):
        builders.write_all(plan, by=writer)
        builders.measure(plan, "Roolikuvaus", by=writer, goals=(1,))
        builders.attachment(plan, "plan", "paatetty.pdf", by=writer)
        builders.send(plan, by=writer)
        page = signed_in(builders.expert(builders.group())).get(plan.get_absolute_url()).content.decode()
        for words in ("Action plan 2014: Area KAI", "Roolikuvaus", "paatetty.pdf", "no day given"):
            assert words in page

    def test_the_plan_stands_beside_the_reports_questions_in_the_editor_and_for_secretaries(self, plan, writer):
        builders.write_all(plan, by=writer, text="Roolit on kuvattu.")
        builders.send(plan, by=writer)
        beside = {1: Beside.STRATEGY_DEFINITION, 2: Beside.PLAN_TOPIC_1}
        report = builders.document(plan.group, in_round=builders.round_(beside=beside))
        page = signed_in(writer).get(write(report)).content.decode()
        assert "In the action plan 2014" in page
        assert "Roolit on kuvattu. Kohta 1." in page
        assert f"{plan.get_absolute_url()}?version=1#q1" in page
        assert "No strategy of the region was in force on 15.12.2014." in page
        builders.write_all(report, by=writer)
        builders.send(report, by=writer)
        secretary = User.objects.get(person__name="Olli Okm")
        assert "Roolit on kuvattu. Kohta 1." in signed_in(secretary).get(report.get_absolute_url()).content.decode()

    def test_without_a_plan_that_is_said(self, plan, writer):
        report = builders.document(plan.group, in_round=builders.round_(beside={2: Beside.PLAN_TOPIC_1}))
        page = signed_in(writer).get(write(report)).content.decode()
        assert "No plan: the group has not sent its action plan for 2014 in the portal." in page


class TestFrontPage:
    def test_the_plan_is_the_thing_to_do_and_then_the_report(self, client, plan, writer):
        page = client.get("/").content.decode()
        assert "Begin the plan" in page
        assert "Write the measures" in page
        report = builders.document(plan.group, in_round=builders.round_())
        assert "Begin the plan" in client.get("/").content.decode()
        builders.write_all(plan, by=writer)
        builders.send(plan, by=writer)
        page = client.get("/").content.decode()
        assert "Begin the report" in page
        assert plan.get_absolute_url() in page
        assert write(report) in page

    def test_the_menu_has_both(self, client, plan):
        report = builders.document(plan.group, in_round=builders.round_())
        menu = client.get("/").content.decode().partition('<nav class="mainnav"')[2].partition("</nav>")[0]
        assert f'href="{write(plan)}"' in menu
        assert f'href="{write(report)}"' in menu

    def test_the_board_and_the_list_call_a_plan_a_plan(self, plan, writer):
        builders.write_all(plan, by=writer)
        builders.send(plan, by=writer)
        secretary = signed_in(User.objects.get(person__name="Olli Okm"))
        board = secretary.get(reverse("round_board", args=[plan.round.pk])).content.decode()
        assert "Follow-up of action plans 2014" in board
        assert "1 of 1 group has sent its plan." in board
        listed = secretary.get(reverse("round_list")).content.decode()
        assert "1 group has sent its plan." in listed
