"""What of the plan and the strategy stands beside a report's question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from elo_portal.office.clock import day_of
from networks.actor import Actor
from strategies.models import StrategyVersion
from strategies.queries import strategies_in_force, strategy_in_force

from ..choices import Beside, RoundKind
from ..models import Document, Question, Submission

TOPICS = {
    Beside.PLAN_TOPIC_1: 1,
    Beside.PLAN_TOPIC_2: 2,
    Beside.PLAN_MEASURES_AND_TOPIC_3: 3,
    Beside.PLAN_TOPIC_4: 4,
}


@dataclass(frozen=True)
class CarriedGoal:
    """A national goal and the measures of the plan that carry it out; the last, without a number, has the others."""

    number: int | None
    text: str
    measures: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class BesideQuestion:
    """What stands beside a question, with its true source: `plan` as it was sent, or the `strategy` in force that day.

    Where there is none, `plan` and `strategy` are None and the page says so.
    """

    is_of_strategy: bool
    year: int
    day: date
    plan: Submission | None = None
    strategy: StrategyVersion | None = None
    topic: dict[str, Any] | None = None
    goals: tuple[CarriedGoal, ...] = ()

    @property
    def plan_language(self) -> str:
        return self.plan.frozen["language"] if self.plan else ""


def besides(document: Document, day: date) -> dict[int, BesideQuestion]:
    """By number of the question, what stands beside it (requirements R4, R8). Three database queries at most.

    The plan is the one that the group has sent for the same year, its newest version; the strategy the one in force
    on the day.
    """
    wanted = {
        question.number: Beside(question.beside)
        for question in Question.objects.filter(round=document.round_id).exclude(beside=Beside.NOTHING)
    }
    plan = strategy = None
    if any(kind in TOPICS for kind in wanted.values()):
        sent = Submission.objects.filter(
            document__group=document.group_id, round__kind=RoundKind.PLAN, round__year=document.round.year
        )
        plan = sent.select_related("document__round", "document__group").order_by("-at", "-pk").first()
    if Beside.STRATEGY_DEFINITION in wanted.values():
        strategy = strategy_in_force(document.group, day)
    return {number: _beside(kind, document.round.year, day, plan, strategy) for number, kind in wanted.items()}


def besides_of(question: Question, versions: Sequence[Submission], actor: Actor) -> dict[int, BesideQuestion]:
    """By key of the document, what stands beside its answer to one question of a round, on the day of its sending.

    Of plans those that the actor may read. Three database queries at most, however many versions there are; none when
    nothing stands beside the question. `versions` come with their document and its round and group.
    """
    kind = Beside(question.beside)
    groups = {version.document.group_id for version in versions}
    plans: dict[int, Submission] = {}
    strategies: dict[int, StrategyVersion] = {}
    if kind in TOPICS and versions:
        year = versions[0].document.round.year
        readable = Document.objects.visible_to(actor).filter(
            group__in=groups, round__kind=RoundKind.PLAN, round__year=year
        )
        sent = Submission.objects.filter(document__in=readable).select_related("document__round", "document__group")
        newest = sent.order_by("document__group_id", "-at", "-pk").distinct("document__group_id")
        plans = {plan.document.group_id: plan for plan in newest}
    if kind == Beside.STRATEGY_DEFINITION and versions:
        strategies = strategies_in_force({one.document.group_id: day_of(one.at) for one in versions})
    if kind == Beside.NOTHING:
        return {}
    return {
        one.document_id: _beside(
            kind,
            one.document.round.year,
            day_of(one.at),
            plans.get(one.document.group_id),
            strategies.get(one.document.group_id),
        )
        for one in versions
    }


def _beside(
    kind: Beside, year: int, day: date, plan: Submission | None, strategy: StrategyVersion | None
) -> BesideQuestion:
    content = plan.frozen if plan and kind in TOPICS else None
    topic = None
    if content:
        topic = next((one for one in content["answers"] if one["number"] == TOPICS[kind]), None)
    with_measures = content is not None and kind == Beside.PLAN_MEASURES_AND_TOPIC_3
    return BesideQuestion(
        is_of_strategy=kind == Beside.STRATEGY_DEFINITION,
        year=year,
        day=day,
        plan=plan,
        strategy=strategy,
        topic=topic,
        goals=tuple(_carried(content)) if content and with_measures else (),
    )


def _carried(content: dict[str, Any]) -> Iterator[CarriedGoal]:
    """The measures of a sent plan by the goals that they carry out."""
    measures = content["measures"]
    for goal in content["goal_set"]["goals"] if content["goal_set"] else ():
        carrying = tuple(one for one in measures if goal["number"] in one["goals"])
        if carrying:
            yield CarriedGoal(goal["number"], goal["text"], carrying)
    if others := tuple(one for one in measures if not one["goals"]):
        yield CarriedGoal(None, "", others)
