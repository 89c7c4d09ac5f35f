"""The mails that follow from what is done with a document: one function an event, one file a kind of act."""

from .compiling import tell_of_edition, tell_of_finished_report
from .completing import tell_of_asking, tell_of_settling
from .confirming import tell_of_asking_to_confirm
from .extending import tell_of_extension
from .opening import tell_of_asking_to_open, tell_of_opening
from .sending import ARRIVED, RECEIPT, tell_of_arrival, tell_of_sending
from .testing import ADDRESSEE_TEST, prefix_of, tell_of_test

__all__ = [
    "ADDRESSEE_TEST",
    "ARRIVED",
    "RECEIPT",
    "prefix_of",
    "tell_of_arrival",
    "tell_of_asking",
    "tell_of_asking_to_confirm",
    "tell_of_asking_to_open",
    "tell_of_edition",
    "tell_of_extension",
    "tell_of_finished_report",
    "tell_of_opening",
    "tell_of_sending",
    "tell_of_settling",
    "tell_of_test",
]
