"""What changed in a text from one version to the next."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import comparing
from .markup import to_plain

ADDED, REMOVED, KEPT = "ins", "del", ""


@dataclass(frozen=True)
class Part:
    """A run of words of a paragraph; `kind` is the HTML element that says what became of it, or empty."""

    text: str
    kind: str


@dataclass(frozen=True)
class Difference:
    """`added` and `removed` count words. Both are 0 when only the emphasis or the line ends changed."""

    paragraphs: tuple[tuple[Part, ...], ...]
    added: int
    removed: int
    is_changed: bool

    @property
    def changed_paragraphs(self) -> int:
        return sum(1 for paragraph in self.paragraphs if any(part.kind for part in paragraph))


def difference(before: str, after: str) -> Difference:
    """Compare two texts as people read them: lists keep their marks, those of bold and italic are left out."""
    old, new = to_plain(before), to_plain(after)
    added, removed = comparing.changes(old, new)
    paragraphs = tuple(tuple(_parts(row)) for row in comparing.rows(old, new))
    return Difference(paragraphs, added, removed, before != after)


def _parts(row: comparing.Row) -> Iterator[Part]:
    """The two sides of a paragraph woven into one: what was removed stands before what came in its place."""
    mine, theirs = list(row.mine), list(row.theirs)
    while mine or theirs:
        if mine and mine[0].is_own:
            yield Part(mine.pop(0).text, REMOVED)
        elif theirs and theirs[0].is_own:
            yield Part(theirs.pop(0).text, ADDED)
        else:
            mine.pop(0)
            yield Part(theirs.pop(0).text, KEPT)
