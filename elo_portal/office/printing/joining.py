"""Joining printed parts into one PDF: pages, structure tree, outline, links and page furniture, nothing lost.

Each part is a whole tagged PDF of the printer's. A plain merge keeps the pages and loses the rest (docs/printing.md):
the parents of marked content get the same numbers, named destinations and outlines stay behind, and pages are numbered
from one in each part. Here the parts' trees become one tree, and what stands in the page margins (page numbers among
it) is laid over the pages at the end, as artifacts; so a part can be used again wherever its pages come to stand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, String

# A link to a place in another part is printed as this address and becomes a link to the place when they are joined.
PLACE = "elo-place:"
# The pages of the furniture: the ten digits, the stroke between two numbers, the word «page», then the sheets.
_SLASH, _WORD, _FIRST_SHEET = 10, 11, 12


@dataclass(frozen=True, slots=True)
class Part:
    """A printed part. `continues`: its headings belong under the last heading of the part before it."""

    pdf: bytes
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands in the page margins, as a PDF of pieces that are laid over the pages of the joined one.

    Its first ten pages hold a digit each, the next two a stroke and the word «page», all where the right end of a page
    number stands, so that a number is put together of them, `pitch` points a digit; laying out a sheet for every page
    would take as long as printing some of the parts. Then come the sheets; `sheets` tells which of them (0, 1, …) each
    page has.
    """

    pdf: bytes
    sheets: Sequence[int]
    pitch: float


@dataclass(frozen=True, slots=True)
class Places:
    """How many pages a part has, and on which of them (0, 1, …) each named place of it is."""

    pages: int
    on_page: Mapping[str, int]


def places_of(pdf: bytes) -> Places:
    """The pages of a printed part and the places in it, by their ids in the HTML."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        index = {page.obj.objgen: number for number, page in enumerate(opened.pages)}
        return Places(
            len(opened.pages), {name: index[destination[0].objgen] for name, destination in _destinations(opened)}
        )


def join(parts: Sequence[Part], *, furniture: Furniture, labels: Mapping[str, str]) -> bytes:
    """One PDF of the parts, in their order; title, language and attached files are those of the first.

    labels: what a link to a place of another part says, by the place. The same parts give the same bytes. ValueError:
    the furniture is for another number of pages, or a link leads to no place.
    """
    first, *others = parts
    with pikepdf.open(BytesIO(first.pdf)) as joined:
        outline = _outline(joined)
        destinations = _destinations(joined)
        tree = _Tree(joined)
        for part in others:
            with pikepdf.open(BytesIO(part.pdf)) as source:
                offset = len(joined.pages)
                joined.pages.extend(source.pages)
                index = {page.obj.objgen: offset + number for number, page in enumerate(source.pages)}
                tree.add(source, offset)
                for name, (page, *place) in _destinations(source):
                    destinations.append((name, Array([joined.pages[index[page.objgen]].obj, *place])))
                found = _outline(source, offset)
                if part.continues:
                    outline[-1].children.extend(found)
                else:
                    outline.extend(found)
        tree.write()
        _write_destinations(joined, destinations)
        _write_links(joined, {name for name, _place in destinations}, labels)
        _write_outline(joined, outline)
        _furnish(joined, furniture)
        out = BytesIO()
        joined.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
        return out.getvalue()


class _Tree:
    """The structure tree of the first part, into whose document the elements of the others go."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._root = pdf.Root.StructTreeRoot
        self._document = self._root.K[0]
        self._numbers = list(self._root.ParentTree.Nums)
        self._next = int(self._root.ParentTreeNextKey)

    def add(self, source: pikepdf.Pdf, offset: int) -> None:
        """source: a part whose pages have been appended, the first of them as page `offset` (from 0)."""
        for page in self._pdf.pages[offset:]:
            page.obj.StructParents = int(page.obj.StructParents) + self._next
            for area in page.obj.get(Name.Annots, []):
                area.StructParent = int(area.StructParent) + self._next
        # The pages have come already, so what the tree says of them leads to those and not to copies.
        root = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        numbers = list(root.ParentTree.Nums)
        for key, owner in zip(numbers[::2], numbers[1::2], strict=True):
            self._numbers += [int(key) + self._next, owner]
        for element in root.K[0].K:
            element.P = self._document
            self._document.K.append(element)
        self._next += int(root.ParentTreeNextKey)

    def write(self) -> None:
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._root.ParentTreeNextKey = self._next


def _destinations(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    names = pdf.Root.get(Name.Names, Dictionary())
    if Name.Dests not in names:
        return []
    flat = list(names.Dests.Names)
    return [(str(name), place) for name, place in zip(flat[::2], flat[1::2], strict=True)]


def _write_destinations(pdf: pikepdf.Pdf, destinations: list[tuple[str, Any]]) -> None:
    flat = Array()
    for name, place in sorted(destinations, key=lambda one: one[0].encode()):
        flat.append(String(name))
        flat.append(place)
    pdf.Root.Names = pdf.Root.get(Name.Names, Dictionary())
    pdf.Root.Names.Dests = pdf.make_indirect(Dictionary(Names=flat))


def _write_links(pdf: pikepdf.Pdf, places: set[str], labels: Mapping[str, str]) -> None:
    for page in pdf.pages:
        for area in page.obj.get(Name.Annots, []):
            address = str(area.A.get(Name.URI, "")) if Name.A in area else ""
            if address.startswith(PLACE):
                place = unquote(address.removeprefix(PLACE))
                if place not in places:
                    raise ValueError(f"A link leads to {place}, which no part has.")
                del area[Name.A]
                area.Dest = String(place)
                area.Contents = String(labels[place])


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    page: int
    place: tuple[float, float]
    children: list["_Heading"]


def _outline(pdf: pikepdf.Pdf, offset: int = 0) -> list[_Heading]:
    index = {page.obj.objgen: offset + number for number, page in enumerate(pdf.pages)}

    def heading(item: OutlineItem) -> _Heading:
        page, _kind, left, top, _zoom = item.destination  # type: ignore[misc]
        children = [heading(child) for child in item.children]
        return _Heading(item.title, index[page.objgen], (float(left), float(top)), children)

    with pdf.open_outline() as outline:
        return [heading(item) for item in outline.root]


def _write_outline(pdf: pikepdf.Pdf, headings: list[_Heading]) -> None:
    def item(heading: _Heading, *, is_open: bool) -> OutlineItem:
        left, top = heading.place
        made = OutlineItem(heading.title, heading.page, "XYZ", left=left, top=top)
        made.is_closed = not is_open
        made.children.extend(item(child, is_open=False) for child in heading.children)
        return made

    if Name.Outlines in pdf.Root:
        del pdf.Root[Name.Outlines]
    with pdf.open_outline() as outline:
        outline.root.extend(item(heading, is_open=False) for heading in headings)


def _furnish(pdf: pikepdf.Pdf, furniture: Furniture) -> None:
    pages = len(pdf.pages)
    if len(furniture.sheets) != pages:
        raise ValueError(f"There are {len(furniture.sheets)} sheets of furniture for {pages} pages.")
    with pikepdf.open(BytesIO(furniture.pdf)) as printed:
        forms = [pdf.copy_foreign(page.as_form_xobject()) for page in printed.pages]
        pieces = Dictionary({f"/Elo{number}": form for number, form in enumerate(forms)})
        before = pdf.make_stream(b"q\n")
        for number, (page, sheet) in enumerate(zip(pdf.pages, furniture.sheets, strict=True), start=1):
            resources = Dictionary(page.Resources)
            resources.XObject = Dictionary({**resources.get(Name.XObject, Dictionary()), **pieces})
            page.Resources = resources
            drawn = [(_FIRST_SHEET + sheet, 0.0), *_page_number(number, pages, furniture.pitch)]
            after = b"".join(b"q 1 0 0 1 %.2f 0 cm /Elo%d Do Q\n" % (shift, piece) for piece, shift in drawn)
            # The pages' own content is not touched, so it is not packed anew either.
            page.Contents = Array(
                [before, page.Contents, pdf.make_stream(b"\nQ\n/Artifact <</Type /Pagination>> BDC\n" + after + b"EMC")]
            )


def _page_number(number: int, pages: int, pitch: float) -> list[tuple[int, float]]:
    """«Sivu 12 / 40»: which piece is drawn, and how far it is moved from the right end."""
    placed, shift = [], 0.0
    for digit in reversed(f"{number}/{pages}"):
        placed.append((_SLASH if digit == "/" else int(digit), shift))
        shift -= pitch * (2 if digit == "/" else 1)
    return [(_WORD, shift), *reversed(placed)]
