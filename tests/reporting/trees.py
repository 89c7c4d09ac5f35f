"""An invented ministry report as a tree, with everything that a report may say."""

from dataclasses import replace

from reporting.choices import RoundKind
from reporting.documents.compilation.tree import (
    Appendix,
    Bar,
    Count,
    Entry,
    Figure,
    Named,
    OnMap,
    Section,
    Table,
    Tree,
)
from tests import builders

AT = builders.helsinki(2015, 1, 16, 9, 5)
GROUPS = (
    OnMap("KAI", "Kainuu", ("18",), "reviewed"),
    OnMap("LAP", "Lappi", ("19",), "late"),
    OnMap("POH", "Pohjanmaa", ("15",), "sent"),
    OnMap("SAT", "Satakunta", ("04",), "returned"),
    OnMap("UUS", "Uusimaa", ("01",), "awaited"),
)
WRITTEN = """Ohjauksen **yhteinen ajanvaraus** on tuonut palvelut *lähemmäs* niitä, jotka asuvat kaukana Kajaanista.
Toinen rivi samassa kappaleessa & <em>merkki</em>, 2 < 3.

Ryhmä sopi vuodelle 2014 kolme tavoitetta:

1. yhteinen ajanvaraus kaikille ohjauspalveluille
2. aikuisten iltaohjaus kolmessa kunnassa
3. Ohjaamon valmistelu

- kuntien **opinto-ohjaajat**
- TE-toimiston asiantuntijat
  ja heidän työparinsa

Toinen numeroitu luettelo alkaa alusta:

1. tammikuu
2. helmikuu

***Molemmat*** ja sámegiella: čáhci, ŧ."""
SWEDISH = """Gruppen har samlats sex gånger. Samarbetet mellan skolorna och arbets- och näringsbyrån har stärkts.

- gemensamma utbildningsdagar
- **handledning** på två språk"""
# Longer than a cell of a workbook holds.
LONG = "\n\n".join(
    f"Kappale {number}. " + "Työryhmä on sopinut yhteisistä tavoitteista ja seurannasta. " * 12
    for number in range(1, 57)
)
FORMULAS = ("=1+1", "+358 40 000 0000", "-1", "@SUM(A1)", '=HYPERLINK("https://paha.example";"Avaa")')


def entry(question: int, code: str, name: str, meta: str, text: str, **more: str) -> Entry:
    said = {"place": f"k{question}-{code.lower()}", "language": "fi", **more}
    return Entry(code=code, name=name, meta=meta, text=text, **said)


def section(number: int | None, title: str, *entries: Entry, **more: object) -> Section:
    said = {"place": f"k{number}", "question": "", "positions": tuple(range(len(entries))), **more}
    return Section(number=number, title=title, entries=entries, **said)


def report() -> Tree:
    """A Finnish report of a round of reports: the second edition."""
    kai = ("KAI", "Kainuu", "Versio 2, 7.1.2015")
    poh = ("POH", "Pohjanmaa", "Versio 1, 12.1.2015 · myöhässä · ruotsiksi")
    sat = ("SAT", "Satakunta", "Versio 1, 5.1.2015 · pyydetty täydentämään")
    missing = ("Lappi", "Uusimaa")
    return Tree(
        kind=RoundKind.REPORT,
        language="fi",
        title="Alueellisten ELO-ryhmien raportit 2014",
        subtitle="Ryhmien raportit kokonaisina, kysymys kerrallaan",
        edition=2,
        at=AT,
        identifier="ELO-2014-R-2-OKM-fi",
        lead="Raportin lähettäneitä ryhmiä on 3, kaikkiaan ryhmiä on 5.",
        counts=(
            Count("3 / 5", "ryhmää on lähettänyt"),
            Count("1", "myöhässä"),
            Count("1", "tuli määräpäivän jälkeen"),
            Count("1", "käsitelty ministeriöissä"),
        ),
        named=(
            Named("late", "Myöhässä:", ("Lappi",)),
            Named("awaited", "Ei vielä lähetetty, määräpäivä on edessä:", ("Uusimaa", "Varsinais-Suomi"), 12),
            Named("returned", "Pyydetty täydentämään:", ("Satakunta",)),
        ),
        groups=GROUPS,
        changes=(
            "Pohjanmaa: tuli 12.1.2015, puuttui ennen.",
            "Kainuu: versio 2 tulee version 1 tilalle; muuttui kohdissa 1, 2.",
        ),
        sections=(
            section(
                1,
                "Strategiset tavoitteet",
                entry(1, *kai, WRITTEN),
                entry(1, *poh, SWEDISH, language="sv"),
                entry(1, *sat, "\n\n".join(FORMULAS)),
                question="Mitkä ryhmän tavoitteet toteutuivat?\nMitkä jäivät kesken & miksi?",
                missing=missing,
            ),
            section(
                2,
                "Moniammatillinen yhteistyö ja sen edellytykset alueen kunnissa ja oppilaitoksissa",
                entry(2, *kai, LONG),
                entry(2, *poh, "", language="sv"),
                entry(2, *sat, "Lyhyt."),
                question="Miten yhteistyö on kehittynyt?",
                missing=missing,
            ),
            section(
                None,
                "Ryhmien omat kohdat",
                entry(13, *kai, "Oma kohta.", heading="Ohjaus <etänä>"),
                place="omat",
            ),
        ),
        appendices=(
            Appendix(
                "liite1",
                "Ryhmät ja raportit",
                Table(
                    "Ryhmät ja raportit",
                    ("Ryhmä", "Tila", "Määräpäivä", "Saapui", "Versio", "Sivuja", "Tunnus"),
                    (
                        ("Kainuu", "Käsitelty", AT.date(), AT.date().replace(day=7), 2, 2.4, "KAI-2014-R-2"),
                        ("Lappi", "Myöhässä", AT.date(), None, None, None, None),
                        ("Pohjanmaa", "=1+1", AT.date(), AT.date().replace(day=12), 1, 10.0, "POH-2014-R-1"),
                    ),
                    note="Tilanne 16.1.2015 klo 9.05.",
                ),
            ),
            Appendix(
                "liite2",
                "Ryhmien kokoonpano",
                Table(
                    "Ryhmien jäsenet tahoittain",
                    ("Ryhmä", "Ely-keskus", "Te-toimisto", "Aluehallintovirasto", "Oppilaitos", "Kunta", "Muu taho"),
                    (("Kainuu", 2, 1, 0, 5, 3, 1), ("Pohjanmaa", 1, 2, 1, 4, 6, 0)),
                ),
                Figure(
                    "Ryhmät, joissa taholla on jäsen",
                    "2 ryhmästä: ely-keskus 2, oppilaitos 2.",
                    (Bar("Ely-keskus", 2), Bar("Te-toimisto", 2), Bar("Aluehallintovirasto", 1), Bar("Oppilaitos", 2)),
                    2,
                ),
            ),
        ),
        receiver="Opetus- ja kulttuuriministeriö",
        abbreviation="OKM",
        case_number="OKM/12/620/2014",
    )


MEASURES = (
    (
        "KAI",
        "Kajanaland",
        "fi",
        (
            (
                "Yhteinen ajanvaraus ohjauspalveluihin",
                "Palvelut",
                "1, 3",
                "Kainuun ammattiopisto",
                "kevät 2015",
                "Ajan saa viikossa koko maakunnassa, myös verkossa",
            ),
            ("=1+1", "Laatu", "2", "Kainuun ELY-keskus", "", "Palaute\nkerätään"),
        ),
    ),
    (
        "POH",
        "Österbotten",
        "sv",
        (("Gemensam utbildning", "Kunnande", "4", "Skolan", "hösten 2015", "Alla har deltagit"),),
    ),
)


def measures_of(code: str, name: str, language: str, rows: tuple[tuple[str, ...], ...]) -> Entry:
    head = ("Åtgärd", "Ämne", "Mål", "Ansvarigt organ", "Tidtabell", "Tecken på att den lyckats")
    table = Table(f"Åtgärder för {name}", head, rows)
    return Entry(f"toimet-{code.lower()}", code, name, "Version 1, 1.10.2014", language, table=table)


def plan() -> Tree:
    """A Swedish report of a round of plans, with measures: the first edition."""
    return replace(
        report(),
        language="sv",
        title="De regionala ELO-gruppernas planer 2015",
        subtitle="Gruppernas planer i sin helhet, ämne för ämne",
        edition=1,
        identifier="ELO-2015-S-1-OKM-sv",
        lead="2 / 5 grupper har skickat sin plan.",
        changes=(),
        sections=(
            section(
                1,
                "Kunnande",
                entry(1, "POH", "Österbotten", "Version 1, 1.10.2014", SWEDISH, language="sv"),
                missing=("Lappland",),
            ),
            section(None, "Åtgärder", *(measures_of(*one) for one in MEASURES), place="toimet"),
        ),
        case_number="",
    )
