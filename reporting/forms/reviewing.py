from django import forms
from django.utils.translation import gettext_lazy as _


class TakeBackForm(forms.Form):
    """Why a review is taken back. The region reads it on its document's page."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The group sees the reason on the document's page."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write why the review is taken back"),
            "max_length": _("Shorten the reason to at most 1,000 characters. Now it has %(show_value)s."),
        },
    )
