"""The engine room: Django's admin for those who administer the portal. It is not the product."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from elo_portal.office.engine_room import AuditedAdmin
from elo_portal.office.middleware import sign_in_address
from networks.permissions import can_administer


class EngineRoom(AdminSite):
    """Staff who hold an administrator's appointment today. Shows only tables whose every change is audited."""

    site_header = site_title = _("Engine room of the ELO portal")
    index_title = _("Tables")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user, actor = request.user, request.actor  # type: ignore[attr-defined]
        return bool(user.is_active and user.is_staff and actor and can_administer(actor))

    def register(self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any) -> None:
        """Tables of the libraries, whose changes would not be audited, are left out."""
        if admin_class is not None and issubclass(admin_class, AuditedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is no sign-in of its own: limits and the second factor are those of the portal."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return HttpResponse(status=302, headers={"Location": sign_in_address(request.get_full_path())})
