"""What the tests of the office share."""

import pytest

from elo_portal.office import duties


@pytest.fixture
def bells(monkeypatch):
    """bells(a, b): only these are registered."""
    monkeypatch.setattr(duties, "_duties", {})

    def hang(*those):
        for one in those:
            duties.register(one.duty)
        return those

    return hang
