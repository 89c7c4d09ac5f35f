"""The name of a file: as the person gave it, as far as it may be shown and sent in a header."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from elo_portal.office.models.uploads import UploadKind

from .refused import Refused

LONGEST = 120
# What Windows does not allow in a name, so that the file can be saved there as it is called.
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def cleaned(name: str) -> str:
    """The last part of a path, in NFC, without control and invisible characters (which can turn the reading direction)
    and at most 120 characters long, its ending kept. Empty when nothing is left."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if not unicodedata.category(letter).startswith("C"))
    name = _NOT_IN_NAMES.sub("_", " ".join(name.split())).lstrip(".")
    ending = PurePosixPath(name).suffix
    return name if len(name) <= LONGEST else name[: LONGEST - len(ending)].rstrip() + ending[:LONGEST]


def named(given: str, kind: UploadKind) -> str:
    """The cleaned name. Raises Refused when its ending is not that of the content."""
    name = cleaned(given)
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip():
        raise Refused(
            _("The file's name has no ending. Its content is %(kind)s: add .%(ending)s to the end of the name.")
            % {"kind": kind.label, "ending": kind.value}
        )
    if ending.casefold() != kind.value:
        raise Refused(
            _("The file's name ends in .%(said)s, but its content is %(kind)s. Change the ending to .%(ending)s.")
            % {"said": ending, "kind": kind.label, "ending": kind.value}
        )
    return name
