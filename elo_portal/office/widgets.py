"""Form widgets in the portal's own drawing."""

from django import forms


class RadioChoices(forms.RadioSelect):
    """Radio buttons one below another, each a target of its own."""

    template_name = "elo/widget_choices.html"


class CheckboxChoices(forms.CheckboxSelectMultiple):
    """Checkboxes one below another."""

    template_name = "elo/widget_choices.html"
