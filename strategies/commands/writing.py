"""Beginning a strategy or a new version of it, and writing its draft together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext as _

from elo_portal.office import audit
from elo_portal.office.refusals import NotNow
from networks.actor import Actor
from networks.models import Organisation, Region
from networks.permissions import require
from strategies.content import Content, joined, tidied
from strategies.models import Strategy, StrategySave, StrategyVersion
from strategies.permissions import can_begin, can_write
from strategies.queries import regions_without


class Outcome(Enum):
    """What became of a save. JOINED: somebody had changed other parts meanwhile, and both are in the draft.

    ASIDE: somebody had changed the same parts; what was typed stands in the history until its writer has chosen.
    LATE: the version had been adopted meanwhile; what was typed stands in the history.
    """

    UNCHANGED = "unchanged"
    SAVED = "saved"
    JOINED = "joined"
    ASIDE = "aside"
    LATE = "late"


@dataclass(frozen=True)
class Saved:
    """`save` is what was written, None when there was nothing to write.

    `content` is what the writer goes on from: the draft as it stands or, when put aside, the joined content with their
    own text in the parts that `both` names, the ones that two people changed.
    """

    outcome: Outcome
    save: StrategySave | None
    content: Content
    both: tuple[str, ...] = ()


@transaction.atomic
def begin_strategy(
    centre: Organisation, regions: Sequence[Region], *, title: str, language: str, by: Actor, at: datetime
) -> StrategyVersion:
    """Begin the first strategy of regions that the centre covers; the draft of its first version.

    NotNow: one of the regions has a strategy by now, or is not the centre's.
    """
    require(can_begin, by, centre)
    locked = set(Region.objects.select_for_update().filter(pk__in=[one.pk for one in regions]).order_by("pk"))
    if not locked or not locked <= set(regions_without(by.day, of=centre)):
        raise NotNow(_("One of the regions has a strategy already. Open the list of strategies and look at it."))
    strategy = Strategy.objects.create(coordinator=centre)
    strategy.regions.set(locked)
    return _first_save(strategy, 1, {"title": title, "language": language}, by=by, at=at)


@transaction.atomic
def begin_version(strategy: Strategy, *, by: Actor, at: datetime) -> StrategyVersion:
    """Begin a new version as a copy of the newest adopted one. NotNow: a draft is there already."""
    require(can_write, by, strategy)
    strategy = Strategy.objects.select_for_update(no_key=True).get(pk=strategy.pk)
    newest = strategy.versions.order_by("-number").first()
    if newest is None or newest.is_draft:
        raise NotNow(_("The strategy has a draft already. Go on writing it."))
    return _first_save(strategy, newest.number + 1, newest.words, by=by, at=at)


def _first_save(strategy: Strategy, number: int, words: Content, *, by: Actor, at: datetime) -> StrategyVersion:
    content = tidied(words)
    version = StrategyVersion.objects.create(
        strategy=strategy, number=number, title=content["title"], language=content["language"]
    )
    _add(version, content, None, by=by, at=at)
    audit.record("strategy.begin", strategy, user=by.user, version=number)
    return version


@transaction.atomic
def save_draft(version: StrategyVersion, content: Content, *, base: int, by: Actor, at: datetime) -> Saved:
    """Save what a person typed; every save is a row of the history, and of two texts neither is lost.

    `base` is the number of the save that the person had before them. LookupError: the version has no such save.
    """
    require(can_write, by, version.strategy)
    version = _locked(version)
    content = tidied(content)
    written_from = StrategySave.objects.filter(version=version, number=base).first()
    if written_from is None:
        raise LookupError(f"Version {version.pk} has no save {base}.")
    current = version.current
    assert current is not None  # noqa: S101 - a version begins with its first save
    if content in (written_from.content, current.content):
        return Saved(Outcome.UNCHANGED, None, current.content)
    if not version.is_draft:
        return Saved(Outcome.LATE, _aside(version, content, written_from, by=by, at=at), content)
    if current.number == base:
        return _saved(Outcome.SAVED, version, content, written_from, by=by, at=at)
    together, both = joined(written_from.content, content, current.content)
    if both:
        aside = _aside(version, content, written_from, by=by, at=at)
        return Saved(Outcome.ASIDE, aside, together, tuple(both))
    # What was typed is a row of its own too: the history tells who wrote what.
    _aside(version, content, written_from, by=by, at=at)
    return _saved(Outcome.JOINED, version, together, current, by=by, at=at)


@transaction.atomic
def restore(save: StrategySave, *, base: int, by: Actor, at: datetime) -> Saved:
    """Bring back an earlier save as a new one, upon save number `base`. NotNow: it was adopted meanwhile."""
    outcome = save_draft(save.version, save.content, base=base, by=by, at=at)
    if outcome.outcome is Outcome.LATE:
        raise NotNow(_("The version has been adopted, so it cannot be changed now."))
    return outcome


def _saved(
    outcome: Outcome, version: StrategyVersion, content: Content, base: StrategySave, *, by: Actor, at: datetime
) -> Saved:
    save = _add(version, content, base, by=by, at=at)
    audit.record("strategy.write", version, user=by.user, save=save.number)
    return Saved(outcome, save, content)


def _aside(version: StrategyVersion, content: Content, base: StrategySave, *, by: Actor, at: datetime) -> StrategySave:
    """The same text put aside again, as by a button pressed twice, is the row that is there."""
    same = StrategySave.objects.filter(version=version, by=by.person, is_aside=True, base=base, content=content).first()
    return same or _add(version, content, base, by=by, at=at, is_aside=True)


def _add(
    version: StrategyVersion,
    content: Content,
    base: StrategySave | None,
    *,
    by: Actor,
    at: datetime,
    is_aside: bool = False,
) -> StrategySave:
    last = StrategySave.objects.filter(version=version).order_by("-number").values_list("number", flat=True).first()
    save = StrategySave.objects.create(
        version=version,
        number=(last or 0) + 1,
        base=base,
        content=content,
        by=by.person,
        at=at,
        is_aside=is_aside,
    )
    if not is_aside:
        version.current, version.title, version.language = save, content["title"], content["language"]
        version.save(update_fields=["current", "title", "language"])
    return save


def _locked(version: StrategyVersion) -> StrategyVersion:
    # The newest save is read after the lock, by a query of its own (as in office.writing.commands).
    return StrategyVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
