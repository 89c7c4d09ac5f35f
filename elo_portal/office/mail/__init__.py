"""Outgoing mail: one row an addressee, handed over once."""

from .commands import decide_again, decide_delivered, print_is_ready, withdraw
from .writing import add

__all__ = ["add", "decide_again", "decide_delivered", "print_is_ready", "withdraw"]
