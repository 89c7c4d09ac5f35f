"""What an administrator types of a round: the whole of it before the opening, its wording afterwards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.clock import HELSINKI
from elo_portal.office.due import END_OF_DAY
from elo_portal.office.widgets import RadioChoices
from elo_portal.office.writing.markup import normalise
from networks.choices import OrganisationKind, Role
from networks.models import Organisation
from strategies.models import GoalSet

from ..choices import Beside, RoundKind
from ..commands.preparing import QUESTION_FIELDS, TITLES, QuestionDraft, RoundDraft
from ..models import Question, Round
from ..models.rounds import validate_reminder_days
from .completing import DayField

MOST_QUESTIONS = 30
MOST_ADDRESSEES = 12
LONGEST_TITLE = 120
LONGEST_TEXT = 2000
LONGEST_REASON = 500
TIME = re.compile(r"(\d{1,2})[.:](\d{2})")
CAPACITIES = (Role.REGISTRY, Role.NATIONAL_SECRETARY, Role.SUPPORT_READER, Role.COORDINATOR)
ADDRESSED = (OrganisationKind.MINISTRY, OrganisationKind.SUPPORT)
AT_ONCE, AFTER_FEEDBACK = "at_once", "after_feedback"
LANGUAGES = ("fi", "sv", "en")

LABELS = {
    "title_fi": gettext_lazy("Short title in Finnish"),
    "title_sv": gettext_lazy("Short title in Swedish"),
    "title_en": gettext_lazy("Short title in English"),
    "text_fi": gettext_lazy("Question in Finnish"),
    "text_sv": gettext_lazy("Question in Swedish"),
    "text_en": gettext_lazy("Question in English"),
    "hint_fi": gettext_lazy("Hint in Finnish"),
    "hint_sv": gettext_lazy("Hint in Swedish"),
    "hint_en": gettext_lazy("Hint in English"),
}
ROUND_LABELS = {
    "title_fi": gettext_lazy("Title in Finnish"),
    "title_sv": gettext_lazy("Title in Swedish"),
    "title_en": gettext_lazy("Title in English"),
}


class Wording(forms.CharField):
    """A title or a text in one language. It may be missing until the opening, so its label does not say «optional»."""

    def __init__(self, language: str, most: int, *, is_long: bool, label: Any, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4}) if is_long else forms.TextInput()
        super().__init__(required=True, strip=False, label=label, widget=widget, **options)
        self.most = most
        self.widget.attrs["lang"] = language

    def validate(self, value: str) -> None:
        length = len(normalise(value).strip())
        if length > self.most:
            words = {"name": self.label, "length": length, "most": self.most}
            raise ValidationError(
                _("%(name)s has %(length)s characters. Shorten it to %(most)s.") % words, code="too_long"
            )


class ClockField(forms.CharField):
    """A time of day as people write it: 23.59 or 9.00."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("Time"),
            help_text=gettext_lazy("Finnish time, for example 9.00"),
            widget=forms.TextInput(attrs={"class": "input input--short", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> time | None:
        written = super().clean(value)
        if not written:
            return None
        found = TIME.fullmatch(written)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise ValidationError(_("Write the time in the form hh.mm, for example 23.59"))
        return time(int(found[1]), int(found[2]))


class DaysField(forms.CharField):
    """Days before the due day: 30, 7, 1. Kept with the longest first; none at all is an empty field."""

    def clean(self, value: Any) -> tuple[int, ...]:
        written = [one for one in re.split(r"[,;\s]+", super().clean(value)) if one]
        if not all(one.isdecimal() and len(one) <= 3 for one in written):
            raise ValidationError(_("Write whole days with commas between them, for example 30, 7, 1"))
        days = sorted({int(one) for one in written}, reverse=True)
        validate_reminder_days(days)
        return tuple(days)


class Pages(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            min_value=1,
            max_value=99,
            widget=forms.TextInput(attrs={"class": "input input--short", "inputmode": "numeric"}),
            error_messages={
                "invalid": gettext_lazy("Write a whole number of pages, from 1 to 99"),
                "min_value": gettext_lazy("Write a whole number of pages, from 1 to 99"),
                "max_value": gettext_lazy("Write a whole number of pages, from 1 to 99"),
            },
            **options,
        )


@dataclass(frozen=True)
class QuestionRow:
    """The fields of one question. `missing`: the languages in which it is not whole yet."""

    number: int
    cells: dict[str, BoundField]
    missing: tuple[str, ...]
    is_first: bool
    is_last: bool

    @property
    def title(self) -> str:
        return self.cells["title_fi"].value() or self.cells["title_sv"].value() or ""


@dataclass(frozen=True)
class AddresseeRow:
    number: int
    organisation: BoundField
    capacity: BoundField
    is_new: bool


class RoundForm(forms.Form):
    """A round in preparation. `base` is the number of the save that the person had before them.

    Questions are `q-1-title_fi` and so on in their order, `questions` of them; addressees `a-1-organisation` and
    `a-1-capacity`, with one empty row more than there are.
    """

    use_required_attribute = False
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    questions = forms.IntegerField(min_value=0, max_value=MOST_QUESTIONS, widget=forms.HiddenInput)
    addressees = forms.IntegerField(min_value=0, max_value=MOST_ADDRESSEES, widget=forms.HiddenInput)
    opens_day = DayField(label=gettext_lazy("Opens"), required=False)
    opens_time = ClockField(required=False)
    due_day = DayField(label=gettext_lazy("Due date"))
    due_time = ClockField(
        error_messages={"required": gettext_lazy("Write the time in the form hh.mm, for example 23.59")}
    )
    page_note = Pages(label=gettext_lazy("Recommended length"), help_text=gettext_lazy("Pages, a note is shown"))
    page_limit = Pages(label=gettext_lazy("Greatest length"), help_text=gettext_lazy("Pages, more cannot be sent"))
    reminder_days = DaysField(
        label=gettext_lazy("Days before the due date on which writers are reminded"),
        help_text=gettext_lazy("For example 30, 7, 1. They go at 8.00."),
        required=False,
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
    )
    goal_set = forms.ModelChoiceField(
        label=gettext_lazy("National goals"),
        queryset=GoalSet.objects.none(),
        required=False,
        empty_label=gettext_lazy("No goals"),
    )
    reading = forms.ChoiceField(
        label=gettext_lazy("When are sent reports shown to other regions?"),
        choices=[
            (AT_ONCE, gettext_lazy("As soon as they have been sent")),
            (AFTER_FEEDBACK, gettext_lazy("Only when the feedback has been given")),
        ],
        widget=RadioChoices,
    )

    def __init__(self, round_: Round, draft: RoundDraft, data: Any = None, *, today: date, base: int = 0) -> None:
        initial = {"base": base, **_flat(draft)}
        super().__init__(data, auto_id="id_%s", initial=initial)
        self.round_ = round_
        self.fields["goal_set"].queryset = GoalSet.objects.order_by("-since")  # type: ignore[attr-defined]
        if round_.kind != RoundKind.REPORT:
            del self.fields["reading"]
        for name in TITLES:
            self.fields[name] = Wording(name[-2:], LONGEST_TITLE, is_long=False, label=ROUND_LABELS[name])
        self.fields["title_en"].required = False
        self.question_count = _count(data, "questions", len(draft.questions), MOST_QUESTIONS)
        self.addressee_count = _count(data, "addressees", len(draft.addressees), MOST_ADDRESSEES)
        for number in range(1, self.question_count + 1):
            self._add_question(number)
        named = _organisations({key for key, _capacity in draft.addressees}, today)
        for number in range(1, min(self.addressee_count + 1, MOST_ADDRESSEES) + 1):
            self._add_addressee(number, named)

    def _add_question(self, number: int) -> None:
        for name, label in LABELS.items():
            what, language = name.rsplit("_", 1)
            most = LONGEST_TITLE if what == "title" else LONGEST_TEXT
            field = Wording(language, most, is_long=what != "title", label=label)
            field.required = what != "hint" and language != "en"
            self.fields[f"q-{number}-{name}"] = field
        self.fields[f"q-{number}-beside"] = forms.ChoiceField(
            label=_("What stands beside it"), choices=Beside.choices, required=False
        )
        self.fields[f"q-{number}-is_sv_own_translation"] = forms.BooleanField(
            label=_("The Swedish is our own translation"), required=False
        )

    def _add_addressee(self, number: int, named: list[tuple[Any, str]]) -> None:
        self.fields[f"a-{number}-organisation"] = forms.TypedChoiceField(
            label=_("Organisation"), choices=[("", "–"), *named], coerce=int, empty_value=None, required=False
        )
        self.fields[f"a-{number}-capacity"] = forms.ChoiceField(
            label=_("In the capacity of"), choices=[("", "–"), *((one.value, one.label) for one in CAPACITIES)]
        )
        self.fields[f"a-{number}-capacity"].required = False

    @property
    def question_rows(self) -> list[QuestionRow]:
        rows = []
        for number in range(1, self.question_count + 1):
            cells = {name: self[f"q-{number}-{name}"] for name in QUESTION_FIELDS}
            rows.append(QuestionRow(number, cells, _missing(cells), number == 1, number == self.question_count))
        return rows

    @property
    def addressee_rows(self) -> list[AddresseeRow]:
        return [
            AddresseeRow(
                number,
                self[f"a-{number}-organisation"],
                self[f"a-{number}-capacity"],
                number > self.addressee_count,
            )
            for number in range(1, min(self.addressee_count + 1, MOST_ADDRESSEES) + 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, due = self._moment("opens"), self._moment("due")
        if data.get("opens_time") and not data.get("opens_day") and "opens_day" not in self.errors:
            self.add_error("opens_day", _("Write the day too, or empty the time"))
        if due and not self.round_.year <= due.year <= self.round_.year + 1:
            years = {"year": self.round_.year, "next": self.round_.year + 1}
            self.add_error("due_day", _("The due date of this round is in %(year)s or %(next)s") % years)
        if opens and due and opens >= due:
            self.add_error("opens_day", _("The round must open before its due date"))
        if due and _is_taken(self.round_, due):
            self.add_error("due_day", _("There is a round of this kind already that is due at the same moment."))
        note, limit = data.get("page_note"), data.get("page_limit")
        if note and limit and note > limit:
            self.add_error("page_note", _("The recommended length must not be more than the greatest length"))
        if not (data.get("title_fi") or "").strip() and "title_fi" not in self.errors:
            self.add_error("title_fi", _("Write the title in Finnish"))
        self._clean_addressees(data)
        return data

    def _clean_addressees(self, data: dict[str, Any]) -> None:
        seen = set()
        for row in self.addressee_rows:
            organisation, capacity = (data.get(field.name) for field in (row.organisation, row.capacity))
            if organisation and not capacity and not row.capacity.errors:
                self.add_error(row.capacity.name, _("Choose the capacity"))
            elif capacity and not organisation and not row.organisation.errors:
                self.add_error(row.organisation.name, _("Choose the organisation"))
            elif organisation and (organisation, capacity) in seen:
                self.add_error(row.organisation.name, _("The addressee is on the list already"))
            seen.add((organisation, capacity))

    def _moment(self, name: str) -> datetime | None:
        """The last minute of a day is its last second."""
        day = self.cleaned_data.get(f"{name}_day")
        if day is None:
            return None
        clock = self.cleaned_data.get(f"{name}_time") or time(9)
        whole = END_OF_DAY if (clock.hour, clock.minute) == (END_OF_DAY.hour, END_OF_DAY.minute) else clock
        return datetime.combine(day, whole, HELSINKI)

    def draft(self) -> RoundDraft:
        data = self.cleaned_data
        questions = tuple(
            QuestionDraft(**{name: data[f"q-{number}-{name}"] for name in QUESTION_FIELDS})
            for number in range(1, self.question_count + 1)
        )
        addressees = tuple(
            (data[row.organisation.name], data[row.capacity.name])
            for row in self.addressee_rows
            if data[row.organisation.name]
        )
        return RoundDraft(
            **{name: data[name] for name in (*TITLES, "page_note", "page_limit", "goal_set", "reminder_days")},
            planned_opens=self._moment("opens"),
            due=cast(datetime, self._moment("due")),
            waits_for_feedback=data.get("reading") == AFTER_FEEDBACK,
            questions=questions,
            addressees=addressees,
        )


class WordingForm(forms.Form):
    """Corrections of a round that has opened: every title, question and hint, and the reason that writers see."""

    use_required_attribute = False
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Writers see it at the question, with the old wording."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Write why the wording is corrected"),
            "max_length": gettext_lazy("Shorten the reason to at most 500 characters. Now it has %(show_value)s."),
        },
    )

    def __init__(
        self, words: dict[str, str], questions: Sequence[Question], data: Any = None, *, base: int = 0
    ) -> None:
        super().__init__(data, auto_id="id_%s", initial={"base": base, **{_dashed(one): words[one] for one in words}})
        self.words, self.numbers = words, [one.number for one in questions]
        self.fields["reason"].widget.attrs.pop("maxlength", None)
        for place in words:
            name = place.rpartition(".")[2]
            what, language = name.rsplit("_", 1)
            labels = LABELS if "." in place else ROUND_LABELS
            most = LONGEST_TITLE if what == "title" else LONGEST_TEXT
            field = Wording(language, most, is_long=what != "title", label=labels[name])
            field.required = what != "hint" and language != "en"
            self.fields[_dashed(place)] = field

    @property
    def title_fields(self) -> list[BoundField]:
        return [self[name] for name in TITLES]

    @property
    def question_rows(self) -> list[tuple[int, dict[str, BoundField]]]:
        return [(number, {name: self[f"question-{number}-{name}"] for name in LABELS}) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in self.words:
            name = _dashed(place)
            if self.fields[name].required and not (data.get(name) or "").strip() and name not in self.errors:
                self.add_error(name, _("A wording is corrected, not taken away: write the text"))
        return data

    def wording(self) -> dict[str, str]:
        return {place: self.cleaned_data[_dashed(place)] for place in self.words}


def _dashed(place: str) -> str:
    return place.replace(".", "-")


def _flat(draft: RoundDraft) -> dict[str, Any]:
    """The fields of the form that say what the draft says."""
    opens, due = (one and one.astimezone(HELSINKI) for one in (draft.planned_opens, draft.due))
    values: dict[str, Any] = {name: getattr(draft, name) for name in (*TITLES, "page_note", "page_limit", "goal_set")}
    values |= {
        "questions": len(draft.questions),
        "addressees": len(draft.addressees),
        "opens_day": _day(opens),
        "opens_time": _clock(opens),
        "due_day": _day(due),
        "due_time": _clock(due),
        "reminder_days": ", ".join(str(day) for day in draft.reminder_days),
        "reading": AFTER_FEEDBACK if draft.waits_for_feedback else AT_ONCE,
    }
    for number, question in enumerate(draft.questions, start=1):
        values |= {f"q-{number}-{name}": getattr(question, name) for name in QUESTION_FIELDS}
    for number, (organisation, capacity) in enumerate(draft.addressees, start=1):
        values |= {f"a-{number}-organisation": organisation, f"a-{number}-capacity": capacity}
    return values


def _day(moment: datetime | None) -> str:
    return f"{moment.day}.{moment.month}.{moment.year}" if moment else ""


def _clock(moment: datetime | None) -> str:
    return f"{moment.hour}.{moment.minute:02d}" if moment else ""


def _count(data: Any, name: str, otherwise: int, most: int) -> int:
    """How many rows the form that was sent has; a number that no form of ours has is told by the field itself."""
    if data is None:
        return otherwise
    written = str(data.get(name, ""))
    return min(int(written), most) if written.isdecimal() and len(written) <= 3 else 0


def _missing(cells: dict[str, BoundField]) -> tuple[str, ...]:
    def has(name: str) -> bool:
        return bool(str(cells[name].value() or "").strip())

    return tuple(
        language
        for language in ("fi", "sv")
        if not has(f"title_{language}")
        or not has(f"text_{language}")
        or (has("hint_fi") and not has(f"hint_{language}"))
    )


def _organisations(named: set[int], today: date) -> list[tuple[Any, str]]:
    """Ministries and support bodies, and whoever is an addressee already. Two queries."""
    those = Organisation.objects.filter(Q(kind__in=ADDRESSED) | Q(pk__in=named)).prefetch_related("names")
    return sorted(((one.pk, one.name_on(today)) for one in those), key=lambda row: row[1].casefold())


def _is_taken(round_: Round, due: datetime) -> bool:
    return Round.objects.filter(kind=round_.kind, year=round_.year, due=due).exclude(pk=round_.pk).exists()
