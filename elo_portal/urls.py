"""Addresses of the whole portal."""

from django.contrib import admin
from django.urls import include, path

handler400 = "elo_portal.views.errors.bad_request"
handler403 = "elo_portal.views.errors.permission_denied"
handler404 = "elo_portal.views.errors.not_found"
handler500 = "elo_portal.views.errors.server_error"

urlpatterns = [
    path("engine-room/", admin.site.urls),
]
