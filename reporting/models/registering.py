from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.models import Upload
from networks.models import Organisation, Person

from .documents import Document
from .rounds import Round
from .submissions import Submission

LONGEST_NUMBER = 50


class CaseNumberQuerySet(models.QuerySet):
    def standing(self) -> "CaseNumberQuerySet":
        """Those that no later row has taken the place of; one that was taken away stands with an empty number."""
        return self.filter(next=None)

    def concerning(self, documents: Iterable[Document]) -> "CaseNumberQuerySet":
        """Numbers of the documents themselves and of their rounds."""
        documents = list(documents)
        return self.filter(Q(document__in=documents) | Q(round__in={one.round_id for one in documents}))


class CaseNumber(models.Model):
    """A ministry's case number (asianumero) for a whole round or for one document.

    Both ministries register the same document under numbers of their own. A row never changes: a correction is a new
    row that takes the place of the one before, so the newest stands. A document's own number goes before its round's.
    """

    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="case_numbers", verbose_name=_("authority")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="case_numbers", verbose_name=_("round")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="case_numbers", verbose_name=_("document")
    )
    number = models.CharField(_("case number"), max_length=LONGEST_NUMBER, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name=_("takes the place of")
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = CaseNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("case number")
        verbose_name_plural = _("case numbers")
        ordering = ["authority", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(round=None, document__isnull=False) | Q(round__isnull=False, document=None),
                name="case_number_is_of_a_round_or_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(number="") | Q(previous__isnull=False), name="only_a_written_case_number_is_taken_away"
            ),
            # The first of each has nothing before it, and `previous` is unique: the rows of each form one chain.
            models.UniqueConstraint(
                fields=["authority", "round"], condition=Q(previous=None), name="one_first_case_number_of_a_round"
            ),
            models.UniqueConstraint(
                fields=["authority", "document"],
                condition=Q(previous=None),
                name="one_first_case_number_of_a_document",
            ),
        ]

    def __str__(self) -> str:
        return self.number or "–"

    @property
    def is_of_round(self) -> bool:
        return self.round_id is not None


class Arrival(models.Model):
    """How a document came that was not sent in the portal (requirements, section 14, item 10). It counts as sent.

    When it arrived is the submission's own moment; `entered_at` is when somebody entered it here. The database
    refuses to change or delete a row.
    """

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="arrival", verbose_name=_("entered as the version")
    )
    way = models.CharField(_("way of arrival"), max_length=10, choices=ArrivalWay)
    sender_name = models.CharField(_("name of the sender"), max_length=120, blank=True)
    sender_organisation = models.CharField(_("organisation of the sender"), max_length=160)
    note = models.TextField(_("note"), blank=True, max_length=1000)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("arrival by another way")
        verbose_name_plural = _("arrivals by other ways")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=ArrivalWay.values), name="arrival_way_is_known"),
            models.CheckConstraint(condition=~Q(sender_organisation=""), name="arrival_has_a_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.way}"


class ArrivalFile(models.Model):
    """A file in which the document came: the first is the document itself, the others are its attachments."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="files", verbose_name=_("arrival"))
    number = models.PositiveSmallIntegerField(_("number"))
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="arrival_file", verbose_name=_("file"))

    class Meta:
        verbose_name = _("file that arrived")
        verbose_name_plural = _("files that arrived")
        ordering = ["arrival", "number"]
        constraints = [models.UniqueConstraint(fields=["arrival", "number"], name="arrival_file_number_once")]

    def __str__(self) -> str:
        return f"{self.arrival_id}/{self.number}"
