"""A test mail to an addressee of a year's rounds: whether what is sent will arrive."""

import hashlib
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office import mail
from elo_portal.office.mail.letters import compose

ADDRESSEE_TEST = "addressee_test"


def prefix_of(year: int) -> str:
    """How the keys of the year's test mails begin."""
    return f"addressee_test:{year}:"


def tell_of_test(year: int, *, name: str, address: str, language: str, titles: list[str], at: datetime) -> None:
    """One mail to one address; the same address gets one at one moment."""
    with translation.override(language):
        subject = _("[ELO] Test: mail of the year %(year)s reaches you") % {"year": year}
        letter = compose(
            "mail/addressee_test",
            language=language,
            subject=subject,
            heading=_("This is a test"),
            at=at,
            facts=[(_("Rounds"), "\n".join(titles))],
        )
    mark = hashlib.sha256(address.casefold().encode()).hexdigest()[:16]
    mail.add(
        key=f"{prefix_of(year)}{at:%Y%m%d%H%M%S}:{mark}",
        kind=ADDRESSEE_TEST,
        to_name=name,
        to_address=address,
        language=language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
    )
