"""Who may do what with a strategy, as the ministry would say it."""

from networks.actor import Actor
from networks.choices import OrganisationKind, Role
from networks.models import Organisation
from networks.permissions import require

from .models import Strategy


def can_begin(actor: Actor, centre: Organisation) -> bool:
    """An expert of a centre begins the first strategy of the regions that the centre covers."""
    return centre.kind == OrganisationKind.CENTRE and centre.pk in actor.organisations_as(Role.EXPERT)


def can_write(actor: Actor, strategy: Strategy) -> bool:
    """Experts of the coordinating centre write, and so do chair and secretary of the regional group of its regions."""
    return Strategy.objects.written_by(actor).filter(pk=strategy.pk).exists()


def can_adopt(actor: Actor, strategy: Strategy) -> bool:
    """Only experts of the coordinating centre adopt: the centre answers for the region's guidance (A1)."""
    return strategy.coordinator_id in actor.organisations_as(Role.EXPERT)


def can_enter(actor: Actor) -> bool:
    """A secretary, or a clerk of a ministry's registry, enters what came by another way (section 14, item 10)."""
    if actor.holds(Role.NATIONAL_SECRETARY):
        return True
    registries = actor.organisations_as(Role.REGISTRY)
    return bool(registries) and Organisation.objects.filter(pk__in=registries, kind=OrganisationKind.MINISTRY).exists()


__all__ = ["can_adopt", "can_begin", "can_enter", "can_write", "require"]
