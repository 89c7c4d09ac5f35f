"""The day of which a secretary asks who would be reminded of what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .completing import DayField


class ReminderDayForm(forms.Form):
    day = DayField(label=_("Day"), required=False)
