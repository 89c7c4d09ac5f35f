from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "elo_portal.office"
    label = "office"
    verbose_name = _("Office")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import jobs, moving
        from .uploads.commands import SCAN_UPLOAD, scan

        jobs.register(SCAN_UPLOAD, scan)
        jobs.register(moving.MOVE_CLOCK, moving.go_on)
