"""What is missing before a round opens, and whether a year is ready."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.clock import day_of
from elo_portal.office.models import Notice
from elo_portal.office.models.mail import NoticeState
from elo_portal.office.words import day as in_words
from networks.models import Appointment, Organisation

from .choices import RoundKind
from .content import Receiver, receivers_by_addressee
from .models import Addressee, Question, Round, RoundChange
from .notices import ADDRESSEE_TEST, prefix_of
from .queries import coordinators, people_of_groups
from .queries.preparation import PeopleOfGroups

OF_REGIONAL = (RoundKind.PLAN, RoundKind.REPORT)


@dataclass(frozen=True)
class Check:
    """One thing of a round that must be in order before it opens: how many of how many are."""

    code: str
    name: str
    done: int
    of: int
    # What is missing, and the place of the form where it is mended.
    hint: str = ""
    anchor: str = ""

    @property
    def is_done(self) -> bool:
        return self.of > 0 and self.done == self.of


@dataclass(frozen=True)
class Reached:
    """An addressee of a round and whom it reaches on the day of the opening."""

    addressee: Addressee
    name: str
    receivers: tuple[Receiver, ...]

    @property
    def reachable(self) -> tuple[Receiver, ...]:
        return tuple(one for one in self.receivers if one.address)


def opening_day(round_: Round, at: datetime) -> date:
    """The day on which the round opens; without a planned moment the first day of its year. Never before today."""
    opens = round_.opens or round_.planned_opens
    return max(day_of(opens) if opens else date(round_.year, 1, 1), day_of(at))


def reached_by(rounds: Iterable[Round], at: datetime) -> dict[int, list[Reached]]:
    """By round, its addressees and whom they reach on the day of its opening. Four queries at most."""
    by_pk = {one.pk: one for one in rounds}
    addressees = (
        Addressee.objects.filter(round__in=by_pk)
        .select_related("organisation")
        .prefetch_related("organisation__names")
        .order_by("round", "pk")
    )
    addressed = [(one, opening_day(by_pk[one.round_id], at)) for one in addressees]
    receivers = receivers_by_addressee(addressed)
    found: dict[int, list[Reached]] = {pk: [] for pk in by_pk}
    for one, day in addressed:
        name = f"{one.organisation.short_name_on(day)}, {one.get_capacity_display()}"
        found[one.round_id].append(Reached(one, name, tuple(receivers[one.pk])))
    return found


def checks_of(
    rounds: Sequence[Round], at: datetime, reached: dict[int, list[Reached]] | None = None
) -> dict[int, list[Check]]:
    """By round, what must be in order before it opens. One query more than `reached_by`."""
    reached = reached_by(rounds, at) if reached is None else reached
    questions: dict[int, list[Question]] = {one.pk: [] for one in rounds}
    for question in Question.objects.filter(round__in=rounds).order_by("round", "number"):
        questions[question.round_id].append(question)
    return {
        one.pk: [
            _titles(one),
            _questions(questions[one.pk], "fi", _("Questions in Finnish")),
            _questions(questions[one.pk], "sv", _("Questions in Swedish")),
            _dates(one, at),
            _addressees(reached[one.pk]),
            _reminders(one),
        ]
        for one in rounds
    }


def is_written_in(question: Question, language: str) -> bool:
    """Its short title and its text are there; a hint that the Finnish has must be there in the other language too."""
    said = [getattr(question, f"{what}_{language}") for what in ("title", "text")]
    has_hint = not question.hint_fi or bool(getattr(question, f"hint_{language}"))
    return all(said) and has_hint


def _titles(round_: Round) -> Check:
    done = sum(bool(title) for title in (round_.title_fi, round_.title_sv))
    missing = "id_title_sv" if round_.title_fi else "id_title_fi"
    return Check("titles", _("Titles"), done, 2, "" if done == 2 else _("Write the title in both languages."), missing)


def _questions(questions: list[Question], language: str, name: str) -> Check:
    missing = [one.number for one in questions if not is_written_in(one, language)]
    hint = _("Missing: %(numbers)s.") % {"numbers": ", ".join(str(one) for one in missing)} if missing else ""
    if not questions:
        hint = _("The round has no questions.")
    anchor = f"q{missing[0]}" if missing else "questions"
    return Check(f"questions_{language}", name, len(questions) - len(missing), len(questions), hint, anchor)


def _dates(round_: Round, at: datetime) -> Check:
    hint, opens = "", round_.opens or round_.planned_opens
    if round_.is_in_preparation and round_.due <= at:
        hint = _("The due date %(day)s has gone by.") % {"day": in_words(round_.due)}
    elif opens and opens >= round_.due:
        hint = _("The round opens after its due date.")
    return Check("dates", _("Dates"), int(not hint), 1, hint, "dates")


def _addressees(reached: list[Reached]) -> Check:
    missing = [one.name for one in reached if not one.reachable]
    hint = ""
    if not reached:
        hint = _("The round has no addressees.")
    elif missing:
        hint = _("Nobody with an address: %(names)s.") % {"names": "; ".join(missing)}
    return Check("addressees", _("Addressees"), len(reached) - len(missing), len(reached), hint, "addressees")


def _reminders(round_: Round) -> Check:
    count = len(round_.reminder_days)
    hint = "" if count else _("Nobody would be reminded of the due date.")
    return Check("reminders", _("Reminders"), count, count, hint, "reminders")


# -- the rounds of a year


@dataclass(frozen=True)
class CopyToMake:
    """A round and the year for which it can be copied."""

    source: Round
    year: int


def copies_to_make() -> list[CopyToMake]:
    """The rounds of the newest year of each kind that have not been copied, first due first. One query."""
    rounds = list(Round.objects.order_by("due", "pk"))
    newest = {one.kind: one.year for one in sorted(rounds, key=lambda one: one.year)}
    copied = {one.copied_from_id for one in rounds}
    return [CopyToMake(one, one.year + 1) for one in rounds if one.year == newest[one.kind] and one.pk not in copied]


@dataclass(frozen=True)
class RoundOfYear:
    """A round that the year should have. `round` is None until it has been made; `source` is the one to copy."""

    kind: RoundKind
    round: Round | None
    source: Round | None
    checks: tuple[Check, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.round is not None and all(check.is_done for check in self.checks)

    @property
    def missing(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.is_done)


@dataclass(frozen=True)
class AddresseeOfYear:
    """An addressed role of the year's rounds: whom it reaches, and the newest test mail to each address."""

    organisation: Organisation
    name: str
    receivers: tuple[Receiver, ...]
    tests: tuple[Notice | None, ...]
    rounds: tuple[Round, ...]

    @property
    def rows(self) -> list[tuple[Receiver, Notice | None]]:
        return list(zip(self.receivers, self.tests, strict=True))

    @property
    def is_done(self) -> bool:
        return bool(self.tests) and all(one and one.state == NoticeState.DELIVERED for one in self.tests)


@dataclass(frozen=True)
class Year:
    """Whether a year is ready, part by part."""

    year: int
    rounds: tuple[RoundOfYear, ...]
    addressees: tuple[AddresseeOfYear, ...]
    people: PeopleOfGroups
    coordinators: tuple[Appointment, ...]
    due: date

    @property
    def rounds_done(self) -> bool:
        return bool(self.rounds) and all(one.is_done for one in self.rounds)

    @property
    def addressees_done(self) -> bool:
        return bool(self.addressees) and all(one.is_done for one in self.addressees)

    @property
    def parts(self) -> dict[str, bool]:
        """By part of the page, whether it is in order."""
        return {
            "rounds": self.rounds_done,
            "addressees": self.addressees_done,
            "groups": not self.people.gaps,
            "terms": not self.people.ending,
            "coordinator": bool(self.coordinators),
        }

    @property
    def is_ready(self) -> bool:
        return all(self.parts.values())


def year_of(year: int, at: datetime) -> Year:
    """What the year needs and has. Thirteen database queries at most."""
    rounds = list(Round.objects.filter(year__in=(year - 1, year)).order_by("due", "pk"))
    own = [one for one in rounds if one.year == year]
    reached = reached_by(own, at)
    checks = checks_of(own, at, reached)
    day = max(day_of(at), date(year, 1, 1))
    last_due = max((day_of(one.due) for one in own if one.kind in OF_REGIONAL), default=date(year, 12, 31))
    return Year(
        year=year,
        rounds=tuple(_rounds_of_year(rounds, year, checks)),
        addressees=tuple(_addressees_of_year(own, reached, year)),
        people=people_of_groups(day_of(at), last_due),
        coordinators=tuple(coordinators(day)),
        due=last_due,
    )


def _rounds_of_year(rounds: list[Round], year: int, checks: dict[int, list[Check]]) -> Iterable[RoundOfYear]:
    """Each kind has as many rounds as it had the year before, and a plan and a report at least."""
    for kind in RoundKind:
        before = [one for one in rounds if one.kind == kind and one.year == year - 1]
        own = [one for one in rounds if one.kind == kind and one.year == year]
        wanted = max(len(before), len(own), 1 if kind in OF_REGIONAL else 0)
        copied = {one.copied_from_id for one in own}
        sources = [one for one in before if one.pk not in copied]
        for round_ in own:
            yield RoundOfYear(kind, round_, None, tuple(checks[round_.pk]))
        for source, _place in zip_longest(sources[: wanted - len(own)], range(wanted - len(own))):
            yield RoundOfYear(kind, None, source)


def _addressees_of_year(rounds: list[Round], reached: dict[int, list[Reached]], year: int) -> list[AddresseeOfYear]:
    """Each addressed role once, with the rounds that it is an addressee of. One query."""
    tests: dict[str, Notice] = {}
    mails = Notice.objects.filter(kind=ADDRESSEE_TEST, key__startswith=prefix_of(year))
    for notice in mails.only("pk", "to_address", "state", "at").order_by("pk"):
        tests[notice.to_address.casefold()] = notice
    found: dict[tuple[int, str], AddresseeOfYear] = {}
    for round_ in rounds:
        for one in reached[round_.pk]:
            key = (one.addressee.organisation_id, one.addressee.capacity)
            before = found.get(key)
            known = {other.address for other in before.receivers} if before else set()
            receivers = (before.receivers if before else ()) + tuple(
                other for other in one.reachable if other.address not in known
            )
            found[key] = AddresseeOfYear(
                one.addressee.organisation,
                one.name,
                receivers,
                tuple(tests.get(other.address.casefold()) for other in receivers),
                (*(before.rounds if before else ()), round_),
            )
    return list(found.values())


# -- what a change of a round was about

PLACES = {
    "title_fi": gettext_lazy("Title in Finnish"),
    "title_sv": gettext_lazy("Title in Swedish"),
    "title_en": gettext_lazy("Title in English"),
    "planned_opens": gettext_lazy("Opens"),
    "opens": gettext_lazy("Opening"),
    "due": gettext_lazy("Due date"),
    "page_note": gettext_lazy("Recommended length"),
    "page_limit": gettext_lazy("Greatest length"),
    "goal_set": gettext_lazy("National goals"),
    "waits_for_feedback": gettext_lazy("When other regions read"),
    "reminder_days": gettext_lazy("Reminders"),
    "addressees": gettext_lazy("Addressees"),
}
PLACES_OF_QUESTION = {
    "title_fi": gettext_lazy("short title in Finnish"),
    "title_sv": gettext_lazy("short title in Swedish"),
    "title_en": gettext_lazy("short title in English"),
    "text_fi": gettext_lazy("text in Finnish"),
    "text_sv": gettext_lazy("text in Swedish"),
    "text_en": gettext_lazy("text in English"),
    "hint_fi": gettext_lazy("hint in Finnish"),
    "hint_sv": gettext_lazy("hint in Swedish"),
    "hint_en": gettext_lazy("hint in English"),
    "beside": gettext_lazy("what stands beside it"),
    "is_sv_own_translation": gettext_lazy("whose translation the Swedish is"),
}


def place_name(where: str) -> str:
    """What a place of a change is called: «Question 2, text in Swedish»."""
    if "." not in where:
        return str(PLACES[where])
    _question, number, *rest = where.split(".")
    name = _("Question %(number)s") % {"number": number}
    return f"{name}, {PLACES_OF_QUESTION[rest[0]]}" if rest else name


@dataclass(frozen=True)
class Changed:
    """One place of a change, what it said before and what it says after."""

    where: str
    before: str
    after: str

    @property
    def name(self) -> str:
        return place_name(self.where)

    @property
    def language(self) -> str:
        return self.where[-2:] if self.where[-3:-2] == "_" else ""

    @property
    def question(self) -> int:
        """The question's number; 0 for the round itself."""
        return int(self.where.split(".")[1]) if "." in self.where else 0


@dataclass(frozen=True)
class ChangeOfRound:
    change: RoundChange
    places: tuple[Changed, ...]

    @property
    def names(self) -> str:
        return "; ".join(one.name for one in self.places)


def changes_of(round_: Round, *, corrections: bool = False) -> list[ChangeOfRound]:
    """The saves of a round, newest first; or its corrections of wording alone, oldest first. One query."""
    rows = RoundChange.objects.filter(round=round_).select_related("by")
    rows = rows.exclude(reason="").order_by("number") if corrections else rows.order_by("-number")
    return [ChangeOfRound(row, tuple(Changed(**what) for what in row.what)) for row in rows]


@dataclass(frozen=True)
class Correction:
    """A correction of a question's wording as its writers see it: what it said before, in their language."""

    at: datetime
    reason: str
    before: tuple[tuple[str, str], ...]


def corrections_of(round_: Round, language: str) -> dict[int, list[Correction]]:
    """By question, the corrections of its wording in the language, oldest first. One query."""
    found: dict[int, list[Correction]] = {}
    for one in changes_of(round_, corrections=True):
        by_question: dict[int, list[tuple[str, str]]] = {}
        for place in one.places:
            if place.question and place.language == language:
                by_question.setdefault(place.question, []).append((place.name.partition(", ")[2], place.before))
        for number, before in by_question.items():
            found.setdefault(number, []).append(Correction(one.change.at, one.change.reason, tuple(before)))
    return found
