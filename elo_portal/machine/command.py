"""The command line of `./elo`."""

import argparse
import sys

from . import supervisor
from .trouble import Trouble, explain


def parser() -> argparse.ArgumentParser:
    """What can be asked."""
    top = argparse.ArgumentParser(prog="./elo", description="The ELO portal on this machine.")
    asked = top.add_subparsers(dest="command", required=True, metavar="command")
    run = asked.add_parser("run", help="start the rehearsal and stop it with Ctrl-C")
    run.add_argument("--fresh", action="store_true", help="begin anew: remove the data in var/")
    run.add_argument("--port", type=port, default=8000, help="where the browser finds it (8000)")
    test = asked.add_parser("test", help="run all tests, in the browser too", add_help=False)
    test.add_argument("arguments", nargs=argparse.REMAINDER, help="for pytest")
    asked.add_parser("check", help="format, lint, imports, types, templates, migrations, catalogues; changes nothing")
    asked.add_parser("fix", help="format, mend what can be mended, and bring the catalogues up to date")
    bench = asked.add_parser("bench", help="measure printing, as ratios from one run")
    bench.add_argument("arguments", nargs=argparse.REMAINDER, help="for tests/bench.py")
    return top


def port(text: str) -> int:
    """A port number, or argparse's own complaint."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port (1-65535)")
    return number


def main(arguments: list[str]) -> int:
    """Do what is asked; every expected failure is a sentence and exit code 1."""
    asked, rest = parser().parse_known_args(arguments)
    if rest and asked.command != "test":
        parser().error(f"unknown: {' '.join(rest)}")
    try:
        match asked.command:
            case "run":
                return supervisor.run(port=asked.port, fresh=asked.fresh)
        return 2
    except Trouble as trouble:
        print(f"elo: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        sentence = explain(error)
        if sentence is None:
            raise
        print(f"elo: {sentence}", file=sys.stderr)
        return 1
