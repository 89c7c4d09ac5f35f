from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def waiting(self) -> "JobQuerySet":
        return self.filter(done_at=None, parked_at=None)

    def parked(self) -> "JobQuerySet":
        return self.exclude(parked_at=None)


class Job(models.Model):
    """Something the machine must do after an act, written in the act's own transaction.

    A relay publishes what waits; the effect marks it done. Times here are real times.
    """

    key = models.CharField(_("key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    subject = models.BigIntegerField(_("subject"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("last published"), null=True, blank=True)
    times_published = models.PositiveIntegerField(_("times published"), default=0)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None, parked_at=None), name="job_waiting")]
        constraints = [
            models.CheckConstraint(condition=Q(done_at=None) | Q(parked_at=None), name="job_done_is_not_parked")
        ]

    def __str__(self) -> str:
        return self.key
