from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("Reporting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from elo_portal.office import duties, jobs

        from . import editions
        from .commands import compiling
        from .commands.feedback import PRINT_FEEDBACK
        from .commands.printing import print_feedback, print_submission
        from .commands.sending import PRINT_SUBMISSION
        from .duties import COMPILING, OPENING, REMINDING
        from .undelivered import register_next

        jobs.register(PRINT_SUBMISSION, print_submission)
        jobs.register(PRINT_FEEDBACK, print_feedback)
        for kind, effect in (
            (editions.NAME_PARTS, compiling.name_parts),
            (editions.PRINT_PART, compiling.print_part),
            (editions.JOIN_REPORT, compiling.join_report),
            (editions.WRITE_OFFICE_FILES, compiling.write_office_files),
        ):
            jobs.register(kind, effect, queue=jobs.COMPILATIONS)
        duties.register(OPENING)
        duties.register(REMINDING)
        duties.register(COMPILING)
        register_next()
