"""Doors whose answer depends on what lies behind them: a draft, what was sent, reviewed or is not printed yet.

The table of all addresses is in test_doors.py; here the same doors are asked in each circumstance, with what a person
would really send.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from elo_portal.office import mail
from elo_portal.office.engine_room import ReadOnlyAdmin
from elo_portal.office.models import Print, PrintedFile
from elo_portal.office.printing import printer
from networks.choices import Role
from networks.models import User
from reporting import commands
from tests import builders
from tests.builders import DUE, NOW, helsinki

ROLES = ("visitor", "nobody", "member", "chair", "expert", "other region", "ministry", "admin")
# A visitor is led to the sign-in (in); a form of theirs comes back with what was typed (401).
NO_GET = "in 405 405 405 405 405 405 405"


@dataclass(frozen=True)
class Door:
    """`get` and `post`: the status for each role, in the order of ROLES; `to` names rows of the world."""

    name: str
    when: str
    to: tuple[Any, ...]
    get: str
    post: str = ""
    data: tuple[tuple[str, str], ...] = ()
    rehearsal: bool = False


def typed(**data: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", "-"), value) for name, value in data.items())


WRITING = [
    Door(
        "document_write",
        "a draft",
        ("draft",),
        "in  404 404 200 200 404 404 404",
        "401 404 404 302 302 404 404 404",
        typed(answer_1="Uusi teksti.", base_1="0"),
    ),
    Door(
        "document_write",
        "sent meanwhile",
        ("sent",),
        "in  404 403 302 302 403 403 403",
        "401 404 403 409 409 403 403 403",
        typed(answer_1="Uusi teksti.", base_1="1"),
    ),
    Door(
        "document_write",
        "a form that is not ours",
        ("draft",),
        "in  404 404 200 200 404 404 404",
        "401 404 404 400 400 404 404 404",
        typed(answer_1="Uusi teksti."),
    ),
    Door("document_preview", "a draft", ("draft",), "in 404 404 200 200 404 404 404"),
    Door("document_preview", "sent", ("sent",), "in 404 403 200 200 403 403 403"),
    Door("document_check", "sent", ("sent",), "in 404 403 302 302 403 403 403"),
    Door("document_send", "a draft", ("draft",), NO_GET, "401 404 404 403 302 404 404 404"),
    Door("document_send", "sent already", ("sent",), NO_GET, "401 404 403 403 302 403 403 403"),
    Door(
        "document_reopen",
        "a draft",
        ("draft",),
        "in  404 404 403 302 404 404 404",
        "401 404 404 403 302 404 404 404",
    ),
    Door(
        "document_reopen",
        "sent",
        ("sent",),
        "in  404 403 403 200 403 403 403",
        "401 404 403 403 302 403 403 403",
    ),
    Door(
        "document_reopen",
        "reviewed",
        ("reviewed",),
        "in  404 403 403 302 403 403 403",
        "401 404 403 403 302 403 403 403",
    ),
    Door(
        "answer_conflict",
        "sent",
        ("sent", 1),
        "in  404 403 302 302 403 403 403",
        "401 404 403 302 302 403 403 403",
    ),
    Door(
        "answer_history",
        "no such question",
        ("draft", 9),
        "in  404 404 404 404 404 404 404",
        "401 404 404 404 404 404 404 404",
    ),
    Door(
        "answer_history",
        "sent",
        ("sent", 1),
        "in  404 403 200 200 403 403 403",
        "401 404 403 302 302 403 403 403",
        typed(revision="1", base="1"),
    ),
    Door("submission_pdf", "printed", ("version", "identifier"), "in 404 200 200 200 200 200 200"),
    Door("submission_pdf", "another's identifier", ("version", "KAI-2013-R2"), "in 404 404 404 404 404 404 404"),
    Door("submission_pdf", "not printed yet", ("unprinted", "unprinted_name"), "in 404 409 409 409 409 409 409"),
]
READING = [
    Door("round_board", "not opened yet", ("closed",), "in 403 403 403 403 403 404 404"),
    Door("round_board_csv", "not opened yet", ("closed",), "in 403 403 403 403 403 404 404"),
    Door("round_board_workbook", "not opened yet", ("closed",), "in 403 403 403 403 403 404 404"),
    Door("document_detail", "a draft", ("draft",), "in 404 404 200 200 404 404 404"),
    Door("document_detail", "sent", ("sent",), "in 404 200 200 200 200 200 200"),
    Door("document_detail", "none such", (0,), "in 404 404 404 404 404 404 404"),
    Door(
        "document_review",
        "a draft",
        ("draft",),
        NO_GET,
        "401 404 404 403 403 404 404 404",
        typed(version="1"),
    ),
    Door(
        "document_review",
        "sent",
        ("sent",),
        NO_GET,
        "401 404 403 403 403 403 302 403",
        typed(version="1"),
    ),
    Door(
        "document_take_back",
        "not reviewed",
        ("sent",),
        "in  404 403 403 403 403 302 403",
        "401 404 403 403 403 403 200 403",
        typed(reason="Väärä versio."),
    ),
    Door(
        "document_take_back",
        "reviewed",
        ("reviewed",),
        "in  404 403 403 403 403 200 403",
        "401 404 403 403 403 403 302 403",
        typed(reason="Väärä versio."),
    ),
    Door(
        "answer_read",
        "sent",
        ("sent", 1),
        NO_GET,
        "401 404 403 403 403 403 302 403",
        typed(version="1", read="1"),
    ),
    Door(
        "answer_read",
        "no such question",
        ("sent", 9),
        NO_GET,
        "401 404 403 403 403 403 404 403",
        typed(version="1", read="1"),
    ),
    Door(
        "answer_read",
        "a draft",
        ("draft", 1),
        NO_GET,
        "401 404 404 403 403 404 404 404",
        typed(version="1", read="1"),
    ),
]
COMPLETING = [
    Door(
        "completion_ask",
        "sent",
        ("sent",),
        "in  404 403 403 403 403 200 403",
        "401 404 403 403 403 403 302 403",
        typed(version="1", title_1="Tulokset", what_1="Mitä saatiin?", due="20.1.2015"),
    ),
    Door(
        "completion_ask",
        "a draft",
        ("draft",),
        "in  404 404 403 403 404 404 404",
        "401 404 404 403 403 404 404 404",
        typed(version="1", title_1="Tulokset", what_1="Mitä saatiin?", due="20.1.2015"),
    ),
    Door(
        "completion_ask",
        "returned, so that it is added",
        ("returned",),
        "in  404 403 403 403 403 200 403",
        "401 404 403 403 403 403 302 403",
        typed(round="1", title_1="Rahoitus", what_1="Entä raha?"),
    ),
    Door(
        "completion_ask",
        "reviewed",
        ("reviewed",),
        "in  404 403 403 403 403 302 403",
        "401 404 403 403 403 403 200 403",
        typed(version="1", title_1="Tulokset", what_1="Mitä saatiin?", due="20.1.2015"),
    ),
    Door("completion_settle", "waits for the region", ("returned", 1), NO_GET, "401 404 403 403 403 403 302 403"),
    Door("completion_settle", "no such item", ("returned", 9), NO_GET, "401 404 403 403 403 403 404 403"),
    Door(
        "document_write",
        "returned",
        ("returned",),
        "in  404 403 200 200 403 403 403",
        "401 404 403 302 302 403 403 403",
        typed(answer_1="Täydennetty.", base_1="1"),
    ),
    Door("document_check", "returned", ("returned",), "in 404 403 200 200 403 403 403"),
    Door("document_detail", "returned", ("returned",), "in 404 200 200 200 200 200 200"),
    Door("document_send", "returned, no reply", ("returned",), NO_GET, "401 404 403 403 302 403 403 403"),
    Door(
        "extension_grant",
        "a draft",
        ("draft",),
        "in  404 404 403 403 404 200 403",
        "401 404 404 403 403 404 302 403",
        typed(due="16.1.2015", reason="Sairaus."),
    ),
    Door(
        "extension_grant",
        "returned",
        ("returned",),
        "in  404 403 403 403 403 200 403",
        "401 404 403 403 403 403 302 403",
        typed(due="30.1.2015", reason="Sairaus."),
    ),
    Door(
        "extension_grant",
        "sent",
        ("sent",),
        "in  404 403 403 403 403 302 403",
        "401 404 403 403 403 403 200 403",
        typed(due="16.1.2015", reason="Sairaus."),
    ),
    Door(
        "opening_ask",
        "before the due moment",
        ("sent",),
        "in  404 403 403 302 403 403 403",
        "401 404 403 403 200 403 403 403",
        typed(reason="Luku väärin."),
    ),
    Door(
        "opening_ask",
        "after the due moment",
        ("overdue",),
        "in  404 403 403 200 403 403 403",
        "401 404 403 403 302 403 403 403",
        typed(reason="Luku väärin."),
    ),
    Door(
        "opening_answer",
        "nobody has asked",
        ("sent",),
        "in  404 403 403 403 403 302 403",
        "401 404 403 403 403 403 302 403",
        typed(decision="no", answer="Ei."),
    ),
    Door(
        "opening_answer",
        "the region waits",
        ("waiting",),
        "in  404 403 403 403 403 200 403",
        "401 404 403 403 403 403 302 403",
        typed(decision="yes", answer="Selvä."),
    ),
]
OFFICE = [
    Door("mail_formatted", "secret in production", ("secret",), "in 403 403 403 403 403 403 403"),
    Door("mail_text", "secret in production", ("secret",), "in 403 403 403 403 403 403 403"),
    Door("mail_text", "secret in a rehearsal", ("secret",), "in 403 403 403 403 403 403 200", rehearsal=True),
    Door(
        "clock",
        "production",
        (),
        "in  404 404 404 404 404 404 404",
        "401 404 404 404 404 404 404 404",
        typed(day="1.1.2040", time="9.00"),
    ),
    Door("help_role", "no such role", ("minister",), "404 404 404 404 404 404 404 404"),
    Door("portal_feedback_received", "a guessed number", ("1:x",), "404 404 404 404 404 404 404 404"),
    Door("invitation", "unknown", ("x",), "410 410 410 410 410 410 410 410", "410 410 410 410 410 410 410 410"),
]
FAMILIES = {"writing": WRITING, "reading": READING, "completing": COMPLETING, "office": OFFICE}


@pytest.fixture
def world(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """One document in each circumstance at 15.12.2014, and a signed-in client of each role."""
    settings.SECOND_FACTOR_REQUIRED = False
    measure = printer.Measure(pages=1, hundredths=50, lines_left=20, lines_a_page=40, page_ends=())
    monkeypatch.setattr(printer, "lay_out", lambda html: SimpleNamespace(pages=2, measure=lambda: measure))
    printed = printer.Printed(b"%PDF", 2, measure, frozenset(), {})
    monkeypatch.setattr(printer, "print_pdf", lambda *args, **kwargs: printed)
    with time_machine.travel(NOW, tick=True):
        yield _world()


def _world() -> SimpleNamespace:
    ministry = builders.ministry()
    group = builders.group("KAI")
    now, sent_in, reviewed_in, unprinted_in = (
        builders.round_(year, questions=1, ministries=(ministry,), opens=helsinki(year, 10, 1, 9), due=DUE)
        for year in (2014, 2013, 2012, 2011)
    )
    returned_in, overdue_in, waiting_in = (
        builders.round_(year, questions=1, ministries=(ministry,), opens=helsinki(year, 10, 1, 9), **due)
        for year, due in ((2010, {"due": DUE}), (2013, {}), (2012, {}))
    )
    closed = builders.round_(2015, opens=None)
    draft = builders.document(group, in_round=now)
    sent, reviewed, unprinted = (
        builders.sent_document(group, in_round=one) for one in (sent_in, reviewed_in, unprinted_in)
    )
    version, not_printed = sent.submissions.get(), unprinted.submissions.get()
    made = Print.objects.create(key=version.print_key, sha256="0" * 64, size=4, pages=1, printed_at=NOW)
    PrintedFile.objects.create(print=made, pdf=b"%PDF")
    secretary = builders.secretary(ministry)
    commands.review(reviewed, by=builders.actor(secretary), at=NOW, version=1)
    returned, overdue, waiting = (
        builders.sent_document(group, in_round=one) for one in (returned_in, overdue_in, waiting_in)
    )
    builders.return_for_completion(returned, 1, by=secretary)
    asks = builders.actor(builders.expert(group))
    commands.ask_opening(waiting, by=asks, at=NOW, reason="Luku väärin.")
    commands.extend(
        draft, due=helsinki(2015, 1, 10, 23, 59, 59), reason="Sairaus.", by=builders.actor(secretary), at=NOW
    )
    secret = mail.add(
        key="secret",
        kind="invitation",
        to_name="Aino",
        to_address="aino@elo.example",
        language="fi",
        subject="Kutsu",
        text="Linkki",
        html="<p>Linkki</p>",
        at=NOW,
        is_confidential=True,
    )
    member = builders.user()
    builders.member(member, group)
    people = {
        "nobody": builders.user(),
        "member": member,
        "chair": builders.chair(group),
        "expert": builders.expert(group),
        "other region": builders.expert(builders.group("LAP")),
        "ministry": secretary,
        "admin": builders.admin(),
    }
    User.objects.filter(pk=people["admin"].pk).update(is_staff=True)
    return SimpleNamespace(
        draft=draft.pk,
        sent=sent.pk,
        reviewed=reviewed.pk,
        returned=returned.pk,
        overdue=overdue.pk,
        waiting=waiting.pk,
        version=version.pk,
        identifier=version.identifier,
        unprinted=not_printed.pk,
        unprinted_name=not_printed.identifier,
        closed=closed.pk,
        secret=secret.pk,
        clients={"visitor": Client()} | {role: _signed_in(person) for role, person in people.items()},
    )


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client


def asked(world: Any, method: str, address: str, data: dict[str, str], *, follow: bool = False) -> str:
    """The answers to all roles, each in a transaction of its own that leaves nothing behind."""
    found = []
    for role, client in world.clients.items():
        with transaction.atomic():
            cookies = client.cookies.copy()
            response = getattr(client, method)(address, data, follow=follow)
            client.cookies = cookies
            transaction.set_rollback(True)
        led_to = response.redirect_chain[-1][0] if follow and response.redirect_chain else response.get("Location", "")
        is_sign_in = role == "visitor" and urlsplit(led_to).path == reverse("account_login")
        found.append("in" if is_sign_in else str(response.status_code))
    return " ".join(found)


def differing(actual: dict[str, str], expected: dict[str, str]) -> dict[str, str]:
    """The doors that answer otherwise than the table says; the rest is too long to be read."""
    assert actual.keys() == expected.keys()
    return {title: f"{found} not {expected[title]}" for title, found in actual.items() if found != expected[title]}


@pytest.mark.parametrize("family", FAMILIES)
def test_each_door_answers_every_role_as_what_lies_behind_it_asks(world: Any, settings: Any, family: str) -> None:
    assert tuple(world.clients) == ROLES
    expected, actual = {}, {}
    for door in FAMILIES[family]:
        settings.REHEARSAL = door.rehearsal
        to = [getattr(world, one, one) if isinstance(one, str) else one for one in door.to]
        address = reverse(door.name, args=to)
        for method, statuses in (("get", door.get), ("post", door.post)):
            if statuses:
                title = f"{method.upper()} {door.name}: {door.when}"
                assert title not in expected
                expected[title] = " ".join(statuses.split())
                actual[title] = asked(world, method, address, dict(door.data) if method == "post" else {})
    assert differing(actual, expected) == {}


# The engine room has the same addresses for each table. Only an administrator comes in, and what the portal's own
# commands write is looked at and not changed there.
ADMINISTRATOR_ALONE = "in 403 "
SIGN_INS_ARE_MADE_BY_INVITATION = {"networks_user"}


def engine_room() -> dict[str, str]:
    """Each address of a table in the engine room, and the status for an administrator."""
    found = {}
    for model, room in admin.site._registry.items():
        table = f"{model._meta.app_label}_{model._meta.model_name}"
        is_fixed = isinstance(room, ReadOnlyAdmin) or table in SIGN_INS_ARE_MADE_BY_INVITATION
        row = model._default_manager.order_by("pk").first()
        found[reverse(f"admin:{table}_changelist")] = "200"
        found[reverse(f"admin:{table}_add")] = "403" if is_fixed else "200"
        if row is not None:
            found[reverse(f"admin:{table}_change", args=[row.pk])] = "200"
            found[reverse(f"admin:{table}_history", args=[row.pk])] = "200"
            found[reverse(f"admin:{table}_delete", args=[row.pk])] = "403" if is_fixed else "200"
    return found


def test_every_table_of_the_engine_room_opens_to_an_administrator_alone(world: Any) -> None:
    # The door is one for all tables, so three of the roles are enough at each.
    world.clients = {role: world.clients[role] for role in ("visitor", "ministry", "admin")}
    expected = {address: ADMINISTRATOR_ALONE + status for address, status in engine_room().items()}
    assert len(expected) > 80
    actual = {address: asked(world, "get", address, {}, follow=True) for address in expected}
    assert differing(actual, expected) == {}


@pytest.mark.parametrize("role", ROLES)
def test_the_engine_room_itself_opens_to_an_administrator_alone(world: Any, role: str) -> None:
    world.clients = {role: world.clients[role]}
    expected = {"visitor": "in", "admin": "200"}.get(role, "403")
    assert asked(world, "get", reverse("admin:index"), {}, follow=True) == expected


@pytest.mark.parametrize("role", Role.values)
def test_no_other_role_opens_the_engine_room_even_to_staff(db: None, role: str) -> None:
    person = builders.user(is_staff=True)
    builders.appointment(person, builders.ministry(), role)
    status = _signed_in(person).get(reverse("admin:index"), follow=True).status_code
    assert status == (200 if role == Role.ADMIN else 403)
