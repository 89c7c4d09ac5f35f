"""Development groups formed and changed by hand (requirements G3, G4, G17; section 14, item 9)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from elo_portal.office.refusals import NotNow
from networks.actor import actor_for
from networks.choices import GroupAct, GroupKind, OrganisationKind, Role, Seat
from networks.commands import development_groups as commands
from networks.commands.reference import load_reference
from networks.models import Group, GroupChange, Membership, Participation, Theme
from networks.permissions import can_form_groups
from networks.queries import proposed_members
from tests import builders
from tests.builders import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SINCE, LATER = date(2014, 12, 1), date(2015, 2, 1)


@pytest.fixture
def coordinator():
    return builders.actor(builders.coordinator())


def centre_with_group(code):
    """A centre whose regional group has a chair and a secretary, who represent others."""
    group = builders.group(code)
    builders.member(builders.person(f"{code} chair"), group, Seat.CHAIR)
    builders.member(builders.person(f"{code} secretary"), group, Seat.SECRETARY, represents=builders.responsible(group))
    builders.member(builders.person(f"{code} member"), group)
    return builders.responsible(group)


@pytest.fixture
def centres():
    return [centre_with_group(code) for code in ("KAI", "LAP", "POP", "SAT", "EPO")]


def form(centres, by, **words):
    words = {
        "own_theme": "Ohjauksen laatu",
        "names": {},
        "language": "fi",
        "centres": centres,
        "convener": centres[0],
        "since": SINCE,
        "members": {one.person.pk for one in proposed_members([one.pk for one in centres], SINCE)},
        "by": by,
        "at": NOW,
    } | words
    return commands.form_group(**words)


def shares(group, day):
    return {one.organisation: one.is_responsible for one in group.participations.on(day)}


def members(group, day):
    return sorted(one.person.name for one in group.memberships.on(day))


class TestForming:
    def test_the_chairs_and_secretaries_of_every_regional_group_are_seated(self, centres, coordinator):
        second = builders.group("KA2", responsible=centres[0])
        builders.member(builders.person("KA2 chair"), second, Seat.CHAIR)
        group = form(centres[:2], coordinator)
        assert members(group, SINCE) == ["KA2 chair", "KAI chair", "KAI secretary", "LAP chair", "LAP secretary"]
        assert {one.seat for one in group.memberships.all()} == {Seat.MEMBER}
        assert shares(group, SINCE) == {centres[0]: True, centres[1]: False}
        assert (group.kind, group.code, group.since) == (GroupKind.DEVELOPMENT, "KR1", SINCE)
        [change] = group.changes.all()
        assert (change.act, change.organisation, change.day, change.by) == (
            GroupAct.FORMED,
            centres[0],
            SINCE,
            coordinator.person,
        )

    def test_those_alone_who_were_ticked_are_seated(self, centres, coordinator):
        [one, *_others] = proposed_members([centres[0].pk], SINCE)
        group = form(centres[:2], coordinator, members={one.person.pk})
        assert members(group, SINCE) == [one.person.name]

    def test_nobody_is_seated_who_is_not_proposed(self, centres, coordinator):
        with pytest.raises(NotNow, match="changed since you opened"):
            form(centres[:2], coordinator, members={builders.person().pk})
        assert not Group.objects.filter(kind=GroupKind.DEVELOPMENT).exists()

    @pytest.mark.parametrize(("count", "fits"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
    def test_two_to_four_centres(self, centres, coordinator, count, fits):
        if fits:
            assert len(shares(form(centres[:count], coordinator), SINCE)) == count
        else:
            with pytest.raises(NotNow, match="two to four"):
                form(centres[:count], coordinator)

    def test_the_convener_is_one_of_them(self, centres, coordinator):
        with pytest.raises(NotNow, match="one of the centres"):
            form(centres[:2], coordinator, convener=centres[2])

    def test_no_other_body_takes_part(self, centres, coordinator):
        with pytest.raises(NotNow, match="not an ELY centre"):
            form([centres[0], builders.organisation(OrganisationKind.SCHOOL)], coordinator)

    def test_a_name_is_made_of_the_theme_in_each_language(self, centres, coordinator):
        load_reference()
        group = form(centres[:2], coordinator, own_theme="", theme=Theme.objects.get(code="T1"))
        assert group.area_fi == "ELYjen tulosohjaus ja sen kehittäminen ELO-toiminnan osalta"
        assert group.name_fi == f"Kehittämisryhmä: {group.area_fi}"
        assert group.area_sv.startswith("Resultatstyrningen av ELY-centralerna")
        assert len(group.area_sv) <= commands.LONGEST_NAME
        other = form(centres[2:4], coordinator, names={"fi": "Laaturyhmä"})
        assert (other.code, other.name_fi, other.area_fi) == ("KR2", "Laaturyhmä", "Laaturyhmä")
        assert (other.name_sv, other.area_sv) == ("Utvecklingsgruppen: Ohjauksen laatu", "Ohjauksen laatu")

    def test_one_theme_and_not_two(self, centres, coordinator):
        load_reference()
        for words in ({"own_theme": ""}, {"theme": Theme.objects.first()}):
            with pytest.raises(ValueError, match="one theme"):
                form(centres[:2], coordinator, **words)


class TestOneGroupACentre:
    def test_a_second_group_is_allowed_and_a_third_is_not(self, centres, coordinator):
        form(centres[:2], coordinator)
        with pytest.raises(NotNow, match="Allow a second group"):
            form([centres[0], centres[2]], coordinator)
        form([centres[0], centres[2]], coordinator, allow_second=True)
        with pytest.raises(NotNow, match="in two development groups already"):
            form([centres[0], centres[3]], coordinator, allow_second=True)

    def test_a_centre_that_has_left_is_free_on_the_next_day(self, centres, coordinator):
        group = form(centres[:3], coordinator)
        commands.end_share(group, centres[2], until=LATER, reason="Syy.", by=coordinator, at=NOW)
        with pytest.raises(NotNow, match="Allow a second group"):
            form([centres[2], centres[3]], coordinator, since=LATER, members=())
        form([centres[2], centres[3]], coordinator, since=LATER + timedelta(1), members=())


class TestChanging:
    def test_a_centre_joins_with_its_chairs_and_secretaries(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        commands.add_centre(group, centres[2], since=LATER, reason="Teema kiinnostaa.", by=coordinator, at=NOW)
        before = LATER - timedelta(1)
        assert centres[2] not in shares(group, before)
        assert shares(group, LATER)[centres[2]] is False
        assert set(members(group, LATER)) - set(members(group, before)) == {"POP chair", "POP secretary"}
        change = group.changes.last()
        assert (change.act, change.organisation, change.day, change.reason) == (
            GroupAct.CENTRE_ADDED,
            centres[2],
            LATER,
            "Teema kiinnostaa.",
        )

    def test_a_centre_leaves_with_them_and_those_of_the_others_stay(self, centres, coordinator):
        group = form(centres[:3], coordinator)
        both = Membership.objects.get(group__code="LAP", seat=Seat.CHAIR).person
        builders.member(both, Group.objects.get(code="POP"), Seat.SECRETARY)
        commands.end_share(group, centres[2], until=LATER, reason="Syy.", by=coordinator, at=NOW)
        after = LATER + timedelta(1)
        assert centres[2] in shares(group, LATER)
        assert set(shares(group, after)) == set(centres[:2])
        assert "POP chair" in members(group, LATER)
        assert members(group, after) == ["KAI chair", "KAI secretary", "LAP chair", "LAP secretary"]

    def test_two_to_four_stays_true(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        with pytest.raises(NotNow, match="at least two"):
            commands.end_share(group, centres[1], until=LATER, reason="Syy.", by=coordinator, at=NOW)
        for one in centres[2:4]:
            commands.add_centre(group, one, since=SINCE, reason="Syy.", by=coordinator, at=NOW)
        with pytest.raises(NotNow, match="at most four"):
            commands.add_centre(group, centres[4], since=SINCE, reason="Syy.", by=coordinator, at=NOW)
        assert len(shares(group, LATER)) == 4

    def test_two_who_leave_on_different_days_leave_two(self, centres, coordinator):
        group = form(centres[:3], coordinator)
        commands.end_share(group, centres[2], until=LATER, reason="Syy.", by=coordinator, at=NOW)
        with pytest.raises(NotNow, match="at least two"):
            commands.end_share(group, centres[1], until=SINCE, reason="Syy.", by=coordinator, at=NOW)

    def test_the_convener_changes_on_a_day(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        commands.change_convener(group, centres[1], since=LATER, reason="Vuorottelu.", by=coordinator, at=NOW)
        assert shares(group, LATER - timedelta(1)) == {centres[0]: True, centres[1]: False}
        assert shares(group, LATER) == {centres[0]: False, centres[1]: True}
        with pytest.raises(NotNow, match="convener already"):
            commands.change_convener(group, centres[1], since=LATER, reason="Syy.", by=coordinator, at=NOW)

    def test_on_its_first_day_it_changes_in_place(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        commands.change_convener(group, centres[1], since=SINCE, reason="Vuorottelu.", by=coordinator, at=NOW)
        assert shares(group, SINCE) == {centres[0]: False, centres[1]: True}
        assert group.participations.count() == 2

    def test_the_convener_does_not_leave(self, centres, coordinator):
        group = form(centres[:3], coordinator)
        with pytest.raises(NotNow, match="another convener first"):
            commands.end_share(group, centres[0], until=LATER, reason="Syy.", by=coordinator, at=NOW)

    def test_a_change_comes_after_what_has_been_decided(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        commands.add_centre(group, centres[2], since=LATER, reason="Syy.", by=coordinator, at=NOW)
        with pytest.raises(NotNow, match="Choose that day or a later one"):
            commands.change_convener(group, centres[1], since=SINCE, reason="Syy.", by=coordinator, at=NOW)
        with pytest.raises(NotNow, match="began on"):
            commands.end_group(group, until=SINCE - timedelta(1), reason="Syy.", by=coordinator, at=NOW)

    def test_a_group_ends_with_its_shares_and_seats(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        commands.end_group(group, until=LATER, reason="Työ on valmis.", by=coordinator, at=NOW)
        after = LATER + timedelta(1)
        assert (len(shares(group, LATER)), len(members(group, LATER))) == (2, 4)
        assert (shares(group, after), members(group, after)) == ({}, [])
        group.refresh_from_db()
        assert group.until == LATER
        with pytest.raises(NotNow, match="not changed any more"):
            commands.add_centre(group, centres[2], since=LATER, reason="Syy.", by=coordinator, at=NOW)

    def test_each_change_has_a_reason(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        words = {"reason": " ", "by": coordinator, "at": NOW}
        for change in (
            lambda: commands.add_centre(group, centres[2], since=LATER, **words),
            lambda: commands.change_convener(group, centres[1], since=LATER, **words),
            lambda: commands.end_group(group, until=LATER, **words),
        ):
            with pytest.raises(NotNow, match="why"):
                change()
        assert Participation.objects.filter(group=group).count() == 2


def actors():
    support, ministry = builders.organisation(OrganisationKind.SUPPORT), builders.ministry()
    for role in Role.values:
        who = builders.user()
        builders.appointment(who, support if role in {Role.COORDINATOR, Role.SUPPORT_READER} else ministry, role)
        yield role, actor_for(who, NOW)


def test_the_coordinator_and_the_administrator_form_groups_and_nobody_else(centres, coordinator):
    group = form(centres[:3], coordinator)
    may = {role for role, actor in actors() if can_form_groups(actor)}
    assert may == {Role.COORDINATOR, Role.ADMIN}
    for role, actor in actors():
        if role in may:
            continue
        words = {"reason": "Syy.", "by": actor, "at": NOW}
        for act in (
            lambda actor=actor: form(centres[3:5], actor),
            lambda words=words: commands.add_centre(group, centres[3], since=LATER, **words),
            lambda words=words: commands.end_share(group, centres[2], until=LATER, **words),
            lambda words=words: commands.change_convener(group, centres[1], since=LATER, **words),
            lambda words=words: commands.end_group(group, until=LATER, **words),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_development_group_writes_together(centres, coordinator):
    """Its members write, not a deputy; in a regional group a member does not (requirements G22)."""
    group = form(centres[:2], coordinator)
    for seat, writes in ((Seat.MEMBER, True), (Seat.SECRETARY, True), (Seat.DEPUTY, False)):
        who = builders.user()
        builders.member(who, group, seat)
        builders.member(who, builders.group())
        assert builders.actor(who).groups_written == ({group.pk} if writes else set())


class TestTheDatabase:
    def test_history_is_never_changed(self, centres, coordinator):
        group = form(centres[:2], coordinator)
        for act in (
            lambda: GroupChange.objects.filter(group=group).update(reason="Toinen."),
            lambda: GroupChange.objects.filter(group=group).delete(),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

    def test_only_a_development_group_has_a_theme_and_it_has_one(self):
        load_reference()
        theme = Theme.objects.first()
        regional, development = builders.group(), builders.development_group()
        for group, words in (
            (regional, {"theme": theme}),
            (regional, {"own_theme": "X"}),
            (development, {"theme": theme}),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Group.objects.filter(pk=group.pk).update(**words)
