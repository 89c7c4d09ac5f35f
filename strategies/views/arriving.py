"""Entering strategies that came by e-mail or on paper, and the file in which one came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office import audit, uploads
from elo_portal.office.refusals import NotNow
from networks.permissions import require

from .. import commands, queries
from ..forms import StrategyArrivalForm
from ..models import StrategyArrival, StrategyVersion
from ..permissions import can_enter


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_arrival_enter(request: HttpRequest) -> HttpResponse:
    """The form of a strategy that came by another way. What was typed stays when it cannot be taken."""
    actor = request.actor
    require(can_enter, actor)
    form = StrategyArrivalForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        strategies=queries.strategies_by_region(),
        regions=queries.regions_without(actor.day),
        at=actor.at,
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = commands.enter_strategy(
                form.place,
                form.what,
                form.how,
                form.inspected[0],
                case_number=form.cleaned_data["case_number"],
                by=actor,
                at=actor.at,
            )
        except NotNow as refusal:
            form.add_error("place", refusal.sentence)
        else:
            messages.success(
                request,
                _("%(identifier)s has been entered. The whole network sees it now.")
                % {"identifier": version.identifier},
            )
            return redirect(version)
    return render(request, "strategies/strategy_arrival_enter.html", {"form": form})


@require_safe
def strategy_arrival_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it arrived, for everybody who reads the version. Raises NotNow while it waits for its virus scan."""
    versions = StrategyVersion.objects.visible_to(request.actor).without_content()
    arrival = get_object_or_404(StrategyArrival.objects.select_related("upload"), version=pk, version__in=versions)
    response = uploads.served(arrival.upload)
    audit.record("strategy.read", arrival.version, user=request.actor.user, file=arrival.upload.name)
    return response
