"""Development groups formed and changed by hand (requirements G2-G4, G17; section 14, items 6 and 9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from elo_portal.office.words import day as day_in_words
from networks.actor import Actor
from networks.choices import FEWEST_CENTRES, MOST_CENTRES, GroupAct, GroupKind, OrganisationKind, Seat
from networks.models import Group, GroupChange, Membership, Organisation, Participation, Theme
from networks.permissions import can_form_groups, require
from networks.queries import development_groups_of, proposed_members

# In how many groups a centre may be: one, and two when the coordinator allows it.
MOST_GROUPS = 2
LONGEST_NAME = 60
DAY = timedelta(days=1)
# What a group is called that is named by its theme, in each language.
CALLED = {
    "fi": "Kehittämisryhmä: {theme}",
    "sv": "Utvecklingsgruppen: {theme}",
    "en": "Development group: {theme}",
}


@transaction.atomic
def form_group(
    *,
    theme: Theme | None = None,
    own_theme: str = "",
    names: Mapping[str, str],
    language: str,
    centres: Sequence[Organisation],
    convener: Organisation,
    since: date,
    members: Collection[int],
    allow_second: bool = False,
    by: Actor,
    at: datetime,
) -> Group:
    """Form a development group of two to four centres.

    `names` by language; one that is empty is built from the theme. `members`: keys of people among
    `proposed_members`. Raises NotNow when the centres are too few or too many, when one of them is in another
    development group and a second is not allowed, and when a member is no longer a chair or a secretary.
    """
    require(can_form_groups, by)
    own_theme = " ".join(own_theme.split())
    if (theme is None) == (not own_theme):
        raise ValueError("A development group has one theme.")
    centres = _held(centres)
    if not FEWEST_CENTRES <= len(centres) <= MOST_CENTRES:
        raise NotNow(_("A development group has two to four centres."))
    if convener not in centres:
        raise NotNow(_("The convener is one of the centres of the group."))
    _require_centres(centres, since)
    _require_free(centres, since, allow_second=allow_second)
    group = Group.objects.create(
        kind=GroupKind.DEVELOPMENT,
        code=_next_code(),
        language=language,
        since=since,
        theme=theme,
        own_theme=own_theme,
        **_names(names, theme, own_theme),
    )
    Participation.objects.bulk_create(
        Participation(group=group, organisation=one, is_responsible=one == convener, since=since) for one in centres
    )
    _seat(group, [one.pk for one in centres], members, since)
    GroupChange.objects.create(group=group, act=GroupAct.FORMED, organisation=convener, day=since, by=by.person, at=at)
    audit.record("group.form", group, user=by.user, centres=sorted(one.key for one in centres), members=len(members))
    return group


@transaction.atomic
def add_centre(
    group: Group,
    centre: Organisation,
    *,
    since: date,
    reason: str,
    members: bool = True,
    allow_second: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """A centre joins the group from a day, with the chairs and secretaries of its regional groups (`members`).

    Raises NotNow as `form_group`, and when the centre is in the group already.
    """
    require(can_form_groups, by)
    group, shares = _open(group, since)
    [centre] = _held([centre])
    _require_centres([centre], since)
    if centre.pk in shares:
        raise NotNow(_("The centre is in the group already."))
    if len(shares) >= MOST_CENTRES:
        raise NotNow(_("A development group has at most four centres. End the share of another one first."))
    _require_free([centre], since, allow_second=allow_second, apart_from=group)
    Participation.objects.create(group=group, organisation=centre, since=since)
    if members:
        seated = set(Membership.objects.on(since).filter(group=group).values_list("person", flat=True))
        new = [one.person.pk for one in proposed_members([centre.pk], since) if one.person.pk not in seated]
        _seat(group, [centre.pk], new, since)
    _write_down(group, GroupAct.CENTRE_ADDED, centre, since, reason, by, at)


@transaction.atomic
def end_share(group: Group, centre: Organisation, *, until: date, reason: str, by: Actor, at: datetime) -> None:
    """A centre leaves the group; `until` is its last day. The seats of its groups' chairs and secretaries end with it.

    Raises NotNow when fewer than two centres would stay, when the centre is the convener, or is not in the group.
    """
    require(can_form_groups, by)
    group, shares = _open(group, until)
    share = _share(shares, centre)
    if share.is_responsible:
        raise NotNow(_("The centre is the convener. Choose another convener first."))
    others = [one for one in shares.values() if one != share]
    # Those who leave later have been decided already, so they are not counted among those who stay.
    if sum(1 for one in others if one.until is None) < FEWEST_CENTRES:
        raise NotNow(_("A development group has at least two centres. Add another one first, or end the group."))
    staying = [one for one in others if one.until is None or one.until > until]
    share.until = until
    share.save(update_fields=["until"])
    stay = {one.person.pk for one in proposed_members([one.organisation_id for one in staying], until)}
    leave = {one.person.pk for one in proposed_members([centre.pk], until)} - stay
    _end_seats(Membership.objects.on(until).filter(group=group, person__in=leave), until)
    _write_down(group, GroupAct.CENTRE_LEFT, centre, until, reason, by, at)


@transaction.atomic
def change_convener(group: Group, centre: Organisation, *, since: date, reason: str, by: Actor, at: datetime) -> None:
    """Another of the group's centres is the convener from a day: its experts send the reports.

    Raises NotNow when it is the convener already, or is not in the group on that day.
    """
    require(can_form_groups, by)
    group, shares = _open(group, since)
    share = _share(shares, centre)
    if share.is_responsible:
        raise NotNow(_("The centre is the convener already."))
    for before in [one for one in shares.values() if one.is_responsible]:
        _from_day(before, since, is_responsible=False)
    _from_day(share, since, is_responsible=True)
    _write_down(group, GroupAct.CONVENER_CHANGED, centre, since, reason, by, at)


@transaction.atomic
def end_group(group: Group, *, until: date, reason: str, by: Actor, at: datetime) -> None:
    """The group ends with a day, and the shares and seats in it. What it has sent stays."""
    require(can_form_groups, by)
    group, _shares = _open(group, until)
    if Membership.objects.filter(group=group, since__gt=until).exists():
        raise NotNow(_("Somebody has a seat that begins later. Choose a later day."))
    group.until = until
    group.save(update_fields=["until"])
    for share in Participation.objects.filter(group=group).filter(until=None) | Participation.objects.filter(
        group=group, until__gt=until
    ):
        share.until = until
        share.save(update_fields=["until"])
    _end_seats(Membership.objects.on(until).filter(group=group), until)
    _write_down(group, GroupAct.ENDED, None, until, reason, by, at)


def named_by(theme: str) -> str:
    """A theme as short as a group's name: what stands before a colon or a bracket, at most 60 characters."""
    short = theme.partition(":")[0].partition("(")[0].strip()
    short = short[:1].upper() + short[1:]
    return short if len(short) <= LONGEST_NAME else str(Truncator(short).chars(LONGEST_NAME))


def _names(names: Mapping[str, str], theme: Theme | None, own_theme: str) -> dict[str, str]:
    """Name and area by language: what was typed, else what the theme says."""
    found: dict[str, str] = {}
    for language, called in CALLED.items():
        typed = " ".join(names.get(language, "").split())
        area = typed or named_by(getattr(theme, language) if theme else own_theme)
        found |= {f"area_{language}": area, f"name_{language}": typed or called.format(theme=area)}
    return found


def _next_code() -> str:
    """KR1, KR2: as in kehittämisryhmä."""
    codes = Group.objects.filter(code__regex=r"^KR\d+$").values_list("code", flat=True)
    return f"KR{max((int(code[2:]) for code in codes), default=0) + 1}"


def _held(centres: Sequence[Organisation]) -> list[Organisation]:
    """The centres' rows held in one order: two forming at once come one after the other."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in centres])
    return list(rows.order_by("pk"))


def _open(group: Group, day: date) -> tuple[Group, dict[int, Participation]]:
    """The group's row, held, and by centre the shares in force on the day.

    Raises NotNow when it has ended, has not begun, or something has been decided from a later day.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=group.pk, kind=GroupKind.DEVELOPMENT)
    if group.until is not None:
        raise NotNow(
            _("The group ends on %(day)s, so it is not changed any more.") % {"day": day_in_words(group.until)}
        )
    if day < group.since:
        raise NotNow(_("The group began on %(day)s. Choose a later day.") % {"day": day_in_words(group.since)})
    shares = list(Participation.objects.filter(group=group).select_related("organisation").order_by("since"))
    if shares and shares[-1].since > day:
        raise NotNow(
            _("Something has been changed from %(day)s on. Choose that day or a later one.")
            % {"day": day_in_words(shares[-1].since)}
        )
    return group, {one.organisation_id: one for one in shares if one.is_in_force(day)}


def _share(shares: Mapping[int, Participation], centre: Organisation) -> Participation:
    share = shares.get(centre.pk)
    if share is None:
        raise NotNow(_("The centre is not in the group on that day."))
    return share


def _from_day(share: Participation, since: date, *, is_responsible: bool) -> None:
    """The share goes on as another from the day."""
    if share.since == since:
        share.is_responsible = is_responsible
        share.save(update_fields=["is_responsible"])
        return
    until = share.until
    share.until = since - DAY
    share.save(update_fields=["until"])
    Participation.objects.create(
        group_id=share.group_id,
        organisation_id=share.organisation_id,
        is_responsible=is_responsible,
        since=since,
        until=until,
    )


def _require_centres(centres: Sequence[Organisation], since: date) -> None:
    for one in centres:
        if one.kind != OrganisationKind.CENTRE or not one.is_in_force(since):
            raise NotNow(_("%(centre)s is not an ELY centre on that day.") % {"centre": one.name_on(since)})


def _require_free(
    centres: Sequence[Organisation], since: date, *, allow_second: bool, apart_from: Group | None = None
) -> None:
    """One group a centre, two when the coordinator allows it (section 14, item 9)."""
    taken = development_groups_of([one.pk for one in centres], since, apart_from=apart_from)
    for one in centres:
        groups = taken.get(one.pk, [])
        words = {"centre": one.short_name_on(since), "groups": ", ".join(str(group.area) for group in groups)}
        if len(groups) >= MOST_GROUPS:
            raise NotNow(_("%(centre)s is in two development groups already: %(groups)s.") % words)
        if groups and not allow_second:
            raise NotNow(
                _("%(centre)s is in another development group already: %(groups)s. Allow a second group first.") % words
            )


def _seat(group: Group, centres: Collection[int], members: Collection[int], since: date) -> None:
    proposed = {one.person.pk: one for one in proposed_members(centres, since)}
    if not set(members) <= proposed.keys():
        raise NotNow(_("The chairs and secretaries have changed since you opened the page. Look at them again."))
    Membership.objects.bulk_create(
        Membership(group=group, person=one.person, organisation=one.represents, seat=Seat.MEMBER, since=since)
        for key, one in proposed.items()
        if key in members
    )


def _end_seats(seats: "Collection[Membership]", until: date) -> None:
    for seat in seats:
        if seat.until is None or seat.until > until:
            seat.until = until
            seat.save(update_fields=["until"])


def _write_down(
    group: Group, act: GroupAct, centre: Organisation | None, day: date, reason: str, by: Actor, at: datetime
) -> None:
    reason = reason.strip()
    if not reason:
        raise NotNow(_("Write why the group is changed."))
    GroupChange.objects.create(group=group, act=act, organisation=centre, day=day, reason=reason, by=by.person, at=at)
    details = {"centre": centre.key} if centre else {}
    audit.record(f"group.{act}", group, user=by.user, day=day.isoformat(), **details)
