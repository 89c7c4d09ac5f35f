"""What a writer may type in an action plan beside its texts: headings, the day, the strategy, measures, files."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.uploads import UploadField
from elo_portal.office.widgets import CheckboxChoices, RadioChoices
from strategies.models import Goal, StrategyVersion

from ..choices import AttachmentRole
from ..commands.measures import Promise
from ..models import Answer, Document, Measure, MeasureChange

DAY_FORMATS = ["%d.%m.%Y", "%Y-%m-%d"]
IN_FORCE = ""


class PlanForm(forms.Form):
    """Headings of own sections (`heading-5`), the day when the group handled the plan, the strategy that goes along.

    What was there when the page was opened comes along (`heading-base-5`, `handled_on_base`), so that of two people at
    once the second is told.
    """

    handled_on = forms.DateField(
        label=gettext_lazy("Handled in the group"),
        help_text=gettext_lazy("In the form dd.mm.yyyy"),
        input_formats=DAY_FORMATS,
        required=False,
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"class": "input input--date", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Write the day in the form 20.8.2014")},
    )
    handled_on_base = forms.DateField(input_formats=DAY_FORMATS, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        document: Document,
        sections: Sequence[Answer],
        strategies: Sequence[StrategyVersion],
        data: Any = None,
    ) -> None:
        super().__init__(data, auto_id="%s", initial={"handled_on": document.handled_on})
        self.sections = sections
        self.strategies = {str(one.pk): one for one in strategies}
        for section in sections:
            self.fields[f"heading-{section.number}"] = forms.CharField(
                required=False,
                max_length=120,
                initial=section.heading,
                error_messages={"max_length": _("Shorten the heading to at most 120 characters.")},
            )
            self.fields[f"heading-base-{section.number}"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["strategy"] = forms.ChoiceField(
            required=False, choices=[(IN_FORCE, ""), *((key, key) for key in self.strategies)]
        )

    def headings(self) -> Iterator[tuple[Answer, str, str]]:
        """Each section whose heading can be saved, with the heading and what it was when the page was opened."""
        for section in self.sections:
            name = f"heading-{section.number}"
            if name in self.data and name in self.cleaned_data:
                yield section, self.cleaned_data[name], self.cleaned_data.get(f"heading-base-{section.number}", "")

    def strategy(self) -> StrategyVersion | None:
        """The version chosen; None for the one that is in force when the plan is sent."""
        return self.strategies.get(self.cleaned_data.get("strategy", IN_FORCE))


class MeasureForm(forms.Form):
    """A measure: what is done, for which topic and goals, by whom, when, and how one sees that it succeeded."""

    what = forms.CharField(
        label=gettext_lazy("What is done?"),
        help_text=gettext_lazy("One promise for one year, at most 120 characters"),
        max_length=120,
        error_messages={
            "required": gettext_lazy("Write what is done"),
            "max_length": gettext_lazy("Shorten what is done to at most 120 characters."),
        },
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"), error_messages={"required": gettext_lazy("Choose the topic")}
    )
    body = forms.CharField(
        label=gettext_lazy("Body in charge"),
        help_text=gettext_lazy("Choose a body of the group or write another"),
        required=False,
        max_length=160,
        error_messages={"max_length": gettext_lazy("Shorten the body in charge to at most 160 characters.")},
    )
    goals = forms.MultipleChoiceField(label=gettext_lazy("National goals"), required=False, widget=CheckboxChoices)
    schedule = forms.CharField(
        label=gettext_lazy("Schedule"),
        help_text=gettext_lazy("For example 4/2014 or autumn 2014"),
        required=False,
        max_length=60,
        error_messages={"max_length": gettext_lazy("Shorten the schedule to at most 60 characters.")},
    )
    sign = forms.CharField(
        label=gettext_lazy("Sign of success"),
        help_text=gettext_lazy("From what you see at the end of the year that it succeeded"),
        required=False,
        max_length=300,
        error_messages={"max_length": gettext_lazy("Shorten the sign of success to at most 300 characters.")},
    )

    def __init__(self, topics: Sequence[Answer], goals: Sequence[Goal], data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="%s", prefix="measure", **options)
        self.topics = {str(one.number): one for one in topics}
        self.fields["topic"].choices = [(key, f"{key} {one.title}") for key, one in self.topics.items()]
        self.fields["goals"].choices = [(str(goal.number), f"{goal.number}. {goal}") for goal in goals]
        for name in ("what", "body", "schedule", "sign"):
            self.fields[name].widget.attrs.update({"class": "input", "autocomplete": "off"})
        self.fields["topic"].widget.attrs["class"] = "input"
        self.fields["body"].widget.attrs["list"] = "bodies"
        if not goals:
            del self.fields["goals"]

    @property
    def is_begun(self) -> bool:
        """Whether something of a new measure was typed: then a save of the page saves it too."""
        written = (self.data.get(self.add_prefix(name), "") for name in ("what", "body", "schedule", "sign"))
        return any(text.strip() for text in written) or self.add_prefix("goals") in self.data

    def promise(self) -> Promise:
        said = self.cleaned_data
        return Promise(
            what=said["what"],
            topic=self.topics[said["topic"]],
            goals=tuple(sorted(int(number) for number in said.get("goals", []))),
            body=said["body"],
            schedule=said["schedule"],
            sign=said["sign"],
        )

    @staticmethod
    def words_of(measure: Measure) -> dict[str, Any]:
        """The measure as the form's first values."""
        return {
            **{name: getattr(measure, name) for name in ("what", "body", "schedule", "sign")},
            "topic": str(measure.topic.number),
            "goals": [str(goal.number) for goal in measure.goals.all()],
        }

    @staticmethod
    def words_of_change(change: MeasureChange) -> dict[str, Any]:
        return {
            **{name: getattr(change, name) for name in ("what", "body", "schedule", "sign")},
            "topic": str(change.topic.number),
            "goals": [str(number) for number in change.goal_numbers],
        }


class AttachmentForm(forms.Form):
    """A file and what it is."""

    role = forms.ChoiceField(
        label=gettext_lazy("What is the file?"),
        choices=[
            (AttachmentRole.PLAN, gettext_lazy("The plan as the group has decided it")),
            (AttachmentRole.STRATEGY, gettext_lazy("The region's strategy")),
            (AttachmentRole.OTHER, gettext_lazy("Another attachment")),
        ],
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose what the file is")},
    )
    file = UploadField(label=gettext_lazy("File"), help_text=gettext_lazy("PDF, DOCX, ODT or XLSX, at most 20 MB"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="id_%s")
