from django.contrib import admin

from elo_portal.office.engine_room import AuditedAdmin, AuditedInline, ReadOnlyAdmin

from .models import Goal, GoalSet, Strategy, StrategyArrival, StrategySave, StrategyVersion


class GoalInline(AuditedInline):
    model = Goal


@admin.register(GoalSet)
class GoalSetAdmin(AuditedAdmin):
    list_display = ("title_fi", "source", "since", "until")
    inlines = (GoalInline,)


@admin.register(Strategy)
class StrategyAdmin(AuditedAdmin):
    """Who coordinates a strategy and of which regions it is; what it says is written on its own pages."""

    list_display = ("__str__", "coordinator")
    list_select_related = ("coordinator",)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(StrategyVersion)
class StrategyVersionAdmin(ReadOnlyAdmin):
    list_display = ("identifier", "title", "since", "until", "adopted_by", "adopted_at")
    fields = (
        "strategy",
        "number",
        "title",
        "language",
        "since",
        "until",
        "decided_by",
        "decided_on",
        "sha256",
        "adopted_by",
        "adopted_at",
    )
    list_select_related = ("strategy", "adopted_by")


@admin.register(StrategySave)
class StrategySaveAdmin(ReadOnlyAdmin):
    list_display = ("version", "number", "by", "at", "is_aside")
    list_select_related = ("version", "by")


@admin.register(StrategyArrival)
class StrategyArrivalAdmin(ReadOnlyAdmin):
    list_display = ("version", "way", "at", "sender_organisation", "entered_by", "entered_at")
    list_filter = ("way",)
    list_select_related = ("version", "entered_by")
