"""How the parts of a strategy are shown."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from elo_portal.office.writing.markup import to_html
from strategies.choices import FIELD_NAMES

register = template.Library()


@register.filter
def strategy_text(text: str) -> SafeString:
    """Paragraphs, lists, bold and italic; everything else is shown as it was typed."""
    return to_html(text)


@register.filter
def field_name(name: str) -> str:
    """What a part of a strategy is called: vision, goals."""
    return str(FIELD_NAMES[name])


@register.filter
def part(parts: dict[str, Any], name: str) -> Any:
    """What the dictionary has by that name, None when nothing; a plain lookup of `values` would find the method."""
    return parts.get(name)
