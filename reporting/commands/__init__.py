"""What is done with rounds and documents: one function an act."""

from .completing import add_to_request, return_for_completion, settle_item
from .extending import extend
from .opening import answer_opening, ask_opening
from .reading import mark_read
from .reviewing import review, take_back_review
from .rounds import open_round
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "add_to_request",
    "answer_opening",
    "ask_opening",
    "choose_language",
    "extend",
    "mark_read",
    "open_round",
    "reopen",
    "restore_answer",
    "return_for_completion",
    "review",
    "save_answers",
    "send",
    "settle_answer",
    "settle_item",
    "take_back_review",
]
