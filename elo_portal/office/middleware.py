"""Doors of every request: its id, its language, the length of a sign-in, and the two noes."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from . import sessions
from .context import request_id
from .refusals import NotNow
from .typed import address_to_return_to, typed_texts

GetResponse = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("elo.request")

ID_FROM_OUTSIDE = re.compile(r"[A-Za-z0-9._-]{8,40}")
# Asked by scripts about the session itself: no sign that a person did something.
NOT_ACTIVITY = {"session_left", "submission_status", "clock_status"}
SESSION_LANGUAGE = "language"


class RequestIdMiddleware:
    """Gives each request an id that its log lines, its audit rows and its answer share, and logs the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        name = given if ID_FROM_OUTSIDE.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        token = request_id.set(name)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = name
            self._log(request, response, began)
            return response
        finally:
            request_id.reset(token)

    @staticmethod
    def _log(request: HttpRequest, response: HttpResponse, began: float) -> None:
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "method": request.method,
                # The route, not the address: an address may hold a token, and a query what a person searched for.
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - began) * 1000),
            },
        )


class LanguageMiddleware:
    """The language: the signed-in person's, else the visitor's choice, else the browser's wish, else Finnish.

    The person's language lies in the session from sign-in on, so that no page asks the database for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(SESSION_LANGUAGE) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


class SessionLimitsMiddleware:
    """Ends a sign-in that has stood idle or lasted too long, and never loses what was typed into a form by that."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if is_signed_in:
            if sessions.BEGAN not in request.session:
                sessions.begin(request.session)
            if sessions.has_ended(request.session):
                request.sign_in_has_ended = True  # type: ignore[attr-defined]
                logout(request)
        response = self.get_response(request)
        if is_signed_in:
            # Not kept for the next person at a shared computer; the browser's own Back still finds a typed text.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if request.user.is_authenticated:
            if request.resolver_match and request.resolver_match.url_name not in NOT_ACTIVITY:
                sessions.touch(request.session)
            return None
        if not getattr(view, "login_required", True):
            return None
        if wants_json(request):
            return JsonResponse({"ended": True, "sentence": _("You have been signed out.")}, status=401)
        if request.method not in {"GET", "HEAD"}:
            return session_ended(request)
        if getattr(request, "sign_in_has_ended", False):
            return HttpResponseRedirect(sign_in_address(request.get_full_path(), ended="1"))
        return None


def wants_json(request: HttpRequest) -> bool:
    """Asked by a script of ours, which reads JSON and no page."""
    return request.headers.get("Accept", "").startswith("application/json")


def sign_in_address(back: str, **more: str) -> str:
    """The sign-in page, coming back to `back` afterwards."""
    return f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back, **more})}"


def session_ended(request: HttpRequest) -> HttpResponse:
    """The page that gives back what was typed when the sign-in had ended before it was saved."""
    back = address_to_return_to(request)
    context = {"texts": typed_texts(request), "sign_in": sign_in_address(back)}
    response = render(request, "errors/session_ended.html", context, status=401)
    response["WWW-Authenticate"] = 'Cookie realm="ELO"'
    response["Cache-Control"] = "no-store"
    return response


class RefusalMiddleware:
    """Answers the two noes with a page: not now (409, with the sentence), you may not (403)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotNow):
            if wants_json(request):
                return JsonResponse({"sentence": exception.sentence}, status=409)
            context = {
                "sentence": exception.sentence,
                "back": address_to_return_to(request, otherwise=""),
                "texts": typed_texts(request),
            }
            return render(request, "errors/not_now.html", context, status=409)
        if isinstance(exception, PermissionDenied) and wants_json(request):
            return JsonResponse({"sentence": _("You do not have the right to do this.")}, status=403)
        return None
