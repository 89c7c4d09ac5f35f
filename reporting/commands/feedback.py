"""The ministries' feedback: written together, confirmed by each ministry, published to all at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit, frozen, jobs
from elo_portal.office.models import Revision, Text
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day as day_in_words
from elo_portal.office.words import moment
from elo_portal.office.writing import commands as writing
from elo_portal.office.writing.commands import Outcome, new_text
from networks.actor import Actor
from networks.choices import Role
from networks.models import Appointment, Organisation, Person
from networks.permissions import require
from reporting.choices import ConfirmationAct, State, Step
from reporting.documents.feedback_letter import content_of_letter
from reporting.feedback import MinistryConfirmation, Standing, readiness, standing
from reporting.feedback_mails import tell_of_feedback
from reporting.models import (
    CommonFeedback,
    Document,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    PublishedFeedback,
    Round,
)
from reporting.permissions import can_confirm, can_name_deputy, can_write_feedback
from reporting.registry import standing_numbers
from reporting.workflow import require_step

from .case_numbers import number_feedback
from .steps import locked, take

PRINT_FEEDBACK = "reporting.print_feedback"

Written = FeedbackLetter | CommonFeedback


@dataclass(frozen=True)
class TypedPart:
    """What a secretary typed as a part of the feedback, and the number of the revision they had before them."""

    number: int
    body: str
    base: int


@dataclass(frozen=True)
class FeedbackSaved:
    """Numbers of the parts that got a new revision, and of those where somebody else had saved another text.

    `was_published` tells that the feedback had been published meanwhile: every change was put aside, none is lost.
    """

    saved: tuple[int, ...]
    aside: tuple[int, ...]
    was_published: bool


@transaction.atomic
def save_feedback(document: Document, typed: Iterable[TypedPart], *, by: Actor, at: datetime) -> FeedbackSaved:
    """Save what a secretary wrote to one group. Raises NotNow while the group has sent nothing to give feedback on."""
    require(can_write_feedback, by)
    document = locked(document)
    if not document.submissions.exists():
        raise NotNow(_("The group has not sent its report yet, so there is nothing to give feedback on."))
    typed = list(typed)
    letter = FeedbackLetter.objects.filter(document=document).first()
    if letter is None:
        if not any(one.body.strip() for one in typed):
            return FeedbackSaved((), (), False)
        letter = FeedbackLetter.objects.create(
            document=document, carrying_out=new_text(document.language), regional_work=new_text(document.language)
        )
    is_open = document.state != State.FEEDBACK_GIVEN
    for text in (letter.carrying_out, letter.regional_work):
        if is_open and text.language != document.language:
            # The region chose another language for the version that it sent next.
            text.language = document.language
            text.save(update_fields=["language"])
    return _save(letter, typed, is_open=is_open, subject=document, by=by, at=at)


@transaction.atomic
def save_common_feedback(round_: Round, typed: Iterable[TypedPart], *, by: Actor, at: datetime) -> FeedbackSaved:
    """Save what a secretary wrote to all groups, in Finnish and in Swedish."""
    require(can_write_feedback, by)
    round_ = _held(round_)
    typed = list(typed)
    common = CommonFeedback.objects.filter(round=round_).first()
    if common is None:
        if not any(one.body.strip() for one in typed):
            return FeedbackSaved((), (), False)
        common = CommonFeedback.objects.create(round=round_, finnish=new_text("fi"), swedish=new_text("sv"))
    return _save(common, typed, is_open=_is_open(common), subject=round_, by=by, at=at)


def _save(
    written: Written, typed: list[TypedPart], *, is_open: bool, subject: Document | Round, by: Actor, at: datetime
) -> FeedbackSaved:
    act = writing.save if is_open else writing.put_aside
    texts = {part.number: part.text for part in written.parts}
    saved, aside = [], []
    for one in typed:
        outcome = act(texts[one.number], one.body, base=one.base, by=by.user, at=at).outcome
        if outcome is Outcome.SAVED:
            saved.append(one.number)
        elif outcome is Outcome.ASIDE:
            aside.append(one.number)
    if saved:
        audit.record("feedback.write", subject, user=by.user, parts=saved)
    return FeedbackSaved(tuple(saved), tuple(aside), not is_open)


@transaction.atomic
def settle_feedback(
    written: Written, text: Text, aside: Revision, body: str, *, base: int, by: Actor, at: datetime
) -> Outcome:
    """Decide between two texts of a part; the one not chosen stays in the history."""
    subject = _open_for(written, by)
    outcome = writing.settle(aside, body, base=base, by=by.user, at=at).outcome
    audit.record("feedback.settle", subject, user=by.user, text=text.pk)
    return outcome


@transaction.atomic
def restore_feedback(
    written: Written, text: Text, revision: Revision, *, base: int, by: Actor, at: datetime
) -> Outcome:
    """Bring back an earlier text of a part as a new revision; `base` is the one that stood when it was asked."""
    subject = _open_for(written, by)
    outcome = writing.restore(revision, base=base, by=by.user, at=at).outcome
    audit.record("feedback.restore", subject, user=by.user, text=text.pk, revision=revision.number)
    return outcome


def _open_for(written: Written, by: Actor) -> Document | Round:
    """The row that is held while a part is changed. Raises NotNow when the feedback has been published."""
    require(can_write_feedback, by)
    subject = locked(written.document) if isinstance(written, FeedbackLetter) else _held(written.round)
    if not _is_open(written):
        raise NotNow(_("The feedback has been published, so it cannot be changed now. Your text is in the history."))
    return subject


def _is_open(written: Written) -> bool:
    if isinstance(written, FeedbackLetter):
        return not PublishedFeedback.objects.filter(letter=written).exists()
    return written.round.documents.exclude(state=State.FEEDBACK_GIVEN).exists()


def _held(round_: Round) -> Round:
    return Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


# -- confirming


@transaction.atomic
def confirm_feedback(
    document: Document, ministry: Organisation, *, by: Actor, at: datetime, sha256: str
) -> FeedbackConfirmation:
    """Confirm the letter, with the common part, for one's own ministry.

    `sha256` is the fingerprint of what the confirmer had before them. Raises NotNow when the letter says something
    else by now, when a part is missing, when the report has not been reviewed, or when it is confirmed already.
    """
    require(can_confirm, by, ministry.pk)
    now, own = _standing_for(document, ministry, by)
    document = now.document
    if document.state != State.REVIEWED:
        raise NotNow(_("Feedback is confirmed when the report has been marked as reviewed."))
    if now.letter is None or now.missing:
        raise NotNow(_("The feedback is not whole yet. Not written yet: %(parts)s.") % {"parts": _parts(now)})
    if sha256 != now.sha256:
        raise NotNow(_("The feedback was changed after you opened the page. Read it again before you confirm it."))
    if own.counts and own.newest:
        raise NotNow(
            _("%(person)s has confirmed this version for %(ministry)s already, %(moment)s.")
            % {"person": own.newest.by.name, "ministry": own.name, "moment": moment(own.newest.at)}
        )
    if any(one.counts and one.newest and one.newest.by_id == by.person.pk for one in now.confirmations):
        raise NotNow(_("You have confirmed this version for the other ministry. Nobody confirms for both."))
    confirmation = FeedbackConfirmation.objects.create(
        letter=now.letter,
        ministry=ministry,
        act=ConfirmationAct.CONFIRM,
        by=by.person,
        capacity=_capacity(by, ministry),
        at=at,
        sha256=sha256,
    )
    audit.record("feedback.confirm", document, user=by.user, ministry=ministry.pk, sha256=sha256)
    return confirmation


@transaction.atomic
def take_back_confirmation(document: Document, ministry: Organisation, *, by: Actor, at: datetime) -> None:
    """Take back the own ministry's confirmation. Raises NotNow when there is none, or the letter was published."""
    require(can_confirm, by, ministry.pk)
    now, own = _standing_for(document, ministry, by)
    if not own.is_given or own.newest is None:
        raise NotNow(_("There is no confirmation of %(ministry)s to take back.") % {"ministry": own.name})
    FeedbackConfirmation.objects.create(
        letter=own.newest.letter,
        ministry=ministry,
        act=ConfirmationAct.TAKE_BACK,
        by=by.person,
        capacity=_capacity(by, ministry),
        at=at,
        sha256=own.newest.sha256,
    )
    audit.record("feedback.take_back", now.document, user=by.user, ministry=ministry.pk)


def _standing_for(document: Document, ministry: Organisation, by: Actor) -> tuple[Standing, MinistryConfirmation]:
    now = standing(locked(document), by.day)
    if now.published:
        raise NotNow(
            _("%(person)s published the feedback %(moment)s, so it can no longer be changed.")
            % {"person": now.published.publication.by.name, "moment": moment(now.published.publication.at)}
        )
    own = next((one for one in now.confirmations if one.ministry == ministry), None)
    if own is None:
        raise NotNow(_("The round is not addressed to this ministry, so it does not confirm the feedback."))
    return now, own


def _parts(now: Standing) -> str:
    return ", ".join(now.missing) or now.why_not_ready


def _capacity(by: Actor, ministry: Organisation) -> Role:
    is_secretary = ministry.pk in by.organisations_as(Role.NATIONAL_SECRETARY)
    return Role.NATIONAL_SECRETARY if is_secretary else Role.FEEDBACK_DEPUTY


# -- deputies


@transaction.atomic
def name_deputy(
    ministry: Organisation, person: Person, *, since: date, until: date | None, by: Actor, at: datetime
) -> FeedbackDeputy:
    """Name who stands in for the ministry's confirmer, from day to day, both included.

    Raises NotNow when the days overlap with an earlier naming, are past, or the person confirms for another ministry.
    """
    require(can_name_deputy, by, ministry.pk)
    if until is not None and (until < since or until < by.day):
        raise NotNow(_("The last day must not be before the first day, nor past."))
    elsewhere = (
        Appointment.objects.filter(person=person, role__in=[Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY])
        .exclude(organisation=ministry)
        .exclude(until__lt=max(since, by.day))
    )
    if elsewhere.exists():
        raise NotNow(_("%(person)s confirms for another ministry. Nobody confirms for both.") % {"person": person.name})
    try:
        with transaction.atomic():
            appointment = Appointment.objects.create(
                person=person, organisation=ministry, role=Role.FEEDBACK_DEPUTY, since=since, until=until
            )
    except IntegrityError as overlap:
        raise NotNow(_("%(person)s is a deputy on some of these days already.") % {"person": person.name}) from overlap
    deputy = FeedbackDeputy.objects.create(appointment=appointment, by=by.person, at=at)
    audit.record(
        "feedback.name_deputy", appointment, user=by.user, since=since.isoformat(), until=until and until.isoformat()
    )
    return deputy


@transaction.atomic
def end_deputy(appointment: Appointment, *, by: Actor, at: datetime) -> None:
    """End a deputy's time: today is the last day; one that has not begun does not begin."""
    require(can_name_deputy, by, appointment.organisation_id)
    appointment = Appointment.objects.select_for_update(no_key=True).get(pk=appointment.pk, role=Role.FEEDBACK_DEPUTY)
    if appointment.until is not None and appointment.until <= by.day:
        raise NotNow(_("The deputy's last day is %(day)s already.") % {"day": day_in_words(appointment.until)})
    audit.record("feedback.end_deputy", appointment, user=by.user)
    if appointment.since > by.day:
        appointment.delete()
        return
    appointment.until = by.day
    appointment.save(update_fields=["until"])


# -- publishing


@transaction.atomic
def publish_feedback(
    round_: Round,
    *,
    by: Actor,
    at: datetime,
    checked: str,
    reasons: Mapping[int, str] | None = None,
    case_numbers: Mapping[int, str] | None = None,
) -> FeedbackPublication:
    """Give the feedback of a round to all groups whose letter both ministries have confirmed, in one act.

    `checked` is the fingerprint of the list that the publisher read (Readiness.fingerprint); `reasons` tells by
    document why a letter that is not ready is left out. A letter carries the case numbers that stand for its report;
    one typed for the own ministry (`case_numbers`, by ministry) becomes the number of every report first.
    Raises NotNow when the list has changed since, when nothing is ready, or when a reason is missing.
    Each letter is frozen, and printed and mailed by jobs that are written in the same transaction.
    """
    require(can_write_feedback, by)
    # The documents first, then the round: in the order in which a sending holds them.
    list(Document.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk").values_list("pk"))
    round_ = _held(round_)
    now = readiness(round_, by.day)
    if not now.ready or checked != now.fingerprint:
        raise NotNow(_was_first(round_, now.fingerprint, checked))
    reasons = {pk: reason.strip() for pk, reason in (reasons or {}).items()}
    lacking = [one.area for one in now.left_out if not reasons.get(one.document.pk)]
    if lacking:
        raise NotNow(_("Write why these are left out: %(areas)s.") % {"areas": ", ".join(lacking)})
    publication = FeedbackPublication.objects.create(round=round_, by=by.person, at=at)
    for one in now.left_out:
        FeedbackLeftOut.objects.create(publication=publication, document=one.document, reason=reasons[one.document.pk])
    for ministry in Organisation.objects.filter(pk__in=[pk for pk, number in (case_numbers or {}).items() if number]):
        for one in now.ready:
            number_feedback(one.document, (case_numbers or {})[ministry.pk], authority=ministry, by=by, at=at)
    numbers = standing_numbers([one.document for one in now.ready])
    for one, reached in now.rows:
        rule = require_step(Step.GIVE_FEEDBACK, by, one.document)
        carried = {ministry: row.number for ministry, row in numbers[one.document.pk].items()}
        content = content_of_letter(one, at=at, reached=reached, case_numbers=carried, is_published=True)
        data = frozen.canonical(content)
        first, second = one.both
        published = PublishedFeedback.objects.create(
            letter=first.letter,
            publication=publication,
            content=data,
            sha256=frozen.fingerprint(data),
            wording_sha256=one.sha256,
            first=first,
            second=second,
        )
        take(rule, one.document, by=by, at=at, concerning=one.version)
        jobs.add(PRINT_FEEDBACK, published.pk, key=f"print:{published.print_key}")
        tell_of_feedback(published, reached, at=at)
    audit.record(
        "feedback.publish",
        publication,
        user=by.user,
        letters=[one.document.pk for one in now.ready],
        left_out=[one.document.pk for one in now.left_out],
    )
    return publication


def _was_first(round_: Round, now: str, checked: str) -> str:
    """Why nothing was published: somebody else was first, the list has changed, or nothing is ready."""
    if checked == now:
        return _("No letter is ready: both ministries confirm each letter first.")
    last = FeedbackPublication.objects.filter(round=round_).select_related("by").order_by("-pk").first()
    changed = _("What would be published has changed since you opened the page. Read the list again.")
    if last is None:
        return changed
    return _("%(change)s The last publishing was by %(person)s, %(moment)s.") % {
        "change": changed,
        "person": last.by.name,
        "moment": moment(last.at),
    }
