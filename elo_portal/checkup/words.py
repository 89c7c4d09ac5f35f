"""How the sentences name ages and errors."""

from datetime import datetime

from django.utils import timezone
from django.utils.timesince import timesince


def age(moment: datetime) -> str:
    """Since a real moment, rounded down to one unit: «3 hours»."""
    return timesince(moment, timezone.now(), depth=1).replace("\xa0", " ")


def one_line(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__
