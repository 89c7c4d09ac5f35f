"""Beginning a strategy, writing its draft together, its history, and the preview."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office import audit
from elo_portal.office.printing import printer
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import time_of_day
from elo_portal.office.writing.differences import difference
from networks.choices import OrganisationKind, Role
from networks.models import Organisation
from networks.permissions import require

from .. import commands, queries
from ..choices import FIELD_NAMES, ROWS, first_control
from ..commands import Outcome, Saved
from ..content import differences, frozen_of, national_keys, plain
from ..documents.strategy import strategy_html, strategy_title
from ..forms import DraftForm, NewForm
from ..models import Strategy, StrategySave, StrategyVersion
from ..permissions import can_write

CHECK, PREVIEW, ADD = "check", "preview", "add-"
SAVES_ON_A_PAGE = 30
MOST_DIGITS = 9


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_new(request: HttpRequest) -> HttpResponse:
    """Begin the first strategy of regions that have none. Only for an expert of a centre."""
    actor = request.actor
    require(_is_expert_of_a_centre, actor)
    centres = queries.centres_of(actor)
    offered = [(centre, regions) for centre in centres if (regions := queries.regions_without(actor.day, of=centre))]
    asked = [code for code in request.GET.getlist("region") if code]
    form = NewForm(offered, request.POST if request.method == "POST" else None, day=actor.day)
    if asked:
        form.initial["regions"] = [pk for pk, region in form.regions.items() if region.code in asked]
    if request.method == "POST" and offered and form.is_valid():
        try:
            version = commands.begin_strategy(
                form.centre,
                form.chosen_regions(),
                title=form.cleaned_data["title"],
                language=form.cleaned_data["language"],
                by=actor,
                at=actor.at,
            )
        except NotNow as refusal:
            messages.warning(request, refusal.sentence)
            return redirect("strategy_list")
        messages.success(request, _("The draft has been made. Nobody but its writers sees it before it is adopted."))
        return redirect("strategy_write", version.strategy_id)
    return render(request, "strategies/strategy_new.html", {"form": form, "offered": offered})


def _is_expert_of_a_centre(actor: Any) -> bool:
    centres = Organisation.objects.filter(pk__in=actor.organisations_as(Role.EXPERT), kind=OrganisationKind.CENTRE)
    return centres.exists()


@require_POST
def strategy_new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy the newest adopted version into a draft."""
    actor = request.actor
    strategy = _visible(request, pk)
    try:
        version = commands.begin_version(strategy, by=actor, at=actor.at)
    except NotNow as refusal:
        messages.info(request, refusal.sentence)
        return redirect("strategy_write", strategy.pk)
    messages.success(
        request,
        _("Version %(number)s is a draft now: a copy of the version before it. Change what is to be changed.")
        % {"number": version.number},
    )
    return redirect("strategy_write", strategy.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_write(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: one page, one save. What cannot be saved stays in its field, what two have changed is shown twice."""
    strategy = _visible(request, pk)
    require(can_write, request.actor, strategy)
    version = _written(request, strategy)
    if request.method == "POST":
        return _save(request, strategy, version)
    if not version.is_draft:
        messages.info(request, _("The strategy has no draft. Begin a new version to change it."))
        return redirect(strategy)
    return _editor(request, version, _form(request, version))


def _save(request: HttpRequest, strategy: Strategy, version: StrategyVersion) -> HttpResponse:
    actor = request.actor
    form = _form(request, version, request.POST)
    is_valid = form.is_valid()
    if not form.is_ours:
        raise BadRequest
    if not is_valid:
        return _editor(request, version, form)
    base = form.cleaned_data["base"]
    try:
        result = commands.save_draft(version, form.content(), base=base, by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    if result.outcome is Outcome.LATE:
        return _adopted_meanwhile(request, version, result)
    if result.outcome is Outcome.ASIDE:
        return _editor_after_conflict(request, version, result, base)
    if result.outcome is Outcome.JOINED:
        messages.info(
            request,
            _("Saved. Somebody else had changed other parts at the same time, and both changes are in the draft now."),
        )
    action = request.POST.get("action", "")
    if action == CHECK:
        return redirect("strategy_check", strategy.pk)
    if action == PREVIEW:
        return redirect("strategy_preview", strategy.pk)
    if result.outcome is Outcome.SAVED:
        messages.success(request, _("Saved %(time)s") % {"time": time_of_day(actor.at)})
    elif result.outcome is Outcome.UNCHANGED:
        messages.info(request, _("Nothing had changed"))
    return redirect(_address_after(strategy, result, action))


def _address_after(strategy: Strategy, result: Saved, action: str) -> str:
    """The editor; after «add another» at the new empty row of that list."""
    address = reverse("strategy_write", args=[strategy.pk])
    name = action.removeprefix(ADD)
    if not action.startswith(ADD) or name not in ROWS:
        return address
    return f"{address}#{name}-{len(result.content[name])}-{ROWS[name][0]}"


def _form(
    request: HttpRequest,
    version: StrategyVersion,
    data: Any = None,
    *,
    content: dict[str, Any] | None = None,
) -> DraftForm:
    content = version.words if content is None else content
    in_force = queries.goals_in_force(request.actor.day)
    known = {goal.key for goal in in_force}
    # A goal of an older set that the text names stays a choice until its writer takes it away.
    older = queries.goals_named(national_keys(content) - known)
    base = version.current.number if version.current else 0
    return DraftForm(content, [*in_force, *older], data, base=base)


def _editor(
    request: HttpRequest,
    version: StrategyVersion,
    form: DraftForm,
    *,
    both: dict[str, dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    own = StrategySave.objects.filter(version=version, by=actor.person).order_by("-number").first()
    context = {
        "strategy": version.strategy,
        "version": version,
        "form": form,
        "both": both or {},
        "both_parts": list(both.values()) if both else [],
        "waiting": own if own is not None and own.is_aside and not both else None,
        "saved": version.current,
        "today": actor.day,
        "foreign": version.language if version.language != get_language() else "",
    }
    return render(request, "strategies/strategy_write.html", context, status=status)


def _editor_after_conflict(request: HttpRequest, version: StrategyVersion, result: Saved, base: int) -> HttpResponse:
    """The form again with what was typed, and beside each part that two have changed what stands in the draft now."""
    version = _written(request, version.strategy)
    standing = version.words
    both = {
        name: {
            "anchor": first_control(name),
            "name": FIELD_NAMES[name],
            "difference": difference(plain(standing, name), plain(result.content, name)),
        }
        for name in result.both
    }
    form = _form(request, version, content=result.content)
    return _editor(request, version, form, both=both, status=409)


def _adopted_meanwhile(request: HttpRequest, version: StrategyVersion, result: Saved) -> HttpResponse:
    """The version was adopted while the person wrote: their text is in the history, and shown to them."""
    context = {
        "strategy": version.strategy,
        "version": version,
        "save": result.save,
        "differences": differences(version.words, result.content),
    }
    return render(request, "strategies/strategy_adopted_meanwhile.html", context, status=409)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def strategy_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every save of the newest version, `?version=1` of another. `?save=3` what it changed; POST brings a save back."""
    actor = request.actor
    strategy = _visible(request, pk)
    require(can_write, actor, strategy)
    version = _written(request, strategy, _number(request.GET.get("version")))
    saves = StrategySave.objects.filter(version=version).select_related("by", "base").order_by("-number")
    if request.method == "POST":
        return _restore(request, version, get_object_or_404(saves, number=_number(request.POST.get("save")) or 0))
    context: dict[str, Any] = {"strategy": strategy, "version": version}
    if asked := _number(request.GET.get("save")):
        shown = get_object_or_404(saves, number=asked)
        before = shown.base.content if shown.base else {}
        context |= {"shown": shown, "differences": differences(before, shown.content)}
        return render(request, "strategies/strategy_save.html", context)
    page = Paginator(saves, SAVES_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [{"save": save, "changed": _changed(save)} for save in page]
    versions = strategy.versions.without_content().order_by("number")
    return render(
        request, "strategies/strategy_history.html", context | {"page_of": page, "rows": rows, "versions": versions}
    )


def _changed(save: StrategySave) -> list[str]:
    """The parts that the save changed of its base."""
    before = save.base.content if save.base else {}
    return [str(name) for field, name in FIELD_NAMES.items() if save.content.get(field) != before.get(field)]


def _restore(request: HttpRequest, version: StrategyVersion, save: StrategySave) -> HttpResponse:
    actor = request.actor
    base = _number(request.POST.get("base")) or 0
    save.version = version
    try:
        result = commands.restore(save, base=base, by=actor, at=actor.at)
    except LookupError as made_up:
        raise BadRequest from made_up
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("strategy_history", version.strategy_id)
    if result.outcome is Outcome.ASIDE:
        return _editor_after_conflict(request, version, result, base)
    if result.outcome is Outcome.UNCHANGED:
        messages.info(request, _("The draft says that already."))
        return redirect("strategy_history", version.strategy_id)
    messages.success(request, _("Save %(number)s was brought back as a new one.") % {"number": save.number})
    return redirect("strategy_write", version.strategy_id)


@never_cache
@require_safe
def strategy_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as it would be printed now, marked as a draft."""
    actor = request.actor
    strategy = _visible(request, pk)
    require(can_write, actor, strategy)
    version = _written(request, strategy)
    if not version.is_draft:
        raise Http404
    national = queries.goals_named(national_keys(version.words))
    content = frozen_of(version, national=national, at=actor.at)
    try:
        printed = printer.print_pdf(
            strategy_html(content, sha256=None),
            title=strategy_title(content),
            language=version.language,
            created=actor.at,
        )
    except printer.TooMuchToPrint as too_much:
        raise NotNow(_("The strategy is far too long to be printed. Shorten it first.")) from too_much
    audit.record("strategy.preview", version, user=actor.user)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    word = {"sv": "utkast"}.get(version.language, "luonnos")
    response["Content-Disposition"] = f'inline; filename="{version.identifier}-{word}.pdf"'
    return response


def _written(request: HttpRequest, strategy: Strategy, number: int | None = None) -> StrategyVersion:
    """The newest version, which is the draft when there is one; or the one with the number."""
    versions = StrategyVersion.objects.visible_to(request.actor).filter(strategy=strategy).select_related("current__by")
    version = (versions.filter(number=number) if number else versions.order_by("-number")).first()
    if version is None:
        raise Http404
    version.strategy = strategy
    return version


def _visible(request: HttpRequest, pk: int) -> Strategy:
    return get_object_or_404(Strategy.objects.visible_to(request.actor).with_names(), pk=pk)


def _number(asked: str | None) -> int | None:
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > MOST_DIGITS:
        raise Http404
    return int(asked)
