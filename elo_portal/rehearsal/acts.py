"""The year as a dated list of acts (texts/acts.json), played in order through the commands that people use.

An act is an object: `at` (moment), `act` (its kind), `by` (key of a person; none opens a round), and what its kind
asks for. The texts stand in the group's folder; docs/rehearsal.md tells which. A new kind is a function here and a
line in ACTS.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.files import File
from django.utils import timezone

from elo_portal.office import clock
from elo_portal.office.models import Notice, NoticeAttempt
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.uploads import inspect
from networks.actor import Actor, actor_for
from networks.choices import Role
from networks.commands import development_groups as group_commands
from networks.models import Group, Organisation, Region, Theme, User
from networks.queries import proposed_members
from reporting import commands, reminders
from reporting.choices import AttachmentRole, RoundKind
from reporting.commands.completing import Further, New
from reporting.commands.feedback import TypedPart
from reporting.commands.measures import Promise
from reporting.commands.reference import END_OF_DAY
from reporting.commands.writing import Typed, TypedReply
from reporting.completions import items_of
from reporting.feedback import readiness, standings
from reporting.models import Answer, CompletionItem, Document, Round, Submission
from reporting.reminder_mails import MISSING, REMINDER
from strategies import commands as strategy_commands

from .announcing import announce
from .files import DOCUMENTS, FOLDERS, path_of, read, texts_of


class Act:
    """One act of the list and what it concerns."""

    def __init__(self, row: dict[str, Any], stage: "Stage") -> None:
        self.row, self.stage = row, stage
        self.kind: str = row["act"]
        self.at = datetime.fromisoformat(row["at"])

    def __getitem__(self, key: str) -> Any:
        return self.row[key]

    @property
    def by(self) -> Actor:
        return self.stage.actor(self["by"], self.at)

    @property
    def round(self) -> Round:
        return self.stage.round(self["round"])

    @property
    def document(self) -> Document:
        """Commands take its row anew; of what is kept here only the round and the group are sure."""
        return self.stage.document(self["round"], self["group"])

    @cached_property
    def latest(self) -> Submission:
        """The version that stands."""
        return self.document.submissions.without_content().select_related("document").latest("number")

    @cached_property
    def data(self) -> Any:
        """The file of the group that the act names, else that of its document."""
        return read(self.row.get("text") or DOCUMENTS[self["round"]], self["group"])

    @property
    def due(self) -> datetime:
        """The end of the day that the act's file names."""
        return end_of(self.data["due"])

    def answer(self, number: int) -> Answer:
        return Answer.objects.select_related("text__current").get(document=self.document, number=number)

    def item(self, number: int) -> CompletionItem:
        """The item that is asked about the answer of this number."""
        return next(one for one in items_of(self.document) if one.answer.number == number)


class Stage:
    """What the acts of one loading share: people, rounds, documents, and which text of an answer comes next."""

    def __init__(self) -> None:
        users = {user.email: user for user in User.objects.all()}
        rows = [*read("national")["people"], *(row for code in FOLDERS for row in read("network", code)["people"])]
        self.users = {row["key"]: users[row["email"]] for row in rows if row["account"]}
        self.saves: dict[tuple[str, str, str, int], int] = {}
        self.actors: dict[tuple[str, date], Actor] = {}
        self.rounds: dict[str, Round] = {}
        self.documents: dict[tuple[str, str], Document] = {}

    def actor(self, key: str, at: datetime) -> Actor:
        """Roles are those of the day, so a person's are asked for once a day."""
        today = (key, clock.day_of(at))
        if today not in self.actors:
            self.actors[today] = actor_for(self.users[key], at)
        return replace(self.actors[today], at=at)

    def round(self, name: str) -> Round:
        """report-2014: the kind and the year."""
        if name not in self.rounds:
            kind, year = name.split("-")
            self.rounds[name] = Round.objects.get(kind=RoundKind(kind), year=year)
        return self.rounds[name]

    def document(self, name: str, group: str) -> Document:
        if (name, group) not in self.documents:
            found = Document.objects.filter(round=self.round(name)).select_related("round", "group")
            self.documents |= {(name, one.group.code): one for one in found}
        return self.documents[name, group]

    def next_text(self, act: Act, number: int) -> tuple[str, str]:
        """Language and text of the answer's next save: each save of an answer writes its next text in the file."""
        key = (act["group"], act["round"], act.row.get("text", ""), number)
        self.saves[key] = self.saves.get(key, 0) + 1
        [answer] = [one for one in act.data["answers"] if one["number"] == number]
        return answer.get("language", ""), texts_of(answer)[self.saves[key] - 1]


def play(*, until: datetime) -> None:
    """Play every act up to the moment, in the order of the list, and between them the reminders.

    Later ones have not happened yet.
    """
    stage = Stage()
    coming: list[datetime] = []
    for row in read("acts"):
        act = Act(row, stage)
        if act.at > until:
            break
        coming = _remind(coming, until=act.at)
        ACTS[act.kind](act)
        if act.kind in MAKES_REMINDERS:
            coming = reminders.moments_after(reminders.awaiting_rounds(act.at), act.at)
    _remind(coming, until=until)


def _remind(moments: list[datetime], *, until: datetime) -> list[datetime]:
    """Reminders go at their moments up to this one, as they would have gone. Returns the moments that are left.

    Their mails have left too: one that still waited would be withdrawn by a sending of many days later.
    """
    for moment in moments:
        if moment <= until and commands.remind(at=moment):
            went = Notice.objects.filter(kind__in=[REMINDER, MISSING], state=NoticeState.WAITING)
            keys = list(went.values_list("pk", flat=True))
            went.filter(pk__in=keys).update(state=NoticeState.DELIVERED)
            NoticeAttempt.objects.bulk_create(
                NoticeAttempt(notice_id=key, at=timezone.now(), outcome=NoticeState.DELIVERED) for key in keys
            )
    return [moment for moment in moments if moment > until]


def end_of(day: str) -> datetime:
    """2015-01-16: its last moment in Helsinki."""
    return datetime.combine(date.fromisoformat(day), END_OF_DAY, clock.HELSINKI)


def date_openings() -> None:
    """Rounds know when they open, also those that open after the day on which the rehearsal begins."""
    stage = Stage()
    for row in read("acts"):
        if row["act"] == "open_round":
            round_ = Act(row, stage).round
            round_.opens = datetime.fromisoformat(row["at"])
            round_.save(update_fields=["opens"])


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


def add_sections(act: Act) -> None:
    """The plan's own sections, each headed and written at once."""
    for row in act.data["own_sections"]:
        section = commands.add_section(act.document, by=act.by, at=act.at)
        commands.head_section(section, row["heading"], base="", by=act.by)
        section.refresh_from_db()
        typed = Typed(answer=section, body=row["text"], base=0, language=row["language"])
        commands.save_answers(act.document, [typed], by=act.by, at=act.at)


def add_measures(act: Act) -> None:
    """The plan's measures; an own section is a topic by its number."""
    topics = {answer.number: answer for answer in Answer.objects.filter(document=act.document)}
    for row in act.data["measures"]:
        words = {key: row[key] for key in ("what", "body", "schedule", "sign")}
        promise = Promise(topic=topics[row["topic"]], goals=tuple(sorted(row["goals"])), **words)
        commands.add_measure(act.document, promise, by=act.by, at=act.at)


def choose_handling_day(act: Act) -> None:
    """The day when the group handled its plan."""
    day = date.fromisoformat(act.data["handled_on"])
    commands.choose_handling_day(act.document, day, base=None, by=act.by, at=act.at)


def attach(act: Act) -> None:
    """A file of the group's folder goes along as the plan that the group has decided."""
    with (path_of(act["group"]) / act["file"]).open("rb") as file:
        inspected = inspect(File(file, name=act["file"]))
        commands.attach(act.document, inspected, AttachmentRole.PLAN, by=act.by, at=act.at)


def send_message(act: Act) -> None:
    """An announcement to all groups, by its number in messages.json."""
    announce(read("messages")[act["message"] - 1], by=act.by, at=act.at)


def send(act: Act) -> None:
    commands.send(act.document, by=act.by, at=act.at)


def reopen(act: Act) -> None:
    commands.reopen(act.document, by=act.by, at=act.at)


def request_completion(act: Act) -> None:
    """The version that stands is returned with the file's items."""
    asked = [New(act.answer(row["number"]), row["title"], row["what"]) for row in act.data["items"]]
    commands.return_for_completion(
        act.document,
        asked,
        due=act.due,
        by=act.by,
        at=act.at,
        version=act.latest.number,
        note=act.data["note"],
    )


def reply_to_completion(act: Act) -> None:
    replies = []
    for row in act.data["replies"]:
        asking = act.item(row["number"]).asking
        replies.append(TypedReply(asking=asking, body=row["reply"], base=asking.draft.number))
    commands.save_answers(act.document, [], by=act.by, at=act.at, replies=replies)


def settle_item(act: Act) -> None:
    commands.settle_item(act.item(act["item"]), by=act.by, at=act.at)


def ask_on(act: Act) -> None:
    """More is asked about an item that was answered: a new round of asking."""
    row = act.data["ask_on"]
    further = Further(act.item(act["item"]), row["what"])
    due = end_of(row["due"])
    commands.return_for_completion(act.document, [further], due=due, by=act.by, at=act.at, version=act.latest.number)


def extend(act: Act) -> None:
    commands.extend(act.document, due=act.due, reason=act.data["reason"], by=act.by, at=act.at)


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


def form_group(act: Act) -> None:
    """A development group of development_groups.json, by its number; the first of its centres is the convener.

    Every chair and secretary who is proposed becomes a member.
    """
    row = read("development_groups")[act["development_group"] - 1]
    centres = [Organisation.objects.get(key=key) for key in row["centres"]]
    since = date.fromisoformat(row["since"])
    group_commands.form_group(
        theme=Theme.objects.get(code=row["theme"]),
        names=row["names"],
        language=row["language"],
        centres=centres,
        convener=centres[0],
        since=since,
        members={one.person.pk for one in proposed_members([one.pk for one in centres], since)},
        by=act.by,
        at=act.at,
    )


ACTS: dict[str, Callable[[Act], None]] = {
    "add_measures": add_measures,
    "add_sections": add_sections,
    "adopt_strategy": adopt_strategy,
    "ask_on": ask_on,
    "extend": extend,
    "form_group": form_group,
    "reply_to_completion": reply_to_completion,
    "request_completion": request_completion,
    "settle_item": settle_item,
    "attach": attach,
    "choose_handling_day": choose_handling_day,
    "send_message": send_message,
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

# After these something is awaited by another moment than before.
MAKES_REMINDERS = {"ask_on", "extend", "open_round", "request_completion"}
