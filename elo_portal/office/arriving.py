"""What came by e-mail or on paper: how it came, and what is typed of it when it is entered in the portal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from . import frozen
from .clock import HELSINKI
from .models import Upload
from .models.uploads import UploadKind
from .uploads import Inspected, UploadField
from .widgets import RadioChoices


class ArrivalWay(models.TextChoices):
    """How a document came that was not sent in the portal (requirements, section 14, item 10)."""

    EMAIL = "email", gettext_lazy("by e-mail")
    PAPER = "paper", gettext_lazy("on paper")
    OTHER = "other", gettext_lazy("in another way")


@dataclass(frozen=True)
class ArrivedBy:
    """How a document came: the way, the moment when it arrived, and who sent it."""

    way: ArrivalWay
    at: datetime
    sender_organisation: str
    sender_name: str = ""
    note: str = ""


def refusal_of_moment(arrived_at: datetime, *, at: datetime) -> str:
    """Why nothing can have arrived at the moment; empty when it can."""
    return _("The moment of arrival is in the future.") if arrived_at > at else ""


def refusal_of_files(way: ArrivalWay, files: Sequence[Inspected]) -> str:
    """Why the files cannot have come so; empty when they can."""
    if way == ArrivalWay.PAPER and any(file.kind != UploadKind.PDF for file in files):
        return _("What came on paper is scanned and entered as PDF.")
    return ""


def content_of_arrival(
    how: ArrivedBy, files: Sequence[Upload], *, at: datetime, name: str, organisation: str
) -> dict[str, Any]:
    """What frozen content says of an arrival under the key "arrival": who entered it, when, and the files."""
    return {
        "way": how.way.value,
        "note": how.note,
        "entered_at": frozen.moment(at),
        "entered_by": {"name": name, "organisation": organisation},
        "files": [
            {
                "number": place,
                "name": upload.name,
                "kind": upload.kind,
                "size": upload.size,
                "sha256": upload.sha256,
            }
            for place, upload in enumerate(files, start=1)
        ],
    }


class ArrivalForm(forms.Form):
    """When and how it came, who sent it, and its file."""

    way = forms.ChoiceField(
        label=gettext_lazy("Way of arrival"),
        choices=ArrivalWay,
        widget=RadioChoices,
        error_messages={"required": gettext_lazy("Choose how the document came")},
    )
    day = forms.DateField(
        label=gettext_lazy("Day of arrival"),
        help_text=gettext_lazy("In the form dd.mm.yyyy"),
        input_formats=["%d.%m.%Y"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the day of arrival"),
            "invalid": gettext_lazy("Write the day in the form dd.mm.yyyy, for example 1.1.2015"),
        },
    )
    time = forms.TimeField(
        label=gettext_lazy("Time of arrival"),
        help_text=gettext_lazy("In the form hh.mm, when it was at hand for the ministry."),
        input_formats=["%H.%M", "%H:%M"],
        widget=forms.TextInput(attrs={"class": "input input--date", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the time of arrival"),
            "invalid": gettext_lazy("Write the time in the form hh.mm, for example 9.00"),
        },
    )
    sender_organisation = forms.CharField(
        label=gettext_lazy("Organisation of the sender"),
        max_length=160,
        error_messages={"required": gettext_lazy("Write the sender's organisation")},
    )
    sender_name = forms.CharField(label=gettext_lazy("Name of the sender"), max_length=120, required=False)
    note = forms.CharField(
        label=pgettext_lazy("arrival", "Note"),
        help_text=gettext_lazy("It is frozen with the document and read by everybody who reads the document."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": gettext_lazy("Shorten the note to at most 1,000 characters. Now it has %(show_value)s."),
        },
    )
    file_1 = UploadField(
        label=gettext_lazy("The document"),
        help_text=gettext_lazy("PDF, DOCX, ODT or XLSX. What came on paper is scanned as PDF."),
        error_messages={"required": gettext_lazy("Choose the file of the document")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "time" in cleaned:
            # Of an hour that comes twice, in October, the first is meant.
            moment = datetime.combine(cleaned["day"], cleaned["time"], HELSINKI)
            cleaned["moment"] = moment
            if moment.astimezone(UTC).astimezone(HELSINKI).replace(tzinfo=None) != moment.replace(tzinfo=None):
                self.add_error("time", _("That hour did not exist: summer time began that night. Choose another time."))
            elif refusal := self.refusal_of(moment):
                self.add_error("day", refusal)
        if cleaned.get("way") and (refusal := refusal_of_files(ArrivalWay(cleaned["way"]), self.inspected)):
            self.add_error("file_1", refusal)
        return cleaned

    def refusal_of(self, moment: datetime) -> str:
        """Why it cannot have arrived at the moment."""
        return refusal_of_moment(moment, at=self.at)

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
        given = (self.cleaned_data.get(name) for name in self.fields if name.startswith("file_"))
        return [file for file in given if file is not None]

    @property
    def loses_files(self) -> bool:
        """Files were chosen and something else is wrong: no browser keeps them, so the page asks for them again."""
        return bool(self.errors and self.files)
