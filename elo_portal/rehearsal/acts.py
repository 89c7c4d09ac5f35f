"""The year as a dated list of acts (texts/acts.json), played in order through the commands that people use.

An act is an object: `at` (moment), `act` (its kind), `by` (key of a person; none opens a round), and what its kind
asks for. The texts stand in the group's folder; docs/rehearsal.md tells which. A new kind is a function here and a
line in ACTS.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any

from networks.actor import Actor, actor_for
from networks.choices import Role
from networks.models import Group, Organisation, Region, User
from reporting import commands
from reporting.choices import RoundKind
from reporting.commands.feedback import TypedPart
from reporting.commands.writing import Typed
from reporting.feedback import readiness, standings
from reporting.models import Answer, Document, Round, Submission
from strategies import commands as strategy_commands

from .files import DOCUMENTS, FOLDERS, read, texts_of

# Kinds whose commands do not exist yet: their acts, and those that need them, wait in the list.
TO_COME = frozenset(
    {
        "add_measures",
        "add_sections",
        "ask_on",
        "attach",
        "choose_handling_day",
        "extend",
        "reply_to_completion",
        "request_completion",
        "send_message",
        "settle_item",
    }
)


class Act:
    """One act of the list and what it concerns."""

    def __init__(self, row: dict[str, Any], stage: "Stage") -> None:
        self.row, self.stage = row, stage
        self.kind: str = row["act"]
        self.at = datetime.fromisoformat(row["at"])

    def __getitem__(self, key: str) -> Any:
        return self.row[key]

    @cached_property
    def by(self) -> Actor:
        return actor_for(self.stage.users[self["by"]], self.at)

    @cached_property
    def round(self) -> Round:
        kind, year = self["round"].split("-")
        return Round.objects.get(kind=RoundKind(kind), year=year)

    @cached_property
    def document(self) -> Document:
        return Document.objects.select_related("round", "group").get(round=self.round, group__code=self["group"])

    @cached_property
    def latest(self) -> Submission:
        """The version that stands."""
        return self.document.submissions.without_content().select_related("document").latest("number")

    @cached_property
    def data(self) -> Any:
        """The file of the group that the act names, else that of its document."""
        return read(self.row.get("text") or DOCUMENTS[self["round"]], self["group"])

    @property
    def can_be_played(self) -> bool:
        return {self.kind, *self.row.get("needs", [])} <= ACTS.keys()


class Stage:
    """What the acts of one loading share: the people by key, and which text of an answer comes next."""

    def __init__(self) -> None:
        users = {user.email: user for user in User.objects.all()}
        rows = [*read("national")["people"], *(row for code in FOLDERS for row in read("network", code)["people"])]
        self.users = {row["key"]: users[row["email"]] for row in rows if row["account"]}
        self.saves: dict[tuple[str, str, str, int], int] = {}

    def next_text(self, act: Act, number: int) -> tuple[str, str]:
        """Language and text of the answer's next save: each save of an answer writes its next text in the file."""
        key = (act["group"], act["round"], act.row.get("text", ""), number)
        self.saves[key] = self.saves.get(key, 0) + 1
        [answer] = [one for one in act.data["answers"] if one["number"] == number]
        return answer.get("language", ""), texts_of(answer)[self.saves[key] - 1]


def play(*, until: datetime) -> None:
    """Play every act up to the moment, in the order of the list. Later ones have not happened yet."""
    stage = Stage()
    for row in read("acts"):
        act = Act(row, stage)
        if act.at > until:
            break
        if act.can_be_played:
            ACTS[act.kind](act)


def adopt_strategy(act: Act) -> None:
    """The group's strategy.json is written and adopted, in force from that day; the regional group has decided.

    Goals are texts, or texts with the keys of the national goals that they serve.
    """
    row = read("strategy", act["group"])
    centre = Organisation.objects.get(key=row["coordinator"])
    regions = list(Region.objects.filter(code__in=row["regions"]))
    version = strategy_commands.begin_strategy(
        centre, regions, title=row["title"], language=row["language"], by=act.by, at=act.at
    )
    goals = [goal if isinstance(goal, dict) else {"text": goal} for goal in row["goals"]]
    saved = strategy_commands.save_draft(version, row | {"goals": goals}, base=1, by=act.by, at=act.at)
    since = date.fromisoformat(row["since"])
    strategy_commands.adopt(
        version,
        since=since,
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        decided_by=Group.objects.get(code=act["group"]).name_in(row["language"]),
        decided_on=since,
        checked=saved.save.number if saved.save else 1,
        by=act.by,
        at=act.at,
    )


def open_round(act: Act) -> None:
    """A round opens for every group."""
    commands.open_round(act.round, at=act.at)


def write(act: Act) -> None:
    """Save `answers` (numbers) in one go; `upon` is the revision that the writer had before them, if not the newest."""
    answers = Answer.objects.filter(document=act.document, number__in=act["answers"]).select_related("text__current")
    typed = []
    for answer in answers.order_by("number"):
        language, body = act.stage.next_text(act, answer.number)
        base = act.row.get("upon", answer.text.number)
        typed.append(Typed(answer=answer, body=body, base=base, language=language or answer.text.language))
    commands.save_answers(act.document, typed, by=act.by, at=act.at)


def send(act: Act) -> None:
    commands.send(act.document, by=act.by, at=act.at)


def reopen(act: Act) -> None:
    commands.reopen(act.document, by=act.by, at=act.at)


def mark_read(act: Act) -> None:
    """The ministry of `by` has read `answers` of the version that stands."""
    for number in act["answers"]:
        commands.mark_read(act.latest, number, by=act.by, at=act.at)


def review(act: Act) -> None:
    commands.review(act.document, by=act.by, at=act.at, version=act.latest.number)


def take_back_review(act: Act) -> None:
    commands.take_back_review(act.document, by=act.by, at=act.at, reason=act.data["reason"])


def write_feedback(act: Act) -> None:
    """The letter to one group: how its plan was carried out, and the regional work."""
    words = read(f"feedback_{act.round.year}", act["group"])
    commands.save_feedback(act.document, _parts(words["plan"], words["work"]), by=act.by, at=act.at)


def write_common_feedback(act: Act) -> None:
    """The part that goes to all, in both languages."""
    words = read(f"feedback_{act.round.year}_common")
    commands.save_common_feedback(act.round, _parts(words["fi"], words["sv"]), by=act.by, at=act.at)


def _parts(*texts: str) -> list[TypedPart]:
    return [TypedPart(number, text, base=0) for number, text in enumerate(texts, 1)]


def confirm_feedback(act: Act) -> None:
    """The ministry of `by` confirms the letter to every group."""
    [ministry] = Organisation.objects.filter(pk__in=act.by.organisations_as(Role.NATIONAL_SECRETARY))
    for one in standings(act.round, act.by.day):
        commands.confirm_feedback(one.document, ministry, by=act.by, at=act.at, sha256=one.sha256)


def publish_feedback(act: Act) -> None:
    """Every letter is given in one act; none is left out."""
    checked = readiness(act.round, act.by.day).fingerprint
    commands.publish_feedback(act.round, by=act.by, at=act.at, checked=checked)


ACTS: dict[str, Callable[[Act], None]] = {
    "adopt_strategy": adopt_strategy,
    "open_round": open_round,
    "write": write,
    "send": send,
    "reopen": reopen,
    "mark_read": mark_read,
    "review": review,
    "take_back_review": take_back_review,
    "write_feedback": write_feedback,
    "write_common_feedback": write_common_feedback,
    "confirm_feedback": confirm_feedback,
    "publish_feedback": publish_feedback,
}
