"""What is typed when a development group is formed or changed, and when its report goes without a centre."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office.widgets import CheckboxChoices, RadioChoices
from elo_portal.office.words import in_alphabet
from networks.choices import DOCUMENT_LANGUAGES, FEWEST_CENTRES, MOST_CENTRES, Seat
from networks.commands.development_groups import LONGEST_NAME
from networks.models import Group, Organisation, Theme
from networks.queries import ProposedMember, centres_on, development_groups_of

from ..confirmations import CentreConfirmation
from .feedback import DayField

OWN = "own"
LONGEST_REASON = 300
TOO_LONG_NAME = gettext_lazy("Shorten the name to at most %(limit_value)s characters. Now it has %(show_value)s.")


class ReasonField(forms.CharField):
    """Why something was done, kept in the history."""

    def __init__(self, **words: Any) -> None:
        super().__init__(
            label=words.pop("label", gettext_lazy("Reason")),
            help_text=words.pop("help_text", gettext_lazy("Stands in the history of the group.")),
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": gettext_lazy("Write the reason"),
                "max_length": gettext_lazy(
                    "Shorten the reason to at most %(limit_value)s characters. Now it has %(show_value)s."
                ),
            },
            **words,
        )


class CentreField(forms.ChoiceField):
    """One centre of the given ones."""

    def __init__(self, **words: Any) -> None:
        super().__init__(
            error_messages={
                "required": gettext_lazy("Choose a centre"),
                "invalid_choice": gettext_lazy("Choose a centre"),
            },
            **words,
        )
        self.centres: list[Organisation] = []

    def offer(self, centres: Sequence[Organisation], day: date) -> None:
        self.centres = list(centres)
        names = sorted(((str(one.pk), one.short_name_on(day)) for one in centres), key=lambda one: in_alphabet(one[1]))
        self.choices = [("", _("Choose")), *names]

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return next((one for one in self.centres if str(one.pk) == chosen), None)


class DevelopmentGroupForm(forms.Form):
    """A new development group. Its members are chosen when the centres are known: `propose` fills them in."""

    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose the theme")},
    )
    own_theme = forms.CharField(
        label=gettext_lazy("Theme of the group’s own"),
        help_text=gettext_lazy("In the language of the group."),
        required=False,
        max_length=300,
        error_messages={
            "max_length": gettext_lazy(
                "Shorten the theme to at most %(limit_value)s characters. Now it has %(show_value)s."
            )
        },
    )
    name_fi = forms.CharField(
        label=gettext_lazy("Name in Finnish"),
        help_text=gettext_lazy("A name that is left empty is made of the theme."),
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": TOO_LONG_NAME},
    )
    name_sv = forms.CharField(
        label=gettext_lazy("Name in Swedish"),
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": TOO_LONG_NAME},
    )
    name_en = forms.CharField(
        label=gettext_lazy("Name in English"),
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": TOO_LONG_NAME},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the group"),
        help_text=gettext_lazy("The main language of its reports."),
        choices=DOCUMENT_LANGUAGES,
        initial="fi",
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose the language")},
    )
    centres = forms.MultipleChoiceField(
        label=gettext_lazy("Centres"),
        help_text=gettext_lazy("Two to four ELY centres."),
        widget=CheckboxChoices,
        error_messages={"required": gettext_lazy("Choose two to four centres")},
    )
    convener = CentreField(
        label=gettext_lazy("Convener"),
        help_text=gettext_lazy("One of the centres chosen above. Its experts send the reports."),
    )
    allow_second = forms.BooleanField(
        label=gettext_lazy("Allow a second group"),
        help_text=gettext_lazy(
            "A centre is in one development group at a time. Two groups mean two reports a half-year for it."
        ),
        required=False,
    )
    since = DayField(label=gettext_lazy("First day"))
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members of the group"),
        help_text=gettext_lazy(
            "The chairs and secretaries of the regional groups of these centres. Others can be added later."
        ),
        required=False,
        widget=CheckboxChoices,
    )
    proposed_for = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"since": f"{today.day}.{today.month}.{today.year}"})
        self.today = today
        self.themes = {one.code: one for one in Theme.objects.all()}
        themes = [(code, capfirst(str(one))) for code, one in self.themes.items()]
        self.fields["theme"].choices = [*themes, (OWN, _("Another theme, written below"))]  # type: ignore[attr-defined]
        self.all_centres = centres_on(today)
        taken = development_groups_of([one.pk for one in self.all_centres], today)
        rows = sorted(self.all_centres, key=lambda one: in_alphabet(one.short_name_on(today)))
        self.fields["centres"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), _with_groups(one.short_name_on(today), taken.get(one.pk, []))) for one in rows
        ]
        self.fields["convener"].offer(rows, today)  # type: ignore[attr-defined]
        self.proposed: list[ProposedMember] | None = None

    def clean_centres(self) -> list[Organisation]:
        chosen = set(self.cleaned_data["centres"])
        if not FEWEST_CENTRES <= len(chosen) <= MOST_CENTRES:
            raise forms.ValidationError(_("Choose two to four centres"))
        return [one for one in self.all_centres if str(one.pk) in chosen]

    def _clean_fields(self) -> None:
        # The members that can be chosen are known only from the centres and the day, so the page asks of them itself.
        self.fields["members"].choices = [(one, one) for one in self._typed_members()]  # type: ignore[attr-defined]
        super()._clean_fields()  # type: ignore[misc]

    def _typed_members(self) -> list[str]:
        return [one for one in self.data.getlist("members") if one.isdecimal() and len(one) < 19]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("theme") == OWN and not cleaned.get("own_theme") and "own_theme" not in self.errors:
            self.add_error("own_theme", _("Write the theme"))
        convener, centres = cleaned.get("convener"), cleaned.get("centres")
        if convener and centres and convener not in centres:
            self.add_error("convener", _("The convener is one of the centres that you chose above"))
        return cleaned

    @property
    def key(self) -> str:
        """For which centres and which day the members were proposed."""
        centres = ",".join(str(one.pk) for one in sorted(self.cleaned_data["centres"], key=lambda one: one.pk))
        return f"{self.cleaned_data['since'].isoformat()};{centres}"

    def propose(self, proposed: Sequence[ProposedMember], *, chosen: Collection[int]) -> None:
        """Show who is proposed, with those ticked who are `chosen`."""
        self.proposed = list(proposed)
        self.data = self.data.copy()
        self.data["proposed_for"] = self.key
        self.data.setlist("members", [str(one) for one in chosen])
        self.fields["members"].choices = [(str(one.person.pk), _member(one)) for one in proposed]  # type: ignore[attr-defined]

    def words(self) -> dict[str, Any]:
        """As `form_group` wants them."""
        data = self.cleaned_data
        is_own = data["theme"] == OWN
        return {
            "theme": None if is_own else self.themes[data["theme"]],
            "own_theme": data["own_theme"] if is_own else "",
            "names": {language: data[f"name_{language}"] for language in ("fi", "sv", "en")},
            "language": data["language"],
            "centres": data["centres"],
            "convener": data["convener"],
            "since": data["since"],
            "allow_second": data["allow_second"],
            "members": {int(one) for one in data["members"]},
        }


def _member(one: ProposedMember) -> str:
    return f"{one.person.name}, {Seat(one.seat).label}, {one.group.area}"


def _with_groups(name: str, groups: Sequence[Group]) -> str:
    if not groups:
        return name
    return _("%(centre)s (in the group %(groups)s)") % {
        "centre": name,
        "groups": ", ".join(str(one.area) for one in groups),
    }


class GroupChangeForm(forms.Form):
    """From which day, or until which, a group is changed, and why."""

    day = DayField(label=gettext_lazy("Day"))
    reason = ReasonField()

    def __init__(self, data: Any = None, *, group: Group, today: date) -> None:
        super().__init__(data, initial={"day": f"{today.day}.{today.month}.{today.year}"})


class EndGroupForm(GroupChangeForm):
    day = DayField(label=gettext_lazy("Last day of the group"))


class _CentreChangeForm(GroupChangeForm):
    centre = CentreField(label=gettext_lazy("Centre"))
    field_order = ("centre", "day", "reason")

    def __init__(self, data: Any = None, *, group: Group, today: date) -> None:
        super().__init__(data, group=group, today=today)
        inside = {one.organisation_id for one in group.participations.on(today)}
        self.fields["centre"].offer(self.offered(centres_on(today), inside), today)  # type: ignore[attr-defined]

    def offered(self, centres: list[Organisation], inside: set[int]) -> list[Organisation]:
        return [one for one in centres if one.pk in inside]


class AddCentreForm(_CentreChangeForm):
    day = DayField(label=gettext_lazy("First day in the group"))
    members = forms.BooleanField(
        label=gettext_lazy("The chairs and secretaries of its regional groups become members"),
        required=False,
        initial=True,
    )
    allow_second = DevelopmentGroupForm.base_fields["allow_second"]
    field_order = ("centre", "day", "members", "allow_second", "reason")

    def __init__(self, data: Any = None, *, group: Group, today: date) -> None:
        super().__init__(data, group=group, today=today)
        self.initial["members"] = True

    def offered(self, centres: list[Organisation], inside: set[int]) -> list[Organisation]:
        return [one for one in centres if one.pk not in inside]


class EndShareForm(_CentreChangeForm):
    day = DayField(label=gettext_lazy("Last day in the group"))


class ConvenerForm(_CentreChangeForm):
    centre = CentreField(label=gettext_lazy("New convener"))
    day = DayField(label=gettext_lazy("First day as the convener"))


class WithoutForm(forms.Form):
    """Without which centres a report goes after the due date, each named, and why (section 14, item 2)."""

    without = forms.MultipleChoiceField(
        label=gettext_lazy("Sent without the confirmation of"),
        widget=CheckboxChoices,
        error_messages={"required": gettext_lazy("Tick each centre without which you send the report")},
    )
    reason = ReasonField(
        label=gettext_lazy("Why the report is sent without the confirmation"),
        help_text=gettext_lazy("Stands in the report that is sent, and in its receipt."),
    )

    def __init__(self, data: Any = None, *, lacking: Sequence[CentreConfirmation]) -> None:
        super().__init__(data)
        self.fields["without"].choices = [(str(one.centre.pk), one.name) for one in lacking]  # type: ignore[attr-defined]

    def clean_without(self) -> set[int]:
        chosen = set(self.cleaned_data["without"])
        if len(chosen) < len(self.fields["without"].choices):  # type: ignore[attr-defined]
            raise forms.ValidationError(_("Tick each centre without which you send the report"))
        return {int(one) for one in chosen}
