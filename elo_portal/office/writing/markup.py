"""The small markup of answers: paragraphs, lists, bold and italic, typed in a plain textarea.

Nobody has to know it. What looks like a list on the keyboard becomes a list, `**bold**` and `*italic*` (or `_italic_`)
become what they say, and everything else is printed as it was typed: `# x`, `<b>`, addresses, `&`, `2*3*4`,
`snake_case_words`, a lone asterisk. Text never becomes HTML: every character of it is escaped.

A single line end inside a paragraph is kept (`<br>`): in a plain textarea the Enter key is the only tool people have,
and a line that they ended must end there on paper too. Text pasted with hard line ends shows it in the preview.

All functions take linear time; none raises.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; a line end inside it is a newline."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph (kappale)."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list (luettelo); a numbered one always begins at 1. No list lies inside another."""

    items: tuple[tuple[Run, ...], ...]
    ordered: bool


Block = Paragraph | ListBlock

# Word's symbol fonts paste their bullets as private-use characters.
_LINE_ENDS = {"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
_REPLACED = str.maketrans({**_LINE_ENDS, "\t": " ", "\uf0b7": "•", "\uf0a7": "•"})
# Control, format (zero width, direction overrides, soft hyphens), surrogate and unassigned characters.
_REMOVED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn"})
_PLAIN = re.compile(r"[ -~\n\u00a0-\u00ac\u00ae-\u024f\u2010-\u2015\u2018-\u2027\u20ac]*")

_BULLET = re.compile(r"[ \u00a0]*[-*•][ \u00a0]+(?=\S)")
_NUMBER = re.compile(r"[ \u00a0]*([1-9][0-9]{0,2})[.)][ \u00a0]+(?=\S)")
_MARKS = re.compile(r"\*+|_+")
_OPENING = "([{\"'”’“‘„‚«»›‹"


def normalise(text: str) -> str:
    """The text as it is kept: NFC, line feeds, no control, zero-width or direction-override characters.

    Soft hyphens go too: the printer hyphenates by itself, and one pasted in would stop it from breaking that word
    anywhere else (and hide the word from every search).
    """
    text = text.replace("\r\n", "\n").translate(_REPLACED)
    if not _PLAIN.fullmatch(text):
        text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _REMOVED_CATEGORIES)
    return unicodedata.normalize("NFC", text)


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists of the text, in order."""
    lines = [line.rstrip() for line in normalise(text).split("\n")]
    found: list[Block] = []
    paragraph: list[str] = []
    at = 0

    def end_paragraph() -> None:
        if paragraph:
            found.append(Paragraph(_runs("\n".join(line.strip() for line in paragraph))))
            paragraph.clear()

    while at < len(lines):
        line = lines[at]
        if not line:
            end_paragraph()
            at += 1
        elif _BULLET.match(line):
            end_paragraph()
            items, at = _bullets(lines, at)
            found.append(ListBlock(tuple(_runs(item) for item in items), ordered=False))
        elif (number := _NUMBER.match(line)) and number[1] == "1" and len(numbered := _numbers(lines, at)[0]) > 1:
            # One line alone is no list: «1. tammikuuta 2015 alkaen …» is a sentence.
            end_paragraph()
            at = _numbers(lines, at)[1]
            found.append(ListBlock(tuple(_runs(item) for item in numbered), ordered=True))
        else:
            paragraph.append(line)
            at += 1
    end_paragraph()
    return tuple(found)


def to_html(text: str) -> SafeString:
    """HTML of the text, with `p`, `br`, `ul`, `ol`, `li`, `strong` and `em` alone, all without attributes."""
    return mark_safe("\n".join(_block_html(block) for block in blocks(text)))  # noqa: S308  (each run is escaped)


def to_plain(text: str) -> str:
    """The text for a plain mail: list marks stay, the marks of bold and italic go."""
    return "\n\n".join(_block_plain(block) for block in blocks(text))


def _bullets(lines: list[str], at: int) -> tuple[list[str], int]:
    """Items of the bulleted list that begins at the line, and the line after it."""
    items: list[str] = []
    while at < len(lines) and (mark := _BULLET.match(lines[at])):
        item = [lines[at][mark.end() :]]
        at += 1
        while at < len(lines) and lines[at][:1].isspace() and not _BULLET.match(lines[at]):
            item.append(lines[at].strip())
            at += 1
        items.append("\n".join(item))
        after = _skip_blank(lines, at)
        if after < len(lines) and _BULLET.match(lines[after]):
            at = after
    return items, at


def _numbers(lines: list[str], at: int) -> tuple[list[str], int]:
    """Items of the numbered list that begins at the line (1, 2, 3 …), and the line after it."""
    items: list[str] = []
    while at < len(lines) and (mark := _NUMBER.match(lines[at])) and int(mark[1]) == len(items) + 1:
        item = [lines[at][mark.end() :]]
        at += 1
        while at < len(lines) and lines[at][:1].isspace() and not _NUMBER.match(lines[at]):
            item.append(lines[at].strip())
            at += 1
        items.append("\n".join(item))
        after = _skip_blank(lines, at)
        if after < len(lines) and (mark := _NUMBER.match(lines[after])) and int(mark[1]) == len(items) + 1:
            at = after
    return items, at


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def _runs(text: str) -> tuple[Run, ...]:
    """The text cut at its marks of bold and italic.

    A mark opens at the beginning of a word and closes at the end of one (bold also before a Finnish ending:
    `**ELO**n`). At most one of each kind is open at a time, so a run of any length is looked at once.
    """
    pieces: list[str | None] = []  # None stands for a mark that has found its pair
    styles: dict[int, str] = {}  # index of a used mark's piece: what begins or ends there
    open_at: list[tuple[str, int]] = []
    end = 0
    for found in _MARKS.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        before = text[found.start() - 1] if found.start() else " "
        after = text[end] if end < len(text) else " "
        run = found[0]
        if len(run) > (3 if run[0] == "*" else 1):
            pieces.append(run)
            continue
        marks = ["**", "*"] if len(run) == 3 else [run]
        open_kinds = [kind for kind, _index in open_at]
        closes = not before.isspace() and before not in "([{" and not (after.isalnum() and run != "**")
        if closes and all(mark in open_kinds for mark in marks):
            # The innermost of those to be closed comes first.
            for mark in sorted(marks, key=open_kinds.index, reverse=True):
                while open_at:
                    kind, index = open_at.pop()
                    if kind == mark:
                        pieces[index] = None
                        styles[index] = mark
                        pieces.append(None)
                        styles[len(pieces) - 1] = mark
                        break
        elif (
            not before.isalnum()
            and (after.isalnum() or after in _OPENING or after in "*_")
            and not any(mark in open_kinds for mark in marks)
        ):
            for mark in marks:
                pieces.append(mark)
                open_at.append((mark, len(pieces) - 1))
        else:
            pieces.append(run)
    pieces.append(text[end:])
    return tuple(_joined(pieces, styles))


def _joined(pieces: Iterable[str | None], styles: dict[int, str]) -> Iterator[Run]:
    on: set[str] = set()
    kept: list[str] = []
    for index, piece in enumerate(pieces):
        if piece is not None:
            kept.append(piece)
            continue
        if words := "".join(kept):
            yield Run(words, bold="**" in on, italic=bool(on & {"*", "_"}))
        kept = []
        on ^= {styles[index]}
    if words := "".join(kept):
        yield Run(words, bold="**" in on, italic=bool(on & {"*", "_"}))


def _block_html(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_runs_html(block.runs)}</p>"
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{_runs_html(item)}</li>' for item in block.items)}</{tag}>"


def _runs_html(runs: Iterable[Run]) -> str:
    parts: list[str] = []
    bold = italic = False
    for run in [*runs, Run("")]:
        if italic and (not run.italic or run.bold != bold):
            parts.append("</em>")
            italic = False
        if bold != run.bold:
            parts.append("<strong>" if run.bold else "</strong>")
            bold = run.bold
        if run.italic and not italic:
            parts.append("<em>")
            italic = True
        parts.append(escape(run.text).replace("\n", "<br>\n"))
    return "".join(parts)


def _block_plain(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _runs_plain(block.runs)
    lines = []
    for number, item in enumerate(block.items, start=1):
        mark = f"{number}. " if block.ordered else "• "
        lines.append(mark + _runs_plain(item).replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _runs_plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)
