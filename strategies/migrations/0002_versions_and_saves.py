import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import networks.models.lasting


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
        ("strategies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StrategySave",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("content", models.JSONField(verbose_name="content")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("is_aside", models.BooleanField(default=False, verbose_name="put aside")),
            ],
            options={
                "verbose_name": "save of a strategy",
                "verbose_name_plural": "saves of strategies",
                "ordering": ["version", "number"],
            },
        ),
        migrations.CreateModel(
            name="StrategyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "Finnish"), ("sv", "Swedish")],
                        default="fi",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="in force from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="last day in force")),
                ("decided_by", models.CharField(blank=True, max_length=200, verbose_name="decided by")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="day of the decision")),
                ("content", models.BinaryField(null=True, verbose_name="content")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the content")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="adopted")),
            ],
            options={
                "verbose_name": "version of a strategy",
                "verbose_name_plural": "versions of strategies",
                "ordering": ["strategy", "-number"],
            },
        ),
        migrations.AddField(
            model_name="strategysave",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="strategies.strategysave",
                verbose_name="written from",
            ),
        ),
        migrations.AddField(
            model_name="strategysave",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="networks.person", verbose_name="by"
            ),
        ),
        migrations.AddField(
            model_name="strategyversion",
            name="adopted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="networks.person",
                verbose_name="adopted by",
            ),
        ),
        migrations.AddField(
            model_name="strategyversion",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="strategies.strategysave",
                verbose_name="newest save",
            ),
        ),
        migrations.AddField(
            model_name="strategyversion",
            name="strategy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="strategies.strategy",
                verbose_name="strategy",
            ),
        ),
        migrations.AddField(
            model_name="strategysave",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saves",
                to="strategies.strategyversion",
                verbose_name="version",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyversion",
            constraint=models.UniqueConstraint(fields=("strategy", "number"), name="strategy_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="strategyversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("adopted_at", None)),
                fields=("strategy",),
                name="one_strategy_draft_at_a_time",
                violation_error_message="The strategy has a draft already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="strategy_version_since_before_until",
                violation_error_message="The last day must not be before the first day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("adopted_at", None),
                        ("adopted_by", None),
                        ("content", None),
                        ("decided_by", ""),
                        ("decided_on", None),
                        ("sha256", ""),
                        ("since", None),
                        ("until", None),
                    ),
                    models.Q(
                        models.Q(("adopted_at", None), _negated=True),
                        models.Q(("adopted_by", None), _negated=True),
                        models.Q(("content", None), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        models.Q(("since", None), _negated=True),
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("decided_on", None), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="strategy_version_is_adopted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategyversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("adopted_at", None), _negated=True),
                expressions=[
                    ("strategy", "="),
                    (
                        networks.models.lasting.DateRange(
                            "since",
                            "until",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="one_strategy_version_in_force",
                violation_error_message="Another version of the strategy is in force then.",
            ),
        ),
        migrations.AddConstraint(
            model_name="strategysave",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="strategy_save_number_once"),
        ),
        migrations.AddConstraint(
            model_name="strategysave",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="strategy_save_number_from_one"
            ),
        ),
    ]
