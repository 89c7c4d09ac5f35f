"""The Python environment in .venv: made once, brought up to date when a requirements file changes."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .trouble import Trouble, require_space

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "elo-stamp.json"

RUN = (ROOT / "requirements.txt", ROOT / "elo_portal" / "machine" / "requirements.txt")
TEST = (*RUN, ROOT / "tests" / "requirements.txt")


def interpreter() -> str:
    """What the environment was made for: another Python or another place makes it useless."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}"


def digests(files: tuple[Path, ...]) -> dict[str, str]:
    """The SHA-256 of each requirements file, by its name from the root."""
    return {file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def read_stamp() -> dict[str, str]:
    """What has been installed; empty when there is nothing that can be trusted."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def works() -> bool:
    """Whether the environment's Python starts and is of the version that is running us."""
    if not PYTHON.exists():
        return False
    question = "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}'); import pip"
    asked = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and asked.stdout.split()[0] == interpreter().split()[0]


def make() -> None:
    """An empty environment with pip, in place of whatever was there."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(FOLDER)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(FOLDER, ignore_errors=True)
        raise Trouble(f"Python could not make the environment in {FOLDER}. Its words:\n{made.stdout.strip()}")


def install(files: tuple[Path, ...]) -> None:
    """Install the pinned packages; pip's words are shown only if it fails."""
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--prefer-binary",
    ]
    for file in files:
        command += ["-r", file]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode == 0:
        return
    if "No space left on device" in done.stdout:
        raise Trouble("The disk is full: the Python packages did not fit. Free about 1 GB and try again.")
    end = "\n".join(done.stdout.splitlines()[-12:])
    raise Trouble(f"pip could not install the Python packages. Is this machine on the network? Its last words:\n{end}")


def ensure(files: tuple[Path, ...], say: Callable[[str], None]) -> None:
    """Have an environment in which the packages of these files are installed."""
    wanted = digests(files)
    stamp = read_stamp()
    fits = stamp.get("interpreter") == interpreter()
    if fits and wanted.items() <= stamp.items() and PYTHON.exists():
        return
    require_space(ROOT, 900 if len(files) > len(RUN) else 500, "the Python environment")
    if not works():
        say("Making the Python environment in .venv …")
        make()
        stamp = {}
    elif not fits:
        stamp = {}
    say("Installing the Python packages (a minute or so the first time) …")
    STAMP.unlink(missing_ok=True)
    install(files)
    kept = {name: digest for name, digest in stamp.items() if name not in wanted}
    written = STAMP.with_suffix(".new")
    written.write_text(json.dumps({**kept, **wanted, "interpreter": interpreter()}, indent=1))
    written.replace(STAMP)


def package_folder(name: str) -> Path:
    """Where an installed package lies, found without importing it: the Python that asks is not the environment's."""
    folder = next(FOLDER.glob(f"lib/python3*/site-packages/{name}"), None)
    if folder is None:
        raise Trouble(f"{name} is not in the environment. Remove the folder {FOLDER} and try again.")
    return folder
