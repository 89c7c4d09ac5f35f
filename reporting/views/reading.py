"""One document: what was sent, in any of its versions, with what has happened to it."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from elo_portal.office import audit
from reporting import queries, registry
from reporting.choices import AttachmentRole, RoundKind, Step
from reporting.content import attachments_of, content_of
from reporting.documents.report import measures_by_topic
from reporting.feedback import published_feedback
from reporting.models import Submission
from reporting.permissions import can_extend, can_see_feedback_drafts
from reporting.workflow import can_ask_opening, steps_for

from .documents import visible_document


@method_decorator(never_cache, name="dispatch")
class DocumentDetail(TemplateView):
    """A document for reading. `?version=1` shows an earlier version, `?changes=1` what changed since the one before."""

    template_name = "reporting/document_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        document = visible_document(self.request, self.kwargs["pk"])
        with_changes = bool(self.request.GET.get("changes"))
        try:
            reading = queries.reading(document, actor, number=self._asked_version(), with_changes=with_changes)
        except Submission.DoesNotExist as unsent:
            raise Http404 from unsent
        shown = reading.version
        audit.record(
            "document.read",
            shown or document,
            user=actor.user,
            version=shown.number if shown else 0,
            **({"changes": True} if with_changes else {}),
        )
        steps = steps_for(actor, document)
        arrival = registry.arrival_of(shown)
        # What came by another way has no answers that could be asked about.
        can_return = Step.RETURN in steps and reading.is_latest and arrival is None
        case_numbers = registry.numbers_of(document, actor) if shown else []
        return super().get_context_data(
            document=document,
            reading=reading,
            can_review=Step.REVIEW in steps and reading.is_latest,
            can_take_back=Step.TAKE_BACK_REVIEW in steps,
            can_reopen=Step.REOPEN in steps,
            can_return=can_return,
            can_add_to_request=Step.ADD_TO_REQUEST in steps,
            can_ask_further=can_return or Step.ADD_TO_REQUEST in steps,
            can_ask_opening=can_ask_opening(actor, document) and reading.waiting_opening is None,
            can_extend=can_extend(actor, document) and document.is_being_written,
            is_late=document.is_late(actor.at),
            case_numbers=case_numbers,
            may_register=any(one.may_write for one in case_numbers),
            arrival=arrival,
            **(self._plan(reading) if document.is_plan else {}),
            feedback=published_feedback(document),
            sees_feedback_drafts=document.round.kind == RoundKind.REPORT
            and reading.version is not None
            and can_see_feedback_drafts(actor),
        )

    def _plan(self, reading: queries.Reading) -> dict[str, Any]:
        """What a plan has beside its texts, as it was sent; of a draft as it is now."""
        content = reading.content or content_of(reading.document, at=self.request.actor.at)
        handled = content["handled_on"]
        return {
            "plan": content,
            **measures_by_topic(content),
            "handled_on": date.fromisoformat(handled) if handled else None,
            "strategy_file": any(one["role"] == AttachmentRole.STRATEGY for one in content["attachments"]),
            "attachments": list(reading.version.attachments.select_related("upload").order_by("pk"))
            if reading.version
            else attachments_of(reading.document),
        }

    def _asked_version(self) -> int | None:
        asked = self.request.GET.get("version", "")
        if not asked:
            return None
        if not asked.isdecimal() or len(asked) > 4:
            raise Http404
        return int(asked)
