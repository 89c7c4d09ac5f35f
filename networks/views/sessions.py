"""What session.js asks: how long the sign-in still lasts, and to go on."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office import sessions
from elo_portal.office.middleware import wants_json
from elo_portal.office.typed import address_to_return_to


@login_not_required
@never_cache
@require_safe
def session_left(request: HttpRequest) -> JsonResponse:
    """Seconds left. Asking is no sign of a person at work, so it does not lengthen the time."""
    return JsonResponse(_state(request))


@never_cache
@require_POST
def session_extend(request: HttpRequest) -> HttpResponse:
    sessions.touch(request.session, at_once=True)
    if wants_json(request):
        return JsonResponse(_state(request))
    return HttpResponseRedirect(address_to_return_to(request))


def _state(request: HttpRequest) -> dict[str, object]:
    """`last` is true when nothing lengthens the time any more; `token` is for forms opened before a new sign-in."""
    if not request.user.is_authenticated:
        return {"left": 0, "last": False, "person": "", "token": ""}
    left = sessions.seconds_left(request.session)
    return {
        "left": left,
        "last": left >= sessions.seconds_left_at_most(request.session) - 1,
        "person": str(request.user.pk),
        "token": get_token(request),
    }
