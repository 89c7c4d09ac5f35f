"""What an edition of the ministry report is made of: the state of each group at a moment, and the versions sent.

The answers themselves are not copied: a sent version never changes, so its key and its SHA-256 are enough.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Prefetch

from elo_portal.office import frozen
from elo_portal.office.clock import day_of
from elo_portal.office.words import in_alphabet
from networks.models import GroupArea, Organisation
from reporting.choices import State
from reporting.editions.words import AWAITED, Content
from reporting.models import Addressee, CaseNumber, Document, Edition, Round, Submission
from reporting.queries.shown import LATE

SCHEMA = 1


def facts_of(round_: Round, *, at: datetime) -> Content:
    """What stands in the round at the moment, in both languages, without the edition's number (schema 1).

    Of what has not been sent only the state and the due moment. Seven queries, however many groups there are.
    """
    day = day_of(at)
    documents = list(
        Document.objects.filter(round=round_)
        .select_related("group", "round")
        .prefetch_related(
            Prefetch("submissions", Submission.objects.without_content().order_by("-number")),
            Prefetch("group__areas", GroupArea.objects.on(day).select_related("region"), to_attr="areas_then"),
        )
    )
    documents.sort(key=lambda one: in_alphabet(one.group.area_fi))
    return {
        "schema": SCHEMA,
        "kind": "ministry_report",
        "round": {
            "kind": round_.kind,
            "year": round_.year,
            "due": frozen.moment(round_.due),
            "title": {"fi": round_.title_fi, "sv": round_.title_sv},
        },
        "receivers": _receivers(round_, at),
        "questions": [
            {
                "number": one.number,
                "title": {"fi": one.title_fi, "sv": one.title_sv},
                "text": {"fi": one.text_fi, "sv": one.text_sv},
            }
            for one in round_.questions.order_by("number")
        ],
        "groups": [_group(document, at) for document in documents],
    }


def with_changes(facts: Content, before: Edition | None) -> Content:
    """The facts with their edition's number and what has changed since the edition before. Two queries, if any."""
    return {
        **facts,
        "number": before.number + 1 if before else 1,
        "changes": _changes(before.frozen["groups"], facts["groups"]) if before else [],
    }


def says_the_same(facts: Content, before: Edition) -> bool:
    """Nothing has changed since the edition: a new one would say the same."""
    return frozen.canonical(facts) == frozen.canonical(
        {key: value for key, value in before.frozen.items() if key in facts}
    )


def _receivers(round_: Round, at: datetime) -> list[Content]:
    addressed = Addressee.objects.receiving_reports().filter(round=round_)
    bodies = Organisation.objects.filter(pk__in=addressed.values("organisation")).prefetch_related("names")
    numbers = dict(
        CaseNumber.objects.standing().filter(round=round_).exclude(number="").values_list("authority", "number")
    )
    day = day_of(at)
    return [
        {
            "organisation": body.pk,
            "abbreviation": body.abbreviation or body.short_name_on(day, "fi"),
            "name": {language: body.name_on(day, language) for language in ("fi", "sv")},
            "case_number": numbers.get(body.pk, ""),
        }
        for body in bodies.order_by("key")
    ]


def _group(document: Document, at: datetime) -> Content:
    group = document.group
    areas: Sequence[GroupArea] = getattr(group, "areas_then", ())
    version = next(iter(document.submissions.all()), None)
    state = str(document.state)
    if version is None:
        state = LATE if document.is_late(at) else AWAITED
    elif state == State.DRAFT:
        # Opened for writing again: what was sent last stands (section 14, item 1).
        state = State.SENT.value
    return {
        "code": group.code,
        "name": {"fi": group.name_fi, "sv": group.name_sv},
        "area": {"fi": group.area_fi, "sv": group.area_sv},
        "regions": sorted(area.region.code for area in areas),
        "state": state,
        "due": frozen.moment(document.due),
        "sent": {
            "submission": version.pk,
            "identifier": version.identifier,
            "version": version.number,
            "sha256": version.sha256,
            "at": frozen.moment(version.at),
            "late": version.is_late,
            "pages_used": version.pages_used,
        }
        if version
        else None,
    }


def _changes(before: Iterable[Content], now: Iterable[Content]) -> list[Content]:
    """Group by group: a first version came, a new version took the old one's place (in which answers), or its state."""
    earlier = {group["code"]: group for group in before}
    pairs = [(earlier.get(group["code"]), group) for group in now]
    answers = _answers(
        one["sent"]["submission"]
        for old, new in pairs
        if old and old["sent"] and new["sent"] and old["sent"]["submission"] != new["sent"]["submission"]
        for one in (old, new)
    )
    found = []
    for old, new in pairs:
        sent, was = new["sent"], old["sent"] if old else None
        change: Content = {"code": new["code"], "state": new["state"], "was": old["state"] if old else ""}
        if sent and (was is None or was["submission"] != sent["submission"]):
            change |= {"version": sent["version"], "earlier_version": was["version"] if was else 0}
            if was:
                texts, old_texts = answers[sent["submission"]], answers[was["submission"]]
                change["questions"] = sorted(
                    number for number in texts.keys() | old_texts.keys() if texts.get(number) != old_texts.get(number)
                )
            found.append(change)
        elif change["state"] != change["was"]:
            found.append(change)
    return found


def _answers(keys: Iterable[int]) -> dict[int, dict[int, tuple[str, str]]]:
    """By version, its answers' headings and texts by number."""
    return {
        one.pk: {answer["number"]: (answer["title"], answer["text"]) for answer in one.frozen["answers"]}
        for one in Submission.objects.filter(pk__in=list(keys))
    }
