from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from strategies.models import Goal

from .documents import Answer, Document


class MeasureQuerySet(models.QuerySet):
    def standing(self) -> "MeasureQuerySet":
        """Those that have not been taken away, in the order of their topics."""
        return self.filter(is_removed=False).order_by("topic__number", "position")


class MeasureWords(models.Model):
    """What is said of a measure. Each length in characters is that of the form (design/suunnitelma)."""

    what = models.CharField(_("what is done"), max_length=120)
    topic = models.ForeignKey(Answer, models.PROTECT, related_name="%(class)ss", verbose_name=_("topic"))
    body = models.CharField(_("body in charge"), max_length=160, blank=True)
    schedule = models.CharField(_("schedule"), max_length=60, blank=True)
    sign = models.CharField(_("sign of success"), max_length=300, blank=True)
    is_removed = models.BooleanField(_("taken away"), default=False)

    class Meta:
        abstract = True


class Measure(MeasureWords):
    """A measure of an action plan (toimenpide): one promise for one year (requirements P12).

    It says what its change of the same number says. One that was taken away stays, and can be brought back.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="measures", verbose_name=_("document"))
    position = models.PositiveSmallIntegerField(_("position"))
    goals = models.ManyToManyField(Goal, blank=True, related_name="measures", verbose_name=_("national goals"))
    number = models.PositiveIntegerField(_("number of the change that stands"), default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="measure_position_once"),
            models.CheckConstraint(condition=~Q(what=""), name="measure_says_what_is_done"),
        ]

    def __str__(self) -> str:
        return self.what


class MeasureChange(MeasureWords):
    """One save of a measure, whole. The database refuses to change or delete it.

    One made from an older change than the one that stands, or after the document was sent, is put aside: nothing that
    somebody typed is lost, and they are shown both.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="changes", verbose_name=_("measure"))
    number = models.PositiveIntegerField(_("number"))
    goal_numbers = models.JSONField(_("numbers of the national goals"), default=list)
    is_aside = models.BooleanField(_("put aside"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a measure")
        verbose_name_plural = _("changes of measures")
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="measure_change_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="measure_change_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}/{self.number}"
