"""The worker's application. Only workers and beat import it: a request never talks to the broker."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from kombu.transport import redis

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elo_portal.settings")


class Channel(redis.Channel):
    """A way to the broker that, once closed, says so in an error that Celery expects.

    After the connection broke, Celery 5.7 puts back and acknowledges messages of the old one. Kombu 5.7 then asks the
    closed channel for its address, and the AttributeError ends the worker. Nothing is lost by the refusal: the
    broker delivers again what was not acknowledged, and a job that is done is not done twice.
    """

    def _connparams(self, *args: Any, **options: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionError("The connection to the broker has been closed.")
        return super()._connparams(*args, **options)


redis.Transport.Channel = Channel

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
