"""The rehearsal's announcements, written and sent through the commands that people use."""

from datetime import datetime
from typing import Any

from networks.actor import Actor
from reporting import commands
from reporting.commands.announcing import Draft
from reporting.models import Announcement


def announce(row: dict[str, Any], *, by: Actor, at: datetime) -> Announcement:
    """Write and send an announcement to all regional groups.

    `row` has subject_fi, subject_sv, body_fi and body_sv, as in the common texts of the rehearsal.
    """
    texts = {name: row[name] for name in ("subject_fi", "subject_sv", "body_fi", "body_sv")}
    announcement = commands.begin_announcement(Draft(**texts), by=by, at=at)
    commands.publish_announcement(announcement, checked=announcement.edition, by=by, at=at)
    return announcement
