from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    name = "networks"
    verbose_name = _("Networks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elo_portal.office import duties

        from .duties import NOTICES, TERMS
        from .sign_in import connect_signals

        connect_signals()
        duties.register(TERMS)
        duties.register(NOTICES)
