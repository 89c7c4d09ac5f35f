"""Tables of rounds and documents."""

from .documents import Answer, Document
from .reviews import ReadMark
from .rounds import Addressee, Question, Round
from .submissions import Submission, Transition

__all__ = ["Addressee", "Answer", "Document", "Question", "ReadMark", "Round", "Submission", "Transition"]
