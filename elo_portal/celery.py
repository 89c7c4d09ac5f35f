"""The worker's application. Only workers and beat import it: a request never talks to the broker."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elo_portal.settings")

app = Celery("elo_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()


@worker_process_init.connect
def warm_the_printer(**_signal: Any) -> None:
    """Read fonts and style sheets once a process, before the first report."""
    # WeasyPrint is loaded where printing is done and nowhere else.
    from elo_portal.office.printing import printer  # noqa: PLC0415

    printer.warm()
