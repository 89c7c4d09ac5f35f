"""What a secretary may type in an announcement, and why one is taken off the front page."""

from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from elo_portal.office.uploads import Inspected, UploadField
from elo_portal.office.widgets import CheckboxChoices, RadioChoices
from elo_portal.office.words import in_alphabet
from elo_portal.office.writing.markup import normalise
from networks.actor import Actor
from networks.models import Group

from ..commands.announcing import Draft, too_many_files
from ..models import Announcement, Round
from ..models.announcements import LONGEST_BODY, LONGEST_SUBJECT, MOST_FILES

ALL, CHOSEN = "all", "chosen"
MARKS = _(
    "Leave an empty line between paragraphs. A line that begins with a hyphen becomes a list, **words** are bold."
)


class BodyField(forms.CharField):
    """A long text in which its own line ends and spaces count; its length is that of the text as it is kept."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        length = len(normalise(value).strip())
        if length > LONGEST_BODY:
            words = {"length": _number(length), "most": _number(LONGEST_BODY)}
            raise forms.ValidationError(_("The text has %(length)s characters. Shorten it to %(most)s.") % words)


class AnnouncementForm(forms.Form):
    """A draft may lack anything. `base` is the number of the save that the writer had before them."""

    subject_fi = forms.CharField(label=_("Subject in Finnish"), required=False, max_length=LONGEST_SUBJECT)
    subject_sv = forms.CharField(label=_("Subject in Swedish"), required=False, max_length=LONGEST_SUBJECT)
    body_fi = BodyField(label=_("Text in Finnish"), help_text=MARKS)
    body_sv = BodyField(label=_("Text in Swedish"), help_text=MARKS)
    to = forms.ChoiceField(
        label=_("To whom"),
        choices=[(ALL, _("To all regional groups")), (CHOSEN, _("To the groups chosen below"))],
        initial=ALL,
        widget=RadioChoices,
        error_messages={"required": _("Choose whom the announcement is for")},
    )
    groups = forms.MultipleChoiceField(label=_("Groups"), required=False, widget=CheckboxChoices)
    round = forms.ModelChoiceField(
        label=_("The round that it concerns"), queryset=Round.objects.none(), required=False, empty_label=_("No round")
    )
    removed = forms.MultipleChoiceField(label=_("Take away these files"), required=False, widget=CheckboxChoices)
    added = UploadField(
        label=_("Add a file"),
        required=False,
        help_text=_("PDF, DOCX, ODT or XLSX. One file at a time: save the draft to add another."),
    )
    base = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, actor: Actor, announcement: Announcement | None, data: Any = None, files: Any = None, **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["round"].queryset = Round.objects.filter(opens__lte=actor.at)  # type: ignore[attr-defined]
        chosen = set(announcement.groups.values_list("pk", flat=True)) if announcement else set()
        groups = [one for one in Group.objects.all() if one.is_in_force(actor.day) or one.pk in chosen]
        groups.sort(key=lambda one: in_alphabet(str(one)))
        self.fields["groups"].choices = [(one.pk, str(one)) for one in groups]  # type: ignore[attr-defined]
        kept = list(announcement.files.select_related("upload")) if announcement else []
        self.fields["removed"].choices = [(one.pk, f"{one} ({one.size})") for one in kept]  # type: ignore[attr-defined]
        self.kept = kept
        for language in ("fi", "sv"):
            self.fields[f"body_{language}"].widget.attrs |= {"rows": 14, "lang": language}
            self.fields[f"subject_{language}"].widget.attrs["lang"] = language
            self.fields[f"subject_{language}"].error_messages["max_length"] = _(
                "Shorten the subject to at most 120 characters. Now it has %(show_value)s."
            )
        if not kept:
            del self.fields["removed"]

    def clean_added(self) -> Inspected | None:
        added = self.cleaned_data["added"]
        if added and len(self.kept) - len(self.cleaned_data.get("removed", [])) >= MOST_FILES:
            raise forms.ValidationError(too_many_files())
        return added

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            subject_fi=data["subject_fi"],
            subject_sv=data["subject_sv"],
            body_fi=data["body_fi"],
            body_sv=data["body_sv"],
            to_all=data["to"] == ALL,
            groups=frozenset(int(one) for one in data["groups"]),
            round=data["round"],
        )

    def require_whole(self) -> bool:
        """Say beside each field what is missing before it can be sent. Returns whether nothing is."""
        for name, sentence in MISSING.items():
            if not str(self.cleaned_data.get(name, "")).strip() and name not in self.errors:
                self.add_error(name, sentence)
        if self.cleaned_data.get("to") == CHOSEN and not self.cleaned_data.get("groups"):
            self.add_error("groups", _("Choose at least one group, or write to all of them"))
        return not self.errors


MISSING = {
    "subject_fi": _("Write the subject in Finnish"),
    "subject_sv": _("Write the subject in Swedish"),
    "body_fi": _("Write the text in Finnish"),
    "body_sv": _("Write the text in Swedish"),
}


class TakeOffForm(forms.Form):
    """Why an announcement is taken off the front page. Its readers see the reason."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Shown on the announcement’s page."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write why the announcement is taken off the front page"),
            "max_length": _("Shorten the reason to at most 500 characters. Now it has %(show_value)s."),
        },
    )


def _number(value: int) -> str:
    return formats.number_format(value, 0, use_l10n=True, force_grouping=True)
