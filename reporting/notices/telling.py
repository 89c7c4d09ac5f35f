"""Mails that take no file with them, and the people of a region whom most of them reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import compose
from networks.choices import Seat
from networks.models import Membership, Person

from ..content import contacts_of, senders_of
from ..models import Document


def region_of(document: Document, at: datetime) -> list[Person]:
    """Those who send the document and the group's chairs, each once, if mail reaches them."""
    on = day_of(at)
    chairs = Membership.objects.on(on).filter(group=document.group_id, seat=Seat.CHAIR).select_related("person")
    people = [*senders_of(document, on), *(one.person for one in chairs)]
    return [person for person in {person.pk: person for person in people}.values() if person.email]


def contact_of(document: Document, at: datetime) -> str:
    """Where the region's answer goes: the mailbox of the round's secretaries; empty when they have given none."""
    return contacts_of({document.round_id}, day_of(at)).get(document.round_id, "")


def tell(
    kind: str,
    key: str,
    person: Person,
    *,
    subject: str,
    heading: str,
    at: datetime,
    facts: Sequence[tuple[str, str]],
    path: str,
    button: str,
    context: Mapping[str, Any] | None = None,
    template: str = "",
    reply_to: str = "",
) -> None:
    """A mail of the kind to the person, by the template of that name unless kinds share one."""
    letter = compose(
        f"mail/{template or kind}",
        language=person.language,
        subject=subject,
        heading=heading,
        at=at,
        facts=facts,
        path=path,
        button=button,
        context=context or {},
    )
    mail.add(
        key=f"{key}:{person.pk}",
        kind=kind,
        to_name=person.name,
        to_address=person.email,
        language=person.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
        reply_to=reply_to,
    )
