"""Who begins, writes, adopts and sees a strategy: every rule asked of every role."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from networks.choices import GroupKind, OrganisationKind, Role, Seat
from strategies import commands
from strategies.models import Strategy, StrategyVersion
from strategies.permissions import can_adopt, can_begin, can_write
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

ROLES = (
    "expert",
    "reader",
    "expert_elsewhere",
    "chair",
    "secretary",
    "member",
    "deputy",
    "chair_elsewhere",
    "chair_of_development_group",
    "national_secretary",
    "registry",
    "support_reader",
    "admin",
    "nobody",
)
BEGIN = {"expert"}
WRITE = {"expert", "chair", "secretary"}
ADOPT = {"expert"}
NETWORK = set(ROLES) - {"nobody"}


@pytest.fixture
def world():
    group = builders.group("KAI")
    where = builders.area(group).region
    centre = builders.responsible(group)
    builders.coverage(centre, where)
    development = builders.group("KEH", kind=GroupKind.DEVELOPMENT)
    builders.area(development, where)
    people = {name: builders.user() for name in ROLES if name not in {"expert", "chair"}}
    people |= {"expert": builders.expert(group), "chair": builders.chair(group)}
    builders.appointment(people["reader"], centre, Role.READER)
    builders.appointment(people["expert_elsewhere"], builders.organisation())
    for name, seat in (("secretary", Seat.SECRETARY), ("member", Seat.MEMBER), ("deputy", Seat.DEPUTY)):
        builders.member(people[name], group, seat)
    builders.member(people["chair_elsewhere"], builders.area(builders.group("LAP")).group, Seat.CHAIR)
    builders.member(people["chair_of_development_group"], development, Seat.CHAIR)
    for name in ("national_secretary", "registry", "support_reader", "admin"):
        builders.appointment(people[name], builders.ministry(), Role(name))
    draft = builders.strategy_draft(group, by=people["expert"])
    adopted = builders.adopted_strategy(builders.group("UUD"))
    return SimpleNamespace(
        centre=centre,
        draft=draft,
        adopted=adopted,
        actors={name: builders.actor(user) for name, user in people.items()},
        people=people,
    )


def those(world, rule):
    return {name for name, actor in world.actors.items() if rule(actor)}


def test_an_expert_of_the_centre_begins(world):
    assert those(world, lambda actor: can_begin(actor, world.centre)) == BEGIN


def test_an_expert_of_another_kind_of_body_begins_nothing(world):
    school = builders.organisation(OrganisationKind.SCHOOL)
    expert = builders.user()
    builders.appointment(expert, school)
    assert not can_begin(builders.actor(expert), school)


def test_experts_and_the_chair_and_secretary_of_the_regional_group_write(world):
    assert those(world, lambda actor: can_write(actor, world.draft.strategy)) == WRITE


def test_only_experts_of_the_coordinating_centre_adopt(world):
    assert those(world, lambda actor: can_adopt(actor, world.draft.strategy)) == ADOPT


def test_a_draft_is_seen_by_its_writers_alone(world):
    strategies = those(world, lambda actor: world.draft.strategy in Strategy.objects.visible_to(actor))
    versions = those(world, lambda actor: world.draft in StrategyVersion.objects.visible_to(actor))
    assert strategies == versions == WRITE


def test_what_has_been_adopted_is_seen_by_the_whole_network(world):
    strategies = those(world, lambda actor: world.adopted.strategy in Strategy.objects.visible_to(actor))
    versions = those(world, lambda actor: world.adopted in StrategyVersion.objects.visible_to(actor))
    assert strategies == versions == NETWORK


def test_a_new_draft_of_an_adopted_strategy_is_seen_by_its_writers_alone(world):
    builders.adopt(world.draft)
    expert = world.people["expert"]
    new = commands.begin_version(world.draft.strategy, by=builders.actor(expert), at=NOW)
    assert those(world, lambda actor: new in StrategyVersion.objects.visible_to(actor)) == WRITE
    assert those(world, lambda actor: world.draft in StrategyVersion.objects.visible_to(actor)) == NETWORK


def test_writing_ends_with_the_seat(world):
    former = builders.user()
    builders.member(former, world.draft.strategy.regions.get().groups.get(code="KAI"), Seat.SECRETARY, until=NOW.date())
    assert can_write(builders.actor(former), world.draft.strategy)
    assert not can_write(builders.actor(former, NOW + timedelta(days=1)), world.draft.strategy)
