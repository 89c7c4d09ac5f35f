from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UploadKind(models.TextChoices):
    """What the portal takes. The same words in every language."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    ODT = "odt", "ODT"
    XLSX = "xlsx", "XLSX"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.value]


_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ScanState(models.TextChoices):
    """What the virus scanner has said of a file."""

    WAITING = "waiting", _("Waiting for the virus scan")
    CLEAN = "clean", _("No virus found")
    INFECTED = "infected", _("A virus was found")
    UNSCANNED = "unscanned", _("Not scanned for viruses")


def generated_name(upload: "Upload", name: str) -> str:
    """Where the file lies in the storage. Nothing of it comes from a person."""
    own = uuid4().hex
    return f"{own[:2]}/{own}.{upload.kind}"


class Upload(models.Model):
    """A file that a person has given, as it was when it was inspected.

    Only what the virus scanner says of it changes: the database refuses any other change, and deletion.
    """

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=UploadKind)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    file = models.FileField(_("file"), upload_to=generated_name, max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    scan = models.CharField(_("virus scan"), max_length=9, choices=ScanState)
    scanned_at = models.DateTimeField(_("scanned (real time)"), null=True, blank=True)

    class Meta:
        verbose_name = _("attached file")
        verbose_name_plural = _("attached files")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UploadKind.values), name="upload_kind_is_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="upload_sha256_is_one"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(file=""), name="upload_has_its_names"),
            models.CheckConstraint(
                condition=Q(scan__in=[ScanState.CLEAN, ScanState.INFECTED], scanned_at__isnull=False)
                | Q(scan__in=[ScanState.WAITING, ScanState.UNSCANNED], scanned_at__isnull=True),
                name="upload_scan_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name
