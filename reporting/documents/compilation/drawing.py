"""What is drawn on the server: the map of the groups and the bars of a figure, as data for the templates of print."""

from dataclasses import dataclass

from networks.maps import VIEW_BOX, Shape, cells_of, shape_of
from reporting.choices import State
from reporting.editions.words import AWAITED
from reporting.queries.shown import LATE

from .tree import Figure, OnMap, Tree

# Fill, line, ink, and the drawing that says the same without colour (templates/_parts/sprite.html), by state.
_GREEN, _BLUE, _WHITE = "#05614a", "#00357a", "#ffffff"
_CHECK = "m5 12.5 4.5 4.5L19 7.5"
_STYLES = {
    State.FEEDBACK_GIVEN.value: (_GREEN, _GREEN, _WHITE, _CHECK),
    State.REVIEWED.value: (_GREEN, _GREEN, _WHITE, _CHECK),
    State.SENT.value: (_BLUE, _BLUE, _WHITE, "M20.5 3.5 3.5 10l7 3.5 3.5 7zM20.5 3.5l-10 10"),
    State.RETURNED.value: ("#f3e9f6", "#834a9b", "#834a9b", "M9 6 4 11l5 5M4 11h10a6 6 0 0 1 6 6v2"),
    AWAITED: ("#ffffff", "#5f686d", "#5f686d", "M6 12h12"),
    LATE: ("#fbeeee", "#ae312d", "#ae312d", "M12 3.5a8.5 8.5 0 1 0 .01 0zM12 7v5.5l3.5 2"),
}
# Of the states that look alike the legend names one.
_IN_LEGEND = (State.REVIEWED.value, State.SENT.value, State.RETURNED.value, AWAITED, LATE)
BAR_LENGTH = 300.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A group on the map. Numbers are text already: in SVG the decimal point is a point in every language."""

    code: str
    path: str
    x: str
    y: str
    size: int
    fill: str
    line: str
    ink: str
    icon: str
    icon_at: str


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    state: str
    fill: str
    line: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar of a figure at its height from the top, in units of the drawing."""

    name: str
    value: int
    length: str
    middle: int
    top: int
    end: str


@dataclass(frozen=True, slots=True)
class Map:
    """The map of the groups; empty when a group has no place on it, as development groups have none."""

    view_box: str
    groups: tuple[Drawn, ...]
    keys: tuple[Key, ...]


def map_of(tree: Tree) -> Map | None:
    """The groups as hexagons that never move, each in its state; None when not every group has a place of its own."""
    groups = []
    taken: set[str] = set()
    for group in tree.groups:
        cells = cells_of(group.regions)
        if not cells or taken & set(cells):
            return None
        taken |= set(cells)
        groups.append(_drawn(group, shape_of(cells), is_half=cells[0][-1] in "+-" and len(cells) == 1))
    states = {group.state if group.state != State.FEEDBACK_GIVEN else State.REVIEWED.value for group in tree.groups}
    keys = tuple(Key(state, *_STYLES[state][:2]) for state in _IN_LEGEND if state in states)
    return Map(VIEW_BOX, tuple(groups), keys)


def _drawn(group: OnMap, shape: Shape, *, is_half: bool) -> Drawn:
    fill, line, ink, icon = _STYLES[group.state]
    # Half a hexagon is narrow, so its letters and its drawing are smaller.
    size, scale = (11, 0.542) if is_half else (15, 0.75)
    return Drawn(
        code=group.code,
        path=shape.path,
        x=f"{shape.x:.1f}",
        y=f"{shape.y - 2:.1f}",
        size=size,
        fill=fill,
        line=line,
        ink=ink,
        icon=icon,
        icon_at=f"translate({shape.x - 12 * scale:.1f} {shape.y + 4:.1f}) scale({scale})",
    )


def bars_of(figure: Figure) -> list[DrawnBar]:
    """The bars, 16 units apart, the longest possible 300 units long."""
    return [
        DrawnBar(
            name=bar.name,
            value=bar.value,
            length=f"{BAR_LENGTH * bar.value / figure.whole:.1f}",
            middle=16 * number + 11,
            top=16 * number + 2,
            end=f"{BAR_LENGTH * bar.value / figure.whole + 145:.1f}",
        )
        for number, bar in enumerate(figure.bars)
    ]
