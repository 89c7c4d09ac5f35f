"""Words of the networks floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """Kinds of body; the first six are those that a regional group is made of (requirements M3)."""

    CENTRE = "centre", _("ELY centre")
    TE_OFFICE = "te_office", _("TE office")
    AVI = "avi", _("Regional State Administrative Agency")
    SCHOOL = "school", _("educational institution")
    MUNICIPALITY = "municipality", _("municipality")
    OTHER = "other", _("other body")
    MINISTRY = "ministry", _("ministry")
    SUPPORT = "support", _("support body")


MEMBER_KINDS = (
    OrganisationKind.CENTRE,
    OrganisationKind.TE_OFFICE,
    OrganisationKind.AVI,
    OrganisationKind.SCHOOL,
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.OTHER,
)


class GroupKind(models.TextChoices):
    REGIONAL = "regional", _("regional lifelong guidance group")
    DEVELOPMENT = "development", _("development group")
    NATIONAL = "national", _("national lifelong guidance group")


class GroupAct(models.TextChoices):
    """What is done to a development group, as its history tells it."""

    FORMED = "formed", _("formed")
    CENTRE_ADDED = "centre_added", _("centre added")
    CENTRE_LEFT = "centre_left", _("centre left")
    CONVENER_CHANGED = "convener_changed", _("convener changed")
    ENDED = "ended", _("ended")


# How many centres a development group has (requirements G3).
FEWEST_CENTRES, MOST_CENTRES = 2, 4


class Role(models.TextChoices):
    """What a person does for an organisation (requirements A21)."""

    EXPERT = "expert", _("expert of the centre")
    READER = "reader", _("reader of the centre")
    NATIONAL_SECRETARY = "national_secretary", _("secretary of the national group")
    FEEDBACK_DEPUTY = "feedback_deputy", _("deputy in confirming feedback")
    REGISTRY = "registry", _("registry")
    COORDINATOR = "coordinator", _("coordinator")
    SUPPORT_READER = "support_reader", _("reader of a support body")
    ADMIN = "admin", _("administrator of the portal")


NATIONWIDE = frozenset(
    {Role.NATIONAL_SECRETARY, Role.FEEDBACK_DEPUTY, Role.COORDINATOR, Role.SUPPORT_READER, Role.ADMIN}
)


class Seat(models.TextChoices):
    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", _("member")
    DEPUTY = "deputy", _("deputy member")


# A chair and a secretary, beside the centres' experts, write the group's documents (requirements, section 14, item 3).
WRITING_SEATS = (Seat.CHAIR, Seat.SECRETARY)

# What a person can be appointed to in a body of a kind. A deputy in confirming feedback is named on a page of its own.
ROLES_IN = {
    OrganisationKind.CENTRE: (Role.EXPERT, Role.READER),
    OrganisationKind.MINISTRY: (Role.NATIONAL_SECRETARY, Role.REGISTRY, Role.ADMIN),
    OrganisationKind.SUPPORT: (Role.COORDINATOR, Role.SUPPORT_READER, Role.ADMIN),
}


class TermAct(models.TextChoices):
    """What was done to a person's term in a group or an organisation."""

    ADDED = "added", _("added")
    ENDED = "ended", _("ended")
    MOVED = "moved", _("another seat")
    REPLACED = "replaced", _("in the place of another")
    CONTINUED = "continued", _("continued")
    CORRECTED = "corrected", _("corrected")
    REMOVED = "removed", _("taken away as an error")
    CONFIRMED = "confirmed", _("composition confirmed")


class ContactPurpose(models.TextChoices):
    REGISTRY = "registry", _("registry")
    SECRETARY = "secretary", _("secretary's mailbox")


LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
DOCUMENT_LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish"))]
