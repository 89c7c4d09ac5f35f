"""What is typed of a document that came by another way than the portal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elo_portal.office import arriving
from elo_portal.office.uploads import UploadField

from ..commands.arrivals import refusal_of_moment
from ..models import Document


class ArrivalForm(arriving.ArrivalForm):
    """Which group's document, when and how it came, who sent it, and its files."""

    document = forms.ModelChoiceField(
        label=_("Group"),
        queryset=Document.objects.none(),
        empty_label=_("Choose the group"),
        error_messages={"required": _("Choose the group"), "invalid_choice": _("Choose the group")},
    )
    file_2 = UploadField(label=_("Attachment 1"), required=False)
    file_3 = UploadField(label=_("Attachment 2"), required=False)
    file_4 = UploadField(label=_("Attachment 3"), required=False)
    file_5 = UploadField(label=_("Attachment 4"), required=False)
    field_order = ["document"]

    def __init__(self, *args: Any, documents: Sequence[Document], **kwargs: Any) -> None:
        """documents: all of the round. Those that the groups still have are offered; of others it tells why not."""
        super().__init__(*args, **kwargs)
        self.fields["time"].help_text = _(
            "In the form hh.mm, when it was at hand for the ministry. A late arrival is judged by it."
        )
        field: Any = self.fields["document"]
        field.queryset = Document.objects.filter(pk__in=[one.pk for one in documents]).select_related("group", "round")
        offered = [(one.pk, one.group.area) for one in documents if one.is_being_written]
        field.choices = [("", field.empty_label), *offered]

    def refusal_of(self, moment: datetime) -> str:
        document = self.cleaned_data.get("document")
        return refusal_of_moment(document, moment, at=self.at) if document else ""
