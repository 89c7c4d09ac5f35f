"""What of the plan and the strategy stands beside a report's question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from strategies.models import StrategyVersion
from strategies.queries import strategy_in_force

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
    content = plan.frozen if plan else None
    found = {}
    for number, kind in wanted.items():
        topic = None
        if content and kind in TOPICS:
            topic = next((one for one in content["answers"] if one["number"] == TOPICS[kind]), None)
        with_measures = content is not None and kind == Beside.PLAN_MEASURES_AND_TOPIC_3
        found[number] = BesideQuestion(
            is_of_strategy=kind == Beside.STRATEGY_DEFINITION,
            year=document.round.year,
            day=day,
            plan=plan,
            strategy=strategy,
            topic=topic,
            goals=tuple(_carried(content)) if content and with_measures else (),
        )
    return found


def _carried(content: dict[str, Any]) -> Iterator[CarriedGoal]:
    """The measures of a sent plan by the goals that they carry out."""
    measures = content["measures"]
    for goal in content["goal_set"]["goals"] if content["goal_set"] else ():
        carrying = tuple(one for one in measures if goal["number"] in one["goals"])
        if carrying:
            yield CarriedGoal(goal["number"], goal["text"], carrying)
    if others := tuple(one for one in measures if not one["goals"]):
        yield CarriedGoal(None, "", others)
