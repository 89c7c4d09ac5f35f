from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .uploads import ScanState


class NoticeState(models.TextChoices):
    """Where a mail is on its way (design/README, section 6)."""

    WAITING = "waiting", _("Waiting")
    LEAVING = "leaving", _("Leaving")
    DELIVERED = "delivered", _("Delivered")
    AGAIN = "again", _("Will be tried again")
    FAILED = "failed", _("Not delivered")
    UNCERTAIN = "uncertain", _("Uncertain")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class NoticeQuerySet(models.QuerySet):
    def ready(self, now: datetime) -> "NoticeQuerySet":
        """What may leave at the real moment `now`: not before its print is made and its files have been scanned for
        viruses, nor before its next try.
        """
        scanned = Notice.files.through.objects.filter(notice=OuterRef("pk"), upload__scan=ScanState.WAITING)
        return self.filter(
            ~Exists(scanned),
            Q(awaits_print="") | ~Q(print=None),
            Q(next_try_at=None) | Q(next_try_at__lte=now),
            state__in=[NoticeState.WAITING, NoticeState.AGAIN],
        )


class Notice(models.Model):
    """One mail to one addressee, written in the transaction of the act that it tells of.

    It is handed over to the mail server once. If the process dies between the server's yes and our commit,
    the row is left LEAVING, becomes UNCERTAIN, and a person decides.
    """

    key = models.CharField(_("key"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    to_name = models.CharField(_("name"), max_length=200)
    to_address = models.EmailField(_("address"))
    reply_to = models.CharField(_("reply to"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("formatted text"))
    is_confidential = models.BooleanField(_("holds a secret link or code"), default=False)
    awaits_print = models.CharField(_("key of the print to attach"), max_length=120, blank=True)
    attachment_name = models.CharField(_("name of the attached file"), max_length=120, blank=True)
    print = models.ForeignKey("office.Print", models.PROTECT, null=True, blank=True, verbose_name=_("attached print"))
    files = models.ManyToManyField(
        "office.Upload", blank=True, related_name="+", verbose_name=_("other attached files")
    )
    at = models.DateTimeField(_("written"))
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.WAITING)
    next_try_at = models.DateTimeField(_("next try (real time)"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("taken for delivery (real time)"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["awaits_print"], condition=~Q(awaits_print=""), name="notice_awaits_print"),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeAttempt(models.Model):
    """One try to hand a mail over, or what a person decided about it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attempts", verbose_name=_("mail"))
    at = models.DateTimeField(_("at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=NoticeState)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt of delivery")
        verbose_name_plural = _("attempts of delivery")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%d.%m.%Y %H.%M.%S}"
