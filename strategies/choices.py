"""Words of the strategies floor."""

from django.utils.translation import gettext_lazy as _

# What a strategy says, in the order in which it is read (requirements K1-K15).
FIELD_NAMES = {
    "title": _("Title"),
    "language": _("Language"),
    "vision": _("Vision"),
    "mission": _("Mission"),
    "goals": _("Goals"),
    "values": _("Values"),
    "key_themes": _("Key themes"),
    "definition": _("Definition of guidance"),
    "purpose": _("Purpose of the strategy"),
    "basis": _("Basis of the strategy"),
    "links": _("Links"),
    "themes": _("Theme texts"),
    "preparers": _("Prepared by"),
    "implementer": _("Carried out by"),
}

# Long texts, lists of lines, and lists of rows that have several fields.
TEXTS = ("vision", "mission", "definition", "purpose", "basis", "implementer")
LINES = ("values", "key_themes", "preparers")
ROWS = {"goals": ("text", "national"), "links": ("label", "url"), "themes": ("heading", "text")}


def first_control(name: str) -> str:
    """The id of the part's first field in the editor, for links that lead to it."""
    if name in ROWS:
        return f"{name}-0-{ROWS[name][0]}"
    return "language_0" if name == "language" else name
