from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models import Organisation, Person

from .submissions import Submission


class ReadMark(models.Model):
    """A ministry's secretary has read the answer to a question of a sent version."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="read_marks", verbose_name=_("version"))
    number = models.PositiveSmallIntegerField(_("number of the question"))
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ministry"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        ordering = ["submission", "number", "ministry"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number", "ministry"], name="read_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.number}"
