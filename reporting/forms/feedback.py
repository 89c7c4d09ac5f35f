"""What is typed about the ministries' feedback: its texts, a deputy, and what goes with a publishing."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.fields import DayField
from networks.actor import Actor
from networks.models import Organisation, Person

from ..commands.feedback import TypedPart
from ..feedback import Readiness
from ..models.registering import LONGEST_NUMBER
from ..permissions import can_number_feedback
from .writing import AnswersForm

MOST_OF_A_REASON = 300


class FeedbackForm(AnswersForm):
    """The parts of a letter, or of the common part, in the same fields as the answers of a report."""

    def typed_parts(self) -> Iterator[TypedPart]:
        for one in self.typed():
            yield TypedPart(one.answer.number, one.body, one.base)


class DeputyForm(forms.Form):
    """Who stands in for a ministry's confirmer, and from which day to which."""

    ministry = forms.ModelChoiceField(queryset=Organisation.objects.none(), widget=forms.HiddenInput)
    email = forms.EmailField(
        label=gettext_lazy("The deputy's work e-mail"),
        help_text=gettext_lazy("The address with which the person is known in the portal."),
        error_messages={
            "required": gettext_lazy("Write the deputy's work e-mail"),
            "invalid": gettext_lazy("Write the whole address, for example name@ministry.example"),
        },
    )
    since = DayField(label=gettext_lazy("First day"))
    until = DayField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, ministries: Sequence[Organisation], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field = self.fields["ministry"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in ministries])
        field.label = _("Ministry")
        field.label_from_instance = lambda one: one.name_on(today)
        field.initial = ministries[0].pk if ministries else None
        if len(ministries) > 1:
            field.widget = forms.Select(choices=field.choices)

    def clean_email(self) -> Person:
        """The person who has the address."""
        person = Person.objects.filter(email__iexact=self.cleaned_data["email"].strip()).first()
        if person is None:
            raise forms.ValidationError(
                _("Nobody in the portal has this address. Ask the administrator of the portal to invite the person.")
            )
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if until and until < self.today:
            self.add_error("until", _("The last day must not be past."))
        elif since and until and until < since:
            self.add_error("until", _("The last day must not be before the first day."))
        return cleaned


class PublishForm(forms.Form):
    """What goes with a publishing: why each letter that is not ready is left out, and the own case number."""

    checked = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, readiness: Readiness, actor: Actor) -> None:
        super().__init__(data, initial={"checked": readiness.fingerprint})
        self.readiness = readiness
        self.numbers_of_others: list[tuple[str, str]] = []
        for one in readiness.left_out:
            self.fields[f"reason-{one.document.pk}"] = forms.CharField(
                label=_("Why %(area)s is left out") % {"area": one.area},
                help_text=one.why_not_ready,
                max_length=MOST_OF_A_REASON,
                error_messages={
                    "required": _("Write why %(area)s is left out") % {"area": one.area},
                    "max_length": _("Shorten the reason to at most 300 characters."),
                },
            )
        for confirmation in readiness.ready[0].confirmations if readiness.ready else ():
            ministry = confirmation.ministry
            name, standing = ministry.name_on(actor.day), readiness.numbers_of(ministry)
            if not can_number_feedback(actor, ministry.pk):
                said = ", ".join(number or _("none") for number in standing)
                self.numbers_of_others.append((name, said))
                continue
            hint = _("Printed in the letters, for example VN/1234/2015. A new number is written for every report too.")
            if len(standing) > 1:
                known = ", ".join(filter(None, standing))
                hint = _("Left empty, each letter carries the number that its report has: %(numbers)s.") % {
                    "numbers": known
                }
            self.fields[f"case-{ministry.pk}"] = forms.CharField(
                label=_("Case number: %(ministry)s") % {"ministry": name},
                help_text=hint,
                initial=standing[0] if len(standing) == 1 else "",
                max_length=LONGEST_NUMBER,
                required=False,
                error_messages={"max_length": _("Shorten the case number to at most 50 characters.")},
            )

    def reason_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("reason-")]

    def case_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name.startswith("case-")]

    @property
    def reasons(self) -> dict[int, str]:
        return self._by_key("reason-")

    @property
    def case_numbers(self) -> dict[int, str]:
        return self._by_key("case-")

    def _by_key(self, start: str) -> dict[int, str]:
        return {
            int(name.removeprefix(start)): value for name, value in self.cleaned_data.items() if name.startswith(start)
        }
