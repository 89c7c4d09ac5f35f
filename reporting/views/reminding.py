"""Who would be reminded of what, and what has gone."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from elo_portal.office.fields import DayForm
from networks.permissions import require
from reporting import reminders
from reporting.models import Reminder
from reporting.permissions import can_follow

ON_A_PAGE = 50


@method_decorator(never_cache, name="dispatch")
class ReminderList(TemplateView):
    """What would go on a day as things stand now, and the log. Without a day: the next on which something goes."""

    template_name = "reporting/reminder_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actor = self.request.actor
        require(can_follow, actor)
        rounds = reminders.awaiting_rounds(actor.at)
        form = DayForm({"day": self.request.GET.get("day", "").replace("\x00", "")})
        next_day = reminders.next_day(rounds, actor.at)
        day = form.cleaned_data["day"] or next_day if form.is_valid() else None
        log = Reminder.objects.select_related("round", "document__group").order_by("-at", "-pk")
        return super().get_context_data(
            form=form,
            day=day,
            next_day=next_day,
            is_overdue=bool(next_day) and reminders.moment_on(next_day) <= actor.at,
            is_past=day is not None and day < actor.day,
            going=reminders.going_on(day, rounds, actor.at) if day and day >= actor.day else [],
            log=Paginator(log, ON_A_PAGE).get_page(self.request.GET.get("page")),
        )
