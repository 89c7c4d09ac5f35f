"""How often one computer may send feedback."""

import hashlib
import logging
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest

FEEDBACK_AN_HOUR = 10
HOUR = 60 * 60

logger = logging.getLogger(__name__)


def may_send_feedback(request: HttpRequest) -> bool:
    """Count one sending; false when this hour's ten are used.

    Only a hash of the address is kept, and for an hour. When the cache is away, feedback is taken all the same: the
    law asks for a channel that is open.
    """
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        address = "unknown"
    digest = hashlib.sha256(f"{address}:{int(time.time() // HOUR)}".encode()).hexdigest()
    key = f"portal-feedback:{digest}"
    try:
        with transaction.atomic():
            sent = cache.get(key, 0) + 1
            cache.set(key, sent, HOUR)
    except (DatabaseError, OSError):
        logger.warning("The count of feedback could not be kept")
        return True
    return sent <= FEEDBACK_AN_HOUR
