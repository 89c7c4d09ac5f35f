"""The ministries' feedback to the regions (palaute, respons): what is written, confirmed and published.

Not to be mixed up with feedback on the portal itself (elo_portal.models.PortalFeedback).
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from elo_portal.office import frozen
from elo_portal.office.models import Text
from networks.choices import Role
from networks.models import Appointment, Organisation, Person
from reporting.choices import ConfirmationAct

from .documents import Document
from .rounds import Round

# The two subjects of the feedback (requirements F2) and the common part, in the words of the page and the letter.
CARRYING_OUT = _("How the action plan was carried out")
REGIONAL_WORK = _("Regional lifelong guidance work")
COMMON_PART = _("To all regions")
IN_FINNISH = _("Common part in Finnish")
IN_SWEDISH = _("Common part in Swedish")
WORDING_SCHEMA = 1


@dataclass(frozen=True)
class FeedbackPart:
    """One text of the feedback in the editor: its number on the page, what it is about, and the text."""

    number: int
    title: Promise
    text: Text


class CommonFeedback(models.Model):
    """The part of a round's feedback that goes to all groups, in both languages."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="common_feedback", verbose_name=_("round"))
    finnish = models.OneToOneField(Text, models.PROTECT, related_name="+", verbose_name=IN_FINNISH)
    swedish = models.OneToOneField(Text, models.PROTECT, related_name="+", verbose_name=IN_SWEDISH)

    class Meta:
        verbose_name = _("common part of the feedback")
        verbose_name_plural = _("common parts of the feedback")

    def __str__(self) -> str:
        return str(self.round)

    @property
    def parts(self) -> tuple[FeedbackPart, ...]:
        return FeedbackPart(1, IN_FINNISH, self.finnish), FeedbackPart(2, IN_SWEDISH, self.swedish)

    def text_in(self, language: str) -> Text:
        return self.swedish if language == "sv" else self.finnish


class FeedbackLetter(models.Model):
    """The ministries' joint letter to one group about its report, in the report's language (requirements F1-F4).

    What a ministry confirms is the letter together with the common part as they stand: `wording` and its fingerprint.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="feedback_letter", verbose_name=_("document")
    )
    carrying_out = models.OneToOneField(Text, models.PROTECT, related_name="+", verbose_name=CARRYING_OUT)
    regional_work = models.OneToOneField(Text, models.PROTECT, related_name="+", verbose_name=REGIONAL_WORK)

    class Meta:
        verbose_name = _("feedback letter")
        verbose_name_plural = _("feedback letters")

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        return reverse("feedback_letter", args=[self.document_id])

    @property
    def identifier(self) -> str:
        """KAI-2014-P: P as in palaute."""
        return f"{self.document.group.code}-{self.document.round.year}-P"

    @property
    def parts(self) -> tuple[FeedbackPart, ...]:
        return FeedbackPart(1, CARRYING_OUT, self.carrying_out), FeedbackPart(2, REGIONAL_WORK, self.regional_work)

    def wording(self, common: CommonFeedback | None, report: str) -> dict[str, Any]:
        """What the letter says now, with the common part in the document's language.

        `report` is the identifier of the sent version that the letter is about: when the region sends a newer one,
        the letter is another letter.
        """
        language = self.document.language
        return {
            "schema": WORDING_SCHEMA,
            "identifier": self.identifier,
            "report": report,
            "language": language,
            "common": common.text_in(language).body if common else "",
            "carrying_out": self.carrying_out.body,
            "regional_work": self.regional_work.body,
        }

    def fingerprint(self, common: CommonFeedback | None, report: str) -> str:
        """SHA-256 of the wording as canonical bytes: what a confirmation is of."""
        return frozen.fingerprint(frozen.canonical(self.wording(common, report)))


class FeedbackConfirmation(models.Model):
    """A ministry confirmed a letter, or took its confirmation back. The newest act of each ministry counts.

    It counts only while the letter says what was confirmed, word for word: an edit undoes both by nature.
    The database refuses to change or delete a row.
    """

    letter = models.ForeignKey(FeedbackLetter, models.PROTECT, related_name="confirmations", verbose_name=_("letter"))
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ministry"))
    act = models.CharField(_("act"), max_length=10, choices=ConfirmationAct)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    capacity = models.CharField(_("in the capacity of"), max_length=20, choices=Role)
    at = models.DateTimeField(_("at"))
    sha256 = models.CharField(_("SHA-256 of what was confirmed"), max_length=64)

    class Meta:
        verbose_name = _("confirmation of feedback")
        verbose_name_plural = _("confirmations of feedback")
        ordering = ["letter", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=ConfirmationAct.values), name="confirmation_act_is_known"),
            models.CheckConstraint(
                condition=Q(capacity__in=[Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY]),
                name="confirmed_by_secretary_or_deputy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.act}"

    @property
    def is_deputys(self) -> bool:
        return self.capacity == Role.FEEDBACK_DEPUTY


class FeedbackDeputy(models.Model):
    """Who named a deputy of a ministry's confirmer, and when. The days are those of the appointment."""

    appointment = models.OneToOneField(
        Appointment, models.CASCADE, related_name="feedback_deputy", verbose_name=_("appointment")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("named by"))
    at = models.DateTimeField(_("named"))

    class Meta:
        verbose_name = _("deputy in confirming feedback")
        verbose_name_plural = _("deputies in confirming feedback")
        ordering = ["appointment"]

    def __str__(self) -> str:
        return f"{self.appointment_id}"


class FeedbackPublication(models.Model):
    """One act of publishing: letters of a round given to all at once. The database refuses to change a row."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="feedback_publications", verbose_name=_("round"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("published by"))
    at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("publishing of feedback")
        verbose_name_plural = _("publishings of feedback")
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.at:%Y-%m-%d}"


class FeedbackLeftOut(models.Model):
    """A group whose letter was left out of a publishing, with the reason. The database refuses to change a row."""

    publication = models.ForeignKey(
        FeedbackPublication, models.PROTECT, related_name="left_out", verbose_name=_("publishing")
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    reason = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("letter left out of a publishing")
        verbose_name_plural = _("letters left out of a publishing")
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "document"], name="feedback_left_out_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="feedback_left_out_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}"


class PublishedFeedbackQuerySet(models.QuerySet):
    def with_context(self) -> "PublishedFeedbackQuerySet":
        """With what its title and its identifier need."""
        return self.select_related("letter__document__group", "letter__document__round", "publication__by")


class PublishedFeedback(models.Model):
    """A letter as it was published: the whole content as canonical JSON bytes with its hash.

    A trigger admits a row only with two confirmations of the very same wording, by two people of two ministries,
    neither taken back; and refuses to change or delete it.
    """

    letter = models.OneToOneField(
        FeedbackLetter, models.PROTECT, related_name="published", verbose_name=_("feedback letter")
    )
    publication = models.ForeignKey(
        FeedbackPublication, models.PROTECT, related_name="letters", verbose_name=_("publishing")
    )
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, unique=True)
    wording_sha256 = models.CharField(_("SHA-256 of the confirmed wording"), max_length=64)
    first = models.ForeignKey(
        FeedbackConfirmation, models.PROTECT, related_name="+", verbose_name=_("one ministry's confirmation")
    )
    second = models.ForeignKey(
        FeedbackConfirmation, models.PROTECT, related_name="+", verbose_name=_("the other ministry's confirmation")
    )

    objects = PublishedFeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("published feedback letter")
        verbose_name_plural = _("published feedback letters")
        ordering = ["publication", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="published_feedback_has_two_confirmations"),
        ]

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        return self.letter.get_absolute_url()

    @property
    def identifier(self) -> str:
        return self.letter.identifier

    @property
    def print_key(self) -> str:
        return f"feedback:{self.pk}"

    @cached_property
    def frozen(self) -> dict[str, Any]:
        """The letter as it was published."""
        return json.loads(bytes(self.content))
