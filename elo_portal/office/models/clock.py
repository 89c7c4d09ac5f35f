from django.db import models
from django.utils.translation import gettext_lazy as _


class RehearsalClock(models.Model):
    """The clock of a rehearsal: one row, read as `reading` plus the real time since `set_at` while it runs.

    It never goes back. `reading` is written forward by the beat, so that after a power cut the clock
    starts again from a moment that no page has yet gone past.
    """

    reading = models.DateTimeField(_("reading"))
    set_at = models.DateTimeField(_("set at (real time)"))
    is_running = models.BooleanField(_("is running"), default=False)

    class Meta:
        verbose_name = _("rehearsal clock")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_rehearsal_clock")]

    def __str__(self) -> str:
        return f"{self.reading:%d.%m.%Y %H.%M}"
