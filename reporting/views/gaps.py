"""What has no person, on one page: for the administrators and the ministries (requirements M6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from elo_portal.office.fields import DayForm
from networks.permissions import can_appoint, can_see_gaps, require
from networks.queries import gaps_on

from .. import queries


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """Duties without a person and documents without a writer, today or on the day that is asked for."""
    actor = request.actor
    require(can_see_gaps, actor)
    form = DayForm(request.GET if "day" in request.GET else None)
    day = (form.cleaned_data["day"] if form.is_bound and form.is_valid() else None) or actor.day
    context = {
        "form": form,
        "day": day,
        "is_today": day == actor.day,
        "gaps": gaps_on(day),
        "documents": queries.documents_without_writer(actor.at, day),
        "can_appoint": can_appoint(actor),
    }
    return render(request, "reporting/gap_list.html", context)
