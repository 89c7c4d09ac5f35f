"""The form field of an attached file."""

from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from elo_portal.office.models.uploads import UploadKind

from .inspecting import Inspected, inspect
from .refused import Refused

ACCEPT = ",".join(f".{kind.value}" for kind in UploadKind)


class UploadInput(forms.FileInput):
    """A file input whose dialogue shows the four kinds first. What comes is looked at all the same."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, "class": "input", **(attrs or {})})


class UploadField(forms.FileField):
    """A file that people attach; its cleaned value is an `Inspected`, ready for `store`, or None when it may be absent.

    The form's page needs enctype="multipart/form-data". What is wrong with the file stands beside the field.
    """

    widget = UploadInput
    default_error_messages = {
        "required": _("Choose a file"),
        "missing": _("Choose a file"),
        "empty": _("The file is empty. Choose another one."),
    }

    def clean(self, data: Any, initial: Any = None) -> Inspected | None:
        given = super().clean(data, initial)
        if not isinstance(given, File):
            return None
        try:
            return inspect(given)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence, code="refused") from refused
