"""The rehearsal's invented people and texts, put in through the same commands that people use."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from elo_portal.office import clock
from elo_portal.office.printing import printer
from networks.choices import GroupKind, OrganisationKind, Role
from networks.models import Group, Organisation
from reporting.choices import RoundKind
from reporting.commands.reference import END_OF_DAY, prepare_group_report_rounds, prepare_round

from . import acts, measures
from .files import FIRST_DAY, beginning, read
from .network import load_network

FIRST_MOMENT = beginning(FIRST_DAY)


class NotARehearsal(Exception):
    """A production portal never holds invented people and a password that everybody knows."""


def is_loaded() -> bool:
    return Group.objects.filter(kind=GroupKind.REGIONAL).exists()


@transaction.atomic
def load(day: date = FIRST_DAY) -> None:
    """Load the rehearsal as it stands at 9.00 on `day`: the people, and what had been done by then.

    Raises NotARehearsal in production. Reference data must be in (load_network --as-of 2014-12-15).
    """
    if settings.PRODUCTION:
        raise NotARehearsal("This is a production portal: invented people and texts are not loaded here.")
    load_network()
    _prepare_practice_round()
    prepare_group_report_rounds(2015)
    acts.date_openings()
    with printer.measures_known(measures.read()):
        acts.play(until=beginning(day))
    clock.set_up(beginning(day))


def _prepare_practice_round() -> None:
    """The round of 2013 is the rehearsal's own invention: three questions, and no limit of pages."""
    data = read("round_2013")
    due = datetime.combine(date(2014, 1, 31), END_OF_DAY, clock.HELSINKI)
    ministries = Organisation.objects.on(due.date()).filter(kind=OrganisationKind.MINISTRY).order_by("key")
    prepare_round(
        RoundKind.REPORT,
        2013,
        due,
        titles={language: data[f"title_{language}"] for language in ("fi", "sv", "en")},
        questions=data["questions"],
        addressees=[(ministry, Role.NATIONAL_SECRETARY) for ministry in ministries],
    )
