"""The machine's jobs: what waits, what was parked after five attempts, what was done lately."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elo_portal.office import audit, jobs, queries
from elo_portal.office.desk import for_keepers
from elo_portal.office.models import Job


@never_cache
@require_safe
@for_keepers
def job_list(request: HttpRequest) -> HttpResponse:
    return render(request, "office/job_list.html", {"shown": queries.job_list()})


@require_POST
@for_keepers
def job_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a parked job another five attempts."""
    with transaction.atomic():
        job = get_object_or_404(Job.objects.select_for_update(), pk=pk)
        if job.parked_at is None:
            messages.warning(request, _("The job is not parked any more, so there is nothing to start again."))
        else:
            jobs.try_again(job)
            audit.record("job.again", job, user=request.user)
            messages.success(request, _("The job is tried again in a moment."))
    return redirect("job_list")
