"""What is done with rounds and documents: one function an act."""

from .announcing import (
    begin_announcement,
    draft_of,
    mark_announcement_opened,
    publish_announcement,
    save_announcement,
    take_off_front_page,
)
from .reading import mark_read
from .reviewing import review, take_back_review
from .rounds import open_round
from .sending import reopen, send
from .writing import choose_language, restore_answer, save_answers, settle_answer

__all__ = [
    "begin_announcement",
    "choose_language",
    "draft_of",
    "mark_announcement_opened",
    "mark_read",
    "open_round",
    "publish_announcement",
    "reopen",
    "restore_answer",
    "review",
    "save_announcement",
    "save_answers",
    "send",
    "settle_answer",
    "take_back_review",
    "take_off_front_page",
]
