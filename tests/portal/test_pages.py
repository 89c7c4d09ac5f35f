"""The footer's pages: open to all, whole in three languages, the sources letter for letter."""

import html
import itertools
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from elo_portal.models import ContactRole, PublicContact
from elo_portal.pages import queries, sources
from elo_portal.views.pages import ROLES
from tests import builders

LANGUAGES = ("fi", "sv", "en")
HELP = [reverse(name) for name in ("help", "help_letter", "help_guidance_letter", "help_agreement")] + [
    reverse("help_role", args=[role]) for role in ROLES
]
PAGES = [*HELP, reverse("accessibility"), reverse("privacy"), reverse("portal_feedback")]

pytestmark = pytest.mark.django_db


def read(address: str, language: str) -> str:
    answer = Client(headers={"accept-language": language}).get(address)
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)
    return answer.content.decode()


def main(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def words(page: str) -> str:
    """The text that a person reads, white space as one space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_page_is_open_to_all_with_one_h1_and_headings_in_order(address, language):
    page = read(address, language)
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", main(page))]
    assert f'<html lang="{language}">' in page
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("address", [*HELP, reverse("accessibility"), reverse("privacy")])
def test_each_language_has_a_text_of_its_own(address):
    texts = [words(main(read(address, language))) for language in LANGUAGES]
    assert len(set(texts)) == len(LANGUAGES)
    assert all(len(text) > 900 for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", PAGES)
def test_no_link_of_a_page_leads_nowhere(address, language):
    inside = {link for link in re.findall(r'href="(/[^"#]*)', main(read(address, language))) if link != "/"}
    assert all(Client().get(html.unescape(link)).status_code in {200, 302} for link in inside)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "quotes"),
    [
        (reverse("help_letter"), {**sources.LETTER, **sources.DEVELOPMENT_GROUPS}),
        (reverse("help_guidance_letter"), sources.GUIDANCE_LETTER),
        (reverse("help_agreement"), sources.AGREEMENT),
    ],
)
def test_every_quotation_stands_on_its_page_in_finnish(address, quotes, language):
    text = words(read(address, language))
    assert [name for name, quote in quotes.items() if " ".join(quote.split()) not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_has_the_five_questions_and_the_eight_themes_as_the_rounds_and_groups_have_them(language):
    text = words(read(reverse("help_letter"), language))
    rows = [*sources.questions(language), *sources.themes(language)]
    assert len(rows) == 5 + 8
    assert [row["text"] for row in rows if " ".join(row["text"].split()) not in text] == []
    assert [row["own"] for row in rows if " ".join(row["own"].split()) not in text] == []


def test_quotation_in_another_language_is_marked_as_finnish_and_its_translation_as_our_own():
    page = read(reverse("help_agreement"), "sv")
    assert page.count('<div class="quote" lang="fi">') == len(sources.AGREEMENT)
    with translation.override("sv"):
        assert page.count(translation.gettext("Our own translation")) == len(sources.AGREEMENT)


def test_no_mail_address_of_2014_is_repeated():
    for group in (sources.LETTER, sources.DEVELOPMENT_GROUPS, sources.GUIDANCE_LETTER, sources.AGREEMENT):
        assert not [quote for quote in group.values() if "@" in quote]


def test_unknown_role_is_not_found():
    assert Client().get(reverse("help_role", args=["minister"])).status_code == 404


def test_supervisor_comes_from_its_row_and_changes_on_its_day():
    old = PublicContact.objects.get(role=ContactRole.ACCESSIBILITY_SUPERVISOR)
    assert old.name in words(read(reverse("accessibility"), "fi"))
    old.until = date(2026, 1, 1)
    old.save()
    PublicContact.objects.create(
        role=ContactRole.ACCESSIBILITY_SUPERVISOR,
        since=date(2026, 1, 2),
        name_fi="Uusi valvoja",
        name_sv="Ny tillsyn",
        name_en="New supervisor",
    )
    page = words(read(reverse("accessibility"), "sv"))
    assert "Ny tillsyn" in page
    assert old.name_sv not in page


def test_statement_gives_the_five_contents_of_the_law():
    text = words(read(reverse("accessibility"), "fi"))
    assert [
        content
        for content in (
            "täyttää vaatimukset osittain",
            "Mitä puuttuu ja miksi",
            "Se perustuu omaan arvioomme",
            "viimeistään 14 päivän kuluessa",
            "Traficom",
        )
        if content not in text
    ] == []


def test_privacy_names_both_ministries_and_the_centres_in_force():
    builders.organisation(name="Kainuun keskus")
    text = words(read(reverse("privacy"), "fi"))
    assert "Opetus- ja kulttuuriministeriö" in text
    assert "Työ- ja elinkeinoministeriö" in text
    assert "Kainuun keskus" in text


def test_privacy_names_the_cookies_that_the_portal_sets(settings):
    text = words(read(reverse("privacy"), "en"))
    assert settings.SESSION_COOKIE_NAME in text
    assert settings.CSRF_COOKIE_NAME in text
    assert settings.LANGUAGE_COOKIE_NAME in text


@pytest.mark.parametrize("centres", [1, 3])
def test_privacy_asks_the_database_as_often_for_one_centre_as_for_three(django_assert_num_queries, centres):
    for _ in range(centres):
        builders.organisation()
    with django_assert_num_queries(3):
        read(reverse("privacy"), "fi")


def test_contact_that_has_ended_is_not_named():
    PublicContact.objects.create(
        role=ContactRole.SUPPORT,
        since=date(2014, 1, 1),
        until=date(2014, 12, 31),
        name_fi="a",
        name_sv="a",
        name_en="a",
    )
    assert len(queries.contacts(date(2014, 12, 31))[ContactRole.SUPPORT]) == 1
    assert queries.contacts(date(2015, 1, 1))[ContactRole.SUPPORT] == []
