"""Reads bigger than a queryset: one file a page, or a part of one, that asks."""

from .addressees import missing_addressees
from .beside import besides
from .boards import board
from .documents import Reading, reading
from .groups import GroupList, GroupPage, development_group, development_groups, group_reports_of
from .rounds import listed_rounds
from .shown import in_alphabet

__all__ = [
    "GroupList",
    "GroupPage",
    "Reading",
    "besides",
    "board",
    "development_group",
    "development_groups",
    "group_reports_of",
    "in_alphabet",
    "listed_rounds",
    "missing_addressees",
    "reading",
]
