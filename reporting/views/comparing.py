"""Answers beside each other: groups of a round, and one group over the years. What is chosen is in the address."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from elo_portal.office import audit
from reporting import queries
from reporting.models import Document, Question, Round, Submission

from .documents import visible_document


def _open_round(request: HttpRequest, pk: int) -> Round:
    """404 for a round that the person may not see or that has not been opened."""
    round_ = get_object_or_404(Round.objects.visible_to(request.actor), pk=pk)
    if not round_.is_open(request.actor.at):
        raise Http404
    return round_


def _asked_number(request: HttpRequest) -> int | None:
    """The number of the question in the address; 404 for what is no number."""
    asked = request.GET.get("question", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 4:
        raise Http404
    return int(asked)


@method_decorator(never_cache, name="dispatch")
class RoundCompare(TemplateView):
    """`?question=4&group=KAI&group=LAP` chooses, `&beside=1` shows what stands beside the question; all without."""

    template_name = "reporting/round_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        round_ = _open_round(self.request, self.kwargs["pk"])
        chosen = self.request.GET.getlist("group")
        # What came to a registry alone is read there as it came.
        may_see_beside = actor.reads_across
        try:
            compared = queries.comparison(
                round_,
                actor,
                number=_asked_number(self.request),
                chosen=chosen,
                page=self.request.GET.get("page", "1"),
                with_beside=may_see_beside and bool(self.request.GET.get("beside")),
            )
        except (Question.DoesNotExist, Document.DoesNotExist) as unknown:
            raise Http404 from unknown
        audit.record(
            "answers.compare",
            round_,
            user=actor.user,
            question=compared.question.number,
            versions=[one.version.pk for one in compared.answers],
        )
        return super().get_context_data(
            round=round_,
            compared=compared,
            chosen=chosen,
            has_beside=may_see_beside and bool(compared.question.beside),
            shows_beside=any(one.beside for one in compared.answers),
        )


@method_decorator(never_cache, name="dispatch")
class RoundCompareGroups(TemplateView):
    """The groups of a round, to choose those that are compared."""

    template_name = "reporting/round_compare_groups.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        round_ = _open_round(self.request, self.kwargs["pk"])
        groups = queries.groups_of_round(round_, self.request.actor)
        return super().get_context_data(
            round=round_,
            readable=[group for group in groups if group.is_readable],
            missing=[group for group in groups if not group.is_readable],
            chosen=self.request.GET.getlist("group"),
            question=_asked_number(self.request),
        )


@method_decorator(never_cache, name="dispatch")
class DocumentCompare(TemplateView):
    """The group's answers of several years to the question of one document that `?question=4` names."""

    template_name = "reporting/document_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        document = visible_document(self.request, self.kwargs["pk"])
        number = _asked_number(self.request)
        try:
            compared = queries.years(document, actor, number=number, page=self.request.GET.get("page", "1"))
        except Submission.DoesNotExist as unsent:
            raise Http404 from unsent
        audit.record(
            "answers.compare",
            document,
            user=actor.user,
            question=compared.number,
            versions=[one.version.pk for one in compared.answers],
        )
        return super().get_context_data(document=document, compared=compared, round=document.round)
