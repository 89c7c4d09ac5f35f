"""Reads bigger than a queryset: one file a page, or a part of one, that asks."""

from .addressees import missing_addressees
from .beside import besides
from .boards import Board, board
from .documents import Reading, reading
from .gaps import documents_without_writer
from .groups import GroupList, GroupPage, development_group, development_groups, group_reports_of
from .preparation import coordinators, people_of_groups
from .rounds import listed_rounds

__all__ = [
    "Board",
    "GroupList",
    "GroupPage",
    "Reading",
    "besides",
    "board",
    "coordinators",
    "development_group",
    "development_groups",
    "documents_without_writer",
    "group_reports_of",
    "listed_rounds",
    "missing_addressees",
    "people_of_groups",
    "reading",
]
