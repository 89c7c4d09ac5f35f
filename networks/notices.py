"""The mails that tell of terms that end: to the person, and to those who can continue them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office import mail
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import day as in_words

from .models import Appointment, Group, Membership, Organisation, Person

TERM_ENDS, TERMS_END = "term_ends", "terms_end"


def tell_person(term: Membership | Appointment, *, days: int, reply_to: str, at: datetime) -> None:
    """Your term ends. In the person's language; nothing to one who has no address."""
    person, until = term.person, term.until
    if not person.email or until is None:
        return
    with translation.override(person.language):
        place, task = _place(term), _task(term)
        subject = _("[ELO] Your term ends on %(day)s") % {"day": in_words(until)}
        letter = compose(
            "networks/mail/letter",
            language=person.language,
            subject=subject,
            heading=_("Your term ends on %(day)s") % {"day": in_words(until)},
            at=at,
            facts=[(_("Where"), place), (_("Task"), task), (_("Last day"), in_words(until))],
            path=reverse("group_detail", args=[term.group.code]) if isinstance(term, Membership) else reverse("me"),
            button=_("See the group") if isinstance(term, Membership) else _("See own details"),
            context={
                "intro": _("After the last day the portal no longer opens to you in this task."),
                "outro": _("If you go on, those who answer for the group continue the term with one button.")
                if isinstance(term, Membership)
                else _("If you go on, the administration of the portal continues the term."),
                "why": _why(),
            },
        )
    _add(TERM_ENDS, f"{_key(term)}:{until:%Y%m%d}:{days}", person, subject, letter, reply_to, at)


def tell_those_who_decide(
    place: Group | Organisation,
    terms: Sequence[Membership | Appointment],
    people: Sequence[Person],
    *,
    until: date,
    days: int,
    at: datetime,
) -> None:
    """Whose terms end on the day, to each of those who can continue them."""
    for person in people:
        if not person.email:
            continue
        with translation.override(person.language):
            name = place.name_in(person.language) if isinstance(place, Group) else place.name_on(until, person.language)
            facts = {"day": in_words(until), "place": name, "number": len(terms)}
            subject = _("[ELO] To be decided: terms end on %(day)s") % facts
            intro = ngettext("%(number)s term ends: %(place)s.", "%(number)s terms end: %(place)s.", len(terms))
            path = (
                reverse("group_continue", args=[place.code])
                if isinstance(place, Group)
                else reverse("organisation_continue", args=[place.key])
            )
            letter = compose(
                "networks/mail/letter",
                language=person.language,
                subject=subject,
                heading=_("Terms end on %(day)s") % facts,
                at=at,
                facts=[(one.person.name, _task(one)) for one in terms],
                path=path,
                button=_("Continue the terms"),
                context={
                    "intro": intro % facts,
                    "outro": _("Those who go on are continued with one button. The others lose access after the day."),
                    "why": _why(),
                },
            )
        what = "group" if isinstance(place, Group) else "organisation"
        _add(TERMS_END, f"{what}:{place.pk}:{until:%Y%m%d}:{days}:{person.pk}", person, subject, letter, "", at)


def _key(term: Membership | Appointment) -> str:
    return f"{term._meta.model_name}:{term.pk}"


def _place(term: Membership | Appointment) -> str:
    language = translation.get_language() or "fi"
    if isinstance(term, Membership):
        return term.group.name_in(language)
    return term.organisation.name_on(term.until or term.since, language)


def _task(term: Membership | Appointment) -> str:
    return str(term.get_seat_display() if isinstance(term, Membership) else term.get_role_display())


def _why() -> str:
    return _("You receive this because you have a task in the network of lifelong guidance.")


def _add(kind: str, key: str, person: Person, subject: str, letter: Letter, reply_to: str, at: datetime) -> None:
    mail.add(
        key=f"{kind}:{key}",
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
