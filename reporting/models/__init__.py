"""Tables of rounds and documents."""

from .attachments import Attachment
from .completions import CompletionItem, CompletionRequest, CompletionTurn, Extension, ReopenRequest
from .documents import Answer, Document
from .measures import Measure, MeasureChange
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "Attachment",
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
