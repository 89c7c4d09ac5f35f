"""What is done with a strategy."""

from .adopting import adopt
from .printing import PRINT_VERSION, print_version
from .writing import Outcome, Saved, begin_strategy, begin_version, restore, save_draft

__all__ = [
    "PRINT_VERSION",
    "Outcome",
    "Saved",
    "adopt",
    "begin_strategy",
    "begin_version",
    "print_version",
    "restore",
    "save_draft",
]
