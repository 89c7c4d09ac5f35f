"""The message catalogues: complete in Finnish and Swedish, and compiled as they are written.

The compiled files are committed, because a bare machine has no gettext. They are compared by what they say, not by
their bytes, which differ between versions of msgfmt.
"""

import ast
import gettext
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .environment import PYTHON, ROOT
from .trouble import Trouble

LANGUAGES = ("fi", "sv")
SOURCES = ("elo_portal", "networks", "strategies", "reporting", "templates")
# Without it, gettext's programs take a catalogue for ASCII and every – and “ for another message.
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
EXTRACT = ("makemessages", "--no-wrap", "--add-location", "file", "--ignore", "machine")


def catalogue(root: Path, language: str) -> Path:
    return root / "elo_portal" / "locale" / language / "LC_MESSAGES" / "django.po"


def django(root: Path, *arguments: str, env: dict[str, str]) -> None:
    """Run one of Django's commands there."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments],
        cwd=root,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Trouble(f"{arguments[0]} did not succeed:\n{done.stdout.strip()}")


def locales() -> list[str]:
    return [part for language in LANGUAGES for part in ("-l", language)]


def update(env: dict[str, str]) -> None:
    """Extract into the catalogues and compile them."""
    django(ROOT, *EXTRACT, "--no-obsolete", *locales(), env=env)
    django(ROOT, "compilemessages", *locales(), "--ignore", ".venv", "--ignore", "var", env=env)


def gettext_tool(*command: str | Path) -> str:
    """The complaints of one of gettext's programs; empty when it has none."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    return cite(done.stderr.strip()) if done.returncode else ""


def cite(complaints: str) -> str:
    """The complaints, each with its text: a line number of a copy that is gone would tell nobody anything."""
    cited = []
    for line in complaints.splitlines():
        about = re.match(r"(/.+\.po):(\d+): (.+)", line)
        if about is None:
            continue  # "found 1 fatal error"
        file, words = Path(about[1]), about[3]
        before = file.read_text(encoding="utf-8").splitlines()[: int(about[2])]
        start = max((number for number, text in enumerate(before) if text.startswith("msgid ")), default=0)
        cited.append(f"{file.parts[-3]}: {words}\n  {' '.join(before[start : start + 3])}")
    return "\n".join(cited) or complaints


def compiled(file: Path) -> dict[object, str]:
    """Everything a compiled catalogue says."""
    with file.open("rb") as source:
        said = dict(gettext.GNUTranslations(source)._catalog)  # type: ignore[attr-defined]
    said.pop("", None)  # its head: dates and tools
    return said


def in_f_strings(root: Path) -> str:
    """Texts that stand inside an f-string: Debian 12's xgettext does not see them, so nobody would translate them."""
    found = []
    for file in sorted(file for source in SOURCES for file in (root / source).rglob("*.py")):
        for string in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(string, ast.JoinedStr) and any(is_translated(part) for part in ast.walk(string)):
                found.append(f"{file.relative_to(root)}:{string.lineno}: take the translated text out of the f-string")
    return "\n".join(found)


def is_translated(node: ast.AST) -> bool:
    """Whether that is a call of gettext by one of its names, with the text itself."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and (node.func.id == "_" or "gettext" in node.func.id)
        and any(isinstance(argument, ast.Constant) for argument in node.args)
    )


def complaints(env: dict[str, str]) -> str:
    """What is missing, fuzzy, empty, left over, malformed or not compiled. Extracts in a copy: nothing changes."""
    found = [in_f_strings(ROOT)]
    with tempfile.TemporaryDirectory(prefix="elo-catalogues-") as folder:
        copy = Path(folder)
        shutil.copy(ROOT / "manage.py", copy)
        for source in SOURCES:
            shutil.copytree(ROOT / source, copy / source, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        for language in LANGUAGES:
            written = catalogue(ROOT, language)
            if not written.exists() or not written.with_suffix(".mo").exists():
                return f"{written.relative_to(ROOT)} or its compiled file is missing. ./elo fix makes both."
            # Emptied, so that only what the sources say is extracted.
            catalogue(copy, language).write_text(HEAD, encoding="utf-8")
        try:
            django(copy, *EXTRACT, *locales(), env=env)
        except Trouble as trouble:
            return str(trouble)
        for language in LANGUAGES:
            written, extracted = catalogue(ROOT, language), catalogue(copy, language)
            found.append(gettext_tool("msgcmp", written, extracted))
            if surplus := gettext_tool("msgcmp", "--use-untranslated", extracted, written):
                found.append(f"No longer in the sources:\n{surplus}")
            fresh = copy / f"{language}.mo"
            if malformed := gettext_tool("msgfmt", "--check", "-o", fresh, written):
                found.append(malformed)
            elif compiled(fresh) != compiled(written.with_suffix(".mo")):
                found.append(
                    f"{written.with_suffix('.mo').relative_to(ROOT)} is not what the .po says: ./elo fix compiles it."
                )
    return "\n".join(complaint for complaint in found if complaint)
