"""Due moments: when one is past, and when people are reminded of it: days before, at eight in Helsinki's morning.

The rule is pure: a due moment, days, what has gone and the moment now. It asks "has its moment come and has it not
gone?", so a pause is caught up, by the newest reminder alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .clock import HELSINKI, day_of

MORNING = time(8)
END_OF_DAY = time(23, 59, 59)


def end_of(day: date) -> datetime:
    """The last second of a day: what is due that day is in time until it, in summer time and in winter time."""
    return datetime.combine(day, END_OF_DAY, HELSINKI)


def is_past(due: datetime, at: datetime) -> bool:
    """The due moment itself is still in time: 31.12. 23.59.59 belongs to the last day."""
    return at.replace(microsecond=0) > due


def moment_on(day: date) -> datetime:
    """The moment of the day at which reminders and lists go."""
    return datetime.combine(day, MORNING, HELSINKI)


def moment_before(due: datetime, days: int) -> datetime:
    """8.00 in Helsinki on the day that is so many days before the due day."""
    return moment_on(day_of(due) - timedelta(days))


def moment_after(due: datetime) -> datetime:
    """8.00 in Helsinki on the day after the due day, when the list of the missing goes."""
    return moment_before(due, -1)


@dataclass(frozen=True)
class Awaited:
    """What is awaited by a due moment.

    `since`: people were told then (the round opened, more time was given, the document was returned), so no reminder
    whose moment was before it goes. `gone`: days of the reminders that have gone about this due moment.
    """

    due: datetime
    days: Sequence[int]
    since: datetime
    gone: Collection[int] = ()

    def reminder_at(self, at: datetime) -> int | None:
        """The days of the reminder that goes at the moment: the newest whose moment has come, or none."""
        if is_past(self.due, at):
            return None
        come = [one for one in self.days if self.since <= moment_before(self.due, one) <= at]
        newest = min(come, default=None)
        # An older one never goes after a newer one, also when the round's days have been changed.
        return None if newest is None or any(one <= newest for one in self.gone) else newest

    def moments_after(self, at: datetime) -> list[tuple[datetime, int]]:
        """The reminders to come with their moments, if nothing is sent meanwhile."""
        moments = [(moment_before(self.due, one), one) for one in self.days]
        return sorted((moment, one) for moment, one in moments if moment > at and moment >= self.since)
