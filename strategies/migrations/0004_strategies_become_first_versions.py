"""Each strategy of before becomes its first adopted version, in force as it was.

Nobody's name was kept with it: the adopter is the expert of the coordinating centre on its first day, else the first
person of the portal who administers it; the moment is that day at 9.00.
"""

import unicodedata
from datetime import datetime, time

from django.db import migrations

from elo_portal.office.clock import HELSINKI
from elo_portal.office.frozen import canonical, fingerprint

LINES = {"key_themes": "key_theme", "values": "value", "preparers": "preparer"}
TEXTS = ("vision", "mission", "definition", "purpose", "basis", "implementer")


def become_versions(apps, schema_editor):
    strategies = apps.get_model("strategies", "Strategy")
    versions = apps.get_model("strategies", "StrategyVersion")
    saves = apps.get_model("strategies", "StrategySave")
    jobs = apps.get_model("office", "Job")
    for strategy in strategies.objects.prefetch_related("parts", "regions").order_by("pk"):
        person = adopter(apps, strategy)
        centre = name_of(strategy)
        words = words_of(strategy)
        at = datetime.combine(strategy.since, time(9), tzinfo=HELSINKI)
        version = versions.objects.create(strategy=strategy, number=1, title=words["title"], language=strategy.language)
        version.current = saves.objects.create(version=version, number=1, content=words, by=person, at=at)
        content = {
            **words,
            "schema": 1,
            "kind": "strategy",
            "identifier": f"STR-{strategy.pk}-1",
            "number": 1,
            "regions": [
                {"code": one.code, "name": one.name_sv if strategy.language == "sv" else one.name_fi}
                for one in sorted(strategy.regions.all(), key=lambda one: one.code)
            ],
            "coordinator": centre,
            "since": strategy.since.isoformat(),
            "until": strategy.until.isoformat() if strategy.until else None,
            "decision": {"by": centre, "on": strategy.since.isoformat()},
            "national_goals": [],
            "adopted": {
                "at": at.isoformat(timespec="seconds"),
                "by": {"name": person.name, "role": "expert", "organisation": centre},
            },
            "previous": None,
        }
        version.content = canonical(content)
        version.sha256 = fingerprint(version.content)
        version.since, version.until = strategy.since, strategy.until
        version.decided_by, version.decided_on = centre[:200], strategy.since
        version.adopted_by, version.adopted_at = person, at
        version.save()
        jobs.objects.create(key=f"print:strategy:{version.pk}", kind="strategies.print_version", subject=version.pk)


def adopter(apps, strategy):
    appointments = apps.get_model("networks", "Appointment")
    of_centre = appointments.objects.filter(organisation=strategy.coordinator, role="expert").order_by("since", "pk")
    found = (
        of_centre.filter(since__lte=strategy.since).last()
        or of_centre.first()
        or appointments.objects.filter(role="admin").order_by("pk").first()
    )
    if found is not None:
        return found.person
    person = apps.get_model("networks", "Person").objects.order_by("pk").first()
    if person is None:
        raise RuntimeError("There are strategies but nobody who could have written them. Load people first.")
    return person


def name_of(strategy):
    names = strategy.coordinator.names.order_by("since")
    name = names.filter(since__lte=strategy.since).last() or names.first()
    if name is None:
        return strategy.coordinator.key
    return (name.sv_short or name.sv) if strategy.language == "sv" else (name.fi_short or name.fi)


def words_of(strategy):
    parts = sorted(strategy.parts.all(), key=lambda part: part.number)
    words = {"title": strategy.title, "language": strategy.language}
    words |= {name: nfc(getattr(strategy, name)).strip() for name in TEXTS}
    words |= {name: [nfc(part.text) for part in parts if part.kind == kind] for name, kind in LINES.items()}
    words["goals"] = [{"text": nfc(part.text), "national": []} for part in parts if part.kind == "goal"]
    words["links"] = []
    words["themes"] = [{"heading": nfc(part.heading), "text": nfc(part.text)} for part in parts if part.kind == "theme"]
    return words


def nfc(text):
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


class Migration(migrations.Migration):
    dependencies = [
        ("strategies", "0003_what_was_adopted_never_changes"),
        ("networks", "0001_initial"),
        ("office", "0003_cache_table"),
    ]

    operations = [migrations.RunPython(become_versions, migrations.RunPython.noop)]
