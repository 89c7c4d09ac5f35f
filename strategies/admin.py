from django.contrib import admin

from elo_portal.office.engine_room import AuditedAdmin, AuditedInline

from .models import Goal, GoalSet, Strategy, StrategyPart


class GoalInline(AuditedInline):
    model = Goal


@admin.register(GoalSet)
class GoalSetAdmin(AuditedAdmin):
    list_display = ("title_fi", "source", "since", "until")
    inlines = (GoalInline,)


class StrategyPartInline(AuditedInline):
    model = StrategyPart


@admin.register(Strategy)
class StrategyAdmin(AuditedAdmin):
    list_display = ("title", "language", "since", "until")
    inlines = (StrategyPartInline,)
