"""What is done with rounds and documents: one function an act."""

from .feedback import (
    confirm_feedback,
    end_deputy,
    name_deputy,
    publish_feedback,
    restore_feedback,
    save_common_feedback,
    save_feedback,
    settle_feedback,
    take_back_confirmation,
)
from .reading import mark_read
from .reviewing import review, take_back_review
from .rounds import open_round
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "choose_language",
    "confirm_feedback",
    "end_deputy",
    "mark_read",
    "name_deputy",
    "open_round",
    "publish_feedback",
    "reopen",
    "restore_answer",
    "restore_feedback",
    "review",
    "save_answers",
    "save_common_feedback",
    "save_feedback",
    "send",
    "settle_answer",
    "settle_feedback",
    "take_back_confirmation",
    "take_back_review",
]
