from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reporting.choices import ReminderKind

from .documents import Document
from .rounds import LONGEST_NOTICE, Round


class Reminder(models.Model):
    """A reminder that went (muistutus): before a due moment to those who write, or after it the list of the missing.

    It went about one due moment; a new date has reminders of its own. The database refuses to change or delete a row.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind)
    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders", verbose_name=_("round"))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="reminders", verbose_name=_("document")
    )
    due = models.DateTimeField(_("due moment that it was about"))
    days = models.PositiveSmallIntegerField(_("days before the due day"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    people = models.PositiveSmallIntegerField(_("people who were mailed"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "due", "days"], condition=Q(kind=ReminderKind.COMING), name="reminder_goes_once"
            ),
            models.UniqueConstraint(
                fields=["round", "due"], condition=Q(kind=ReminderKind.MISSING), name="list_of_missing_goes_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReminderKind.COMING, document__isnull=False, days__range=(1, LONGEST_NOTICE))
                | Q(kind=ReminderKind.MISSING, document=None, days=None),
                name="reminder_is_of_a_document_or_of_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_id or self.round_id} {self.due:%Y-%m-%d}"
