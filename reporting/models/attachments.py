from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elo_portal.office.models import Upload
from reporting.choices import AttachmentRole

from .documents import Document


class AttachmentQuerySet(models.QuerySet):
    def standing(self) -> "AttachmentQuerySet":
        """Those that have not been taken away, in the order in which they came."""
        return self.filter(removed_at=None).order_by("pk")


class Attachment(models.Model):
    """A file that goes with a document (liite). One that was taken away is kept, with who did it and when."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="attachments", verbose_name=_("document"))
    upload = models.ForeignKey(Upload, models.PROTECT, related_name="attachments", verbose_name=_("file"))
    role = models.CharField(_("what it is"), max_length=10, choices=AttachmentRole)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken away by"),
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "role"],
                condition=Q(removed_at=None, role__in=[AttachmentRole.PLAN, AttachmentRole.STRATEGY]),
                name="one_decided_plan_and_one_strategy",
            ),
            models.CheckConstraint(condition=Q(role__in=AttachmentRole.values), name="attachment_role_is_known"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_is_taken_away_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.upload.name
