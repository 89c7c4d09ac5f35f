"""Editions of the ministry report: when the next falls due, how far each one has come, and what it says of itself."""

from .due import due_rounds, next_due
from .making import (
    JOIN_REPORT,
    NAME_PARTS,
    PRINT_PART,
    WRITE_OFFICE_FILES,
    EditionShown,
    PrintingShown,
    ReportShown,
    editions_of,
    job_keys,
    key_of,
)

__all__ = [
    "JOIN_REPORT",
    "NAME_PARTS",
    "PRINT_PART",
    "WRITE_OFFICE_FILES",
    "EditionShown",
    "PrintingShown",
    "ReportShown",
    "due_rounds",
    "editions_of",
    "job_keys",
    "key_of",
    "next_due",
]
