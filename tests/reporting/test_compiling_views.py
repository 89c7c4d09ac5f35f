"""The page of the ministry report: what each sees, what each act says, and the files."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from elo_portal.office.models import AuditEntry, Job
from networks.choices import GroupKind
from networks.models import User
from reporting import commands, editions
from reporting.models import Edition, EditionPrinting, MinistryReport, ReportFile, Round
from reporting.views.compiling import name_of
from tests import builders
from tests.builders import NOW, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_() -> Round:
    return builders.round_(ministries=builders.both_ministries())


@pytest.fixture
def secretary(round_: Round) -> User:
    made = builders.secretary(round_.addressees.first().organisation, "Olli Okm")
    made.person.language = "en"
    made.person.save()
    return made


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elo_portal.office.clock.now", lambda: NOW)


def client_of(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(who: User, round_: Round) -> str:
    response = client_of(who).get(reverse("ministry_report", args=[round_.pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def said(client: Client, name: str, *args: Any, **data: Any) -> list[str]:
    response = client.post(reverse(name, args=args), data)
    assert response.status_code == 302
    assert response["Location"].endswith("/ministry-report/")
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_before_the_first_edition_it_says_when_that_comes(round_: Round, secretary: User) -> None:
    assert "There is no edition yet. The first is made by itself when the due date has passed" in page(
        secretary, round_
    )


def test_an_edition_is_asked_for_followed_and_read(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    client = client_of(secretary)
    assert said(client, "edition_issue", round_.pk, language="sv") == ["Edition 1 is being made."]
    assert EditionPrinting.objects.get().language == "sv"
    html = page(secretary, round_)
    assert "The parts are being named" in html
    assert "data-goes-on" in html
    assert "Waits for the parts" in html
    run_jobs()
    html = page(secretary, round_)
    assert "data-goes-on" not in html
    assert "The newest edition is up to date" in html
    assert "Make a new edition" not in html
    report = MinistryReport.objects.select_related("printing__edition").first()
    for extension, begins in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        address = reverse("ministry_report_file", args=[report.pk, name_of(report), extension])
        assert address in html
        response = client.get(address)
        assert response.content.startswith(begins)
        assert response["Content-Disposition"] == f'attachment; filename="{name_of(report)}.{extension}"'
    assert AuditEntry.objects.filter(act="ministry_report.read").count() == 3


def test_pressing_again_when_nothing_has_changed_says_so(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    client = client_of(secretary)
    said(client, "edition_issue", round_.pk)
    assert said(client, "edition_issue", round_.pk)[-1] == (
        "Nothing has changed since edition 1, so it is still the newest."
    )
    assert Edition.objects.count() == 1


def test_an_unknown_language_is_the_usual_one(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    said(client_of(secretary), "edition_issue", round_.pk, language="<script>")
    assert EditionPrinting.objects.get().language == "fi"


def test_the_same_edition_in_the_other_language(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    client = client_of(secretary)
    said(client, "edition_issue", round_.pk, language="fi")
    edition = Edition.objects.get()
    assert "Make it in Swedish too" in page(secretary, round_)
    assert said(client, "edition_language", edition.pk, language="sv")[-1] == (
        "Edition 1 is being made in the other language."
    )
    assert sorted(edition.printings.values_list("language", flat=True)) == ["fi", "sv"]
    assert "Make it in Swedish too" not in page(secretary, round_)


def test_what_failed_is_named_and_tried_again(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    client = client_of(secretary)
    said(client, "edition_issue", round_.pk)
    printing = EditionPrinting.objects.get()
    assert (
        said(client, "edition_again", printing.pk)[-1] == "Nothing of it had failed: it is being made or is finished."
    )
    job = Job.objects.get(kind=editions.NAME_PARTS)
    Job.objects.filter(pk=job.pk).update(parked_at=NOW, attempts=5)
    html = page(secretary, round_)
    assert "Naming of the parts" in html
    assert "Did not succeed" in html
    assert "data-goes-on" not in html
    assert said(client, "edition_again", printing.pk)[-1] == "What had failed is tried again. The other parts are kept."
    job.refresh_from_db()
    assert (job.parked_at, job.attempts) == (None, 0)


def test_sending_to_the_national_group(round_: Round, secretary: User) -> None:
    national = builders.group("VAL", kind=GroupKind.NATIONAL)
    reader = builders.user(builders.person("Vilma", language="en"))
    builders.member(reader, national)
    edition = builders.finished_edition(round_, by=secretary)
    address = reverse("ministry_report", args=[round_.pk])
    assert client_of(reader).get(address).status_code == 404
    assert address not in client_of(reader).get(reverse("round_list")).content.decode()
    client = client_of(secretary)
    assert said(client, "edition_send", edition.pk)[-1] == (
        "Edition 1 has been sent to the national group, to 1 members by e-mail."
    )
    assert address in client_of(reader).get(reverse("round_list")).content.decode()
    html = page(reader, round_)
    assert "Olli Okm sent it to the national lifelong guidance group" in html
    for act in ("Make a new edition", "Send to the national group", "Make it in Swedish too"):
        assert act not in html
    again = client.post(reverse("edition_send", args=[edition.pk]))
    assert again.status_code == 409
    assert "Olli Okm has sent the edition to the national group already." in again.content.decode()


def test_what_has_changed_stands_on_the_page(round_: Round, secretary: User) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    actor = builders.actor(secretary, NOW)
    commands.issue_edition(round_, by=actor, at=NOW)
    builders.sent_document(builders.group("LAP"), in_round=round_)
    commands.issue_edition(round_, by=actor, at=NOW + timedelta(minutes=1))
    html = page(secretary, round_)
    assert "What has changed since edition 1" in html
    assert "LAP: came 15.12.2014, was missing before." in html


@pytest.mark.parametrize("wrong", ["another name", "another format", "not finished"])
def test_a_file_that_is_not_there(round_: Round, secretary: User, wrong: str) -> None:
    builders.sent_document(builders.group("KAI"), in_round=round_)
    commands.issue_edition(round_, by=builders.actor(secretary, NOW), at=NOW)
    report = MinistryReport.objects.select_related("printing__edition").first()
    name, extension, status = {
        "another name": ("ELO-2013-R-1-OKM-fi", "pdf", 404),
        "another format": (name_of(report), "html", 404),
        "not finished": (name_of(report), "pdf", 409),
    }[wrong]
    address = reverse("ministry_report_file", args=[report.pk, name, extension])
    assert client_of(secretary).get(address).status_code == status
    assert not ReportFile.objects.exists()
