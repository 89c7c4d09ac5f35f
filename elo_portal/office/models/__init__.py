"""Tables of the office."""

from .audit import AuditEntry
from .clock import RehearsalClock
from .jobs import Job
from .mail import Notice, NoticeAttempt
from .printing import Print, PrintedFile
from .uploads import Upload
from .writing import Revision, Text

__all__ = [
    "AuditEntry",
    "Job",
    "Notice",
    "NoticeAttempt",
    "Print",
    "PrintedFile",
    "RehearsalClock",
    "Revision",
    "Text",
    "Upload",
]
