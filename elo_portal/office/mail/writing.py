"""Writing a mail: a row in the transaction of the act that it tells of."""

from collections.abc import Iterable
from datetime import datetime

from elo_portal.office.models import Notice, Print, Upload


def add(
    *,
    key: str,
    kind: str,
    to_name: str,
    to_address: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    at: datetime,
    is_confidential: bool = False,
    reply_to: str = "",
    awaits_print: str = "",
    attachment_name: str = "",
    files: Iterable[Upload] = (),
) -> Notice:
    """Write a mail in the current transaction; the same key is written once.

    `at` is the domain's moment. With `awaits_print` the mail leaves only when that print has been made, with
    the PDF attached under `attachment_name`. `files` go along too: the mail waits for their virus scan, and one in
    which a virus is found is left out.
    """
    notice, is_new = Notice.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to_name": to_name,
            "to_address": to_address,
            "language": language,
            "subject": " ".join(subject.split()),
            "text": text,
            "html": html,
            "at": at,
            "is_confidential": is_confidential,
            "reply_to": reply_to,
            "awaits_print": awaits_print,
            "attachment_name": attachment_name,
            "print": Print.objects.filter(key=awaits_print).first() if awaits_print else None,
        },
    )
    if is_new:
        notice.files.set(files)
    return notice
