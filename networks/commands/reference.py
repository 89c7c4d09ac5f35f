"""Reference data of the networks floor: regions, organisations, successions, themes (domain.md, section 1)."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from networks.choices import GroupKind
from networks.models import (
    ContactAddress,
    Coverage,
    Group,
    Organisation,
    OrganisationName,
    Participation,
    Region,
    Succession,
    Theme,
)

FOLDER = Path(__file__).resolve().parent.parent / "reference"
NAME_FIELDS = ("since", "until", "fi", "fi_short", "sv", "sv_short", "en", "en_short")


@transaction.atomic
def load_reference() -> None:
    """Write the reference data. What is there already is brought up to date, what people have added stays."""
    for row in _read("regions"):
        Region.objects.update_or_create(
            code=row["code"],
            defaults={
                "name_fi": row["fi"],
                "genitive_fi": row["fi_genitive"],
                "name_sv": row["sv"],
                "name_en": row["en"],
            },
        )
    regions = {region.code: region for region in Region.objects.all()}
    for row in _read("organisations"):
        load_organisation(row, regions)
    organisations = {organisation.key: organisation for organisation in Organisation.objects.all()}
    for row in _read("successions"):
        Succession.objects.get_or_create(
            predecessor=organisations[row["from"]],
            successor=organisations[row["to"]],
            region=regions[row["region"]],
            day=row["day"],
        )
    for row in _read("themes"):
        Theme.objects.update_or_create(
            code=row["code"], defaults={key: row[key] for key in ("fi", "sv", "en", "is_main")}
        )
    _load_national_group(_read("national_group"), organisations)


def load_organisation(row: dict[str, Any], regions: dict[str, Region]) -> Organisation:
    """One organisation with its names, coverage and office addresses."""
    organisation, _ = Organisation.objects.update_or_create(
        key=row["key"],
        defaults={
            "kind": row["kind"],
            "code": row.get("code", ""),
            "abbreviation": row.get("abbreviation", ""),
            "seat": row.get("seat", ""),
            "since": row["since"],
            "until": row["until"],
        },
    )
    for name in row["names"]:
        OrganisationName.objects.update_or_create(
            organisation=organisation, since=name["since"], defaults={key: name[key] for key in NAME_FIELDS}
        )
    for part in row.get("coverage", []):
        Coverage.objects.update_or_create(
            organisation=organisation,
            region=regions[part["region"]],
            since=part["since"],
            defaults={"until": part["until"]},
        )
    for contact in row.get("contacts", []):
        ContactAddress.objects.get_or_create(
            organisation=organisation,
            purpose=contact["purpose"],
            since=contact["since"],
            defaults={"address": contact["address"], "until": contact["until"]},
        )
    return organisation


def _load_national_group(row: dict[str, Any], organisations: dict[str, Organisation]) -> None:
    fields = ("since", "until", "name_fi", "name_sv", "name_en", "area_fi", "area_sv", "area_en", "language")
    group, _ = Group.objects.update_or_create(
        code=row["code"], defaults={"kind": GroupKind.NATIONAL} | {key: row[key] for key in fields}
    )
    for key in row["participants"]:
        Participation.objects.get_or_create(group=group, organisation=organisations[key], since=row["since"])


def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
