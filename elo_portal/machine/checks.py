"""`./elo check` and `./elo fix`: everything that can be said of the code without running the portal."""

import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from . import catalogues, environment, packages
from .environment import PYTHON, ROOT
from .trouble import Trouble

# What check --deploy is asked of: a production portal whose outside is invented. Nothing is reached.
PRODUCTION = {
    "ELO_MODE": "production",
    "SECRET_KEY": "for-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "elo.example",
    "PORTAL_ADDRESS": "https://elo.example",
    "DATABASE_URL": "postgres://elo@/elo?host=/nonexistent",
    "REDIS_URL": "redis+socket:///nonexistent/broker",
    "EMAIL_URL": "smtp://mail.elo.example:25",
}
CORES = 2


@dataclass(frozen=True)
class Part:
    """One thing to check: a program to run, or a function that returns its complaints."""

    name: str
    command: tuple[str, ...] = ()
    function: Callable[[dict[str, str]], str] | None = None
    env: dict[str, str] = field(default_factory=dict)

    def complaints(self, env: dict[str, str]) -> str:
        """What is wrong; empty when nothing is."""
        if self.function:
            return self.function(env | self.env)
        done = subprocess.run(
            [PYTHON, *self.command],
            cwd=ROOT,
            env=env | self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return ""
        return done.stdout.strip() or f"{self.command[1]} ended with {done.returncode}"


# The longest first, so that two cores are done at about the same time.
PARTS = (
    Part("types", ("-m", "mypy")),
    Part("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
    Part("message catalogues", function=catalogues.complaints),
    Part("migrations", ("-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run")),
    Part("settings of a production", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), env=PRODUCTION),
    Part("import contracts", ("-c", "from importlinter.cli import lint_imports_command as go; go()", "--no-logo")),
    Part("lint", ("-m", "ruff", "check", "--output-format", "concise")),
    Part("format", ("-m", "ruff", "format", "--check", "--output-format", "concise")),
)


def quiet_environment() -> dict[str, str]:
    """The shell's environment without what would make another portal of it. Nothing here needs a database."""
    kept = {name: value for name, value in os.environ.items() if name not in {*PRODUCTION, "DJANGO_SETTINGS_MODULE"}}
    return kept | {
        "ELO_MODE": "test",
        "DATABASE_URL": PRODUCTION["DATABASE_URL"],
        "REDIS_URL": PRODUCTION["REDIS_URL"],
        "ELO_VAR": "/nonexistent/elo",
        "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def check(say: Callable[[str], None]) -> int:
    """Run all parts on two cores; a line for each, and the words of those that complain."""
    packages.ensure(packages.FOR_CHECK, say)
    environment.ensure(environment.TEST, say)
    env = quiet_environment()
    begun = time.monotonic()

    def examine(part: Part) -> tuple[str, float]:
        started = time.monotonic()
        return part.complaints(env), time.monotonic() - started

    with ThreadPoolExecutor(CORES) as pool:
        results = list(pool.map(examine, PARTS))
    broken = [(part, complaints) for part, (complaints, _) in zip(PARTS, results, strict=True) if complaints]
    for part, complaints in broken:
        say(f"\n── {part.name}\n{complaints}")
    if broken:
        say("")
    width = max(len(part.name) for part in PARTS)
    for part, (complaints, seconds) in zip(PARTS, results, strict=True):
        say(f"{part.name:{width}}  {'wrong' if complaints else 'right'}  {seconds:4.1f} s")
    say(
        f"{len(broken)} of {len(PARTS)} checks complain. "
        if broken
        else f"All is right ({time.monotonic() - begun:.0f} s)."
    )
    return 1 if broken else 0


def fix(say: Callable[[str], None]) -> int:
    """Mend what a machine can mend. Templates are left alone: djlint's own layout breaks inline text apart."""
    packages.ensure(packages.FOR_CHECK, say)
    environment.ensure(environment.TEST, say)
    env = quiet_environment()
    for command in (("-m", "ruff", "check", "--fix", "--quiet"), ("-m", "ruff", "format", "--quiet")):
        subprocess.run([PYTHON, *command], cwd=ROOT, env=env, check=False)
    say("Code is formatted; bringing the message catalogues up to date …")
    catalogues.update(env)
    if missing := catalogues.complaints(env):
        raise Trouble(f"The catalogues still need a person:\n{missing}")
    return 0
