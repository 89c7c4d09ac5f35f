import django.db.models.deletion
from django.db import migrations, models

TRIGGER = """
CREATE TRIGGER reporting_groupreportconfirmation_never_changes BEFORE UPDATE OR DELETE ON reporting_groupreportconfirmation
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""
BACK = "DROP TRIGGER reporting_groupreportconfirmation_never_changes ON reporting_groupreportconfirmation;"


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_rows_that_never_change"),
        ("networks", "0004_themes_and_changes_of_development_groups"),
        ("reporting", "0019_the_structure_of_a_round_that_is_written_stands"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupReportConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("confirm", "confirmed"), ("take_back", "confirmation taken back")],
                        max_length=10,
                        verbose_name="act",
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("expert", "expert of the centre"),
                            ("chair", "chair"),
                            ("secretary", "secretary"),
                            ("member", "member"),
                        ],
                        max_length=20,
                        verbose_name="in the capacity of",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of what was confirmed")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="by",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="reporting.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.organisation",
                        verbose_name="centre",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation of a development group's report",
                "verbose_name_plural": "confirmations of development groups' reports",
                "ordering": ["document", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["confirm", "take_back"])),
                        name="group_report_confirmation_act_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__in", ["expert", "chair", "secretary", "member"])),
                        name="group_report_confirmed_by_expert_or_member",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
