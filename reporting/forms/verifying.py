"""What a person may give to find out whether a file or a hash is of a sent version."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

HASH_LENGTH = 64
MOST_BYTES = 20 * 1024 * 1024


class HashForm(forms.Form):
    """A SHA-256 as people copy it: in groups, in capitals, over many lines."""

    hash = forms.CharField(
        label=_("Hash"),
        help_text=_("64 characters 0–9 and a–f. Spaces do not matter."),
        error_messages={"required": _("Write the hash")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=300,
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_%s")

    def clean_hash(self) -> str:
        value = "".join(self.cleaned_data["hash"].split()).lower()
        if len(value) != HASH_LENGTH or not set(value) <= set("0123456789abcdef"):
            raise forms.ValidationError(_("A hash has 64 characters 0–9 and a–f. Copy it whole from the receipt."))
        return value


class FileForm(forms.Form):
    """A PDF or JSON file. It is not kept: only its hash is worked out."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The PDF or the JSON file. The file is not kept."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty. Choose another one.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.json", "class": "input"}),
    )

    def clean_file(self) -> str:
        """The file's SHA-256."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than anything that the portal prints. Choose another one.")
            )
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        return digest.hexdigest()
