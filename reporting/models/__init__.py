"""Tables of rounds and documents."""

from .announcements import Announcement, AnnouncementFile, AnnouncementRead, AnnouncementText
from .attachments import Attachment
from .compiling import Edition, EditionPart, EditionPrinting, EditionSending, MinistryReport, ReportFile
from .completions import CompletionItem, CompletionRequest, CompletionTurn, Extension, ReopenRequest
from .confirming import GroupReportConfirmation
from .documents import Answer, Document
from .feedback import (
    CommonFeedback,
    FeedbackConfirmation,
    FeedbackDeputy,
    FeedbackLeftOut,
    FeedbackLetter,
    FeedbackPublication,
    PublishedFeedback,
)
from .measures import Measure, MeasureChange
from .notes import InternalNote, NoteRewording
from .registering import Arrival, ArrivalFile, CaseNumber
from .reminders import Reminder
from .reviews import ReadMark
from .rounds import Addressee, Question, Round, RoundChange
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
    "CommonFeedback",
    "CompletionItem",
    "CompletionRequest",
    "CompletionTurn",
    "Document",
    "Edition",
    "EditionPart",
    "EditionPrinting",
    "EditionSending",
    "Extension",
    "FeedbackConfirmation",
    "FeedbackDeputy",
    "FeedbackLeftOut",
    "FeedbackLetter",
    "FeedbackPublication",
    "GroupReportConfirmation",
    "InternalNote",
    "Measure",
    "MeasureChange",
    "MinistryReport",
    "NoteRewording",
    "PublishedFeedback",
    "Question",
    "ReadMark",
    "Reminder",
    "ReopenRequest",
    "ReportFile",
    "Round",
    "RoundChange",
    "Submission",
    "Transition",
]
