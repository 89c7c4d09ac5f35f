"""The machine that the portal runs on: settings, disk, files, the printer's libraries and fonts."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from elo_portal.machine import packages
from elo_portal.office.models import Upload
from elo_portal.office.printing import printer

from .words import one_line

LEAST_FREE = 1024**3  # bytes


def settings_of_django() -> Iterator[str]:
    """`check --deploy`, of a production portal."""
    if not settings.PRODUCTION:
        return
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield _("Django says of the settings: %(what)s") % {"what": one_line(message)}


def disk() -> Iterator[str]:
    """The portal's own folders. The database's disk is looked at where the database is."""
    for folder in dict.fromkeys((settings.VAR, Path(tempfile.gettempdir()))):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        free = shutil.disk_usage(there).free
        if free < LEAST_FREE:
            yield _("The disk of %(folder)s is nearly full: %(free)s free.") % {
                "folder": folder,
                "free": filesizeformat(free).replace("\xa0", " "),
            }
        if not os.access(there, os.W_OK):
            yield _("The portal may not write into %(folder)s.") % {"folder": there}


def files() -> Iterator[str]:
    """The newest attached file is asked for, because a folder that is not mounted is empty."""
    newest = Upload.objects.order_by("-pk").first()
    if newest and not newest.file.storage.exists(str(newest.file)):
        yield _("The attached file %(name)s is not in the storage. Is its folder the right one, and mounted?") % {
            "name": newest.file
        }


def static_files() -> Iterator[str]:
    if settings.PRODUCTION and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield _("The static files have not been collected. Run manage.py collectstatic --noinput.")


def printing() -> Iterator[str]:
    """The libraries are there, and a page with the portal's own fonts can be printed."""
    missing = packages.missing(packages.PRINTER)
    for name in missing:
        yield _("The printer's library %(package)s is missing from this machine.") % {"package": name}
    try:
        printed = printer.print_pdf(
            '<html lang="fi"><body><main id="answers"><h1>ELO</h1><p>Åäö š ž</p></main></body></html>',
            title="ELO",
            language="fi",
            created=timezone.now(),
        )
    except (OSError, ValueError) as failure:
        yield _("A trial page could not be printed: %(why)s") % {"why": one_line(failure)}
        return
    if printed.substituted:
        yield _("The portal's fonts lack letters: %(letters)s") % {"letters": " ".join(sorted(printed.substituted))}
