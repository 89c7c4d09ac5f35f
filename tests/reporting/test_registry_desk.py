"""The registry's desk and the pages on which a case number is seen and written."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.choices import Role
from reporting import commands, registry
from reporting.models import CaseNumber
from reporting.registry import DeskChoice
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]
LATER = helsinki(2014, 12, 20, 10, 30)


@pytest.fixture(autouse=True)
def _at_that_time(monkeypatch, settings):
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: LATER)
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world():
    """Two plans: Kainuu's of the 1st and Lappi's of the 2nd; a report of Kainuu's that goes to no registry."""
    okm, tem = builders.ministry("OKM"), builders.ministry("TEM")
    in_round = builders.plan_round(ministries=(okm, tem), questions=1)
    kainuu, lappi = builders.group("KAI"), builders.group("LAP")
    first = builders.sent_plan(kainuu, in_round=in_round, at=helsinki(2014, 9, 1, 9, 0, 7))
    second = builders.sent_plan(lappi, in_round=in_round, at=helsinki(2014, 9, 2, 9, 0, 7))
    reports = builders.round_(ministries=(okm,), questions=1)
    report = builders.sent_document(kainuu, in_round=reports)
    clerk = builders.clerk(okm, "Kirsi Kirjaaja")
    return SimpleNamespace(
        okm=okm,
        tem=tem,
        round=in_round,
        first=first,
        second=second,
        report=report,
        clerk=clerk,
        browser=signed_in(clerk),
    )


def signed_in(who):
    client = Client()
    client.force_login(who)
    session = client.session
    session[SESSION_LANGUAGE] = "en"
    session.save()
    return client


def desk(world, **choice):
    response = world.browser.get(reverse("registry_desk"), choice)
    assert response.status_code == 200
    return response.content.decode()


def rows(page):
    return re.findall(r'<th scope="row"><a href="/documents/\d+/[^"]*">([^<]+)</a>', page)


def write(world, target, number, *, browser=None, **fields):
    name = "round_case_number" if target == world.round else "document_case_number"
    data = {"number": number, "base": "0", "ministry": world.okm.key} | fields
    return (browser or world.browser).post(reverse(name, args=[target.pk]), data)


class TestDesk:
    def test_it_shows_what_is_addressed_to_the_registry_newest_first(self, world):
        assert rows(desk(world)) == ["LAP-2014-S1", "KAI-2014-S1"]
        assert "2 documents wait for their case numbers." in desk(world)

    def test_those_without_a_number_come_first(self, world):
        builders.case_number(world.second, by=world.clerk)
        page = desk(world)
        assert rows(page) == ["KAI-2014-S1", "LAP-2014-S1"]
        assert "1 document waits for its case number." in page
        assert rows(desk(world, number="missing")) == ["KAI-2014-S1"]

    def test_another_ministrys_number_is_not_ours(self, world):
        builders.case_number(world.first, "TEM/1/2014", by=builders.clerk(world.tem))
        page = desk(world)
        assert "TEM/1/2014" not in page
        assert "2 documents wait" in page

    def test_the_number_of_the_round_is_everybodys(self, world):
        builders.case_number(world.round, by=world.clerk)
        page = desk(world)
        assert "Every document has its case number." in page
        assert page.count("<strong>VN/1/2014</strong>") == 3

    def test_the_choice_is_in_the_address_and_stays_chosen(self, world):
        page = desk(world, day="2014-09-02", round=world.round.pk)
        assert rows(page) == ["LAP-2014-S1"]
        assert '<option value="2014-09-02" selected>2.9.2014 (1)</option>' in page
        assert f'<option value="{world.round.pk}" selected>' in page
        assert "Showing 1 / 2 documents" in page

    @pytest.mark.parametrize(
        "choice", [{"day": "x"}, {"round": "x"}, {"number": "x"}, {"page": "x"}, {"ministry": "x"}]
    )
    def test_what_is_no_choice_is_as_if_not_there(self, world, choice):
        assert rows(desk(world, **choice)) == ["LAP-2014-S1", "KAI-2014-S1"]

    def test_a_version_that_has_been_followed_has_no_field(self, world):
        expert = builders.expert(world.first.group)
        commands.reopen(world.first, by=builders.actor(expert), at=NOW)
        builders.send(world.first, by=expert, at=NOW)
        page = desk(world)
        assert rows(page) == ["KAI-2014-S2", "LAP-2014-S1", "KAI-2014-S1"]
        assert page.count(f'action="{reverse("document_case_number", args=[world.first.pk])}"') == 1
        assert "A newer version has arrived." in page

    def test_a_clerk_of_two_registries_chooses(self, world):
        builders.appointment(world.clerk, world.tem, Role.REGISTRY)
        builders.case_number(world.round, "TEM/1/2014", by=builders.clerk(world.tem))
        assert "TEM/1/2014" in desk(world, ministry=world.tem.key)
        assert "TEM/1/2014" not in desk(world, ministry=world.okm.key)

    def test_an_empty_desk_says_so(self, world):
        page = signed_in(builders.clerk()).get(reverse("registry_desk")).content.decode()
        assert "Nothing has arrived yet." in page
        assert "No round that has been opened is addressed to this registry." in page

    def test_queries_are_as_many_with_one_row_and_with_three(self, world):
        def count():
            with CaptureQueriesContext(connection) as queries:
                registry.desk(world.okm.pk, DeskChoice(day=helsinki(2014, 9, 1).date()), at=LATER)
                desk(world)
            return len(queries)

        builders.case_number(world.round, by=world.clerk)
        desk(world)
        one = count()
        for code in ("POH", "SAT", "PIR"):
            builders.sent_plan(builders.group(code), in_round=world.round, at=helsinki(2014, 9, 1, 9))
        assert len(rows(desk(world))) == 5
        assert count() == one

    def test_the_front_page_of_a_clerk_is_the_desk(self, world):
        assert world.browser.get(reverse("front")).headers["Location"] == reverse("registry_desk")
        page = desk(world)
        assert f'<a href="{reverse("registry_desk")}" aria-current="page">Registry</a>' in page
        assert "Reports of all regions" not in page

    def test_the_list_of_reports_has_only_what_is_addressed(self, world):
        page = world.browser.get(reverse("round_list")).content.decode()
        assert f"/documents/{world.first.pk}/" in page
        assert f"/documents/{world.report.pk}/" not in page
        assert str(world.report.round.title_en) not in page


class TestWriting:
    def test_a_number_is_written_and_the_desk_is_as_it_was(self, world):
        response = write(world, world.first, "VN/1/2014", back="day=2014-09-01&number=missing")
        assert response.headers["Location"] == reverse("registry_desk") + "?day=2014-09-01&number=missing"
        row = CaseNumber.objects.get()
        assert (row.number, row.document, row.authority, row.by, row.at) == (
            "VN/1/2014",
            world.first,
            world.okm,
            world.clerk.person,
            LATER,
        )

    def test_the_way_back_leads_to_the_desk_alone(self, world):
        response = write(world, world.first, "VN/1/2014", back="https://evil.example/\r\nX: 1")
        assert response.headers["Location"].startswith(reverse("registry_desk") + "?https%3A%2F%2Fevil")

    def test_one_number_for_the_whole_round(self, world):
        assert write(world, world.round, "VN/1/2014", back="").headers["Location"] == reverse("registry_desk")
        assert desk(world).count("of the whole round") == 2

    def test_an_empty_one_is_told_beside_the_field(self, world):
        response = write(world, world.first, " ")
        page = response.content.decode()
        assert response.status_code == 200
        assert '<a href="#id_number">Write the case number</a>' in page
        assert "<title>Error: Case number" in page

    def test_a_too_long_one_keeps_what_was_typed(self, world):
        typed = "VN/" + "1" * 60 + "/2014"
        assert f'value="{typed}"' in write(world, world.first, typed).content.decode()
        assert not CaseNumber.objects.exists()

    def test_an_unusual_form_is_asked_about_then_taken(self, world):
        page = write(world, world.first, "Dnro 5", back="number=missing").content.decode()
        assert 'value="Dnro 5"' in page
        assert "The case number is not in the usual form." in page
        assert 'name="is_confirmed"' in page
        assert 'name="back" value="number=missing"' in page
        write(world, world.first, "Dnro 5", is_confirmed="on")
        assert CaseNumber.objects.get().number == "Dnro 5"

    def test_a_usual_form_is_not_asked_about(self, world):
        page = world.browser.get(reverse("document_case_number", args=[world.first.pk])).content.decode()
        assert 'name="is_confirmed"' not in page

    def test_the_second_of_two_clerks_is_told_and_can_go_on(self, world):
        second = signed_in(builders.clerk(world.okm))
        write(world, world.first, "VN/1/2014")
        page = write(world, world.first, "VN/2/2014", browser=second).content.decode()
        assert "Kirsi Kirjaaja wrote the case number VN/1/2014 on 20.12.2014 at 10:30." in page
        assert 'value="VN/2/2014"' in page
        base = re.search(r'name="base" value="(\d+)"', page)[1]
        write(world, world.first, "VN/2/2014", browser=second, base=base)
        assert list(CaseNumber.objects.order_by("pk").values_list("number", flat=True)) == ["VN/1/2014", "VN/2/2014"]

    @pytest.mark.parametrize("base", ["", "-1", "x"])
    def test_a_form_that_is_not_ours_writes_nothing(self, world, base):
        assert write(world, world.first, "VN/1/2014", base=base).status_code == 200
        assert not CaseNumber.objects.exists()

    def test_the_page_has_the_history_and_takes_a_number_away(self, world):
        row = builders.case_number(world.first, by=world.clerk)
        page = world.browser.get(reverse("document_case_number", args=[world.first.pk])).content.decode()
        assert "Kirsi Kirjaaja wrote VN/1/2014." in page
        response = world.browser.post(
            reverse("document_case_number_away", args=[world.first.pk]), {"base": str(row.pk)}
        )
        assert response.headers["Location"] == world.first.get_absolute_url()
        page = world.browser.get(reverse("document_case_number", args=[world.first.pk])).content.decode()
        assert "Kirsi Kirjaaja took the number away." in page
        assert "Take the number away" not in page

    def test_taking_away_what_another_has_changed_is_told(self, world):
        row = builders.case_number(world.round, by=world.clerk)
        builders.case_number(world.round, "VN/2/2014", by=world.clerk, base=row.pk)
        address = reverse("round_case_number_away", args=[world.round.pk])
        page = world.browser.post(address, {"base": str(row.pk)}, follow=True).content.decode()
        assert "wrote the case number VN/2/2014" in page
        assert CaseNumber.objects.standing().get().number == "VN/2/2014"

    def test_for_another_ministry_nobody_writes(self, world):
        assert write(world, world.first, "VN/1/2014", ministry=world.tem.key).status_code == 403
        assert not CaseNumber.objects.exists()


class TestSeen:
    @pytest.fixture
    def numbered(self, world):
        builders.case_number(world.round, "VN/1/2014", by=world.clerk)
        builders.case_number(world.first, "TEM/7/2014", by=builders.clerk(world.tem))
        return world.first

    def readers(self, document):
        return [builders.expert(document.group), builders.expert(builders.group()), builders.secretary()]

    def test_on_the_document_by_everybody_who_reads_it(self, world, numbered):
        for reader in self.readers(numbered):
            page = signed_in(reader).get(numbered.get_absolute_url()).content.decode()
            assert "OKM en: <strong>VN/1/2014</strong>" in page
            assert "TEM en: <strong>TEM/7/2014</strong>" in page
            assert "/case-number/" not in page

    def test_on_the_receipt(self, world, numbered):
        page = signed_in(builders.expert(numbered.group)).get(numbered.submissions.get().get_absolute_url())
        assert "TEM en: <strong>TEM/7/2014</strong>" in page.content.decode()

    def test_on_the_board(self, world, numbered):
        page = signed_in(builders.secretary()).get(reverse("round_board", args=[world.round.pk])).content.decode()
        assert page.count("OKM en VN/1/2014") == 2
        assert page.count("TEM en TEM/7/2014") == 1

    def test_the_clerk_has_a_field_for_the_own_ministry_alone(self, world, numbered):
        page = world.browser.get(numbered.get_absolute_url()).content.decode()
        address = reverse("document_case_number", args=[numbered.pk])
        assert page.count(f"{address}?ministry={world.okm.key}") == 1
        assert f"{address}?ministry={world.tem.key}" not in page
        assert "Kirsi Kirjaaja" in page

    def test_what_has_not_been_given_is_told(self, world):
        page = world.browser.get(world.second.get_absolute_url()).content.decode()
        assert page.count("not written yet") == 4

    def test_a_clerk_finds_no_report_that_is_not_addressed(self, world):
        version = world.report.submissions.get()
        for address in (
            world.report.get_absolute_url(),
            version.get_absolute_url(),
            reverse("submission_pdf", args=[version.pk, version.identifier]),
            reverse("submission_json", args=[version.pk, version.identifier]),
            reverse("document_case_number", args=[world.report.pk]),
            reverse("round_case_number", args=[world.report.round.pk]),
            reverse("arrival_enter", args=[world.report.round.pk]),
        ):
            assert world.browser.get(address).status_code == 404, address
        found = world.browser.get(reverse("verify"), {"hash": version.sha256}).content.decode()
        assert version.identifier not in found
