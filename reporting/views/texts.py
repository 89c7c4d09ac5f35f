"""What the editors of answers and of feedback share: two texts side by side, the decision, a text's history."""

from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office.models import Revision, Text
from elo_portal.office.writing import comparing
from elo_portal.office.writing.differences import difference

from ..forms.writing import COMBINED, MINE, THEIRS, DecisionForm

# Messages with this tag stand in the editor's own bar, not above the title.
IN_THE_BAR = "bar"
REVISIONS_ON_A_PAGE = 30
# The page lays two texts side by side on at most this many rows.
MOST_ROWS = 96
CONTRADICTIONS_SHOWN = 5


def saved_at(moment: datetime) -> str:
    return _("Saved at %(time)s") % {"time": formats.time_format(timezone.localtime(moment), "TIME_FORMAT")}


# -- two texts


def two_texts(text: Text, aside: Revision, form: DecisionForm, user: Any) -> dict[str, Any]:
    """What the page of two texts shows: the person's own that was put aside, and the one that stands."""
    current = text.current
    rows = comparing.rows(aside.body, text.body)
    contradictions = comparing.contradictions(rows)
    last = Revision.objects.filter(text=text).order_by("-number").values_list("number", flat=True).first() or 0
    return {
        "form": form,
        "mine": aside,
        "theirs": current,
        "is_own": current is not None and current.by_id == user.pk,
        "rows": _at_most(rows),
        "contradictions": contradictions[:CONTRADICTIONS_SHOWN],
        "more": max(0, len(contradictions) - CONTRADICTIONS_SHOWN),
        "choice": form.data.get("choice", COMBINED),
        "text": form.data.get("text", comparing.combined(aside.body, text.body)),
        "next_number": last + 1,
    }


def _at_most(rows: list[comparing.Row]) -> list[comparing.Row]:
    """The rows; what goes beyond the page's rows is one long row at the end."""
    if len(rows) <= MOST_ROWS:
        return rows
    gap = comparing.Piece("\n\n", is_own=False)
    rest = rows[MOST_ROWS - 1 :]
    mine = tuple(piece for row in rest for piece in (*row.mine, gap))
    theirs = tuple(piece for row in rest for piece in (*row.theirs, gap))
    return [*rows[: MOST_ROWS - 1], comparing.Row(mine, theirs, all(row.is_same for row in rest))]


def decision(text: Text, form: DecisionForm, user: Any) -> tuple[Revision, str] | None:
    """The text put aside and the body that was chosen; None when it has been decided already. BadRequest: made up."""
    said = form.cleaned_data
    mine = Revision.objects.filter(text=text, number=said["aside"], by=user, is_aside=True, settled_by=None).first()
    if mine is None:
        return None
    theirs = Revision.objects.filter(text=text, number=said["base"]).first()
    if theirs is None and said["base"]:
        raise BadRequest
    bodies = {MINE: mine.body, THEIRS: theirs.body if theirs else "", COMBINED: said["text"]}
    return mine, bodies[said["choice"]]


# -- history


def revisions_of(text: Text) -> QuerySet[Revision]:
    """Every revision of a text, newest first."""
    return (
        Revision.objects.filter(text=text)
        .select_related("by__person", "base", "settles")
        .prefetch_related("settled_by")
        .order_by("-number")
    )


def history(revisions: QuerySet[Revision], page: str | None) -> dict[str, Any]:
    """A page of the history of a text."""
    shown = Paginator(revisions, REVISIONS_ON_A_PAGE).get_page(page)
    return {"shown": shown, "revisions": [_listed(revision) for revision in shown]}


def changed_by(revision: Revision) -> dict[str, Any]:
    """What one revision changed in the text from which it was written."""
    return {"shown": revision, "difference": difference(revision.base.body if revision.base else "", revision.body)}


def _listed(revision: Revision) -> dict[str, Any]:
    added, removed = comparing.changes(revision.base.body if revision.base else "", revision.body)
    return {
        "revision": revision,
        "added": ngettext("%(count)s word added", "%(count)s words added", added) % {"count": added},
        "removed": ngettext("%(count)s word removed", "%(count)s words removed", removed) % {"count": removed},
        "waits": revision.is_aside and not revision.settled_by.all(),
    }


def asked_revision(revisions: QuerySet[Revision], number: str) -> Revision:
    """The revision of that number; 404 when there is none."""
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(revisions, number=int(number))


def asked_base(request: HttpRequest) -> int:
    """The number of the revision that stood when a restore was asked. BadRequest: our page did not send it."""
    base = request.POST.get("base", "")
    if not base.isdecimal() or len(base) > 9:
        raise BadRequest
    return int(base)
