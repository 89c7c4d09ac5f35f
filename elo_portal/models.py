"""Tables of the portal itself: feedback on it, and the public bodies that its footer pages name."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from networks.choices import LANGUAGES
from networks.models.lasting import Lasting, LastingQuerySet, since_before_until


class FeedbackKind(models.TextChoices):
    ACCESSIBILITY = "accessibility", _("Accessibility")
    FAULT = "fault", _("Something does not work")
    WISH = "wish", _("A wish or an idea")
    OTHER = "other", _("Something else")


class PortalFeedbackQuerySet(models.QuerySet):
    def open_first(self) -> "PortalFeedbackQuerySet":
        """What waits for an answer first, the most urgent on top; then the answered, newest first. One query."""
        return self.select_related("answered_by").order_by(
            models.F("answered_at").desc(nulls_first=True), "due_on", "pk"
        )


class PortalFeedback(models.Model):
    """Feedback on the portal (palaute portaalista). Its moments are real times: a law runs by them.

    Act 306/2019 asks for an answer within 14 days to feedback on accessibility; the portal keeps that for all.
    """

    kind = models.CharField(_("subject"), max_length=20, choices=FeedbackKind)
    text = models.TextField(_("feedback"), max_length=5000)
    name = models.CharField(_("name"), max_length=120, blank=True)
    address = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    arrived_at = models.DateTimeField(_("arrived"))
    due_on = models.DateField(_("to be answered by"))
    answer = models.TextField(_("answer"), max_length=10000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_feedback",
        verbose_name=_("answered by"),
    )

    objects = PortalFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback on the portal")
        verbose_name_plural = _("feedback on the portal")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="feedback_answer_who_and_when_together",
                violation_error_message=_("An answer has its text, its writer and its moment together."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FeedbackKind.values),
                name="feedback_known_kind",
                violation_error_message=_("Choose what the feedback is about."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="feedback_has_text",
                violation_error_message=_("Write your feedback."),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="feedback_open")]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("portal_feedback_answer", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.answered_at is None

    def is_late(self, today: date) -> bool:
        return self.is_open and today > self.due_on

    def days_left(self, today: date) -> int:
        """Whole days to the last day of answering; 0 on that day, negative after it."""
        return (self.due_on - today).days


class ContactRole(models.TextChoices):
    """Why a public body is named on the footer's pages."""

    CONTROLLER = "controller", _("controller of personal data")
    ACCESSIBILITY_SUPERVISOR = "accessibility", _("supervisor of accessibility")
    DATA_PROTECTION_SUPERVISOR = "data_protection", _("supervisor of data protection")
    SUPPORT = "support", _("support of the portal")


class PublicContactQuerySet(LastingQuerySet["PublicContact"]):
    def named_for(self, *roles: str, day: date) -> "PublicContactQuerySet":
        """The bodies in force on the day for these purposes, in their order. One query."""
        return self.filter(role__in=roles).on(day).order_by("role", "position", "pk")


class PublicContact(Lasting):
    """A public body that the privacy notice, the accessibility statement or the help names, for a time.

    Controllers and supervisors change by law, so they are rows with a first and a last day and never text.
    """

    role = models.CharField(_("why it is named"), max_length=20, choices=ContactRole)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    name_fi = models.CharField(_("name in Finnish"), max_length=200)
    name_sv = models.CharField(_("name in Swedish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    duty_fi = models.TextField(_("what it answers for, in Finnish"), blank=True)
    duty_sv = models.TextField(_("what it answers for, in Swedish"), blank=True)
    duty_en = models.TextField(_("what it answers for, in English"), blank=True)
    details_fi = models.TextField(_("contact details in Finnish"), blank=True)
    details_sv = models.TextField(_("contact details in Swedish"), blank=True)
    details_en = models.TextField(_("contact details in English"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    web = models.URLField(_("web address"), blank=True)

    objects: ClassVar[models.Manager] = PublicContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("public contact")
        verbose_name_plural = _("public contacts")
        ordering = ["role", "position", "pk"]
        constraints = [since_before_until("public_contact")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self._in_language("name")

    @property
    def duty(self) -> str:
        return self._in_language("duty")

    @property
    def details(self) -> str:
        return self._in_language("details")

    @property
    def web_text(self) -> str:
        """The web address as people write it."""
        return self.web.removeprefix("https://").removeprefix("http://").removesuffix("/")

    def _in_language(self, field: str) -> str:
        language = (translation.get_language() or "fi")[:2]
        return getattr(self, f"{field}_{language}", "") or getattr(self, f"{field}_fi")
