from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import translation
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


class ClockMoveQuerySet(models.QuerySet):
    def going(self) -> "ClockMoveQuerySet":
        return self.filter(ended_at=None)


class ClockMove(models.Model):
    """The rehearsal's clock on its way from one moment to a later one; `reached` is where everything is played."""

    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    reached = models.DateTimeField(_("played until"))
    steps = models.PositiveIntegerField(_("steps done"), default=0)
    begun_at = models.DateTimeField(_("begun (real time)"))
    ended_at = models.DateTimeField(_("ended (real time)"), null=True, blank=True)

    objects = ClockMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move of the clock")
        verbose_name_plural = _("moves of the clock")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended_at"], condition=Q(ended_at=None), nulls_distinct=False, name="one_move_of_the_clock"
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("reached"), reached__lte=F("until"), since__lt=F("until")),
                name="clock_moves_forward",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(reached=F("until")), name="clock_move_ends_when_it_has_arrived"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since:%d.%m.%Y %H.%M} – {self.until:%d.%m.%Y %H.%M}"

    @property
    def left(self) -> timedelta:
        return self.until - self.reached

    @property
    def per_cent(self) -> int:
        """How much of the way has been gone, rounded down."""
        return int(100 * ((self.reached - self.since) / (self.until - self.since)))


class PlayedDuty(models.Model):
    """What was played when the clock came to a moment: `what` is a word of a duty, `about` says of which, by
    language.
    """

    move = models.ForeignKey(ClockMove, models.CASCADE, related_name="played", verbose_name=_("move of the clock"))
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=40)
    count = models.PositiveIntegerField(_("how many"))
    about = models.JSONField(_("of which"), default=dict)

    class Meta:
        verbose_name = _("played duty")
        verbose_name_plural = _("played duties")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%d.%m.%Y %H.%M}"

    @property
    def of_which(self) -> str:
        return self.about.get(translation.get_language() or "fi", "")
