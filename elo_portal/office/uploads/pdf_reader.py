"""Looks into a PDF that may mean harm, in a process of its own (see pdf.py), and prints one word about it.

Run by its path: it must need nothing of the portal. A PDF can unpack to any size and take any time, so the process
sets its own limits before it reads; one that dies of them is answered for by its parent.
"""

import re
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import pikepdf

FINE = "fine"
DAMAGED = "damaged"
PROTECTED = "protected"
ACTIVE = "active"
LAUNCHES = "launches"
CARRIES_FILES = "carries files"
TOO_MUCH = "too much"

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MOST_OBJECTS = 300_000
# Of all that is unpacked but pictures: text, fonts, drawings.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_OF_ONE = 100 * 1024 * 1024
DEEPEST = 100

_ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings", "/3DD"}
_ACTIVE_ACTIONS = {"/JavaScript", "/Rendition", "/RichMediaExecute"}
_LAUNCHING_ACTIONS = {"/Launch", "/ImportData", "/SubmitForm", "/GoToE"}
_SUSPECT = re.compile("|".join(sorted({*_ACTIVE_KEYS, *_ACTIVE_ACTIONS, *_LAUNCHING_ACTIONS, "/EF"})).encode())
# What PDF/A-3 carries as the source of its page, the portal's own PDFs too.
_DATA_ENDINGS = (".json", ".xml", ".csv", ".txt")


def word_of(file: BinaryIO) -> str:
    """What the PDF is. A damaged one may also raise one of pikepdf's many errors."""
    try:
        pdf = pikepdf.open(file, attempt_recovery=False, inherit_page_attributes=False)
    except pikepdf.PasswordError:
        return PROTECTED
    except pikepdf.PdfError:
        return DAMAGED
    with pdf:
        if pdf.is_encrypted:
            return PROTECTED
        if len(pdf.objects) > MOST_OBJECTS:
            return TOO_MUCH
        if len(pdf.pages) == 0:
            return DAMAGED
        return _word_of_objects(pdf)


def _word_of_objects(pdf: pikepdf.Pdf) -> str:
    unpacked = 0
    for whole in (pdf.trailer, *pdf.objects):
        if not isinstance(whole, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
            continue
        is_stream = isinstance(whole, pikepdf.Stream)
        # The written form is looked at first: it is quick, and names stand in it without disguise.
        written = (whole.stream_dict if is_stream else whole).unparse(resolved=True)
        if _SUSPECT.search(written):
            for part in _dictionaries(whole):
                if word := _word_of_dictionary(part):
                    return word
        if is_stream and whole.get("/Subtype") != "/Image":
            unpacked += _size_of(whole)
            if unpacked > MOST_UNPACKED:
                return TOO_MUCH
    return FINE


def _size_of(stream: pikepdf.Stream) -> int:
    """Bytes that the stream unpacks to; 0 for one that only a picture's reader unpacks, or that is broken."""
    try:
        return len(stream.read_bytes())
    except pikepdf.PdfError as error:
        return MOST_UNPACKED + 1 if "limit exceeded" in str(error) else 0


def _word_of_dictionary(part: Any) -> str:
    keys = set(part.keys())
    action = str(part.get("/S", ""))
    if keys & _ACTIVE_KEYS or action in _ACTIVE_ACTIONS:
        return ACTIVE
    if action in _LAUNCHING_ACTIONS:
        return LAUNCHES
    if "/EF" in keys and not _carries_data_alone(part):
        return CARRIES_FILES
    return ""


def _carries_data_alone(specification: Any) -> bool:
    """Whether a file inside the PDF is data that no program runs or unpacks."""
    names = [str(specification[key]) for key in ("/UF", "/F") if key in specification]
    if not names or not all(name.casefold().endswith(_DATA_ENDINGS) for name in names):
        return False
    return all(b"\0" not in stream.read_bytes() for stream in specification["/EF"].values())


def _dictionaries(whole: Any) -> Iterator[Any]:
    """The dictionaries of an object, those inside it too, but not those that stand in the file by themselves."""
    waiting = [(whole, 0)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > DEEPEST:
            raise MemoryError
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            inside = list(thing.values()) if isinstance(thing, pikepdf.Dictionary) else list(thing.stream_dict.values())
        elif isinstance(thing, pikepdf.Array):
            inside = list(thing)
        else:
            continue
        waiting += [(one, depth + 1) for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_OF_ONE, run_length_max_memory=MOST_OF_ONE, png_max_memory=MOST_OF_ONE, doc_max_warnings=50
    )
    with sys.stdin.buffer as file:
        try:
            word = word_of(file)
        except MemoryError:
            word = TOO_MUCH
    sys.stdout.write(word)


if __name__ == "__main__":
    main()
