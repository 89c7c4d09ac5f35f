"""What is done with a strategy."""

from .adopting import adopt
from .arriving import enter_strategy
from .printing import PRINT_VERSION, print_version
from .writing import Outcome, Saved, begin_strategy, begin_version, restore, save_draft

__all__ = [
    "PRINT_VERSION",
    "Outcome",
    "Saved",
    "adopt",
    "begin_strategy",
    "begin_version",
    "enter_strategy",
    "print_version",
    "restore",
    "save_draft",
]
