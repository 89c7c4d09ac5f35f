"""Reads of the office's desk."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from .desk import name_of
from .models import Job, Notice
from .models.mail import NoticeState

ON_A_PAGE = 50
# A job that has waited longer than this is told of as trouble (real minutes).
LONG_WAIT = 10


@dataclass(frozen=True)
class MailChoice:
    """What of the outgoing mail is asked for; empty words ask for everything."""

    state: str = ""
    kind: str = ""
    words: str = ""

    def filter(self, notices: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.state in NoticeState.values:
            notices = notices.filter(state=self.state)
        if self.kind:
            notices = notices.filter(kind=self.kind)
        for word in self.words.split():
            notices = notices.filter(
                Q(to_address__icontains=word) | Q(to_name__icontains=word) | Q(subject__icontains=word)
            )
        return notices


@dataclass(frozen=True)
class MailRow:
    """A mail of the list; `trouble` is what the last attempt said, empty when it said nothing."""

    notice: Notice
    tries: int
    trouble: str


@dataclass(frozen=True)
class MailList:
    """A page of the outgoing mail. `tally` counts all mail by state, `kinds` are those that there is any mail of."""

    page: Page
    tally: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> list[MailRow]:
        rows = []
        for notice in self.page:
            attempts = list(notice.attempts.all())
            rows.append(MailRow(notice, len(attempts), attempts[-1].explanation if attempts else ""))
        return rows

    @property
    def all(self) -> int:
        return sum(count for _, count in self.tally)

    @property
    def undelivered(self) -> int:
        """Mails that a person has to decide about."""
        return sum(count for state, count in self.tally if state in {NoticeState.FAILED, NoticeState.UNCERTAIN})


def mail_list(choice: MailChoice, page: str | None) -> MailList:
    """The chosen mail, newest first, fifty a page. Four database queries, three when nothing is found."""
    counts = Notice.objects.order_by().values_list("state", "kind").annotate(Count("pk"))
    by_state: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for state, kind, count in counts:
        by_state[state] += count
        kinds[kind] = name_of(kind)
    notices = choice.filter(Notice.objects.defer("text", "html").prefetch_related("attempts")).order_by("-at", "-pk")
    return MailList(
        page=Paginator(notices, ON_A_PAGE).get_page(page),
        tally=tuple((str(state), by_state[state]) for state in NoticeState.values if by_state[state]),
        kinds=tuple(sorted(kinds.items(), key=lambda kind: kind[1].casefold())),
    )


@dataclass(frozen=True)
class JobList:
    """The jobs that wait, are parked or were done lately, at most fifty of each, with how many there are."""

    parked: tuple[Job, ...]
    waiting: tuple[Job, ...]
    done: tuple[Job, ...]
    parked_count: int
    waiting_count: int
    done_count: int


def job_list() -> JobList:
    """Oldest first, those done newest first. Four database queries."""
    counts = Job.objects.aggregate(
        parked=Count("pk", filter=Q(parked_at__isnull=False)),
        waiting=Count("pk", filter=Q(parked_at=None, done_at=None)),
        done=Count("pk", filter=Q(done_at__isnull=False)),
    )
    return JobList(
        parked=tuple(Job.objects.parked().order_by("pk")[:ON_A_PAGE]),
        waiting=tuple(Job.objects.waiting().order_by("pk")[:ON_A_PAGE]),
        done=tuple(Job.objects.exclude(done_at=None).order_by("-done_at")[:ON_A_PAGE]),
        parked_count=counts["parked"],
        waiting_count=counts["waiting"],
        done_count=counts["done"],
    )


@dataclass(frozen=True)
class Backlog:
    """What waits at the desk. `oldest` is the oldest job that waits."""

    mail: dict[str, int]
    waiting: int
    parked: int
    oldest: Job | None

    @property
    def minutes(self) -> int:
        """The age of the oldest job in whole minutes of real time."""
        return int((timezone.now() - self.oldest.created_at).total_seconds() // 60) if self.oldest else 0

    @property
    def undelivered(self) -> int:
        return self.mail.get(NoticeState.FAILED, 0) + self.mail.get(NoticeState.UNCERTAIN, 0)

    @property
    def on_its_way(self) -> int:
        return sum(self.mail.get(state, 0) for state in (NoticeState.WAITING, NoticeState.LEAVING, NoticeState.AGAIN))


def backlog() -> Backlog:
    """Three database queries."""
    jobs = Job.objects.aggregate(
        waiting=Count("pk", filter=Q(parked_at=None, done_at=None)), parked=Count("pk", filter=~Q(parked_at=None))
    )
    return Backlog(
        mail=dict(Notice.objects.order_by().values_list("state").annotate(Count("pk"))),
        waiting=jobs["waiting"],
        parked=jobs["parked"],
        oldest=Job.objects.waiting().order_by("pk").first(),
    )
