"""Adopting a draft: it is frozen, comes into force on a day and never changes again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from elo_portal.office import audit, frozen, jobs
from elo_portal.office.clock import day_of
from elo_portal.office.printing import printer
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.permissions import require
from strategies.content import frozen_of, missing, national_keys, tidied
from strategies.documents.strategy import strategy_html
from strategies.models import Strategy, StrategyVersion
from strategies.permissions import can_adopt
from strategies.queries import goals_named

from .printing import PRINT_VERSION


@transaction.atomic
def adopt(
    version: StrategyVersion,
    *,
    since: date,
    until: date | None,
    decided_by: str,
    decided_on: date,
    checked: int,
    by: Actor,
    at: datetime,
) -> StrategyVersion:
    """Adopt the draft: in force from `since` to `until` (both days included; None: until the next version).

    `checked` is the number of the save that the person had read. NotNow: it has been adopted, the text has changed
    since it was checked, something is missing, it is too long to print, or the days do not follow the version before.
    The version before ends on the day before `since`; its frozen content stays as it was.
    """
    require(can_adopt, by, version.strategy)
    Strategy.objects.select_for_update(no_key=True).get(pk=version.strategy_id)
    version = StrategyVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if not version.is_draft:
        raise NotNow(_("The version has been adopted already."))
    if version.current is None or version.current.number != checked:
        raise NotNow(_("The text has changed since you checked it. Read what changed and adopt it then."))
    if missing(tidied(version.words)):
        raise NotNow(_("The strategy is not complete yet. See what is missing."))
    before = end_the_one_before(version.strategy, since=since, until=until, decided_on=decided_on, at=at)
    version.since, version.until = since, until
    version.decided_by, version.decided_on = decided_by, decided_on
    content = frozen_of(
        version,
        national=goals_named(national_keys(version.words)),
        at=at,
        adopter=by.person,
        previous=before.sha256 if before else None,
    )
    try:
        printer.refuse_too_much(strategy_html(content, sha256=None))
    except printer.TooMuchToPrint as too_much:
        raise NotNow(_("The strategy is far too long to be printed. Shorten it first.")) from too_much
    data = frozen.canonical(content)
    version.content, version.sha256 = data, frozen.fingerprint(data)
    version.adopted_by, version.adopted_at = by.person, at
    version.save()
    jobs.add(PRINT_VERSION, version.pk, key=f"print:{version.print_key}")
    audit.record("strategy.adopt", version, user=by.user, version=version.number, sha256=version.sha256)
    return version


def end_the_one_before(
    strategy: Strategy, *, since: date, until: date | None, decided_on: date, at: datetime
) -> StrategyVersion | None:
    """Make room for a version in force from `since`; the one before it, which ends on the day before.

    NotNow: the days do not follow that version, or each other.
    """
    if until is not None and until < since:
        raise NotNow(_("The last day must not be before the first day."))
    if decided_on > day_of(at):
        raise NotNow(_("The day of the decision is still to come."))
    before = strategy.versions.adopted().order_by("-since").first()
    if before is not None and before.since is not None:
        if since <= before.since:
            raise NotNow(_("The version must come into force after the version before it."))
        ending = strategy.versions.adopted().filter(Q(until=None) | Q(until__gte=since))
        ending.update(until=since - timedelta(days=1))
    return before
