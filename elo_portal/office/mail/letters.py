"""The two forms of a mail, text and HTML, made from one set of words (design/README, section 13)."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from elo_portal.office.clock import HELSINKI

COLUMNS = 72


@dataclass(frozen=True)
class Letter:
    text: str
    html: str


def compose(
    template: str,
    *,
    language: str,
    subject: str,
    heading: str,
    at: datetime,
    facts: Sequence[tuple[str, str]] = (),
    path: str = "",
    button: str = "",
    context: Mapping[str, Any] | None = None,
) -> Letter:
    """Render `<template>.txt` and `<template>.html`, which extend mail/base.

    `facts` are name and value pairs, a value may have lines; `path` is the one link's path in the portal.
    """
    day = at.astimezone(HELSINKI)
    words = {
        **(context or {}),
        "language": language,
        "subject": subject,
        "heading": heading,
        "facts": list(facts),
        "fact_lines": _aligned(facts),
        "address": f"{settings.PORTAL_ADDRESS}{path}" if path else "",
        "button": button,
        "rehearsal_day": f"{day.day}.{day.month}.{day.year}" if settings.REHEARSAL else "",
    }
    with translation.override(language):
        text = render_to_string(f"{template}.txt", words)
        html = render_to_string(f"{template}.html", words)
    return Letter(_wrapped(text), html)


def _aligned(facts: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in facts), default=0) + 2
    lines = []
    for name, value in facts:
        first, *rest = value.split("\n")
        lines.append(f"{name + ':':<{width}}{first}")
        lines += [" " * width + line for line in rest]
    return lines


def _wrapped(text: str) -> str:
    """Prose in 72 columns; facts, addresses and the signature's dashes as they are, never two empty lines."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        is_prose = len(line) > COLUMNS and "://" not in line and "  " not in line.strip()
        lines += textwrap.wrap(line, COLUMNS, break_long_words=False) if is_prose else [line]
    kept = [line for number, line in enumerate(lines) if line or number == 0 or lines[number - 1]]
    return "\n".join(kept) + "\n"
