"""Our pass over the PDF: a clean structure tree, page furniture as artifacts, the attached file.

WeasyPrint 70 tags each page by itself and each line as a Span: a paragraph that goes over the page becomes two, table
headers lack /Scope, lists lack their numbering, a foreign answer its language, and what stands in the page margins is
marked as content that belongs nowhere (its issues 1836 and 2482). Here the tree is built anew from the HTML elements
that the pieces of text came from: one element each, whatever number of pages it is on.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_ROLES = {
    "section": "Sect",
    "p": "P",
    "a": "Link",
    "blockquote": "BlockQuote",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "figure": "Sect",
    "figcaption": "Caption",
    "img": "Figure",
    "{http://www.w3.org/2000/svg}svg": "Figure",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
_CELLS = {"tr", "th", "td"}
_MARKED = re.compile(rb"/\w+\s<</MCID (\d+)>>\sBDC")
_POINTS_A_PIXEL = 0.75


@dataclass(frozen=True, slots=True)
class Piece:
    """One structure element as WeasyPrint makes them, in the order it does.

    kind: box (an element's place on the page), text, marker (a list's bullet or number), figure, link (the part of a
    link that is on one line, with its text and the area that opens it), or margin (what is printed outside the page
    area). area: of a figure, left, bottom, right, top in points.
    """

    page: int
    kind: str
    element: Any
    area: tuple[float, float, float, float] | None = None


def is_generated(box: Any) -> bool:
    """Does the box hold what the style sheet wrote (the bullet or number of a list), not the page?"""
    return "::" in (box.element_tag or "")


def pieces_of(document: Any, margin_box: type, line_box: type, text_box: type, replaced_box: type) -> list[Piece]:
    """What WeasyPrint is going to tag, from its laid out boxes. The types are its own: only the printer knows them."""

    def walk(box: Any, page: int, height: float, *, in_margin: bool, in_item: bool = False) -> Iterator[Piece]:
        box = getattr(box, "_box", box)
        if isinstance(box, margin_box):
            for child in box.children:
                yield from walk(child, page, height, in_margin=True)
            return
        if box.element_tag in {"html", "body"} and not isinstance(box, line_box | text_box):
            for child in box.children:
                yield from walk(child, page, height, in_margin=in_margin)
            return
        if isinstance(box, replaced_box):
            left, top = box.content_box_x(), box.content_box_y()
            area = (left, height - top - box.height, left + box.width, height - top)
            yield Piece(page, "figure", box.element, tuple(_POINTS_A_PIXEL * edge for edge in area))  # type: ignore[arg-type]
            return
        is_item = box.element_tag == "li"
        if is_item and not in_item and box.style["list_style_type"] == "none":
            # WeasyPrint wraps such an item into one element more.
            yield Piece(page, "box", None)
        if box.element_tag == "a" and box.link and not in_margin:
            # The text of a link belongs to the link's own element.
            yield Piece(page, "link", box.element)
            return
        yield Piece(page, "margin" if in_margin else "box", box.element)
        children = box.children
        if box.element_tag == "table" and box.is_table_wrapper and (table := box.get_wrapped_table()):
            children = [one for child in children for one in (table.children if child is table else [child])]
        for child in children:
            for one in child.children if isinstance(child, line_box) else [child]:
                if isinstance(one, text_box):
                    kind = "margin" if in_margin else "marker" if is_generated(one) else "text"
                    yield Piece(page, kind, one.element)
                else:
                    yield from walk(one, page, height, in_margin=in_margin, in_item=is_item)

    found: list[Piece] = []
    for number, page in enumerate(document.pages):
        for child in page._page_box.children:
            found += walk(child, number, page.height, in_margin=False)
    return found


@dataclass(slots=True)
class _Node:
    """One element of the new tree; kids are nodes, marked content (page, number) and areas of links (page, area)."""

    role: str
    element: Any = None
    language: str = ""
    area: tuple[float, float, float, float] | None = None
    kids: list[Any] = field(default_factory=list)


class _Tree:
    """The new tree, growing as the pieces come in reading order."""

    def __init__(self, root: Any, language: str) -> None:
        self.document = _Node("Document")
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._language = language
        self._nodes: dict[Any, _Node] = {}
        self._first_page: dict[Any, int] = {}

    def add(self, piece: Piece, number: int | None) -> bool:
        """Put the piece's marked content where it belongs. False: it is a repeated head of a table, so an artifact."""
        if self._is_repeated(piece):
            return False
        if piece.kind == "box":
            if piece.element is not None and piece.element.tag in _CELLS:
                self._node(piece.element)
            return True
        node = self._node(piece.element)
        if piece.kind == "marker":
            node = self._part(self._nodes[piece.element], "Lbl")
        elif piece.kind == "figure":
            node.area = piece.area
        node.kids.append((piece.page, number))
        return True

    def link(self, piece: Piece, area: Any) -> None:
        """The area of the page that opens the link, as part of the link's element."""
        self._node(piece.element).kids.append((piece.page, area))

    def _is_repeated(self, piece: Piece) -> bool:
        element = piece.element
        while element is not None and element.tag != "thead":
            element = self._parents.get(element)
        return element is not None and self._first_page.setdefault(element, piece.page) != piece.page

    def _node(self, element: Any) -> _Node:
        """The node that holds the element's text: its own, or that of the nearest element with a role."""
        if element is None or element.tag in {"html", "body"}:
            return self.document
        if (node := self._nodes.get(element)) is None:
            parent = self._node(self._parents.get(element))
            role = _ROLES.get(element.tag, "")
            language = element.get("lang", "")
            if language == self._language_at(self._parents.get(element)):
                language = ""
            if not role and not language:
                return parent
            node = _Node(role or ("Div" if element.tag == "div" else "Span"), element, language)
            parent.kids.append(node)
            self._nodes[element] = node
        return self._part(node, "LBody") if node.role == "LI" else node

    def _language_at(self, element: Any) -> str:
        while element is not None:
            if language := element.get("lang"):
                return str(language)
            element = self._parents.get(element)
        return self._language

    @staticmethod
    def _part(item: _Node, role: str) -> _Node:
        for kid in item.kids:
            if kid.role == role:
                return kid  # type: ignore[no-any-return]
        part = _Node(role)
        item.kids.insert(0 if role == "Lbl" else len(item.kids), part)
        return part


def retag(pdf: pikepdf.Pdf, root: Any, pieces: list[Piece]) -> None:
    """Replace the structure tree. root: the HTML; pieces: as `pieces_of` found them.

    RuntimeError: the file has another number of elements than was foretold, so this WeasyPrint is not the one we know.
    """
    elements = [one for one in pdf.objects if isinstance(one, Dictionary) and one.get(Name.Type) == Name.StructElem][1:]
    if len(elements) != len(pieces):
        raise RuntimeError(f"WeasyPrint made {len(elements)} structure elements where {len(pieces)} were expected.")
    tree = _Tree(root, str(pdf.Root.Lang))
    kept: list[dict[int, int]] = [{} for _page in pdf.pages]
    for element, piece in zip(elements, pieces, strict=True):
        if piece.kind == "link":
            area, *texts = element.K
            for marked in texts:
                kept[piece.page][marked] = len(kept[piece.page])
                tree.add(piece, kept[piece.page][marked])
            tree.link(piece, area.Obj)
            continue
        marked = element.K[0] if piece.kind != "box" and len(element.K) else None
        if not isinstance(marked, int):
            if piece.kind == "box":
                tree.add(piece, None)
            continue
        if piece.kind != "margin":
            number = len(kept[piece.page])
            if tree.add(piece, number):
                kept[piece.page][marked] = number
    for page, numbers in zip(pdf.pages, kept, strict=True):
        _renumber(pdf, page, numbers)
    _write(pdf, tree.document)


def _renumber(pdf: pikepdf.Pdf, page: pikepdf.Page, numbers: dict[int, int]) -> None:
    def marked(found: re.Match[bytes]) -> bytes:
        number = numbers.get(int(found[1]))
        if number is None:
            return b"/Artifact <</Type /Pagination>> BDC"
        return b"/Span <</MCID %d>> BDC" % number

    # Text is written in hexadecimal, so nothing that a person wrote looks like an operator.
    page.Contents = pdf.make_stream(_MARKED.sub(marked, page.Contents.read_bytes()))


def _write(pdf: pikepdf.Pdf, document: _Node) -> None:
    owners: dict[int, dict[int, Any]] = defaultdict(dict)
    areas: list[tuple[Any, Any]] = []
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))

    def written(node: _Node, parent: Any) -> Any:
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.role), P=parent))
        if node.language:
            element.Lang = String(node.language)
        if attributes := _attributes(node):
            element.A = attributes
        if node.role == "Figure":
            element.Alt = String(_alternative(node.element))
        kids = []
        for kid in node.kids:
            if isinstance(kid, _Node):
                kids.append(written(kid, element))
                continue
            page, number = kid
            if not isinstance(number, int):
                areas.append((number, element))
                kids.append(Dictionary(Type=Name.OBJR, Pg=pdf.pages[page].obj, Obj=number))
                continue
            owners[page][number] = element
            page_object = pdf.pages[page].obj
            if Name.Pg not in element:
                element.Pg = page_object
            if element.Pg.objgen == page_object.objgen:
                kids.append(number)
            else:
                kids.append(Dictionary(Type=Name.MCR, Pg=page_object, MCID=number))
        element.K = Array(kids)
        return element

    root.K = Array([written(document, root)])
    numbers = Array()
    for page in range(len(pdf.pages)):
        numbers.append(page)
        numbers.append(pdf.make_indirect(Array([owners[page][number] for number in sorted(owners[page])])))
        pdf.pages[page].obj.StructParents = page
    for at, (area, element) in enumerate(areas, start=len(pdf.pages)):
        area.StructParent = at
        numbers.append(at)
        numbers.append(element)
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages) + len(areas)
    pdf.Root.StructTreeRoot = root


def _attributes(node: _Node) -> Dictionary | None:
    if node.role == "TH":
        scope = "/Row" if node.element.get("scope") == "row" else "/Column"
        return Dictionary(O=Name.Table, Scope=Name(scope), **_spans(node))
    if node.role == "TD" and (spans := _spans(node)):
        return Dictionary(O=Name.Table, **spans)
    if node.role == "L":
        return Dictionary(O=Name.List, ListNumbering=Name("/Decimal" if node.element.tag == "ol" else "/Disc"))
    if node.role == "Figure" and node.area:
        return Dictionary(O=Name.Layout, BBox=Array([round(edge, 2) for edge in node.area]), Placement=Name.Block)
    return None


def _spans(node: _Node) -> dict[str, int]:
    spans = {"ColSpan": int(node.element.get("colspan", 1)), "RowSpan": int(node.element.get("rowspan", 1))}
    return {name: span for name, span in spans.items() if span > 1}


def _alternative(element: Any) -> str:
    """What a figure shows, in words. ValueError: no words; a picture that says nothing belongs in the style sheet."""
    title = element.find("{http://www.w3.org/2000/svg}title")
    words = element.get("alt") or (title.text if title is not None else "")
    if not words:
        raise ValueError("A picture on a printed page has no words for those who do not see it.")
    return str(words)
