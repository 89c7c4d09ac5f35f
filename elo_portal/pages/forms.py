from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.models import FeedbackKind, PortalFeedback


class KindChoices(forms.RadioSelect):
    template_name = "elo/widget_choices.html"
    use_fieldset = True


class FeedbackForm(forms.ModelForm):
    """Feedback on the portal. Name and address are the writer's choice."""

    kind = forms.ChoiceField(
        label=_("What is your feedback about?"),
        choices=FeedbackKind.choices,
        widget=KindChoices,
        error_messages={"required": _("Choose what your feedback is about")},
    )
    text = forms.CharField(
        label=_("Your feedback"),
        help_text=_("At most 5,000 characters. If it is about one page, tell which page."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write your feedback"),
            "max_length": _("Shorten your feedback to at most 5,000 characters. Now it has %(show_value)s."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": _("Shorten the name to at most 120 characters")},
    )
    address = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("Give it if you want an answer. It is used for nothing else."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write the address in the form name@example.fi")},
    )

    class Meta:
        model = PortalFeedback
        fields = ["kind", "text", "name", "address"]


class FeedbackAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={
            "required": _("Write an answer"),
            "max_length": _("Shorten the answer to at most 10,000 characters. Now it has %(show_value)s."),
        },
    )
