from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from reporting.documents import workflow_drawing

FOLDER = Path(settings.BASE_DIR) / "docs"


class Command(BaseCommand):
    help = "Draw the workflow's table into docs/workflow.svg and docs/workflow.md."

    def handle(self, *args: object, **options: object) -> None:
        (FOLDER / "workflow.svg").write_text(workflow_drawing.svg(), encoding="utf-8")
        (FOLDER / "workflow.md").write_text(page(), encoding="utf-8")


def page() -> str:
    """The page of docs/ that shows the drawing."""
    return (
        "# Workflow\n\nMade from the table in reporting/workflow.py by `manage.py draw_workflow`; do not edit.\n\n"
        "![States of a document and the steps between them](workflow.svg)\n\n"
        "Dashed: a state that no step leads to yet.\n\n" + workflow_drawing.table()
    )
