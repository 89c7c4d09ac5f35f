"""Questions of the machine that looks after the portal: does it live, is it ready?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

BROKER_SECONDS = 0.5


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
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "away"
    return "migrations waiting" if waiting else "ready"


def _broker() -> str:
    try:
        # A socket's address is spelt otherwise by Celery than by the client.
        address = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://")
        with redis.Redis.from_url(
            address, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        ) as broker:
            broker.ping()
    except (redis.RedisError, OSError, ValueError):
        return "away"
    return "ready"
