"""Who must have a second factor, and its picture for a telephone."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .choices import Role

# What is open before the second factor stands: setting it up, and leaving.
OPEN_BEFORE = {
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_totp_picture",
    "session_extend",
    "session_left",
    "set_language",
}


class SecondFactorMiddleware:
    """Sends administrators and secretaries of the ministries to set up a second factor before anything else.

    Only where the settings ask for it (production). Stands after ActorMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated or self._is_open(request):
            return None
        if must_have_second_factor(request) and not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("mfa_activate_totp")
        return None

    @staticmethod
    def _is_open(request: HttpRequest) -> bool:
        return bool(request.resolver_match and request.resolver_match.url_name in OPEN_BEFORE)


def must_have_second_factor(request: HttpRequest) -> bool:
    """Administrators, the ministries' secretaries, deputies and registries, and whoever may enter the engine room."""
    actor = request.actor  # type: ignore[attr-defined]
    roles = (Role.ADMIN, Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY, Role.REGISTRY)
    return bool(request.user.is_staff or (actor and any(actor.holds(role) for role in roles)))


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def picture(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a QR code at an address of its own: the policy allows no data: picture."""
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        raise Http404
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, get_totp_secret(regenerate=False))
    return HttpResponse(adapter.build_totp_svg(address), content_type="image/svg+xml")
