"""What the operating system must have: found by trying it, installed by apt where we may."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .trouble import Trouble

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def has_library(soname: str) -> bool:
    """Whether the dynamic linker finds and loads the library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_program(*names: str) -> bool:
    """Whether a program is on the path under any of the names."""
    return any(shutil.which(name) for name in names)


@dataclass(frozen=True)
class Need:
    """One thing from the operating system: the Debian package (same name in 12 and 13) and how to see that it works."""

    package: str
    is_met: Callable[[], bool]


VENV = Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None)

# WeasyPrint draws with these and no wheel carries them.
# Without harfbuzz-subset printing works, but takes 2.5 times as long.
PRINTER = (
    Need("libpango-1.0-0", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", lambda: has_library("libharfbuzz-subset.so.0")),
    Need("libfontconfig1", lambda: has_library("libfontconfig.so.1")),
)

# xgettext and msgfmt, for extracting and compiling the message catalogues.
GETTEXT = Need("gettext", lambda: has_program("xgettext") and has_program("msgfmt"))

# Playwright's own Node needs libatomic; without it the only word is "Connection closed while reading from the driver".
BROWSER = (
    Need("chromium", lambda: has_program(*CHROMIUM_NAMES)),
    Need("libatomic1", lambda: has_library("libatomic.so.1")),
)

# What a reader gets out of a PDF and of a package, asked of programs that are not those which made them.
READERS = (
    Need("poppler-utils", lambda: has_program("pdftotext")),
    Need("unzip", lambda: has_program("unzip")),
)

FOR_RUN = (VENV, *PRINTER)
FOR_CHECK = (VENV, *PRINTER, GETTEXT)
FOR_TEST = (VENV, *PRINTER, GETTEXT, *READERS, *BROWSER)


def missing(needs: Iterable[Need]) -> list[str]:
    """Names of the packages whose thing is not there."""
    return [need.package for need in needs if not need.is_met()]


def apt_line(packages: Iterable[str], *, sudo: bool) -> str:
    """The one line that a person can paste; it also works where the package lists were never fetched."""
    prefix = "sudo " if sudo else ""
    return f"{prefix}apt-get update && {prefix}apt-get install -y --no-install-recommends {' '.join(packages)}"


def root_prefix() -> list[str] | None:
    """What goes before a command to run it as root: nothing as root, a sudo that asks nothing, None if we may not."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def install(packages: list[str], prefix: list[str]) -> None:
    """Fetch the lists and install; the output is shown only if it fails."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for command in ([*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        # An update that fails for one source of many is no reason to stop: the install tells.
        if done.returncode and "install" in command:
            end = "\n".join(done.stdout.splitlines()[-15:])
            if "No space left on device" in done.stdout:
                raise Trouble(f"The disk is full: apt could not install {' '.join(packages)}.")
            raise Trouble(f"apt could not install {' '.join(packages)}. Its last words:\n{end}")


def ensure(needs: Iterable[Need], say: Callable[[str], None]) -> None:
    """Have all the needs met, or stop with the exact line that meets them."""
    needs = tuple(needs)
    packages = missing(needs)
    if not packages:
        return
    names = ", ".join(packages)
    if not shutil.which("apt-get"):
        raise Trouble(
            f"Missing from this machine: {names} (the names are Debian's). "
            "Install them with this system's package manager and try again."
        )
    prefix = root_prefix()
    if prefix is None:
        has_sudo = shutil.which("sudo") is not None
        who = "" if has_sudo else " as root"
        raise Trouble(
            f"Missing from this machine: {', '.join(packages)}. Run{who}:\n  {apt_line(packages, sudo=has_sudo)}"
        )
    say(f"Missing from this machine: {', '.join(packages)}. Installing with apt-get …")
    install(packages, prefix)
    importlib.invalidate_caches()
    if still := missing(needs):
        raise Trouble(
            f"apt installed without complaint, but {', '.join(still)} cannot be used yet. Try again in a new shell."
        )
