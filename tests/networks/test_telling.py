"""People are told 60, 30 and 7 days before their terms end, and so are those who can continue them."""

from datetime import date, datetime, timedelta

import pytest

from elo_portal.office.models import Notice
from networks.choices import Role, Seat
from networks.commands import terms
from networks.commands.telling import tell_of_ending_terms
from networks.models import TermNotice
from tests import builders
from tests.builders import helsinki

pytestmark = pytest.mark.django_db

SINCE, LAST = date(2013, 1, 1), date(2014, 12, 31)
SIXTY, THIRTY, SEVEN = helsinki(2014, 11, 1, 8), helsinki(2014, 12, 1, 8), helsinki(2014, 12, 24, 8)


@pytest.fixture
def group():
    return builders.group("KAI")


@pytest.fixture
def expert(group):
    return builders.expert(group, "Aino")


@pytest.fixture
def sari(group, expert):
    return builders.member(builders.person("Sari"), group, Seat.SECRETARY, since=SINCE, until=LAST)


def gone():
    return sorted(Notice.objects.values_list("kind", "to_name"))


def told(at: datetime):
    """What goes at the moment: the days, by person."""
    return sorted((one.days, (one.membership or one.appointment).person.name) for one in tell_of_ending_terms(at=at))


def test_both_are_told_on_each_of_the_three_mornings_and_once(sari):
    found = {}
    moment = helsinki(2014, 10, 25)
    while moment < helsinki(2015, 1, 5):
        if days := told(moment):
            found[moment] = days
        moment += timedelta(hours=4)
    assert found == {SIXTY: [(60, "Sari")], THIRTY: [(30, "Sari")], SEVEN: [(7, "Sari")]}
    assert gone() == [("term_ends", "Sari")] * 3 + [("terms_end", "Aino")] * 3


def test_a_second_before_eight_nothing_goes(sari):
    assert told(SIXTY - timedelta(seconds=1)) == []
    assert told(SIXTY) == [(60, "Sari")]


def test_after_a_pause_the_newest_alone(sari):
    assert told(helsinki(2014, 12, 28, 15)) == [(7, "Sari")]
    assert told(helsinki(2014, 12, 29, 15)) == []


def test_after_the_last_day_nothing_goes(sari):
    assert told(helsinki(2015, 1, 1, 8)) == []


def test_those_who_decide_get_one_mail_a_group(group, expert, sari):
    builders.member(builders.person("Ville"), group, since=SINCE, until=LAST)
    assert told(THIRTY) == [(30, "Sari"), (30, "Ville")]
    assert gone() == [("term_ends", "Sari"), ("term_ends", "Ville"), ("terms_end", "Aino")]
    letter = Notice.objects.get(kind="terms_end")
    assert "Sari" in letter.text
    assert "Ville" in letter.text
    assert f"/groups/{group.code}/continue/" in letter.text


def test_a_mail_is_in_its_readers_language_and_is_answered_by_the_expert(group, expert):
    builders.member(builders.person("Åsa", language="sv"), group, since=SINCE, until=LAST)
    tell_of_ending_terms(at=THIRTY)
    letter = Notice.objects.get(kind="term_ends")
    assert letter.subject == "[ELO] Din mandatperiod upphör 31.12.2014"
    assert (letter.language, letter.reply_to) == ("sv", expert.person.email)
    assert "Gruppen KAI" in letter.text


def test_one_who_goes_on_is_not_told(group, sari):
    builders.member(sari.person, group, since=LAST + timedelta(1))
    assert told(THIRTY) == []


def test_one_who_is_followed_by_another_is_told(group, expert, sari):
    terms.replace_member(
        sari,
        terms.Newcomer("Uusi"),
        terms.Body("", "", sari.organisation),
        days=terms.Days(LAST + timedelta(1)),
        by=builders.actor(expert),
        at=helsinki(2014, 10, 1),
    )
    assert told(THIRTY) == [(30, "Sari")]


def test_what_was_decided_after_the_moment_is_not_told_late(expert, group):
    """Ended on 5.12. for 31.12.: who decided it knows, so the notice of thirty days does not go; that of seven does."""
    sari = builders.member(builders.person("Sari"), group, since=SINCE)
    terms.end_term(sari, last_day=LAST, by=builders.actor(expert), at=helsinki(2014, 12, 5, 12))
    assert told(helsinki(2014, 12, 6, 12)) == []
    assert told(SEVEN) == [(7, "Sari")]


def test_a_new_last_day_is_told_of_anew(expert, sari):
    assert told(THIRTY) == [(30, "Sari")]
    later = date(2015, 12, 31)
    terms.continue_terms([sari], until=later, by=builders.actor(expert), at=helsinki(2014, 12, 2, 12))
    assert told(SEVEN) == []
    assert told(helsinki(2015, 12, 1, 8)) == [(30, "Sari")]


def test_appointments_are_continued_by_administrators(expert):
    admin = builders.admin("Ylläpitäjä")
    builders.appointment(builders.person("Lassi"), builders.ministry("M"), Role.REGISTRY, since=SINCE, until=LAST)
    assert told(THIRTY) == [(30, "Lassi")]
    assert gone() == [("term_ends", "Lassi"), ("terms_end", admin.person.name)]


def test_a_group_without_an_expert_is_the_administrators(group):
    admin = builders.admin("Ylläpitäjä")
    builders.member(builders.person("Sari"), group, since=SINCE, until=LAST)
    tell_of_ending_terms(at=THIRTY)
    assert gone() == [("term_ends", "Sari"), ("terms_end", admin.person.name)]


@pytest.mark.parametrize("terms_that_end", [1, 3])
def test_the_number_of_questions_does_not_grow(django_assert_max_num_queries, group, expert, terms_that_end):
    """Two mails a term and place are written one by one; what is asked before them is asked once."""
    for number in range(terms_that_end):
        builders.member(builders.person(f"Jäsen {number}", email=""), group, since=SINCE, until=LAST)
    people = [one.person for one in group.memberships.all()]
    for person in people:
        person.email = ""
        person.save()
    with django_assert_max_num_queries(20):
        assert len(tell_of_ending_terms(at=THIRTY)) == terms_that_end


def test_a_leap_day_and_summer_time(group, expert):
    builders.member(builders.person("Karkaus"), group, since=SINCE, until=date(2016, 2, 29))
    builders.member(builders.person("Kesä"), group, since=SINCE, until=date(2015, 4, 5))
    assert told(helsinki(2015, 3, 29, 8)) == [(7, "Kesä")]
    assert told(helsinki(2016, 2, 22, 7, 59, 59)) == [(30, "Karkaus")]
    assert told(helsinki(2016, 2, 22, 8)) == [(7, "Karkaus")]
    assert TermNotice.objects.count() == 3
