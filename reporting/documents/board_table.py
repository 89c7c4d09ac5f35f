"""The ministries' board as a table to take along: what the page shows of each group to the person who looks."""

from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from elo_portal.office.clock import day_of
from elo_portal.office.tables import Cell, Column, Table
from elo_portal.office.words import moment

from ..choices import Waiting
from ..queries.boards import Board, BoardRow, Chosen
from ..queries.shown import state_name


def board_table(board: Board, chosen: Chosen, at: datetime) -> Table:
    """The rows that were chosen, in the reader's language. Of the unsent only state and due date. One query at most."""
    rows = board.showing(chosen)
    shown = _("%(shown)s / %(all)s groups") % {"shown": len(rows), "all": len(board.rows)}
    return Table(
        title=board.title,
        columns=_columns(board),
        rows=[_cells(board, row) for row in rows],
        notes=[_("Situation on %(moment)s") % {"moment": moment(at)}, ", ".join([shown, *_described(board, chosen)])],
        name=_("Groups"),
    )


def board_file_name(board: Board, at: datetime, ending: str) -> str:
    """Tells the round and the day: raporttien-seuranta-2014-2015-01-07.csv."""
    return f"{slugify(board.title)}-{day_of(at):%Y-%m-%d}.{ending}"


def _described(board: Board, chosen: Chosen) -> list[str]:
    names = [
        (_("State"), dict(board.states).get(chosen.state)),
        (_("Needs attention"), dict(board.waitings).get(chosen.waiting)),
        (_("ELY centre"), {one.key: one.name for one in board.centres}.get(chosen.centre)),
        (_("Search"), chosen.words),
    ]
    return [f"{what}: {name}" for what, name in names if name]


def _columns(board: Board) -> list[Column]:
    columns = [
        Column(_("Group"), 28),
        Column(_("Code"), 9),
        Column(_("ELY centre"), 28),
        Column(_("State"), 20),
        Column(_("Due"), 12),
        Column(_("Needs attention"), 26),
        Column(_("Sent on"), 17),
        Column(_("Arrived late"), 13),
        Column(_("Version"), 9),
        Column(_("Pages"), 9, "0.0"),
        Column(_("Case numbers"), 26),
    ]
    if board.round.is_reviewed:
        columns += [Column(_("Reviewed by"), 22), Column(_("Reviewed on"), 17)]
    if _tells_reading(board):
        columns += [Column(_("Your ministry has read"), 14), Column(_("Questions in all"), 14)]
    return columns


def _cells(board: Board, row: BoardRow) -> list[Cell]:
    version, review = row.version, row.review
    cells: list[Cell] = [
        row.area,
        row.document.group.code,
        ", ".join(one.name for one in row.centres),
        state_name(row.state),
        day_of(row.due),
        ", ".join(str(what.label) for what in Waiting if what in row.waits),
        version.at if version else None,
        (_("yes") if version.is_late else _("no")) if version else None,
        version.number if version else None,
        row.pages,
        ", ".join(row.case_numbers),
    ]
    if board.round.is_reviewed:
        cells += [review.by.name if review else "", review.at if review else None]
    if _tells_reading(board):
        cells += [row.read, board.questions] if row.has_answers else [None, None]
    return cells


def _tells_reading(board: Board) -> bool:
    return bool(board.ministries) and board.round.is_reviewed
