"""Reading the strategies of all regions, one of them, its files, and the national goals."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from elo_portal.office import audit
from elo_portal.office.models import Print, PrintedFile
from elo_portal.office.refusals import NotNow

from .. import queries
from ..content import differences, national_keys
from ..models import Strategy, StrategyVersion
from ..permissions import can_enter, can_write

MOST_DIGITS = 9


@never_cache
@require_safe
def strategy_list(request: HttpRequest) -> HttpResponse:
    """The strategies of all regions, and the regions that have none."""
    actor = request.actor
    context = {
        "listed": queries.strategy_list(actor),
        "today": actor.day,
        "is_in_network": actor.is_in_network,
        "may_enter": can_enter(actor),
    }
    return render(request, "strategies/strategy_list.html", context)


@never_cache
@require_safe
def strategy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A strategy for reading: the version in force, `?version=2` another one, `?changes=1` what it changed."""
    actor = request.actor
    strategy = get_object_or_404(Strategy.objects.visible_to(actor).with_names(), pk=pk)
    versions = list(
        StrategyVersion.objects.visible_to(actor)
        .filter(strategy=strategy)
        .select_related("current", "adopted_by", "arrival__upload", "arrival__entered_by")
        .without_content()
        .order_by("number")
    )
    version = queries.version_shown(versions, _number(request.GET.get("version")), actor.day)
    if version is None:
        raise Http404
    writes = can_write(actor, strategy)
    index = versions.index(version)
    before = versions[index - 1] if index else None
    context = {
        "strategy": strategy,
        "version": version,
        "versions": versions,
        "content": version.words,
        "national": queries.goals_named(national_keys(version.words)),
        "standing": queries.version_shown(versions, None, actor.day),
        "state": _state_of(version, actor.day),
        "before": before,
        "draft": next((one for one in versions if one.is_draft), None),
        "writes": writes,
        "regions": sorted(strategy.regions.all(), key=lambda region: region.code),
        "coordinator": strategy.coordinator.name_on(actor.day),
        "is_printed": not version.is_draft and Print.objects.filter(key=version.print_key).exists(),
    }
    if before is not None and request.GET.get("changes"):
        return render(
            request,
            "strategies/strategy_changes.html",
            context | {"differences": differences(before.words, version.words)},
        )
    return render(request, "strategies/strategy_detail.html", context)


@require_safe
def strategy_pdf(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The printed original of an adopted version. Raises NotNow while it is being printed."""
    version = _adopted(request, pk, identifier)
    file = PrintedFile.objects.filter(print__key=version.print_key).first()
    if file is None:
        raise NotNow(_("The PDF of this version is still being printed. Try again in a moment."))
    audit.record("strategy.read", version, user=request.actor.user, version=version.number, file="pdf")
    return _file(bytes(file.pdf), f"{version.identifier}.pdf", "application/pdf")


@require_safe
def strategy_json(request: HttpRequest, pk: int, identifier: str) -> HttpResponse:
    """The frozen content itself: the bytes whose hash the page and the PDF carry."""
    version = _adopted(request, pk, identifier)
    audit.record("strategy.export", version, user=request.actor.user, version=version.number, file="json")
    return _file(bytes(version.content), f"{version.identifier}.json", "application/json")


@never_cache
@require_safe
def goal_list(request: HttpRequest) -> HttpResponse:
    """Every set of national goals with its validity, each goal in three languages."""
    day = request.actor.day
    sets = [{"set": one, "is_in_force": one.is_in_force(day), "goals": one.goals.all()} for one in queries.goal_sets()]
    return render(request, "strategies/goal_list.html", {"sets": sets, "today": day})


def _state_of(version: StrategyVersion, day: Any) -> str:
    """The code of the state pill."""
    if version.since is None:
        return "draft"
    if version.since > day:
        return "coming"
    return "in_force" if version.is_in_force(day) else "ended"


def _adopted(request: HttpRequest, pk: int, identifier: str) -> StrategyVersion:
    version = get_object_or_404(StrategyVersion.objects.visible_to(request.actor).adopted(), pk=pk)
    if identifier != version.identifier:
        raise Http404
    return version


def _number(asked: str | None) -> int | None:
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        raise Http404
    return int(asked)


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
