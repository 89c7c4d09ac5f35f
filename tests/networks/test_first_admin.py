"""The command that invites a portal's first administrator."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from elo_portal.office import clock
from networks.actor import actor_for
from networks.choices import OrganisationKind, Role
from networks.commands.invitations import accept_invitation, hash_of
from networks.models import Appointment, Invitation, Organisation, Person, User
from networks.permissions import can_administer
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def okm() -> Organisation:
    return builders.organisation(OrganisationKind.MINISTRY, key="okm", name="Opetusministeriö")


def first_admin(*more: str, email: str = "ensi@elo.example", organisation: str = "okm") -> str:
    out = StringIO()
    call_command(
        "first_admin", "--name", "Ensi Ylläpitäjä", "--email", email, "--organisation", organisation, *more, stdout=out
    )
    return out.getvalue().strip().splitlines()[-1]


def test_the_link_makes_an_administrator_with_a_password_of_their_own(settings: Any) -> None:
    settings.PORTAL_ADDRESS = "https://elo.example"
    link = first_admin()
    assert link.startswith("https://elo.example/invitation/")
    assert not User.objects.exists()
    token = link.rstrip("/").rpartition("/")[2]
    invitation = Invitation.objects.get(token_hash=hash_of(token))
    assert 13 <= (invitation.expires_at - timezone.now()).days <= 14
    user = accept_invitation(invitation, "oma salasana, pitkä", timezone.now())
    assert user.is_staff
    assert can_administer(actor_for(user, clock.now()))


def test_it_refuses_when_an_administrator_signs_in_already() -> None:
    builders.admin()
    with pytest.raises(CommandError, match=r"has an administrator who signs in already.*--again"):
        first_admin()
    assert not Person.objects.filter(email="ensi@elo.example").exists()
    assert "/invitation/" in first_admin("--again")


def test_a_lost_link_is_replaced_by_running_it_again() -> None:
    first, second = first_admin(), first_admin()
    assert first != second
    assert Appointment.objects.get().role == Role.ADMIN
    assert [one.expires_at > timezone.now() for one in Invitation.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [({"organisation": "oph"}, "There are: okm"), ({"email": "ensi"}, "is not an e-mail address")],
)
def test_what_is_wrong_is_told_in_a_sentence(asked: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        first_admin(**asked)
    assert not Person.objects.exists()
