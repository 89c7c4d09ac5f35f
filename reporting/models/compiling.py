"""The ministries' national report of a round: its editions, how each is printed, and what came of it."""

import json
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from elo_portal.office.models import Print
from networks.actor import Actor
from networks.choices import DOCUMENT_LANGUAGES, GroupKind, Role
from networks.models import Group, Organisation, Person
from reporting.choices import FileFormat

from .rounds import Addressee, Round
from .submissions import Submission


class EditionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "EditionQuerySet":
        """Secretaries and administrators read every edition, a registry and a support body those of the rounds that are
        addressed to them. The national group reads an edition once it has been sent to it (section 14, item 11).
        """
        if actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.ADMIN):
            return self
        addressed = Addressee.objects.filter(round=OuterRef("round"))
        to_registry = addressed.filter(capacity=Role.REGISTRY, organisation__in=actor.organisations_as(Role.REGISTRY))
        to_support = addressed.filter(
            capacity=Role.SUPPORT_READER, organisation__in=actor.organisations_as(Role.SUPPORT_READER)
        )
        sits = Group.objects.filter(pk__in=actor.groups_sat_in, kind=GroupKind.NATIONAL)
        return self.filter(Exists(to_registry) | Exists(to_support) | Q(Exists(sits), sending__isnull=False))


class Edition(models.Model):
    """An edition (painos) of a round's ministry report: what stood at a moment, as canonical JSON, and who wanted it.

    `by` is empty when the due moment, or the morning after a change, made it. It names the versions that had been sent,
    which never change, so the edition can be printed again in another language. The database refuses to change or
    delete a row.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="editions", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )
    # The last version that had been sent in the round; none when nobody had.
    newest = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("newest sent version")
    )
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("SHA-256 of the content"), max_length=64)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the ministry report")
        verbose_name_plural = _("editions of the ministry report")
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_numbers_begin_with_one"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"

    @cached_property
    def frozen(self) -> dict[str, Any]:
        return json.loads(bytes(self.content))


class EditionPrinting(models.Model):
    """An edition in one language, for all its receivers; their reports share its parts. The row never changes."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="printings", verbose_name=_("edition"))
    language = models.CharField(_("language"), max_length=2, choices=DOCUMENT_LANGUAGES)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked for by")
    )

    class Meta:
        verbose_name = _("printing of an edition")
        verbose_name_plural = _("printings of editions")
        ordering = ["edition", "language"]
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="edition_language_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"


class EditionPartQuerySet(models.QuerySet):
    def with_prints(self) -> "EditionPartQuerySet":
        """Each with `is_printed`: a print of what it says is kept, whichever edition had it made."""
        return self.annotate(is_printed=Exists(Print.objects.filter(key=OuterRef("print_key"))))

    def unprinted(self) -> "EditionPartQuerySet":
        return self.with_prints().filter(is_printed=False)


class EditionPart(models.Model):
    """A part of a printing, as HTML: a question with some of the groups, or an appendix.

    `print_key` is made of what the part says and of what it is printed with, so that a part which has been printed
    for another edition is used again. `head` stands at the top of its pages. `continues`: it goes on with the question
    of the part before it. `is_wide`: its pages have the narrow margin of tables.
    """

    printing = models.ForeignKey(EditionPrinting, models.PROTECT, related_name="parts", verbose_name=_("printing"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=300)
    head = models.CharField(_("head of its pages"), max_length=200)
    html = models.TextField(_("HTML"))
    is_wide = models.BooleanField(_("has the narrow margin of tables"), default=False)
    continues = models.BooleanField(_("goes on with the part before it"), default=False)
    print_key = models.CharField(_("key of the print"), max_length=120, db_index=True)

    objects = EditionPartQuerySet.as_manager()

    # Told by `with_prints`.
    is_printed: bool

    class Meta:
        verbose_name = _("part of an edition")
        verbose_name_plural = _("parts of editions")
        ordering = ["printing", "position"]
        constraints = [models.UniqueConstraint(fields=["printing", "position"], name="edition_part_position_once")]

    def __str__(self) -> str:
        return self.name


class MinistryReport(models.Model):
    """A printing for one receiver, a ministry or a support body, whose name and case number it bears.

    The row never changes.
    """

    printing = models.ForeignKey(EditionPrinting, models.PROTECT, related_name="reports", verbose_name=_("printing"))
    receiver = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("receiver"))

    class Meta:
        verbose_name = _("ministry report")
        verbose_name_plural = _("ministry reports")
        ordering = ["printing", "receiver"]
        constraints = [models.UniqueConstraint(fields=["printing", "receiver"], name="ministry_report_once")]

    def __str__(self) -> str:
        return f"{self.printing_id} {self.receiver_id}"


class ReportFileQuerySet(models.QuerySet):
    def without_data(self) -> "ReportFileQuerySet":
        """For pages, which never need the bytes."""
        return self.defer("data")


class ReportFile(models.Model):
    """A finished ministry report in one format. The database refuses to change or delete a row."""

    report = models.ForeignKey(MinistryReport, models.PROTECT, related_name="files", verbose_name=_("ministry report"))
    format = models.CharField(_("format"), max_length=4, choices=FileFormat)
    data = models.BinaryField(_("data"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"))

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a ministry report")
        verbose_name_plural = _("files of ministry reports")
        ordering = ["report", "format"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
            models.CheckConstraint(condition=Q(format__in=FileFormat.values), name="report_file_format_is_known"),
            models.CheckConstraint(
                condition=Q(format=FileFormat.PDF, pages__isnull=False) | ~Q(format=FileFormat.PDF),
                name="printed_report_file_has_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.format}"


class EditionSending(models.Model):
    """An edition was sent to the national lifelong guidance group, by whom and when. The row never changes."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="sending", verbose_name=_("edition"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    people = models.PositiveSmallIntegerField(_("people to whom a mail went"))

    class Meta:
        verbose_name = _("sending of an edition")
        verbose_name_plural = _("sendings of editions")

    def __str__(self) -> str:
        return str(self.edition_id)
