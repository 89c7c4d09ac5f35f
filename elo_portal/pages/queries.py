"""What the footer's pages read."""

from datetime import date

from elo_portal.models import ContactRole, PublicContact
from networks.choices import OrganisationKind
from networks.models import Organisation


def contacts(day: date) -> dict[str, list[PublicContact]]:
    """The public bodies in force on the day, by the reason they are named. One query."""
    named: dict[str, list[PublicContact]] = {role: [] for role in ContactRole.values}
    for contact in PublicContact.objects.named_for(*ContactRole.values, day=day):
        named[contact.role].append(contact)
    return named


def centre_names(day: date) -> list[str]:
    """The centres in force on the day, which each answer for the people of their own groups. Two queries."""
    centres = Organisation.objects.on(day).filter(kind=OrganisationKind.CENTRE).prefetch_related("names")
    return [centre.name_on(day) for centre in centres]
