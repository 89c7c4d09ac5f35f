from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import day_of
from elo_portal.office.fields import LONGEST_TEXT
from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation, Person

from .submissions import Submission


class InternalNoteQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "InternalNoteQuerySet":
        """The secretaries of the ministries alone read internal notes (requirements, section 14, item 5)."""
        return self if actor.holds(Role.NATIONAL_SECRETARY) else self.none()

    def for_reading(self) -> "InternalNoteQuerySet":
        """Oldest first, with author, ministry, version and later wordings. Three queries, one when there are none."""
        notes = self.select_related("by", "ministry", "submission").defer("submission__content")
        return notes.prefetch_related("rewordings", "ministry__names").order_by("pk")


class InternalNote(models.Model):
    """A ministry's internal note (sisäinen muistiinpano) on an answer of a sent version.

    Only the secretaries of the two ministries see it, and it goes into nothing that is printed, mailed or handed out.
    The database refuses to change or delete a row: a note is corrected or withdrawn by a `NoteRewording`.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="internal_notes", verbose_name=_("about the version")
    )
    number = models.PositiveSmallIntegerField(_("number of the question"))
    text = models.TextField(_("text"))
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ministry"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & Q(text__length__lte=LONGEST_TEXT), name="internal_note_has_a_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.number}"

    @property
    def ministry_name(self) -> str:
        """The ministry as it was called that day, in short. Prefetch its names."""
        return self.ministry.abbreviation or self.ministry.short_name_on(day_of(self.at))

    @property
    def last(self) -> "NoteRewording | None":
        """The newest rewording. Prefetch `rewordings` in lists."""
        return next(reversed(self.rewordings.all()), None)

    @property
    def wording(self) -> str:
        """What the note says now; empty when it has been withdrawn."""
        return self.last.text if self.last else self.text

    @property
    def edition(self) -> int:
        """How many times it has been reworded: a form says what it was written from."""
        return self.last.number if self.last else 0

    @property
    def is_withdrawn(self) -> bool:
        return not self.wording


class NoteRewording(models.Model):
    """An internal note's author corrected or withdrew it, in which case the text is empty.

    The database refuses to change or delete a row, and to add one after the withdrawal. It has no author of its own:
    nobody rewords another person's note.
    """

    note = models.ForeignKey(InternalNote, models.PROTECT, related_name="rewordings", verbose_name=_("internal note"))
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("rewording of an internal note")
        verbose_name_plural = _("rewordings of internal notes")
        ordering = ["note", "number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="note_rewording_number_once"),
            models.CheckConstraint(condition=Q(text__length__lte=LONGEST_TEXT), name="note_rewording_not_too_long"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}/{self.number}"

    @property
    def is_withdrawal(self) -> bool:
        return not self.text
