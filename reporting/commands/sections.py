"""Own sections of a plan (requirements P3), and the day when the group handled it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import audit
from elo_portal.office.clock import day_of
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import new_text
from networks.actor import Actor
from networks.permissions import require
from reporting.models import Answer, Document, Measure
from reporting.permissions import can_write

from .steps import locked, require_asked, require_not_returned

MOST_SECTIONS = 10


@transaction.atomic
def add_section(document: Document, *, by: Actor, at: datetime) -> Answer:
    """Add an own section after the others, without a heading yet. Raises NotNow when there are too many."""
    document = _open(document, by)
    require_not_returned(document)
    if not document.is_plan:
        raise NotNow(_("A report has no sections of its own."))
    _require_room(document)
    last = Answer.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    section = Answer.objects.create(document=document, number=last + 1, text=new_text(document.language))
    audit.record("section.add", document, user=by.user, number=section.number)
    return section


@transaction.atomic
def head_section(section: Answer, heading: str, *, base: str, by: Actor) -> None:
    """Give an own section its heading.

    `base` is the heading that the person had before them. Raises NotNow when somebody has given it another since; the
    sentence tells which.
    """
    document = _open(section.document, by)
    section = Answer.objects.select_for_update(no_key=True).get(pk=section.pk)
    heading = " ".join(heading.split())
    if heading in {base, section.heading}:
        return
    require_asked(document, section)
    if section.heading != base:
        raise NotNow(
            _("Somebody else has given the section the heading “%(heading)s”. Save once more to use yours.")
            % {"heading": section.heading}
        )
    former, section.heading = section.heading, heading
    section.save(update_fields=["heading"])
    audit.record("section.head", document, user=by.user, number=section.number, before=former, after=heading)


@transaction.atomic
def remove_section(section: Answer, *, by: Actor) -> None:
    """Take an own section away; its text stays. Raises NotNow while measures are tied to it."""
    document = _open(section.document, by)
    require_not_returned(document)
    tied = Measure.objects.filter(topic=section, is_removed=False).count()
    if tied:
        raise NotNow(
            ngettext(
                "%(count)s measure is tied to the section. Tie it to another topic first.",
                "%(count)s measures are tied to the section. Tie them to other topics first.",
                tied,
            )
            % {"count": tied}
        )
    _set_removed(document, section, by=by, is_removed=True)


@transaction.atomic
def restore_section(section: Answer, *, by: Actor) -> None:
    """Bring an own section back with its text. Raises NotNow when there are too many."""
    document = _open(section.document, by)
    require_not_returned(document)
    _require_room(document)
    _set_removed(document, section, by=by, is_removed=False)


@transaction.atomic
def choose_handling_day(document: Document, day: date | None, *, base: date | None, by: Actor, at: datetime) -> None:
    """Note the day when the group handled the document.

    `base` is the day that the person had before them. Raises NotNow for a day that has not come, and when somebody has
    noted another day since.
    """
    document = _open(document, by)
    if day in {base, document.handled_on}:
        return
    require_not_returned(document)
    if day is not None and day > day_of(at):
        raise NotNow(_("The day has not come yet. Write the day when the group has handled it."))
    if document.handled_on != base:
        raise NotNow(_("Somebody else has noted another day. Save once more to use yours."))
    document.handled_on = day
    document.save(update_fields=["handled_on"])
    audit.record("document.handled_on", document, user=by.user, day=day.isoformat() if day else None)


def _set_removed(document: Document, section: Answer, *, by: Actor, is_removed: bool) -> None:
    changed = Answer.objects.filter(pk=section.pk, question=None, is_removed=not is_removed).update(
        is_removed=is_removed
    )
    if changed:
        act = "section.remove" if is_removed else "section.restore"
        audit.record(act, document, user=by.user, number=section.number)


def _open(document: Document, by: Actor) -> Document:
    require(can_write, by, document)
    document = locked(document)
    if not document.is_being_written:
        raise NotNow(_("The plan has been sent, so it cannot be changed now."))
    return document


def _require_room(document: Document) -> None:
    if Answer.objects.filter(document=document, question=None, is_removed=False).count() >= MOST_SECTIONS:
        raise NotNow(_("A plan has at most %(most)s sections of its own.") % {"most": MOST_SECTIONS})
