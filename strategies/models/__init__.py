"""Tables of goals and strategies."""

from .goals import Goal, GoalSet
from .strategies import Strategy, StrategySave, StrategyVersion

__all__ = ["Goal", "GoalSet", "Strategy", "StrategySave", "StrategyVersion"]
