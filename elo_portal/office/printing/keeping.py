"""Keeping what was printed: once, whoever printed it first."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from elo_portal.office.models import Print, PrintedFile

from .printer import Printed


def store(key: str, made: Printed) -> Print:
    """Keep printed bytes; when another worker was first, keep that worker's."""
    try:
        with transaction.atomic():
            printed = Print.objects.create(
                key=key,
                sha256=made.sha256,
                size=len(made.pdf),
                pages=made.pages,
                versions=made.versions,
                printed_at=timezone.now(),
            )
            PrintedFile.objects.create(print=printed, pdf=made.pdf)
    except IntegrityError:
        return Print.objects.get(key=key)
    return printed
