"""The worker's application. Only workers and beat import it: a request never talks to the broker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elo_portal.settings")

app = Celery("elo_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
