from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from elo_portal.office.clock import day_of
from elo_portal.office.models import Text
from networks.models import Organisation, Person
from reporting.choices import ItemState, Turn

from .documents import Answer, Document
from .submissions import Submission

LONGEST_TITLE, LONGEST_TEXT = 80, 1000
STATE_AFTER = {
    Turn.ASKED: ItemState.OPEN,
    Turn.REPLIED: ItemState.ANSWERED,
    Turn.SETTLED: ItemState.SETTLED,
    Turn.ENDED: ItemState.SETTLED,
}


class CompletionRequest(models.Model):
    """A request for completion (täydennyspyyntö): one round of asking, with one date for all that it asks.

    Requirements F5 and Administrative Procedure Act 434/2003, section 22: by a set, reasonable date, saying what is
    missing. Both ministries ask in the same request while it is open.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="completion_requests", verbose_name=_("document")
    )
    number = models.PositiveSmallIntegerField(_("round of asking"))
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+", verbose_name=_("concerns the version"))
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ministry"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    due = models.DateTimeField(_("due"))
    note = models.TextField(_("message to the group"), blank=True)

    class Meta:
        verbose_name = _("request for completion")
        verbose_name_plural = _("requests for completion")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="completion_round_once"),
            models.CheckConstraint(condition=Q(due__gt=F("at")), name="completion_due_after_asking"),
            models.CheckConstraint(condition=Q(note__length__lte=LONGEST_TEXT), name="completion_note_not_too_long"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.number}"


class CompletionItem(models.Model):
    """One thing that is asked about one answer. What happens to it is in its turns; the row itself never changes."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="completion_items", verbose_name=_("document"))
    number = models.PositiveSmallIntegerField(_("number"))
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="completion_items", verbose_name=_("answer"))
    title = models.CharField(_("short title"), max_length=LONGEST_TITLE)

    class Meta:
        verbose_name = _("item of a request for completion")
        verbose_name_plural = _("items of requests for completion")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="completion_item_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="completion_item_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def last(self) -> "CompletionTurn":
        """The newest turn. Prefetch `turns` in lists."""
        return list(self.turns.all())[-1]

    @property
    def asking(self) -> "CompletionTurn":
        """The newest asking: what the region replies to, or has replied to."""
        return next(turn for turn in reversed(self.turns.all()) if turn.kind == Turn.ASKED)

    @property
    def state(self) -> ItemState:
        return STATE_AFTER[Turn(self.last.kind)]


class CompletionTurn(models.Model):
    """A turn of an item: a ministry asks, the region replies by sending, a ministry settles or asks on.

    The database refuses to change or delete it. The region writes its reply to an asking in `reply`, a text of its
    own, which becomes a turn when it is sent; until then the ministries never see it.
    """

    item = models.ForeignKey(CompletionItem, models.PROTECT, related_name="turns", verbose_name=_("item"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Turn)
    request = models.ForeignKey(
        CompletionRequest, models.PROTECT, related_name="turns", verbose_name=_("request for completion")
    )
    text = models.TextField(_("text"), blank=True)
    reply = models.OneToOneField(
        Text, models.PROTECT, null=True, blank=True, related_name="completion_turn", verbose_name=_("reply in work")
    )
    ministry = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ministry")
    )
    submission = models.ForeignKey(
        Submission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="completion_replies",
        verbose_name=_("came with the version"),
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("turn of an item")
        verbose_name_plural = _("turns of items")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="completion_turn_number_once"),
            models.CheckConstraint(
                condition=Q(kind=Turn.ASKED, number__gte=1) | Q(kind__in=Turn.values, number__gt=1),
                name="completion_begins_with_asking",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Turn.ASKED, Turn.REPLIED]) | ~Q(text=""), name="asking_and_reply_have_a_text"
            ),
            models.CheckConstraint(
                condition=Q(kind=Turn.ASKED, reply__isnull=False) | (~Q(kind=Turn.ASKED) & Q(reply=None)),
                name="reply_is_written_to_an_asking",
            ),
            models.CheckConstraint(
                condition=Q(kind=Turn.REPLIED, ministry=None, submission__isnull=False)
                | (~Q(kind=Turn.REPLIED) & Q(ministry__isnull=False, submission=None)),
                name="region_replies_by_sending",
            ),
            models.CheckConstraint(condition=Q(text__length__lte=LONGEST_TEXT), name="completion_text_not_too_long"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.number} {self.kind}"

    @property
    def ministry_name(self) -> str:
        """The ministry as it was called that day, in short; empty for a turn of the region's. Prefetch its names."""
        return (self.ministry.abbreviation or self.ministry.short_name_on(day_of(self.at))) if self.ministry else ""

    @property
    def draft(self) -> Text:
        """The reply in work to an asking. Raises LookupError for any other turn."""
        if self.reply is None:
            raise LookupError(f"Turn {self.pk} is not an asking.")
        return self.reply


class Extension(models.Model):
    """More time for one group, granted by a secretary with a reason (requirements C11).

    Of the sending, or of one request for completion. The newest is in force.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="extensions", verbose_name=_("document"))
    request = models.ForeignKey(
        CompletionRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extensions",
        verbose_name=_("request for completion"),
    )
    due = models.DateTimeField(_("due"))
    reason = models.TextField(_("reason"))
    ministry = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("ministry"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["document", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due__gt=F("at")), name="extension_is_in_the_future"),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(reason__length__lte=LONGEST_TEXT), name="extension_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.due:%Y-%m-%d}"


class ReopenRequest(models.Model):
    """The region asks for opening what it sent, after the due moment (section 14, item 1); a secretary decides, once.

    The database refuses to change the asking, or a decision that has been made.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="reopen_requests", verbose_name=_("document"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)
    answer = models.TextField(_("the ministry's answer"), blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for opening")
        verbose_name_plural = _("requests for opening")
        ordering = ["document", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(decided_at=None), name="one_request_for_opening_waits"
            ),
            models.CheckConstraint(
                condition=Q(is_granted=None, answer="", decided_by=None, decided_at=None)
                | (Q(is_granted__isnull=False, decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
                name="decision_on_opening_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(reason__length__lte=LONGEST_TEXT, answer__length__lte=LONGEST_TEXT),
                name="asking_for_opening_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.at:%Y-%m-%d}"

    @property
    def waits(self) -> bool:
        return self.decided_at is None
