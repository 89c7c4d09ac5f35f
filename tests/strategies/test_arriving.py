"""Strategies that came by e-mail or on paper: entering them, their days, their file, and the pages."""

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from elo_portal.office import frozen
from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.middleware import SESSION_LANGUAGE
from elo_portal.office.models import AuditEntry, Job
from elo_portal.office.refusals import NotNow
from networks.choices import OrganisationKind, Role
from strategies import commands
from strategies.documents.strategy import strategy_html
from strategies.models import StrategyArrival, StrategyVersion
from strategies.permissions import can_enter
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ARRIVED = NOW - timedelta(days=3)


@pytest.fixture(autouse=True)
def _at_that_time(monkeypatch, settings):
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world():
    okm = builders.ministry("OKM")
    group = builders.group("KAI")
    return SimpleNamespace(
        okm=okm,
        group=group,
        region=builders.region_of(group),
        expert=builders.expert(group, "Eeva Expert"),
        clerk=builders.clerk(okm, "Kirsi Kirjaaja"),
        secretary=builders.secretary(okm, "Sanna Sihteeri"),
    )


def enter(world, **words):
    return builders.entered_strategy(world.group, **({"by": world.clerk} | words))


class TestEntering:
    def test_it_becomes_the_first_version_of_the_regions_strategy(self, world):
        version = enter(world)
        strategy = version.strategy
        assert (list(strategy.regions.all()), strategy.coordinator) == (
            [world.region],
            builders.responsible(world.group),
        )
        assert (version.number, version.title, version.since, version.until) == (
            1,
            "Kainuun strategia",
            date(2014, 6, 1),
            None,
        )
        assert (version.adopted_by, version.adopted_at, version.is_draft) == (world.clerk.person, NOW, False)
        assert Job.objects.filter(key=f"print:{version.print_key}").count() == 1
        entry = AuditEntry.objects.get(act="strategy.enter")
        assert (entry.user, entry.details) == (
            world.clerk,
            {"version": 1, "way": "email", "sha256": version.sha256},
        )

    def test_the_frozen_content_says_where_the_strategy_is(self, world):
        file = builders.pdf_file("Strategia.pdf")
        version = enter(world, file=file, way=ArrivalWay.PAPER, sender_name="Liisa", note="Postissa.", case="VN/1/2014")
        content = json.loads(bytes(version.content))
        assert frozen.fingerprint(bytes(version.content)) == version.sha256
        assert content["arrival"] == {
            "way": "paper",
            "note": "Postissa.",
            "at": "2014-12-12T09:00:00+02:00",
            "sender": {"name": "Liisa", "organisation": "Kainuun ELY-keskus"},
            "case_number": "VN/1/2014",
            "entered_at": "2014-12-15T09:00:00+02:00",
            "entered_by": {"name": "Kirsi Kirjaaja", "organisation": "OKM"},
            "files": [
                {"number": 1, "name": "Strategia.pdf", "kind": "pdf", "size": file.size, "sha256": file.sha256},
            ],
        }
        assert content["adopted"] == {
            "at": "2014-12-15T09:00:00+02:00",
            "by": {"name": "Kirsi Kirjaaja", "role": "registry", "organisation": "OKM"},
        }
        assert (content["title"], content["goals"], content["previous"]) == ("Kainuun strategia", [], None)
        assert version.arrival.upload.sha256 == file.sha256

    def test_the_version_before_ends_and_is_named(self, world):
        first = builders.adopted_strategy(world.group, since=date(2012, 1, 1))
        version = enter(world, by=world.secretary)
        first.refresh_from_db()
        assert (version.strategy, version.number, first.until) == (first.strategy, 2, date(2014, 5, 31))
        content = json.loads(bytes(version.content))
        assert content["previous"] == first.sha256
        assert content["adopted"]["by"] == {
            "name": "Sanna Sihteeri",
            "role": "national_secretary",
            "organisation": "OKM",
        }

    def test_a_draft_stays_and_becomes_the_version_after_it(self, world):
        first = builders.adopted_strategy(world.group, since=date(2012, 1, 1))
        draft = commands.begin_version(first.strategy, by=builders.actor(world.expert), at=NOW)
        version = enter(world)
        draft.refresh_from_db()
        assert (version.number, draft.number, draft.is_draft) == (2, 3, True)
        builders.save_strategy(draft, by=world.expert, title="Oma")
        adopted = builders.adopt(draft, by=world.expert, since=date(2014, 9, 1))
        version.refresh_from_db()
        assert (adopted.identifier, version.until) == (f"STR-{first.strategy_id}-3", date(2014, 8, 31))
        assert json.loads(bytes(adopted.content))["previous"] == version.sha256

    def test_the_region_goes_on_from_its_title(self, world):
        version = enter(world, language="sv")
        draft = commands.begin_version(version.strategy, by=builders.actor(world.expert), at=NOW)
        assert (draft.number, draft.title, draft.language, draft.words["goals"]) == (2, "Kainuun strategia", "sv", [])

    def test_the_cover_page_tells_how_it_came(self, world):
        version = enter(world, sender_name="Liisa", case="VN/1/2014")
        page = strategy_html(version.words, sha256=version.sha256)
        for words in (
            "Strategia on saapuneessa tiedostossa",
            "sähköpostitse",
            "Kainuun ELY-keskus, Liisa",
            "VN/1/2014",
            "suunnitelma.pdf",
            "Kirsi Kirjaaja (OKM)",
        ):
            assert words in page, words
        assert "Tavoitteet" not in page


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ({"at": NOW + timedelta(minutes=1)}, "The moment of arrival is in the future."),
            ({"until": date(2014, 5, 31)}, "The last day must not be before the first day."),
            ({"decided_on": date(2014, 12, 16)}, "The day of the decision is still to come."),
            ({"since": date(2012, 1, 1)}, "The version must come into force after the version before it."),
        ],
    )
    def test_what_cannot_be_true(self, world, words, sentence):
        builders.adopted_strategy(world.group, since=date(2012, 1, 1))
        arrived = words.pop("at", ARRIVED)
        with pytest.raises(NotNow) as refusal:
            enter(world, arrived=arrived, **words)
        assert refusal.value.sentence == sentence
        assert StrategyVersion.objects.count() == 1

    def test_paper_is_scanned_as_pdf(self, world):
        word = SimpleNamespace(kind="docx")
        with pytest.raises(NotNow, match="scanned and entered as PDF"):
            enter(world, way=ArrivalWay.PAPER, file=word)

    def test_the_second_of_two_who_enter_a_regions_first_is_told(self, world):
        how = {"by": builders.actor(world.clerk), "at": NOW}
        first = enter(world)
        what = commands.arriving.Decided("Toinen", "fi", date(2014, 7, 1), None, "Ryhmä", date(2014, 5, 2))
        arrived = commands.arriving.ArrivedBy(way=ArrivalWay.EMAIL, at=ARRIVED, sender_organisation="Keskus")
        with pytest.raises(NotNow, match="has a strategy already"):
            commands.enter_strategy(world.region, what, arrived, builders.pdf_file(), **how)
        assert StrategyVersion.objects.get() == first

    def test_a_row_never_changes(self, world):
        enter(world)
        for sql in ("DELETE FROM strategies_strategyarrival", "UPDATE strategies_strategyarrival SET id = id"):
            with pytest.raises(IntegrityError, match="is never changed or deleted"), transaction.atomic():
                connection.cursor().execute(sql)
        assert StrategyArrival.objects.count() == 1


def test_a_ministrys_registry_and_secretaries_enter_and_nobody_else(world):
    other = builders.organisation(OrganisationKind.TE_OFFICE)
    clerk_elsewhere = builders.user()
    builders.appointment(clerk_elsewhere, other, Role.REGISTRY)
    people = {
        "clerk": (world.clerk, True),
        "secretary": (world.secretary, True),
        "registry of another body": (clerk_elsewhere, False),
        "administrator": (builders.admin(), False),
        "expert": (world.expert, False),
        "chair": (builders.chair(world.group), False),
        "nobody": (builders.user(), False),
    }
    for name, (person, may) in people.items():
        assert can_enter(builders.actor(person)) is may, name
        if not may:
            with pytest.raises(PermissionDenied):
                enter(world, by=person)
    assert not StrategyVersion.objects.exists()


# -- the pages


def signed_in(who):
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def page(who, address):
    return signed_in(who).get(address).content.decode()


def typed(world, **fields):
    return {
        "place": f"region-{world.region.pk}",
        "title": "Kainuun strategia",
        "language": "fi",
        "decided_by": "Ryhmä",
        "decided_on": "2.5.2014",
        "since": "1.6.2014",
        "until": "",
        "way": "paper",
        "day": "12.12.2014",
        "time": "14.30",
        "sender_organisation": "Kainuun ELY-keskus",
        "sender_name": "",
        "case_number": " VN/1/2014 ",
        "note": "Tuli postissa",
        "file_1": SimpleUploadedFile("strategia.pdf", builders.pdf_file().file.read()),
    } | fields


class TestPages:
    address = property(lambda self: reverse("strategy_arrival_enter"))

    def test_a_whole_form_enters_the_strategy(self, world):
        response = signed_in(world.clerk).post(self.address, typed(world))
        version = StrategyVersion.objects.get()
        assert response.headers["Location"] == version.get_absolute_url()
        arrival = version.arrival
        assert (arrival.way, arrival.at, arrival.case_number, arrival.note, arrival.upload.name) == (
            "paper",
            builders.helsinki(2014, 12, 12, 14, 30),
            "VN/1/2014",
            "Tuli postissa",
            "strategia.pdf",
        )

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"place": ""}, "Choose the region"),
            ({"title": ""}, "Write the title of the strategy"),
            ({"decided_on": "16.12.2014"}, "The day of the decision is still to come."),
            ({"until": "31.5.2014"}, "The last day must not be before the first day."),
            ({"way": ""}, "Choose how the strategy came"),
            ({"day": "16.12.2014"}, "The moment of arrival is in the future."),
            ({"file_1": ""}, "Choose the file of the strategy"),
        ],
    )
    def test_what_is_wrong_is_told_beside_the_field_and_the_rest_stays(self, world, fields, sentence):
        found = signed_in(world.clerk).post(self.address, typed(world, **fields))
        text = found.content.decode()
        assert found.status_code == 200
        assert sentence in text
        assert "Tuli postissa" in text
        assert ("Choose the file again." in text) is ("file_1" not in fields)
        assert not StrategyVersion.objects.exists()

    def test_a_version_that_does_not_follow_the_one_before_is_told_beside_its_day(self, world):
        before = builders.adopted_strategy(world.group, since=date(2014, 6, 1))
        data = typed(world, place=f"strategy-{before.strategy_id}")
        text = signed_in(world.secretary).post(self.address, data).content.decode()
        assert "Write a day after 1.6.2014, on which the version before this one came into force" in text

    def test_the_strategy_and_the_list_say_how_it_came(self, world):
        version = enter(world, note="Tuli postissa", case="VN/1/2014")
        file = reverse("strategy_arrival_file", args=[version.pk])
        for reader in (world.clerk, world.secretary, world.expert, builders.expert(builders.group())):
            shown = page(reader, version.get_absolute_url())
            for words in (
                "by e-mail",
                "Kirsi Kirjaaja",
                "The strategy is in this file.",
                file,
                "VN/1/2014",
                "12.12.2014",
            ):
                assert words in shown, words
            assert "came by e-mail" in page(reader, reverse("strategy_list"))
            given = signed_in(reader).get(file)
            assert b"".join(given.streaming_content).startswith(b"%PDF")
        assert signed_in(builders.user()).get(file).status_code == 404

    def test_the_history_of_a_version_that_came_by_another_way_is_empty_and_opens(self, world):
        version = enter(world)
        commands.begin_version(version.strategy, by=builders.actor(world.expert), at=NOW)
        history = reverse("strategy_history", args=[version.strategy_id])
        assert signed_in(world.expert).get(history, {"version": 1}).status_code == 200

    def test_who_may_enter_is_led_to_the_form(self, world):
        for person, may in ((world.clerk, True), (world.secretary, True), (world.expert, False)):
            assert (self.address in page(person, reverse("strategy_list"))) is may
