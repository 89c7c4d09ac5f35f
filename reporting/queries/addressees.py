"""What an administrator mends before a round is sent."""

from django.db import models

from networks.actor import Actor
from networks.choices import ContactPurpose, Role
from networks.models import Appointment, ContactAddress

from ..choices import State
from ..models import Addressee, Document


def missing_addressees(actor: Actor) -> list[Addressee]:
    """Addressed roles that nobody holds today, nor a mailbox, in rounds from which something is still to be sent.

    Two database queries at most. What is sent meanwhile reaches those alone who hold the other roles.
    """
    in_work = Document.objects.filter(round=models.OuterRef("round"), state__in=[State.DRAFT, State.RETURNED])
    holders = Appointment.objects.on(actor.day).filter(
        organisation=models.OuterRef("organisation"), role=models.OuterRef("capacity")
    )
    mailboxes = ContactAddress.objects.on(actor.day).filter(
        organisation=models.OuterRef("organisation"), purpose=ContactPurpose.REGISTRY
    )
    has_mailbox = models.Q(models.Exists(mailboxes), capacity=Role.REGISTRY)
    return list(
        Addressee.objects.filter(
            ~has_mailbox, models.Exists(in_work), ~models.Exists(holders), round__opens__lte=actor.at
        )
        .select_related("round", "organisation")
        .prefetch_related("organisation__names")
    )
