"""What is typed of a document that came by another way than the portal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import HELSINKI
from elo_portal.office.uploads import Inspected, UploadField
from elo_portal.office.widgets import RadioChoices

from ..choices import ArrivalWay
from ..commands.arrivals import ArrivedBy, refusal_of_files, refusal_of_moment
from ..models import Document

OTHER_FILES = 4


class ArrivalForm(forms.Form):
    """Which group's document, when and how it came, who sent it, and its files."""

    document = forms.ModelChoiceField(
        label=_("Group"),
        queryset=Document.objects.none(),
        empty_label=_("Choose the group"),
        error_messages={"required": _("Choose the group"), "invalid_choice": _("Choose the group")},
    )
    way = forms.ChoiceField(
        label=_("Way of arrival"),
        choices=ArrivalWay,
        widget=RadioChoices,
        error_messages={"required": _("Choose how the document came")},
    )
    day = forms.DateField(
        label=_("Day of arrival"),
        help_text=_("In the form dd.mm.yyyy"),
        input_formats=["%d.%m.%Y"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
        error_messages={
            "required": _("Write the day of arrival"),
            "invalid": _("Write the day in the form dd.mm.yyyy, for example 1.1.2015"),
        },
    )
    time = forms.TimeField(
        label=_("Time of arrival"),
        help_text=_("In the form hh.mm, when it was at hand for the ministry. A late arrival is judged by it."),
        input_formats=["%H.%M", "%H:%M"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
        error_messages={
            "required": _("Write the time of arrival"),
            "invalid": _("Write the time in the form hh.mm, for example 9.00"),
        },
    )
    sender_organisation = forms.CharField(
        label=_("Organisation of the sender"),
        max_length=160,
        error_messages={"required": _("Write the sender's organisation")},
    )
    sender_name = forms.CharField(label=_("Name of the sender"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("It is frozen with the document and read by everybody who reads the document."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _("Shorten the note to at most 1,000 characters. Now it has %(show_value)s."),
        },
    )
    file_1 = UploadField(
        label=_("The document"),
        help_text=_("PDF, DOCX, ODT or XLSX. What came on paper is scanned as PDF."),
        error_messages={"required": _("Choose the file of the document")},
    )
    file_2 = UploadField(label=_("Attachment 1"), required=False)
    file_3 = UploadField(label=_("Attachment 2"), required=False)
    file_4 = UploadField(label=_("Attachment 3"), required=False)
    file_5 = UploadField(label=_("Attachment 4"), required=False)

    def __init__(self, *args: Any, documents: Sequence[Document], at: datetime, **kwargs: Any) -> None:
        """documents: all of the round. Those that the groups still have are offered; of others it tells why not."""
        super().__init__(*args, **kwargs)
        self.at = at
        field: Any = self.fields["document"]
        field.queryset = Document.objects.filter(pk__in=[one.pk for one in documents]).select_related("group", "round")
        offered = [(one.pk, one.group.area) for one in documents if one.is_being_written]
        field.choices = [("", field.empty_label), *offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "time" in cleaned:
            # Of an hour that comes twice, in October, the first is meant.
            moment = datetime.combine(cleaned["day"], cleaned["time"], HELSINKI)
            cleaned["moment"] = moment
            if moment.astimezone(UTC).astimezone(HELSINKI).replace(tzinfo=None) != moment.replace(tzinfo=None):
                self.add_error("time", _("That hour did not exist: summer time began that night. Choose another time."))
            elif cleaned.get("document") and (refusal := refusal_of_moment(cleaned["document"], moment, at=self.at)):
                self.add_error("day", refusal)
        if cleaned.get("way") and (refusal := refusal_of_files(ArrivalWay(cleaned["way"]), self.inspected)):
            self.add_error("file_1", refusal)
        return cleaned

    @property
    def how(self) -> ArrivedBy:
        given = self.cleaned_data
        return ArrivedBy(
            way=ArrivalWay(given["way"]),
            at=given["moment"],
            sender_organisation=given["sender_organisation"],
            sender_name=given["sender_name"],
            note=given["note"],
        )

    @property
    def inspected(self) -> list[Inspected]:
        """The files in the order of the form."""
        given = (self.cleaned_data.get(f"file_{number}") for number in range(1, OTHER_FILES + 2))
        return [file for file in given if file is not None]

    @property
    def loses_files(self) -> bool:
        """Files were chosen and something else is wrong: no browser keeps them, so the page asks for them again."""
        return bool(self.errors and self.files)
