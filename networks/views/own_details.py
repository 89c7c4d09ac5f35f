"""Own details and the language of the pages."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office.middleware import SESSION_LANGUAGE
from networks.commands.people import choose_language
from networks.forms import LanguageForm
from networks.models import Appointment, Membership


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The person's own page: what the portal knows, the language, the ways of signing in."""
    actor, person = request.actor, request.user.person  # type: ignore[attr-defined]
    form = LanguageForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(person, language)
        with translation.override(language):
            messages.success(request, _("The language has been saved."))
            return _remember(request, redirect("me"), language)
    context = {
        "form": form,
        "person": person,
        "day": actor.day,
        "appointments": Appointment.objects.on(actor.day)
        .filter(person=person)
        .select_related("organisation")
        .prefetch_related("organisation__names"),
        "memberships": Membership.objects.on(actor.day)
        .filter(person=person)
        .select_related("group", "organisation")
        .prefetch_related("organisation__names"),
        "has_second_factor": is_mfa_enabled(request.user, [Authenticator.Type.TOTP]),
        "has_identities": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "networks/own_details.html", context)


@login_not_required
@require_safe
def set_language(request: HttpRequest, code: str) -> HttpResponse:
    """Change the language and come back to the page. A signed-in person's choice is remembered."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        choose_language(request.user.person, code)  # type: ignore[union-attr]
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    return _remember(request, HttpResponseRedirect(back), code)


def _remember(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    if request.user.is_authenticated:
        request.session[SESSION_LANGUAGE] = language
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
