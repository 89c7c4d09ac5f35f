"""Printing what was adopted: once, from the frozen bytes."""

from datetime import datetime
from typing import cast

from elo_portal.office.models import Print
from elo_portal.office.printing import printer
from elo_portal.office.printing.keeping import store
from strategies.documents.strategy import strategy_html, strategy_title
from strategies.models import StrategyVersion

PRINT_VERSION = "strategies.print_version"


def print_version(pk: int) -> Print:
    """Print an adopted version. A second call changes nothing."""
    version = StrategyVersion.objects.adopted().get(pk=pk)
    return Print.objects.filter(key=version.print_key).first() or _print(version)


def _print(version: StrategyVersion) -> Print:
    content = version.words
    made = printer.print_pdf(
        strategy_html(content, sha256=version.sha256),
        title=strategy_title(content),
        language=content["language"],
        created=cast(datetime, version.adopted_at),
        attachment=printer.Attachment(
            name=f"{version.identifier}.json",
            data=bytes(version.content or b""),
            mime="application/json",
            description=strategy_title(content),
        ),
    )
    return store(version.print_key, made)
