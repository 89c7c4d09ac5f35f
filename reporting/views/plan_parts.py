"""What the editor of a plan has beside the texts: own sections, measures, the day, the strategy. Part of writing.py."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from elo_portal.office.refusals import NotNow
from elo_portal.office.writing.commands import Outcome

from .. import commands, progress
from ..choices import State
from ..completions import asked_answers
from ..content import answers_of, strategies_for
from ..forms.plans import MeasureForm, PlanForm
from ..models import Answer, Document, Measure

MEASURES, SECTIONS, STRATEGY = "measures", "own", "strategy"


class PlanDesk:
    """The parts of one plan in one request: shown, or saved from what was typed."""

    def __init__(self, request: HttpRequest, document: Document) -> None:
        self.request, self.document, self.actor = request, document, request.actor  # type: ignore[attr-defined]
        data = request.POST if request.method == "POST" else None
        self.form = self._plan_form(data)
        self.measure_form = self._measure_form(data if data is not None and self._begun(data) else None)
        self.has_saved = False

    @cached_property
    def answers(self) -> list[Answer]:
        return answers_of(self.document)

    @cached_property
    def open_topics(self) -> list[Answer]:
        """The texts that can be changed now, with the measures tied to them."""
        asked = asked_answers(self.document)
        return [answer for answer in self.answers if asked is None or answer.pk in asked]

    @cached_property
    def goals(self) -> list[Any]:
        goal_set = self.document.round.goal_set
        return list(goal_set.goals.all()) if goal_set else []

    def _plan_form(self, data: Any = None) -> PlanForm:
        sections = [answer for answer in self.answers if answer.is_own_section]
        return PlanForm(self.document, sections, strategies_for(self.document, self.actor.at), data)

    def _measure_form(self, data: Any = None) -> MeasureForm:
        return MeasureForm(self.open_topics, self.goals, data)

    def _begun(self, data: Any) -> bool:
        return data.get("action") == "add-measure" or self._measure_form(data).is_begun

    @property
    def is_typed(self) -> bool:
        return self.form.is_bound

    @property
    def errors(self) -> bool:
        return bool(self.form.errors or self.measure_form.errors)

    def save(self) -> None:
        """Save what can be saved. What cannot has its sentence beside its field, and stays in it."""
        self.form.is_valid()
        before = self._state()
        for section, heading, base in list(self.form.headings()):
            self._try(f"heading-{section.number}", commands.head_section, section, heading, base=base, by=self.actor)
        self._save_facts()
        if self.measure_form.is_bound and self.measure_form.is_valid():
            self._add_measure()
        self.document.refresh_from_db(fields=["handled_on", "strategy_version"])
        del self.answers, self.open_topics
        self.has_saved = self.has_saved or before != self._state()

    def _state(self) -> Any:
        headings = Answer.objects.filter(document=self.document).order_by("number").values_list("number", "heading")
        facts = Document.objects.values_list("handled_on", "strategy_version").get(pk=self.document.pk)
        return list(headings), facts

    def _save_facts(self) -> None:
        said, data = self.form.cleaned_data, self.form.data
        act = {"by": self.actor, "at": self.actor.at}
        if "handled_on" in data and "handled_on" in said:
            self._try(
                "handled_on",
                commands.choose_handling_day,
                self.document,
                said["handled_on"],
                base=said.get("handled_on_base"),
                **act,
            )
        if "strategy" in data and "strategy" in said:
            self._try("strategy", commands.choose_strategy, self.document, self.form.strategy(), **act)

    def _add_measure(self) -> None:
        try:
            commands.add_measure(self.document, self.measure_form.promise(), by=self.actor, at=self.actor.at)
        except NotNow as refusal:
            self.measure_form.add_error("what", refusal.sentence)
        else:
            self.has_saved = True
            self.measure_form = self._measure_form()

    def _try(self, field: str, command: Any, *subject: Any, **how: Any) -> None:
        try:
            command(*subject, **how)
        except NotNow as refusal:
            if self.document.state == State.RETURNED:
                # Its field is not on the page, so the sentence says what was typed.
                typed = _("You wrote: “%(text)s”.") % {"text": self.form.data.get(field, "")}
                messages.warning(self.request, f"{refusal.sentence} {typed}")
            else:
                self.form.add_error(field, refusal.sentence)

    def act(self, action: str) -> str:
        """Do what a button of the page asks after the save. The address to go on to, or empty for another action."""
        verb, _colon, key = action.partition(":")
        if verb not in {*BUTTONS, "edit-measure", "files", "add-measure"}:
            return ""
        if key and not (key.isdecimal() and len(key) <= 9):
            raise BadRequest
        if verb == "files":
            return reverse("document_attachments", args=[self.document.pk])
        if verb == "edit-measure":
            return reverse("measure", args=[self.document.pk, self._measure(key).pk])
        place = MEASURES
        if verb in BUTTONS:
            try:
                place = BUTTONS[verb](self, key)
            except NotNow as refusal:
                messages.warning(self.request, refusal.sentence)
                place = ""
        address = reverse("document_write", args=[self.document.pk])
        return f"{address}#{place}" if place else address

    def _add_section(self, _key: str) -> str:
        section = commands.add_section(self.document, by=self.actor, at=self.actor.at)
        return f"q{section.number}"

    def _remove_section(self, key: str) -> str:
        commands.remove_section(self._section(key), by=self.actor)
        return SECTIONS

    def _restore_section(self, key: str) -> str:
        section = self._section(key)
        commands.restore_section(section, by=self.actor)
        return f"q{section.number}"

    def _restore_measure(self, key: str) -> str:
        measure = self._measure(key)
        commands.restore_measure(measure, base=measure.number, by=self.actor, at=self.actor.at)
        return MEASURES

    def _section(self, key: str) -> Answer:
        sections = Answer.objects.filter(document=self.document, question=None).select_related("document__round")
        return get_object_or_404(sections, number=int(key or 0))

    def _measure(self, key: str) -> Measure:
        measures = Measure.objects.filter(document=self.document).select_related("document__round", "topic")
        return get_object_or_404(measures, pk=int(key or 0))

    def typed_too_late(self) -> list[dict[str, str]]:
        """What was typed beside the texts when the plan had been sent meanwhile. A new measure is kept aside."""
        self.form.is_valid()
        found = [
            {"label": _("Heading of section %(number)s") % {"number": section.number}, "text": heading}
            for section, heading, base in self.form.headings()
            if heading not in {base, section.heading}
        ]
        day = self.form.data.get("handled_on", "").strip()
        if day and day != self.form.data.get("handled_on_base", ""):
            found.append({"label": _("Handled in the group"), "text": day})
        if self.measure_form.is_bound:
            kept = self.measure_form.is_valid() and commands.add_measure(
                self.document, self.measure_form.promise(), by=self.actor, at=self.actor.at
            )
            label = _("A measure, kept among those taken away") if kept else _("A measure, not kept")
            found.append({"label": label, "text": self._typed_measure()})
            if kept:
                assert kept.outcome is Outcome.ASIDE  # noqa: S101 - the document is locked
        return found

    def _typed_measure(self) -> str:
        names = ("what", "body", "schedule", "sign")
        return "\n".join(filter(None, (self.measure_form.data.get(f"measure-{name}", "") for name in names)))

    @staticmethod
    def of_row(context: dict[str, Any], answer: Answer) -> dict[str, Any]:
        """What the editor shows at one text, from `context`."""
        heading = context["headings"].get(answer.number, {"value": "", "errors": []})
        return {
            "heading": heading["value"],
            "heading_errors": heading["errors"],
            "measures": context["plan"].of_topic(answer.number),
        }

    def context(self) -> dict[str, Any]:
        parts = progress.plan_parts(self.document, self.actor.at)
        # What could not be saved stays in its field; everything else is as it is now.
        headings = {
            section.number: {
                "value": self.form.data.get(f"heading-{section.number}", "")
                if f"heading-{section.number}" in self.form.errors
                else section.heading,
                "errors": self.form.errors.get(f"heading-{section.number}", []),
            }
            for section in self.answers
            if section.is_own_section
        }
        return {
            "plan": parts,
            "plan_form": self.form,
            "handled_on": self.form.data.get("handled_on", "")
            if "handled_on" in self.form.errors
            else self.document.handled_on,
            "handled_on_errors": self.form.errors.get("handled_on", []),
            "measure_form": self.measure_form,
            "open_topics": {answer.pk for answer in self.open_topics},
            "headings": headings,
        }


BUTTONS = {
    "add-section": PlanDesk._add_section,
    "remove-section": PlanDesk._remove_section,
    "restore-section": PlanDesk._restore_section,
    "restore-measure": PlanDesk._restore_measure,
}
