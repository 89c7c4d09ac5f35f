"""Invented content of a report, long or short, as it is frozen (schema 1)."""

import copy
from datetime import datetime
from typing import Any

import pymupdf  # comes with outloud

from elo_portal.office import frozen
from elo_portal.office.printing import printer
from reporting.documents.report import report_html, report_title

FINNISH = [
    "Ryhmä sopi keväällä yhteisestä määritelmästä: ohjaus on keskustelu, jonka jälkeen ihminen tietää seuraavan "
    "askeleensa ja sen, kuka kulkee hänen rinnallaan. Määritelmä luettiin ääneen kaikissa jäsenorganisaatioissa, "
    "ja siitä tehtiin kahden sivun esite opintotoimistojen seinälle. Esitteen takana on kartta, josta jokainen "
    "löytää oman toimipisteensä ja sen, milloin siellä on joku paikalla.",
    "Ammatinvalinnanohjaus ja oppilaitosten opinto-ohjaus tapaavat nyt kuukausittain. Tapaamisissa käydään läpi "
    "yksi nimetön tapaus alusta loppuun, ja jokainen kertoo, missä kohdassa asiakas olisi voinut pudota välistä. "
    "Kirjaamme havainnon, emme syyllistä, ja palaamme siihen puolen vuoden kuluttua nähdäksemme, mikä muuttui.",
    "Työpajojen valmentajat tekivät kokeilun, jossa nuori valitsi itse tapaamispaikan. Kirjasto oli suosituin, "
    "toinen oli kahvila ja kolmas kävelylenkki. Peruutuksia tuli puolet vähemmän kuin edellisenä syksynä. Kokeilu "
    "jatkuu, ja valmentajat kouluttavat tavan kesäksi myös etsiville nuorisotyöntekijöille.",
    "Aikuisten uraohjaus on edelleen ohuin kohta. Iltaisin palvelua on vain kahdella paikkakunnalla, ja "
    "vuorotyössä olevat jäävät helposti sen ulkopuolelle. Kansalaisopisto tarjosi tilat, mutta ohjaajan työaika "
    "puuttuu. Pyysimme kaupungeilta kolmen kuukauden kokeilua ja saimme kaksi myönteistä vastausta.",
    "Koulutusorganisaatioiden johto nimesi kaksi ihmistä, joilla on lupa sopia siirtymistä yli talousrajojen. "
    "Tämä yksi päätös on lyhentänyt odotusaikaa enemmän kuin mikään hanke sitä ennen. Seuraava päätös koskee "
    "yhteistä asiakirjapohjaa, jonka lakimiehet ovat jo lukeneet läpi kertaalleen.",
    "Seuraamme kolmea lukua: montako ihmistä sai ajan viikossa, moniko palasi kysymään samaa asiaa ja moniko "
    "kertoi tulleensa kuulluksi. Viimeinen kysytään tekstiviestillä, ja vastausprosentti on ollut yllättävän "
    "hyvä. Luvut käydään läpi jokaisessa kokouksessa ennen muita asioita, jotta ne eivät jää liitteeksi.",
    "Viestinnässä luovuimme uutiskirjeestä ja siirryimme lyhyisiin kuvauksiin onnistumisista. Toimittajat ovat "
    "tarttuneet niistä kahteen, ja kunnanvaltuustossa asiasta pidettiin ensimmäistä kertaa keskustelu. "
    "Kuvauksista kootaan vuosittain vihko, joka jaetaan uusille työntekijöille ensimmäisenä päivänä.",
]
SWEDISH = [
    "Gruppen enades på våren om en gemensam beskrivning: vägledning är ett samtal efter vilket människan känner "
    "sitt nästa steg och vet vem som går bredvid. Beskrivningen lästes högt i alla medlemsorganisationer, och på "
    "väggen i varje studiebyrå hänger en karta där den sökande hittar sin närmaste handledare.",
    "Studiehandledarna och yrkesvalspsykologerna träffas varje månad. De går igenom ett fall från början till "
    "slut, och var och en berättar på vilket ställe den sökande kunde ha fallit emellan. Iakttagelsen skrivs ner "
    "utan att någon pekas ut, och efter ett halvt år ser gruppen efter vad som har förändrats.",
    "Ungdomsverkstädernas handledare prövade att låta den unga välja plats för samtalet. Biblioteket var "
    "populärast, därefter ett kafé och en promenad. Antalet avbokningar halverades jämfört med föregående höst. "
    "Försöket fortsätter, och till sommaren lär handledarna ut sättet också åt det uppsökande ungdomsarbetet.",
    "Karriärvägledningen för vuxna är fortfarande den svagaste delen. Kvällstid finns tjänsten bara på två orter, "
    "och de som arbetar i skift faller lätt utanför. Medborgarinstitutet erbjuder lokaler men tid saknas. Vi bad "
    "städerna om ett försök på tre månader och har fått två jakande svar.",
]
ITEMS = [
    "kirjaston ohjaustila, jossa kävi syksyn aikana sata ja yksi ihmistä, useimmat ilman ajanvarausta ja puolet "
    "ensimmäistä kertaa",
    "työparivaihto: opinto-ohjaaja ja **uraohjaaja** seuraavat toistensa työtä yhden päivän ja kirjaavat, mitä "
    "tekisivät toisin",
    "yhteinen ajanvaraus, jonka kautta ihminen saa *ensimmäisen tapaamisen* viikossa riippumatta siitä, mihin "
    "organisaatioon hän soitti",
    "neljä kysymystä, jotka kysytään kaikilta samalla tavalla, ja kaksi kertaa vuodessa käytävä keskustelu "
    "vastauksista",
]
QUESTIONS = [
    ("Ohjauksen käsite", "Miten alueellanne on määritelty ohjaus, ja kuinka yhtenäinen käsitys siitä verkostossa on?"),
    ("Toimijat ja roolit", "Ketkä ovat ohjauksen ydintoimijoita, keitä muita toimijoita on ja mitkä ovat roolit?"),
    ("Ryhmän kehitysvaihe", "Kuvatkaa ryhmänne perustamista ja tämänhetkistä kehitysvaihetta."),
    (
        "Strategiset tavoitteet",
        "Miten ryhmänne toimintasuunnitelmassa ja toiminnassa on huomioitu ohjauksen valtakunnalliset tavoitteet? "
        "Kertokaa erityisesti haasteista, tuloksista ja onnistumisista sekä hyvistä käytännöistä, joita on syntynyt.",
    ),
    ("Ohjaamo-malli", "Miten ryhmänne on osallistunut Ohjaamo-mallin kehittämiseen alueellanne?"),
]


def content(*texts: str, **changes: Any) -> dict[str, Any]:
    """A sent Finnish report with these answers; a question without one is left empty."""
    texts = texts or tuple(prose(1500) for _question in QUESTIONS)
    made: dict[str, Any] = {
        "schema": 1,
        "kind": "report",
        "identifier": "KAI-2014-R1",
        "number": 1,
        "language": "fi",
        "year": 2014,
        "due": "2014-12-31T23:59:59+02:00",
        "title": "Elinikäisen ohjauksen raportti 2014",
        "group": {"code": "KAI", "name": "Kainuun ELO-yhteistyöryhmä"},
        "centre": {"name": "Kainuun ELY-keskus"},
        "sent": {
            "at": "2014-12-30T14:07:32+02:00",
            "late": False,
            "by": {"name": "Aino Heikkinen", "role": "expert", "organisation": "Kainuun ELY-keskus"},
        },
        "addressees": [
            {"organisation": "Opetus- ja kulttuuriministeriö", "capacity": "national_secretary", "name": "Outi Malli"},
            {"organisation": "Työ- ja elinkeinoministeriö", "capacity": "national_secretary", "name": "Eino Esimerkki"},
        ],
        "answers": [
            {
                "number": number,
                "title": title,
                "question": question,
                "language": "fi",
                "text": texts[number - 1] if number <= len(texts) else "",
                "revision": 3,
            }
            for number, (title, question) in enumerate(QUESTIONS, start=1)
        ],
        "composition": [
            {"kind": "centre", "label": "ELY-keskus", "members": 1},
            {"kind": "te_office", "label": "TE-toimisto", "members": 1},
            {"kind": "avi", "label": "aluehallintovirasto", "members": 0},
            {"kind": "school", "label": "oppilaitos", "members": 1},
            {"kind": "municipality", "label": "kunta", "members": 0},
            {"kind": "other", "label": "muu taho", "members": 0},
        ],
        "members": [
            {"name": "Sirpa Salo", "seat": "chair", "organisation": "Kainuun ammattiopisto", "kind": "school"},
            {"name": "Aino Heikkinen", "seat": "secretary", "organisation": "Kainuun ELY-keskus", "kind": "centre"},
            {"name": "Heli Harju", "seat": "member", "organisation": "Kainuun TE-toimisto", "kind": "te_office"},
        ],
        "previous": None,
    }
    return {**copy.deepcopy(made), **changes}


def preview(*texts: str, **changes: Any) -> dict[str, Any]:
    return content(*texts, **{"number": 0, "identifier": "KAI-2014-R", "sent": None, **changes})


def swedish(*texts: str) -> dict[str, Any]:
    made = content(
        *(texts or [prose(1200, SWEDISH)] * 5),
        language="sv",
        title="Rapport om livslång vägledning 2014",
        group={"code": "POH", "name": "ELO-samarbetsgruppen i Österbotten"},
        centre={"name": "ELY-centralen i Österbotten"},
        identifier="POH-2014-R1",
    )
    for answer in made["answers"]:
        answer["language"] = "sv"
    return made


def prose(letters: int, paragraphs: list[str] = FINNISH) -> str:
    """Paragraphs of at least so many characters together."""
    return "\n\n".join(_until(letters, paragraphs, 2))


def listed(letters: int) -> str:
    """A line and a list of at least so many characters together."""
    return "Hyviä käytäntöjä on syntynyt neljä:\n" + "\n".join(f"- {item}" for item in _until(letters - 35, ITEMS, 3))


def _until(letters: int, pieces: list[str], between: int) -> list[str]:
    """So many pieces in turn; from the second round on their words are in another order, so no line comes twice."""
    chosen: list[str] = []
    left = letters
    while left > 0:
        words = pieces[len(chosen) % len(pieces)].split()
        turn = len(chosen) // len(pieces) * 5 % len(words)
        piece = " ".join(words[turn:] + words[:turn])
        if len(piece) > left:
            # The last one ends after the word in which there is enough.
            piece = piece[: piece.find(" ", left) if " " in piece[left:] else len(piece)]
        chosen.append(piece)
        left -= len(piece) + between
    return chosen


def printed(made: dict[str, Any]) -> printer.Printed:
    """The content printed as the portal prints it."""
    data = frozen.canonical(made)
    is_sent = made["sent"] is not None
    return printer.print_pdf(
        report_html(made, sha256=frozen.fingerprint(data) if is_sent else None),
        title=report_title(made),
        language=made["language"],
        created=datetime.fromisoformat(made["sent"]["at"] if is_sent else made["due"]),
        attachment=printer.Attachment(f"{made['identifier']}.json", data, "application/json", "Raportin sisältö"),
    )


def text_of(made: printer.Printed, page: int | None = None) -> str:
    """The text that a reader copies from the file, or from one page of it (1, 2, …)."""
    with pymupdf.open(stream=made.pdf, filetype="pdf") as file:
        return "".join(one.get_text() for one in file if page in {None, one.number + 1})


def measured(made: dict[str, Any]) -> printer.Measure:
    return printer.lay_out(report_html(made, sha256=None)).measure()


TOPICS = [
    "Eri toimijoiden roolit ohjauksen kentällä",
    "Ohjaukseen liittyvän verkoston luominen ja sen toiminta",
    "Ohjausosaaminen ja sen kehittäminen verkostossa",
    "Monikanavaisten neuvonta- ja ohjauspalveluiden kehittämiseen osallistuminen",
    "Tehokas viestintä",
]
GOALS = [
    "Ohjauspalveluja on tasapuolisesti saatavissa ja ne vastaavat yksilön tarpeita",
    "Yksilölliset uranhallintataidot vahvistuvat",
    "Ohjaustyötä tekevillä on tehtävien edellyttämä osaaminen",
    "Ohjauksen laatujärjestelmiä kehitetään",
    "Ohjaus toimii koordinoituna kokonaisuutena",
]
MEASURES = [
    ("Roolikuvaus yhdelle sivulle", 1, [5], "ELY-keskus", "3/2014", "Kuvaus on jokaisen jäsenen verkkosivuilla."),
    ("Palvelukartta kahdesti vuodessa", 1, [1, 5], "TE-toimisto", "5 ja 11/2014", ""),
    ("Kuukausikirje sähköpostilistan tilalle", 2, [5], "Kajaanin kaupunki", "9/2014 alkaen", "Kirjeen avaa puolet."),
    ("Kolme yhteistä koulutuspäivää", 3, [3], "Kainuun ammattiopisto", "4, 9 ja 11/2014", "Osallistujia on sata."),
    ("Etäohjaus kirjastoissa: Suomussalmi ja Kuhmo", 4, [1, 2], "TE-toimisto", "8–12/2014", "40 asiakasta vuodessa"),
    ("Sama kuvaus kaikkien kuntien sivuille", 5, [], "", "", ""),
]


def plan(*texts: str, **changes: Any) -> dict[str, Any]:
    """A sent Finnish action plan with an own section, measures, goals, a strategy and two files (schema 2)."""
    texts = texts or tuple(prose(600) for _topic in TOPICS)
    own = {
        "schema": 2,
        "kind": "plan",
        "identifier": "KAI-2014-S1",
        "title": "Elinikäisen ohjauksen toimintasuunnitelma 2014",
        "due": "2014-09-01T23:59:59+03:00",
        "addressees": [
            {"organisation": "Opetus- ja kulttuuriministeriö", "capacity": "registry", "name": ""},
            {"organisation": "Opetus- ja kulttuuriministeriö", "capacity": "national_secretary", "name": "Outi Malli"},
            {"organisation": "Työ- ja elinkeinoministeriö", "capacity": "registry", "name": ""},
            {"organisation": "Työ- ja elinkeinoministeriö", "capacity": "national_secretary", "name": "Eino Esimerkki"},
        ],
        "answers": [
            {
                "number": number,
                "title": title,
                "question": "",
                "language": "fi",
                "text": texts[number - 1] if number <= len(texts) else "",
                "revision": 2,
                "own": number > 4,
            }
            for number, title in enumerate(TOPICS, start=1)
        ],
        "goal_set": {
            "title": "Elinikäisen ohjauksen kehittämisen strategiset tavoitteet",
            "source": "OKM työryhmämuistioita ja selvityksiä 2011:15",
            "goals": [{"number": number, "text": text} for number, text in enumerate(GOALS, start=1)],
        },
        "measures": [
            {"what": what, "topic": topic, "goals": goals, "body": body, "schedule": schedule, "sign": sign}
            for what, topic, goals, body, schedule, sign in MEASURES
        ],
        "handled_on": "2014-08-20",
        "strategy": {
            "identifier": "STR-7-2",
            "title": "Kainuun elinikäisen ohjauksen strategia",
            "version": 2,
            "language": "fi",
            "since": "2013-03-01",
            "sha256": "ab" * 32,
            "same_as_last_year": True,
        },
        "attachments": [
            {
                "name": "paatetty-suunnitelma.pdf",
                "kind": "pdf",
                "size": 1_234_567,
                "sha256": "cd" * 32,
                "role": "plan",
                "same_as_last_year": False,
            },
            {
                "name": "palvelukartta.odt",
                "kind": "odt",
                "size": 45_678,
                "sha256": "ef" * 32,
                "role": "other",
                "same_as_last_year": False,
            },
        ],
    }
    return content(**{**own, **changes})
