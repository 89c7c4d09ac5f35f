"""What falls due by the clock: a round opens, a reminder goes, a term ends. Upper floors register their duties.

A duty asks "is it due and not yet done?", so playing it again does nothing, and a pause is caught up. In normal
running beat plays all duties every half minute; a rehearsal's clock that is moved forward stops at each due moment.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import Promise

_LAST_PLAYED = "duties-last-played"


@dataclass(frozen=True)
class Played:
    """What a duty did: `what` is one of its words, `count` of how many, `about` tells of which in the language that
    is switched on.
    """

    what: str
    count: int
    about: Callable[[], Iterable[str]] = tuple


@dataclass(frozen=True)
class DatedDuty:
    """`next_due(after)`: the first moment after that at which something will fall due, as things stand, or none.

    `play(since, at)`: carry out at `at` what has come by then and is not done. What ends or begins by itself is only
    told of: that which did so after `since`, until `at`.
    """

    name: str
    next_due: Callable[[datetime], datetime | None]
    play: Callable[[datetime, datetime], list[Played]]
    words: Mapping[str, Promise | str]


_duties: dict[str, DatedDuty] = {}


def register(duty: DatedDuty) -> None:
    if _duties.get(duty.name, duty) != duty:
        raise ValueError(f"The duty {duty.name} is registered twice.")
    _duties[duty.name] = duty


def registered() -> list[DatedDuty]:
    """In the order in which they were registered, which is that of playing."""
    return list(_duties.values())


def next_due(after: datetime) -> datetime | None:
    """The first moment after that at which any duty falls due. Raises ValueError when one names an earlier moment."""
    moments = [moment for duty in registered() if (moment := duty.next_due(after)) is not None]
    if any(moment <= after for moment in moments):
        raise ValueError(f"A duty falls due at {min(moments)}, which is not after {after}.")
    return min(moments, default=None)


def play(*, since: datetime, at: datetime) -> list[Played]:
    """Play every duty."""
    return [played for duty in registered() for played in duty.play(since, at)]


def name_of(what: str) -> str:
    """What was played, in words; the word itself when its duty is not registered any more."""
    return next((str(duty.words[what]) for duty in registered() if what in duty.words), what)


def note_play() -> None:
    """Note the real moment: that duties are played at all shows that beat, broker and a worker are alive."""
    cache.set(_LAST_PLAYED, timezone.now(), timeout=None)


def last_played() -> datetime | None:
    """When beat last had the duties played, in real time; None when it never did, or the cache was emptied since."""
    moment: datetime | None = cache.get(_LAST_PLAYED)
    return moment
