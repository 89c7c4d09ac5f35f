"""`./elo test` and `./elo bench`: what is run in the environment beside the portal."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import environment, packages
from .environment import PYTHON, ROOT
from .folder import DataFolder
from .processes import bound_to_parent
from .supervisor import Ended, Stack, end_now, rehearsal_environment, signals_as, told_already

WORKERS = 2


def run_here(arguments: list[str], env: dict[str, str]) -> int:
    """Run Python in the environment with our terminal; its exit code. It ends with us, and gets Ctrl-C itself."""
    process = subprocess.Popen([PYTHON, *arguments], cwd=ROOT, env=env, preexec_fn=bound_to_parent(signal.SIGTERM))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the terminal told it too, and it may have things to put in order


def on_both_cores(arguments: list[str]) -> list[str]:
    """For a run of everything: two processes take half the time (measured: 4 min 20 s against 9 min).

    For a few named tests they would only take longer to start. Tests that need the machine for themselves, or share
    a browser, are in an xdist_group and stay together.
    """
    named = any(not argument.startswith("-") for argument in arguments)
    chosen = any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in arguments)
    if named or chosen or (os.cpu_count() or 1) < WORKERS:
        return []
    return ["-n", str(WORKERS), "--dist", "loadgroup"]


def test(arguments: list[str], say: Callable[[str], None]) -> int:
    """All tests, or those that are named; pytest's own exit code, which is not 0 when there was nothing to test."""
    packages.ensure(packages.FOR_TEST, say)
    environment.ensure(environment.TEST, say)
    return run_here(["-m", "pytest", "-q", *on_both_cores(arguments), *arguments], {**os.environ, "LC_ALL": "C.UTF-8"})


def bench(arguments: list[str], say: Callable[[str], None]) -> int:
    """tests/bench.py with a database, a broker and the rehearsal's data of its own, all thrown away afterwards."""
    packages.ensure(packages.FOR_RUN, say)
    environment.ensure(environment.TEST, say)
    with tempfile.TemporaryDirectory(prefix="elo-bench-", dir="/tmp") as parent, signals_as(end_now):
        Path(parent).chmod(0o711)
        folder = DataFolder(Path(parent) / "var")
        folder.open()
        stack = Stack(folder, rehearsal_environment(folder, port=8000))
        try:
            stack.start_services()
            stack.prepare()
            return run_here(["-m", "tests.bench", *arguments], stack.env)
        except Ended:
            return 130
        finally:
            with signals_as(told_already):
                stack.stop()
