"""Opening a round."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from elo_portal.office.clock import day_of
from elo_portal.office.writing.commands import new_text
from networks.choices import GroupKind
from networks.models import Group
from reporting.choices import RoundKind
from reporting.models import Answer, Document, Round

# Whose document a round asks for.
WRITERS = {
    RoundKind.PLAN: GroupKind.REGIONAL,
    RoundKind.REPORT: GroupKind.REGIONAL,
    RoundKind.GROUP_REPORT: GroupKind.DEVELOPMENT,
}


def groups_of(round_: Round, day: date) -> QuerySet[Group]:
    """The groups in force on the day whose document the round asks for."""
    return Group.objects.on(day).filter(kind=WRITERS[RoundKind(round_.kind)])


@transaction.atomic
def open_round(round_: Round, *, at: datetime) -> list[Document]:
    """Open a round: every group in force that the round is for gets its document with an empty answer to each question.

    Opening it again adds what is missing and changes nothing else.
    """
    if round_.opens is None:
        round_.opens = at
        round_.save(update_fields=["opens"])
    documents = []
    questions = list(round_.questions.all())
    for group in groups_of(round_, day_of(at)).order_by("code"):
        document, is_new = Document.objects.get_or_create(
            round=round_, group=group, defaults={"language": group.language}
        )
        documents.append(document)
        if is_new:
            for question in questions:
                Answer.objects.create(
                    document=document, question=question, number=question.number, text=new_text(group.language)
                )
    return documents


@transaction.atomic
def open_due_rounds(*, at: datetime) -> list[Round]:
    """Open the rounds whose opening moment has come and that have no document yet, earliest first.

    A round for which there is no group in force waits for one. Two at once share the rounds between them.
    """
    due = Round.objects.filter(opens__lte=at, documents=None).order_by("opens", "pk")
    rounds = list(due.select_for_update(skip_locked=True, no_key=True, of=("self",)))
    return [round_ for round_ in rounds if open_round(round_, at=at)]
