"""How long the sent documents of the rehearsal are, measured once and written down.

Sending measures by the printer, and forty sendings would take longer than all the rest of a start. The file is made
by `manage.py describe_rehearsal`; what has another text or is laid out with something else is measured at loading.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict

from elo_portal.office.printing import printer
from elo_portal.office.printing.printer import Measure
from reporting.documents.report import report_html
from reporting.models import Submission

from .files import TEXTS

FILE = TEXTS.parent / "measures.json"


def read() -> dict[str, tuple[int, Measure]]:
    """Measures by name, as `printer.measures_known` wants them."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: (pages, Measure(**measure | {"page_ends": tuple(measure["page_ends"])}))
        for name, (pages, measure) in rows.items()
    }


def pages_measured() -> list[str]:
    """The HTML that was measured before each sending of the loaded rehearsal: the content before it was sent."""
    before = {"number": 0, "sent": None, "previous": None}
    return [
        report_html(one.frozen | before | {"identifier": one.document.identifier}, sha256=None)
        for one in Submission.objects.select_related("document__round", "document__group").order_by("pk")
    ]


def measure() -> dict[str, tuple[int, Measure]]:
    """Every sending of the loaded rehearsal measured by the printer, by name."""
    return {printer.name_of_measure(html): printer.measured(html) for html in pages_measured()}


def written(measures: Mapping[str, tuple[int, Measure]]) -> str:
    """The file's text, one measure a line."""
    lines = [
        f"{json.dumps(name)}: {json.dumps([pages, asdict(measure)], ensure_ascii=False)}"
        for name, (pages, measure) in sorted(measures.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"
