"""The mails that remind of a due date, and the list of the missing after it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from elo_portal.office import mail
from elo_portal.office.clock import day_of
from elo_portal.office.mail.letters import Letter, compose
from elo_portal.office.words import day, moment, on_weekday, one_decimal, time_of_day
from networks.models import Person

from .choices import State
from .deadlines import days_left
from .models import Answer, CompletionItem, Document, Round

REMINDER = "reminder"
MISSING = "missing"
WEEK = 7


@dataclass(frozen=True)
class HowFar:
    """How far the writers have come: with answers, or with replies while the document is returned for completion.

    `hundredths`: the length in hundredths of a page, if it is known.
    """

    all: int
    left: Sequence[Answer | CompletionItem]
    hundredths: int | None = None

    @property
    def done(self) -> int:
        return self.all - len(self.left)


def remind_writers(
    document: Document, how_far: HowFar, people: Sequence[Person], *, days: int, reply_to: str, at: datetime
) -> int:
    """A mail to each of the people who has an address, in their own language. Returns how many."""
    due = document.due
    return _mail(
        REMINDER,
        f"{_prefix(document)}{due.timestamp():.0f}:{days}",
        people,
        lambda language: _reminder(document, how_far, language, bool(reply_to), at),
        reply_to=reply_to,
        at=at,
    )


def withdraw_reminders(document: Document) -> None:
    """What still waits in the outbox would remind of what is not true any more."""
    mail.withdraw(REMINDER, prefix=_prefix(document))


def tell_of_missing(
    round_: Round,
    missing: Sequence[Document],
    with_more_time: Sequence[Document],
    people: Sequence[Person],
    *,
    due: datetime,
    at: datetime,
) -> int:
    """The list of the missing to each of the people who has an address. Returns how many."""
    return _mail(
        MISSING,
        f"missing:{round_.pk}:{due.timestamp():.0f}",
        people,
        lambda language: _list(round_, missing, with_more_time, language, due, at),
        at=at,
    )


def _prefix(document: Document) -> str:
    return f"reminder:{document.pk}:"


def _mail(
    kind: str,
    key: str,
    people: Sequence[Person],
    write: Callable[[str], tuple[str, Letter]],
    *,
    at: datetime,
    reply_to: str = "",
) -> int:
    mailed = [person for person in people if person.email]
    letters = {language: write(language) for language in sorted({person.language for person in mailed})}
    for person in mailed:
        subject, letter = letters[person.language]
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
    return len(mailed)


# -- the reminder


def _reminder(document: Document, how_far: HowFar, language: str, can_reply: bool, at: datetime) -> tuple[str, Letter]:
    """The subject and the letter."""
    is_completion = document.state == State.RETURNED
    with translation.override(language):
        subject = _by_kind(
            document,
            report=_("[ELO] Reminder: the report is due on %(day)s"),
            plan=_("[ELO] Reminder: the action plan is due on %(day)s"),
            completion=_("[ELO] Reminder: the completion is due on %(day)s"),
        ) % {"day": day(document.due)}
        heading = _by_kind(
            document,
            report=_("The report is due %(when)s"),
            plan=_("The action plan is due %(when)s"),
            completion=_("The completion is due %(when)s"),
        ) % {"when": _when(days_left(document.due, day_of(at)))}
        letter = compose(
            "mail/reminder",
            language=language,
            subject=subject,
            heading=heading,
            at=at,
            facts=[
                (_("Group"), document.group.name_in(language)),
                (pgettext("fact", "Document"), document.round.title_in(language)),
                (_("Due date"), _due(document.due, at)),
                *_how_far(document, how_far, language),
            ],
            path=reverse("document_write", args=[document.pk]),
            button=_by_kind(
                document,
                report=_("Continue the report"),
                plan=_("Continue the plan"),
                completion=_("Answer the request"),
            ),
            context={"is_plan": document.is_plan, "is_completion": is_completion, "can_reply": can_reply},
        )
    return subject, letter


def _by_kind(document: Document, *, report: str, plan: str, completion: str) -> str:
    if document.state == State.RETURNED:
        return completion
    return plan if document.is_plan else report


def _when(days: int) -> str:
    """In so many days, as a heading says it: viikon päästä."""
    if days == 0:
        return pgettext("is due", "today")
    if days == 1:
        return pgettext("is due", "tomorrow")
    if days == WEEK:
        return pgettext("is due", "in a week")
    return pgettext("is due", "in %(days)s days") % {"days": days}


def _due(due: datetime, at: datetime) -> str:
    """keskiviikkona 31.12.2014 klo 23.59, aikaa 7 päivää"""
    days = days_left(due, day_of(at))
    words = {"when": f"{on_weekday(due)} {time_of_day(due)}", "days": days}
    if days == 0:
        return _("%(when)s, today") % words
    return ngettext("%(when)s, %(days)s day left", "%(when)s, %(days)s days left", days) % words


def _how_far(document: Document, how_far: HowFar, language: str) -> list[tuple[str, str]]:
    counts = {"done": how_far.done, "all": how_far.all}
    if document.state == State.RETURNED:
        facts = [(pgettext("fact", "Replied"), _("%(done)s / %(all)s requests") % counts)]
    elif document.is_plan:
        facts = [(pgettext("fact", "Written"), _("%(done)s / %(all)s topics") % counts)]
    else:
        facts = [(pgettext("fact", "Answered"), _("%(done)s / %(all)s questions") % counts)]
    if how_far.hundredths is not None:
        # Rounded up, as everywhere: what is just over a limit never looks like the limit.
        words = {"pages": one_decimal(-(-how_far.hundredths // 10) / 10), "limit": document.round.page_limit}
        said = _("%(pages)s / %(limit)s pages") if document.round.page_limit else _("%(pages)s pages")
        facts.append((_("Length"), said % words))
    if how_far.left:
        facts.append((pgettext("fact", "Open"), "\n".join(_titled(one, language) for one in how_far.left)))
    return facts


def _titled(one: Answer | CompletionItem, language: str) -> str:
    title = one.title_in(language) if isinstance(one, Answer) else one.title
    return f"{one.number}. {title}".rstrip()


# -- the list of the missing


def _list(
    round_: Round,
    missing: Sequence[Document],
    with_more_time: Sequence[Document],
    language: str,
    due: datetime,
    at: datetime,
) -> tuple[str, Letter]:
    """The subject and the letter."""
    with translation.override(language):
        words = {"round": round_.title_in(language), "count": len(missing)}
        heading = (
            ngettext(
                "%(round)s: %(count)s group has not sent", "%(round)s: %(count)s groups have not sent", len(missing)
            )
            % words
        )
        facts: list[tuple[str, Any]] = [
            (_("Due date"), moment(due)),
            (pgettext("fact", "Missing"), "\n".join(_missing(one) for one in missing)),
        ]
        if with_more_time:
            facts.append((pgettext("fact", "More time"), "\n".join(_until(one) for one in with_more_time)))
        subject = f"[ELO] {heading}"
        letter = compose(
            "mail/missing",
            language=language,
            subject=subject,
            heading=heading,
            at=at,
            facts=facts,
            path=reverse("round_board", args=[round_.pk]),
            button=_("Open the follow-up"),
        )
    return subject, letter


def _missing(document: Document) -> str:
    words = {"area": document.group.area, "day": day(document.due)}
    if document.state == State.RETURNED:
        return _("%(area)s, completion due on %(day)s") % words
    return _("%(area)s, due on %(day)s") % words


def _until(document: Document) -> str:
    words = {"area": document.group.area, "day": day(document.due)}
    if document.state == State.RETURNED:
        return _("%(area)s, completion by %(day)s") % words
    return _("%(area)s, by %(day)s") % words
