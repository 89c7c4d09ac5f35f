import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import reporting.models.rounds

# Each from 1 to 365, each once, the longest first. None at all is allowed: a round that reminds nobody.
ARE_REMINDER_DAYS = """
CREATE FUNCTION reporting_are_reminder_days(days smallint[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT days = ARRAY(
        SELECT DISTINCT day FROM unnest(days) AS day WHERE day BETWEEN 1 AND 365 ORDER BY day DESC
    )
$$;
"""

NEVER_CHANGES = """
CREATE TRIGGER reporting_reminder_never_changes BEFORE UPDATE OR DELETE ON reporting_reminder
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0016_completion_rows_that_never_change"),
    ]

    operations = [
        migrations.RunSQL(ARE_REMINDER_DAYS, "DROP FUNCTION reporting_are_reminder_days(smallint[])"),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("coming", "Before the due date"), ("missing", "List of the missing")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due", models.DateTimeField(verbose_name="due moment that it was about")),
                (
                    "days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days before the due day"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("people", models.PositiveSmallIntegerField(verbose_name="people who were mailed")),
            ],
            options={
                "verbose_name": "reminder",
                "verbose_name_plural": "reminders",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="reminder_days",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(),
                blank=True,
                default=reporting.models.rounds.default_reminder_days,
                size=None,
                validators=[reporting.models.rounds.validate_reminder_days],
                verbose_name="days before the due day on which writers are reminded",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.F("reminder_days"),
                        function="reporting_are_reminder_days",
                        output_field=models.BooleanField(),
                    )
                ),
                name="round_reminder_days_descend",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="reporting.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="reporting.round",
                verbose_name="round",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "coming")), fields=("document", "due", "days"), name="reminder_goes_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "missing")), fields=("round", "due"), name="list_of_missing_goes_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__range", (1, 365)), ("document__isnull", False), ("kind", "coming")),
                    models.Q(("days", None), ("document", None), ("kind", "missing")),
                    _connector="OR",
                ),
                name="reminder_is_of_a_document_or_of_a_round",
            ),
        ),
        migrations.RunSQL(NEVER_CHANGES, "DROP TRIGGER reporting_reminder_never_changes ON reporting_reminder"),
    ]
