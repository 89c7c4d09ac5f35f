"""What is asked when a document is returned for completion, given more time, or opened for writing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.fields import TOO_LONG, DayField, LongField
from elo_portal.office.words import day as in_words

from ..commands.completing import Further, New
from ..models import Answer, CompletionItem
from ..models.completions import LONGEST_TITLE

# A slip in the year must not give a group ninety years.
FARTHEST = timedelta(days=366)


class CompletionForm(forms.Form):
    """What is asked: `title-2` and `what-2` about answer 2, `further-3` more about item 3 that was answered.

    `is_addition`: the request is open already and has its date and its message. `is_plan`: a plan has topics where a
    report has questions.
    """

    def __init__(
        self,
        answers: Sequence[Answer],
        items: Sequence[CompletionItem],
        data: Any = None,
        *,
        today: date,
        is_addition: bool,
        is_plan: bool,
    ) -> None:
        super().__init__(data, auto_id="id_%s")
        self.answers, self.items, self.today = answers, items, today
        self.is_addition, self.is_plan = is_addition, is_plan
        for item in items:
            self.fields[f"further-{item.number}"] = LongField(
                label=_("Ask further about request %(number)s: %(title)s")
                % {"number": item.number, "title": item.title},
                required=False,
                rows=2,
            )
        for answer in answers:
            self.fields[f"title-{answer.number}"] = forms.CharField(
                label=(_("Short title, topic %(number)s") if is_plan else _("Short title, question %(number)s"))
                % {"number": answer.number},
                max_length=LONGEST_TITLE,
                required=False,
                error_messages={"max_length": TOO_LONG},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"what-{answer.number}"] = LongField(
                label=(_("What is needed, topic %(number)s") if is_plan else _("What is needed, question %(number)s"))
                % {"number": answer.number},
                required=False,
            )
        if not is_addition:
            self.fields["due"] = DayField(label=_("Complete by"))
            self.fields["note"] = LongField(label=_("Message to the group"), required=False)

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due <= self.today:
            raise forms.ValidationError(_("Choose tomorrow or a later day"))
        if due - self.today > FARTHEST:
            raise forms.ValidationError(_("Choose a day within a year"))
        return due

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for answer in self.answers:
            title, what = f"title-{answer.number}", f"what-{answer.number}"
            if cleaned.get(what) and not cleaned.get(title) and title not in self.errors:
                words = (
                    _("Write a short title for topic %(number)s")
                    if self.is_plan
                    else _("Write a short title for question %(number)s")
                )
                self.add_error(title, words % {"number": answer.number})
            if cleaned.get(title) and not cleaned.get(what) and what not in self.errors:
                words = (
                    _("Write what is needed for topic %(number)s")
                    if self.is_plan
                    else _("Write what is needed for question %(number)s")
                )
                self.add_error(what, words % {"number": answer.number})
        if not self.errors and not self.asked():
            self.add_error(
                None,
                _("Write what is needed for at least one topic")
                if self.is_plan
                else _("Write what is needed for at least one question"),
            )
        return cleaned

    def asked(self) -> list[New | Further]:
        """What is asked, in the order of the page."""
        said = self.cleaned_data
        further = [
            Further(item, said[f"further-{item.number}"]) for item in self.items if said.get(f"further-{item.number}")
        ]
        new = [
            New(answer, said[f"title-{answer.number}"], said[f"what-{answer.number}"])
            for answer in self.answers
            if said.get(f"what-{answer.number}")
        ]
        return [*further, *new]

    def fields_of(self, answer: Answer) -> dict[str, Any]:
        """The fields under one question, for the page."""
        return {
            "further": [(item, self[f"further-{item.number}"]) for item in self.items if item.answer_id == answer.pk],
            "title": self[f"title-{answer.number}"],
            "what": self[f"what-{answer.number}"],
        }


class ExtensionForm(forms.Form):
    """A later date for one group, with the reason that the group is told."""

    due = DayField(label=gettext_lazy("New due date"))
    reason = LongField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The group sees the reason."),
        required_words=gettext_lazy("Write why the group gets more time"),
    )

    def __init__(self, data: Any = None, *, today: date, earliest: date) -> None:
        super().__init__(data)
        self.today, self.earliest = today, earliest

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        if due < self.today:
            raise forms.ValidationError(_("Choose today or a later day"))
        if due < self.earliest:
            raise forms.ValidationError(
                _("Choose %(day)s or a later day: that date was set") % {"day": in_words(self.earliest)}
            )
        if due - self.today > FARTHEST:
            raise forms.ValidationError(_("Choose a day within a year"))
        return due


class OpeningForm(forms.Form):
    """Why the region wants to change what it sent."""

    reason = LongField(
        label=gettext_lazy("Why should the document be opened?"),
        help_text=gettext_lazy("The secretaries of both ministries read this."),
        required_words=gettext_lazy("Write why the document should be opened"),
    )


class OpeningAnswerForm(forms.Form):
    """A secretary's answer to the region's asking."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[("yes", gettext_lazy("Open for writing")), ("no", gettext_lazy("Do not open"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether the document is opened")},
    )
    answer = LongField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The group sees the reason."),
        required_words=gettext_lazy("Write the reason for the decision"),
    )
