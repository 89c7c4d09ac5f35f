"""Words broken at line ends."""

import pyphen
import pytest

from elo_portal.office.printing import hyphenation, printer

FINNISH = """
elin-ikäi-nen elin-ikäi-sen oh-jaus oh-jauk-sen am-ma-tin-va-lin-nan-oh-jaus op-pi-laan-oh-jaa-ja ura-oh-jaus
kou-lu-oh-jaus ver-tais-oh-jaus yh-teis-työ-ryh-mä työ-elä-mä työ-ikäi-nen kou-lu-ikäi-nen kan-san-opis-to
kan-sa-lais-opis-to pe-rus-ope-tus eri-tyis-ope-tus yh-teis-pro-jek-ti alue-stra-te-gia vi-ran-omai-nen
kan-san-edus-ta-ja hen-ki-lös-tö-edus-ta-ja mo-ni-am-ma-til-li-nen mo-ni-alai-nen nuo-ri-so-ala kou-lu-tus-ala
kou-lu-tus-alue oh-jaus-ala ta-lous-alue alue-hal-lin-to-vi-ras-to elin-kei-no op-pi-mis-ym-pä-ris-tö
työ-ym-pä-ris-tö työn-an-ta-ja osal-li-suus jä-sen-or-ga-ni-saa-tio tie-to-yh-teis-kun-ta vä-es-tö-yh-teys
laa-tu-osaa-mi-nen oh-jaus-osaa-mi-nen toi-min-ta-suun-ni-tel-ma ke-hit-tä-mis-ryh-mä käyt-töön-ot-to
työl-li-syys-as-te nuo-ri-so-ta-kuu maa-han-muut-ta-ja stra-te-gia ra-dio lu-kio ikä-ryh-mä toi-si-aan
am-mat-ti-kor-kea-kou-lu alu-eel-li-nen in-fo-pis-te gym-na-si-as-ti hank-kees-sa voi-maan-tu-lo
"""
SWEDISH = "väg-led-ning sam-ar-bets-grup-pen ut-bild-nings-dag verk-sam-hets-plan livs-lång yr-kes-hög-sko-la"


@pytest.fixture(autouse=True)
def _registered():
    hyphenation.register()


@pytest.mark.parametrize(
    "word",
    FINNISH.split(),
)
def test_finnish_words_break_at_syllables_and_joints(word):
    assert pyphen.Pyphen(lang="fi").inserted(word.replace("-", "")) == word


@pytest.mark.parametrize(
    "word",
    SWEDISH.split(),
)
def test_swedish_words_break_at_their_own_places(word):
    assert pyphen.Pyphen(lang="sv").inserted(word.replace("-", "")) == word


@pytest.mark.parametrize(
    ("language", "word", "lines"),
    [
        ("fi", "ammatinvalinnanohjaus", ["ammatinvalinnan-", "ohjaus"]),
        ("fi", "kansalaisopistossammekin", ["kansalaisopistos-", "sammekin"]),
        ("sv", "samarbetsgruppernas", ["samarbetsgrupper-", "nas"]),
        ("se", "ámmátválljenbagadeapmi", ["ámmátválljenbagad", "eapmi"]),
    ],
)
def test_a_narrow_line_breaks_the_word(language, word, lines):
    html = f'<html lang="{language}"><body><div id="answers" style="width: 34mm"><p>{word}</p></div></body></html>'
    page = printer.lay_out(html)._document.pages[0]._page_box
    assert [
        "".join(piece.text for piece in line.descendants() if hasattr(piece, "text"))
        for line, inside, _answer in printer._lines(page, "answers")
        if inside
    ] == lines


def test_sami_words_are_not_broken():
    assert pyphen.language_fallback("se") is None
