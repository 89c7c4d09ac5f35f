from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reporting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elo_portal.office import duties, jobs

        from .commands.feedback import PRINT_FEEDBACK
        from .commands.printing import print_feedback, print_submission
        from .commands.sending import PRINT_SUBMISSION
        from .duties import OPENING, REMINDING
        from .undelivered import register_next

        jobs.register(PRINT_SUBMISSION, print_submission)
        jobs.register(PRINT_FEEDBACK, print_feedback)
        duties.register(OPENING)
        duties.register(REMINDING)
        register_next()
