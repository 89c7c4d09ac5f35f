"""More time for one group (requirements C11)."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.words import day, moment

from ..models import Extension
from .facts import title_of
from .telling import contact_of, region_of, tell

EXTENSION = "extension"


def tell_of_extension(extension: Extension, *, at: datetime) -> None:
    document = extension.document
    reply_to = contact_of(document, at)
    for person in region_of(document, at):
        with translation.override(person.language):
            tell(
                EXTENSION,
                f"extension:{extension.pk}",
                person,
                subject=_("[ELO] More time: %(title)s, by %(day)s")
                % {"title": title_of(document), "day": day(extension.due)},
                heading=_("Your group has more time"),
                at=at,
                reply_to=reply_to,
                facts=[
                    (_("Document"), title_of(document)),
                    (_("New due date"), moment(extension.due)),
                    (_("Granted by"), extension.by.name),
                    (_("Reason"), extension.reason),
                ],
                path=reverse("document_write", args=[document.pk]),
                button=_("Continue writing"),
                context={"is_completion": extension.request_id is not None},
            )
