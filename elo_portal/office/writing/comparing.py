"""What differs between two texts, paragraph by paragraph and word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words; `is_own` when only this side has it."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class Row:
    """A paragraph of each side that belong together; an absent one is empty."""

    mine: tuple[Piece, ...]
    theirs: tuple[Piece, ...]
    is_same: bool


def rows(mine: str, theirs: str) -> list[Row]:
    """Pair the paragraphs of two texts, those that are alike on the same row."""
    ours, others = _paragraphs(mine), _paragraphs(theirs)
    return [_row(one, other) for one, other in _pairs(ours, others)]


def combined(mine: str, theirs: str) -> str:
    """Both texts' additions together, as a proposal for a person to read: where they contradict, theirs."""
    paragraphs = []
    for one, other in _pairs(_paragraphs(mine), _paragraphs(theirs)):
        paragraphs.append(_merge(one, other) if one and other else one or other)
    return "\n\n".join(paragraphs)


def changes(before: str, after: str) -> tuple[int, int]:
    """How many words were added and removed."""
    matcher = SequenceMatcher(None, before.split(), after.split(), autojunk=False)
    added = removed = 0
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            removed += i2 - i1
            added += j2 - j1
    return added, removed


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]


def _pairs(ours: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, ours, others, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(ours[i1:i2], others[j1:j2], strict=True)
        else:
            yield from _nearest(ours[i1:i2], others[j1:j2])


def _nearest(ours: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    """Pair changed paragraphs in order, each with the first later one that it resembles."""
    start = 0
    for one in ours:
        found = next((k for k in range(start, len(others)) if _alike(one, others[k])), None)
        if found is None:
            yield one, ""
            continue
        for other in others[start:found]:
            yield "", other
        yield one, others[found]
        start = found + 1
    for other in others[start:]:
        yield "", other


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= 0.4 and matcher.ratio() >= 0.4


def _row(one: str, other: str) -> Row:
    if one == other:
        piece = (Piece(one, False),)
        return Row(piece, piece, True)
    ours, others = WORDS.findall(one), WORDS.findall(other)
    mine: list[Piece] = []
    theirs: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        is_own = tag != "equal"
        if i2 > i1:
            mine.append(Piece("".join(ours[i1:i2]), is_own))
        if j2 > j1:
            theirs.append(Piece("".join(others[j1:j2]), is_own))
    return Row(tuple(mine), tuple(theirs), False)


def _merge(one: str, other: str) -> str:
    ours, others = WORDS.findall(one), WORDS.findall(other)
    words: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        words += ours[i1:i2] if tag == "delete" else others[j1:j2]
    return "".join(words)


def contradictions(compared: Iterable[Row]) -> list[tuple[str, str]]:
    """Words of mine and words of theirs that stand in each other's place in a paragraph that both have."""
    found = []
    for row in compared:
        if not row.mine or not row.theirs:
            continue
        one, other = list(row.mine), list(row.theirs)
        mine = theirs = ""
        while one or other:
            if one and one[0].is_own:
                mine += one.pop(0).text
            elif other and other[0].is_own:
                theirs += other.pop(0).text
            else:
                shared = one.pop(0).text
                other.pop(0)
                if not shared.strip() and mine and theirs:
                    # Only a space in common: the words around it belong together.
                    mine, theirs = mine + shared, theirs + shared
                    continue
                found += _contradiction(mine, theirs)
                mine = theirs = ""
        found += _contradiction(mine, theirs)
    return found


def _contradiction(mine: str, theirs: str) -> list[tuple[str, str]]:
    return [(mine.strip(), theirs.strip())] if mine.strip() and theirs.strip() else []
