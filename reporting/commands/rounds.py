"""Opening a round."""

from datetime import datetime

from django.db import transaction

from elo_portal.office.clock import day_of
from elo_portal.office.writing.commands import new_text
from networks.choices import GroupKind
from networks.models import Group
from reporting.models import Answer, Document, Round


@transaction.atomic
def open_round(round_: Round, *, at: datetime) -> list[Document]:
    """Open a round: every regional group in force gets its document with an empty answer to each question.

    Opening it again adds what is missing and changes nothing else.
    """
    if round_.opens is None:
        round_.opens = at
        round_.save(update_fields=["opens"])
    documents = []
    questions = list(round_.questions.all())
    for group in Group.objects.on(day_of(at)).filter(kind=GroupKind.REGIONAL).order_by("code"):
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
