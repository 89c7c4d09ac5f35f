"""What is asked for a new edition of the ministry report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.choices import DOCUMENT_LANGUAGES


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the report"), choices=DOCUMENT_LANGUAGES)
