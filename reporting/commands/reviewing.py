"""The ministries review what was sent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from reporting.choices import Step
from reporting.models import Document
from reporting.workflow import require_step

from .completing import end_items
from .steps import latest, locked, take


@transaction.atomic
def review(document: Document, *, by: Actor, at: datetime, version: int) -> None:
    """Mark the sent version as reviewed. Raises NotNow when it is not the one that stands any more.

    Items of a request for completion that are not settled end with it, and the region is told.
    """
    document = locked(document)
    rule = require_step(Step.REVIEW, by, document)
    standing = latest(document)
    if standing is None or standing.number != version:
        raise NotNow(_("A newer version has been sent. Read it before you mark it as reviewed."))
    take(rule, document, by=by, at=at, concerning=standing)
    ended = end_items(document, by=by, at=at)
    details = {"ended": [item.number for item in ended]} if ended else {}
    audit.record("document.review", document, user=by.user, version=version, **details)


@transaction.atomic
def take_back_review(document: Document, *, by: Actor, at: datetime, reason: str) -> None:
    """Take the review back, with a reason."""
    document = locked(document)
    rule = require_step(Step.TAKE_BACK_REVIEW, by, document)
    reason = reason.strip()
    if not reason:
        raise NotNow(_("Write why the review is taken back."))
    take(rule, document, by=by, at=at, note=reason, concerning=latest(document))
    audit.record("document.take_back_review", document, user=by.user)
