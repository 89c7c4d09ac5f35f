"""Reference data of the strategies floor: the national goals (domain.md, section 2)."""

import json
from pathlib import Path

from django.db import transaction

from strategies.models import Goal, GoalSet

FOLDER = Path(__file__).resolve().parent.parent / "reference"


@transaction.atomic
def load_reference() -> None:
    """Write the sets of national goals; those that are there are brought up to date."""
    for row in json.loads((FOLDER / "goal_sets.json").read_text(encoding="utf-8")):
        goal_set, _ = GoalSet.objects.update_or_create(
            key=row["key"],
            defaults={key: row[key] for key in ("since", "until", "title_fi", "title_sv", "title_en", "source")},
        )
        for goal in row["goals"]:
            Goal.objects.update_or_create(
                goal_set=goal_set,
                number=goal["number"],
                defaults={
                    "fi": goal["fi"],
                    "sv": goal["sv"],
                    "en": goal["en"],
                    "is_sv_own_translation": "sv" in goal["own_translations"],
                },
            )
