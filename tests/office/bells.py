"""A duty for the tests of what falls due."""

from elo_portal.office.duties import DatedDuty, Played


class Bell:
    """A duty that falls due at given moments, each once, and rings when it is played."""

    def __init__(self, name, *moments, fails=False):
        self.name, self.moments, self.fails = name, moments, fails
        self.rung = []

    def next_due(self, after):
        return min((moment for moment in self.moments if moment > after), default=None)

    def play(self, since, at):
        if self.fails:
            raise RuntimeError(self.name)
        due = [moment for moment in self.moments if moment <= at and moment not in self.rung]
        self.rung += due
        return [Played(self.name, len(due), lambda: [self.name])] if due else []

    @property
    def duty(self):
        return DatedDuty(self.name, self.next_due, self.play, {self.name: f"The bell {self.name}"})
