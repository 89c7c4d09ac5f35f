"""Days, moments, numbers and browsers as people say them, in the reader's language. Days are Helsinki's."""

from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

ON_WEEKDAY = (
    gettext_lazy("on Monday %(day)s"),
    gettext_lazy("on Tuesday %(day)s"),
    gettext_lazy("on Wednesday %(day)s"),
    gettext_lazy("on Thursday %(day)s"),
    gettext_lazy("on Friday %(day)s"),
    gettext_lazy("on Saturday %(day)s"),
    gettext_lazy("on Sunday %(day)s"),
)

# In this order: an Edge also says that it is a Chrome and a Safari.
Day = TypeVar("Day", date, datetime)
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


# Å, ä and ö stand last in the Finnish and the Swedish alphabet alike.
LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def in_alphabet(name: str) -> str:
    """Sorts names as people here expect to find them."""
    return name.casefold().translate(LAST_LETTERS)


def local(value: Day) -> Day:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime | None) -> str:
    """31.12.2014, in Helsinki's calendar."""
    return formats.date_format(local(value), "SHORT_DATE_FORMAT") if value else ""


def day_and_month(value: date | datetime | None) -> str:
    """31.12."""
    return formats.date_format(local(value), "MONTH_DAY_FORMAT") if value else ""


def on_weekday(value: date | datetime | None) -> str:
    """keskiviikkona 31.12.2014"""
    return str(ON_WEEKDAY[local(value).weekday()]) % {"day": day(value)} if value else ""


def _at(time: str) -> str:
    return pgettext("time of day", "at %(time)s") % {"time": time}


def time_of_day(value: datetime | None) -> str:
    """klo 9.42"""
    return _at(formats.time_format(local(value), "TIME_FORMAT")) if value else ""


def moment(value: datetime | None) -> str:
    """31.12.2014 klo 9.42"""
    return f"{day(value)} {time_of_day(value)}" if value else ""


def exact_moment(value: datetime | None) -> str:
    """31.12.2014 klo 14.07.32: to the second, as on a receipt."""
    if not value:
        return ""
    return f"{day(value)} {_at(formats.time_format(local(value), formats.get_format('EXACT_TIME_FORMAT')))}"


def one_decimal(value: float | Decimal | None) -> str:
    """2,4"""
    return "" if value is None else formats.number_format(value, 1)


def kilobytes(size: int) -> str:
    """1 843, upwards: the size of a file in bytes as people say it."""
    return formats.number_format(-(-size // 1000), 0, use_l10n=True, force_grouping=True)


def browser(user_agent: str) -> str:
    """A browser as a person would name it: Firefox, Windows."""
    program = next((name for mark, name in BROWSERS if mark in user_agent), _("Unknown browser"))
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{program}, {system}" if system else str(program)
