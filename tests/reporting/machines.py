"""What the machines that live the workflow at random have in common."""

from datetime import datetime
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from networks.actor import Actor
from reporting.choices import ItemState
from reporting.commands.completing import Further, New
from reporting.commands.feedback import TypedPart
from reporting.completions import items_of
from reporting.models import CommonFeedback, Document, FeedbackLetter, Round
from tests import builders


class Machine(RuleBasedStateMachine):
    """People who act at `at`. The database is as it was when the machine stops."""

    people: Any
    at: datetime

    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def actor(self, who: Any) -> Actor:
        return builders.actor(self.people[who], self.at)


def what_is_asked(document: Document, numbers: list[int], *, further: bool) -> list[New | Further]:
    """New items about the answers of these numbers and, if further, more about every item that was answered."""
    answered = [item for item in items_of(document) if item.state == ItemState.ANSWERED]
    on = [Further(item, "Kertokaa vielä.") for item in answered] if further else []
    return [*on, *builders.asked(document, *numbers)]


def part_of_letter(document: Document, number: int, body: str) -> TypedPart:
    """Typed upon what the letter says now."""
    letter = FeedbackLetter.objects.filter(document=document).first()
    return TypedPart(number, body, letter.parts[number - 1].text.number if letter else 0)


def part_of_common(of: Round, number: int, body: str) -> TypedPart:
    """Typed upon what the common part says now."""
    common = CommonFeedback.objects.filter(round=of).first()
    return TypedPart(number, body, common.parts[number - 1].text.number if common else 0)
