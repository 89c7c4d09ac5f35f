"""Is the document ready to be sent, and how long is it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elo_portal.office.printing import printer

from .content import content_of
from .documents.report import report_html
from .models import Document


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

    @property
    def is_too_long(self) -> bool:
        return self.page_limit is not None and self.hundredths > self.page_limit * 100

    @property
    def is_over_note(self) -> bool:
        return self.page_note is not None and self.hundredths > self.page_note * 100

    @property
    def can_be_sent(self) -> bool:
        return not self.missing and not self.is_too_long


def check(document: Document, *, at: datetime) -> CheckReport:
    """Measure the document by the printer and list the questions that have no answer (requirements R16, R18)."""
    content = content_of(document, at=at)
    layout = printer.lay_out(report_html(content, sha256=None))
    measure = layout.measure()
    limit = document.round.page_limit
    return CheckReport(
        content=content,
        missing=tuple(one["number"] for one in content["answers"] if not one["text"].strip()),
        hundredths=measure.hundredths,
        all_pages=layout.pages,
        page_note=document.round.page_note,
        page_limit=limit,
        limit_words=measure.words_at_end_of(limit) if limit and measure.pages > limit else "",
    )
