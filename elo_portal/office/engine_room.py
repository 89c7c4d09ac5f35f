"""What the tables of the engine room (Django's admin) are made of: every change there is audited."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from . import audit


class AuditedAdmin(admin.ModelAdmin):
    """Open to those whom the site lets in, whatever Django's own permissions say; each change is an audit row."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.record("engine_room.add", obj, user=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        audit.record("engine_room.change", obj, user=request.user, changed=_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        for obj in queryset:
            audit.record("engine_room.delete", obj, user=request.user)
        return super().log_deletions(request, queryset)


class AuditedInline(admin.TabularInline):
    """Rows that are changed on their owner's page; the owner's audit row names them."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.admin_site.has_permission(request)


class ReadOnlyAdmin(AuditedAdmin):
    """Rows that only the portal's own commands write."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _fields(message: Any) -> list[str]:
    """The names of what was changed, out of Django's structured message; never its values."""
    names: list[str] = []
    for part in message if isinstance(message, list) else []:
        for act, what in part.items():
            names += what.get("fields", [])
            if "name" in what:
                names.append(f"{act}: {what['name']}")
    return [str(name) for name in names]
