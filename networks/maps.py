"""The map of the regions: hexagons that never move, and the centres of any day put together from them.

A cell is a hexagon, half a cell a part of one that two centres have shared. A centre is the union of the cells of the
regions that it covers: the sides that two cells share fall away, and the outline is drawn a little inwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot, sqrt

from django.db.models import Prefetch

from .choices import OrganisationKind
from .models import Coverage, Organisation

Point = tuple[float, float]
Corner = tuple[int, int]

# Column and row of each cell; every other row stands half a column aside.
PLACES = {
    "LAP": (2.5, 0),
    "POP": (2, 1),
    "KAI": (3, 1),
    "POH": (0.5, 2),
    "EPO": (1.5, 2),
    "KES": (2.5, 2),
    "POS": (3.5, 2),
    "POK": (4.5, 2),
    "SAT": (1, 3),
    "PIR": (2, 3),
    "HÄM": (3, 3),
    "ESA": (4, 3),
    "VAR": (1.5, 4),
    "UUD": (2.5, 4),
    "KAS": (3.5, 4),
}
# The cell of each region by its code; "-" and "+" are the left and the right half of one. Åland has no centre.
CELLS = {
    "01": "UUD",
    "02": "VAR",
    "04": "SAT",
    "05": "HÄM-",
    "06": "PIR",
    "07": "HÄM+",
    "08": "KAS",
    "09": "KAS",
    "10": "ESA",
    "11": "POS",
    "12": "POK",
    "13": "KES",
    "14": "EPO",
    "15": "POH",
    "16": "POH",
    "17": "POP",
    "18": "KAI",
    "19": "LAP",
}
RADIUS, GAP = 38.3, 4.0
# Corners are counted in halves of a column and of a radius: whole numbers, so that they compare exactly.
STEP_X, STEP_Y = sqrt(3) * RADIUS / 2, RADIUS / 2
# What holds every cell: left, top, width and height.
VIEW_BOX = "-4 -42 340 316"


@dataclass(frozen=True)
class Shape:
    """Path data of an SVG, and the point at which the name is written."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class CentreOnMap:
    """A centre, what it is called on the map («KAI») and in full, and where it is drawn."""

    organisation: Organisation
    abbreviation: str
    name: str
    shape: Shape


def centres_on_map(day: date) -> list[CentreOnMap]:
    """The centres in force that day which cover a region with a cell, from north to south. Three queries."""
    covered = Prefetch("coverage", Coverage.objects.on(day).select_related("region"), to_attr="covered")
    centres = Organisation.objects.on(day).filter(kind=OrganisationKind.CENTRE).prefetch_related("names", covered)
    found = []
    for centre in centres:
        if cells := cells_of({one.region.code for one in centre.covered}):
            found.append(CentreOnMap(centre, centre.abbreviation, centre.short_name_on(day), shape_of(cells)))
    return sorted(found, key=lambda one: (one.shape.y, one.shape.x))


def cells_of(regions: Collection[str]) -> list[str]:
    """The cells of the regions of these codes; both halves of one are the whole."""
    cells = {CELLS[code] for code in regions if code in CELLS}
    for name in PLACES:
        if {f"{name}-", f"{name}+"} <= cells:
            cells = cells - {f"{name}-", f"{name}+"} | {name}
    return sorted(cells, key=lambda cell: (PLACES[_name(cell)][1], PLACES[_name(cell)][0]))


def shape_of(cells: Sequence[str], gap: float = GAP) -> Shape:
    """The union of the cells, `gap` units apart from its neighbours; regions that do not touch are pieces of one shape.

    The name stands in the middle of cells on one row, or of three; of two on two rows in the upper one, of pieces in
    the first cell.
    """
    rings = _outlines(cells)
    named = list(cells)
    if len(rings) > 1 or (len(cells) == 2 and len({PLACES[_name(cell)][1] for cell in cells}) == 2):
        named = named[:1]
    weights = [0.5 if cell[-1] in "+-" else 1.0 for cell in named]
    middles = [_middle(_corners(cell)) for cell in named]
    x = sum(weight * place[0] for weight, place in zip(weights, middles, strict=True)) / sum(weights) * STEP_X
    y = sum(weight * place[1] for weight, place in zip(weights, middles, strict=True)) / sum(weights) * STEP_Y
    path = "".join("M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in _inwards(ring, gap / 2)) + "Z" for ring in rings)
    return Shape(path, round(x, 1), round(y, 1))


def _name(cell: str) -> str:
    return cell.rstrip("+-")


def _corners(cell: str) -> list[Corner]:
    """Clockwise from the top."""
    column, row = PLACES[_name(cell)]
    x, y = round(2 * column), 3 * row
    whole = [(x, y - 2), (x + 1, y - 1), (x + 1, y + 1), (x, y + 2), (x - 1, y + 1), (x - 1, y - 1)]
    if cell.endswith("+"):
        return whole[:4]
    return [*whole[3:], whole[0]] if cell.endswith("-") else whole


def _outlines(cells: Sequence[str]) -> list[list[Corner]]:
    """The rings of the union: a side that two cells share is gone through both ways and falls away."""
    sides: set[tuple[Corner, Corner]] = set()
    for cell in cells:
        ring = _corners(cell)
        for start, end in zip(ring, ring[1:] + ring[:1], strict=True):
            if (end, start) in sides:
                sides.remove((end, start))
            else:
                sides.add((start, end))
    # Two sides begin in a corner where pieces meet: half a cell and the cell beside its tip.
    following: dict[Corner, list[Corner]] = {}
    for start, end in sorted(sides):
        following.setdefault(start, []).append(end)
    outlines: list[list[Corner]] = []
    while following:
        first = point = min(following)
        outline: list[Corner] = []
        while not outline or point != first:
            outline.append(point)
            ends = following[point]
            following_point = ends.pop()
            if not ends:
                del following[point]
            point = following_point
        outlines.append(outline)
    return outlines


def _inwards(ring: Sequence[Corner], by: float) -> list[Point]:
    """Every side moved inwards by as much, the corners mitred."""
    points = [(x * STEP_X, y * STEP_Y) for x, y in ring]
    moved = []
    for before, here, after in zip([points[-1], *points[:-1]], points, [*points[1:], points[0]], strict=True):
        (ax, ay), (bx, by_) = _normal(before, here), _normal(here, after)
        scale = by / (1 + ax * bx + ay * by_)
        moved.append((here[0] + (ax + bx) * scale, here[1] + (ay + by_) * scale))
    return moved


def _normal(start: Point, end: Point) -> Point:
    """One unit inwards from a side that is gone through clockwise."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    return -dy / length, dx / length


def _middle(corners: Sequence[Corner]) -> Point:
    return sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)
