"""What lists and pages say alike: a state's name, a length, the versions of a document."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from ..choices import State
from ..models import Submission

LATE = "late"


def state_name(state: str) -> str:
    return str(_("Late") if state == LATE else State(state).label)


def pages_of(version: Submission | None) -> float | None:
    """The length of the answers in pages, to the tenth above, as the receipt tells it; None when it is in files."""
    return -(-version.pages_used // 10) / 10 if version and version.pages_used else None


def sent_versions() -> Prefetch:
    """The sent versions of documents, newest first, without their content."""
    return Prefetch("submissions", Submission.objects.without_content().order_by("-number"))
