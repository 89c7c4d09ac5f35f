"""What an edition says of itself, read from its frozen content: in the report, in a mail and on the portal's page.

The content is that of `documents.compilation.facts`, in Finnish and Swedish; words are in the language that is switched
on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elo_portal.office.words import day, in_alphabet

from ..choices import RoundKind, State
from ..models.documents import letters_of
from ..queries.shown import LATE, state_name

Content = dict[str, Any]
# A draft that is not late yet: the group has more time, or the due moment has not come.
AWAITED = "awaited"
# So many words of the first page may be names of groups.
WORDS_OF_NAMES = 60


@dataclass(frozen=True, slots=True)
class Named:
    """Groups of which the first page speaks by name: who is late, who is missing."""

    kind: str
    words: str
    names: tuple[str, ...]
    more: int = 0


def sent_of(content: Content) -> dict[str, int]:
    """By the group's code, the key of the version that the edition has."""
    return {group["code"]: group["sent"]["submission"] for group in content["groups"] if group["sent"]}


def title_of(content: Content, language: str) -> str:
    """What the report is called."""
    round_ = content["round"]
    with translation.override(language):
        if round_["kind"] == RoundKind.GROUP_REPORT:
            return _("Development groups: %(title)s") % {"title": round_["title"][language]}
        if round_["kind"] == RoundKind.PLAN:
            return _("Lifelong guidance in the regions: action plans %(year)s") % {"year": round_["year"]}
        return _("Lifelong guidance in the regions %(year)s") % {"year": round_["year"]}


def identifier_of(content: Content) -> str:
    """ELO-2014-R-1: the round and the edition; a report adds its receiver and its language."""
    round_ = content["round"]
    letters = letters_of(round_["kind"], datetime.fromisoformat(round_["due"]))
    return f"ELO-{round_['year']}-{letters}-{content['number']}"


def lead_of(content: Content) -> str:
    """How many have sent, in the language that is switched on."""
    sent, groups = len(sent_of(content)), len(content["groups"])
    if content["round"]["kind"] == RoundKind.PLAN:
        said = ngettext(
            "%(sent)s of %(all)s group has sent its plan.", "%(sent)s of %(all)s groups have sent their plans.", groups
        )
    else:
        said = ngettext(
            "%(sent)s of %(all)s group has sent its report.",
            "%(sent)s of %(all)s groups have sent their reports.",
            groups,
        )
    return said % {"sent": sent, "all": groups}


def named_of(content: Content, language: str) -> tuple[Named, ...]:
    """Who is late, who is missing and who is to complete, by name, as far as the first page has room for names."""
    wanted = [
        (LATE, _("Late:")),
        (AWAITED, _("Not yet sent, not yet due:")),
        (State.RETURNED.value, _("Asked to be completed:")),
    ]
    groups = in_order(content, language)
    room, found = WORDS_OF_NAMES, []
    for state, words in wanted:
        names = [one["area"][language] for one in groups if one["state"] == state]
        shown: list[str] = []
        for name in names:
            if (needs := len(name.split())) > room:
                break
            room -= needs
            shown.append(name)
        if names:
            found.append(Named(state, words, tuple(shown), len(names) - len(shown)))
    return tuple(found)


def changes_of(content: Content, language: str) -> tuple[str, ...]:
    """What has changed since the edition before, a sentence a group, in the language that is switched on."""
    groups = {one["code"]: one for one in content["groups"]}
    return tuple(_change(one, groups[one["code"]], language) for one in content["changes"])


def _change(change: Content, group: Content, language: str) -> str:
    area = group["area"][language]
    if "version" not in change and not change["was"]:
        return _("%(area)s: new in the round.") % {"area": area}
    if "version" not in change:
        return _("%(area)s: %(before)s is now %(now)s.") % {
            "area": area,
            "before": state_in_words(change["was"]),
            "now": state_in_words(change["state"]),
        }
    if not change["earlier_version"]:
        return _("%(area)s: came %(day)s, was missing before.") % {"area": area, "day": day_sent(group)}
    said = {
        "area": area,
        "new": change["version"],
        "old": change["earlier_version"],
        "numbers": ", ".join(str(number) for number in change["questions"]),
    }
    if not change["questions"]:
        return _("%(area)s: version %(new)s takes the place of version %(old)s; no answer changed.") % said
    return _("%(area)s: version %(new)s takes the place of version %(old)s; changed in %(numbers)s.") % said


def in_order(content: Content, language: str) -> list[Content]:
    return sorted(content["groups"], key=lambda one: in_alphabet(one["area"][language]))


def day_sent(group: Content) -> str:
    return day(datetime.fromisoformat(group["sent"]["at"]))


def state_in_words(state: str) -> str:
    return _("Not yet due") if state == AWAITED else state_name(state)
