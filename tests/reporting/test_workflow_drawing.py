"""The drawing in docs/ is made from the table and is as new as it."""

from pathlib import Path

from reporting.documents import workflow_drawing
from reporting.management.commands.draw_workflow import page
from reporting.workflow import TABLE

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_drawing_in_docs_is_that_of_the_table():
    assert (DOCS / "workflow.svg").read_text(encoding="utf-8") == workflow_drawing.svg()
    assert (DOCS / "workflow.md").read_text(encoding="utf-8") == page()


def test_every_step_from_every_state_is_drawn():
    expected: dict = {}
    for rule in TABLE:
        for source in rule.sources:
            expected.setdefault((source, rule.target), []).append(rule.step.value)
    assert workflow_drawing.arcs() == expected
    drawing = workflow_drawing.svg()
    assert drawing.count('marker-end="url(#end)"') == len(expected)
    assert all(f">{', '.join(names)}</text>" in drawing for names in expected.values())
