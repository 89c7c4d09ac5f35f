"""What lasts from one day to another, both days included."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

LAST_BEFORE_FIRST = _("The last day must not be before the first day.")

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class LastingQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those in force on the day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Lasting(models.Model):
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)

    objects: ClassVar[models.Manager] = LastingQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Said here, beside the field, because the range of an exclusion would raise an error of the database first."""
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": LAST_BEFORE_FIRST})

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def since_before_until(table: str) -> models.CheckConstraint:
    """Without this the range itself raises an error that no person can read."""
    return models.CheckConstraint(
        condition=Q(until=None) | Q(until__gte=F("since")),
        name=f"{table}_since_before_until",
        violation_error_message=LAST_BEFORE_FIRST,
    )


def never_overlapping(
    name: str, fields: tuple[str, ...], message: "StrOrPromise", condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with the same fields may be in force on the same day."""
    days = DateRange("since", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), (days, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
