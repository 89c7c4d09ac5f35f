"""The ministry report as a tree of words and figures in one language: PDF, DOCX and XLSX are all written from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office import frozen
from elo_portal.office.words import day, moment, one_decimal
from networks.choices import MEMBER_KINDS
from reporting.choices import RoundKind, State
from reporting.editions.words import (
    Content,
    Named,
    changes_of,
    day_sent,
    identifier_of,
    in_order,
    lead_of,
    named_of,
    sent_of,
    state_in_words,
    title_of,
)
from reporting.models import Submission
from reporting.queries.shown import LATE

Cell = str | int | float | date | None
# The first page says at most so many words, the map's abbreviations apart.
MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class Table:
    """A head of column names and rows; the first cell of a row names it. A number or a date is one, not its text."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    @property
    def said(self) -> list[list[str]]:
        """The cells as they stand on paper: 16.1.2015, 2,4, and a dash for nothing."""
        return [[_said(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Figure:
    """Bars, each of at most `whole`; `words` says in a sentence what the eye sees."""

    title: str
    words: str
    bars: tuple[Bar, ...]
    whole: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What one group says to one question, in its own language; `text` is in the small markup of answers.

    `meta`: which version it is, when it came, and what stands against it. A plan's measures are a table. `note` stands
    in the place of a text: what came by another way is in files.
    """

    place: str
    code: str
    name: str
    meta: str
    language: str
    text: str = ""
    heading: str = ""
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A question with every group's answer, in the order of the alphabet. `positions`: each entry's group among all
    the groups of the round, so that a section is cut into parts at the same groups whoever has sent.
    """

    place: str
    number: int | None
    title: str
    question: str
    entries: tuple[Entry, ...]
    positions: tuple[int, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Appendix:
    """A table and the figure drawn of it."""

    place: str
    title: str
    table: Table
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A figure of the first page: «15 / 16», what it counts."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class OnMap:
    """A group on the map: its regions' codes, its state, and what is written on it."""

    code: str
    name: str
    regions: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole report of a round of the kind.

    `receiver` and `case_number` are one ministry's; all else is the same for every receiver.
    """

    kind: str
    language: str
    title: str
    subtitle: str
    edition: int
    at: datetime
    identifier: str
    lead: str
    counts: tuple[Count, ...]
    named: tuple[Named, ...]
    groups: tuple[OnMap, ...]
    changes: tuple[str, ...]
    sections: tuple[Section, ...]
    appendices: tuple[Appendix, ...]
    receiver: str = ""
    abbreviation: str = ""
    case_number: str = ""


def tree_of(content: Content, language: str) -> Tree:
    """The edition in the language, for no receiver yet. One query: the sent versions with their content."""
    with translation.override(language):
        return _Writer(content, language).tree()


def for_receiver(tree: Tree, content: Content, organisation: int) -> Tree:
    """The tree for one of the edition's receivers. KeyError: the edition does not go there."""
    receivers = {one["organisation"]: one for one in content["receivers"]}
    one = receivers[organisation]
    return replace(
        tree,
        receiver=one["name"][tree.language],
        abbreviation=one["abbreviation"],
        case_number=one["case_number"],
        identifier=f"{tree.identifier}-{one['abbreviation']}-{tree.language}",
    )


class _Writer:
    """Writes the tree while its language is switched on."""

    def __init__(self, content: Content, language: str) -> None:
        self.content, self.language = content, language
        self.kind = content["round"]["kind"]
        self.groups = in_order(content, language)
        versions = {
            one.pk: one.frozen for one in Submission.objects.filter(pk__in=sent_of(content).values()).iterator()
        }
        self.sent = {group["code"]: versions[group["sent"]["submission"]] for group in self.groups if group["sent"]}

    def tree(self) -> Tree:
        content = self.content
        return Tree(
            kind=self.kind,
            language=self.language,
            title=title_of(content, self.language),
            subtitle=self._subtitle(),
            edition=content["number"],
            at=datetime.fromisoformat(content["at"]),
            identifier=identifier_of(content),
            lead=lead_of(content),
            counts=self._counts(),
            named=named_of(content, self.language),
            groups=tuple(
                OnMap(one["code"], one["area"][self.language], tuple(one["regions"]), one["state"])
                for one in self.groups
            ),
            changes=changes_of(content, self.language),
            sections=tuple(self._sections()),
            appendices=tuple(self._appendices()),
        )

    # -- the first page

    def _subtitle(self) -> str:
        if self.kind == RoundKind.PLAN:
            return _("The regional groups' plans in full, topic by topic")
        return _("The groups' reports in full, question by question")

    def _counts(self) -> tuple[Count, ...]:
        states = Counter(one["state"] for one in self.groups)
        reviewed = states[State.REVIEWED] + states[State.FEEDBACK_GIVEN]
        late = sum(1 for one in self.groups if one["sent"] and one["sent"]["late"])
        counts = [
            Count(f"{len(self.sent)} / {len(self.groups)}", _("groups have sent")),
            Count(str(states[LATE]), _("late")),
            Count(str(late), _("came after the due date")),
        ]
        if self.kind != RoundKind.GROUP_REPORT:
            counts.append(Count(str(reviewed), _("reviewed by the ministries")))
        return tuple(counts)

    # -- the answers

    def _sections(self) -> Iterable[Section]:
        is_plan = self.kind == RoundKind.PLAN
        for question in self.content["questions"]:
            place = f"k{question['number']}"
            yield self._section(
                place,
                question["number"],
                question["title"][self.language],
                "" if is_plan else question["text"][self.language],
                [self._entries(place, group, question["number"]) for group in self.groups],
            )
        asked = {question["number"] for question in self.content["questions"]}
        own = [
            [
                self._answer(f"oma{answer['number']}", group, answer, heading=answer["title"])
                for answer in self._frozen(group).get("answers", [])
                if answer["number"] not in asked
            ]
            for group in self.groups
        ]
        if any(own):
            yield self._section("omat", None, _("Sections of the groups' own"), "", own, names_missing=False)
        if is_plan:
            measures = [[self._measures(group)] if self._frozen(group).get("measures") else [] for group in self.groups]
            if any(measures):
                yield self._section("toimet", None, _("Measures"), "", measures, names_missing=False)

    def _section(
        self,
        place: str,
        number: int | None,
        title: str,
        question: str,
        entries: Sequence[Sequence[Entry]],
        *,
        names_missing: bool = True,
    ) -> Section:
        return Section(
            place=place,
            number=number,
            title=title,
            question=question,
            entries=tuple(entry for those in entries for entry in those),
            positions=tuple(position for position, those in enumerate(entries) for _entry in those),
            missing=tuple(
                group["area"][self.language]
                for group, those in zip(self.groups, entries, strict=True)
                if names_missing and not those
            ),
        )

    def _frozen(self, group: Content) -> Content:
        return self.sent.get(group["code"], {})

    def _entries(self, place: str, group: Content, number: int) -> list[Entry]:
        content = self._frozen(group)
        if "arrival" in content:
            return [
                Entry(
                    place=f"{place}-{group['code'].lower()}",
                    code=group["code"],
                    name=group["area"][self.language],
                    meta=self._meta(group, content["language"]),
                    language=content["language"],
                    note=_("It came by another way: the answers are in the files of %(identifier)s.")
                    % {"identifier": group["sent"]["identifier"]},
                )
            ]
        return [self._answer(place, group, one) for one in content.get("answers", []) if one["number"] == number]

    def _answer(self, place: str, group: Content, answer: Content, *, heading: str = "") -> Entry:
        return Entry(
            place=f"{place}-{group['code'].lower()}",
            code=group["code"],
            name=group["area"][self.language],
            meta=self._meta(group, answer["language"]),
            language=answer["language"],
            text=answer["text"],
            heading=heading,
        )

    def _measures(self, group: Content) -> Entry:
        content = self._frozen(group)
        return Entry(
            place=f"toimet-{group['code'].lower()}",
            code=group["code"],
            name=group["area"][self.language],
            meta=self._meta(group, content["language"]),
            language=content["language"],
            table=Table(
                _("Measures of %(area)s") % {"area": group["area"][self.language]},
                (_("Measure"), _("Topic"), _("Goals"), _("Body in charge"), _("Schedule"), _("Sign of success")),
                tuple(
                    (
                        one["what"],
                        one["topic"],
                        ", ".join(str(number) for number in one["goals"]),
                        one["body"],
                        one["schedule"],
                        one["sign"],
                    )
                    for one in content["measures"]
                ),
            ),
        )

    def _meta(self, group: Content, language: str) -> str:
        sent = group["sent"]
        said = [_("Version %(number)s, %(day)s") % {"number": sent["version"], "day": day_sent(group)}]
        if sent["late"]:
            said.append(_("came late"))
        if language != self.language:
            said.append({"fi": _("in Finnish"), "sv": _("in Swedish")}[language])
        if group["state"] == State.RETURNED:
            said.append(_("asked to be completed; this is what was sent"))
        return " · ".join(said)

    # -- the appendices

    def _appendices(self) -> Iterable[Appendix]:
        yield self._standing()
        yield self._composition()
        if self.kind == RoundKind.PLAN and (goals := self._goals()):
            yield goals

    def _standing(self) -> Appendix:
        rows = []
        for group in self.groups:
            sent = group["sent"]
            rows.append(
                (
                    group["area"][self.language],
                    state_in_words(group["state"]),
                    datetime.fromisoformat(group["due"]).date(),
                    datetime.fromisoformat(sent["at"]).date() if sent else None,
                    sent["version"] if sent else None,
                    -(-sent["pages_used"] // 10) / 10 if sent and sent["pages_used"] else None,
                    sent["identifier"] if sent else None,
                )
            )
        head = (_("Group"), _("State"), _("Due"), _("Arrived"), _("Version"), _("Pages"), _("Identifier"))
        title = _("Groups and plans") if self.kind == RoundKind.PLAN else _("Groups and reports")
        return Appendix(
            "liite1", title, Table(title, head, tuple(rows), note=_("Situation %(at)s.") % {"at": self._at})
        )

    def _composition(self) -> Appendix:
        members = {
            code: {body["kind"]: body["members"] for body in content["composition"]}
            for code, content in self.sent.items()
        }
        kinds = [(kind.value, str(kind.label).capitalize()) for kind in MEMBER_KINDS]
        rows = tuple(
            (group["area"][self.language], *(members[group["code"]].get(kind, 0) for kind, _name in kinds))
            for group in self.groups
            if group["code"] in members
        )
        bars = tuple(Bar(name, sum(1 for counted in members.values() if counted.get(kind, 0))) for kind, name in kinds)
        title = _("What the groups are made of")
        return Appendix(
            "liite2",
            title,
            Table(
                _("Members of the groups by kind of body"),
                (_("Group"), *(name for _kind, name in kinds)),
                rows,
                note=_("As it was when each group sent; groups that have not sent are not here."),
            ),
            _figure(_("Groups in which the kind of body has a member"), bars, len(members)),
        )

    def _goals(self) -> Appendix | None:
        numbers = sorted(
            {
                goal["number"]
                for content in self.sent.values()
                for goal in (content["goal_set"] or {"goals": []})["goals"]
            }
        )
        if not numbers:
            return None
        counted = {
            code: Counter(goal for measure in content["measures"] for goal in measure["goals"])
            for code, content in self.sent.items()
        }
        names = [_("Goal %(number)s") % {"number": number} for number in numbers]
        rows = tuple(
            (group["area"][self.language], *(counted[group["code"]][number] for number in numbers))
            for group in self.groups
            if group["code"] in counted
        )
        bars = tuple(
            Bar(name, sum(1 for one in counted.values() if one[number]))
            for name, number in zip(names, numbers, strict=True)
        )
        return Appendix(
            "liite3",
            _("Measures by national goal"),
            Table(_("Measures of each group by the goal that they carry out"), (_("Group"), *names), rows),
            _figure(_("Groups that have a measure for the goal"), bars, len(counted)),
        )

    # -- words

    @property
    def _at(self) -> str:
        return moment(datetime.fromisoformat(self.content["at"]))


def _figure(title: str, bars: tuple[Bar, ...], groups: int) -> Figure:
    """Each bar counts some of so many groups."""
    said = ", ".join(f"{bar.name.lower()} {bar.value}" for bar in bars)
    return Figure(title, _("Of %(all)s groups:") % {"all": groups} + f" {said}.", bars, max(groups, 1))


def _said(cell: Cell) -> str:
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, date):
        return day(cell)
    return one_decimal(cell) if isinstance(cell, float) else str(cell)


def as_plain(tree: Tree) -> dict[str, Any]:
    """The tree as canonical JSON takes it: what is attached to the PDF for machines to read."""
    return _plain(tree)


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return frozen.moment(value)
    if isinstance(value, date):
        return value.isoformat()
    # Canonical JSON has no floats: a length is told as text.
    return str(value) if isinstance(value, float) else value
