"""Questions of the machine that looks after the portal: does it live, is it ready?"""

import redis
from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.checkup.services import ping_broker, waiting_migrations


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of anyone else, so that a dead database does not restart the web."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready for people: the database answers and its tables are this version's.

    The broker's state is told but does not decide: without it acts stand and the work comes later.
    """
    database = _database()
    state = {"database": database, "broker": _broker()}
    return JsonResponse(state, status=200 if database == "ready" else 503)


def _database() -> str:
    try:
        return "migrations waiting" if waiting_migrations() else "ready"
    except Error:
        return "away"


def _broker() -> str:
    try:
        ping_broker()
    except (redis.RedisError, OSError, ValueError):
        return "away"
    return "ready"
