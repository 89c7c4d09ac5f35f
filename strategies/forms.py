"""What a person may type about a strategy: its draft, a new one, and the decision to adopt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms import BoundField
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.arriving import ArrivalForm
from elo_portal.office.clock import day_of
from elo_portal.office.models.writing import MOST_CHARACTERS
from elo_portal.office.widgets import CheckboxChoices, RadioChoices
from elo_portal.office.writing.markup import normalise
from networks.choices import DOCUMENT_LANGUAGES
from networks.models import Organisation, Region

from .choices import FIELD_NAMES, LINES, ROWS, TEXTS
from .commands.arriving import Decided
from .content import Content, length_of, tidied
from .models import Goal, Strategy
from .models.strategies import LONGEST_CASE_NUMBER

MOST_ROWS = 60
# More is no strategy but a book, and the printer would be kept for minutes.
MOST_IN_ALL = 200_000
LONGEST_LINE = 1000
LONGEST_HEADING = 200
ROW = re.compile(r"(goals|links|themes)-([0-9]{1,2})-[a-z]+")

HINTS = {
    "vision": gettext_lazy("What guidance in the region is to become. One or two sentences."),
    "mission": gettext_lazy("What you do and for whom."),
    "values": gettext_lazy("One value on each line."),
    "key_themes": gettext_lazy("One theme on each line."),
    "definition": gettext_lazy("What you mean by guidance. It stands beside the questions of the report."),
    "purpose": gettext_lazy("What the strategy is for."),
    "basis": gettext_lazy("On what the strategy stands, for example the programme of the region."),
    "preparers": gettext_lazy("One body on each line."),
    "implementer": gettext_lazy("Who carries the strategy out and who coordinates the work."),
}
WEB_ADDRESS = URLValidator(schemes=["http", "https"])


class LongText(forms.Field):
    """A long text. It is kept as it was typed; only one that is too long is an error."""

    widget = forms.Textarea

    def __init__(self, most: int = MOST_CHARACTERS, **options: Any) -> None:
        # A draft may be saved without it; still it is not optional, so its label does not say so.
        super().__init__(required=True, **options)
        self.most = most

    def to_python(self, value: Any) -> Any:
        return value or ""

    def validate(self, value: Any) -> None:
        length = len(normalise(value).strip())
        if length > self.most:
            raise ValidationError(
                _("%(name)s has %(length)s characters. Shorten it to %(most)s.")
                % {"name": self.label, "length": _number(length), "most": _number(self.most)},
                code="too_long",
            )


class Lines(LongText):
    """A list typed one item on each line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = super().clean(value)
        lines = normalise(lines).split("\n")
        if any(len(line.strip()) > LONGEST_LINE for line in lines):
            raise ValidationError(
                _("%(name)s: one line is longer than %(most)s characters. Each item has a line of its own.")
                % {"name": self.label, "most": _number(LONGEST_LINE)}
            )
        return lines


class OneLine(LongText):
    widget = forms.TextInput


class WebAddress(OneLine):
    """An address of the web, http or https; nothing else ever becomes a link."""

    def validate(self, value: Any) -> None:
        if value.strip():
            try:
                WEB_ADDRESS(value.strip())
            except ValidationError as wrong:
                raise ValidationError(
                    _("Write the address of the link in the form https://www.example.fi"), code="address"
                ) from wrong


@dataclass(frozen=True)
class FormRow:
    """One row of a list of the form: its number from one and its fields by column."""

    number: int
    cells: dict[str, BoundField]

    @property
    def fields(self) -> list[BoundField]:
        return list(self.cells.values())


class DraftForm(forms.Form):
    """A whole draft. `base` is the number of the save it was written from; rows are `themes-0-heading` and so on.

    There is always one empty row more than there are rows with something in them, so that a list grows without
    JavaScript: save and go on writing.
    """

    use_required_attribute = False
    base = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, content: Content, goals: Sequence[Goal], data: Any = None, *, base: int = 0) -> None:
        super().__init__(data, auto_id="%s", initial={"base": base, **_flat(content)})
        lang = {"lang": content["language"]}
        self.fields["title"] = forms.CharField(
            label=FIELD_NAMES["title"],
            max_length=200,
            widget=forms.TextInput(attrs=lang),
            error_messages={
                "required": _("Write the title of the strategy"),
                "max_length": _("Shorten the title to at most 200 characters"),
            },
        )
        self.fields["language"] = forms.ChoiceField(
            label=FIELD_NAMES["language"], choices=DOCUMENT_LANGUAGES, widget=RadioChoices
        )
        for name in TEXTS:
            rows = 5 if name in {"vision", "mission", "implementer"} else 9
            self.fields[name] = LongText(
                label=FIELD_NAMES[name], help_text=HINTS[name], widget=_area(rows=rows, **lang)
            )
        for name in LINES:
            self.fields[name] = Lines(label=FIELD_NAMES[name], help_text=HINTS[name], widget=_area(rows=5, **lang))
        self.counts = {name: self._count(name, content) for name in ROWS}
        offered = [(goal.key, f"{goal.number}. {goal}") for goal in goals]
        for number in range(self.counts["goals"]):
            self.fields[f"goals-{number}-text"] = OneLine(
                LONGEST_LINE, label=_("Goal %(number)s") % {"number": number + 1}, widget=forms.TextInput(attrs=lang)
            )
            self.fields[f"goals-{number}-national"] = forms.MultipleChoiceField(
                label=_("National goals that goal %(number)s serves") % {"number": number + 1},
                choices=offered,
                required=False,
                widget=CheckboxChoices,
            )
        for number in range(self.counts["links"]):
            self.fields[f"links-{number}-label"] = OneLine(
                LONGEST_HEADING,
                label=_("Name of link %(number)s") % {"number": number + 1},
                widget=forms.TextInput(attrs=lang),
            )
            self.fields[f"links-{number}-url"] = WebAddress(
                label=_("Address of link %(number)s") % {"number": number + 1},
                widget=forms.TextInput(attrs={"inputmode": "url"}),
            )
        for number in range(self.counts["themes"]):
            self.fields[f"themes-{number}-heading"] = OneLine(
                LONGEST_HEADING,
                label=_("Heading of theme text %(number)s") % {"number": number + 1},
                widget=forms.TextInput(attrs=lang),
            )
            self.fields[f"themes-{number}-text"] = LongText(
                label=_("Theme text %(number)s") % {"number": number + 1}, widget=_area(rows=9, **lang)
            )

    def _count(self, name: str, content: Content) -> int:
        """Rows of the list: those that were sent, else those that there are and one more."""
        if self.is_bound:
            sent = [int(found[2]) for key in self.data if (found := ROW.fullmatch(key)) and found[1] == name]
            return min(MOST_ROWS, max(sent, default=-1) + 1)
        return min(MOST_ROWS, len(content[name]) + 1)

    def rows(self, name: str) -> Iterator[FormRow]:
        for number in range(self.counts[name]):
            yield FormRow(number + 1, {column: self[f"{name}-{number}-{column}"] for column in ROWS[name]})

    @property
    def goal_rows(self) -> list[FormRow]:
        return list(self.rows("goals"))

    @property
    def link_rows(self) -> list[FormRow]:
        return list(self.rows("links"))

    @property
    def theme_rows(self) -> list[FormRow]:
        return list(self.rows("themes"))

    @property
    def is_ours(self) -> bool:
        """Whether the form says from which save it was written and has every part, as the portal's own page does."""
        has_parts = all(name in self.data for name in ("title", *TEXTS, *LINES))
        return "base" in self.cleaned_data and has_parts and all(self.counts.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in range(self.counts["links"]):
            if cleaned.get(f"links-{number}-label", "").strip() and cleaned.get(f"links-{number}-url") == "":
                self.add_error(
                    f"links-{number}-url", _("Write the address of the link in the form https://www.example.fi")
                )
        if not self.errors:
            length = length_of(self.content())
            if length > MOST_IN_ALL:
                raise ValidationError(
                    _("The strategy has %(length)s characters in all. Shorten it to %(most)s.")
                    % {"length": _number(length), "most": _number(MOST_IN_ALL)}
                )
        return cleaned

    def content(self) -> Content:
        """What was typed, of a valid form."""
        cleaned = self.cleaned_data
        content = {name: cleaned[name] for name in ("title", "language", *TEXTS, *LINES)}
        for name, columns in ROWS.items():
            content[name] = [
                {column: cleaned[f"{name}-{number}-{column}"] for column in columns}
                for number in range(self.counts[name])
            ]
        return tidied(content)


class NewForm(forms.Form):
    """A new strategy: whose, of which regions, its title and language."""

    def __init__(
        self, offered: Sequence[tuple[Organisation, Sequence[Region]]], data: Any = None, *, day: date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.offered = {str(centre.pk): (centre, list(regions)) for centre, regions in offered}
        if len(self.offered) > 1:
            self.fields["centre"] = forms.ChoiceField(
                label=_("Coordinated by"),
                choices=[(key, centre.name_on(day)) for key, (centre, _regions) in self.offered.items()],
                widget=RadioChoices,
                error_messages={"required": _("Choose the centre that coordinates the strategy")},
            )
        regions = {region.pk: region for _centre, found in self.offered.values() for region in found}
        self.regions = regions
        self.fields["regions"] = forms.TypedMultipleChoiceField(
            label=_("Regions"),
            choices=[(pk, str(region)) for pk, region in regions.items()],
            coerce=int,
            initial=list(regions) if len(regions) == 1 else None,
            widget=CheckboxChoices,
            error_messages={"required": _("Choose at least one region")},
        )
        self.fields["title"] = forms.CharField(
            label=FIELD_NAMES["title"],
            max_length=200,
            error_messages={
                "required": _("Write the title of the strategy"),
                "max_length": _("Shorten the title to at most 200 characters"),
            },
        )
        self.fields["language"] = forms.ChoiceField(
            label=FIELD_NAMES["language"],
            choices=DOCUMENT_LANGUAGES,
            widget=RadioChoices,
            initial="fi",
            error_messages={"required": _("Choose the language of the strategy")},
        )

    @property
    def centre(self) -> Organisation:
        key = self.cleaned_data.get("centre") or next(iter(self.offered))
        return self.offered[key][0]

    def chosen_regions(self) -> list[Region]:
        return [self.regions[pk] for pk in self.cleaned_data["regions"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        key = cleaned.get("centre") or (next(iter(self.offered)) if len(self.offered) == 1 else None)
        if key and "regions" in cleaned:
            own = {region.pk for region in self.offered[key][1]}
            if not set(cleaned["regions"]) <= own:
                self.add_error("regions", _("Choose regions that the centre covers"))
        return cleaned


def _day_field(label: str, required: str = "", **options: Any) -> forms.DateField:
    wrong = _("Write the day in the form dd.mm.yyyy, for example 1.1.2015")
    return forms.DateField(
        label=label,
        required=bool(required),
        widget=forms.DateInput(attrs={"class": "input input--date", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": required, "invalid": wrong},
        **options,
    )


class DecisionForm(forms.Form):
    """The decision: who and when; from which day the version is in force and, where decided, until which."""

    def __init__(self, *args: Any, today: date, after: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.after = today, after
        self.fields["decided_by"] = forms.CharField(
            label=_("Who decided"),
            help_text=_("The body that approved the strategy, for example the regional group."),
            max_length=200,
            error_messages={
                "required": _("Write who approved the strategy"),
                "max_length": _("Shorten the name to at most 200 characters"),
            },
        )
        self.fields["decided_on"] = _day_field(
            _("Day of the decision"), _("Write the day of the decision"), help_text=_("In the form dd.mm.yyyy")
        )
        self.fields["since"] = _day_field(
            _("In force from"),
            _("Write the day on which the strategy comes into force"),
            help_text=_("In the form dd.mm.yyyy"),
        )
        self.fields["until"] = _day_field(
            _("Last day in force"), help_text=_("Leave it empty when the strategy is in force until the next one.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until, decided_on = cleaned.get("since"), cleaned.get("until"), cleaned.get("decided_on")
        if decided_on and decided_on > self.today:
            self.add_error("decided_on", _("The day of the decision is still to come."))
        if since and self.after and since <= self.after:
            self.add_error(
                "since",
                _("Write a day after %(day)s, on which the version before this one came into force")
                % {"day": formats.date_format(self.after, "SHORT_DATE_FORMAT")},
            )
        if since and until and until < since:
            self.add_error("until", _("The last day must not be before the first day."))
        return cleaned


class AdoptForm(DecisionForm):
    """The decision, of the save that the person had read."""

    checked = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class StrategyArrivalForm(ArrivalForm, DecisionForm):
    """Which region's strategy came in a file, what it is called, what was decided of it, when and how it came."""

    def __init__(
        self, *args: Any, strategies: Sequence[Strategy], regions: Sequence[Region], at: datetime, **options: Any
    ) -> None:
        """strategies: a new version of one of them is entered; regions: those that have none yet."""
        super().__init__(*args, at=at, today=day_of(at), **options)
        self.places: dict[str, Strategy | Region] = {f"strategy-{one.pk}": one for one in strategies}
        self.places |= {f"region-{one.pk}": one for one in regions}
        of = {key: _regions_of(place) for key, place in self.places.items()}
        offered = [(key, ", ".join(map(str, of[key]))) for key in sorted(of, key=lambda key: of[key][0].code)]
        choose = _("Choose the region")
        self.fields["place"] = forms.ChoiceField(
            label=_("Region"),
            choices=[("", choose), *offered],
            error_messages={"required": choose, "invalid_choice": choose},
        )
        self.fields["title"] = forms.CharField(
            label=FIELD_NAMES["title"],
            max_length=LONGEST_HEADING,
            error_messages={
                "required": _("Write the title of the strategy"),
                "max_length": _("Shorten the title to at most 200 characters"),
            },
        )
        self.fields["language"] = forms.ChoiceField(
            label=FIELD_NAMES["language"], choices=DOCUMENT_LANGUAGES, initial="fi", widget=RadioChoices
        )
        self.fields["case_number"] = forms.CharField(
            label=_("Case number"), max_length=LONGEST_CASE_NUMBER, required=False
        )
        file = self.fields["file_1"]
        file.label, file.error_messages["required"] = _("The strategy"), _("Choose the file of the strategy")
        self.fields["way"].error_messages["required"] = _("Choose how the strategy came")
        decision = ("decided_by", "decided_on", "since", "until")
        self.order_fields(["place", "title", "language", *decision, "file_1", "case_number"])

    def clean(self) -> dict[str, Any]:
        place = self.place
        if isinstance(place, Strategy):
            before = place.versions.adopted().without_content().order_by("-since").first()
            self.after = before.since if before else None
        return super().clean()

    @property
    def place(self) -> Strategy | Region | None:
        return self.places.get(self.cleaned_data.get("place", ""))

    @property
    def what(self) -> Decided:
        names = ("title", "language", "since", "until", "decided_by", "decided_on")
        return Decided(**{name: self.cleaned_data[name] for name in names})


def _regions_of(place: Strategy | Region) -> list[Region]:
    """The region, or by code those that have a strategy together."""
    if isinstance(place, Region):
        return [place]
    return sorted(place.regions.all(), key=lambda region: region.code)


def _area(*, rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "write", "spellcheck": "true", **attrs})


def _flat(content: Content) -> dict[str, Any]:
    flat = {name: content[name] for name in ("title", "language", *TEXTS, *LINES)}
    for name, columns in ROWS.items():
        for number, row in enumerate(content[name]):
            flat |= {f"{name}-{number}-{column}": row[column] for column in columns}
    return flat


def _number(value: int) -> str:
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)
