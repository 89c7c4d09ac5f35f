"""What went wrong, as a sentence for the person at the terminal."""

import errno
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024


class Trouble(Exception):
    """The machine cannot go on; the text says why and what to do, without a traceback."""


def explain(error: OSError) -> str | None:
    """The sentence for an operating system error that a person can mend; None when it is a fault of ours."""
    place = f" ({error.filename})" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{place}. Free some space and try again; nothing that was saved is lost."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"This user may not write there{place}. Was the portal started here by another user? "
            "Start it as that user, or set ELO_VAR to a folder of your own."
        )
    return None


def require_space(folder: Path, megabytes: int, what_for: str) -> None:
    """Refuse in time, instead of failing half way, when the disk is nearly full."""
    free = shutil.disk_usage(folder).free // MEGABYTE
    if free < megabytes:
        raise Trouble(f"The disk is full: {free} MB free at {folder}, and {what_for} needs about {megabytes} MB.")
