from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Text
from networks.actor import Actor
from networks.choices import DOCUMENT_LANGUAGES, GroupKind, Role
from networks.models import Group
from reporting.choices import RoundKind, State
from reporting.deadlines import is_past
from strategies.models import StrategyVersion

from .rounds import Question, Round

LAST_MONTH_OF_SPRING = 6
KIND_LETTERS = {RoundKind.PLAN: "S", RoundKind.REPORT: "R", RoundKind.GROUP_REPORT: "K"}


def letters_of(kind: str, due: datetime) -> str:
    """What the identifiers of a round's documents and ministry reports have for its kind: S, R, KK or KS.

    Of the two reports of a development group's year KK is the spring's (kevät), KS the autumn's.
    """
    letter = KIND_LETTERS[RoundKind(kind)]
    if kind != RoundKind.GROUP_REPORT:
        return letter
    return letter + ("K" if day_of(due).month <= LAST_MONTH_OF_SPRING else "S")


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "DocumentQuerySet":
        """Drafts are seen by those who write them; what has been sent is seen by every member of the network.

        Requirements, section 14, item 5. A draft of a document whose earlier version was sent is found as well:
        its readers are shown the version that stands. A clerk of a ministry's registry sees what was sent in the
        rounds that are addressed to that registry. In a round that waits for its feedback other regions see a
        document when the feedback on it has been published.
        """
        submissions = apps.get_model("reporting", "Submission")
        was_sent = Exists(submissions.objects.filter(document=OuterRef("pk")))
        if actor.reads_across:
            return self.filter(Q(was_sent) & self._out_to(actor) | Q(group__in=actor.groups_written))
        return self.filter(was_sent, round__in=Round.objects.addressed_to_registry_of(actor).values("pk"))

    def out_to(self, actor: Actor) -> "DocumentQuerySet":
        """Documents that the actor, a member of the network, may read as soon as they have been sent."""
        return self.filter(self._out_to(actor))

    @staticmethod
    def _out_to(actor: Actor) -> Q:
        if actor.works_nationwide:
            return Q()
        feedback = apps.get_model("reporting", "PublishedFeedback")
        in_national_group = Group.objects.filter(pk__in=actor.groups_sat_in, kind=GroupKind.NATIONAL)
        out = Q(round__waits_for_feedback=False) | Q(group__in=actor.own_groups | actor.groups_written)
        out |= Q(Exists(feedback.objects.filter(letter__document=OuterRef("pk")))) | Q(Exists(in_national_group))
        if actor.holds(Role.REGISTRY):
            out |= Q(round__in=Round.objects.addressed_to_registry_of(actor).values("pk"))
        return out

    def for_board(self, actor: Actor) -> "DocumentQuerySet":
        """Rows of a board: secretaries and administrators see every group's state; others what they may open."""
        if actor.holds(Role.NATIONAL_SECRETARY) or actor.holds(Role.ADMIN):
            return self
        return self.visible_to(actor)

    def of_year(self, year: int) -> "DocumentQuerySet":
        return self.filter(round__year=year)


class Document(models.Model):
    """What one group writes in one round: plan, year-end report or development group's report."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="documents", verbose_name=_("round"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="documents", verbose_name=_("group"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    language = models.CharField(_("main language"), max_length=2, choices=DOCUMENT_LANGUAGES, default="fi")
    extended_until = models.DateTimeField(_("due moment of its own"), null=True, blank=True)
    completion_due = models.DateTimeField(_("completion is due"), null=True, blank=True)
    # None: the one that is in force on the day of sending.
    strategy_version = models.ForeignKey(
        StrategyVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("strategy that goes along"),
    )
    handled_on = models.DateField(_("day when the group handled it"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["round", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "group"],
                name="one_document_per_round_and_group",
                violation_error_message=_("The group has a document in this round already."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="document_state_is_known"),
            models.CheckConstraint(
                condition=Q(completion_due=None) | Q(state=State.RETURNED), name="completion_is_due_while_returned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} – {self.group.area}"

    def get_absolute_url(self) -> str:
        return reverse("document_detail", args=[self.pk])

    @property
    def is_plan(self) -> bool:
        return self.round.is_plan

    @property
    def is_group_report(self) -> bool:
        return self.round.is_group_report

    @property
    def identifier(self) -> str:
        """What people call the document, without its version: KAI-2014-R, KR1-2015-KK (`letters_of`)."""
        return f"{self.group.code}-{self.round.year}-{letters_of(self.round.kind, self.round.due)}"

    @property
    def due(self) -> datetime:
        """By when the region's next sending is awaited.

        While the document is returned for completion it is the request's date, which never moves the moment that the
        first sending is judged by: the document's own after an extension, else the round's.
        """
        return (self.state == State.RETURNED and self.completion_due) or self.extended_until or self.round.due

    @property
    def is_being_written(self) -> bool:
        return self.state in {State.DRAFT, State.RETURNED}

    def is_late(self, at: datetime) -> bool:
        """Due and not sent. A document that was sent once and reopened is not late: what was sent stands."""
        return is_past(self.due, at) and self.is_being_written and not self.submissions.all()


class Answer(models.Model):
    """A group's answer to a question, or a section of its own under its own heading (requirements P3).

    In a language of its own if need be. A section that was taken away keeps its text and its number.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="answers", verbose_name=_("document"))
    question = models.ForeignKey(
        Question, models.PROTECT, null=True, blank=True, related_name="answers", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    heading = models.CharField(_("own heading"), max_length=120, blank=True)
    is_removed = models.BooleanField(_("taken away"), default=False)
    text = models.OneToOneField(Text, models.PROTECT, related_name="answer", verbose_name=_("text"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "question"], name="answer_once"),
            models.UniqueConstraint(fields=["document", "number"], name="answer_number_once"),
            models.CheckConstraint(
                condition=Q(question=None) | Q(heading="", is_removed=False), name="answer_to_a_question_has_no_heading"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"

    @property
    def is_own_section(self) -> bool:
        return self.question_id is None

    def title_in(self, language: str) -> str:
        """The question's short title, or the section's own heading."""
        return self.question.title_in(language) if self.question else self.heading

    def text_in(self, language: str) -> str:
        """The question's wording; empty for an own section, and where the short title says it all (a plan's topics)."""
        text = self.question.text_in(language) if self.question else ""
        return "" if text.casefold() == self.title_in(language).casefold() else text

    @property
    def title(self) -> str:
        return self.question.title if self.question else self.heading
