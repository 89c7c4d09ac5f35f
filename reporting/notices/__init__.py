"""The mails that follow from what is done with a document: one function an event, one file a kind of act."""

from .completing import tell_of_asking, tell_of_settling
from .extending import tell_of_extension
from .opening import tell_of_asking_to_open, tell_of_opening
from .sending import ARRIVED, RECEIPT, tell_of_arrival, tell_of_sending

__all__ = [
    "ARRIVED",
    "RECEIPT",
    "tell_of_arrival",
    "tell_of_asking",
    "tell_of_asking_to_open",
    "tell_of_extension",
    "tell_of_opening",
    "tell_of_sending",
    "tell_of_settling",
]
