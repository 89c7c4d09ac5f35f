"""The registries write their case numbers."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import moment
from networks.actor import Actor
from networks.models import Organisation
from networks.permissions import require
from reporting.models import CaseNumber, Document, Round, Submission
from reporting.permissions import can_number_feedback, can_register
from reporting.registry import standing_numbers


@transaction.atomic
def write_case_number(
    target: Document | Round, number: str, *, authority: Organisation, base: int, by: Actor, at: datetime
) -> CaseNumber:
    """Write a ministry's case number for a document or for a whole round (requirements P10).

    `base` is the key of the row that stood when the clerk began, 0 when there was none. Writing the number that stands
    changes nothing. Raises NotNow when another clerk has written another number since, ValueError without a number:
    `take_case_number_away` is another act.
    """
    number = " ".join(number.split())
    if not number:
        raise ValueError("A case number is not empty.")
    return _write(target, number, authority=authority, base=base, by=by, at=at)


@transaction.atomic
def take_case_number_away(
    target: Document | Round, *, authority: Organisation, base: int, by: Actor, at: datetime
) -> CaseNumber:
    """Take away a number that was written in a wrong place; the row stays in the history. Raises NotNow as above."""
    return _write(target, "", authority=authority, base=base, by=by, at=at)


@transaction.atomic
def number_feedback(
    document: Document, number: str, *, authority: Organisation, by: Actor, at: datetime
) -> CaseNumber | None:
    """The own ministry's number of a document whose feedback is being published, in place of the one that stands.

    None when the number is the document's already, by itself or by its round. The list that the publisher read tells
    of every number (Readiness.fingerprint), so no clerk's correction is written over unseen.
    """
    require(can_number_feedback, by, authority.pk)
    number = " ".join(number.split())
    known = standing_numbers([document])[document.pk].get(authority.pk)
    if not number or (known is not None and known.number == number):
        return None
    standing = CaseNumber.objects.standing().filter(authority=authority, document=document).first()
    return _add({"document": document}, number, standing, authority=authority, by=by, at=at)


def _write(
    target: Document | Round, number: str, *, authority: Organisation, base: int, by: Actor, at: datetime
) -> CaseNumber:
    # Two clerks at once come one after the other.
    target = type(target)._base_manager.select_for_update(no_key=True).get(pk=target.pk)
    round_ = target if isinstance(target, Round) else target.round
    require(can_register, by, round_, authority.pk)
    place: dict[str, Document | Round] = {"round": target} if isinstance(target, Round) else {"document": target}
    if isinstance(target, Document) and not Submission.objects.filter(document=target).exists():
        raise PermissionDenied
    standing = CaseNumber.objects.standing().filter(authority=authority, **place).select_related("by").first()
    if standing is not None and standing.number == number:
        return standing
    if (standing.pk if standing else 0) != base:
        raise NotNow(_meanwhile(standing))
    if standing is None and not number:
        raise NotNow(_("There is no case number to take away."))
    return _add(place, number, standing, authority=authority, by=by, at=at)


def _add(
    place: Mapping[str, Document | Round],
    number: str,
    standing: CaseNumber | None,
    *,
    authority: Organisation,
    by: Actor,
    at: datetime,
) -> CaseNumber:
    (target,) = place.values()
    written = CaseNumber.objects.create(
        authority=authority, number=number, previous=standing, by=by.person, at=at, **place
    )
    audit.record("case_number.write", target, user=by.user, authority=authority.key, number=number)
    return written


def _meanwhile(standing: CaseNumber | None) -> str:
    """Who was first, and what they wrote."""
    if standing is None:
        return _("The case number has changed since you opened the page. Look at it again.")
    words = {"person": standing.by.name, "moment": moment(standing.at), "number": standing.number}
    if not standing.number:
        return (
            _("%(person)s took the case number away on %(moment)s. Look at it again before you write another.") % words
        )
    return (
        _("%(person)s wrote the case number %(number)s on %(moment)s. Look at it again before you write another.")
        % words
    )
