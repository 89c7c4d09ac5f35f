"""Is the document ready to be sent, and how long is it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elo_portal.office.printing import printer

from .content import content_of
from .documents.report import report_html
from .models import Document

# At most: a page has under fifty lines, a line of one letter two tags.
TAGS_A_PAGE = 100


@dataclass(frozen=True)
class CheckReport:
    """What stands before sending.

    `hundredths`: where the last answer ends, in hundredths of a page, measured by the printer (section 14, item 7).
    `limit_words`: the words at which the last allowed page ends, when there is more than it holds.
    """

    content: dict[str, Any]
    missing: tuple[int, ...]
    hundredths: int
    all_pages: int
    page_note: int | None
    page_limit: int | None
    limit_words: str
    is_unprintable: bool = False

    @property
    def is_too_long(self) -> bool:
        """Over the round's limit; where there is none, so much that the printer would not print it."""
        return self.is_unprintable or (self.page_limit is not None and self.hundredths > self.page_limit * 100)

    @property
    def is_over_note(self) -> bool:
        return self.page_note is not None and self.hundredths > self.page_note * 100

    @property
    def can_be_sent(self) -> bool:
        return not self.missing and not self.is_too_long


def check(document: Document, *, at: datetime) -> CheckReport:
    """Measure the document by the printer and list the questions without an answer, topics without a text and
    own sections without a heading (requirements P2, R16, R18).

    A text of thousands of one-letter lines is not laid out at all: its length is then told by its lines alone,
    which is enough to say that it is too long.
    """
    content = content_of(document, at=at)
    html = report_html(content, sha256=None)
    limit = document.round.page_limit
    limit_words = ""
    is_unprintable = False
    try:
        all_pages, measure = printer.measured(html)
    except printer.TooMuchToPrint:
        is_unprintable = True
        all_pages = html.count("<") // TAGS_A_PAGE
        hundredths = all_pages * 100
    else:
        hundredths = measure.hundredths
        if limit and measure.pages > limit:
            limit_words = measure.words_at_end_of(limit)
    return CheckReport(
        content=content,
        missing=tuple(one["number"] for one in content["answers"] if not (one["title"] and one["text"].strip())),
        hundredths=hundredths,
        all_pages=all_pages,
        page_note=document.round.page_note,
        page_limit=limit,
        limit_words=limit_words,
        is_unprintable=is_unprintable,
    )
