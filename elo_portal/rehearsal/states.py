"""Which group stands in which state: the table of docs/rehearsal.md, from what has been loaded."""

from datetime import datetime

from elo_portal.office.models import Revision
from networks.choices import GroupKind
from networks.models import Group
from reporting import progress
from reporting.choices import State, Step
from reporting.models import Document

BEGIN, END = "<!-- states -->\n", "<!-- end of states -->\n"
ROUNDS = (("report", 2013), ("plan", 2014), ("report", 2014))


def table(at: datetime) -> str:
    """Markdown: a row a group, a column a round that has been opened."""
    documents = {
        (one.group_id, one.round.kind, one.round.year): one
        for one in Document.objects.select_related("round", "group").prefetch_related(
            "submissions", "transitions", "answers__text__current"
        )
    }
    rows = ["| group | " + " | ".join(f"{kind} {year}" for kind, year in ROUNDS) + " |", "| --- | --- | --- | --- |"]
    for group in Group.objects.filter(kind=GroupKind.REGIONAL).order_by("area_en"):
        cells = [documents.get((group.pk, *key)) for key in ROUNDS]
        words = " | ".join(", ".join(describe(one, at)) if one else "not opened" for one in cells)
        rows.append(f"| {group.area_en} ({group.code}) | {words} |")
    return "\n".join(rows) + "\n"


def describe(document: Document, at: datetime) -> list[str]:
    """State and marks of a document, in words."""
    versions = sorted(document.submissions.all(), key=lambda one: one.number)
    said = [document.state.replace("_", " ")]
    if document.is_being_written:
        said += _written(document, at)
    if versions:
        stands = " stands" if document.is_being_written else ""
        said.append(f"version {versions[-1].number}{stands}")
        said += ["came late"] if versions[-1].is_late else []
    elif document.is_late(at):
        said.append("late")
    if document.state == State.RETURNED:
        said.append(f"to be completed by {document.due:%-d.%-m.%Y}")
    elif document.extended_until:
        said.append(f"extended until {document.extended_until:%-d.%-m.%Y}")
    steps = sorted(document.transitions.all(), key=lambda one: one.pk)
    if steps and steps[-1].step == Step.TAKE_BACK_REVIEW:
        said.append("review taken back")
    if document.state == State.SENT:
        said += _read(document)
    return said


def _written(document: Document, at: datetime) -> list[str]:
    now = progress.progress_of(document)
    if not now.answered:
        return ["not started"]
    said = [f"{now.answered} of {len(now.answers)} answers"]
    limit = document.round.page_limit
    if limit and not now.unanswered:
        length = progress.length_of(now, at=at) or 0
        said += [f"over {limit} pages"] if length > limit * 100 else []
    waiting = Revision.objects.filter(text__answer__document=document, is_aside=True, settled_by=None)
    numbers = sorted(set(waiting.values_list("text__answer__number", flat=True)))
    return [*said, *(f"two texts of answer {number} wait" for number in numbers)]


def _read(document: Document) -> list[str]:
    latest = document.submissions.without_content().latest("number")
    marks: dict[str, int] = {}
    for mark in latest.read_marks.select_related("ministry"):
        marks[mark.ministry.abbreviation] = marks.get(mark.ministry.abbreviation, 0) + 1
    return [f"{count} answers read by {name}" for name, count in sorted(marks.items())]
