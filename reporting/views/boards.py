"""Lists: the reports of all regions, and the ministries' board of one round."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from networks.maps import VIEW_BOX
from networks.permissions import require
from reporting import queries
from reporting.choices import RoundKind
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
    """The table of the groups; the chosen state is kept in the address."""

    template_name = "reporting/round_board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        round_ = get_object_or_404(Round, pk=self.kwargs["pk"])
        require(can_follow_round, actor, round_)
        if not round_.is_open(actor.at):
            raise Http404
        board = queries.board(round_, actor)
        chosen = self.request.GET.get("state", "")
        rows = board.in_state(chosen)
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
