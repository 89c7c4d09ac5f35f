"""Who may do what with a document, as the ministry would say it."""

from networks.actor import Actor
from networks.choices import Role
from networks.permissions import require

from .models import Document


def can_write(actor: Actor, document: Document) -> bool:
    """Experts of every organisation in the group, its chair and its secretary write (section 14, item 3)."""
    return document.group_id in actor.groups_written


def can_send(actor: Actor, document: Document) -> bool:
    """Experts of the group's responsible centre send (section 14, item 3)."""
    return document.group_id in actor.groups_sent


def can_read_sent(actor: Actor, document: Document) -> bool:
    """Every signed-in member of the network reads what has been sent (section 14, item 5)."""
    return actor.is_in_network


def can_review(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry reviews every document that has been sent."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_extend(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry gives one group more time; nobody else does (requirements C11)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_see_completions(actor: Actor, document: Document) -> bool:
    """What is asked and answered is between the group's writers and the ministries; administrators see it to help."""
    return can_follow(actor) or can_write(actor, document)


def can_follow(actor: Actor) -> bool:
    """Secretaries follow every group's state on the board; administrators too, to help."""
    return actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.ADMIN)


__all__ = [
    "can_extend",
    "can_follow",
    "can_read_sent",
    "can_review",
    "can_see_completions",
    "can_send",
    "can_write",
    "require",
]
