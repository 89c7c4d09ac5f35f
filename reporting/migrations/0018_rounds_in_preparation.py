import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_deputies_in_confirming_feedback"),
        ("reporting", "0017_reminders_of_rounds"),
        ("strategies", "0007_how_a_strategy_came_never_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoundChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("what", models.JSONField(default=list, verbose_name="what changed")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "change of a round",
                "verbose_name_plural": "changes of rounds",
                "ordering": ["round", "-number"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="copied_from",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copy",
                to="reporting.round",
                verbose_name="copied from",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="planned_opens",
            field=models.DateTimeField(blank=True, null=True, verbose_name="planned to open"),
        ),
        migrations.AddField(
            model_name="round",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="number of the last save"),
        ),
        migrations.AddField(
            model_name="round",
            name="waits_for_feedback",
            field=models.BooleanField(
                default=False,
                verbose_name="reports are read in other regions only when the feedback on them has been published",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("waits_for_feedback", False), ("kind", "report"), _connector="OR"),
                name="only_reports_wait_for_feedback",
            ),
        ),
        migrations.AddField(
            model_name="roundchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.person", verbose_name="by"
            ),
        ),
        migrations.AddField(
            model_name="roundchange",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="reporting.round",
                verbose_name="round",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundchange",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="round_change_once"),
        ),
    ]
