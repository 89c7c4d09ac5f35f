"""What the machine does after an act: rows first, the broker later."""

from .commands import add, try_again
from .kinds import COMPILATIONS, register

__all__ = ["COMPILATIONS", "add", "register", "try_again"]
