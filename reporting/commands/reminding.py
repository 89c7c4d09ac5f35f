"""Reminding of due dates: the machine carries out what the round's days say."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from elo_portal.office.clock import day_of
from networks.queries import writers_of
from reporting import reminder_mails, reminders
from reporting.choices import ReminderKind, State
from reporting.completions import open_items
from reporting.content import contacts_of
from reporting.models import Answer, Document, Reminder, Round
from reporting.progress import Progress, known_length
from reporting.reminder_mails import HowFar


@transaction.atomic
def remind(*, at: datetime) -> list[Reminder]:
    """Send the reminders and the lists of the missing whose moment has come and that have not gone.

    Two at once share them: what one holds, or what is being sent just now, the other leaves for the next time.
    """
    rounds = reminders.awaiting_rounds(at)
    documents = [row.document.pk for one in rounds for row in one.rows if row.awaited.reminder_at(at) is not None]
    lists = [one.round.pk for one in rounds if one.list_at(at) is not None]
    return [*(_remind_writers(documents, at) if documents else ()), *(_tell_of_missing(lists, at) if lists else ())]


def _remind_writers(keys: Sequence[int], at: datetime) -> list[Reminder]:
    documents = Document.objects.filter(pk__in=keys).order_by("pk")
    held = documents.select_for_update(skip_locked=True, no_key=True, of=("self",)).values_list("pk", flat=True)
    # Read anew while they are held: what was sent, or reminded of, a moment ago is not reminded of.
    rows = [
        (row, days)
        for row in reminders.awaited_documents(list(held), at)
        if (days := row.awaited.reminder_at(at)) is not None
    ]
    day = day_of(at)
    writers = writers_of({row.document.group_id for row, _ in rows}, day)
    contacts = contacts_of({row.document.round_id for row, _ in rows}, day)
    how_far = _how_far([row.document for row, _ in rows])
    made = []
    for row, days in rows:
        document = row.document
        people = reminder_mails.remind_writers(
            document,
            how_far[document.pk],
            writers[document.group_id],
            days=days,
            reply_to=contacts.get(document.round_id, ""),
            at=at,
        )
        made.append(
            Reminder(
                kind=ReminderKind.COMING,
                round=document.round,
                document=document,
                due=row.due,
                days=days,
                at=at,
                people=people,
            )
        )
    return Reminder.objects.bulk_create(made)


def _how_far(documents: Iterable[Document]) -> dict[int, HowFar]:
    """By document. One query for the drafts, some for each that is returned for completion."""
    answers: dict[int, list[Answer]] = {document.pk: [] for document in documents}
    standing = Answer.objects.filter(document__in=answers, is_removed=False).select_related("question", "text__current")
    for answer in standing.order_by("number"):
        answers[answer.document_id].append(answer)
    found = {}
    for document in documents:
        asked = tuple(open_items(document)) if document.state == State.RETURNED else ()
        progress = Progress(document, tuple(answers[document.pk]), (), asked)
        found[document.pk] = (
            HowFar(len(asked), progress.unreplied, known_length(progress))
            if asked
            else HowFar(len(progress.answers), progress.unanswered, known_length(progress))
        )
    return found


def _tell_of_missing(keys: Sequence[int], at: datetime) -> list[Reminder]:
    rounds = Round.objects.filter(pk__in=keys).order_by("pk")
    held = set(rounds.select_for_update(skip_locked=True, no_key=True, of=("self",)).values_list("pk", flat=True))
    secretaries = reminders.secretaries_of(held, day_of(at))
    made = []
    for one in reminders.awaiting_rounds(at):
        due = one.list_at(at)
        if due is None or one.round.pk not in held:
            continue
        people = reminder_mails.tell_of_missing(
            one.round,
            [row.document for row in one.missing(at)],
            [row.document for row in one.with_more_time(at)],
            secretaries[one.round.pk],
            due=due,
            at=at,
        )
        made.append(Reminder(kind=ReminderKind.MISSING, round=one.round, due=due, at=at, people=people))
    return Reminder.objects.bulk_create(made)
