import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from networks.models import Person
from reporting import schemas
from reporting.choices import State, Step

from .attachments import Attachment
from .documents import Document
from .rounds import Round


class SubmissionQuerySet(models.QuerySet):
    def without_content(self) -> "SubmissionQuerySet":
        """For lists, which never need the whole content."""
        return self.defer("content")


class Submission(models.Model):
    """What was sent: the whole content as canonical JSON bytes, with its hash and the one before it.

    The submissions of a round form one chain, which cannot fork: each is the next of one other.
    The database refuses to change or delete a row.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="submissions", verbose_name=_("document"))
    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions", verbose_name=_("round"))
    number = models.PositiveIntegerField(_("version"))
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64, unique=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("previous of the round")
    )
    at = models.DateTimeField(_("sent"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    is_late = models.BooleanField(_("came late"))
    attachments = models.ManyToManyField(
        Attachment, blank=True, related_name="submissions", verbose_name=_("attached files")
    )
    pages_used = models.PositiveIntegerField(_("length of the answers in hundredths of a page"))

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sent version")
        verbose_name_plural = _("sent versions")
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(previous=None), name="one_first_submission_in_a_round"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    def get_absolute_url(self) -> str:
        return reverse("submission_receipt", args=[self.pk])

    @property
    def identifier(self) -> str:
        """KAI-2014-R1: the document's identifier with the version."""
        return f"{self.document.identifier}{self.number}"

    @property
    def print_key(self) -> str:
        return f"submission:{self.pk}"

    @cached_property
    def frozen(self) -> dict[str, Any]:
        """The content as it was sent, in the shape of the newest schema."""
        return schemas.read(json.loads(bytes(self.content)))


class Transition(models.Model):
    """One step of a document: which, who, when and, where asked, why. The database refuses to change or delete it."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="transitions", verbose_name=_("document"))
    step = models.CharField(_("step"), max_length=20, choices=Step)
    from_state = models.CharField(_("from"), max_length=20, choices=State)
    to_state = models.CharField(_("to"), max_length=20, choices=State)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    note = models.TextField(_("reason"), blank=True)
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("concerns the version")
    )

    class Meta:
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        ordering = ["document", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(step=Step.TAKE_BACK_REVIEW) | ~Q(note=""), name="taking_back_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(step__in=[Step.RETURN, Step.ADD_TO_REQUEST, Step.OPEN]) | ~Q(note=""),
                name="returning_and_opening_have_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.step}"
