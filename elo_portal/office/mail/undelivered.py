"""What becomes of a mail that was not delivered: the administrators are told, and the matter goes on to who is next.

The office knows neither the administrators nor the groups: the floors above tell it both when they start. A mail about
an undelivered mail that is itself not delivered leads to no other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.desk import name_of
from elo_portal.office.models import Notice
from elo_portal.office.words import moment

from .letters import compose
from .writing import add

UNDELIVERED = "undelivered"
PASSED_ON = "passed_on"


@dataclass(frozen=True)
class Next:
    """A person who is told. `key` tells one from another."""

    key: str
    name: str
    address: str
    language: str


Rule = Callable[[Notice, datetime], Iterable[Next]]
Keepers = Callable[[datetime], Iterable[Next]]
_rules: dict[str, Rule] = {}
_keepers: list[Keepers] = []


def passed_on_to(kind: str, rule: Rule) -> None:
    """`rule(notice, at)` says who is next when a mail of the kind was not delivered."""
    if _rules.get(kind, rule) is not rule:
        raise ValueError(f"The kind {kind} is registered twice.")
    _rules[kind] = rule


def told_to(keepers: Keepers) -> None:
    """`keepers(at)` are those who keep the desk at the moment."""
    _keepers[:] = [keepers]


def tell(notice: Notice, reason: str, *, at: datetime) -> None:
    """Once for each mail and person; who both keeps the desk and is next is told as a keeper."""
    if notice.kind in {UNDELIVERED, PASSED_ON}:
        return
    _tell_keepers(notice, reason, at, is_known=True)
    if not notice.is_confidential and notice.kind in _rules:
        for one in _rules[notice.kind](notice, at):
            _pass_on(one, notice, at)


def tell_of_doubt(notice: Notice, reason: str, *, at: datetime) -> None:
    """Whether the mail has arrived is not known: those who keep the desk decide, and nothing goes on to who is next."""
    if notice.kind not in {UNDELIVERED, PASSED_ON}:
        _tell_keepers(notice, reason, at, is_known=False)


def _key(notice: Notice, to: Next) -> str:
    return f"undelivered:{notice.pk}:{to.key}"


def _tell_keepers(notice: Notice, reason: str, at: datetime, *, is_known: bool) -> None:
    for keepers in _keepers:
        for one in keepers(at):
            _tell_keeper(one, notice, reason, at, is_known=is_known)


def _tell_keeper(to: Next, notice: Notice, reason: str, at: datetime, *, is_known: bool) -> None:
    with translation.override(to.language):
        if is_known:
            subject, heading = _("[ELO] Not delivered: a mail to %(name)s"), _("A mail was not delivered")
        else:
            subject, heading = _("[ELO] Uncertain: a mail to %(name)s"), _("It is not known whether a mail arrived")
        subject %= {"name": notice.to_name}
        letter = compose(
            "mail/undelivered",
            language=to.language,
            subject=subject,
            heading=heading,
            at=at,
            facts=[
                (_("Mail"), name_of(notice.kind)),
                # The subject of a mail about signing in says no secret, but it is nobody else's either.
                *([] if notice.is_confidential else [(_("Subject"), notice.subject)]),
                (_("To whom"), f"{notice.to_name}\n{notice.to_address}"),
                (_("Written"), moment(notice.at)),
                *([(_("Reason"), reason)] if reason else []),
            ],
            context={"is_known": is_known},
            path=reverse("mail_detail", args=[notice.pk]),
            button=_("Open the mail and decide"),
        )
    add(
        key=_key(notice, to) if is_known else f"uncertain:{notice.pk}:{to.key}",
        kind=UNDELIVERED,
        to_name=to.name,
        to_address=to.address,
        language=to.language,
        subject=subject,
        text=letter.text,
        html=letter.html,
        at=at,
    )


def _pass_on(to: Next, notice: Notice, at: datetime) -> None:
    """With the whole text and the files of the mail, so that whoever is next needs nothing else."""
    with translation.override(to.language):
        matter = notice.subject.removeprefix("[ELO] ")
        subject = _("[ELO] Did not reach %(name)s: %(matter)s") % {"name": notice.to_name, "matter": matter}
        letter = compose(
            "mail/passed_on",
            language=to.language,
            subject=subject,
            heading=_("A mail did not reach %(name)s") % {"name": notice.to_name},
            at=at,
            facts=[(_("To whom"), notice.to_name), (_("Written"), moment(notice.at)), (_("Subject"), notice.subject)],
            context={"language_of_it": notice.language, "said": notice.text.strip()},
        )
    add(
        key=_key(notice, to),
        kind=PASSED_ON,
        to_name=to.name,
        to_address=to.address,
        language=to.language,
        subject=subject[:200],
        text=letter.text,
        html=letter.html,
        at=at,
        reply_to=notice.reply_to,
        awaits_print=notice.awaits_print,
        attachment_name=notice.attachment_name,
        files=notice.files.order_by("pk"),
    )
