from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from elo_portal.office.engine_room import ReadOnlyAdmin

from .models import (
    Announcement,
    AnnouncementFile,
    AnnouncementRead,
    Arrival,
    CaseNumber,
    CommonFeedback,
    CompletionItem,
    CompletionRequest,
    CompletionTurn,
    Document,
    Extension,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    GroupReportConfirmation,
    PublishedFeedback,
    ReadMark,
    Reminder,
    ReopenRequest,
    Round,
    RoundChange,
    Submission,
    Transition,
)


@admin.register(Round)
class RoundAdmin(ReadOnlyAdmin):
    """Rounds are prepared, opened and corrected on their own pages, where each save leaves its row."""

    list_display = ("title_fi", "kind", "year", "opens", "due", "page_note", "page_limit", "reminder_days")


@admin.register(RoundChange)
class RoundChangeAdmin(ReadOnlyAdmin):
    list_display = ("round", "number", "by", "at", "reason")
    list_select_related = ("round", "by")


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """The state is moved by the workflow alone, the answers are written in the editor."""

    list_display = ("round", "group", "state", "language")
    list_filter = ("state", "round")
    list_select_related = ("round", "group")


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "at", "by", "is_late", "sha256")
    fields = ("document", "round", "number", "sha256", "previous", "at", "by", "is_late", "pages_used")
    list_select_related = ("document__round", "document__group", "by")


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    list_display = ("document", "step", "from_state", "to_state", "by", "at")
    list_filter = ("step",)
    list_select_related = ("document__round", "document__group", "by")


@admin.register(ReadMark)
class ReadMarkAdmin(ReadOnlyAdmin):
    list_display = ("submission", "number", "ministry", "by", "at")
    list_select_related = ("submission__document__round", "submission__document__group", "ministry", "by")


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    """Announcements are written and published on their own pages. Drafts are the ministries' secretaries' alone."""

    list_display = ("subject_fi", "published_at", "published_by", "to_all", "changed_at", "taken_off_at")
    list_select_related = ("published_by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(published_at=None)


@admin.register(AnnouncementFile)
class AnnouncementFileAdmin(ReadOnlyAdmin):
    list_display = ("announcement", "upload")
    list_select_related = ("announcement", "upload")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(announcement__published_at=None)


@admin.register(AnnouncementRead)
class AnnouncementReadAdmin(ReadOnlyAdmin):
    list_display = ("announcement", "person", "at")
    list_select_related = ("announcement", "person")


@admin.register(CaseNumber)
class CaseNumberAdmin(ReadOnlyAdmin):
    """Written by the registries on their own desk."""

    list_display = ("number", "authority", "document", "round", "by", "at")
    search_fields = ("number",)
    list_select_related = ("authority", "document__round", "document__group", "round", "by")


@admin.register(Arrival)
class ArrivalAdmin(ReadOnlyAdmin):
    list_display = ("submission", "way", "sender_organisation", "entered_by", "entered_at")
    list_filter = ("way",)
    list_select_related = ("submission__document__round", "submission__document__group", "entered_by")


@admin.register(CompletionRequest)
class CompletionRequestAdmin(ReadOnlyAdmin):
    list_display = ("document", "number", "ministry", "by", "at", "due")
    list_select_related = ("document__round", "document__group", "ministry", "by")


@admin.register(CompletionItem)
class CompletionItemAdmin(ReadOnlyAdmin):
    list_display = ("document", "number", "title")
    list_select_related = ("document__round", "document__group")


@admin.register(CompletionTurn)
class CompletionTurnAdmin(ReadOnlyAdmin):
    """The reply in work is not shown: until it is sent it belongs to the region alone."""

    list_display = ("item", "number", "kind", "by", "at")
    list_filter = ("kind",)
    list_select_related = ("item", "by")
    exclude = ("reply",)


@admin.register(Extension)
class ExtensionAdmin(ReadOnlyAdmin):
    list_display = ("document", "due", "by", "at")
    list_select_related = ("document__round", "document__group", "by")


@admin.register(ReopenRequest)
class ReopenRequestAdmin(ReadOnlyAdmin):
    list_display = ("document", "by", "at", "is_granted", "decided_by", "decided_at")
    list_select_related = ("document__round", "document__group", "by", "decided_by")


# -- feedback: what has not been published is the secretaries' and their deputies' alone (section 14, item 5)


@admin.register(CommonFeedback)
class CommonFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("round",)
    fields = ("round",)
    list_select_related = ("round",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        published = FeedbackPublication.objects.filter(round=OuterRef("round"))
        return super().get_queryset(request).filter(Exists(published))


@admin.register(FeedbackLetter)
class FeedbackLetterAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "document")
    fields = ("document",)
    list_select_related = ("document__round", "document__group")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(published=None)


@admin.register(FeedbackConfirmation)
class FeedbackConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("letter", "ministry", "act", "by", "capacity", "at")
    list_filter = ("act",)
    list_select_related = ("letter__document__round", "letter__document__group", "ministry", "by")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(letter__published=None)


@admin.register(FeedbackPublication)
class FeedbackPublicationAdmin(ReadOnlyAdmin):
    list_display = ("round", "by", "at")
    list_select_related = ("round", "by")


@admin.register(FeedbackLeftOut)
class FeedbackLeftOutAdmin(ReadOnlyAdmin):
    list_display = ("publication", "document", "reason")
    list_select_related = ("publication__round", "document__round", "document__group")


@admin.register(PublishedFeedback)
class PublishedFeedbackAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "publication", "sha256")
    fields = ("letter", "publication", "sha256", "wording_sha256", "first", "second")
    list_select_related = ("letter__document__round", "letter__document__group", "publication__round")


@admin.register(FeedbackDeputy)
class FeedbackDeputyAdmin(ReadOnlyAdmin):
    """Named and ended by the ministries' secretaries on their own page."""

    list_display = ("appointment", "by", "at")
    list_select_related = ("appointment__person", "appointment__organisation", "by")


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    list_display = ("round", "document", "kind", "due", "days", "at", "people")
    list_filter = ("kind",)
    list_select_related = ("round", "document__round", "document__group")


@admin.register(GroupReportConfirmation)
class GroupReportConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("document", "organisation", "act", "by", "capacity", "at")
    list_filter = ("act",)
    list_select_related = ("document__round", "document__group", "organisation", "by")
