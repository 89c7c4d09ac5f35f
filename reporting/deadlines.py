"""Dates of a round, as people say them. Days are those of Europe/Helsinki."""

from datetime import date, datetime, time

from elo_portal.office.clock import HELSINKI

END_OF_DAY = time(23, 59, 59)


def end_of(day: date) -> datetime:
    """The last second of a day: what is due that day is in time until it, in summer time and in winter time."""
    return datetime.combine(day, END_OF_DAY, HELSINKI)


def is_past(due: datetime, at: datetime) -> bool:
    """The due moment itself is still in time: 31.12. 23.59.59 belongs to the last day."""
    return at.replace(microsecond=0) > due


def days_left(due: datetime, today: date) -> int:
    """Whole calendar days in Helsinki from today to the due day; negative when it has gone by."""
    return (due.astimezone(HELSINKI).date() - today).days
