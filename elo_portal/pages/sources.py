"""What the source documents say, letter for letter, typing errors included.

The help pages quote these in all three languages, so they stand here once. Requirement ids are those of the
source list. Where the documents of 2014 give a mail address, ‹…› says whose it was: the addresses are not repeated.
The five questions, the plan's four topics and the themes are reference data of the floors below and are read there,
with our own translations of them.
"""

import json
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent


def questions(language: str) -> list[dict[str, str]]:
    """The letter's five questions: number, the portal's title in the language, the text, our own translation."""
    return [
        {
            "number": row["number"],
            "title": row[f"title_{language}"],
            "text": row["text_fi"],
            "own": row[f"text_{language}"],
        }
        for row in _reference("reporting/reference/report_questions.json")
    ]


def plan_topics(language: str) -> list[dict[str, str]]:
    """The four topics of an action plan (P2.1-P2.4)."""
    return [{"text": row["fi"], "own": row[language]} for row in _reference("reporting/reference/plan_topics.json")]


def themes(language: str) -> list[dict[str, str]]:
    """The themes of the development groups (T1-T8); the main ones say so."""
    return [
        {"is_main": row["is_main"], "text": row["fi"], "own": row[language]}
        for row in _reference("networks/reference/themes.json")
    ]


@cache
def _reference(path: str) -> list[dict[str, str]]:
    return json.loads((HOUSE / path).read_text(encoding="utf-8"))


# The letter of the two ministries to the ELY centres, summer 2014 (document 002).
LETTER = {
    # P4
    "request_a": (
        "Toimittamaan elinikäisen ohjauksen yhteistyöryhmien vuoden 2014 toimintasuunnitelmat ja alueella laaditut "
        "tuoreimmat elinikäisen ohjauksen strategiat opetus- ja kulttuuriministeriöön (‹OKM:n kirjaamo› ) ja työ- ja "
        "elinkeinoministeriöön (‹TEM:n kirjaamo› )sekä ‹OKM:n sihteeri› ja ‹TEM:n sihteeri› )   1.9.2014 mennessä."
    ),
    # R0
    "request_b": (
        "Raportoimaan elinikäisen ohjauksen vuoden 2014 toimintasuunnitelman toteutumisesta ja ELO-toiminnasta "
        "alueellaan vastaamalla seuraaviin kysymyksiin 31.12.2014 mennessä. Tiiviissä raportissa (max.  2-3 sivua) ei "
        "ole tarkoitus toistaa suunnitelmien tai strategioiden tekstiä.  Raportit toimitetaan valtakunnallisen "
        "ELO-yhteistyöryhmän sihteereille (‹OKM:n sihteeri› ja ‹TEM:n sihteeri›)."
    ),
    # R10
    "report_receiver": (
        "opetus- ja kulttuuriministeriön ja työ- ja elinkeinoministeriön yhdessä koordinoimalle ELO - "
        "yhteistyöryhmälle 31.12.2014 mennessä"
    ),
    # F1
    "feedback": (
        "Opetus- ja kulttuuriministeriö ja työ- ja elinkeinoministeriö antavat vuoden 2015 alussa elinkeino-, "
        "liikenne- ja ympäristökeskuksille palautteen vuoden 2014 toimintasuunnitelman toteutumisesta ja alueellisesta "
        "ELO-toiminnasta."
    ),
    # G6, G7, G8
    "groups_useful": "tarpeellisena ja hyödyllisenä",
    "groups_first": (
        "Kehittämisessä on ensisijaista keskittyä elinikäisen ohjauksen strategisten tavoitteiden (OKM "
        "työryhmämuistioita ja selvityksiä 2011:15) toteutumisen edistämiseen."
    ),
    "groups_start": "Laituri – hankkeen tukemana kesällä ja syksyllä 2014",
    # G19, G20
    "groups_report": (
        "Vuodesta 2015 alkaen kehittämisryhmien työstä ja tuloksista tulee raportoida kaksi kertaa vuodessa "
        "ELO-yhteistyöryhmälle, Valtakunnallinen ohjausalan osaamiskeskukselle (VOKES) ja vuoden 2015 alussa "
        "toimintansa aloittavalle KEHA-yksiköllle."
    ),
    "groups_instructions": "Ohjeet raportoinnista toimitetaan vuoden 2014 loppuun mennessä.",
}

# Enclosure 2: the LAITURI project's letter of 14.5.2014 on development groups (the same text as document 001).
DEVELOPMENT_GROUPS = {
    # G1-G5, G9
    "aim": (
        "kehittää toiminnan laatua ja toisaalta hallita monimuotoinen ELO-toiminnan kokonaisuus nykyistä paremmin, "
        "mm. ELY-keskusten henkilöresurssien edelleen niukentuessa"
    ),
    "about_five": "Perustetaan  esim. 5  ELY-keskusten yhdessä muodostamaa kehittämisryhmää",
    "size": (
        "Kussakin ryhmässä voi olla  2-4 ELY-keskusta, ja ryhmät muodostetaan ensisijaisesti sisällöllisen "
        "kiinnostuksen pohjalta."
    ),
    "people": (
        "Ryhmiin osallistuvat alueellisten ELO-ryhmien puheenjohtajat ja sihteerit. Ryhmät kokoontuvat tilanteen ja "
        "tarpeen mukaan."
    ),
    "nation": (
        "Kehittämistyöllä palvellaan elinikäisen ohjauksen kansallista kehittämistyötä, ja ryhmät toimivat kiinteässä "
        "yhteistyössä valtakunnallisen ELO-ryhmän sekä ministeriöiden (TEM, OKM) kanssa"
    ),
    "support": (
        "Kehittämisryhmien toimintaa tukevat lisäksi Salmia, VOKES sekä jatkossa mahdolliset rakennerahastohankkeet."
    ),
    # The themes themselves: networks/reference/themes.json
    "themes_intro": "Kehittämisryhmien teemoiksi on esitetty keskeisimpinä:",
    "more_themes_intro": "Lisäksi esillä on ollut esillä yksittäisiä teemoja, mm.",
    # G10-G13
    "survey": (
        "Mikä/mitkä e.m. teemat (1-2 kpl) ovat osaltanne sellaisia, joita näkisitte hyödyllisiksi yhdessä 1-3 muun "
        "ELY-keskusten edustajien kanssa viedä eteenpäin, nyt koottavissa kehittämisryhmissä. Voitte esittää myös "
        "muita teemoja."
    ),
    "survey_due": (
        "Pyydämme kannanottojanne teille ajankohtaisista teemoista viimeistään tiistaina 20.5.2014 "
        "sähköpostiosoitteella ‹tukiorganisaatio› (sähköpostin aihekenttään tunnus: ELO-kehittämisryhmät)."
    ),
    "survey_free": (
        "Myös muut kommentit, ideat ja ehdotukset kehittämisryhmien suunnitteluun ja toimintaan ovat tervetulleita."
    ),
    "compiled": (
        "LAITURI-projekti kokoaa tiedot ja on mukana käynnistämässä toimintaa erikseen sovittavalla tavalla yhdessä "
        "TEM:in ja OKM:n edustajien kanssa."
    ),
}

# Enclosure 1: the extract of the guidance letter of the Ministry of Employment and the Economy, 2.7.2012.
GUIDANCE_LETTER = {
    # M1, M3, M5
    "responsible": "tulee nimetä ohjaus- ja neuvontapalveluiden vastuuhenkilöt",
    "members": (
        "esimerkiksi seuraavat tahot: ELY -keskukset, TE-toimistot, AVI, oppilaitokset, kunnat ja muut mahdolliset "
        "tahot"
    ),
    "aim": "edistää ohjauspalveluiden saatavuutta ja laatua alueella",
    # P1; the four topics: reporting/reference/plan_topics.json
    "plan": "laativat yhdessä alueellisten ohjaus- ja yhteistyöryhmien kanssa toimintasuunnitelmat",
}

# The ELO text of the ELY centres' performance agreement for 2014, as the letter gives it.
AGREEMENT = {
    # B2-B4, M5
    "services": (
        "Elinkeino-, liikenne- ja ympäristökeskus kehittää alueellaan elinikäiseen ohjaukseen liittyviä tieto-, "
        "neuvonta- ja ohjauspalveluja. Elinkeino-, liikenne- ja ympäristökeskuksen elinikäisen ohjauksen (ELO) "
        "toiminnan tavoitteena on tukea valtakunnallisen, riittävän yhtenäisen ja tasapuolisesti saatavilla olevan "
        "sekä tarvelähtöisen monikanavaisen ohjauspalvelukokonaisuuden kehittämistä."
    ),
    "ohjaamo": (
        "Erityisenä kehittämistavoitteena on valtakunnallisen ohjauspalvelujen verkostoyhteistyömallin eli Ohjaamon "
        "luominen sekä nuorille että aikuisille."
    ),
    "competence": (
        "Ohjausosaamisen kehittämisessä on tärkeää hyödyntää eri hallinnonalojen ja toimijoiden piirissä syntynyttä "
        "osaamisperinnettä/-kertymää ja samalla huolehtia jatkuvasta uusiutumisesta yhdessä oppimalla ja tekemällä. "
        "Alueellisissa ESR-toiminnassa painotetaan Ohjaamo-mallin toteuttamista."
    ),
    "groups_aim": (
        "nuorten ja aikuisten ohjauspalveluiden saatavuutta ja laatua alueella sekä parantaa ohjaukseen liittyvää "
        "osaamista"
    ),
}
