"""Which ministry has read which answer of a sent version."""

import pytest
from django.core.exceptions import PermissionDenied

from networks.choices import Role
from reporting import commands
from reporting.models import ReadMark
from tests import builders
from tests.builders import NOW, helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_printer")]

LATER = helsinki(2015, 1, 8, 10, 15)


@pytest.fixture
def ministries():
    return builders.ministry("Opetusministeriö"), builders.ministry("Työministeriö")


@pytest.fixture
def version(ministries):
    document = builders.sent_document(in_round=builders.round_(questions=2, ministries=ministries))
    return document.submissions.get()


def mark(version, number, by, *, at=LATER, is_read=True):
    commands.mark_read(version, number, by=builders.actor(by, at), at=at, is_read=is_read)


def marks():
    return list(ReadMark.objects.order_by("pk").values_list("submission", "number", "ministry", "by", "at"))


def test_a_mark_tells_the_ministry_the_person_and_the_moment(version, ministries):
    olli = builders.secretary(ministries[0])
    mark(version, 1, olli)
    assert marks() == [(version.pk, 1, ministries[0].pk, olli.person.pk, LATER)]


def test_the_first_reader_of_a_ministry_stays(version, ministries):
    olli, colleague = builders.secretary(ministries[0]), builders.secretary(ministries[0])
    mark(version, 1, olli)
    mark(version, 1, colleague, at=helsinki(2015, 1, 9, 10, 0))
    assert marks() == [(version.pk, 1, ministries[0].pk, olli.person.pk, LATER)]


def test_each_ministry_and_each_answer_has_its_own(version, ministries):
    olli, tiina = (builders.secretary(one) for one in ministries)
    mark(version, 1, olli)
    mark(version, 1, tiina)
    mark(version, 2, tiina)
    assert [row[1:4] for row in marks()] == [
        (1, ministries[0].pk, olli.person.pk),
        (1, ministries[1].pk, tiina.person.pk),
        (2, ministries[1].pk, tiina.person.pk),
    ]


def test_a_ministry_takes_away_its_own_mark_alone(version, ministries):
    olli, tiina = (builders.secretary(one) for one in ministries)
    for person in (olli, tiina):
        mark(version, 1, person)
        mark(version, 2, person)
    mark(version, 1, olli, is_read=False)
    assert [row[1:3] for row in marks()] == [(2, ministries[0].pk), (1, ministries[1].pk), (2, ministries[1].pk)]


def test_a_secretary_of_both_marks_for_both(version, ministries):
    both = builders.secretary(ministries[0])
    builders.appointment(both, ministries[1], Role.NATIONAL_SECRETARY)
    builders.appointment(both, ministries[1], Role.ADMIN)
    mark(version, 1, both)
    assert sorted(row[2] for row in marks()) == sorted(one.pk for one in ministries)


def test_a_next_version_is_unread(version, ministries):
    olli = builders.secretary(ministries[0])
    mark(version, 1, olli)
    expert = builders.expert(version.document.group)
    commands.reopen(version.document, by=builders.actor(expert), at=NOW)
    second = builders.send(version.document, by=expert)
    assert not second.read_marks.exists()
    mark(second, 1, olli)
    assert [row[0] for row in marks()] == [version.pk, second.pk]


@pytest.mark.parametrize("who", ["its own expert", "its chair", "administrator", "another region's expert", "reader"])
def test_nobody_but_a_secretary_marks(version, ministries, who):
    person = {
        "its own expert": lambda: builders.expert(version.document.group),
        "its chair": lambda: builders.chair(version.document.group),
        "administrator": builders.admin,
        "another region's expert": lambda: builders.expert(builders.group()),
        "reader": builders.user,
    }[who]()
    if who == "reader":
        builders.appointment(person, ministries[0], Role.READER)
    mark(version, 1, builders.secretary(ministries[0]))
    before = marks()
    for is_read in (True, False):
        with pytest.raises(PermissionDenied):
            mark(version, 1, person, is_read=is_read)
    assert marks() == before
