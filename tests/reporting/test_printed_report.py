"""The page made of frozen content (reporting/documents/report.py)."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import get_template
from django.utils import translation

from reporting.documents.report import report_html, report_title
from reporting.schemas import UnknownSchema
from tests.printing import sample

FINGERPRINT = "0123456789abcdef" * 4


def text_of(html: str) -> str:
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append
    parser.feed(html.split("<body>")[1])
    return re.sub(r"\s+", " ", " ".join(words))


def test_title_names_the_report_and_the_group():
    assert report_title(sample.content()) == "Elinikäisen ohjauksen raportti 2014 – Kainuun ELO-yhteistyöryhmä"


def test_page_speaks_the_documents_language_whatever_the_readers_is(monkeypatch):
    monkeypatch.setattr("reporting.documents.report.gettext", lambda text: f"{translation.get_language()}:{text}")
    with translation.override("en"):
        html = report_html({**sample.swedish("Ja"), "number": 0, "sent": None}, sha256=None)
        assert translation.get_language() == "en"
    assert '<html lang="sv">' in html
    assert 'data-draft="sv:Draft"' in html


def test_sent_report_carries_its_facts():
    html = report_html(sample.content("Vastaus."), sha256=FINGERPRINT)
    text = text_of(html)
    for fact in (
        "KAI-2014-R1",
        "Kainuun ELY-keskus",
        "30.12.2014 klo 14.07",
        "14.07.32",
        "Aino Heikkinen",
        "Outi Malli (Opetus- ja kulttuuriministeriö)",
        "Sirpa Salo",
    ):
        assert fact in text
    assert text.count("01234567 89abcdef") == 4
    assert 'data-draft=""' in html


def test_preview_has_no_number_and_no_fingerprint():
    html = report_html(sample.preview("Vastaus."), sha256=None)
    assert "KAI-2014" not in html
    assert "SHA-256" not in html
    assert 'class="head__draft"' in html


def test_previous_version_is_named_by_its_fingerprint():
    assert "fedcba98" in report_html(sample.content("x", previous="fedcba98" * 8), sha256=FINGERPRINT)


def test_moment_is_that_of_helsinki_whatever_zone_the_process_is_in(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert "30.12.2014 klo 14.07" in report_html(sample.content(), sha256=FINGERPRINT)


def test_other_addressees_are_named_by_their_organisation():
    html = report_html(
        sample.content(addressees=[{"organisation": "Kirjaamo", "capacity": "registry", "name": ""}]),
        sha256=FINGERPRINT,
    )
    assert "Kirjaamo" in html


def test_member_of_a_kind_that_is_not_in_the_table_is_not_left_out():
    members = [{"name": "Outi Outo", "seat": "väistynyt", "organisation": "", "kind": "planeetta"}]
    assert "Outi Outo, väistynyt" in text_of(report_html(sample.content(members=members), sha256=FINGERPRINT))


@pytest.mark.parametrize("field", ["title", "question", "text"])
def test_text_is_never_html(field):
    made = sample.content("x")
    made["answers"][0][field] = '<img src=x> & "y"'
    made["group"]["name"] = made["centre"]["name"] = '"><script>'
    html = report_html(made, sha256=None)
    assert "<img" not in html
    assert "<script" not in html


def test_answer_tells_its_language_only_where_it_differs():
    made = sample.content("Yksi", "Två")
    made["answers"][1]["language"] = "sv"
    assert re.findall(r'class="q__answer"( lang="\w+")?', report_html(made, sha256=None)) == ["", ' lang="sv"']


@pytest.mark.parametrize("schema", [0, 3, "1", None])
def test_content_of_an_unknown_schema_is_refused(schema):
    with pytest.raises(UnknownSchema):
        report_html(sample.content(schema=schema), sha256=None)


def test_template_asks_for_no_file():
    source = get_template("print/report.html").template.source
    assert not re.search(r"\b(href|src|url)\b", source)


def test_replies_to_a_request_for_completion_are_printed_in_the_appendix_alone():
    replies = [
        {
            "round": 2,
            "item": 3,
            "question": 5,
            "title": "Ohjaamon rahoitus",
            "ministry": "Työ- ja elinkeinoministeriö",
            "asked": "Miten Ohjaamo alkaa?",
            "reply": "Kaupunki maksaa <ensimmäisen> vuoden.",
        }
    ]
    content = sample.content("Vastaus.")
    without = text_of(report_html(content, sha256=FINGERPRINT))
    answers, appendix = text_of(report_html({**content, "completion": replies}, sha256=FINGERPRINT)).split("Liite:")
    assert "Täydennykset" not in without
    assert "Ohjaamon rahoitus" not in answers
    for words in (
        "Täydennykset",
        "3. Ohjaamon rahoitus",
        "Kysymys 5, Työ- ja elinkeinoministeriö, kierros 2",
        "Miten Ohjaamo alkaa?",
        "Kaupunki maksaa <ensimmäisen> vuoden.",
    ):
        assert words in appendix
