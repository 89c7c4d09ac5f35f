"""Addresses of the whole portal."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from .views import front, health, situation

# The engine room has no sign-in of its own: limits and the second factor are those of the portal.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "elo_portal.views.errors.bad_request"
handler403 = "elo_portal.views.errors.permission_denied"
handler404 = "elo_portal.views.errors.not_found"
handler429 = "elo_portal.views.errors.too_many_requests"
handler500 = "elo_portal.views.errors.server_error"

urlpatterns = [
    path("", front.front, name="front"),
    path("situation/", situation.situation, name="situation"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("reporting.urls")),
    path("", include("strategies.urls")),
    path("", include("networks.urls")),
    path("", include("elo_portal.office.urls")),
    path("", include("elo_portal.rehearsal.urls")),
    path("", include("elo_portal.pages_urls")),
    path("engine-room/", admin.site.urls),
]
