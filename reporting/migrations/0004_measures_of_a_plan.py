import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0003_answers_with_numbers_of_their_own"),
        ("strategies", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="handled_on",
            field=models.DateField(blank=True, null=True, verbose_name="day when the group handled it"),
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=120, verbose_name="what is done")),
                ("body", models.CharField(blank=True, max_length=160, verbose_name="body in charge")),
                ("schedule", models.CharField(blank=True, max_length=60, verbose_name="schedule")),
                ("sign", models.CharField(blank=True, max_length=300, verbose_name="sign of success")),
                ("is_removed", models.BooleanField(default=False, verbose_name="taken away")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number of the change that stands")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="reporting.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "goals",
                    models.ManyToManyField(
                        blank=True, related_name="measures", to="strategies.goal", verbose_name="national goals"
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="reporting.answer",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure",
                "verbose_name_plural": "measures",
                "ordering": ["document", "position"],
            },
        ),
        migrations.CreateModel(
            name="MeasureChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=120, verbose_name="what is done")),
                ("body", models.CharField(blank=True, max_length=160, verbose_name="body in charge")),
                ("schedule", models.CharField(blank=True, max_length=60, verbose_name="schedule")),
                ("sign", models.CharField(blank=True, max_length=300, verbose_name="sign of success")),
                ("is_removed", models.BooleanField(default=False, verbose_name="taken away")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("goal_numbers", models.JSONField(default=list, verbose_name="numbers of the national goals")),
                ("is_aside", models.BooleanField(default=False, verbose_name="put aside")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="reporting.measure",
                        verbose_name="measure",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="reporting.answer",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a measure",
                "verbose_name_plural": "changes of measures",
                "ordering": ["measure", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(fields=("document", "position"), name="measure_position_once"),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", ""), _negated=True), name="measure_says_what_is_done"
            ),
        ),
        migrations.AddConstraint(
            model_name="measurechange",
            constraint=models.UniqueConstraint(fields=("measure", "number"), name="measure_change_number_once"),
        ),
        migrations.AddConstraint(
            model_name="measurechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="measure_change_number_from_one"
            ),
        ),
    ]
