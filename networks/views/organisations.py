"""Who does what in the centres, ministries and support bodies. For administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .. import queries
from ..choices import ROLES_IN, OrganisationKind
from ..models import Organisation
from ..permissions import can_appoint, require


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """The organisations that have tasks in the portal, with who holds them today."""
    actor = request.actor
    require(can_appoint, actor)
    organisations = queries.organisations_with_tasks(actor.day)
    kinds = [
        (kind, [one for one in organisations if one.kind == kind])
        for kind in (OrganisationKind.CENTRE, OrganisationKind.MINISTRY, OrganisationKind.SUPPORT)
    ]
    return render(request, "networks/organisation_list.html", {"kinds": kinds, "day": actor.day})


@require_safe
def organisation_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation: who has, will have and has had its tasks, and the groups in which it takes part."""
    actor = request.actor
    require(can_appoint, actor)
    organisation = get_object_or_404(
        Organisation.objects.prefetch_related("names"), key=key, kind__in=[kind.value for kind in ROLES_IN]
    )
    people = queries.people_of(organisation, actor.day)
    context = {
        "organisation": organisation,
        "day": actor.day,
        "people": [one for one in people if one.since <= actor.day],
        "coming": [one for one in people if one.since > actor.day],
        "has_ending": any(one.until and one.since <= actor.day for one in people),
        "groups": organisation.participations.on(actor.day).select_related("group").order_by("group__code"),
        "changes": queries.history_of(organisation),
    }
    return render(request, "networks/organisation_detail.html", context)
