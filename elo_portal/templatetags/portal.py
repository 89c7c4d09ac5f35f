"""What templates share: icons, states, dates as people say them, the page meter, the groups of a hash."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils import formats, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elo_portal.office import words

register = template.Library()

for word in (
    words.browser,
    words.day,
    words.day_and_month,
    words.exact_moment,
    words.kilobytes,
    words.moment,
    words.on_weekday,
    words.one_decimal,
    words.time_of_day,
):
    register.filter(word.__name__, word)

# Class of the pill, icon, word (design/README, section 6). Colour is never alone.
STATES = {
    "not_started": ("uusi", "circle", gettext_lazy("Not started")),
    "draft": ("luonnos", "pencil", gettext_lazy("Draft")),
    "in_progress": ("luonnos", "pencil", gettext_lazy("In progress")),
    "sent": ("lahetetty", "send", gettext_lazy("Sent")),
    "returned": ("taydennettava", "return", gettext_lazy("Returned for completion")),
    "reviewed": ("kasitelty", "check", gettext_lazy("Reviewed")),
    "feedback_given": ("kasitelty", "chat", gettext_lazy("Feedback given")),
    "late": ("myohassa", "clock", gettext_lazy("Late")),
    "arrived_late": ("myohassa", "clock", gettext_lazy("Arrived late")),
    "check": ("huomio", "alert", gettext_lazy("Check")),
    "missing": ("huomio", "alert", gettext_lazy("Missing")),
    "new": ("lahetetty", "mail", gettext_lazy("New")),
    "corrected": ("huomio", "alert", gettext_lazy("Corrected")),
    "done": ("valmis", "check", gettext_lazy("Done")),
    # Strategies
    "in_force": ("kasitelty", "check", gettext_lazy("In force")),
    "coming": ("lahetetty", "clock", gettext_lazy("Comes into force")),
    "ended": ("uusi", "circle", gettext_lazy("No longer in force")),
    # An item of a request for completion: whose turn it is
    "open": ("taydennettava", "return", gettext_lazy("Open")),
    "answered": ("lahetetty", "chat", gettext_lazy("Answered")),
    "settled": ("kasitelty", "check", gettext_lazy("In order")),
    # Mail
    "waiting": ("luonnos", "clock", gettext_lazy("Waiting")),
    "leaving": ("lahetetty", "send", gettext_lazy("Leaving")),
    "delivered": ("kasitelty", "check", gettext_lazy("Delivered")),
    "again": ("huomio", "alert", gettext_lazy("Will be tried again")),
    "failed": ("myohassa", "alert", gettext_lazy("Not delivered")),
    "uncertain": ("huomio", "alert", gettext_lazy("Uncertain")),
    "withdrawn": ("uusi", "circle", gettext_lazy("Withdrawn")),
    # Jobs
    "running": ("lahetetty", "clock", gettext_lazy("Running")),
    "parked": ("myohassa", "alert", gettext_lazy("Parked")),
}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite, silent for a screen reader: {% icon "check" %}, {% icon "mail" "icon--l" %}."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>',
        f" {extra}" if extra else "",
        name,
    )


@register.simple_tag
def state(code: str, label: Any = "") -> SafeString:
    """A state pill: {% state document.state %}, {% state "done" _("Answered") %}. An unknown code raises."""
    css, drawing, word = STATES[str(code)]
    return format_html('<span class="state state--{}">{}{}</span>', css, icon(drawing), label or word)


@register.filter
def state_css(code: str) -> str:
    """What the colours of a state are called, where it is drawn and not written: hex--{{ code|state_css }}."""
    return STATES[str(code)][0]


@register.filter
def state_icon(code: str) -> str:
    return STATES[str(code)][1]


@register.filter
def state_word(code: str) -> str:
    return str(STATES[str(code)][2])


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the datetime attribute of <time>."""
    if not value:
        return ""
    local = words.local(value)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


@register.filter
def grouped(value: int | None) -> str:
    """1 842, with a no-break space."""
    return "" if value is None else formats.number_format(value, 0, use_l10n=True, force_grouping=True)


@register.filter
def hash_groups(value: str) -> SafeString:
    """A hash in groups of eight that copy as one string."""
    groups = ((value[at : at + 8],) for at in range(0, len(value or ""), 8))
    return format_html('<code class="hash">{}</code>', format_html_join("", "<span>{}</span>", groups))


@register.simple_tag
def page_meter(pages: float | Decimal | None, limit: int = 3) -> SafeString:
    """The drawing of the page meter, a sheet a page; the number in words stands beside it. Sheets carry data-sheet."""
    height, sheets = 29, []
    for number in range(int(limit)):
        part = max(0.0, min(1.0, float(pages or 0) - number))
        sheets.append((1 + 29 * number, f"{3.5 + 29 * number:g}", f"{part * height:.1f}", height))
    return format_html(
        '<svg viewBox="0 0 {} 36" aria-hidden="true" focusable="false">{}</svg>',
        29 * int(limit) - 3,
        format_html_join(
            "",
            '<rect class="pages__sheet" x="{}" y="1" width="24" height="34" rx="1"></rect>'
            '<rect class="pages__fill" x="{}" y="3.5" width="19" height="{}" data-sheet data-h="{}"></rect>',
            sheets,
        ),
    )


@register.filter
def mail_address(value: str) -> SafeString:
    """An address that may break before its domain: kainuu@<wbr>elo.example."""
    name, sign, domain = (value or "").partition("@")
    return format_html("{}{}<wbr>{}", name, sign, domain)


@register.filter
def groups_of_four(value: str) -> list[str]:
    """A key in pieces that the eye can keep."""
    return [value[at : at + 4] for at in range(0, len(value or ""), 4)]


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """A single box, whose label stands after it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def first_control(field: BoundField) -> str:
    """The id that a line of the error summary links to: the field, or the first option of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label


@register.simple_tag
def language_name(code: str) -> str:
    """The language's name in the reader's language."""
    return _(translation.get_language_info(code)["name"])
