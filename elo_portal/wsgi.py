"""The door for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elo_portal.settings")
application = get_wsgi_application()

# Each web process reads fonts and style sheets before its first visitor: measuring a report cold takes a second.
from elo_portal.office.printing import printer  # noqa: E402 - Django's settings come first

printer.warm()
