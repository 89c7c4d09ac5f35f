"""Who may do what with a document, as the ministry would say it."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q

from networks.actor import Actor
from networks.choices import Role
from networks.permissions import can_administer, require

from .models import Addressee, Document, InternalNote, Round

# Roles in which a round is received.
RECEIVING_ROLES = {Role.REGISTRY, Role.NATIONAL_SECRETARY, Role.SUPPORT_READER}


def can_write(actor: Actor, document: Document) -> bool:
    """Experts of every organisation in the group, its chair and its secretary write (section 14, item 3).

    In a development group all its members write together (G22).
    """
    return document.group_id in actor.groups_written


def can_send(actor: Actor, document: Document) -> bool:
    """Experts of the group's responsible centre send (section 14, item 3)."""
    return document.group_id in actor.groups_sent


def can_read_sent(actor: Actor, document: Document) -> bool:
    """Every signed-in member of the network reads what has been sent (section 14, item 5).

    A clerk of a registry is none in that sense: the registry reads what is addressed to it (P6, R9). A round may
    keep its reports from other regions until the feedback on them is out.
    """
    if not actor.reads_across:
        return bool(registries_addressed(actor, document.round_id))
    return not document.round.waits_for_feedback or Document.objects.out_to(actor).filter(pk=document.pk).exists()


def registries_addressed(actor: Actor, round_id: int) -> frozenset[int]:
    """The ministries for whose registry the actor receives the round's documents. One query, none for most people."""
    registries = actor.organisations_as(Role.REGISTRY)
    if not registries:
        return frozenset()
    addressed = Addressee.objects.filter(round=round_id, capacity=Role.REGISTRY, organisation__in=registries)
    return frozenset(addressed.values_list("organisation", flat=True))


def can_use_registry(actor: Actor) -> bool:
    """A clerk of a ministry's registry has the registry's desk."""
    return actor.holds(Role.REGISTRY)


def bodies_numbered_for(actor: Actor, round_id: int) -> frozenset[int]:
    """The bodies for which the actor writes case numbers in the round. One query, none for most people."""
    held = [
        Q(organisation=duty.organisation, capacity=duty.role) for duty in actor.duties if duty.role in RECEIVING_ROLES
    ]
    if not held:
        return frozenset()
    addressed = Addressee.objects.registering().filter(reduce(or_, held), round=round_id)
    return frozenset(addressed.values_list("organisation", flat=True))


def can_register(actor: Actor, round_: Round, body: int) -> bool:
    """A clerk of a registry writes case numbers of that very ministry, in rounds addressed to the registry (P10).

    Of a development group's report, which goes to no registry, each addressee writes the own body's number.
    """
    return body in bodies_numbered_for(actor, round_.pk)


def can_enter(actor: Actor, document: Document) -> bool:
    """A secretary, or a clerk of an addressed registry, enters what came by another way (section 14, item 10)."""
    return can_enter_in(actor, document.round)


def can_enter_in(actor: Actor, round_: Round) -> bool:
    """A secretary, or a clerk of an addressed registry, enters documents of the round (section 14, item 10)."""
    return actor.holds(Role.NATIONAL_SECRETARY) or bool(registries_addressed(actor, round_.pk))


def can_review(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry reviews every plan and year-end report; a development group's report is read."""
    return actor.holds(Role.NATIONAL_SECRETARY) and document.round.is_reviewed


def can_open(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry opens what was sent when the group asks for it (section 14, item 1)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_confirm_for_centre(actor: Actor, document: Document, centre: int) -> bool:
    """An expert of that very centre of a development group confirms its report, or a member who represents the centre.

    Nobody confirms for another centre (section 14, item 2).
    """
    if not document.is_group_report:
        return False
    is_expert = any(
        (share.role, share.organisation, share.group) == (Role.EXPERT, centre, document.group_id)
        for share in actor.shares
    )
    return is_expert or any(
        (place.organisation, place.group) == (centre, document.group_id) and place.writes for place in actor.places
    )


def can_write_feedback(actor: Actor) -> bool:
    """The secretaries of both ministries write the feedback in the same editor (requirements F4)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_see_feedback_drafts(actor: Actor) -> bool:
    """Feedback that has not been published is seen by the secretaries and their deputies alone (section 14, item 5)."""
    return actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.FEEDBACK_DEPUTY)


def can_confirm(actor: Actor, ministry: int) -> bool:
    """A secretary or a named deputy of that very ministry confirms: nobody confirms for the other one (F4)."""
    return ministry in actor.organisations_as(Role.NATIONAL_SECRETARY) | actor.organisations_as(Role.FEEDBACK_DEPUTY)


def can_name_deputy(actor: Actor, ministry: int) -> bool:
    """A secretary names the deputies of the own ministry."""
    return ministry in actor.organisations_as(Role.NATIONAL_SECRETARY)


def can_number_feedback(actor: Actor, ministry: int) -> bool:
    """A secretary who publishes writes the own ministry's case number; nobody writes the other ministry's."""
    return ministry in actor.organisations_as(Role.NATIONAL_SECRETARY)


def can_give_feedback(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry publishes what both ministries have confirmed."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_extend(actor: Actor, document: Document) -> bool:
    """A secretary of either ministry gives one group more time; nobody else does (requirements C11)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_see_completions(actor: Actor, document: Document) -> bool:
    """What is asked and answered is between the group's writers and the ministries; administrators see it to help."""
    return can_follow(actor) or can_write(actor, document)


def can_write_notes(actor: Actor) -> bool:
    """The secretaries of the two ministries alone read and write internal notes (section 14, item 5)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_reword_note(actor: Actor, note: InternalNote) -> bool:
    """A secretary corrects and withdraws the own notes, nobody another person's."""
    return can_write_notes(actor) and note.by_id == actor.person.pk


def can_follow(actor: Actor) -> bool:
    """Secretaries follow every group's state on the board; administrators too, to help."""
    return actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.ADMIN)


def can_prepare(actor: Actor) -> bool:
    """An administrator prepares the year: rounds, their questions, dates and addressees (requirements A21, R19)."""
    return can_administer(actor)


def can_follow_round(actor: Actor, round_: Round) -> bool:
    """Who follows every group follows the round; so does a reader of a support body that the round is addressed to.

    One query for such a reader.
    """
    return round_.pk in rounds_followed(actor, [round_])


def rounds_followed(actor: Actor, rounds: Collection[Round]) -> frozenset[int]:
    """Keys of those of the rounds that the actor follows, as above. One query for a reader of a support body."""
    those = frozenset(round_.pk for round_ in rounds)
    if can_follow(actor):
        return those
    bodies = actor.organisations_as(Role.SUPPORT_READER)
    if not bodies:
        return frozenset()
    addressed = Addressee.objects.filter(round__in=those, capacity=Role.SUPPORT_READER, organisation__in=bodies)
    return frozenset(addressed.values_list("round", flat=True))


def can_read_groups(actor: Actor) -> bool:
    """Every member of the network sees the development groups, their centres, members and sent reports."""
    return actor.reads_across


def can_announce(actor: Actor) -> bool:
    """A secretary of either ministry writes announcements to the groups and publishes them."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_issue(actor: Actor, round_: Round) -> bool:
    """A secretary of either ministry has the ministry report of a round made, and made again in another language."""
    return actor.holds(Role.NATIONAL_SECRETARY)


def can_send_edition(actor: Actor, round_: Round) -> bool:
    """A secretary of either ministry sends an edition to the national lifelong guidance group (section 14, item 11)."""
    return actor.holds(Role.NATIONAL_SECRETARY)


__all__ = [
    "bodies_numbered_for",
    "can_announce",
    "can_confirm",
    "can_confirm_for_centre",
    "can_enter",
    "can_enter_in",
    "can_extend",
    "can_follow",
    "can_follow_round",
    "can_give_feedback",
    "can_issue",
    "can_name_deputy",
    "can_number_feedback",
    "can_open",
    "can_prepare",
    "can_read_groups",
    "can_read_sent",
    "can_register",
    "can_review",
    "can_reword_note",
    "can_see_completions",
    "can_see_feedback_drafts",
    "can_send",
    "can_send_edition",
    "can_use_registry",
    "can_write",
    "can_write_feedback",
    "can_write_notes",
    "registries_addressed",
    "require",
    "rounds_followed",
]
