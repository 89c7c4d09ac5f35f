"""Tables of goals and strategies."""

from .goals import Goal, GoalSet
from .strategies import Strategy, StrategyPart

__all__ = ["Goal", "GoalSet", "Strategy", "StrategyPart"]
