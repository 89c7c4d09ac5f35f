"""The controllers and supervisors that the footer's pages name: of use in production, edited in the engine room."""

from datetime import date

from django.db import migrations

CONTACTS = [
    {
        "role": "controller",
        "position": 1,
        "since": date(2014, 1, 1),
        "name_fi": "Opetus- ja kulttuuriministeriö",
        "name_sv": "Undervisnings- och kulturministeriet",
        "name_en": "Ministry of Education and Culture",
        "duty_fi": "Raportointikierrokset ja lähetetyt raportit yhdessä työ- ja elinkeinoministeriön kanssa",
        "duty_sv": (
            "Rapporteringsomgångarna och de inlämnade rapporterna tillsammans med arbets- och näringsministeriet"
        ),
        "duty_en": (
            "Reporting rounds and the reports sent, together with the Ministry of Economic Affairs and Employment"
        ),
        "details_fi": "PL 29, 00023 Valtioneuvosto\npuhelinvaihde 0295 16001",
        "details_sv": "PB 29, 00023 Statsrådet\ntelefonväxel 0295 16001",
        "details_en": "P.O. Box 29, FI-00023 Government, Finland\nswitchboard +358 295 16001",
        "web": "https://okm.fi",
    },
    {
        "role": "controller",
        "position": 2,
        "since": date(2014, 1, 1),
        "name_fi": "Työ- ja elinkeinoministeriö",
        "name_sv": "Arbets- och näringsministeriet",
        "name_en": "Ministry of Economic Affairs and Employment",
        "duty_fi": "Raportointikierrokset ja lähetetyt raportit yhdessä opetus- ja kulttuuriministeriön kanssa",
        "duty_sv": (
            "Rapporteringsomgångarna och de inlämnade rapporterna tillsammans med undervisnings- och kulturministeriet"
        ),
        "duty_en": "Reporting rounds and the reports sent, together with the Ministry of Education and Culture",
        "details_fi": "PL 32, 00023 Valtioneuvosto\npuhelinvaihde 0295 16001",
        "details_sv": "PB 32, 00023 Statsrådet\ntelefonväxel 0295 16001",
        "details_en": "P.O. Box 32, FI-00023 Government, Finland\nswitchboard +358 295 16001",
        "web": "https://tem.fi",
    },
    {
        # Supervision passed from the Regional State Administrative Agency to Traficom on 1.1.2025 (HE 71/2024).
        "role": "accessibility",
        "position": 1,
        "since": date(2025, 1, 1),
        "name_fi": (
            "Liikenne- ja viestintävirasto Traficom, digitaalisen esteettömyyden ja saavutettavuuden valvontayksikkö"
        ),
        "name_sv": "Transport- och kommunikationsverket Traficom, enheten för tillsyn över digital tillgänglighet",
        "name_en": "Finnish Transport and Communications Agency Traficom, Digital Accessibility Supervision Unit",
        "details_fi": "PL 320, 00059 TRAFICOM\npuhelinvaihde 029 534 5000",
        "details_sv": "PB 320, 00059 TRAFICOM\ntelefonväxel 029 534 5000",
        "details_en": "P.O. Box 320, FI-00059 TRAFICOM, Finland\nswitchboard +358 29 534 5000",
        "web": "https://www.saavutettavuusvaatimukset.fi",
    },
    {
        "role": "data_protection",
        "position": 1,
        "since": date(2018, 5, 25),
        "name_fi": "Tietosuojavaltuutetun toimisto",
        "name_sv": "Dataombudsmannens byrå",
        "name_en": "Office of the Data Protection Ombudsman",
        "details_fi": "PL 800, 00531 Helsinki\npuhelinvaihde 029 566 6700",
        "details_sv": "PB 800, 00531 Helsingfors\ntelefonväxel 029 566 6700",
        "details_en": "P.O. Box 800, FI-00531 Helsinki, Finland\nswitchboard +358 29 566 6700",
        "web": "https://tietosuoja.fi",
    },
]


def add(apps, schema_editor):
    contact = apps.get_model("elo_portal", "PublicContact")
    contact.objects.bulk_create(contact(**row) for row in CONTACTS)


class Migration(migrations.Migration):
    dependencies = [("elo_portal", "0001_portal_feedback")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
