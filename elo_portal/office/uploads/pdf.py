"""PDF files: what is in them that should not be."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import pdf_reader
from .refused import Refused

READER = Path(pdf_reader.__file__)
# Longer than the processor time that the reader gives itself: the machine may be busy.
SECONDS = 60
PIECE = 64 * 1024


def check(file: BinaryIO) -> None:
    """Raises Refused when the PDF is protected, damaged, or does more than show pages."""
    word = _word_of(file)
    if word == pdf_reader.FINE:
        return
    raise Refused(
        {
            pdf_reader.PROTECTED: _(
                "The PDF is protected with a password or a permission. Save it without protection and choose it again."
            ),
            pdf_reader.ACTIVE: _(
                "The PDF contains a script, a form that runs one or a recording. Print it to a new PDF and choose that."
            ),
            pdf_reader.LAUNCHES: _(
                "The PDF starts a program or sends data when it is used. Print it to a new PDF and choose that."
            ),
            pdf_reader.CARRIES_FILES: _(
                "The PDF has other files attached inside it. Remove them, and add each of them here on its own."
            ),
            pdf_reader.TOO_MUCH: _(
                "The PDF is too large inside to be checked. Print it to a new PDF, or divide it into smaller ones."
            ),
        }.get(word)
        or damaged()
    )


def damaged() -> str:
    return _("The file is damaged or cut short. Open it in its own program, save it again and choose the new one.")


def _word_of(file: BinaryIO) -> str:
    """What the reader says, from a process that may die of what it reads."""
    with TemporaryFile() as copy:
        file.seek(0)
        while piece := file.read(PIECE):
            copy.write(piece)
        copy.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-B", READER],
                stdin=copy,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},  # no secret of the portal's is in reach of what it reads
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return pdf_reader.TOO_MUCH
    if done.returncode < 0:
        return pdf_reader.TOO_MUCH
    return done.stdout.decode() if done.returncode == 0 else pdf_reader.DAMAGED
