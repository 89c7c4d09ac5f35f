"""What lasts from one day to another, both days included."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class LastingQuerySet(models.QuerySet):
    def on(self, day: date) -> "LastingQuerySet":
        """Those in force on the day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Lasting(models.Model):
    since = models.DateField(_("first day"))
    until = models.DateField(_("last day"), null=True, blank=True)

    objects = LastingQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def since_before_until(table: str) -> models.CheckConstraint:
    """Without this the range itself raises an error that no person can read."""
    return models.CheckConstraint(
        condition=Q(until=None) | Q(until__gte=F("since")),
        name=f"{table}_since_before_until",
        violation_error_message=_("The last day must not be before the first day."),
    )


def never_overlapping(
    name: str, fields: tuple[str, ...], message: str, condition: Q | None = None
) -> ExclusionConstraint:
    """No two rows with the same fields may be in force on the same day."""
    days = DateRange("since", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in fields), (days, RangeOperators.OVERLAPS)],
        condition=condition,
        violation_error_message=message,
    )
