"""Entering documents that came by e-mail or on paper (requirements, section 14, item 10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office import arriving, audit, frozen, jobs, uploads
from elo_portal.office.arriving import ArrivedBy, refusal_of_files
from elo_portal.office.clock import day_of
from elo_portal.office.models import Upload
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import Inspected
from elo_portal.office.words import moment
from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation
from reporting import content, notices, reminder_mails
from reporting.choices import State, Step
from reporting.completions import open_items
from reporting.deadlines import is_past
from reporting.models import Arrival, ArrivalFile, Document, Round, Submission
from reporting.workflow import require_step

from .sending import PRINT_SUBMISSION, keep_replies
from .steps import latest, locked, take


@transaction.atomic
def enter(document: Document, how: ArrivedBy, files: Sequence[Inspected], *, by: Actor, at: datetime) -> Submission:
    """Enter a document that came by another way. It counts as sent at the moment when it arrived.

    The frozen content has no answers: it says that the document is in the files, with their SHA-256. What the group
    was writing in the portal is not touched, and a request for completion is answered as a whole. Raises NotNow when
    somebody was first, or when the moment of arrival cannot be true; ValueError without a file.
    """
    if not files:
        raise ValueError("A document that arrived is in at least one file.")
    document = locked(document)
    rule = require_step(Step.ENTER, by, document)
    if refusal := refusal_of_moment(document, how.at, at=at) or refusal_of_files(how.way, files):
        raise NotNow(refusal)
    asked = open_items(document) if document.state == State.RETURNED else []
    standing = latest(document)
    # One chain a round: the round's row is held while the next link is made.
    Round.objects.select_for_update(no_key=True).get(pk=document.round_id)
    previous = Submission.objects.filter(round=document.round_id, next=None).without_content().first()
    stored = [uploads.store(file, by=by.user, at=at) for file in files]
    number = standing.number + 1 if standing else 1
    is_late = is_past(document.due, how.at)
    data = frozen.canonical(
        _content(document, how, stored, number=number, is_late=is_late, previous=previous, by=by, at=at)
    )
    submission = Submission.objects.create(
        document=document,
        round=document.round,
        number=number,
        content=data,
        sha256=frozen.fingerprint(data),
        previous=previous,
        at=how.at,
        by=by.person,
        is_late=is_late,
        pages_used=0,
    )
    arrival = Arrival.objects.create(
        submission=submission,
        way=how.way,
        sender_name=how.sender_name,
        sender_organisation=how.sender_organisation,
        note=how.note,
        entered_by=by.person,
        entered_at=at,
    )
    for place, upload in enumerate(stored, start=1):
        ArrivalFile.objects.create(arrival=arrival, number=place, upload=upload)
    with translation.override(document.language):
        keep_replies(asked, submission, text=_("The reply is in the files of version %(number)s.") % {"number": number})
    take(rule, document, by=by, at=at, concerning=submission)
    jobs.add(PRINT_SUBMISSION, submission.pk, key=f"print:{submission.print_key}")
    reminder_mails.withdraw_reminders(document)
    notices.tell_of_arrival(
        submission,
        content.receivers(document, at),
        content.senders_of(document, day_of(at)),
        by=by.person,
        at=at,
    )
    audit.record("document.enter", document, user=by.user, version=number, way=how.way.value, sha256=submission.sha256)
    return submission


def refusal_of_moment(document: Document, arrived_at: datetime, *, at: datetime) -> str:
    """Why the document cannot have arrived at the moment; empty when it can. One query at most."""
    if refusal := arriving.refusal_of_moment(arrived_at, at=at):
        return refusal
    opens = document.round.opens
    # Arrival is told to the minute.
    if opens is not None and arrived_at < opens.replace(second=0, microsecond=0):
        return _("The round was opened on %(moment)s, so nothing can have arrived before it.") % {
            "moment": moment(opens)
        }
    standing = latest(document)
    if standing is not None and arrived_at <= standing.at:
        return _("Version %(number)s arrived on %(moment)s. The next one can only have come after it.") % {
            "number": standing.number,
            "moment": moment(standing.at),
        }
    return ""


def _content(
    document: Document,
    how: ArrivedBy,
    files: Sequence[Upload],
    *,
    number: int,
    is_late: bool,
    previous: Submission | None,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """The frozen content: who, whom and when as of any document, no answers, and the key "arrival"."""
    language, day = document.language, day_of(at)
    made = content.content_of(document, at=how.at, number=number, is_late=is_late, previous=previous)
    ministries = by.organisations_as(Role.REGISTRY) | by.organisations_as(Role.NATIONAL_SECRETARY)
    ministry = Organisation.objects.filter(pk__in=ministries).prefetch_related("names").order_by("key").first()
    # Replies in work belong to the region until it sends them.
    made.pop("completion", None)
    # What the centres have confirmed in the portal is not what came.
    made.pop("confirmations", None)
    return {
        **made,
        "answers": [],
        "measures": [],
        "handled_on": None,
        "strategy": None,
        "attachments": [],
        "sent": {
            "at": frozen.moment(how.at),
            "late": is_late,
            "by": {"name": how.sender_name, "role": "", "organisation": how.sender_organisation},
        },
        "arrival": arriving.content_of_arrival(
            how, files, at=at, name=by.person.name, organisation=ministry.name_on(day, language) if ministry else ""
        ),
    }
