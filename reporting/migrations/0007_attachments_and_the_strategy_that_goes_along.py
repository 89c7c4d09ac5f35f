import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_files_that_go_with_a_mail"),
        ("reporting", "0006_what_stands_beside_the_questions_of_2014"),
        ("strategies", "0005_old_columns_away"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="strategy_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="strategies.strategyversion",
                verbose_name="strategy that goes along",
            ),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("plan", "the plan as the group has decided it"),
                            ("strategy", "the region's strategy"),
                            ("other", "other attachment"),
                        ],
                        max_length=10,
                        verbose_name="what it is",
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="taken away")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="reporting.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken away by",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="office.upload",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "ordering": ["document", "pk"],
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="attachments",
            field=models.ManyToManyField(
                blank=True, related_name="submissions", to="reporting.attachment", verbose_name="attached files"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None), ("role__in", ["plan", "strategy"])),
                fields=("document", "role"),
                name="one_decided_plan_and_one_strategy",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["plan", "strategy", "other"])), name="attachment_role_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="attachment_is_taken_away_by_somebody",
            ),
        ),
    ]
