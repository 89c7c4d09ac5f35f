"""The administrator's first page: what waits, each line a link to where it is mended."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.models import PortalFeedback
from elo_portal.office import clock
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.queries import LONG_WAIT, Backlog, backlog
from networks.actor import Actor
from networks.permissions import can_administer, require
from reporting.models import Addressee, Round
from reporting.queries import missing_addressees


@dataclass(frozen=True)
class Line:
    """One line of the page. `code` is the state of its pill, `label` the pill's words."""

    title: str
    hint: str
    url: str
    code: str
    label: str
    is_urgent: bool = False


@never_cache
@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    require(can_administer, actor)
    waiting = backlog()
    lines = [*_mail(waiting), *_jobs(waiting), *_addressees(actor), _feedback()]
    context = {
        "urgent": [line for line in lines if line.is_urgent],
        "others": [line for line in lines if not line.is_urgent],
        "rounds": Round.objects.filter(opens__lte=actor.at),
        "is_rehearsal": settings.REHEARSAL,
        "moment": actor.at,
        "may_enter_engine_room": request.user.is_staff,
    }
    return render(request, "portal/situation.html", context)


def _mail(waiting: Backlog) -> list[Line]:
    address = reverse("mail_list")
    lines = []
    if failed := waiting.mail.get(NoticeState.FAILED, 0):
        hint = _("Five attempts have failed. Check the address, then try again.")
        lines.append(
            Line(
                _("Mail that was not delivered"),
                hint,
                f"{address}?state=failed",
                "failed",
                _count(failed),
                is_urgent=True,
            )
        )
    if uncertain := waiting.mail.get(NoticeState.UNCERTAIN, 0):
        hint = _("The delivery was cut short. Find out whether the message arrived, then decide.")
        url = f"{address}?state=uncertain"
        lines.append(
            Line(_("Mail of which it is not known"), hint, url, "uncertain", _count(uncertain), is_urgent=True)
        )
    if waiting.on_its_way:
        hint = _("Messages that wait for their PDF, for their turn or for the next attempt.")
        lines.append(Line(_("Mail on its way"), hint, address, "waiting", _count(waiting.on_its_way)))
    if not lines:
        lines.append(Line(_("Outgoing mail"), _("Everything has been delivered."), address, "done", _("In order")))
    return lines


def _jobs(waiting: Backlog) -> list[Line]:
    address = reverse("job_list")
    lines = []
    if waiting.parked:
        hint = _("Five attempts have failed. Mend the cause, then start the job again.")
        label = _count(waiting.parked)
        lines.append(Line(_("Parked jobs"), hint, f"{address}#parked", "parked", label, is_urgent=True))
    if waiting.waiting:
        hint = ngettext(
            "The oldest has waited %(minutes)s minute.",
            "The oldest has waited %(minutes)s minutes.",
            waiting.minutes,
        ) % {"minutes": waiting.minutes}
        is_long = waiting.minutes >= LONG_WAIT
        if is_long:
            hint = hint + " " + _("Does the worker run?")
        code = "check" if is_long else "waiting"
        label = _count(waiting.waiting)
        lines.append(Line(_("Jobs that wait"), hint, f"{address}#waiting", code, label, is_urgent=is_long))
    if not lines:
        lines.append(Line(_("Jobs"), _("Everything has been printed and done."), address, "done", _("In order")))
    return lines


def _addressees(actor: Actor) -> list[Line]:
    return [_addressee(one, actor) for one in missing_addressees(actor)]


def _addressee(missing: Addressee, actor: Actor) -> Line:
    title = _("%(organisation)s has no %(role)s") % {
        "organisation": missing.organisation.name_on(actor.day),
        "role": missing.get_capacity_display(),
    }
    hint = _("%(round)s is addressed to this task. Nobody gets its mail until a person is appointed.") % {
        "round": missing.round
    }
    return Line(
        title,
        hint,
        reverse("organisation_detail", args=[missing.organisation.key]),
        "missing",
        _("Missing"),
        is_urgent=True,
    )


def _feedback() -> Line:
    """Feedback runs by real time: a law gives it 14 days."""
    address = reverse("portal_feedback_list")
    title = _("Feedback on the portal")
    waiting = list(PortalFeedback.objects.filter(answered_at=None).order_by("due_on").values_list("due_on", flat=True))
    if not waiting:
        return Line(title, _("All feedback has been answered."), address, "done", _("In order"))
    is_late = waiting[0] < clock.day_of(timezone.now())
    hint = _("The first answer is due on %(day)s.") % {"day": formats.date_format(waiting[0], "SHORT_DATE_FORMAT")}
    return Line(title, hint, address, "late" if is_late else "waiting", _count(len(waiting)), is_urgent=True)


def _count(number: int) -> str:
    return ngettext("%(count)s waits", "%(count)s wait", number) % {"count": number}
