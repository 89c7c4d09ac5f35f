"""Tables of rounds and documents."""

from .announcements import Announcement, AnnouncementFile, AnnouncementRead, AnnouncementText
from .attachments import Attachment
from .completions import CompletionItem, CompletionRequest, CompletionTurn, Extension, ReopenRequest
from .documents import Answer, Document
from .measures import Measure, MeasureChange
from .registering import Arrival, ArrivalFile, CaseNumber
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Announcement",
    "AnnouncementFile",
    "AnnouncementRead",
    "AnnouncementText",
    "Answer",
    "Arrival",
    "ArrivalFile",
    "Attachment",
    "CaseNumber",
    "CompletionItem",
    "CompletionRequest",
    "CompletionTurn",
    "Document",
    "Extension",
    "Measure",
    "MeasureChange",
    "Question",
    "ReadMark",
    "ReopenRequest",
    "Round",
    "Submission",
    "Transition",
]
