"""Addresses of rounds and documents."""

from .urls_feedback import urlpatterns as feedback
from .urls_reading import urlpatterns as reading
from .urls_writing import urlpatterns as writing

urlpatterns = [*writing, *reading, *feedback]
