"""How far a document has come: what its writers see while they write it, check it and when it has been sent."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.db.models import Max, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Job, Notice, NoticeAttempt, Print, Revision
from elo_portal.office.models.mail import NoticeState
from networks.models import Group, Membership, Organisation, Participation
from strategies.models import Goal, StrategyVersion

from . import checks
from .checks import CheckReport
from .choices import AttachmentRole, RoundKind, State, Step
from .completions import open_items
from .content import (
    answers_of,
    attachments_of,
    hashes_of_strategies,
    last_years_plan,
    measures_of,
    strategies_for,
    strategy_of,
)
from .models import Answer, Attachment, CompletionItem, Document, Measure, Round, Submission, Transition

logger = logging.getLogger(__name__)

# The estimate while typing, fitted to the printed report (design/README, section 5).
EMPTY_PAGES = 0.57
CHARACTERS_A_PAGE = 3640
LENGTH_KEPT_SECONDS = 60 * 60


def up_to_tenth(hundredths: int) -> float:
    """Hundredths of a page as pages with one decimal, upwards: what is just over a limit never looks like the limit."""
    return -(-hundredths // 10) / 10


def short_title(document: Document) -> str:
    """What the document is called in a heading: Report 2014. A development group's reports have the round's title."""
    if document.is_group_report:
        return str(document.round)
    return (_("Action plan %(year)s") if document.is_plan else _("Report %(year)s")) % {"year": document.round.year}


@dataclass(frozen=True)
class Progress:
    """The answers of a document and the texts that wait for a decision.

    `asked` are the open items of a request for completion. While the document is returned nothing else can be changed.
    """

    document: Document
    answers: tuple[Answer, ...]
    waiting: tuple[Revision, ...]
    asked: tuple[CompletionItem, ...] = ()

    @property
    def unreplied(self) -> list[CompletionItem]:
        return [item for item in self.asked if not item.asking.draft.body.strip()]

    def is_open(self, answer: Answer) -> bool:
        """Whether the answer can be changed now."""
        if self.document.state != State.RETURNED:
            return self.document.is_being_written
        return any(item.answer_id == answer.pk for item in self.asked)

    @cached_property
    def unanswered(self) -> list[Answer]:
        return [answer for answer in self.answers if not answer.text.body.strip()]

    @property
    def answered(self) -> int:
        return len(self.answers) - len(self.unanswered)

    @property
    def characters(self) -> int:
        return sum(len(answer.text.body) for answer in self.answers)

    @property
    def saved_at(self) -> datetime | None:
        """The newest save of any answer."""
        return max((answer.text.current.at for answer in self.answers if answer.text.current), default=None)

    def waiting_of(self, user: object) -> list[tuple[Answer, Revision]]:
        """The answers of which this person's text waits for a decision, each with the newest such text."""
        newest = {one.text_id: one for one in self.waiting if one.by_id == user.pk}  # type: ignore[attr-defined]
        return self._decidable(newest)

    def waiting_of_others(self, user: object) -> list[tuple[Answer, Revision]]:
        newest = {one.text_id: one for one in self.waiting if one.by_id != user.pk}  # type: ignore[attr-defined]
        return self._decidable(newest)

    def _decidable(self, newest: dict[int, Revision]) -> list[tuple[Answer, Revision]]:
        """What can be decided now: an answer that is not asked about keeps its texts for later."""
        returned = self.document.state == State.RETURNED
        answers = [answer for answer in self.answers if answer.text_id in newest]
        return [(answer, newest[answer.text_id]) for answer in answers if not returned or self.is_open(answer)]


def progress_of(document: Document) -> Progress:
    """Two queries; five while the document is returned for completion."""
    answers = answers_of(document)
    waiting = (
        Revision.objects.filter(text__in=[answer.text_id for answer in answers], is_aside=True, settled_by=None)
        .select_related("by__person")
        .order_by("number")
    )
    asked = open_items(document) if document.state == State.RETURNED else ()
    return Progress(document, tuple(answers), tuple(waiting), tuple(asked))


@dataclass(frozen=True)
class GoalCount:
    """A national goal and how many measures carry it out."""

    goal: Goal
    measures: int


@dataclass(frozen=True)
class PlanParts:
    """What an action plan has beside its texts.

    `strategy` is the version in the portal that goes along, `strategies` those that may. `known` are the hashes of
    what went along last year; `former` are files of last year's strategy that could be attached again. `bodies` are
    the names of the organisations in the group.
    """

    measures: tuple[Measure, ...]
    removed_measures: tuple[Measure, ...]
    removed_sections: tuple[Answer, ...]
    attachments: tuple[Attachment, ...]
    strategies: tuple[StrategyVersion, ...]
    strategy: StrategyVersion | None
    known: frozenset[str]
    former: tuple[Attachment, ...]
    goals: tuple[GoalCount, ...]
    bodies: tuple[str, ...]

    @property
    def is_same_as_last_year(self) -> bool:
        return self.strategy is not None and self.strategy.sha256 in self.known

    def attached(self, role: str) -> Attachment | None:
        """The file of a role that only one can have."""
        return next((one for one in self.attachments if one.role == role), None)

    @property
    def decided_plan(self) -> Attachment | None:
        return self.attached(AttachmentRole.PLAN)

    @property
    def strategy_file(self) -> Attachment | None:
        return self.attached(AttachmentRole.STRATEGY)

    @property
    def has_strategy(self) -> bool:
        return self.strategy is not None or self.strategy_file is not None

    def of_topic(self, number: int) -> int:
        """How many measures are tied to the topic."""
        return sum(1 for measure in self.measures if measure.topic.number == number)


def plan_parts(document: Document, at: datetime) -> PlanParts:
    """A constant number of queries, at most sixteen."""
    day = day_of(at)
    measures = measures_of(document)
    attachments = attachments_of(document)
    before = last_years_plan(document)
    goals = list(document.round.goal_set.goals.all()) if document.round.goal_set else []
    carried = [goal.number for measure in measures for goal in measure.goals.all()]
    former = Attachment.objects.none()
    if before:
        present = {one.upload.sha256 for one in attachments}
        former = before.attachments.filter(role=AttachmentRole.STRATEGY).exclude(upload__sha256__in=present)
    return PlanParts(
        measures=tuple(measures),
        removed_measures=tuple(
            Measure.objects.filter(document=document, is_removed=True)
            .select_related("topic__question")
            .order_by("position")
        ),
        removed_sections=tuple(
            Answer.objects.filter(document=document, is_removed=True).select_related("text__current").order_by("number")
        ),
        attachments=tuple(attachments),
        strategies=tuple(strategies_for(document, at)),
        strategy=strategy_of(document, at, attachments=attachments),
        known=frozenset(hashes_of_strategies(before.frozen) if before else ()),
        former=tuple(former.select_related("upload")),
        goals=tuple(GoalCount(goal, carried.count(goal.number)) for goal in goals),
        bodies=tuple(bodies_of(document.group, day)),
    )


def bodies_of(group: Group, day: date) -> list[str]:
    """Short names of the organisations that take part in the group or have a member in it. Two queries."""
    taking_part = Participation.objects.on(day).filter(group=group).values("organisation")
    with_members = Membership.objects.on(day).filter(group=group).values("organisation")
    organisations = Organisation.objects.filter(Q(pk__in=taking_part) | Q(pk__in=with_members))
    return sorted({one.short_name_on(day) for one in organisations.prefetch_related("names")})


def measured(document: Document, *, at: datetime) -> CheckReport | None:
    """The check before sending; None when the printer cannot measure the document just now.

    The writer's page must open all the same, so whatever the printer stumbles on is written in the log here.
    """
    try:
        return checks.check(document, at=at)
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        logger.exception("Document %s could not be measured", document.pk)
        return None


def _what_is_measured(progress: Progress) -> str:
    document = progress.document
    parts = [f"{answer.number}:{answer.heading}:{answer.text.current_id}" for answer in progress.answers]
    parts += [f"measure {measure.pk}:{measure.number}" for measure in measures_of(document)]
    return f"{document.language};{';'.join(parts)}"


def length_of(progress: Progress, *, at: datetime) -> int | None:
    """Where the last answer ends, in hundredths of a page, or None.

    One query while nothing has changed, two more for a plan.
    """
    known = known_length(progress)
    if known is not None:
        return known
    report = measured(progress.document, at=at)
    if report is None:
        return None
    cache.set(_length_key(progress), report.hundredths, LENGTH_KEPT_SECONDS)
    return report.hundredths


def known_length(progress: Progress) -> int | None:
    """As `length_of`, without asking the printer: None when nobody has measured these texts lately."""
    known = cache.get(_length_key(progress))
    return None if known is None else int(known)


def _length_key(progress: Progress) -> str:
    print_of_texts = hashlib.sha256(_what_is_measured(progress).encode()).hexdigest()
    return f"reporting.length:{progress.document.pk}:{print_of_texts}"


@dataclass(frozen=True)
class RoundOfYear:
    """A round of a year as one group meets it: its document, the version that stands and its review, if any."""

    round: Round
    document: Document | None
    version: Submission | None
    review: Transition | None

    @property
    def due(self) -> datetime:
        return self.document.due if self.document else self.round.due


def rounds_of_year(group: Group, year: int) -> list[RoundOfYear]:
    """The year's rounds of plans and reports by due date (vuosikello). Four queries, three without documents."""
    rounds = Round.objects.filter(year=year, kind__in=[RoundKind.PLAN, RoundKind.REPORT]).order_by("due")
    documents = {
        one.round_id: one
        for one in Document.objects.filter(group=group, round__year=year).select_related("round", "group")
    }
    versions = {
        one.document_id: one
        for one in Submission.objects.without_content()
        .filter(document__in=documents.values())
        .order_by("document_id", "-number")
        .distinct("document_id")
    }
    reviews = {
        one.document_id: one
        for one in Transition.objects.filter(document__in=documents.values(), step=Step.REVIEW)
        .order_by("document_id", "-pk")
        .distinct("document_id")
    }
    found = []
    for round_ in rounds:
        document = documents.get(round_.pk)
        version = versions.get(document.pk) if document else None
        is_reviewed = document is not None and document.state in {State.REVIEWED, State.FEEDBACK_GIVEN}
        review = reviews.get(document.pk) if document and is_reviewed else None
        found.append(RoundOfYear(round_, document, version, review))
    return found


@dataclass(frozen=True)
class Delivery:
    """What the machine does after a sending: the PDF is printed, then the mails are handed over."""

    submission: Submission
    printed: Print | None
    job: Job | None
    notices: tuple[Notice, ...]
    last_mail_at: datetime | None

    @property
    def printed_at(self) -> datetime | None:
        return self._as_domain(self.printed.printed_at) if self.printed else None

    @property
    def kilobytes(self) -> int:
        return -(-self.printed.size // 1000) if self.printed else 0

    @property
    def mailed_at(self) -> datetime | None:
        return self._as_domain(self.last_mail_at) if self.last_mail_at else None

    def _as_domain(self, real: datetime) -> datetime:
        """The machine's moment on the clock of the sending: as long after it as in real time."""
        return self.submission.at + (real - self.job.created_at) if self.job else real

    @property
    def is_delayed(self) -> bool:
        """The printing has failed again and again, and an administrator must look at it."""
        return self.printed is None and self.job is not None and self.job.parked_at is not None

    @property
    def delivered(self) -> list[Notice]:
        return [one for one in self.notices if one.state == NoticeState.DELIVERED]

    @property
    def troubled(self) -> list[Notice]:
        """Mails of which a person must decide."""
        return [one for one in self.notices if one.state in {NoticeState.FAILED, NoticeState.UNCERTAIN}]

    @property
    def is_mailed(self) -> bool:
        return self.printed is not None and len(self.delivered) == len(self.notices)

    @property
    def is_done(self) -> bool:
        return self.printed is not None and self.is_mailed

    @property
    def goes_on(self) -> bool:
        """Something will still happen by itself."""
        if self.is_delayed:
            return False
        return self.printed is None or len(self.delivered) + len(self.troubled) < len(self.notices)


def delivery_of(submission: Submission) -> Delivery:
    """Four queries."""
    notices = tuple(Notice.objects.filter(key__startswith=f"{submission.print_key}:").order_by("pk"))
    handed_over = NoticeAttempt.objects.filter(notice__in=notices, outcome=NoticeState.DELIVERED)
    return Delivery(
        submission=submission,
        printed=Print.objects.filter(key=submission.print_key).first(),
        job=Job.objects.filter(key=f"print:{submission.print_key}").first(),
        notices=notices,
        last_mail_at=handed_over.aggregate(Max("at"))["at__max"],
    )
