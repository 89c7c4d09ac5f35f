"""Invented content of a feedback letter, as it is frozen (schema 1)."""

from datetime import datetime
from typing import Any

from elo_portal.office import frozen
from elo_portal.office.printing import printer
from reporting.documents import feedback_letter

PEOPLE = [
    ("Aino Heikkinen", "expert", "Kainuun ELY-keskus"),
    ("Jari Kemppainen", "chair", "Kainuun ammattiopisto"),
    ("Outi Malli", "national_secretary", "Opetus- ja kulttuuriministeriö"),
    ("Eino Esimerkki", "national_secretary", "Työ- ja elinkeinoministeriö"),
]
COMMON = (
    "Kiitämme kaikkia alueellisia ELO-ryhmiä vuoden 2014 raporteista. Ne kertovat, että yhteistyö on vakiintunut "
    "koko maassa ja että ohjauksen toimijat tuntevat toisensa entistä paremmin.\n\nRaportit luetaan ja kootaan "
    "yhteen keväällä. Yhteenvetoa käytetään, kun vuoden 2015 ohjeita valmistellaan."
)
CARRYING_OUT = (
    "Toimintasuunnitelman toimenpiteistä valtaosa toteutui. Erityisesti yhteinen ajanvaraus on tuonut palvelut "
    "lähemmäs niitä, jotka asuvat kaukana Kajaanista. Esitämme seuraavaa:\n\n- kirjatkaa ensi vuoden suunnitelmaan, "
    "miten ajanvarauksen tuloksia seurataan\n- kertokaa, *kuka* vastaa kustakin toimenpiteestä\n- sopikaa aikuisten "
    "iltaohjauksesta kuntien kanssa\n\nKaksi toimenpidettä siirtyi vuodelle 2015. Siirto on perusteltu, kun "
    "Ohjaamo-toiminta on vasta käynnistymässä."
)
REGIONAL_WORK = (
    "ELO-ryhmän työ on suunnitelmallista, ja puheenjohtajuus oppilaitoksella on tuonut mukaan uusia toimijoita. "
    "Ryhmän kokoonpano on laaja. Aluehallintoviraston edustus on syytä varmistaa myös jatkossa.\n\n"
    "Ministeriöt pitävät hyvänä, että ryhmä on **kirjannut yhteisen käsityksen ohjauksesta** ja tuonut sen myös "
    "nuorisotakuun toimijoille."
)


def content(**changes: Any) -> dict[str, Any]:
    """A published Finnish letter."""
    wording = {
        "schema": 1,
        "identifier": "KAI-2014-P",
        "report": "KAI-2014-R1",
        "language": "fi",
        "common": COMMON,
        "carrying_out": CARRYING_OUT,
        "regional_work": REGIONAL_WORK,
    }
    return {
        "schema": 1,
        "kind": "feedback_letter",
        "identifier": "KAI-2014-P",
        "language": "fi",
        "year": 2014,
        "title": "Palaute vuoden 2014 toimintasuunnitelman toteutumisesta ja alueellisesta ELO-toiminnasta",
        "senders": [
            {"name": "Opetus- ja kulttuuriministeriö", "case_number": "OKM/12/345/2015"},
            {"name": "Työ- ja elinkeinoministeriö", "case_number": "TEM/1234/00.06.02/2015"},
        ],
        "centre": {"name": "Kainuun elinkeino-, liikenne- ja ympäristökeskus"},
        "group": {"code": "KAI", "name": "Kainuun ELO-yhteistyöryhmä"},
        "report": {"identifier": "KAI-2014-R1", "sha256": "a" * 64, "sent": "2014-12-30T14:07:32+02:00"},
        "wording": wording,
        "wording_sha256": frozen.fingerprint(frozen.canonical(wording)),
        "published": "2015-01-28T10:00:00+02:00",
        "signatures": [
            {
                "ministry": "Opetus- ja kulttuuriministeriö",
                "name": "Outi Malli",
                "title": "opetusneuvos",
                "capacity": "national_secretary",
                "at": "2015-01-27T15:12:00+02:00",
                "sha256": "b" * 64,
            },
            {
                "ministry": "Työ- ja elinkeinoministeriö",
                "name": "Eino Esimerkki",
                "title": "",
                "capacity": "feedback_deputy",
                "at": "2015-01-28T09:30:00+02:00",
                "sha256": "b" * 64,
            },
        ],
        "distribution": [
            {"name": name, "capacity": capacity, "organisation": organisation}
            for name, capacity, organisation in PEOPLE
        ],
        **changes,
    }


def swedish() -> dict[str, Any]:
    made = content(
        language="sv",
        title="Respons på hur verksamhetsplanen för 2014 har genomförts och på det regionala ELO-arbetet",
        centre={"name": "Närings-, trafik- och miljöcentralen i Österbotten"},
        group={"code": "POH", "name": "LIV-gruppen i Österbotten"},
    )
    made["senders"] = [
        {"name": "Undervisnings- och kulturministeriet", "case_number": ""},
        {"name": "Arbets- och näringsministeriet", "case_number": ""},
    ]
    made["wording"] |= {
        "language": "sv",
        "common": "Vi tackar alla regionala grupper för rapporterna.",
        "carrying_out": "Största delen av åtgärderna har genomförts.",
        "regional_work": "Gruppens arbete är välplanerat.",
    }
    return made


def draft() -> dict[str, Any]:
    return content(published=None, signatures=[], distribution=[])


def printed(made: dict[str, Any]) -> printer.Printed:
    data = frozen.canonical(made)
    title = feedback_letter.letter_title(made)
    return printer.print_pdf(
        feedback_letter.letter_html(made, sha256=frozen.fingerprint(data) if made["published"] else None),
        sheet=feedback_letter.SHEET,
        of=feedback_letter.TEXT,
        title=title,
        language=made["language"],
        created=datetime.fromisoformat(made["published"] or "2015-01-20T10:00:00+02:00"),
        attachment=printer.Attachment(f"{made['identifier']}.json", data, "application/json", title),
    )
