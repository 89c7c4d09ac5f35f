"""Each centre of a development group confirms the report, word for word, before the convener sends it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import moment
from networks.actor import Actor
from networks.models import Organisation
from networks.permissions import require
from reporting import notices
from reporting.choices import ConfirmationAct
from reporting.confirmations import (
    CentreConfirmation,
    capacity_of,
    confirmable_by,
    confirmations_of,
    confirmers_of,
    lacking,
)
from reporting.content import answers_of
from reporting.models import Answer, Document, GroupReportConfirmation
from reporting.permissions import can_confirm_for_centre, can_write

from .steps import locked


@transaction.atomic
def confirm_report(
    document: Document, centre: Organisation, *, by: Actor, at: datetime, sha256: str
) -> GroupReportConfirmation:
    """Confirm what the report says for one's own centre (requirements, section 14, item 2).

    `sha256` is the fingerprint of what the confirmer had before them. Raises NotNow when the report says something
    else by now, when a question has no answer, when it is confirmed already, or when the report has been sent.
    """
    document, answers, own = _for(document, centre, by)
    if sha256 != own.sha256:
        raise NotNow(_("The report was changed after you opened the page. Read it again before you confirm it."))
    _require_answers(answers)
    if own.counts and own.newest:
        raise NotNow(
            _("%(person)s has confirmed the report for %(centre)s already, %(moment)s.")
            % {"person": own.newest.by.name, "centre": own.name, "moment": moment(own.newest.at)}
        )
    return _write(document, own, ConfirmationAct.CONFIRM, sha256, by=by, at=at)


@transaction.atomic
def take_back_report_confirmation(document: Document, centre: Organisation, *, by: Actor, at: datetime) -> None:
    """Take back the own centre's confirmation. Raises NotNow when there is none, or the report has been sent."""
    document, _answers, own = _for(document, centre, by)
    if not own.is_given or own.newest is None:
        raise NotNow(_("There is no confirmation of %(centre)s to take back.") % {"centre": own.name})
    _write(document, own, ConfirmationAct.TAKE_BACK, own.newest.sha256, by=by, at=at)


@transaction.atomic
def ask_to_confirm(document: Document, *, by: Actor, at: datetime) -> list[str]:
    """Ask the other centres that have not confirmed what the report says now, by a mail with its whole text.

    Each person is asked once for a wording. Returns the names of those who are asked now. Raises NotNow when a question
    has no answer, when no other centre is lacking, when nobody of those can be reached, when all have been asked, or
    when the report has been sent.
    """
    document = locked(document)
    require(can_write, by, document)
    if not document.is_group_report:
        raise PermissionDenied
    _require_open(document)
    answers = answers_of(document)
    _require_answers(answers)
    found = confirmations_of(document, answers, by.day)
    own = confirmable_by(by, document, found)
    others = [one for one in lacking(found) if one not in own]
    if not others:
        raise NotNow(_("Every other centre has confirmed the report."))
    confirmers = confirmers_of(document, [one.centre.pk for one in others], by.day)
    people = [one for one in confirmers if one.email and one != by.person]
    if not people:
        raise NotNow(_("Nobody who confirms for these centres has an e-mail address in the portal."))
    asked = notices.tell_of_asking_to_confirm(document, answers, others, people, by=by.person, at=at)
    if not asked:
        raise NotNow(_("Everybody who confirms for these centres has been asked already for this text."))
    audit.record("group_report.ask", document, user=by.user, centres=[one.centre.key for one in others])
    return [one.name for one in asked]


def _require_open(document: Document) -> None:
    if not document.is_being_written:
        raise NotNow(_("The report has been sent, so it is neither confirmed nor are confirmations taken back."))


def _require_answers(answers: list[Answer]) -> None:
    if missing := [str(one.number) for one in answers if not one.text.body.strip()]:
        raise NotNow(
            ngettext("Answer question %(numbers)s first.", "Answer questions %(numbers)s first.", len(missing))
            % {"numbers": ", ".join(missing)}
        )


def _for(document: Document, centre: Organisation, by: Actor) -> tuple[Document, list[Answer], CentreConfirmation]:
    document = locked(document)
    require(can_confirm_for_centre, by, document, centre.pk)
    _require_open(document)
    answers = answers_of(document)
    own = next((one for one in confirmations_of(document, answers, by.day) if one.centre == centre), None)
    if own is None:
        raise PermissionDenied
    return document, answers, own


def _write(
    document: Document, own: CentreConfirmation, act: ConfirmationAct, sha256: str, *, by: Actor, at: datetime
) -> GroupReportConfirmation:
    written = GroupReportConfirmation.objects.create(
        document=document,
        organisation=own.centre,
        act=act,
        by=by.person,
        capacity=capacity_of(by, document, own.centre.pk),
        at=at,
        sha256=sha256,
    )
    audit.record(f"group_report.{act}", document, user=by.user, centre=own.centre.key, sha256=sha256)
    return written
