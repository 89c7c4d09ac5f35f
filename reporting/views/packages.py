"""The registry's packages: a day's documents or one version as a ZIP."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.choices import Role
from networks.permissions import require

from .. import registry
from ..documents import packing
from ..forms.registering import PackageForm
from ..models import Submission
from ..permissions import can_use_registry
from .registering import chosen_ministry, ministries_of


@require_safe
def registry_package(request: HttpRequest) -> HttpResponse:
    """Everything that arrived at the clerk's ministry on a day in Helsinki.

    Raises NotNow when nothing did, and while a PDF is being printed.
    """
    actor = request.actor
    require(can_use_registry, actor)
    form = PackageForm(request.GET)
    if not form.is_valid():
        raise NotNow(_("Choose the day whose documents you want."))
    ministry = chosen_ministry(request, ministries_of(actor))
    day = form.cleaned_data["day"]
    submissions = list(packing.whole(registry.on_day(registry.arrived(ministry.pk), day)))
    if not submissions:
        raise NotNow(_("Nothing arrived on the day that you chose."))
    return _packed(request, submissions, f"kirjaamo-{ministry.key}-{day:%Y-%m-%d}.zip", day=day.isoformat())


@require_safe
def submission_package(request: HttpRequest, pk: int) -> HttpResponse:
    """One sent version with everything that a registry keeps of it."""
    actor = request.actor
    require(can_use_registry, actor)
    arrived = registry.arrived(*actor.organisations_as(Role.REGISTRY))
    submission = get_object_or_404(packing.whole(arrived), pk=pk)
    return _packed(request, [submission], f"{submission.identifier}.zip", identifier=submission.identifier)


def _packed(request: HttpRequest, submissions: list[Submission], name: str, **details: str) -> FileResponse:
    """The ZIP, made in a file that vanishes when it has been handed out."""
    if unready := packing.unready(submissions):
        raise NotNow(
            _("These are still being printed: %(identifiers)s. The package is ready when they are.")
            % {"identifiers": ", ".join(unready)}
        )
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    packing.pack(submissions, to=file)
    file.seek(0)
    audit.record(
        "registry.package",
        name,
        user=request.actor.user,
        identifiers=[one.identifier for one in submissions],
        **details,
    )
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
