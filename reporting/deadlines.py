"""Dates of a round, as people say them. Days are those of Europe/Helsinki."""

from datetime import date, datetime

from elo_portal.office.clock import HELSINKI
from elo_portal.office.due import end_of, is_past

__all__ = ["days_left", "end_of", "is_past"]


def days_left(due: datetime, today: date) -> int:
    """Whole calendar days in Helsinki from today to the due day; negative when it has gone by."""
    return (due.astimezone(HELSINKI).date() - today).days
