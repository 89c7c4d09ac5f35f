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


def can_write_feedback(actor: Actor) -> bool:
    """The secretaries of both ministries write the feedback in the same editor (requirements F4)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_see_feedback_drafts(actor: Actor) -> bool:
    """Feedback that has not been published is seen by the secretaries and their deputies alone (section 14, item 5)."""
    return actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.FEEDBACK_DEPUTY)


def can_confirm(actor: Actor, ministry: int) -> bool:
    """A secretary or a named deputy of that very ministry confirms: nobody confirms for the other one (F4)."""
    return ministry in actor.organisations_as(Role.NATIONAL_SECRETARY) | actor.organisations_as(Role.FEEDBACK_DEPUTY)


def can_name_deputy(actor: Actor, ministry: int) -> bool:
    """A secretary names the deputies of the own ministry."""
    return ministry in actor.organisations_as(Role.NATIONAL_SECRETARY)


def can_give_feedback(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry publishes what both ministries have confirmed."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_follow(actor: Actor) -> bool:
    """Secretaries follow every group's state on the board; administrators too, to help."""
    return actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.ADMIN)


__all__ = [
    "can_confirm",
    "can_follow",
    "can_give_feedback",
    "can_name_deputy",
    "can_read_sent",
    "can_review",
    "can_see_feedback_drafts",
    "can_send",
    "can_write",
    "can_write_feedback",
    "require",
]
