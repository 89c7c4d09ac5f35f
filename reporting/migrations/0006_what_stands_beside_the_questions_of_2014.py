from django.db import migrations

# As the reference data has it for new rounds (reporting/reference/report_questions.json).
BESIDE = {
    1: "strategy_definition",
    2: "plan_topic_1",
    3: "plan_topic_2",
    4: "plan_measures_and_topic_3",
    5: "plan_topic_4",
}


def fill_in(apps, schema_editor):
    """Rounds in which an administrator has chosen anything are left as they are."""
    rounds = apps.get_model("reporting", "Round").objects.filter(kind="report", year=2014)
    for round_ in rounds.exclude(questions__in=_chosen(apps)):
        for number, beside in BESIDE.items():
            round_.questions.filter(number=number).update(beside=beside)


def _chosen(apps):
    return apps.get_model("reporting", "Question").objects.exclude(beside="")


class Migration(migrations.Migration):
    dependencies = [("reporting", "0005_changes_of_measures_never_change")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True)]
