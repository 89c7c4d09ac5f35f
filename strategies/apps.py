from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategiesConfig(AppConfig):
    name = "strategies"
    verbose_name = _("Strategies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elo_portal.office import jobs

        from .commands.printing import PRINT_VERSION, print_version

        jobs.register(PRINT_VERSION, print_version)
