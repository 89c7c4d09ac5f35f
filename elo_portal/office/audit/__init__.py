"""The log of who read or changed what."""

from .log import record

__all__ = ["record"]
