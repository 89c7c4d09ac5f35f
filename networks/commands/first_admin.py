"""The first administrator of a portal that nobody can sign in to yet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.clock import day_of
from elo_portal.office.refusals import NotNow
from networks.choices import Role
from networks.models import Appointment, Organisation, Person, User

from .invitations import invite


@transaction.atomic
def invite_first_admin(
    name: str, email: str, *, organisation: Organisation, at: datetime, now: datetime, again: bool = False
) -> str:
    """Appoint a person as administrator and invite them. `at` is the domain's moment, `now` real time.

    Returns the secret of the one-time link. Raises NotNow when an administrator signs in already, unless `again`
    says that another one is wanted all the same.
    """
    day = day_of(at)
    in_office = Appointment.objects.on(day).filter(role=Role.ADMIN)
    if not again and User.objects.filter(is_active=True, person__appointments__in=in_office).exists():
        raise NotNow(_("The portal has an administrator who signs in already."))
    person = Person.objects.filter(email__iexact=email).first() or Person.objects.create(name=name, email=email)
    if not in_office.filter(person=person, organisation=organisation).exists():
        appointment = Appointment.objects.create(person=person, organisation=organisation, role=Role.ADMIN, since=day)
        audit.record("appointment.first_admin", appointment)
    return invite(person, by=None, at=at, now=now)
