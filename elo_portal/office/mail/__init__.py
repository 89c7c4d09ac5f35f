"""Outgoing mail: one row an addressee, handed over once."""

from .commands import add, decide_again, decide_delivered, print_is_ready, withdraw

__all__ = ["add", "decide_again", "decide_delivered", "print_is_ready", "withdraw"]
