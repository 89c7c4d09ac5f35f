"""Pages for what goes wrong. Those of 500 and 503 ask nothing of the database."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from elo_portal.office.middleware import wants_json
from elo_portal.office.typed import address_to_return_to, typed_texts

RETRY_AFTER_SECONDS = 20
TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when more was sent than the portal takes."""
    if isinstance(exception, TOO_BIG):
        return render(request, "errors/413.html", status=413)
    return HttpResponse(render_to_string("errors/400.html", {}), status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", {"texts": typed_texts(request)}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", {"texts": typed_texts(request)}, status=404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: guessing is slowed down; the same person may go on in a few minutes."""
    response = render(request, "errors/429.html", {"back": address_to_return_to(request)}, status=429)
    response["Retry-After"] = "300"
    return response


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token is not this sign-in's: the form was open while someone signed in again."""
    if wants_json(request):
        return JsonResponse({"sentence": _("The page had become old. Open it again and save.")}, status=403)
    context = {"texts": typed_texts(request), "back": address_to_return_to(request)}
    return render(request, "errors/csrf.html", context, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database that did not answer. In three languages, from a template alone."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    if wants_json(request):
        return JsonResponse({"sentence": _("Something went wrong in the portal.")}, status=500)
    return _without_database(request, "errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    if wants_json(request):
        response: HttpResponse = JsonResponse({"sentence": _("The portal is out of use for a moment.")}, status=503)
    else:
        response = _without_database(request, "errors/503.html", 503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _without_database(request: HttpRequest, template: str, status: int) -> HttpResponse:
    context = {
        "texts": typed_texts(request),
        "back": address_to_return_to(request),
        "request_id": getattr(request, "request_id", ""),
    }
    response = HttpResponse(render_to_string(template, context), status=status)
    response["Cache-Control"] = "no-store"
    return response
