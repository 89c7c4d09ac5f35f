"""What a writer may type: the answers of a document, and a decision between two texts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

from elo_portal.office.models.writing import MOST_CHARACTERS
from elo_portal.office.writing.markup import normalise
from networks.choices import DOCUMENT_LANGUAGES

from ..commands.writing import Typed, TypedReply
from ..models import Answer, CompletionTurn
from ..models.completions import LONGEST_TEXT

MINE, THEIRS, COMBINED = "mine", "theirs", "combined"


def tidied(text: str) -> str:
    """The text as it will be kept."""
    return normalise(text).strip()


class TextField(forms.Field):
    """A long text. It is kept as it was typed; only one that is too long is an error."""

    widget = forms.Textarea

    def __init__(self, too_long: str, *, most: int = MOST_CHARACTERS, **words: Any) -> None:
        super().__init__(required=False)
        self.too_long, self.most, self.words = too_long, most, words

    def to_python(self, value: Any) -> str:
        return value or ""

    def validate(self, value: str) -> None:
        length = len(tidied(value))
        if length > self.most:
            lengths = {"length": _number(length), "most": _number(self.most)}
            raise forms.ValidationError(self.too_long % {**lengths, **self.words}, code="too_long")


class AnswersForm(forms.Form):
    """All answers of a document: `answer-2` its text, `base-2` the revision it was written from, `language-2`.

    And the replies to what was asked to be completed: `reply-7` and `reply-base-7`, by the key of the asking.
    """

    def __init__(self, answers: Sequence[Answer], data: Any = None, *, askings: Sequence[CompletionTurn] = ()) -> None:
        super().__init__(data, auto_id="%s")
        self.answers, self.askings = answers, askings
        for asking in askings:
            self.fields[f"reply-{asking.pk}"] = TextField(
                _("The reply to request %(number)s has %(length)s characters. Shorten it to %(most)s."),
                most=LONGEST_TEXT,
                number=asking.item.number,
            )
            self.fields[f"reply-base-{asking.pk}"] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
        self.fields["language"] = forms.ChoiceField(choices=DOCUMENT_LANGUAGES, required=False)
        self.fields["here"] = forms.IntegerField(min_value=1, required=False)
        for answer in answers:
            number = answer.number
            self.fields[f"answer-{number}"] = TextField(
                _("Text %(number)s has %(length)s characters. Shorten it to %(most)s."), number=number
            )
            self.fields[f"base-{number}"] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
            self.fields[f"language-{number}"] = forms.ChoiceField(choices=DOCUMENT_LANGUAGES, required=False)

    @property
    def is_ours(self) -> bool:
        """Whether each text says from which revision it was written, as the portal's own page does."""
        numbers = (answer.number for answer in self.answers)
        return all(
            f"base-{number}" in self.cleaned_data for number in numbers if f"answer-{number}" in self.data
        ) and all(f"reply-base-{one.pk}" in self.cleaned_data for one in self.askings)

    @property
    def too_long(self) -> list[Answer]:
        return [answer for answer in self.answers if f"answer-{answer.number}" in self.errors]

    def typed(self) -> Iterator[Typed]:
        """The answers that can be saved."""
        for answer in self.answers:
            number = answer.number
            if f"answer-{number}" in self.data and f"answer-{number}" in self.cleaned_data:
                yield Typed(
                    answer=answer,
                    body=self.cleaned_data[f"answer-{number}"],
                    base=self.cleaned_data[f"base-{number}"],
                    language=self.cleaned_data.get(f"language-{number}", ""),
                )

    @property
    def too_long_replies(self) -> list[CompletionTurn]:
        return [one for one in self.askings if f"reply-{one.pk}" in self.errors]

    def typed_replies(self) -> Iterator[TypedReply]:
        """The replies that can be saved."""
        for one in self.askings:
            if f"reply-{one.pk}" in self.cleaned_data:
                yield TypedReply(one, self.cleaned_data[f"reply-{one.pk}"], self.cleaned_data[f"reply-base-{one.pk}"])

    def reply_to(self, asking: CompletionTurn) -> str:
        """What the person typed, as they typed it."""
        return self.data.get(f"reply-{asking.pk}", "")

    def text_of(self, answer: Answer) -> str:
        """What the person typed, as they typed it."""
        return self.data.get(f"answer-{answer.number}", "")


class DecisionForm(forms.Form):
    """Which of two texts an answer gets, or both together."""

    choice = forms.ChoiceField(choices=[(word, word) for word in (MINE, THEIRS, COMBINED)], initial=COMBINED)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    aside = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="%s")
        self.fields["text"] = TextField(_("The text has %(length)s characters. Shorten it to %(most)s."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") != COMBINED:
            # The combined text is not used, so its length does not matter.
            self.errors.pop("text", None)
        return cleaned


def _number(value: int) -> str:
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)
