"""The ministry report on paper: its parts, the pages before them, and what stands in the margins, as HTML."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from elo_portal.office.printing import printer
from elo_portal.office.printing.joining import PLACE
from elo_portal.office.words import moment
from elo_portal.office.writing.markup import to_html
from reporting.choices import RoundKind, State
from reporting.editions.words import AWAITED
from reporting.queries.shown import LATE, state_name

from .drawing import BAR_LENGTH, bars_of, map_of
from .tree import Appendix, Entry, Section, Tree

SHEET = "ministry_report"
# The groups of the country are few enough to follow one another without a cut. Of more, a part has the answers of about
# so many: few enough to be printed anew quickly when one of them changes, and enough that the page that each part ends
# leaves little paper empty.
GROUPS_WITHOUT_CUT, GROUPS_A_PART = 16, 8
# A group's report may have as many tags as the printer takes at once, and a part holds those of several.
MOST_TAGS = GROUPS_WITHOUT_CUT * printer.MOST_TAGS


@dataclass(frozen=True, slots=True)
class PartPage:
    """A part of the report. `name`: as progress and a fault name it; `head`: at the top of its pages."""

    name: str
    head: str
    html: str
    continues: bool = False
    is_wide: bool = False


def print_key_of(html: str) -> str:
    """The same part of another edition has the same key; another font, style sheet or renderer gives another."""
    parts = [html, *(f"{name}={value}" for name, value in sorted(printer.versions(SHEET).items()))]
    return f"ministry-report-part:{sha256(chr(10).join(parts).encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in the margins of a page, its number apart."""

    head: str
    is_first: bool = False
    is_wide: bool = False


# How wide a digit of a page number is, in points: as `.digit` of the style sheet has it.
DIGIT_PITCH = 4.3


def parts_of(tree: Tree) -> list[PartPage]:
    """The parts in their order: every question with some of the groups at a time, then the appendices."""
    with translation.override(tree.language):
        return [*_answer_parts(tree), *(_appendix_part(tree, one) for one in tree.appendices)]


def head_of(section: Section, tree: Tree) -> str:
    """«Kysymys 4: Strategiset tavoitteet»."""
    if section.number is None:
        return section.title
    is_plan = tree.kind == RoundKind.PLAN
    said = _("Topic %(number)s: %(title)s") if is_plan else _("Question %(number)s: %(title)s")
    return said % {"number": section.number, "title": section.title}


def _answer_parts(tree: Tree) -> Iterator[PartPage]:
    size = groups = max(1, len(tree.groups))
    if groups > GROUPS_WITHOUT_CUT:
        size = -(-groups // -(-groups // GROUPS_A_PART))
    for section in tree.sections:
        head = head_of(section, tree)
        chunks = [
            tuple(entry for entry, _position in those)
            for _number, those in groupby(
                zip(section.entries, section.positions, strict=True), key=lambda one: one[1] // size
            )
        ] or [()]
        for number, entries in enumerate(chunks):
            part = replace(section, entries=entries, missing=section.missing if number == len(chunks) - 1 else ())
            names = f": {entries[0].name} – {entries[-1].name}" if len(chunks) > 1 else ""
            html = render_to_string(
                "print/ministry_report_part.html",
                {
                    "language": tree.language,
                    "title": tree.title,
                    "section": part,
                    "begins": number == 0,
                    "head": head,
                    "entries": [_entry(entry, tree.language) for entry in entries],
                },
            )
            yield PartPage(f"{head}{names}", head, html, continues=number > 0)


def _entry(entry: Entry, language: str) -> dict[str, object]:
    return {
        "entry": entry,
        "html": to_html(entry.text),
        "lang": entry.language if entry.language != language else "",
    }


def _appendix_part(tree: Tree, appendix: Appendix) -> PartPage:
    number = tree.appendices.index(appendix) + 1
    head = _("Appendix %(number)s: %(title)s") % {"number": number, "title": appendix.title}
    html = render_to_string(
        "print/ministry_report_appendix.html",
        {
            "language": tree.language,
            "title": tree.title,
            "appendix": appendix,
            "head": head,
            "bars": bars_of(appendix.figure) if appendix.figure else [],
            "bar_length": BAR_LENGTH,
            "height": 16 * len(appendix.figure.bars) + 4 if appendix.figure else 0,
        },
    )
    return PartPage(head, head, html, is_wide=True)


def front_html(tree: Tree, pages: Mapping[str, int]) -> str:
    """The first page, the contents and what has changed. pages: by place, the page on which it comes to stand."""
    with translation.override(tree.language):
        drawn = map_of(tree)
        return render_to_string(
            "print/ministry_report_front.html",
            {
                "tree": tree,
                "at": moment(tree.at),
                "map": drawn,
                "keys": [(key, _legend(key.state)) for key in drawn.keys] if drawn else [],
                "map_words": _map_words(tree),
                "sections": [
                    {"place": one.place, "title": head_of(one, tree), "page": pages[one.place]} for one in tree.sections
                ],
                "columns": [str(one.number or one.title) for one in tree.sections],
                "rows": [
                    {"name": name, "cells": [(place, pages.get(place, "")) for place in places]}
                    for name, places in _by_group(tree)
                ],
                "appendices": [
                    {
                        "place": one.place,
                        "title": _("Appendix %(number)s: %(title)s") % {"number": number, "title": one.title},
                        "page": pages[one.place],
                    }
                    for number, one in enumerate(tree.appendices, start=1)
                ],
                "prefix": PLACE,
            },
        )


def labels_of(tree: Tree, pages: Mapping[str, int]) -> dict[str, str]:
    """What each link of the contents says, to those who hear it: «Kainuu, kysymys 4, sivu 12»."""
    with translation.override(tree.language):
        heads = [(section, head_of(section, tree)) for section in tree.sections]
        said = [(section.place, head) for section, head in heads]
        said += [(entry.place, f"{entry.name}, {head}") for section, head in heads for entry in section.entries]
        said += [(appendix.place, appendix.title) for appendix in tree.appendices]
        return {
            place: _("%(name)s, page %(page)s") % {"name": name, "page": pages[place]}
            for place, name in said
            if place in pages
        }


def _by_group(tree: Tree) -> list[tuple[str, list[str]]]:
    """By the group's name, the place of its answer in each section; empty where it has none."""
    first: dict[tuple[str, int], str] = {}
    for number, section in enumerate(tree.sections):
        for entry in section.entries:
            first.setdefault((entry.code, number), entry.place)
    return [
        (group.name, [first.get((group.code, number), "") for number in range(len(tree.sections))])
        for group in tree.groups
    ]


def furniture_html(tree: Tree, sheets: Sequence[Sheet]) -> str:
    """The pieces of a page number, then the sheets: title, part, receiver, case number and edition."""
    with translation.override(tree.language):
        foot = [tree.receiver, tree.case_number, _("edition %(number)s") % {"number": tree.edition}]
        return render_to_string(
            "print/ministry_report_furniture.html",
            {"tree": tree, "sheets": sheets, "digits": range(10), "foot": " · ".join(one for one in foot if one)},
        )


def contents_head(language: str) -> str:
    with translation.override(language):
        return _("Contents")


def _legend(state: str) -> str:
    if state == AWAITED:
        return _("Not yet due")
    return str(state_name(state))


def _map_words(tree: Tree) -> str:
    """What the map shows, for those who do not see it: how many groups are in each state."""
    states = [State.FEEDBACK_GIVEN.value, State.REVIEWED.value, State.SENT.value, State.RETURNED.value, AWAITED, LATE]
    counted = [(state, sum(1 for group in tree.groups if group.state == state)) for state in states]
    said = ", ".join(f"{_legend(state).lower()} {count}" for state, count in counted if count)
    return _("The groups on the map: %(states)s.") % {"states": said}


__all__ = [
    "DIGIT_PITCH",
    "MOST_TAGS",
    "SHEET",
    "PartPage",
    "Sheet",
    "contents_head",
    "front_html",
    "furniture_html",
    "labels_of",
    "parts_of",
    "print_key_of",
]
