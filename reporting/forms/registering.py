"""What a clerk of a registry may type: a case number, and what the desk shows."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models.registering import LONGEST_NUMBER
from ..registry import DeskChoice

# VN/2758/2020, VN/2758/2020-OKM-1, TEM/1234/00.06.02/2014, 12/345/2014: slashes, and a year towards the end.
USUAL = re.compile(r"([A-ZÅÄÖ]{2,10}/)?\d+(/[\d.]+)*/(19|20)\d\d(-[A-ZÅÄÖ]+)?(-\d+)?")


class CaseNumberForm(forms.Form):
    """A case number as the registry's own system gives it. An unusual form is asked about once, never refused."""

    number = forms.CharField(
        label=_("Case number"),
        help_text=_("For example VN/2758/2020 or 12/345/2014. At most 50 characters."),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the case number"),
            "max_length": _(
                "Shorten the case number to at most %(limit_value)s characters. Now it has %(show_value)s."
            ),
        },
    )
    is_confirmed = forms.BooleanField(label=_("The case number is right in this form"), required=False)
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.asks_to_confirm = False

    def clean_number(self) -> str:
        return " ".join(self.cleaned_data["number"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number = cleaned.get("number", "")
        if number and not USUAL.fullmatch(number):
            self.asks_to_confirm = True
            if not cleaned.get("is_confirmed"):
                self.add_error(
                    "is_confirmed",
                    _("The case number is not in the usual form. Correct it, or confirm that it is right."),
                )
        return cleaned

    @property
    def shows_confirming(self) -> bool:
        """Whether the page asks: only of a number that is in an unusual form."""
        return self.is_bound and self.is_valid() is not None and self.asks_to_confirm


class DeskForm(forms.Form):
    """The choice of the desk, in its address. What is not a choice is as if it were not there."""

    round = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    number = forms.ChoiceField(required=False, choices=[("missing", "missing")])

    @property
    def choice(self) -> DeskChoice:
        self.is_valid()
        given = self.cleaned_data
        return DeskChoice(given.get("round"), given.get("day"), given.get("number") == "missing")


class PackageForm(forms.Form):
    """Which day's arrivals are packed."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])


__all__ = ["CaseNumberForm", "DeskForm", "PackageForm"]
