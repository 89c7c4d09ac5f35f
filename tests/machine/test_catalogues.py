"""The check of the message catalogues, on a copy of the portal in which something is wrong."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from elo_portal.machine import catalogues, checks

ROOT = Path(__file__).resolve().parents[2]


CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Help"
msgstr "{help}"

msgid "Sign out"
msgstr "{out}"
"""


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A portal of two words, with everything in order."""
    shutil.copy(ROOT / "manage.py", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}{% translate 'Help' %}{% translate 'Sign out' %}", encoding="utf-8"
    )
    (tmp_path / "elo_portal").mkdir()
    (tmp_path / "elo_portal" / "settings.py").write_text(
        "from pathlib import Path\nSECRET_KEY = 'x'\nLOCALE_PATHS = [Path(__file__).parent / 'locale']\n"
    )
    for language, help_, out in (("fi", "Ohje", "Kirjaudu ulos"), ("sv", "Hjälp", "Logga ut")):
        po = catalogues.catalogue(tmp_path, language)
        po.parent.mkdir(parents=True)
        po.write_text(CATALOGUE.format(help=help_, out=out), encoding="utf-8")
        subprocess.run(["msgfmt", "-o", po.with_suffix(".mo"), po], check=True)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "SOURCES", ("elo_portal", "templates"))
    return tmp_path


def complaints() -> str:
    return catalogues.complaints(checks.quiet_environment())


def change(file: Path, pattern: str, replacement: str) -> None:
    before = file.read_text(encoding="utf-8")
    after = re.sub(pattern, replacement, before, count=1, flags=re.DOTALL)
    assert after != before
    file.write_text(after, encoding="utf-8")


def test_nothing_is_said_when_all_is_in_order(copy):
    assert complaints() == ""


def test_a_new_text_is_missing_in_both_languages_until_it_is_translated(copy):
    (copy / "templates" / "new.html").write_text("{% load i18n %}{% translate 'A text from nowhere' %}")
    said = complaints()
    assert re.findall(
        r"^(\w+): this message is used but not defined.*\n  msgid \"A text from nowhere\"", said, re.MULTILINE
    ) == [
        "fi",
        "sv",
    ]


def test_a_text_inside_an_f_string_is_told_because_old_gettext_does_not_see_it(copy):
    (copy / "elo_portal" / "page.py").write_text(
        "from x import gettext as _\n\nwords = f\"{_('Help')} {len(_(words))}\"\n"
    )
    assert complaints() == "elo_portal/page.py:3: take the translated text out of the f-string"


def test_an_empty_translation_is_told(copy):
    change(catalogues.catalogue(copy, "sv"), "Logga ut", "")
    assert 'sv: this message is untranslated\n  msgid "Sign out"' in complaints()


def test_a_fuzzy_translation_is_told(copy):
    change(catalogues.catalogue(copy, "sv"), 'msgid "Sign out"', '#, fuzzy\nmsgid "Sign out"')
    assert 'sv: this message needs to be reviewed by the translator\n  msgid "Sign out"' in complaints()


def test_a_text_that_nobody_uses_any_more_is_told(copy):
    with catalogues.catalogue(copy, "fi").open("a", encoding="utf-8") as po:
        po.write('\nmsgid "A text that was"\nmsgstr "Teksti joka oli"\n')
    assert "No longer in the sources:\nfi: this message is used but not defined" in complaints()


def test_a_catalogue_that_was_not_compiled_is_told(copy):
    change(catalogues.catalogue(copy, "fi"), "Ohje", "Apua")
    assert complaints() == "elo_portal/locale/fi/LC_MESSAGES/django.mo is not what the .po says: ./elo fix compiles it."


def test_checking_changes_nothing(copy):
    def seen():
        return {
            file: file.read_bytes() for file in copy.rglob("*") if file.is_file() and "__pycache__" not in file.parts
        }

    before = seen()
    complaints()
    assert seen() == before
