"""Who may, as the ministry would say it."""

from typing import Any

from django.core.exceptions import PermissionDenied

from .actor import Actor
from .choices import Role


def require(rule: Any, actor: Actor | None, *subject: Any) -> None:
    """Turn a no of a rule into 403."""
    if not actor or not rule(actor, *subject):
        raise PermissionDenied


def can_administer(actor: Actor) -> bool:
    """An administrator of the portal looks after mail, jobs, the rehearsal's clock and feedback on the portal."""
    return actor.holds(Role.ADMIN)


def can_form_groups(actor: Actor) -> bool:
    """The coordinator forms and changes the development groups; an administrator of the portal too (section 14, 6)."""
    return actor.holds(Role.COORDINATOR) or actor.holds(Role.ADMIN)
