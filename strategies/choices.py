"""Words of the strategies floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartKind(models.TextChoices):
    """Parts of a regional strategy that come in numbers (requirements K4-K13)."""

    KEY_THEME = "key_theme", _("key theme")
    VALUE = "value", _("value")
    GOAL = "goal", _("goal")
    THEME = "theme", _("theme text")
    PREPARER = "preparer", _("prepared by")
