from django.contrib import admin

from elo_portal.office.engine_room import AuditedAdmin, ReadOnlyAdmin

from .models import PortalFeedback, PublicContact


@admin.register(PublicContact)
class PublicContactAdmin(AuditedAdmin):
    list_display = ("name_fi", "role", "since", "until")
    list_filter = ("role",)


@admin.register(PortalFeedback)
class PortalFeedbackAdmin(ReadOnlyAdmin):
    """Feedback is answered on its own page, which sends the answer."""

    list_display = ("pk", "kind", "arrived_at", "due_on", "answered_at")
    list_filter = ("kind",)
