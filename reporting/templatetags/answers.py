"""How the text of an answer is shown."""

from django import template
from django.utils.safestring import SafeString

from elo_portal.office.writing.markup import to_html

register = template.Library()


@register.filter
def answer_html(text: str) -> SafeString:
    """Paragraphs, lists, bold and italic of an answer; everything else of it is shown as it was typed."""
    return to_html(text)
