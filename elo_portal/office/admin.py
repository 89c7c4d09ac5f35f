from django.contrib import admin
from django.http import HttpRequest

from .engine_room import ReadOnlyAdmin
from .models import AuditEntry, Job, Notice, Print, Revision, Upload


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "act", "subject", "request_id")
    list_filter = ("act",)
    search_fields = ("subject", "request_id", "act")
    list_select_related = ("user__person",)
    show_full_result_count = False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """The history of texts, without their bodies: drafts are read by their own writers alone."""

    list_display = ("text_id", "number", "by", "at", "is_aside")
    fields = ("text_id", "number", "by", "at", "is_aside")
    list_select_related = ("by__person",)
    show_full_result_count = False


@admin.register(Print)
class PrintAdmin(ReadOnlyAdmin):
    list_display = ("key", "pages", "size", "printed_at")
    search_fields = ("key", "sha256")


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    """What was attached and what the scanner said of it; the file itself is handed out by its own page alone."""

    list_display = ("name", "kind", "size", "by", "at", "scan", "scanned_at")
    fields = ("name", "kind", "size", "sha256", "by", "at", "scan", "scanned_at")
    list_filter = ("scan", "kind")
    search_fields = ("name", "sha256")
    list_select_related = ("by__person",)
    show_full_result_count = False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Jobs are started again on the desk's own page."""

    list_display = ("key", "kind", "attempts", "created_at", "done_at", "parked_at")
    list_filter = ("kind",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Mail is read and decided about on the desk's own page, which hides secret links."""

    list_display = ("subject", "to_address", "kind", "state", "at")
    list_filter = ("state", "kind")
    search_fields = ("to_address", "subject")

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[str]:
        return ["key", "kind", "to_name", "to_address", "language", "subject", "at", "state", "next_try_at"]
