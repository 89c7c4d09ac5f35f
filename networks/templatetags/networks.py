"""Names of organisations as they were on a day, and how long a role lasts."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from elo_portal.office.words import day as as_day
from networks.models import Organisation
from networks.models.lasting import Lasting

register = template.Library()


@register.simple_tag
def organisation_name(organisation: Organisation, day: date) -> str:
    """The organisation's full name on the day. Prefetch `names`."""
    return organisation.name_on(day)


@register.simple_tag
def lasting(row: Lasting) -> str:
    """since 1.1.2014, or 1.1.2014–31.12.2015"""
    if row.until is None:
        return _("since %(day)s") % {"day": as_day(row.since)}
    return f"{as_day(row.since)}–{as_day(row.until)}"
