"""Who may, as the ministry would say it."""

from typing import Any

from django.core.exceptions import PermissionDenied

from .actor import Actor
from .choices import GroupKind, Role
from .models import Group


def require(rule: Any, actor: Actor | None, *subject: Any) -> None:
    """Turn a no of a rule into 403."""
    if not actor or not rule(actor, *subject):
        raise PermissionDenied


def can_administer(actor: Actor) -> bool:
    """An administrator of the portal looks after mail, jobs, the rehearsal's clock and feedback on the portal."""
    return actor.holds(Role.ADMIN)


def can_see_groups(actor: Actor) -> bool:
    """The network knows who sits in its groups; a registry sees what is addressed to it and no more."""
    return actor.reads_across


def can_manage_members(actor: Actor, group: Group) -> bool:
    """Who decides on a group's members: an administrator, and those who answer for the group.

    For a regional group the experts of the organisations that take part in it (requirements M2), for a development
    group those and the coordinator (section 14, item 6), for the national one the ministries' secretaries (A11).
    """
    if actor.holds(Role.ADMIN):
        return True
    if group.kind == GroupKind.NATIONAL:
        return actor.holds(Role.NATIONAL_SECRETARY)
    if group.kind == GroupKind.DEVELOPMENT and actor.holds(Role.COORDINATOR):
        return True
    return any(share.role == Role.EXPERT and share.group == group.pk for share in actor.shares)


def can_see_contacts(actor: Actor, group: Group) -> bool:
    """Members' addresses are for those who look after the group, sit in it, or are the ministries' secretaries."""
    return can_manage_members(actor, group) or group.pk in actor.own_groups or actor.holds(Role.NATIONAL_SECRETARY)


def can_appoint(actor: Actor) -> bool:
    """An administrator writes down who does what for a centre, a ministry or a support body."""
    return actor.holds(Role.ADMIN)


def can_see_gaps(actor: Actor) -> bool:
    """What has no person is shown to the administrators and the ministries (requirements M6)."""
    return actor.holds(Role.ADMIN) or actor.holds(Role.NATIONAL_SECRETARY)


def can_form_groups(actor: Actor) -> bool:
    """The coordinator forms and changes the development groups; an administrator of the portal too (section 14, 6)."""
    return actor.holds(Role.COORDINATOR) or actor.holds(Role.ADMIN)
