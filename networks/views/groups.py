"""Groups and who sits in them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office.fields import DayForm

from .. import queries
from ..choices import GroupKind
from ..commands.terms import confirm_composition
from ..models import Group
from ..permissions import can_appoint, can_manage_members, can_see_contacts, can_see_gaps, can_see_groups, require

NEWEST_CHANGES = 6


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Every group in force today with its chair and secretary."""
    actor = request.actor
    require(can_see_groups, actor)
    rows = queries.group_rows(actor.day, [GroupKind.REGIONAL, GroupKind.NATIONAL])
    context = {
        "regional": [row for row in rows if row.group.kind == GroupKind.REGIONAL],
        "national": [row for row in rows if row.group.kind == GroupKind.NATIONAL],
        "own_groups": actor.own_groups,
        "can_see_gaps": can_see_gaps(actor),
        "can_appoint": can_appoint(actor),
    }
    return render(request, "networks/group_list.html", context)


@require_safe
def group_own(request: HttpRequest) -> HttpResponse:
    """The group whose documents the person writes, or sits in; the list of groups where there are several or none."""
    actor = request.actor
    require(can_see_groups, actor)
    own = Group.objects.filter(pk__in=actor.groups_written or actor.own_groups, kind=GroupKind.REGIONAL)
    codes = list(own.values_list("code", flat=True)[:2])
    return redirect("group_detail", codes[0]) if len(codes) == 1 else redirect("group_list")


@require_safe
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in the group today, or on the day that is asked for. A development group has a page of its own."""
    actor = request.actor
    require(can_see_groups, actor)
    group = get_object_or_404(Group, code=code)
    if group.kind == GroupKind.DEVELOPMENT:
        return redirect("development_group_detail", code)
    form = DayForm(request.GET if "day" in request.GET else None)
    day = (form.cleaned_data["day"] if form.is_bound and form.is_valid() else None) or actor.day
    changes = list(queries.history_of(group)[: NEWEST_CHANGES + 1])
    can_manage = can_manage_members(actor, group)
    context = {
        "group": group,
        "form": form,
        "day": day,
        "is_today": day == actor.day,
        "now": queries.composition(group, day),
        "changes": changes[:NEWEST_CHANGES],
        "has_more_changes": len(changes) > NEWEST_CHANGES,
        "can_manage": can_manage and day == actor.day,
        "can_see_contacts": can_see_contacts(actor, group),
        "is_regional": group.kind == GroupKind.REGIONAL,
    }
    return render(request, "networks/group_detail.html", context)


@require_safe
def group_history(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that has been done to the group's terms, newest first."""
    require(can_see_groups, request.actor)
    group = get_object_or_404(Group, code=code)
    return render(request, "networks/group_history.html", {"group": group, "changes": queries.history_of(group)})


@require_POST
def group_confirm(request: HttpRequest, code: str) -> HttpResponse:
    group = get_object_or_404(Group, code=code)
    confirm_composition(group, by=request.actor, at=request.actor.at)
    messages.success(request, _("The composition has been confirmed."))
    return redirect("group_detail", code)
