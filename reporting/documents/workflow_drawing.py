"""The workflow's table as a drawing for docs/, so that the picture is never older than the rules."""

from html import escape

from reporting.choices import State
from reporting.workflow import TABLE

WIDTH, HEIGHT, BOX, GAP, TOP = 1100, 260, 166, 50, 112
INK, LINE, TEXT = "#00357a", "#5f686d", "#212121"
LABELS = {
    State.DRAFT: "Luonnos\nDraft",
    State.SENT: "Lähetetty\nSent",
    State.RETURNED: "Täydennettävänä\nReturned for completion",
    State.REVIEWED: "Käsitelty\nReviewed",
    State.FEEDBACK_GIVEN: "Palaute annettu\nFeedback given",
}
ORDER = (State.RETURNED, State.DRAFT, State.SENT, State.REVIEWED, State.FEEDBACK_GIVEN)


def svg() -> str:
    """The drawing: states as boxes in a row, steps as arcs with who and when."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="Source Sans 3, Arial, sans-serif" font-size="13">',
        "<title>States of a document and the steps between them</title>",
        '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="{INK}"/></marker></defs>',
    ]
    used = {State.DRAFT} | {rule.target for rule in TABLE}
    for state in ORDER:
        parts.append(_box(state, is_used=state in used))
    parts += [_arc(source, target, ", ".join(names)) for (source, target), names in arcs().items()]
    return "\n".join([*parts, "</svg>", ""])


def arcs() -> dict[tuple[State, State], list[str]]:
    """From and to: the names of the steps that lead there, which share an arc."""
    found: dict[tuple[State, State], list[str]] = {}
    for rule in TABLE:
        for source in sorted(rule.sources, key=ORDER.index):
            found.setdefault((source, rule.target), []).append(rule.step.value)
    return found


def table() -> str:
    """The same as a Markdown table: step, from, to, who, when."""
    rows = ["| step | from | to | who | when | reason asked |", "| --- | --- | --- | --- | --- | --- |"]
    for rule in TABLE:
        sources = ", ".join(state.value for state in ORDER if state in rule.sources)
        when = rule.when.__name__.replace("_", " ")
        who = (rule.who.__doc__ or "").strip()
        rows.append(
            f"| {rule.step.value} | {sources} | {rule.target.value} | {who} | {when} "
            f"| {'yes' if rule.needs_reason else 'no'} |"
        )
    return "\n".join([*rows, ""])


def _left(state: State) -> int:
    return 35 + ORDER.index(state) * (BOX + GAP)


def _box(state: State, *, is_used: bool) -> str:
    first, second = LABELS[state].split("\n")
    middle = _left(state) + BOX / 2
    dash = "" if is_used else ' stroke-dasharray="5 4"'
    return (
        f'<g><rect x="{_left(state)}" y="{TOP}" width="{BOX}" height="52" rx="4" fill="#fff" stroke="{INK}"{dash}/>'
        f'<text x="{middle}" y="{TOP + 22}" text-anchor="middle" font-weight="600" fill="{INK}">{escape(first)}</text>'
        f'<text x="{middle}" y="{TOP + 40}" text-anchor="middle" fill="{LINE}">{escape(second)}</text></g>'
    )


def _arc(source: State, target: State, label: str) -> str:
    if source == target:
        return _loop(source, label)
    depth = abs(ORDER.index(source) - ORDER.index(target)) - 1
    forward = ORDER.index(source) < ORDER.index(target)
    shift = 14 if forward else -14
    start, end = _left(source) + BOX / 2 + shift, _left(target) + BOX / 2 - shift
    edge = TOP if forward else TOP + 52
    reach = edge + (-1 if forward else 1) * (46 + 40 * depth)
    label_y = edge + (-1 if forward else 1) * (38 + 30 * depth) + (0 if forward else 8)
    return (
        f'<path d="M{start} {edge} C{start} {reach} {end} {reach} {end} {edge}" fill="none" stroke="{INK}" '
        f'stroke-width="1.5" marker-end="url(#end)"/>'
        f'<text x="{(start + end) / 2}" y="{label_y}" text-anchor="middle" fill="{TEXT}">'
        f"{escape(label)}</text>"
    )


def _loop(state: State, label: str) -> str:
    """A step that leaves the state as it is."""
    start, end = _left(state) + 16, _left(state) + 56
    return (
        f'<path d="M{start} {TOP} C{start} {TOP - 46} {end} {TOP - 46} {end} {TOP}" fill="none" stroke="{INK}" '
        f'stroke-width="1.5" marker-end="url(#end)"/>'
        f'<text x="{_left(state)}" y="{TOP - 42}" fill="{TEXT}">{escape(label)}</text>'
    )
