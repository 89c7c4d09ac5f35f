"""Names of organisations as they were on a day, how long a term lasts, and what was done to it."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from elo_portal.office.words import day as as_day
from networks.choices import OrganisationKind, TermAct
from networks.models import Organisation, TermChange
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


@register.simple_tag
def organisations_of(kind: OrganisationKind) -> str:
    """The heading above the organisations of a kind."""
    return {
        OrganisationKind.CENTRE: _("ELY centres"),
        OrganisationKind.MINISTRY: _("Ministries"),
        OrganisationKind.SUPPORT: _("Support bodies"),
    }[kind]


@register.simple_tag
def change_in_words(change: TermChange) -> str:
    """One sentence of a history. Select the people along."""
    facts = {
        "name": change.person.name if change.person else "",
        "old": change.instead_of.name if change.instead_of else "",
        "task": change.task_name,
        "day": as_day(change.day),
    }
    return {
        TermAct.ADDED: _("%(name)s was added: %(task)s, since %(day)s."),
        TermAct.ENDED: _("%(name)s, %(task)s: the term ends on %(day)s."),
        TermAct.MOVED: _("%(name)s has the seat %(task)s since %(day)s."),
        TermAct.REPLACED: _("%(name)s follows %(old)s: %(task)s, since %(day)s."),
        TermAct.CONTINUED: _("%(name)s, %(task)s: the term goes on until %(day)s."),
        TermAct.CORRECTED: _("%(name)s, %(task)s: the term was corrected."),
        TermAct.REMOVED: _("%(name)s, %(task)s: the term was taken away, it had been written in error."),
        TermAct.CONFIRMED: _("The composition was confirmed."),
    }[TermAct(change.act)] % facts
