"""The answers to one question beside each other: of several groups of a round, or of one group over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from elo_portal.office.words import in_alphabet
from networks.actor import Actor
from networks.choices import Role

from ..choices import State
from ..models import Document, InternalNote, Question, ReadMark, Round, Submission
from ..permissions import can_follow_round, can_write, can_write_notes, rounds_followed
from .beside import BesideQuestion, besides_of
from .documents import MinistryRead, marks_of
from .shown import pages_of

GROUPS_ON_A_PAGE = 20
YEARS_ON_A_PAGE = 12


@dataclass(frozen=True)
class Wording:
    """What a question is called and how it is asked, in one language; `text` is empty where the title says it all."""

    title: str
    text: str

    def says(self, other: "Wording") -> bool:
        """Whether both ask the same, whatever their white space and capitals."""
        return (_plain(self.title), _plain(self.text)) == (_plain(other.title), _plain(other.text))


@dataclass(frozen=True)
class ComparedAnswer:
    """One answer as it was sent, with what its reader may know of its document.

    `state` is the document's for those who follow or write it and «sent» for others (section 14, item 5). `number` and
    `text` are None where the version has no such answer: it came by another way, or the question was not asked then.
    `other_wording` is how the question was asked in it, where that is not how it is asked in what it is compared with.
    """

    version: Submission
    state: str
    number: int | None
    text: str | None
    text_language: str
    other_wording: Wording | None = None
    readings: tuple[MinistryRead, ...] = ()
    notes: tuple[InternalNote, ...] = ()
    beside: BesideQuestion | None = None

    @property
    def document(self) -> Document:
        return self.version.document

    @property
    def language(self) -> str:
        """Of the document: its question is worded in it."""
        return str(self.version.frozen["language"])

    @property
    def came_otherwise(self) -> bool:
        """By mail or on paper: what was answered stands in its files."""
        return "arrival" in self.version.frozen

    @property
    def pages(self) -> float | None:
        return pages_of(self.version)

    @property
    def is_reopened(self) -> bool:
        """The region is writing the next version, and the reader may know it; what was sent stands."""
        return self.state == State.DRAFT

    @property
    def is_read(self) -> bool:
        """Every ministry that the reader is a secretary of has read it."""
        own = [reading for reading in self.readings if reading.is_own]
        return bool(own) and all(reading.mark for reading in own)


@dataclass(frozen=True)
class GroupOfRound:
    """A group of the round: where its document is, and whether the reader finds a sent version of it."""

    document: int
    code: str
    area: str
    is_readable: bool


@dataclass(frozen=True)
class Comparison:
    """Groups of a round side by side. `page` are the groups shown, those who have sent first, each in the alphabet."""

    questions: tuple[Question, ...]
    question: Question
    page: Page
    answers: tuple[ComparedAnswer, ...]
    follows: bool
    marks_read: bool
    sees_notes: bool

    @property
    def missing(self) -> list[GroupOfRound]:
        """Groups of the page of which nothing can be read; of what is not sent nothing else is told."""
        return [group for group in self.page if not group.is_readable]

    @property
    def areas(self) -> list[str]:
        return [group.area for group in self.page]


@dataclass(frozen=True)
class AskedNumber:
    """A question of the document that is compared with other years, in the document's language."""

    number: int
    title: str


@dataclass(frozen=True)
class Years:
    """One group's answers of several years to the question as it is asked in `version`, newest first."""

    version: Submission
    questions: tuple[AskedNumber, ...]
    number: int
    wording: Wording
    is_own_section: bool
    page: Page
    answers: tuple[ComparedAnswer, ...]
    missing: tuple[Round, ...]
    marks_read: bool
    sees_notes: bool


def groups_of_round(round_: Round, actor: Actor) -> list[GroupOfRound]:
    """Every group of the round: those whose sent document the actor may read first. One query."""
    readable = Document.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    sent = Submission.objects.filter(document=OuterRef("pk"))
    rows = Document.objects.filter(round=round_).annotate(is_readable=Exists(readable) & Exists(sent))
    rows = rows.select_related("group").only("pk", "group__code", "group__area_fi", "group__area_sv", "group__area_en")
    found = [GroupOfRound(row.pk, row.group.code, row.group.area, row.is_readable) for row in rows]
    return sorted(found, key=lambda group: (not group.is_readable, in_alphabet(group.area)))


def comparison(
    round_: Round,
    actor: Actor,
    *,
    number: int | None = None,
    chosen: Sequence[str] = (),
    page: str = "1",
    with_beside: bool = False,
) -> Comparison:
    """The answers to question `number` of the round, its first one when none is asked for; of the groups chosen by
    their codes, else of all. So many groups on a page that a page never grows.

    Raises Question.DoesNotExist and Document.DoesNotExist for what is not of the round. However many groups there are,
    three database queries for a reader, one more of a support body; six for who follows the round; for a secretary
    seven, and two more with internal notes. What stands beside the question takes one to three more.
    """
    questions = tuple(round_.questions.all())
    question = next((one for one in questions if number in {None, one.number}), None)
    if question is None:
        raise Question.DoesNotExist
    groups = groups_of_round(round_, actor)
    if chosen:
        groups = [group for group in groups if group.code in chosen]
        if len(groups) < len(set(chosen)):
            raise Document.DoesNotExist
    shown = Paginator(groups, GROUPS_ON_A_PAGE).get_page(page)
    versions = _newest([group.document for group in shown if group.is_readable])
    by_document = {version.document_id: version for version in versions}
    in_order = [by_document[group.document] for group in shown if group.is_readable]
    compared = [
        (version, _answer(version, question.number), _worded(question, version.frozen["language"]))
        for version in in_order
    ]
    beside = besides_of(question, in_order, actor) if with_beside else {}
    return Comparison(
        questions=questions,
        question=question,
        page=shown,
        answers=_compared(compared, actor, [round_], beside=beside),
        follows=can_follow_round(actor, round_),
        marks_read=actor.holds(Role.NATIONAL_SECRETARY) and round_.is_reviewed,
        sees_notes=can_write_notes(actor),
    )


def years(document: Document, actor: Actor, *, number: int | None = None, page: str = "1") -> Years:
    """The group's answers of several years to one question, or own section, of what the document says as it was sent.

    What is the same question is known by its title, else by its number; an own section by its heading alone. A title
    is compared in the language of the other year's document. Raises Submission.DoesNotExist when nothing was sent, or
    nothing with that number. Ten database queries for a secretary with internal notes, however many years there are.
    """
    of_kind = Document.objects.filter(group=document.group_id, round__kind=document.round.kind)
    readable = set(of_kind.visible_to(actor).filter(Exists(Submission.objects.filter(document=OuterRef("pk")))))
    others = list(of_kind.filter(round__opens__lte=actor.at).select_related("round", "group"))
    others.sort(key=lambda one: (one.round.year, one.round.due), reverse=True)
    shown = Paginator([one.pk for one in others if one in readable], YEARS_ON_A_PAGE).get_page(page)
    versions = {version.document_id: version for version in _newest({*shown, document.pk})}
    own = versions.get(document.pk)
    asked = own.frozen["answers"] if own else []
    answer = next((one for one in asked if number in {None, one["number"]}), None)
    if own is None or answer is None:
        raise Submission.DoesNotExist
    question = Question.objects.filter(round=document.round_id, number=answer["number"]).first()
    compared = []
    for pk in shown:
        language = versions[pk].frozen["language"]
        wording = _wording(answer)
        if language != own.frozen["language"] and question and not answer["own"]:
            wording = _worded(question, language)
        compared.append((versions[pk], _same(versions[pk], wording, answer), wording))
    return Years(
        version=own,
        questions=tuple(AskedNumber(one["number"], one["title"]) for one in asked),
        number=answer["number"],
        wording=_wording(answer),
        is_own_section=answer["own"],
        page=shown,
        answers=_compared(compared, actor, [one.round for one in others]),
        missing=tuple(one.round for one in others if one not in readable),
        marks_read=actor.holds(Role.NATIONAL_SECRETARY) and document.round.is_reviewed,
        sees_notes=can_write_notes(actor),
    )


def _newest(documents: Sequence[int] | set[int]) -> list[Submission]:
    """The version that stands of each document, with its content, document, round and group. One query."""
    sent = Submission.objects.filter(document__in=documents).select_related("document__round", "document__group")
    return list(sent.order_by("document_id", "-number").distinct("document_id"))


def _compared(
    compared: Sequence[tuple[Submission, dict[str, Any] | None, Wording]],
    actor: Actor,
    rounds: Sequence[Round],
    beside: dict[int, BesideQuestion] | None = None,
) -> tuple[ComparedAnswer, ...]:
    """Each version's answer, if it has one, with the wording that its question is compared with. All are of a kind."""
    numbers = {version.pk: answer["number"] for version, answer, _wording_here in compared if answer}
    followed = rounds_followed(actor, rounds)
    read = None
    if followed and rounds[0].is_reviewed:
        read = marks_of(followed, actor, ReadMark.objects.filter(submission__in=numbers))
    notes: dict[tuple[int, int], tuple[InternalNote, ...]] = {}
    if can_write_notes(actor):
        written = InternalNote.objects.visible_to(actor).filter(
            submission__document__in=[version.document_id for version, *_rest in compared],
            number__in=set(numbers.values()),
        )
        for note in written.for_reading():
            place = (note.submission.document_id, note.number)
            notes[place] = (*notes.get(place, ()), note)
    found = []
    for version, answer, wording in compared:
        number = answer["number"] if answer else None
        follows = version.round_id in followed
        knows = follows or can_write(actor, version.document)
        found.append(
            ComparedAnswer(
                version=version,
                state=str(version.document.state) if knows else State.SENT.value,
                number=number,
                text=answer["text"] if answer else None,
                text_language=answer["language"] if answer else "",
                other_wording=_wording(answer) if answer and not _wording(answer).says(wording) else None,
                readings=read(version, answer["number"]) if read and answer and follows else (),
                notes=notes.get((version.document_id, number), ()) if number is not None else (),
                beside=(beside or {}).get(version.document_id),
            )
        )
    return tuple(found)


def _answer(version: Submission, number: int) -> dict[str, Any] | None:
    """The answer to a question of the round; a section under an own heading is none."""
    return next((one for one in version.frozen["answers"] if one["number"] == number and not one["own"]), None)


def _same(version: Submission, wording: Wording, answer: dict[str, Any]) -> dict[str, Any] | None:
    """The answer of another year to the same question."""
    of_kind = [one for one in version.frozen["answers"] if one["own"] == answer["own"]]
    titled = [one for one in of_kind if _plain(one["title"]) == _plain(wording.title)]
    numbered = [one for one in of_kind if one["number"] == answer["number"] and not one["own"]]
    return next(iter([one for one in titled if one in numbered] or titled or numbered), None)


def _worded(question: Question, language: str) -> Wording:
    """How the question is asked now, in the shape of frozen content (Answer.text_in)."""
    title, text = question.title_in(language), question.text_in(language)
    return Wording(title, "" if text.casefold() == title.casefold() else text)


def _wording(answer: dict[str, Any]) -> Wording:
    return Wording(answer["title"], answer["question"])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
