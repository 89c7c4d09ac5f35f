"""Which function does which kind of job. Apps register theirs when they start."""

from collections.abc import Callable

Effect = Callable[[int], object]
# What a person waits for (a receipt, a mail), and what takes long: the first never waits behind the second.
DOCUMENTS, COMPILATIONS = QUEUES = ("documents", "compilations")
_effects: dict[str, Effect] = {}
_long: set[str] = set()


def register(kind: str, effect: Effect, *, queue: str = DOCUMENTS) -> None:
    """`effect` takes the job's subject, runs in the job's transaction and may run twice. queue: one of QUEUES."""
    if _effects.get(kind, effect) is not effect:
        raise ValueError(f"The kind {kind} is registered twice.")
    if queue not in QUEUES:
        raise ValueError(f"There is no queue {queue}.")
    _effects[kind] = effect
    if queue == COMPILATIONS:
        _long.add(kind)


def long_kinds() -> frozenset[str]:
    """The kinds that go to the queue of compilations; all others go to that of documents."""
    return frozenset(_long)


def effect_of(kind: str) -> Effect:
    return _effects[kind]
