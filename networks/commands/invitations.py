"""From a person of the network to a person who signs in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.choices import Role
from networks.mails import send_invitation
from networks.models import Invitation, Person, User

LIFE = timedelta(days=14)


def hash_of(token: str) -> str:
    """What of a link's secret is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(person: Person, *, by: Person | None, at: datetime, now: datetime) -> str:
    """Make a one-time link and post it to the person's work address. Earlier links stop working.

    `at` is the domain's moment, for the mail; `now` the real time, from which the link lives fourteen days.
    Returns the link's secret, which is stored nowhere. Raises NotNow when the person signs in already or has
    no address.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if User.objects.filter(person=person).exists():
        raise NotNow(_("%(name)s signs in already, so no invitation is needed.") % {"name": person.name})
    if not person.email:
        raise NotNow(_("%(name)s has no e-mail address, so an invitation cannot be sent.") % {"name": person.name})
    person.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(person=person, token_hash=hash_of(token), expires_at=now + LIFE, by=by)
    send_invitation(invitation, token, at=at)
    audit.record("invitation.made", invitation, user=getattr(by, "user", None), person=person.pk)
    return token


@transaction.atomic
def accept_invitation(invitation: Invitation, password: str, at: datetime) -> User:
    """Make the person's sign-in. `at` is real time.

    Raises NotNow when the link has been used or has expired, or the person signs in already.
    """
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or User.objects.filter(person=person).exists():
        raise NotNow(_("The invitation has been used already. Sign in with your e-mail and password."))
    if invitation.expires_at <= at:
        raise NotNow(_("The link of the invitation has expired."))
    # The engine room asks for the appointment as well, each time: the flag alone opens nothing.
    is_staff = person.appointments.filter(role=Role.ADMIN).exists()
    user = User(person=person, email=person.email.lower(), date_joined=at, is_staff=is_staff)
    user.set_password(password)
    user.save()
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    audit.record("invitation.accepted", invitation, user=user)
    return user
