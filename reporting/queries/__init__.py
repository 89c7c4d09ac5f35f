"""Reads bigger than a queryset: one file a page, or a part of one, that asks."""

from .addressees import missing_addressees
from .beside import besides
from .boards import Board, board
from .comparing import Comparison, Years, comparison, groups_of_round, years
from .documents import Reading, reading
from .gaps import documents_without_writer
from .groups import GroupList, GroupPage, development_group, development_groups, group_reports_of
from .preparation import coordinators, people_of_groups
from .rounds import listed_rounds

__all__ = [
    "Board",
    "Comparison",
    "GroupList",
    "GroupPage",
    "Reading",
    "Years",
    "besides",
    "board",
    "comparison",
    "coordinators",
    "development_group",
    "development_groups",
    "documents_without_writer",
    "group_reports_of",
    "groups_of_round",
    "listed_rounds",
    "missing_addressees",
    "people_of_groups",
    "reading",
    "years",
]
