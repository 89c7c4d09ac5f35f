"""The list of rounds with the documents that a person may read."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from elo_portal.office.words import in_alphabet
from networks.actor import Actor

from ..models import Document, Edition, Round, Submission
from .shown import pages_of, sent_versions


@dataclass(frozen=True)
class ListedDocument:
    """A document of the list: its sent versions, newest first; none when the reader writes it and it is a draft."""

    document: Document
    versions: tuple[Submission, ...]

    @property
    def latest(self) -> Submission | None:
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> tuple[Submission, ...]:
        return self.versions[1:]

    @property
    def pages(self) -> float | None:
        return pages_of(self.latest)


@dataclass(frozen=True)
class ListedRound:
    round: Round
    rows: tuple[ListedDocument, ...]
    # The round keeps its reports from the reader until the feedback on each is out.
    waits_for_feedback: bool = False
    # The reader may read an edition of its ministry report.
    has_report: bool = False

    @property
    def sent(self) -> int:
        return sum(1 for row in self.rows if row.versions)


def listed_rounds(actor: Actor) -> list[ListedRound]:
    """The rounds that have been opened, newest first, each with the documents that the actor may read.

    Three database queries, however many rounds and documents there are; two when there is no document.
    """
    report = Edition.objects.visible_to(actor).filter(round=OuterRef("pk"))
    opened = Round.objects.visible_to(actor).filter(opens__lte=actor.at)
    rounds = list(opened.annotate(has_report=Exists(report)))
    documents = (
        Document.objects.visible_to(actor)
        .filter(round__in=rounds)
        .select_related("group", "round")
        .prefetch_related(sent_versions())
    )
    rows: dict[int, list[ListedDocument]] = {}
    for document in sorted(documents, key=lambda one: in_alphabet(one.group.area)):
        rows.setdefault(document.round_id, []).append(ListedDocument(document, tuple(document.submissions.all())))
    waits = not actor.works_nationwide
    return [
        ListedRound(round_, tuple(rows.get(round_.pk, ())), waits and round_.waits_for_feedback, round_.has_report)
        for round_ in rounds
    ]
