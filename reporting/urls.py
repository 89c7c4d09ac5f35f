"""Addresses of rounds, documents and announcements."""

from .urls_announcing import urlpatterns as announcing
from .urls_compiling import urlpatterns as compiling
from .urls_feedback import urlpatterns as feedback
from .urls_groups import urlpatterns as groups
from .urls_preparing import urlpatterns as preparing
from .urls_reading import urlpatterns as reading
from .urls_registry import urlpatterns as registry
from .urls_writing import urlpatterns as writing

urlpatterns = [*writing, *reading, *feedback, *groups, *registry, *announcing, *preparing, *compiling]
