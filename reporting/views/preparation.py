"""Preparing a year: one page that is done when everything on it is green."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office.refusals import NotNow
from networks.choices import Seat
from networks.permissions import require

from .. import commands
from ..permissions import can_prepare
from ..preparation import year_of
from ..queries.preparation import WRITER

FIRST, LAST = 2010, 2100
MISSING = {
    Seat.CHAIR.value: gettext_lazy("chair"),
    Seat.SECRETARY.value: gettext_lazy("secretary"),
    WRITER: gettext_lazy("writer"),
}


@never_cache
@require_safe
def preparation(request: HttpRequest) -> HttpResponse:
    """The year that is asked for, or the next one."""
    actor = request.actor
    require(can_prepare, actor)
    year = year_of(_year(request, actor.day.year + 1), actor.at)
    context = {
        "year": year,
        "today": actor.day,
        "before": year.year - 1 if year.year > FIRST else None,
        "after": year.year + 1 if year.year < LAST else None,
        "gaps": [(one.group, ", ".join(str(MISSING[what]) for what in one.missing)) for one in year.people.gaps],
        "ending": [(one, MISSING[one.what]) for one in year.people.ending],
        "left": sum(1 for is_done in year.parts.values() if not is_done),
    }
    return render(request, "reporting/preparation.html", context)


@require_POST
def preparation_test_mail(request: HttpRequest, year: int) -> HttpResponse:
    """A test mail to every address of the year's rounds."""
    actor = request.actor
    require(can_prepare, actor)
    if not FIRST <= year <= LAST:
        raise Http404
    try:
        count = commands.send_test_mails(year, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        said = ngettext("%(count)s test mail is on its way.", "%(count)s test mails are on their way.", count)
        messages.success(request, said % {"count": count} + " " + _("Open the page again to see what arrived."))
    return redirect(f"{reverse('preparation')}?year={year}#addressees")


def _year(request: HttpRequest, otherwise: int) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return otherwise
    if not asked.isdecimal() or len(asked) != 4 or not FIRST <= int(asked) <= LAST:
        raise Http404
    return int(asked)
