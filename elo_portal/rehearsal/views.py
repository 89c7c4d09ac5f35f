"""The rehearsal's clock: the administrator moves it forward."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elo_portal.office import audit, frozen
from elo_portal.office import clock as office_clock
from elo_portal.office.clock import HELSINKI
from elo_portal.office.refusals import NotNow
from networks.permissions import can_administer, require

from .forms import ClockForm

# The year's turn, when reports become late.
TURNS = (
    datetime(2014, 12, 31, 23, 59, tzinfo=HELSINKI),
    datetime(2015, 1, 1, 0, 0, tzinfo=HELSINKI),
    datetime(2015, 1, 2, 9, 0, tzinfo=HELSINKI),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """What the clock shows, and the form that moves it. What was typed is kept when it cannot be done."""
    if not settings.REHEARSAL:
        raise Http404
    require(can_administer, request.actor)
    now = request.actor.at
    if request.method == "POST":
        form = ClockForm(request.POST, now=now)
        if form.is_valid():
            try:
                _move(request, form.cleaned_data["moment"])
            except NotNow as refusal:
                form.add_error("day", refusal.sentence)
            else:
                return redirect("clock")
    else:
        form = ClockForm(now=now)
    return render(request, "rehearsal/clock_page.html", {"form": form, "now": now, "leaps": leaps(now)})


def leaps(now: datetime) -> list[datetime]:
    """Moments to leap to with one button: the next morning and the turn of the year, those still to come."""
    tomorrow = datetime.combine(now.astimezone(HELSINKI).date() + timedelta(days=1), time(9), HELSINKI)
    return sorted({tomorrow, *(turn for turn in TURNS if turn > now)})


def _move(request: HttpRequest, to: datetime) -> None:
    with transaction.atomic():
        before = office_clock.move_forward(to)
        audit.record("clock.move", user=request.user, before=frozen.moment(before), after=frozen.moment(to))
    messages.success(request, _("The clock was moved."))
