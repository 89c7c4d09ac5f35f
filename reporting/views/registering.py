"""The registry's desk: what has arrived, and the case numbers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation
from networks.permissions import require

from .. import commands, registry
from ..documents import packing
from ..forms.registering import CaseNumberForm, DeskForm
from ..models import CaseNumber, Document, Round
from ..permissions import bodies_numbered_for, can_use_registry
from ..registry import DeskChoice


@never_cache
@require_safe
def registry_desk(request: HttpRequest) -> HttpResponse:
    """Everything that has arrived at the clerk's ministry; the choice is kept in the address."""
    actor = request.actor
    require(can_use_registry, actor)
    ministries = ministries_of(actor)
    ministry = chosen_ministry(request, ministries)
    choice = DeskForm(request.GET).choice
    desk = registry.desk(ministry.pk, choice, at=actor.at, page=request.GET.get("page"))
    context = {
        "ministry": ministry,
        "ministry_name": ministry.name_on(actor.day),
        "ministries": [(one.key, one.name_on(actor.day)) for one in ministries],
        "choice": choice,
        "desk": desk,
        "back": request.GET.urlencode(),
        "today": actor.day,
        "may_pack": bool(choice.day and desk.shown),
        "unready": _unready(ministry, choice),
    }
    return render(request, "reporting/registry_desk.html", context)


def _unready(ministry: Organisation, choice: DeskChoice) -> list[str]:
    """What keeps the chosen day's package waiting. Four queries at most."""
    if choice.day is None:
        return []
    return packing.unready(list(packing.whole(registry.on_day(registry.arrived(ministry.pk), choice.day))))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document_case_number(request: HttpRequest, pk: int) -> HttpResponse:
    """A ministry's case number for one document, with its history."""
    documents = Document.objects.visible_to(request.actor).select_related("round", "group")
    return _case_number(request, get_object_or_404(documents, pk=pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_case_number(request: HttpRequest, pk: int) -> HttpResponse:
    """A ministry's case number for every document of a round that has none of its own."""
    rounds = Round.objects.visible_to(request.actor).filter(opens__lte=request.actor.at)
    return _case_number(request, get_object_or_404(rounds, pk=pk))


@require_POST
def document_case_number_away(request: HttpRequest, pk: int) -> HttpResponse:
    documents = Document.objects.visible_to(request.actor).select_related("round", "group")
    return _take_away(request, get_object_or_404(documents, pk=pk))


@require_POST
def round_case_number_away(request: HttpRequest, pk: int) -> HttpResponse:
    rounds = Round.objects.visible_to(request.actor).filter(opens__lte=request.actor.at)
    return _take_away(request, get_object_or_404(rounds, pk=pk))


def _case_number(request: HttpRequest, target: Document | Round) -> HttpResponse:
    """The form. What was typed stays when it cannot be taken, and when another clerk was first."""
    actor = request.actor
    ministry = _registering_ministry(request, target)
    if request.method == "POST":
        form = CaseNumberForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                written = commands.write_case_number(
                    target, given["number"], authority=ministry, base=given["base"], by=actor, at=actor.at
                )
            except NotNow as refusal:
                # What the other clerk wrote stands now, and is what the next attempt knows of.
                form.data = form.data.copy()
                form.data["base"] = str(_base(registry.history(target, ministry.pk)))
                form.add_error("number", refusal.sentence)
            else:
                messages.success(
                    request, _("The case number %(number)s has been written.") % {"number": written.number}
                )
                return redirect(_back(request, target))
    else:
        form = None
    history = registry.history(target, ministry.pk)
    standing = history[0] if history else None
    if form is None:
        form = CaseNumberForm(initial={"number": standing.number if standing else "", "base": _base(history)})
    context: dict[str, Any] = {
        "form": form,
        "document": target if isinstance(target, Document) else None,
        "round": target if isinstance(target, Round) else target.round,
        "ministry": ministry,
        "ministry_name": ministry.name_on(actor.day),
        "history": history,
        "standing": standing if standing and standing.number else None,
        "base": _base(history),
        "back": request.POST.get("back", request.GET.get("back")),
        "address": request.path,
        "has_desk": can_use_registry(actor),
        "away": reverse(_name(target) + "_case_number_away", args=[target.pk]),
        "desk": _back(request, target),
    }
    return render(request, "reporting/case_number.html", context)


def _take_away(request: HttpRequest, target: Document | Round) -> HttpResponse:
    actor = request.actor
    ministry = _registering_ministry(request, target)
    base = request.POST.get("base", "")
    try:
        commands.take_case_number_away(
            target,
            authority=ministry,
            base=int(base) if base.isdecimal() and len(base) < 19 else 0,
            by=actor,
            at=actor.at,
        )
    except NotNow as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("The case number has been taken away. It stays in the history."))
    return redirect(_back(request, target))


def ministries_of(actor: Actor) -> list[Organisation]:
    """The ministries in whose registry the actor is a clerk. Two queries."""
    mine = actor.organisations_as(Role.REGISTRY)
    return list(Organisation.objects.filter(pk__in=mine).prefetch_related("names").order_by("key"))


def chosen_ministry(request: HttpRequest, ministries: list[Organisation]) -> Organisation:
    """The ministry that the address or the form names, else the clerk's first."""
    asked = request.POST.get("ministry") or request.GET.get("ministry")
    return next((one for one in ministries if one.key == asked), ministries[0])


def _registering_ministry(request: HttpRequest, target: Document | Round) -> Organisation:
    """The body for which the reader writes the number. 403 for whoever receives nothing to be registered."""
    round_ = target if isinstance(target, Round) else target.round
    mine = bodies_numbered_for(request.actor, round_.pk)
    asked = request.POST.get("ministry") or request.GET.get("ministry") or ""
    for one in Organisation.objects.filter(pk__in=mine).prefetch_related("names").order_by("key"):
        if asked in {"", one.key}:
            return one
    raise PermissionDenied


def _base(history: list[CaseNumber]) -> int:
    return history[0].pk if history else 0


def _name(target: Document | Round) -> str:
    return "round" if isinstance(target, Round) else "document"


def _back(request: HttpRequest, target: Document | Round) -> str:
    """To the desk as it was, when the form was on it; else to the document. Only the desk's own choices are kept."""
    back = request.POST.get("back", request.GET.get("back"))
    if back is None and isinstance(target, Document):
        return target.get_absolute_url()
    if not can_use_registry(request.actor):
        return reverse("round_board", args=[target.pk]) if isinstance(target, Round) else target.get_absolute_url()
    choice = QueryDict(back or "").urlencode()
    return reverse("registry_desk") + (f"?{choice}" if choice else "")
