"""A round before its opening: copied from last year's, edited, and set to open."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.clock import HELSINKI, day_of
from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.markup import normalise
from networks.actor import Actor
from networks.permissions import require
from reporting.content import Receiver
from reporting.models import Addressee, Question, Round, RoundChange
from reporting.notices import tell_of_test
from reporting.permissions import can_prepare
from reporting.preparation import checks_of, year_of
from strategies.models import GoalSet

from .rounds import open_round

LEAP_DAY = (2, 29)


@dataclass(frozen=True)
class QuestionDraft:
    """A question as an administrator typed it; anything may be missing before the opening."""

    title_fi: str = ""
    title_sv: str = ""
    title_en: str = ""
    text_fi: str = ""
    text_sv: str = ""
    text_en: str = ""
    hint_fi: str = ""
    hint_sv: str = ""
    hint_en: str = ""
    beside: str = ""
    is_sv_own_translation: bool = True


@dataclass(frozen=True)
class RoundDraft:
    """A round as an administrator typed it. `addressees` are pairs of an organisation's key and a capacity."""

    title_fi: str
    title_sv: str
    title_en: str
    planned_opens: datetime | None
    due: datetime
    page_note: int | None
    page_limit: int | None
    goal_set: GoalSet | None
    waits_for_feedback: bool
    reminder_days: tuple[int, ...]
    questions: tuple[QuestionDraft, ...]
    addressees: tuple[tuple[int, str], ...]

    def tidied(self) -> "RoundDraft":
        """As it will be kept."""
        return replace(
            self,
            title_fi=_line(self.title_fi),
            title_sv=_line(self.title_sv),
            title_en=_line(self.title_en),
            questions=tuple(_tidied(one) for one in self.questions),
            addressees=tuple(dict.fromkeys(self.addressees)),
        )

    def with_question(self) -> "RoundDraft":
        return replace(self, questions=(*self.questions, QuestionDraft()))

    def without_question(self, number: int) -> "RoundDraft":
        return replace(self, questions=self.questions[: number - 1] + self.questions[number:])

    def with_question_moved(self, number: int, by: int) -> "RoundDraft":
        """The question changes places with the one before (-1) or after it (1)."""
        rows = list(self.questions)
        rows[number - 1], rows[number - 1 + by] = rows[number - 1 + by], rows[number - 1]
        return replace(self, questions=tuple(rows))

    def without_addressee(self, number: int) -> "RoundDraft":
        return replace(self, addressees=self.addressees[: number - 1] + self.addressees[number:])


TITLES = ("title_fi", "title_sv", "title_en")
PLAIN = (*TITLES, "planned_opens", "due", "page_note", "page_limit", "goal_set", "waits_for_feedback", "reminder_days")
QUESTION_FIELDS = tuple(field.name for field in fields(QuestionDraft))
WORDINGS = tuple(f"{what}_{language}" for what in ("title", "text", "hint") for language in ("fi", "sv", "en"))


def round_draft(round_: Round) -> RoundDraft:
    """What the round says now. Three queries at most."""
    questions = tuple(
        QuestionDraft(**{name: getattr(one, name) for name in QUESTION_FIELDS}) for one in round_.questions.all()
    )
    addressees = tuple((one.organisation_id, one.capacity) for one in round_.addressees.all())
    values = {name: getattr(round_, name) for name in PLAIN} | {"reminder_days": tuple(round_.reminder_days)}
    return RoundDraft(**values, questions=questions, addressees=addressees)


@transaction.atomic
def copy_round(source: Round, *, by: Actor, at: datetime) -> Round:
    """Prepare the round of the next year by copying one (requirements R19): all but what has happened in it.

    Dates move a year on Helsinki's clock, from a leap day to the day before it. Raises NotNow when it has been copied.
    """
    require(can_prepare, by)
    source = Round.objects.select_for_update(no_key=True).get(pk=source.pk)
    made = Round.objects.filter(copied_from=source).first()
    if made is not None:
        raise NotNow(_("The round has been copied already: %(title)s.") % {"title": made})
    year, due = source.year + 1, a_year_later(source.due)
    if Round.objects.filter(kind=source.kind, year=year, due=due).exists():
        raise NotNow(_("There is a round of this kind already that is due at the same moment."))
    opens = source.opens or source.planned_opens
    copy = Round.objects.create(
        kind=source.kind,
        year=year,
        due=due,
        planned_opens=a_year_later(opens).replace(second=0, microsecond=0) if opens else None,
        goal_set=_goal_set(source, day_of(due)),
        copied_from=source,
        **{name: getattr(source, name).replace(str(source.year), str(year)) for name in TITLES},
        **{name: getattr(source, name) for name in ("page_note", "page_limit", "waits_for_feedback", "reminder_days")},
    )
    draft = round_draft(source)
    _write_questions(copy, draft.questions)
    _write_addressees(copy, draft.addressees)
    audit.record("round.copy", copy, user=by.user, source=source.pk)
    return copy


def a_year_later(moment: datetime) -> datetime:
    """The same time on Helsinki's clock a year later; 28 February for a leap day."""
    local = moment.astimezone(HELSINKI)
    day = local.date()
    moved = date(day.year + 1, 2, 28) if (day.month, day.day) == LEAP_DAY else day.replace(year=day.year + 1)
    return datetime.combine(moved, local.time(), HELSINKI)


def _goal_set(source: Round, day: date) -> GoalSet | None:
    """The same goals while they are in force, else those that are; none for a round that had none."""
    if source.goal_set is None:
        return None
    if source.goal_set.is_in_force(day):
        return source.goal_set
    return GoalSet.objects.on(day).order_by("-since").first() or source.goal_set


@transaction.atomic
def save_round(round_: Round, draft: RoundDraft, *, base: int, by: Actor, at: datetime) -> bool:
    """Save a round in preparation that the person had before them as `base` (Round.version).

    Returns False when somebody else has saved it otherwise since: that stays, and the page shows both. Raises NotNow
    when it is no longer in preparation, and when another round of the kind is due at the same moment.
    """
    require(can_prepare, by)
    locked = _locked(round_)
    if not locked.is_in_preparation:
        raise NotNow(_("The round has been set to open, so it is not changed here any more."))
    draft, before = draft.tidied(), round_draft(locked)
    what = list(differences(before, draft))
    if not what:
        return True
    if locked.version != base:
        return False
    if Round.objects.filter(kind=locked.kind, year=locked.year, due=draft.due).exclude(pk=locked.pk).exists():
        raise NotNow(_("There is a round of this kind already that is due at the same moment."))
    for name in PLAIN:
        setattr(locked, name, getattr(draft, name))
    locked.reminder_days = list(draft.reminder_days)
    if draft.questions != before.questions:
        _write_questions(locked, draft.questions)
    if draft.addressees != before.addressees:
        _write_addressees(locked, draft.addressees)
    _record(locked, what, by=by, at=at)
    locked.save()
    audit.record("round.save", locked, user=by.user, version=locked.version)
    return True


@transaction.atomic
def set_to_open(round_: Round, *, checked: int, by: Actor, at: datetime) -> Round:
    """Open the round now, or let it open by itself at its planned moment.

    `checked`: the save that the person had before them. Raises NotNow while anything is missing, and when somebody
    has saved the round since.
    """
    require(can_prepare, by)
    locked = _locked(round_)
    if not locked.is_in_preparation:
        raise NotNow(_("The round has been set to open already."))
    if locked.version != checked:
        raise NotNow(_("The round has been changed since you opened this page. Look at it once more."))
    missing = [check for check in checks_of([locked], at)[locked.pk] if not check.is_done]
    if missing:
        raise NotNow(
            _("The round does not open yet. Missing: %(what)s.") % {"what": ", ".join(m.name for m in missing)}
        )
    planned = locked.planned_opens
    locked.opens = planned if planned and planned > at else at
    _record(locked, [_change("opens", None, locked.opens)], by=by, at=at)
    locked.save()
    if locked.opens <= at:
        open_round(locked, at=at)
    audit.record("round.open", locked, user=by.user, opens=locked.opens.isoformat())
    return locked


@transaction.atomic
def take_opening_back(round_: Round, *, by: Actor, at: datetime) -> None:
    """Back to preparation, until the round opens. Raises NotNow afterwards."""
    require(can_prepare, by)
    locked = _locked(round_)
    if locked.is_in_preparation:
        raise NotNow(_("The round is in preparation."))
    if locked.is_open(at) or locked.documents.exists():
        raise NotNow(_("The round has opened and is being written, so it is not taken back."))
    _record(locked, [_change("opens", locked.opens, None)], by=by, at=at)
    locked.opens = None
    locked.save()
    audit.record("round.take_opening_back", locked, user=by.user)


@transaction.atomic
def correct_wording(round_: Round, words: dict[str, str], *, reason: str, base: int, by: Actor, at: datetime) -> bool:
    """Correct titles, questions and hints of a round that has opened; its structure stands.

    `words`: by place, «title_sv» or «question.2.text_fi», what it is to say. Writers see the reason and the old
    wording at the question. What has been sent stays as it was sent. Returns False when somebody else has corrected
    it since `base`; raises NotNow when nothing changes, and while the round is in preparation.
    """
    require(can_prepare, by)
    locked = _locked(round_)
    if not locked.is_open(at):
        raise NotNow(_("The round has not opened yet, so it is changed as a whole."))
    if locked.version != base:
        return False
    now = wordings(locked)
    unknown = words.keys() - now.keys()
    if unknown:
        raise LookupError(", ".join(sorted(unknown)))
    tidied = {place: _kept(place.rpartition(".")[2], text) for place, text in words.items()}
    changed = {place: text for place, text in tidied.items() if text != now[place]}
    if not changed:
        raise NotNow(_("Nothing has changed, so there is nothing to correct."))
    by_number = {one.number: one for one in locked.questions.all()}
    for place, text in changed.items():
        _where, _dot, rest = place.partition(".")
        number, _dot, name = rest.partition(".")
        setattr(by_number[int(number)] if rest else locked, name or place, text)
    for question in by_number.values():
        question.save(update_fields=[*WORDINGS])
    _record(locked, [_change(place, now[place], text) for place, text in changed.items()], by=by, at=at, reason=reason)
    locked.save(update_fields=[*TITLES, "version"])
    audit.record("round.correct", locked, user=by.user, version=locked.version, places=sorted(changed))
    return True


@transaction.atomic
def send_test_mails(year: int, *, by: Actor, at: datetime) -> int:
    """Send a test mail to every address that the year's rounds go to, each once. Returns how many.

    Raises NotNow when there is no address to send to.
    """
    require(can_prepare, by)
    titles: dict[str, tuple[Receiver, list[Round]]] = {}
    for one in year_of(year, at).addressees:
        for receiver in one.receivers:
            _receiver, rounds = titles.setdefault(receiver.address.casefold(), (receiver, []))
            rounds += [round_ for round_ in one.rounds if round_ not in rounds]
    if not titles:
        raise NotNow(_("No round of the year has an addressee with an address."))
    for receiver, rounds in titles.values():
        language = receiver.person.language if receiver.person else "fi"
        tell_of_test(
            year,
            name=receiver.name or receiver.organisation_in(language),
            address=receiver.address,
            language=language,
            titles=[round_.title_in(language) for round_ in rounds],
            at=at,
        )
    audit.record("round.test_mails", str(year), user=by.user, mails=len(titles))
    return len(titles)


def wordings(round_: Round) -> dict[str, str]:
    """By place, every wording of a round that may be corrected. One query."""
    found = {name: getattr(round_, name) for name in TITLES}
    for one in round_.questions.all():
        found |= {f"question.{one.number}.{name}": getattr(one, name) for name in WORDINGS}
    return found


def differences(before: RoundDraft, after: RoundDraft) -> Iterator[dict[str, str]]:
    """What changed between two forms of a round, as rows of RoundChange.what."""
    for name in PLAIN:
        if getattr(before, name) != getattr(after, name):
            yield _change(name, getattr(before, name), getattr(after, name))
    for index in range(max(len(before.questions), len(after.questions))):
        old, new = (
            {} if index >= len(those) else asdict(those[index]) for those in (before.questions, after.questions)
        )
        if bool(old) != bool(new):
            yield _change(f"question.{index + 1}", bool(old), bool(new))
        for name in QUESTION_FIELDS if old and new else WORDINGS:
            if old.get(name, "") != new.get(name, ""):
                yield _change(f"question.{index + 1}.{name}", old.get(name), new.get(name))
    if before.addressees != after.addressees:
        yield _change("addressees", before.addressees, after.addressees)


def _change(where: str, before: Any, after: Any) -> dict[str, str]:
    return {"where": where, "before": _in_words(before), "after": _in_words(after)}


def _in_words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(HELSINKI).isoformat(timespec="seconds")
    if isinstance(value, tuple):
        return ", ".join(":".join(str(part) for part in one) if isinstance(one, tuple) else str(one) for one in value)
    return str(value)


def _record(round_: Round, what: list[dict[str, str]], *, by: Actor, at: datetime, reason: str = "") -> None:
    round_.version += 1
    RoundChange.objects.create(
        round=round_, number=round_.version, what=what, reason=reason.strip(), by=by.person, at=at
    )


def _write_questions(round_: Round, drafts: tuple[QuestionDraft, ...]) -> None:
    """Rows are kept by their numbers, so that a move changes what two rows say and no number."""
    standing = {one.number: one for one in round_.questions.all()}
    for number, draft in enumerate(drafts, start=1):
        Question.objects.update_or_create(round=round_, number=number, defaults=asdict(draft))
    for number, question in standing.items():
        if number > len(drafts):
            question.delete()


def _write_addressees(round_: Round, addressees: tuple[tuple[int, str], ...]) -> None:
    """Written anew, so that their order is that of the form."""
    round_.addressees.all().delete()
    for organisation, capacity in addressees:
        Addressee.objects.create(round=round_, organisation_id=organisation, capacity=capacity)


def _tidied(question: QuestionDraft) -> QuestionDraft:
    kept: dict[str, Any] = {name: _kept(name, getattr(question, name)) for name in WORDINGS}
    return replace(question, **kept)


def _kept(name: str, text: str) -> str:
    return _line(text) if name.startswith("title") else normalise(text).strip()


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def _locked(round_: Round) -> Round:
    return Round.objects.select_for_update(no_key=True, of=("self",)).select_related("goal_set").get(pk=round_.pk)
