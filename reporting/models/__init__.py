"""Tables of rounds and documents."""

from .completions import CompletionItem, CompletionRequest, CompletionTurn, Extension, ReopenRequest
from .documents import Answer, Document
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = [
    "Addressee",
    "Answer",
    "CompletionItem",
    "CompletionRequest",
    "CompletionTurn",
    "Document",
    "Extension",
    "Question",
    "ReadMark",
    "ReopenRequest",
    "Round",
    "Submission",
    "Transition",
]
