"""Lists: the reports of all regions, and the ministries' board of one round, on the page and to take along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from elo_portal.office.tables import CSV_TYPE, WORKBOOK_TYPE, as_csv, as_workbook
from networks.maps import VIEW_BOX
from networks.permissions import require
from reporting import queries
from reporting.choices import RoundKind
from reporting.documents.board_table import board_file_name, board_table
from reporting.models import Round
from reporting.permissions import can_enter_in, can_follow, can_follow_round, can_see_feedback_drafts


@method_decorator(never_cache, name="dispatch")
class RoundList(TemplateView):
    """The rounds and what has been sent in them, for everybody in the network."""

    template_name = "reporting/round_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        rounds = queries.listed_rounds(actor) if actor.is_in_network else []
        return super().get_context_data(rounds=rounds, is_in_network=actor.is_in_network, follows=can_follow(actor))


@method_decorator(never_cache, name="dispatch")
class RoundBoard(TemplateView):
    """The map, what needs attention and the table of the groups; what was chosen is kept in the address."""

    template_name = "reporting/round_board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        board = _followed(self.request, self.kwargs["pk"])
        chosen = board.chosen(self.request.GET)
        round_, rows = board.round, board.showing(chosen)
        return super().get_context_data(
            round=round_,
            board=board,
            chosen=chosen,
            rows=rows,
            # A hexagon leads to the row of its group, which a filter may have left out.
            unfiltered="" if len(rows) == len(board.rows) else self.request.path,
            view_box=VIEW_BOX,
            today=actor.day,
            sees_feedback=round_.kind == RoundKind.REPORT and can_see_feedback_drafts(actor),
            may_enter=can_enter_in(actor, round_),
            follows_all=can_follow(actor),
        )


@never_cache
@require_safe
def round_board_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The table as the page shows it, with what was chosen there."""
    board, at = _followed(request, pk), request.actor.at
    table = board_table(board, board.chosen(request.GET), at)
    return _taken_along(as_csv(table), board_file_name(board, at, "csv"), CSV_TYPE)


@never_cache
@require_safe
def round_board_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook (XLSX)."""
    board, at = _followed(request, pk), request.actor.at
    table = board_table(board, board.chosen(request.GET), at)
    language = translation.get_language() or "fi"
    data = as_workbook([table], title=board.title, language=language, created=at, author=_("ELO portal"))
    return _taken_along(data, board_file_name(board, at, "xlsx"), WORKBOOK_TYPE)


def _followed(request: HttpRequest, pk: int) -> queries.Board:
    """The board of a round that has opened, for those who follow it."""
    round_ = get_object_or_404(Round, pk=pk)
    require(can_follow_round, request.actor, round_)
    if not round_.is_open(request.actor.at):
        raise Http404
    return queries.board(round_, request.actor)


def _taken_along(data: bytes, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(data, content_type=media_type, headers=headers)
