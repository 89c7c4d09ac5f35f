"""What falls due by the rounds' dates: they open, reminders and lists of the missing go, ministry reports are made."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from elo_portal.office.duties import DatedDuty, Played

from . import commands, editions, reminders
from .choices import ReminderKind, State
from .models import Document, Round


def next_opening(after: datetime) -> datetime | None:
    """One query."""
    coming = Round.objects.filter(opens__gt=after, documents=None).order_by("opens")
    return coming.values_list("opens", flat=True).first()


def open_rounds(_since: datetime, at: datetime) -> list[Played]:
    opened = commands.open_due_rounds(at=at)
    return [Played("round_opened", len(opened), lambda: [str(one) for one in opened])] if opened else []


def next_reminder(after: datetime) -> datetime | None:
    """Of a reminder or a list of the missing, if nothing is sent meanwhile. Two queries."""
    return min(reminders.moments_after(reminders.awaiting_rounds(after), after), default=None)


def remind(_since: datetime, at: datetime) -> list[Played]:
    """Reminders before the lists, as they go."""
    gone = commands.remind(at=at)
    documents = [one.document for one in gone if one.document is not None]
    told = [
        _of_documents("reminded", [one for one in documents if one.state != State.RETURNED]),
        _of_documents("completion_reminded", [one for one in documents if one.state == State.RETURNED]),
        _of_rounds("missing_listed", [one.round for one in gone if one.kind == ReminderKind.MISSING]),
    ]
    return [one for one in told if one.count]


def compile_editions(_since: datetime, at: datetime) -> list[Played]:
    made = commands.issue_due_editions(at=at)
    return [_of_rounds("edition_issued", [one.round for one in made])] if made else []


def _of_documents(what: str, documents: Sequence[Document]) -> Played:
    def about() -> Iterable[str]:
        return [one.group.area for one in documents]

    return Played(what, len(documents), about)


def _of_rounds(what: str, rounds: Sequence[Round]) -> Played:
    def about() -> Iterable[str]:
        return [str(one) for one in rounds]

    return Played(what, len(rounds), about)


OPENING = DatedDuty("reporting.opening", next_opening, open_rounds, {"round_opened": _("Rounds opened")})
REMINDING = DatedDuty(
    "reporting.reminding",
    next_reminder,
    remind,
    {
        "reminded": _("Reminders of the due date"),
        "completion_reminded": _("Reminders of a completion"),
        "missing_listed": _("Lists of the missing to the ministries"),
    },
)
COMPILING = DatedDuty(
    "reporting.compiling",
    editions.next_due,
    compile_editions,
    {"edition_issued": _("Editions of the ministry report begun")},
)
