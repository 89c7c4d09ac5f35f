"""Entering strategies that came by e-mail or on paper (requirements, section 14, item 10)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from elo_portal.office import arriving, audit, frozen, jobs, uploads
from elo_portal.office.arriving import ArrivedBy
from elo_portal.office.clock import day_of
from elo_portal.office.refusals import NotNow
from elo_portal.office.uploads import Inspected
from networks.actor import Actor
from networks.choices import Role
from networks.models import Organisation, Region
from networks.permissions import require
from strategies.content import Content, frozen_of
from strategies.models import Strategy, StrategyArrival, StrategyVersion
from strategies.permissions import can_enter
from strategies.queries import centre_of, regions_without

from .adopting import end_the_one_before
from .printing import PRINT_VERSION


@dataclass(frozen=True)
class Decided:
    """What is told of a strategy that is in a file: its title and language, its days in force and its decision."""

    title: str
    language: str
    since: date
    until: date | None
    decided_by: str
    decided_on: date


@transaction.atomic
def enter_strategy(
    of: Strategy | Region,
    what: Decided,
    how: ArrivedBy,
    file: Inspected,
    *,
    case_number: str = "",
    by: Actor,
    at: datetime,
) -> StrategyVersion:
    """Enter a strategy that came by another way: an adopted version whose content says that it is in the file.

    A region that has no strategy gets its first, coordinated by the centre that covers it. What the region is writing
    in the portal stays a draft, and becomes the version after this one. NotNow: the moment or the way of arrival cannot
    be true, somebody was first, or the days do not follow the version before.
    """
    require(can_enter, by)
    refusal = arriving.refusal_of_moment(how.at, at=at) or arriving.refusal_of_files(how.way, [file])
    if refusal:
        raise NotNow(refusal)
    strategy = _begun(of, by) if isinstance(of, Region) else of
    Strategy.objects.select_for_update(no_key=True).get(pk=strategy.pk)
    before = end_the_one_before(strategy, since=what.since, until=what.until, decided_on=what.decided_on, at=at)
    # A draft is always the newest version, so that versions come into force in the order of their numbers.
    strategy.versions.drafts().update(number=F("number") + 1)
    newest = strategy.versions.adopted().order_by("-number").values_list("number", flat=True).first()
    version = StrategyVersion(
        strategy=strategy,
        number=(newest or 0) + 1,
        title=what.title,
        language=what.language,
        since=what.since,
        until=what.until,
        decided_by=what.decided_by,
        decided_on=what.decided_on,
        adopted_by=by.person,
        adopted_at=at,
    )
    upload = uploads.store(file, by=by.user, at=at)
    role, organisation = _office(by, day_of(at), what.language)
    content: Content = frozen_of(
        version,
        national=(),
        at=at,
        adopter=by.person,
        previous=before.sha256 if before else None,
        words={"title": what.title, "language": what.language},
    )
    content["adopted"]["by"] = {"name": by.person.name, "role": role, "organisation": organisation}
    content["arrival"] = {
        **arriving.content_of_arrival(how, [upload], at=at, name=by.person.name, organisation=organisation),
        "at": frozen.moment(how.at),
        "sender": {"name": how.sender_name, "organisation": how.sender_organisation},
        "case_number": case_number,
    }
    version.content = frozen.canonical(content)
    version.sha256 = frozen.fingerprint(version.content)
    version.save()
    StrategyArrival.objects.create(
        version=version,
        way=how.way,
        at=how.at,
        sender_name=how.sender_name,
        sender_organisation=how.sender_organisation,
        note=how.note,
        case_number=case_number,
        upload=upload,
        entered_by=by.person,
        entered_at=at,
    )
    jobs.add(PRINT_VERSION, version.pk, key=f"print:{version.print_key}")
    audit.record(
        "strategy.enter", version, user=by.user, version=version.number, way=how.way.value, sha256=version.sha256
    )
    return version


def _begun(region: Region, by: Actor) -> Strategy:
    """The region's first strategy. NotNow: it has one by now, or no centre covers it."""
    Region.objects.select_for_update().get(pk=region.pk)
    centre = centre_of(region, by.day)
    if centre is None or region not in regions_without(by.day):
        raise NotNow(_("One of the regions has a strategy already. Open the list of strategies and look at it."))
    strategy = Strategy.objects.create(coordinator=centre)
    strategy.regions.set([region])
    return strategy


def _office(by: Actor, day: date, language: str) -> tuple[str, str]:
    """In which role the person enters it, and in which ministry."""
    role = next(one for one in (Role.REGISTRY, Role.NATIONAL_SECRETARY) if by.holds(one))
    ministries = Organisation.objects.filter(pk__in=by.organisations_as(role)).prefetch_related("names").order_by("key")
    return role.value, ministries[0].name_on(day, language)
