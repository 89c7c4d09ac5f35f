"""What a ministry's secretary notes of an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.office.fields import LongField


class NoteForm(forms.Form):
    text = LongField(
        label=_("Internal note"),
        help_text=_("Only the secretaries of the two ministries see this."),
        required_words=_("Write the note"),
    )
