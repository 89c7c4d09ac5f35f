"""Tables of the office."""

from .audit import AuditEntry
from .clock import ClockMove, PlayedDuty, RehearsalClock
from .jobs import Job
from .mail import Notice, NoticeAttempt
from .printing import Print, PrintedFile
from .uploads import Upload
from .writing import Revision, Text

__all__ = [
    "AuditEntry",
    "ClockMove",
    "Job",
    "Notice",
    "NoticeAttempt",
    "PlayedDuty",
    "Print",
    "PrintedFile",
    "RehearsalClock",
    "Revision",
    "Text",
    "Upload",
]
