"""The ministries' feedback as an official letter: its frozen content (a dict), and the HTML for the printer.

The page speaks the letter's language, whoever prints it and whenever.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, pgettext

from elo_portal.office import frozen
from elo_portal.office.clock import day_of
from elo_portal.office.writing.markup import to_html
from networks.choices import Role, Seat
from networks.models import Participation
from reporting.feedback import Recipient, Standing
from reporting.models.feedback import CARRYING_OUT, REGIONAL_WORK
from reporting.schemas import Content, UnknownSchema

SCHEMA = 1
TEMPLATE = "print/feedback_letter.html"
# The style sheet, and the element that holds the letter's text.
SHEET, TEXT = "letter", "letter"


def content_of_letter(
    standing: Standing,
    *,
    at: datetime,
    reached: Sequence[Recipient] = (),
    case_numbers: Mapping[int, str] | None = None,
    is_published: bool = False,
) -> Content:
    """The letter's whole content (schema 1); one that is not published has no day, no signatures and no distribution.

    Names and titles are those true that day; contact data is never among them. Three queries.
    """
    assert standing.letter is not None  # noqa: S101 - a letter that was never begun is not printed
    document, day = standing.document, day_of(at)
    language = document.language
    share = (
        Participation.objects.on(day)
        .filter(group=document.group_id, is_responsible=True)
        .select_related("organisation")
        .prefetch_related("organisation__names")
        .first()
    )
    report = standing.version
    with translation.override(language):
        title = gettext(
            "Feedback on how the action plan for %(year)s was carried out and on regional lifelong guidance work"
        ) % {"year": document.round.year}
    return {
        "schema": SCHEMA,
        "kind": "feedback_letter",
        "identifier": standing.letter.identifier,
        "language": language,
        "year": document.round.year,
        "title": title,
        "senders": [
            {
                "name": one.ministry.name_on(day, language),
                "case_number": (case_numbers or {}).get(one.ministry.pk, ""),
            }
            for one in standing.confirmations
        ],
        "centre": {"name": share.organisation.name_on(day, language) if share else ""},
        "group": {"code": document.group.code, "name": document.group.name_in(language)},
        "report": {
            "identifier": report.identifier if report else "",
            "sha256": report.sha256 if report else "",
            "sent": frozen.moment(report.at) if report else "",
        },
        "wording": standing.letter.wording(standing.common, report.identifier if report else ""),
        "wording_sha256": standing.sha256,
        "published": frozen.moment(at) if is_published else None,
        "signatures": [
            {
                "ministry": one.ministry.name_on(day, language),
                "name": one.newest.by.name,
                "title": one.newest.by.title,
                "capacity": one.newest.capacity,
                "at": frozen.moment(one.newest.at),
                "sha256": one.newest.sha256,
            }
            for one in standing.confirmations
            if is_published and one.counts and one.newest
        ],
        "distribution": [
            {
                "name": one.person.name,
                "capacity": one.capacity.value,
                "organisation": one.organisation.short_name_on(day, language),
            }
            for one in reached
        ],
    }


def read(content: Content) -> Content:
    """The content as the newest schema has it. UnknownSchema: it is no feedback letter that this portal knows."""
    if (content.get("kind"), content.get("schema")) != ("feedback_letter", SCHEMA):
        raise UnknownSchema(f"No reader for {content.get('kind')!r} of schema {content.get('schema')!r}.")
    return content


def letter_title(content: Content) -> str:
    """The title of the file, as a reader's window shows it."""
    content = read(content)
    return f"{content['title']} – {content['group']['name']}"


def letter_html(content: Content, *, sha256: str | None) -> str:
    """The letter as HTML for `printing.print_pdf`, sheet "letter". Without a day of publishing it is a draft."""
    content = read(content)
    wording = content["wording"]
    with translation.override(content["language"]):
        published = content["published"]
        reached = [{**one, "capacity": _capacity(one["capacity"])} for one in content["distribution"]]
        ministrys = [one for one, raw in zip(reached, content["distribution"], strict=True) if _is_ministrys(raw)]
        return render_to_string(
            TEMPLATE,
            {
                "content": content,
                "document_title": letter_title(content),
                "draft": "" if published else gettext("Draft"),
                "run": f"{content['identifier']} · {content['group']['name']}",
                "day": datetime.fromisoformat(published).replace(tzinfo=None) if published else None,
                "report_sent": datetime.fromisoformat(content["report"]["sent"]).replace(tzinfo=None),
                "author": ", ".join(sender["name"] for sender in content["senders"]),
                "case_numbers": [one for one in content["senders"] if one["case_number"]],
                "common": to_html(wording["common"]),
                "sections": [
                    {"title": CARRYING_OUT, "html": to_html(wording["carrying_out"])},
                    {"title": REGIONAL_WORK, "html": to_html(wording["regional_work"])},
                ],
                "signatures": [
                    {**one, "title": one["title"] or _capacity(one["capacity"])} for one in content["signatures"]
                ],
                "distribution": [one for one in reached if one not in ministrys],
                "for_information": ministrys,
                "sha256": frozen.in_groups(sha256),
            },
        )


def _is_ministrys(one: dict[str, str]) -> bool:
    return one["capacity"] == Role.NATIONAL_SECRETARY


def _capacity(value: str) -> str:
    if value == Role.EXPERT:
        return pgettext("capacity", "expert")
    # A word that has left the portal since is printed as it was kept.
    for words in (Role, Seat):
        if value in words.values:
            return str(words(value).label)
    return value
