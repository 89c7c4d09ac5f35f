"""The rehearsal's announcements go the way of everybody's."""

import pytest

from elo_portal.office.models import Notice
from elo_portal.rehearsal.announcing import announce
from tests import builders
from tests.builders import helsinki

pytestmark = pytest.mark.django_db

ROW = {
    "at": "2014-06-05T10:15:00+03:00",
    "by": "okm",
    "subject_fi": "Suunnitelmat 1.9. mennessä",
    "subject_sv": "Planerna senast 1.9",
    "body_fi": "Hyvää kesää!",
    "body_sv": "Trevlig sommar!",
}
JUNE = helsinki(2014, 6, 5, 10, 15)


def test_a_row_is_published_at_its_moment_and_mailed():
    builders.chair(builders.group(), "Carita")
    okm = builders.secretary(name="Olli")
    made = announce(ROW, by=builders.actor(okm, JUNE), at=JUNE)
    made.refresh_from_db()
    assert (made.subject_sv, made.body_fi, made.published_at, made.published_by) == (
        "Planerna senast 1.9",
        "Hyvää kesää!",
        JUNE,
        okm.person,
    )
    assert sorted(Notice.objects.values_list("to_name", "at")) == [("Carita", JUNE), ("Olli", JUNE)]
