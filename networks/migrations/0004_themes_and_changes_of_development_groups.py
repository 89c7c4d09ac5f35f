import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER networks_groupchange_never_changes BEFORE UPDATE OR DELETE ON networks_groupchange
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""
BACK = "DROP TRIGGER networks_groupchange_never_changes ON networks_groupchange;"


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_rows_that_never_change"),
        ("networks", "0003_changes_and_notices_of_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("formed", "formed"),
                            ("centre_added", "centre added"),
                            ("centre_left", "centre left"),
                            ("convener_changed", "convener changed"),
                            ("ended", "ended"),
                        ],
                        max_length=20,
                        verbose_name="act",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a development group",
                "verbose_name_plural": "changes of development groups",
                "ordering": ["group", "pk"],
            },
        ),
        migrations.AddField(
            model_name="group",
            name="own_theme",
            field=models.CharField(blank=True, max_length=300, verbose_name="theme of its own"),
        ),
        migrations.AddField(
            model_name="group",
            name="theme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="groups",
                to="networks.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("own_theme", ""), ("theme", None)), ("kind", "development"), _connector="OR"
                ),
                name="only_a_development_group_has_a_theme",
                violation_error_message="Only a development group has a theme.",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(("theme", None), ("own_theme", ""), _connector="OR"),
                name="a_group_has_one_theme",
                violation_error_message="A group has one theme: a proposed one, or one of its own.",
            ),
        ),
        migrations.AddField(
            model_name="groupchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.person", verbose_name="by"
            ),
        ),
        migrations.AddField(
            model_name="groupchange",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="networks.group",
                verbose_name="group",
            ),
        ),
        migrations.AddField(
            model_name="groupchange",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="networks.organisation",
                verbose_name="centre",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["formed", "centre_added", "centre_left", "convener_changed", "ended"])),
                name="group_act_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("act", "formed"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_change_of_a_group_has_a_reason",
            ),
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
