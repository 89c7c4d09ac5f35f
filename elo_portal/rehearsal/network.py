"""The people, organisations and groups of the rehearsal.

They carry their own days and are put in whole: who begins later has access from that day on, when the clock has come
to it, and who has ended has none.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.hashers import make_password

from networks.choices import GroupKind, Role
from networks.commands.reference import NAME_FIELDS
from networks.commands.terms import record_as_begun
from networks.models import (
    Appointment,
    Group,
    GroupArea,
    Membership,
    Organisation,
    OrganisationName,
    Participation,
    Person,
    Region,
    User,
)

from .files import FOLDERS, read

LASTING_FIELDS = ("since", "until")


def load_network() -> None:
    """Everybody of texts/national.json and of the groups' network.json files. Reference data must be in."""
    _organisations(list(_rows("organisations")))
    regions = {region.code: region for region in Region.objects.all()}
    organisations = {one.key: one for one in Organisation.objects.all()}
    people = _people(organisations)
    rows = [read("network", code)["group"] for code in FOLDERS]
    groups = _groups(rows, organisations, regions)
    groups["national"] = Group.objects.get(kind=GroupKind.NATIONAL)
    Membership.objects.bulk_create(
        Membership(
            group=groups[code],
            person=people[row["person"]],
            organisation=organisations[row["organisation"]],
            seat=row["seat"],
            since=row["since"],
            until=row["until"],
            decision=row["decision"],
        )
        for code, members in [
            ("national", read("national")["members"]),
            *((one["code"], one["members"]) for one in rows),
        ]
        for row in members
    )
    record_as_begun(Membership.objects.order_by("since", "pk"))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    yield from read("national")[name]
    for code in FOLDERS:
        yield from read("network", code)[name]


def _organisations(rows: list[dict[str, Any]]) -> None:
    made = Organisation.objects.bulk_create(
        Organisation(**{key: row[key] for key in ("key", "kind", "seat", *LASTING_FIELDS)}) for row in rows
    )
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation=one, **{key: row[key] for key in NAME_FIELDS})
        for one, row in zip(made, rows, strict=True)
    )


def _people(organisations: dict[str, Organisation]) -> dict[str, Person]:
    """Everybody knows the password, so it is hashed once: hashing is slow on purpose."""
    password = make_password(read("national")["password"])
    rows, appointments = list(_rows("people")), list(_rows("appointments"))
    admins = {row["person"] for row in appointments if row["role"] == Role.ADMIN}
    made = Person.objects.bulk_create(
        Person(**{key: row[key] for key in ("name", "email", "title", "language")}) for row in rows
    )
    people = {row["key"]: person for row, person in zip(rows, made, strict=True)}
    User.objects.bulk_create(
        User(person=people[row["key"]], email=row["email"], password=password, is_staff=row["key"] in admins)
        for row in rows
        if row["account"]
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=people[row["person"]],
            organisation=organisations[row["organisation"]],
            role=row["role"],
            since=row["since"],
            until=row["until"],
        )
        for row in appointments
    )
    record_as_begun(Appointment.objects.order_by("since", "pk"))
    return people


def _groups(
    rows: list[dict[str, Any]], organisations: dict[str, Organisation], regions: dict[str, Region]
) -> dict[str, Group]:
    names = [f"{what}_{language}" for what in ("name", "area") for language in ("fi", "sv", "en")]
    fields = ("kind", "code", "language", *LASTING_FIELDS, *names)
    made = Group.objects.bulk_create(Group(**{key: row[key] for key in fields}) for row in rows)
    Participation.objects.bulk_create(
        Participation(
            group=group, organisation=organisations[row["responsible"]], is_responsible=True, since=row["since"]
        )
        for group, row in zip(made, rows, strict=True)
    )
    GroupArea.objects.bulk_create(
        GroupArea(group=group, region=regions[region], since=row["since"])
        for group, row in zip(made, rows, strict=True)
        for region in row["regions"]
    )
    return {group.code: group for group in made}
