"""Development groups: the list, a page each, forming and changing by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.choices import GroupKind
from networks.commands import development_groups as commands
from networks.models import Group
from networks.permissions import can_form_groups, can_manage_members, can_see_contacts, require
from networks.queries import proposed_members

from .. import queries
from ..forms.groups import (
    AddCentreForm,
    ConvenerForm,
    DevelopmentGroupForm,
    EndGroupForm,
    EndShareForm,
    GroupChangeForm,
)
from ..permissions import can_read_groups


@never_cache
@require_safe
def development_group_list(request: HttpRequest) -> HttpResponse:
    """Name, theme, centres, convener, members and the state of the newest half-year's report."""
    actor = request.actor
    require(can_read_groups, actor)
    context = {
        "listed": queries.development_groups(actor),
        "may_form": can_form_groups(actor),
        "today": actor.day,
    }
    return render(request, "reporting/development_group_list.html", context)


@never_cache
@require_safe
def development_group_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One group: theme, centres, members, reports and what has been done to it."""
    actor = request.actor
    require(can_read_groups, actor)
    group = _group(code)
    has_ended = group.until is not None and group.until < actor.day
    context = {
        "page_of": queries.development_group(group, actor),
        "group": group,
        "may_change": can_form_groups(actor) and group.until is None,
        "can_manage": can_manage_members(actor, group) and not has_ended,
        "can_see_contacts": can_see_contacts(actor, group),
        "has_ended": has_ended,
    }
    return render(request, "reporting/development_group_detail.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def development_group_form(request: HttpRequest) -> HttpResponse:
    """First the group, then its members: the chairs and secretaries of the chosen centres' regional groups."""
    actor = request.actor
    require(can_form_groups, actor)
    form = DevelopmentGroupForm(request.POST if request.method == "POST" else None, today=actor.day)
    if request.method == "POST" and form.is_valid():
        proposed = proposed_members([one.pk for one in form.cleaned_data["centres"]], form.cleaned_data["since"])
        everybody = [one.person.pk for one in proposed]
        words = form.words()
        is_known = form.cleaned_data["proposed_for"] == form.key
        if is_known and request.POST.get("then") == "form":
            try:
                group = commands.form_group(**words, by=actor, at=actor.at)
            except NotNow as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The group %(name)s has been formed.") % {"name": group.area})
                return redirect("development_group_detail", group.code)
        form.propose(proposed, chosen=words["members"] if is_known else everybody)
    return render(request, "reporting/development_group_form.html", {"form": form})


@dataclass(frozen=True)
class Change:
    """What is done to a group on a page of its own."""

    form: type[GroupChangeForm]
    title: Promise
    lead: Promise
    button: Promise
    done: Promise
    act: Callable[[Group, dict[str, Any], Actor], None]


def _add_centre(group: Group, said: dict[str, Any], actor: Actor) -> None:
    commands.add_centre(
        group,
        said["centre"],
        since=said["day"],
        reason=said["reason"],
        members=said["members"],
        allow_second=said["allow_second"],
        by=actor,
        at=actor.at,
    )


def _end_share(group: Group, said: dict[str, Any], actor: Actor) -> None:
    commands.end_share(group, said["centre"], until=said["day"], reason=said["reason"], by=actor, at=actor.at)


def _change_convener(group: Group, said: dict[str, Any], actor: Actor) -> None:
    commands.change_convener(group, said["centre"], since=said["day"], reason=said["reason"], by=actor, at=actor.at)


def _end_group(group: Group, said: dict[str, Any], actor: Actor) -> None:
    commands.end_group(group, until=said["day"], reason=said["reason"], by=actor, at=actor.at)


CHANGES = {
    "add-centre": Change(
        AddCentreForm,
        gettext_lazy("Add a centre"),
        gettext_lazy("A development group has at most four centres."),
        gettext_lazy("Add the centre"),
        gettext_lazy("The centre has been added."),
        _add_centre,
    ),
    "end-share": Change(
        EndShareForm,
        gettext_lazy("End a centre’s share"),
        gettext_lazy(
            "At least two centres stay. The seats of the chairs and secretaries of its regional groups end on the same "
            "day."
        ),
        gettext_lazy("End the share"),
        gettext_lazy("The centre’s share ends on the day that you gave."),
        _end_share,
    ),
    "convener": Change(
        ConvenerForm,
        gettext_lazy("Change the convener"),
        gettext_lazy("The convener calls the group together, and its experts send the reports."),
        gettext_lazy("Change the convener"),
        gettext_lazy("The convener changes on the day that you gave."),
        _change_convener,
    ),
    "end": Change(
        EndGroupForm,
        gettext_lazy("End the group"),
        gettext_lazy("The shares of the centres and the seats of the members end with it. What it has sent stays."),
        gettext_lazy("End the group"),
        gettext_lazy("The group ends on the day that you gave."),
        _end_group,
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def development_group_change(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Add a centre, end its share, change the convener or end the group, from a day and for a reason."""
    actor = request.actor
    require(can_form_groups, actor)
    group, change = _group(code), CHANGES.get(act)
    if change is None:
        raise Http404
    form = change.form(request.POST if request.method == "POST" else None, group=group, today=actor.day)
    if request.method == "POST" and form.is_valid():
        try:
            change.act(group, form.cleaned_data, actor)
        except NotNow as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, str(change.done))
            return redirect("development_group_detail", group.code)
    return render(request, "reporting/development_group_change.html", {"form": form, "group": group, "change": change})


def _group(code: str) -> Group:
    return get_object_or_404(Group.objects.select_related("theme"), code=code, kind=GroupKind.DEVELOPMENT)
