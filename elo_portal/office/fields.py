"""Form fields that several floors ask with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_TEXT = 1000
TOO_LONG = _("Shorten the text to at most %(limit_value)s characters. Now it has %(show_value)s.")


class DayField(forms.DateField):
    """A day in one text field, as people write it: 1.1.2015 or 01.01.2015 (design/README, section 5)."""

    def __init__(self, **words: Any) -> None:
        errors = {
            "required": _("Write the day"),
            "invalid": _("Write the day in the form dd.mm.yyyy, for example 1.1.2015"),
        }
        super().__init__(
            help_text=words.pop("help_text", _("In the form dd.mm.yyyy")),
            input_formats=["%d.%m.%Y"],
            widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
            error_messages=errors | words.pop("error_messages", {}),
            **words,
        )


class DayForm(forms.Form):
    """The day at which something is looked at."""

    day = DayField(label=_("Day"), required=False)


class LongField(forms.CharField):
    """A text of at most 1,000 characters, or so many as `max_length` says."""

    def __init__(
        self,
        *,
        rows: int = 3,
        required_words: Any = "",
        help_text: Any = "",
        max_length: int = LONGEST_TEXT,
        **words: Any,
    ) -> None:
        super().__init__(
            max_length=max_length,
            # The browser's own limit would cut a pasted text without a word.
            widget=forms.Textarea(attrs={"rows": rows}),
            help_text=help_text,
            error_messages={"max_length": TOO_LONG, **({"required": required_words} if required_words else {})},
            **words,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}
