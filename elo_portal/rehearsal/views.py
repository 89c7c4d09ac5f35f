"""The rehearsal's clock: the administrator moves it forward."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import duties, moving
from elo_portal.office.clock import HELSINKI
from elo_portal.office.models import ClockMove
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
    """What the clock shows, and the form that moves it, or how far it has come while it is being moved.

    What was typed is kept when it cannot be done.
    """
    now = _now(request)
    if request.method == "POST":
        form = ClockForm(request.POST, now=now)
        if form.is_valid():
            try:
                moving.move_clock(to=form.cleaned_data["moment"], by=request.user)
            except moving.BeingMoved:
                raise  # there is no form on the page to which it could be said
            except NotNow as refusal:
                form.add_error("day", refusal.sentence)
            else:
                return redirect("clock")
    else:
        form = ClockForm(now=now)
    context = {"form": form, "now": now, "leaps": leaps(now), **_move()}
    return render(request, "rehearsal/clock_page.html", context)


@never_cache
@require_safe
def clock_status(request: HttpRequest) -> HttpResponse:
    """The part of the page that tells how far the clock has come, for status.js. 404 before it was ever moved."""
    _now(request)
    move = _move()
    if move["move"] is None:
        raise Http404
    return render(request, "rehearsal/_clock_status.html", move)


def _now(request: HttpRequest) -> datetime:
    """The clock's moment. Raises Http404 outside a rehearsal, and for all but administrators PermissionDenied."""
    if not settings.REHEARSAL:
        raise Http404
    require(can_administer, request.actor)
    return request.actor.at


def _move() -> dict[str, Any]:
    """The move that goes on, or the last one, and what was played in it."""
    move: ClockMove | None = moving.latest()
    if move is None:
        return {"move": None}
    goes_on = move.ended_at is None
    return {
        "move": move,
        "goes_on": goes_on,
        "is_stuck": goes_on and moving.is_stuck(move),
        "coming": duties.next_due(move.reached) if goes_on else None,
        "days": -(-move.left // timedelta(days=1)),
        "played": [(one, duties.name_of(one.what)) for one in moving.played_in(move)],
    }


def leaps(now: datetime) -> list[datetime]:
    """Moments to leap to with one button: the next morning and the turn of the year, those still to come."""
    tomorrow = datetime.combine(now.astimezone(HELSINKI).date() + timedelta(days=1), time(9), HELSINKI)
    return sorted({tomorrow, *(turn for turn in TURNS if turn > now)})
