from django.db import models
from django.utils.translation import gettext_lazy as _


class Print(models.Model):
    """A printed document: made once from frozen content, never changed. Its bytes are in PrintedFile."""

    key = models.CharField(_("key"), max_length=120, unique=True)
    sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    versions = models.JSONField(_("versions of renderer, fonts and template"), default=dict)
    printed_at = models.DateTimeField(_("printed"))

    class Meta:
        verbose_name = _("print")
        verbose_name_plural = _("prints")

    def __str__(self) -> str:
        return self.key


class PrintedFile(models.Model):
    """The bytes of a print, apart from it so that no list ever loads them."""

    print = models.OneToOneField(Print, models.CASCADE, primary_key=True, related_name="file", verbose_name=_("print"))
    pdf = models.BinaryField(_("PDF"))

    class Meta:
        verbose_name = _("printed file")
        verbose_name_plural = _("printed files")

    def __str__(self) -> str:
        return str(self.print_id)
