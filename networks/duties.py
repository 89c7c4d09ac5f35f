"""What begins and ends by itself: memberships and appointments are in force from their first day to their last."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import HELSINKI, day_of
from elo_portal.office.due import end_of, moment_before
from elo_portal.office.duties import DatedDuty, Played

from .commands.telling import DAYS, tell_of_ending_terms
from .models import Appointment, Membership

DAY = timedelta(days=1)
# When more memberships than this change at once, only how many of each group is told.
MANY = 10


def next_change(after: datetime) -> datetime | None:
    """0.00 on the next first day, or after the next last day, of any membership or appointment. Four queries."""
    today = day_of(after)
    days: list[date] = []
    for terms in (Membership.objects, Appointment.objects):
        begins = terms.filter(since__gt=today).aggregate(day=Min("since"))["day"]
        ends = terms.filter(until__gte=today).aggregate(day=Min("until"))["day"]
        days += [day for day in (begins, ends and ends + DAY) if day]
    return _midnight(min(days)) if days else None


def tell_of_changes(since: datetime, at: datetime) -> list[Played]:
    """What ended and what began after `since`, until `at`. Nothing is done: access follows the days themselves."""
    first, last = day_of(since) + DAY, day_of(at)
    if first > last:
        return []
    ended = {"until__range": (first - DAY, last - DAY)}
    begun = {"since__range": (first, last)}
    memberships = Membership.objects.select_related("group", "person").order_by("group__code", "pk")
    appointments = Appointment.objects.select_related("person").order_by("pk")
    told = [
        _members("membership_ended", memberships.filter(**ended)),
        _holders("appointment_ended", appointments.filter(**ended)),
        _members("membership_began", memberships.filter(**begun)),
        _holders("appointment_began", appointments.filter(**begun)),
    ]
    return [one for one in told if one.count]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), HELSINKI)


def _members(what: str, memberships: QuerySet[Membership]) -> Played:
    rows = list(memberships)

    def about() -> Iterable[str]:
        if len(rows) > MANY:
            return [f"{area} ({count})" for area, count in Counter(one.group.area for one in rows).items()]
        return [f"{one.group.area}: {one.person.name}" for one in rows]

    return Played(what, len(rows), about)


def _holders(what: str, appointments: QuerySet[Appointment]) -> Played:
    rows = list(appointments)

    def about() -> Iterable[str]:
        return [f"{one.person.name}, {one.get_role_display()}" for one in rows]

    return Played(what, len(rows), about)


TERMS = DatedDuty(
    "networks.terms",
    next_change,
    tell_of_changes,
    {
        "membership_ended": _("Memberships ended"),
        "appointment_ended": _("Appointments ended"),
        "membership_began": _("Memberships began"),
        "appointment_began": _("Appointments began"),
    },
)


def next_notice(after: datetime) -> datetime | None:
    """8.00 on the next day that is sixty, thirty or seven days before the last day of a term. Two queries."""
    today = day_of(after)
    moments: list[datetime] = []
    for terms in (Membership.objects, Appointment.objects):
        ends = set(terms.filter(until__gt=today, since__lte=today).values_list("until", flat=True))
        moments += [moment_before(end_of(end), days) for end in ends if end for days in DAYS]
    return min((moment for moment in moments if moment > after), default=None)


def tell_of_endings(_since: datetime, at: datetime) -> list[Played]:
    told = tell_of_ending_terms(at=at)

    def about() -> Iterable[str]:
        return sorted({term.person.name for one in told if (term := one.membership or one.appointment)})

    return [Played("term_notices", len(told), about)] if told else []


NOTICES = DatedDuty("networks.notices", next_notice, tell_of_endings, {"term_notices": _("Notices of terms that end")})
