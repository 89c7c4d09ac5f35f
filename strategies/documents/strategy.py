"""The printed strategy: frozen content (a dict) in, HTML for the printer out.

The page speaks the strategy's language, whoever prints it and whenever.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from elo_portal.office import frozen
from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.writing.markup import to_html
from networks.choices import Role

TEMPLATE = "print/strategy.html"
# The cover page of a strategy that came by another way (requirements, section 14, item 10).
ARRIVAL = "print/strategy_arrival.html"

Content = dict[str, Any]


class UnknownSchema(ValueError):
    """Frozen content of a schema that no reader here knows."""


def _schema_1(content: Content) -> Content:
    return content


# One reader for each schema that was ever frozen; each turns its own into the newest.
READERS: dict[int, Callable[[Content], Content]] = {1: _schema_1}


def read(content: Content) -> Content:
    """The content as the newest schema has it.

    UnknownSchema: the content is of a newer portal, or not a strategy at all.
    """
    reader = READERS.get(content.get("schema", 0)) if content.get("kind") == "strategy" else None
    if reader is None:
        raise UnknownSchema(f"No reader for schema {content.get('schema')!r} of {content.get('kind')!r}.")
    return reader(content)


def strategy_title(content: Content) -> str:
    """The title of the file, as a reader's window shows it: with the regions when the title does not name them."""
    content = read(content)
    return f"{content['title']} – {_regions(content)}"


def strategy_html(content: Content, *, sha256: str | None) -> str:
    """The strategy as HTML for `printing.print_pdf` and `printing.lay_out`.

    Content that nobody has adopted is printed as a draft. sha256: the fingerprint of the frozen bytes, printed at the
    end; None in a draft. UnknownSchema as in `read`.
    """
    content = read(content)
    with translation.override(content["language"]):
        draft = "" if content["adopted"] else gettext("Draft")
        numbers = {goal["key"]: goal["number"] for goal in content["national_goals"]}
        return render_to_string(
            ARRIVAL if "arrival" in content else TEMPLATE,
            {
                "arrival": _arrival(content.get("arrival")),
                "content": content,
                "document_title": strategy_title(content),
                "regions": _regions(content),
                "run": " · ".join(part for part in (draft, content["title"]) if part),
                "draft": draft,
                "since": _day(content["since"]),
                "until": _day(content["until"]),
                "decided_on": _day(content["decision"]["on"]) if content["decision"] else None,
                "adopted_at": frozen.as_written(content["adopted"]["at"]) if content["adopted"] else None,
                "adopter_role": _role(content["adopted"]["by"]["role"]) if content["adopted"] else "",
                "mission": to_html(content["mission"]),
                "goals": [
                    {**goal, "numbers": [numbers[key] for key in goal["national"] if key in numbers]}
                    for goal in content["goals"]
                ],
                "has_national_goals": bool(content["national_goals"]),
                "definition": to_html(content["definition"]),
                "purpose": to_html(content["purpose"]),
                "basis": to_html(content["basis"]),
                "themes": [{**theme, "html": to_html(theme["text"])} for theme in content["themes"]],
                "implementer": to_html(content["implementer"]),
                "sha256": frozen.in_groups(sha256),
                "previous": frozen.in_groups(content["previous"]),
            },
        )


def _regions(content: Content) -> str:
    return ", ".join(region["name"] for region in content["regions"])


def _arrival(arrival: Content | None) -> Content | None:
    """How it came, when it was not written in the portal."""
    if arrival is None:
        return None
    way = arrival["way"]
    return {
        **arrival,
        "at": frozen.as_written(arrival["at"]),
        "way": str(ArrivalWay(way).label) if way in ArrivalWay.values else way,
        "files": [{**file, "sha256": frozen.in_groups(file["sha256"])} for file in arrival["files"]],
    }


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def _role(value: str) -> str:
    # A word that has left the portal since is printed as it was kept.
    return str(Role(value).label) if value in Role.values else value
