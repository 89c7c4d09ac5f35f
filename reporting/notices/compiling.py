"""A ministry report is finished, and an edition goes to the national lifelong guidance group."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.words import moment
from networks.choices import GroupKind
from networks.models import Membership, Person

from ..content import receivers_by_addressee
from ..editions.words import lead_of, named_of, title_of
from ..models import Addressee, Edition, MinistryReport
from .telling import tell

REPORT_FINISHED = "ministry_report_finished"
EDITION_SENT = "edition_sent"


def tell_of_finished_report(report: MinistryReport, *, at: datetime) -> None:
    """To the people of the receiver to whom the round is addressed, one mail for each language of the edition."""
    edition = report.printing.edition
    for person in _receiving(report, at):
        with translation.override(person.language):
            tell(
                REPORT_FINISHED,
                f"ministry-report:{report.pk}",
                person,
                subject=_("[ELO] Ministry report finished: %(title)s, edition %(number)s")
                % {"title": _title(edition, person), "number": edition.number},
                heading=_("The ministry report is finished"),
                at=at,
                facts=_facts(edition, person),
                path=reverse("ministry_report", args=[edition.round_id]),
                button=_("Open the ministry report"),
            )


def tell_of_edition(edition: Edition, *, at: datetime) -> int:
    """To every member of the national group whom mail reaches. Returns how many they are."""
    members = (
        Membership.objects.on(day_of(at))
        .filter(group__kind=GroupKind.NATIONAL)
        .exclude(person__email="")
        .select_related("person")
        .order_by("person__name")
    )
    people = {one.person_id: one.person for one in members}
    for person in people.values():
        with translation.override(person.language):
            tell(
                EDITION_SENT,
                f"edition:{edition.pk}",
                person,
                subject=_("[ELO] For the national lifelong guidance group: %(title)s")
                % {"title": _title(edition, person)},
                heading=_("The ministries' report of the regions' work"),
                at=at,
                facts=_facts(edition, person),
                path=reverse("ministry_report", args=[edition.round_id]),
                button=_("Read the ministry report"),
            )
    return len(people)


def _receiving(report: MinistryReport, at: datetime) -> list[Person]:
    round_ = report.printing.edition.round_id
    addressed = Addressee.objects.receiving_reports().filter(round=round_, organisation=report.receiver_id)
    day = day_of(at)
    rows = [(one, day) for one in addressed.select_related("organisation").prefetch_related("organisation__names")]
    found = [one.person for those in receivers_by_addressee(rows).values() for one in those]
    return list({person.pk: person for person in found if person is not None and person.email}.values())


def _title(edition: Edition, person: Person) -> str:
    return title_of(edition.frozen, _written_in(person))


def _written_in(person: Person) -> str:
    """The report is in Finnish and Swedish alone; who reads the portal in English gets its Finnish names."""
    return person.language if person.language in {"fi", "sv"} else "fi"


def _facts(edition: Edition, person: Person) -> list[tuple[str, str]]:
    language = _written_in(person)
    facts = [
        (_("Edition"), str(edition.number)),
        (_("Situation"), moment(edition.at)),
        (_("Has been sent"), lead_of(edition.frozen)),
    ]
    for named in named_of(edition.frozen, language):
        names = ", ".join(named.names) + (f" +{named.more}" if named.more else "")
        facts.append((named.words.rstrip(":"), names))
    return facts
