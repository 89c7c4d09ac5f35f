"""A plan that was returned for completion: what is open, what stays closed, and how it is sent again."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import Notice
from elo_portal.office.refusals import NotNow
from networks.choices import ContactPurpose
from networks.models import ContactAddress
from reporting import commands
from reporting.choices import State
from reporting.completions import items_of
from reporting.documents.report import report_html
from reporting.models import MeasureChange
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer", "english")]
ARRIVED = helsinki(2014, 12, 17, 9, 0)
LATER = helsinki(2014, 12, 18, 9, 0)
ASKED_ONLY = "The ministries have asked to complete topics, so everything else stays as it was sent."


def not_asked(number: int) -> str:
    return f"The ministries have not asked about topic {number}, so what belongs to it stays as it was sent."


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)


@pytest.fixture
def world() -> SimpleNamespace:
    """A sent plan with an own section, three measures and a file; topic 1 and the section 5 are asked about."""
    okm = builders.ministry("Opetusministeriö")
    ContactAddress.objects.create(
        organisation=okm, purpose=ContactPurpose.REGISTRY, address="kirjaamo@okm.example", since=builders.LONG_AGO
    )
    secretary = builders.secretary(okm, "Olli Okm")
    plan = builders.plan(builders.group("KAI"), in_round=builders.plan_round(ministries=(okm,)))
    writer = builders.expert(plan.group, "Aino Esimerkki")
    world = SimpleNamespace(plan=plan, writer=writer, secretary=secretary, by=builders.actor(writer, LATER))
    world.section = builders.section(plan, "Viestintä", by=writer)
    builders.write_all(plan, by=writer)
    world.open = builders.measure(plan, "Avoin", by=writer, topic=1)
    world.closed = builders.measure(plan, "Suljettu", by=writer, topic=2)
    world.gone = builders.measure(plan, "Poistettu", by=writer, topic=2)
    commands.remove_measure(world.gone, base=1, by=builders.actor(writer), at=NOW)
    world.file = builders.attachment(plan, by=writer)
    world.strategy = builders.adopted_strategy(plan.group)
    builders.send(plan, by=writer)
    plan.refresh_from_db()
    builders.return_for_completion(plan, 1, 5, by=secretary)
    for one in (world.open, world.closed, world.gone, world.section, world.file):
        one.refresh_from_db()
    return world


def refused(act: Any, *subject: Any, **how: Any) -> str:
    with pytest.raises(NotNow) as refusal:
        act(*subject, **how)
    return refusal.value.sentence


class TestWhatIsOpen:
    def test_measures_of_an_asked_topic_are_added_changed_taken_away_and_brought_back(self, world):
        how = {"by": world.by, "at": LATER}
        commands.change_measure(world.open, builders.promise(world.plan, "Uusi sana", topic=1), base=1, **how)
        added = commands.add_measure(world.plan, builders.promise(world.plan, "Lisätty", topic=5), **how).measure
        commands.remove_measure(added, base=1, **how)
        added.refresh_from_db()
        commands.restore_measure(added, base=2, **how)
        standing = world.plan.measures.standing().values_list("what", "topic__number")
        assert list(standing) == [("Uusi sana", 1), ("Suljettu", 2), ("Lisätty", 5)]

    def test_measures_of_another_topic_stay(self, world):
        how = {"by": world.by, "at": LATER}
        to_open, to_closed = builders.promise(world.plan, "x", topic=1), builders.promise(world.plan, "x", topic=2)
        acts = [
            (commands.add_measure, world.plan, to_closed, how),
            (commands.change_measure, world.closed, to_closed, {"base": 1, **how}),
            (commands.change_measure, world.closed, to_open, {"base": 1, **how}),
            (commands.change_measure, world.open, to_closed, {"base": 1, **how}),
        ]
        before = MeasureChange.objects.count()
        assert [refused(act, what, promise, **words) for act, what, promise, words in acts] == [not_asked(2)] * 4
        assert refused(commands.remove_measure, world.closed, base=1, **how) == not_asked(2)
        assert refused(commands.restore_measure, world.gone, base=2, **how) == not_asked(2)
        assert MeasureChange.objects.count() == before

    def test_an_asked_section_gets_another_heading_and_another_does_not(self, world):
        commands.head_section(world.section, "Tiedotus", base="Viestintä", by=world.by)
        world.section.refresh_from_db()
        assert world.section.heading == "Tiedotus"
        builders.completed(world.plan, by=world.writer, at=LATER)
        builders.return_for_completion(world.plan, 2, by=world.secretary, at=LATER)
        said = refused(commands.head_section, world.section, "Kolmas", base="Tiedotus", by=world.by)
        assert said == not_asked(5)

    def test_what_belongs_to_no_topic_stays_as_it_was_sent(self, world):
        plan, how = world.plan, {"by": world.by, "at": LATER}
        acts = [
            (commands.add_section, (plan,), how),
            (commands.remove_section, (world.section,), {"by": world.by}),
            (commands.restore_section, (world.section,), {"by": world.by}),
            (commands.choose_handling_day, (plan, date(2014, 12, 1)), {"base": None, **how}),
            (commands.choose_strategy, (plan, world.strategy), how),
            (commands.attach, (plan, builders.pdf_file(), "other"), how),
            (commands.attach_again, (plan, world.file), how),
            (commands.remove_attachment, (world.file,), how),
        ]
        assert [refused(act, *subject, **words) for act, subject, words in acts] == [ASKED_ONLY] * len(acts)
        # What was not changed is no refusal: the editor of before the return says nothing new.
        commands.choose_handling_day(plan, None, base=None, **how)
        commands.choose_strategy(plan, None, **how)
        commands.head_section(world.section, "Viestintä", base="Viestintä", by=world.by)

    def test_a_plan_that_is_open_again_opens_as_a_whole(self, world):
        builders.completed(world.plan, by=world.writer, at=LATER)
        commands.reopen(world.plan, by=world.by, at=LATER)
        commands.choose_handling_day(world.plan, date(2014, 12, 1), base=None, by=world.by, at=LATER)
        world.plan.refresh_from_db()
        assert world.plan.handled_on == date(2014, 12, 1)


class TestSendingAgain:
    def test_the_replies_are_frozen_printed_and_mailed_to_the_registry_with_the_files(self, world):
        sent = builders.completed(world.plan, by=world.writer, at=LATER)
        frozen = sent.frozen
        assert frozen["schema"] == 2
        assert [(one["question"], one["title"], one["reply"]) for one in frozen["completion"]] == [
            (1, "Aihe 1", "Lisäsimme tiedot."),
            (5, "Aihe 5", "Lisäsimme tiedot."),
        ]
        html = report_html(frozen, sha256=sent.sha256)
        assert "Täydennykset" in html
        assert "Aihe 5, Opetusministeriö" in html
        assert "Lisäsimme tiedot." in html
        notices = Notice.objects.filter(kind="completion_answered")
        assert {one.to_address for one in notices} == {"kirjaamo@okm.example", world.secretary.person.email}
        to_registry = notices.get(to_address="kirjaamo@okm.example")
        assert (to_registry.awaits_print, to_registry.attachment_name) == (sent.print_key, f"{sent.identifier}.pdf")
        assert [one.name for one in to_registry.files.all()] == ["liite.pdf"]
        assert "Aihe 1 Aihe 1. Kysyjä: Opetusministeriö." in to_registry.text
        assert "Tämä viesti tuli kirjaamoon" in to_registry.text

    def test_what_comes_by_another_way_answers_the_request_as_a_whole(self, world):
        builders.reply(world.plan, "Kesken jäänyt vastine", by=world.writer, at=LATER)
        sent = builders.entered(world.plan, by=world.secretary, arrived=ARRIVED, at=LATER, way=ArrivalWay.EMAIL)
        assert "completion" not in sent.frozen
        assert "Kesken" not in sent.content.decode()
        items = items_of(world.plan)
        assert [(one.state, one.last.text, one.last.submission) for one in items] == [
            ("answered", "Vastine on version 2 tiedostoissa.", sent)
        ] * 2
        world.plan.refresh_from_db()
        assert (world.plan.state, world.plan.completion_due) == (State.SENT, None)
        by = builders.actor(world.secretary, LATER)
        said = refused(
            commands.return_for_completion,
            world.plan,
            builders.asked(world.plan, 1),
            due=builders.COMPLETION_DUE,
            by=by,
            at=LATER,
            version=2,
        )
        assert said == (
            "The document came by e-mail or on paper. Ask for its completion the same way and enter what comes."
        )
        page = signed_in(world.secretary).get(world.plan.get_absolute_url()).content.decode()
        assert reverse("completion_settle", args=[world.plan.pk, 1]) in page
        assert f'href="{reverse("completion_ask", args=[world.plan.pk])}' not in page
        commands.settle_item(items[0], by=by, at=LATER)
        assert [one.state for one in items_of(world.plan)] == ["settled", "answered"]


def signed_in(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


class TestPages:
    def test_the_editor_opens_the_asked_topics_and_their_measures(self, world):
        page = signed_in(world.writer).get(reverse("document_write", args=[world.plan.pk])).content.decode()
        assert [number for number in range(1, 6) if f'name="answer-{number}"' in page] == [1, 5]
        assert f'value="edit-measure:{world.open.pk}"' in page
        assert f'value="edit-measure:{world.closed.pk}"' not in page
        assert f'value="restore-measure:{world.gone.pk}"' not in page
        for closed in ('name="handled_on"', 'value="files"', 'value="add-section"', 'value="remove-section:5"'):
            assert closed not in page
        assert 'name="heading-5"' in page
        choices = page.split('name="measure-topic"')[1].split("</select>")[0]
        assert [number for number in range(1, 6) if f'value="{number}"' in choices] == [1, 5]

    def test_an_editor_of_before_the_return_loses_nothing(self, world):
        address = reverse("document_write", args=[world.plan.pk])
        answers = {f"base-{one.number}": one.text.number for one in builders.answers(world.plan)}
        texts = {f"answer-{one.number}": one.text.body for one in builders.answers(world.plan)}
        typed = {**answers, **texts, "action": "save", "handled_on": "1.12.2014", "handled_on_base": ""}
        page = signed_in(world.writer).post(address, typed, follow=True).content.decode()
        assert f"{ASKED_ONLY} You wrote: “1.12.2014”." in page
        world.plan.refresh_from_db()
        assert world.plan.handled_on is None

    def test_the_pages_of_what_is_closed_say_so(self, world):
        client = signed_in(world.writer)
        measure = client.get(reverse("measure", args=[world.plan.pk, world.closed.pk]), follow=True)
        assert "The ministries have not asked about this measure" in measure.content.decode()
        files = client.get(reverse("document_attachments", args=[world.plan.pk]), follow=True)
        assert "so the files stay as they were sent." in files.content.decode()
        assert client.get(reverse("measure", args=[world.plan.pk, world.open.pk])).status_code == 200

    def test_the_check_speaks_of_topics_and_of_what_can_be_changed(self, world):
        page = signed_in(world.writer).get(reverse("document_check", args=[world.plan.pk])).content.decode()
        assert "The ministries asked this about topic 1." in page
        assert "The text of topic 5 has not changed" in page
        assert "Write the day when the group handled the plan" not in page

    def test_the_secretary_asks_about_topics(self, world):
        page = signed_in(world.secretary).get(reverse("completion_ask", args=[world.plan.pk])).content.decode()
        assert "Short title, topic 1" in page
        assert "Short title, question" not in page
