"""Sentences by what a document is: a plan is called a plan, everything else a report."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def by_kind(of: Any, plan: str, report: str, **words: Any) -> SafeString:
    """Of two sentences the one that fits the document or the round, with {words} put in.

    {% by_kind document _("The plan of {area}") _("The report of {area}") area=document.group.area %}
    """
    return (
        format_html("{}", plan if of.is_plan else report)
        if not words
        else format_html(str(plan if of.is_plan else report), **words)
    )
