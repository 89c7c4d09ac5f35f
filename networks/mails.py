"""Mails about signing in: invitations, one-time codes, a changed password. Each in its reader's language."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office import mail
from elo_portal.office.mail.letters import compose
from elo_portal.office.models import Notice
from elo_portal.office.words import browser, exact_moment

from .models import Invitation, Person

ASKED = gettext_lazy("If you did not ask for this, you need not do anything.")
CHANGED = gettext_lazy("If it was not you, change your password at once and tell the support of the portal.")
WHY_ASKED = gettext_lazy(
    "You receive this because somebody used your address on the sign-in page of the portal. "
    "A reply to it goes to the support of the portal."
)
WHY_CHANGED = gettext_lazy(
    "You receive this because your sign-in to the portal was changed. A reply to it goes to the support of the portal."
)
WHY_INVITED = gettext_lazy(
    "You receive this because you have been named to a task in the network of lifelong guidance. "
    "A reply to it goes to the support of the portal."
)


@dataclass(frozen=True)
class Words:
    """What one kind of mail says."""

    heading: Promise | str
    intro: Promise | str
    outro: Promise | str = CHANGED
    why: Promise | str = WHY_CHANGED
    button: Promise | str = ""


# The names are allauth's template prefixes; a prefix that is not here is a mail that the portal does not send.
LETTERS = {
    "account/email/login_code": Words(
        gettext_lazy("Code for signing in"),
        gettext_lazy("Write this code on the page where you asked for it. It works once and for 15 minutes."),
        ASKED,
        WHY_ASKED,
    ),
    "account/email/password_reset_key": Words(
        gettext_lazy("Choose a new password"),
        gettext_lazy("You asked for a link for choosing a new password. It works once and for three days."),
        ASKED,
        WHY_ASKED,
        gettext_lazy("Choose a new password"),
    ),
    "account/email/password_changed": Words(
        gettext_lazy("Your password was changed"), gettext_lazy("The password of your sign-in was changed.")
    ),
    "account/email/password_reset": Words(
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your sign-in was changed by a link sent to your mail."),
    ),
    "account/email/password_set": Words(
        gettext_lazy("Your sign-in has a password"), gettext_lazy("A password was chosen for your sign-in.")
    ),
    "mfa/email/totp_activated": Words(
        gettext_lazy("The second factor was switched on"),
        gettext_lazy("Signing in now also asks for a code of your authenticator app."),
    ),
    "mfa/email/totp_deactivated": Words(
        gettext_lazy("The second factor was switched off"),
        gettext_lazy("Signing in no longer asks for a code of your authenticator app."),
    ),
    "mfa/email/recovery_codes_generated": Words(
        gettext_lazy("New recovery codes were made"),
        gettext_lazy("New recovery codes were made for your sign-in, and the old ones stopped working."),
    ),
    "socialaccount/email/account_connected": Words(
        gettext_lazy("An identity was connected"),
        gettext_lazy("An identity of an outside provider was connected to your sign-in."),
    ),
    "socialaccount/email/account_disconnected": Words(
        gettext_lazy("An identity was removed"),
        gettext_lazy("An identity of an outside provider was removed from your sign-in."),
    ),
    "invitation": Words(
        gettext_lazy("Invitation to the ELO portal"),
        gettext_lazy(
            "You have been invited to the ELO portal, where the regional groups of lifelong guidance write their "
            "plans and reports to the ministries. Choose a password and begin."
        ),
        gettext_lazy(
            "The link works once and for 14 days. If it expires, you can ask for a new one on the sign-in page."
        ),
        WHY_INVITED,
        gettext_lazy("Accept the invitation"),
    ),
}


def send_invitation(invitation: Invitation, token: str, *, at: datetime) -> Notice:
    """The link by which a person makes a sign-in."""
    person = invitation.person
    path = reverse("invitation", args=[token])
    return _post("invitation", person, person.email, at=at, key=f"invitation:{invitation.pk}", path=path)


def send_account_mail(prefix: str, person: Person, address: str, facts: Mapping[str, Any], *, at: datetime) -> None:
    """A mail of allauth's flows, by its template prefix; `facts` is what allauth would give the template."""
    if prefix in LETTERS:
        _post(prefix, person, address, at=at, facts=facts, path=facts.get("path", ""))


def _post(
    kind: str,
    person: Person,
    address: str,
    *,
    at: datetime,
    key: str = "",
    path: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Notice:
    """Write the mail. Its row is confidential: whoever reads it could use the link or the code."""
    words = LETTERS[kind]
    with translation.override(person.language):
        subject = f"[ELO] {words.heading}"
        letter = compose(
            "networks/mail/letter",
            language=person.language,
            subject=subject,
            heading=str(words.heading),
            at=at,
            facts=_told(facts or {}),
            path=path,
            button=str(words.button),
            context={"intro": words.intro, "outro": words.outro, "why": words.why},
        )
    name = kind.rpartition("/")[2]
    return mail.add(
        key=key or f"{name}:{uuid.uuid4().hex}",
        kind=name,
        to_name=person.name,
        to_address=address,
        language=person.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
        is_confidential=True,
    )


def _told(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    told = []
    if "code" in facts:
        told.append((_("Code"), str(facts["code"])))
    if "timestamp" in facts:
        told.append((_("When"), exact_moment(facts["timestamp"])))
    if "user_agent" in facts:
        told.append((_("Browser"), browser(facts["user_agent"])))
    if "ip" in facts:
        told.append((_("IP address"), str(facts["ip"])))
    return told
