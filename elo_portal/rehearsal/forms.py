from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import HELSINKI

# A slip of the finger must not carry the rehearsal away: its clock never comes back.
FARTHEST = timedelta(days=366)


class ClockForm(forms.Form):
    """The moment to which the rehearsal's clock is moved, in Helsinki's time."""

    day = forms.DateField(
        label=_("Day"),
        help_text=_("In the form dd.mm.yyyy"),
        input_formats=["%d.%m.%Y"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off", "inputmode": "text"}),
        error_messages={
            "required": _("Write the day"),
            "invalid": _("Write the day in the form dd.mm.yyyy, for example 1.1.2015"),
        },
    )
    time = forms.TimeField(
        label=_("Time of day"),
        help_text=_("In the form hh.mm"),
        input_formats=["%H.%M", "%H:%M"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off", "inputmode": "text"}),
        error_messages={
            "required": _("Write the time of day"),
            "invalid": _("Write the time in the form hh.mm, for example 9.00"),
        },
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "time" in cleaned:
            moment = datetime.combine(cleaned["day"], cleaned["time"], HELSINKI)
            if moment.date() - self.now.astimezone(HELSINKI).date() > FARTHEST:
                self.add_error("day", _("Choose a day within a year: the clock never comes back."))
            cleaned["moment"] = moment
        return cleaned
