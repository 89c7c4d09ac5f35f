"""Which function does which kind of job. Apps register theirs when they start."""

from collections.abc import Callable

Effect = Callable[[int], object]
_effects: dict[str, Effect] = {}


def register(kind: str, effect: Effect) -> None:
    """`effect` takes the job's subject, runs in the job's transaction and may run twice."""
    if _effects.get(kind, effect) is not effect:
        raise ValueError(f"The kind {kind} is registered twice.")
    _effects[kind] = effect


def effect_of(kind: str) -> Effect:
    return _effects[kind]
