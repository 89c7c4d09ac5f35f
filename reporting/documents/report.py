"""The printed report or action plan: frozen content (a dict) in, HTML for the printer out.

The page speaks the document's language, whoever prints it and whenever.
"""

from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from elo_portal.office import frozen
from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.writing.markup import to_html
from networks.choices import Role, Seat
from reporting.choices import AttachmentRole, RoundKind
from reporting.schemas import Content, read

TEMPLATES = {RoundKind.PLAN.value: "print/plan.html"}
REPORT = "print/report.html"
# The cover page of a document that came by another way (section 14, item 10).
ARRIVAL = "print/arrival.html"


def report_title(content: Content) -> str:
    """The title of the file, as a reader's window shows it."""
    content = read(content)
    return f"{content['title']} – {content['group']['name']}"


def report_html(content: Content, *, sha256: str | None) -> str:
    """The document as HTML for `printing.print_pdf` and `printing.lay_out`.

    Content of number 0 is printed as a draft. sha256: the fingerprint of the frozen bytes, printed in the appendix;
    None in a draft. UnknownSchema as in `read`.
    """
    content = read(content)
    with translation.override(content["language"]):
        draft = "" if content["number"] else gettext("Draft")
        run = f"{content['group']['name']} · {content['title']}"
        return render_to_string(
            ARRIVAL if "arrival" in content else TEMPLATES.get(content["kind"], REPORT),
            {
                "arrival": _arrival(content),
                "content": content,
                "document_title": report_title(content),
                "run": f"{draft} · {run}" if draft else run,
                "draft": draft,
                "due": frozen.as_written(content["due"]),
                "sent_at": frozen.as_written(content["sent"]["at"]) if content["sent"] else None,
                "sender_role": _label(Role, content["sent"]["by"]["role"]) if content["sent"] else "",
                "recipient": _recipient(content["addressees"]),
                "answers": [{**answer, "html": to_html(answer["text"])} for answer in content["answers"]],
                "composition": _composition(content),
                "completion": content.get("completion", []),
                "confirmations": _confirmations(content),
                "sha256": frozen.in_groups(sha256),
                "previous": frozen.in_groups(content["previous"]),
                **measures_by_topic(content),
                "attachments": [
                    {**one, "role_name": _label(AttachmentRole, one["role"]), "sha256": frozen.in_groups(one["sha256"])}
                    for one in content["attachments"]
                ],
                "strategy_file": any(one["role"] == AttachmentRole.STRATEGY for one in content["attachments"]),
                "strategy": _strategy(content["strategy"]),
                "handled_on": date.fromisoformat(content["handled_on"]) if content["handled_on"] else None,
            },
        )


def measures_by_topic(content: Content) -> dict[str, Any]:
    """The measures topic by topic, and the national goals with how many measures carry each out."""
    measures = content["measures"]
    topics = [
        {
            "number": answer["number"],
            "title": answer["title"],
            "measures": [
                {**measure, "goal_numbers": ", ".join(str(number) for number in measure["goals"])}
                for measure in measures
                if measure["topic"] == answer["number"]
            ],
        }
        for answer in content["answers"]
    ]
    goals = content["goal_set"]["goals"] if content["goal_set"] else []
    return {
        "topics": [topic for topic in topics if topic["measures"]],
        "goals": [
            {**goal, "count": sum(1 for measure in measures if goal["number"] in measure["goals"])} for goal in goals
        ],
    }


def _strategy(strategy: dict[str, Any] | None) -> dict[str, Any] | None:
    if strategy is None:
        return None
    since = date.fromisoformat(strategy["since"]) if strategy["since"] else None
    return {**strategy, "since": since, "sha256": frozen.in_groups(strategy["sha256"])}


def _arrival(content: Content) -> dict[str, Any] | None:
    """How the document came, when it was not sent in the portal."""
    arrival = content.get("arrival")
    if arrival is None:
        return None
    way = arrival["way"]
    return {
        **arrival,
        "way": str(ArrivalWay(way).label) if way in ArrivalWay.values else way,
        "entered_at": frozen.as_written(arrival["entered_at"]),
        "files": [{**file, "sha256": frozen.in_groups(file["sha256"])} for file in arrival["files"]],
    }


def _confirmations(content: Content) -> dict[str, Any] | None:
    """Which centres of a development group have confirmed the report, and why it goes without one."""
    kept = content.get("confirmations")
    if kept is None:
        return None
    centres = [
        {
            **one,
            **({"by": one["confirmed"], "at": frozen.as_written(one["confirmed"]["at"])} if one["confirmed"] else {}),
        }
        for one in kept["centres"]
    ]
    return {**kept, "centres": centres}


def _recipient(addressees: list[dict[str, str]]) -> str:
    """Who receives the report, in the one line that the head has for it."""
    if addressees and all(one["capacity"] == Role.NATIONAL_SECRETARY for one in addressees):
        return gettext("National lifelong guidance group")
    return ", ".join(dict.fromkeys(one["organisation"] for one in addressees))


def _composition(content: Content) -> list[dict[str, Any]]:
    rows = []
    members = [{**member, "seat": _label(Seat, member["seat"])} for member in content["members"]]
    for body in content["composition"]:
        rows.append(
            {
                "label": body["label"],
                "count": body["members"],
                "members": [member for member in members if member["kind"] == body["kind"]],
            }
        )
    known = {body["kind"] for body in content["composition"]}
    if others := [member for member in members if member["kind"] not in known]:
        rows.append({"label": gettext("others"), "count": len(others), "members": others})
    return rows


def _label(choices: type[TextChoices], value: str) -> str:
    # A word that has left the portal since is printed as it was kept.
    return str(choices(value).label) if value in choices.values else value
