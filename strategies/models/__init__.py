"""Tables of goals and strategies."""

from .goals import Goal, GoalSet
from .strategies import Strategy, StrategyArrival, StrategySave, StrategyVersion

__all__ = ["Goal", "GoalSet", "Strategy", "StrategyArrival", "StrategySave", "StrategyVersion"]
