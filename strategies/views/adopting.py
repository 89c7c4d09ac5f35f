"""The check before adopting, and adopting."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elo_portal.office.refusals import NotNow
from networks.choices import GroupKind
from networks.models import Appointment, Group
from networks.permissions import require

from .. import commands
from ..choices import FIELD_NAMES, first_control
from ..content import differences, empty, missing
from ..forms import AdoptForm
from ..models import Strategy, StrategyVersion
from ..permissions import can_adopt, can_write


@dataclass(frozen=True)
class Check:
    """One row of the list. A `blocks` row must be put right before adopting."""

    title: str
    hint: str
    state: str
    label: str
    url: str
    blocks: bool = False


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, what the new version changes, then the decision and the button. POST adopts."""
    actor = request.actor
    strategy = get_object_or_404(Strategy.objects.visible_to(actor).with_names(), pk=pk)
    require(can_adopt if request.method == "POST" else can_write, actor, strategy)
    newest = strategy.versions.select_related("current__by", "strategy__coordinator").order_by("-number")
    version = newest[0]
    if not version.is_draft:
        messages.info(request, _("The strategy has no draft, so there is nothing to adopt."))
        return redirect(strategy)
    before = strategy.versions.adopted().order_by("-number").first()
    checks = _checks(version)
    blocking = [check for check in checks if check.blocks]
    form = AdoptForm(
        request.POST if request.method == "POST" else None,
        today=actor.day,
        after=before.since if before else None,
        initial={"checked": version.current.number, "decided_by": _groups_name(strategy, version, actor.day)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            commands.adopt(version, by=actor, at=actor.at, **form.cleaned_data)
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("strategy_check", strategy.pk)
        messages.success(
            request,
            _("Version %(number)s has been adopted. The whole network sees it now, and its PDF is being printed.")
            % {"number": version.number},
        )
        return redirect(version)
    context = {
        "strategy": strategy,
        "version": version,
        "form": form,
        "checks": checks,
        "blocking": blocking,
        "before": before,
        "differences": differences(before.words, version.words) if before else [],
        "may_adopt": can_adopt(actor, strategy),
        "adopters": [] if can_adopt(actor, strategy) else _adopters(strategy, actor.day),
    }
    return render(request, "strategies/strategy_check.html", context)


def _checks(version: StrategyVersion) -> list[Check]:
    editor = reverse("strategy_write", args=[version.strategy_id])
    remedies = {
        "title": _("Write the title of the strategy"),
        "goals": _("Write at least one goal"),
        "themes": _("Give every theme text both a heading and a text"),
    }
    checks = [
        Check(
            title=remedies[name],
            hint=_("The strategy cannot be adopted without it."),
            state="not_started",
            label=_("Missing"),
            url=f"{editor}#{first_control(name)}",
            blocks=True,
        )
        for name in missing(version.words)
    ]
    checks += [
        Check(
            title=_("Nothing has been written: %(name)s") % {"name": FIELD_NAMES[name]},
            hint=_("The strategy can be adopted without it."),
            state="check",
            label=_("Note"),
            url=f"{editor}#{first_control(name)}",
        )
        for name in empty(version.words)
    ]
    if not checks:
        checks.append(
            Check(
                title=_("Every part has been written"),
                hint=_("Read the whole once more before you adopt it."),
                state="done",
                label=_("In order"),
                url=editor,
            )
        )
    return checks


def _groups_name(strategy: Strategy, version: StrategyVersion, day: object) -> str:
    """Who usually decides: the regional group of the strategy's regions."""
    groups = Group.objects.on(day).filter(kind=GroupKind.REGIONAL, regions__in=strategy.regions.all())
    group = groups.order_by("code").first()
    return group.name_in(version.language) if group else ""


def _adopters(strategy: Strategy, day: object) -> list[str]:
    experts = Appointment.objects.on(day).filter(organisation=strategy.coordinator, role="expert")
    return sorted(experts.values_list("person__name", flat=True))
