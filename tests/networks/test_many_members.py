"""The pages of a group ask as few questions of the database for three hundred members as for one."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.choices import OrganisationKind
from networks.commands import terms
from networks.commands.terms import Body, Days, Newcomer
from networks.models import Membership, Person, TermChange, User
from tests import builders
from tests.many import count_rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

PAGES = [
    ("expert", "group_list", []),
    ("expert", "group_detail", ["KAI"]),
    ("expert", "group_history", ["KAI"]),
    ("expert", "group_continue", ["KAI"]),
    ("other", "group_detail", ["KAI"]),
    ("convener", "development_group_list", []),
    ("convener", "development_group_detail", ["KR1"]),
    ("convener", "group_history", ["KR1"]),
    ("admin", "gap_list", []),
    ("admin", "preparation", []),
]
# What shows each member on a row of its own.
WITH_A_ROW_EACH = {"group_detail", "group_history", "group_continue", "development_group_detail"}


def test_as_many_queries_for_one_member_for_three_and_for_three_hundred():
    regional, development = builders.group("KAI"), builders.development_group("KR1")
    school = builders.organisation(OrganisationKind.SCHOOL)
    people = {
        "expert": builders.expert(regional),
        "other": builders.expert(builders.group("LAP")),
        "convener": builders.expert(development),
        "admin": builders.admin(),
    }
    clients = {role: Client() for role in people}
    for role, user in people.items():
        clients[role].force_login(User.objects.get(pk=user.pk))
    admin = builders.actor(people["admin"], timezone.now())
    days = Days(admin.day.replace(day=1), date(admin.day.year, 12, 31))

    def add(number: int) -> None:
        for group in (regional, development):
            for _one in range(number):
                terms.add_member(
                    group,
                    Newcomer("", person=builders.person()),
                    Body("", "", school),
                    seat="member",
                    days=days,
                    by=admin,
                    at=admin.at,
                )

    def asked() -> dict[str, tuple[int, int]]:
        found = {}
        for role, name, to in PAGES:
            with CaptureQueriesContext(connection) as queries:
                answer = clients[role].get(reverse(name, args=to))
            assert answer.status_code == 200, name
            html = answer.content.decode()
            found[f"{name} {to} {role}"] = (len(queries), html.count("<tr") + html.count("<li") + html.count("<input"))
        return found

    add(1)
    asked()
    one = asked()
    add(2)
    three = asked()
    add(297)
    count_rows_of(Membership, Person, TermChange)
    many = asked()

    assert {page: found[0] for page, found in three.items()} == {page: found[0] for page, found in one.items()}
    assert {page: found[0] for page, found in many.items()} == {page: found[0] for page, found in one.items()}
    shown = {page.split()[0] for page in grown(many, one)}
    assert shown == WITH_A_ROW_EACH


def grown(many: dict[str, tuple[int, int]], one: dict[str, tuple[int, int]]) -> list[str]:
    """The pages that have grown by three hundred rows, one short."""
    return [page for page in many if many[page][1] - one[page][1] >= 299]
