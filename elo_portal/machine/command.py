"""The command line of `./elo`."""

import argparse
import sys
from datetime import date

from . import checks, supervisor, trials
from .trouble import Trouble, explain

# From the opening of the practice round to the end of the development groups' first year of reports.
FIRST_DAY, LAST_DAY = date(2013, 11, 1), date(2015, 12, 31)


def parser() -> argparse.ArgumentParser:
    """What can be asked."""
    top = argparse.ArgumentParser(prog="./elo", description="The ELO portal on this machine.")
    asked = top.add_subparsers(dest="command", required=True, metavar="command")
    run = asked.add_parser("run", help="start the rehearsal and stop it with Ctrl-C")
    run.add_argument("--fresh", action="store_true", help="begin anew: remove the data in var/")
    run.add_argument("--day", type=day, help="with fresh data: the day on which the rehearsal begins (2014-12-15)")
    run.add_argument("--port", type=port, default=8000, help="where the browser finds it (8000)")
    asked.add_parser("test", help="run all tests, in the browser too; what follows is for pytest", add_help=False)
    asked.add_parser("check", help="format, lint, imports, types, templates, migrations, catalogues; changes nothing")
    asked.add_parser("fix", help="format, mend what can be mended, and bring the catalogues up to date")
    asked.add_parser("bench", help="measure printing and the board, as ratios from one run", add_help=False)
    return top


def port(text: str) -> int:
    """A port number, or argparse's own complaint."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{number} is not a port (1-65535)")
    return number


def day(text: str) -> date:
    """A day of the rehearsal, or argparse's own complaint."""
    try:
        chosen = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day in the form 2014-08-25") from None
    if not FIRST_DAY <= chosen <= LAST_DAY:
        raise argparse.ArgumentTypeError(f"the rehearsal begins on a day from {FIRST_DAY} to {LAST_DAY}, not {text}")
    return chosen


def main(arguments: list[str]) -> int:
    """Do what is asked; every expected failure is a sentence and exit code 1."""
    passed_on = arguments[:1] in (["test"], ["bench"])
    asked = parser().parse_args(arguments[:1] if passed_on else arguments)
    rest = arguments[1:] if passed_on else []
    try:
        match asked.command:
            case "test":
                return trials.test(rest, supervisor.say)
            case "bench":
                return trials.bench(rest, supervisor.say)
            case "check":
                return checks.check(supervisor.say)
            case "fix":
                return checks.fix(supervisor.say)
        return supervisor.run(port=asked.port, fresh=asked.fresh, day=asked.day)
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
