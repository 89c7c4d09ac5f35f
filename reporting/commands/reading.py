"""Marks of what each ministry has read."""

from datetime import datetime

from django.db import transaction

from networks.actor import Actor
from networks.choices import Role
from networks.permissions import require
from reporting.models import ReadMark, Submission
from reporting.permissions import can_review


@transaction.atomic
def mark_read(submission: Submission, number: int, *, by: Actor, at: datetime, is_read: bool = True) -> None:
    """Mark the answer to question `number` as read by the actor's ministry, or take the mark away."""
    require(can_review, by, submission.document)
    for ministry in sorted(by.organisations_as(Role.NATIONAL_SECRETARY)):
        if is_read:
            ReadMark.objects.get_or_create(
                submission=submission, number=number, ministry_id=ministry, defaults={"by": by.person, "at": at}
            )
        else:
            ReadMark.objects.filter(submission=submission, number=number, ministry_id=ministry).delete()
