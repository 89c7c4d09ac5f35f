from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

MOST_CHARACTERS = 50_000
models.TextField.register_lookup(Length)


class Text(models.Model):
    """A text that people write together: an answer, a letter. What it says now is its current revision."""

    language = models.CharField(_("language"), max_length=2, choices=[("fi", _("Finnish")), ("sv", _("Swedish"))])
    current = models.ForeignKey(
        "office.Revision", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("current revision")
    )

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def body(self) -> str:
        return self.current.body if self.current else ""

    @property
    def number(self) -> int:
        """The number of the current revision; 0 when nothing has been written."""
        return self.current.number if self.current else 0


class Revision(models.Model):
    """One save of a text: a row that is never changed.

    A revision written from an older base than the current one, by a person who changed the same text, is put
    aside: it is in the history and waits until a later revision settles it.
    """

    text = models.ForeignKey(Text, models.PROTECT, related_name="revisions", verbose_name=_("text"))
    number = models.PositiveIntegerField(_("number"))
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written from")
    )
    body = models.TextField(_("text"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    is_aside = models.BooleanField(_("put aside"), default=False)
    settles = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="settled_by", verbose_name=_("settles")
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_from_one"),
            models.CheckConstraint(condition=Q(body__length__lte=MOST_CHARACTERS), name="revision_not_too_long"),
            models.CheckConstraint(condition=Q(settles=None) | ~Q(settles=F("pk")), name="revision_settles_another"),
        ]

    def __str__(self) -> str:
        return f"{self.text_id}/{self.number}"
