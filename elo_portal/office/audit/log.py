from typing import Any

from elo_portal.office.context import request_id
from elo_portal.office.models import AuditEntry


def record(act: str, subject: object = "", *, user: Any = None, **details: Any) -> None:
    """Write one row of the log.

    `act` is a verb phrase such as `document.read`; `subject` a model row or an identifier; `details` small facts,
    never the text of an answer nor contact data.
    """
    name = subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}"  # type: ignore[attr-defined]
    known = user if getattr(user, "is_authenticated", False) else None
    AuditEntry.objects.create(act=act, subject=name, user=known, details=details, request_id=request_id.get())
