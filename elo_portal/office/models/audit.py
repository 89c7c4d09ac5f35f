from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who read or changed what, and when (Act 906/2019, section 17). The database refuses to change or delete it."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("who"))
    act = models.CharField(_("act"), max_length=60)
    subject = models.CharField(_("subject"), max_length=120, blank=True)
    details = models.JSONField(_("details"), default=dict)
    request_id = models.CharField(_("request id"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject", "-at"])]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
