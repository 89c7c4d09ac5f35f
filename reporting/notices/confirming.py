"""The centres of a development group are asked to confirm its report (requirements, section 14, item 2)."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Notice
from elo_portal.office.words import moment
from elo_portal.office.writing.markup import to_plain
from networks.models import Person

from ..confirmations import CentreConfirmation
from ..models import Answer, Document
from .facts import title_of
from .telling import tell

CONFIRMATION_ASKED = "confirmation_asked"


def tell_of_asking_to_confirm(
    document: Document,
    answers: Sequence[Answer],
    centres: Sequence[CentreConfirmation],
    people: Sequence[Person],
    *,
    by: Person,
    at: datetime,
) -> list[Person]:
    """To the people who confirm for one of the centres, once for a wording. Returns those who are told now."""
    key = f"confirm:{document.pk}:{centres[0].sha256[:16]}"
    told = set(Notice.objects.filter(key__startswith=f"{key}:").values_list("key", flat=True))
    asked = [one for one in people if f"{key}:{one.pk}" not in told]
    for person in asked:
        with translation.override(person.language):
            tell(
                CONFIRMATION_ASKED,
                key,
                person,
                subject=_("[ELO] To be confirmed: %(title)s") % {"title": title_of(document)},
                heading=_("Your centre is asked to confirm the report"),
                at=at,
                facts=[
                    (_("Document"), title_of(document)),
                    (_("Asked by"), by.name),
                    (_("Due date"), moment(document.due)),
                    (_("Not confirmed"), "\n".join(one.centre.short_name_on(day_of(at)) for one in centres)),
                ],
                path=reverse("document_check", args=[document.pk]),
                button=_("Read and confirm"),
                context={
                    "answers": [
                        (f"{one.number}. {one.title_in(person.language)}", to_plain(one.text.body)) for one in answers
                    ]
                },
                reply_to=by.email,
            )
    return asked
