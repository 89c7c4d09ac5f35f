"""Putting a ministry report together: the printed parts, the pages before them, the furniture, one PDF."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from elo_portal.office import frozen
from elo_portal.office.printing import printer
from elo_portal.office.printing.joining import Furniture, Part, Places, join, places_of

from .pages import DIGIT_PITCH, SHEET, Sheet, contents_head, front_html, furniture_html, labels_of
from .tree import Tree, as_plain

# A first page and the contents, of which so many groups go on a first page and on each that follows. It is a guess:
# when the contents turn out otherwise, they are printed again with the right numbers.
_ON_FIRST, _ON_NEXT = 28, 44
_MOST_TRIES = 5


class PrintedPart(Protocol):
    """What is told of a part beside its PDF: a `PartPage`, or the row that keeps it."""

    @property
    def head(self) -> str: ...
    @property
    def continues(self) -> bool: ...
    @property
    def is_wide(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Assembled:
    pdf: bytes
    pages: int


def assemble(tree: Tree, parts: Sequence[PrintedPart], printed: Sequence[bytes], *, created: datetime) -> Assembled:
    """The whole report of one receiver as PDF/A-3a and PDF/UA-1, the tree attached as JSON.

    printed: the parts' PDFs, in their order. created: aware; the moment of the edition.
    """
    places = [places_of(pdf) for pdf in printed]
    front_pages = 2 + max(0, -(-(len(tree.groups) + len(tree.changes) - _ON_FIRST) // _ON_NEXT))
    for _try in range(_MOST_TRIES):
        pages = dict(_pages(places, front_pages))
        front = printer.print_pdf(
            front_html(tree, pages),
            sheet=SHEET,
            title=tree.title,
            language=tree.language,
            created=created,
            of=None,
            most_tags=printer.MOST_TAGS + 8 * len(pages),
            attachment=printer.Attachment(
                name=f"{tree.identifier}.json",
                data=frozen.canonical(as_plain(tree)),
                mime="application/json",
                description=tree.title,
            ),
        )
        if front.pages == front_pages:
            break
        front_pages = front.pages
    else:
        raise RuntimeError("The contents do not settle on a number of pages.")
    of_pages = list(_sheets(tree, parts, places, front_pages))
    sheets = list(dict.fromkeys(of_pages))
    furniture = Furniture(
        printer.print_furniture(furniture_html(tree, sheets), sheet=SHEET),
        [sheets.index(one) for one in of_pages],
        DIGIT_PITCH,
    )
    pdf = join(
        [
            Part(front.pdf),
            *(Part(pdf, continues=part.continues) for part, pdf in zip(parts, printed, strict=True)),
        ],
        furniture=furniture,
        labels=labels_of(tree, pages),
    )
    return Assembled(pdf, len(of_pages))


def _pages(places: Sequence[Places], front_pages: int) -> Iterator[tuple[str, int]]:
    begun = front_pages
    for part in places:
        for place, on_page in part.on_page.items():
            yield place, begun + on_page + 1
        begun += part.pages


def _sheets(tree: Tree, parts: Sequence[PrintedPart], places: Sequence[Places], front_pages: int) -> Iterator[Sheet]:
    contents = contents_head(tree.language)
    for number in range(front_pages):
        yield Sheet(contents, is_first=number == 0, is_wide=True)
    for part, place in zip(parts, places, strict=True):
        for _page in range(place.pages):
            yield Sheet(part.head, is_wide=part.is_wide)
