import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_deputies_in_confirming_feedback"),
        ("office", "0006_files_that_go_with_a_mail"),
        ("strategies", "0005_old_columns_away"),
    ]

    operations = [
        migrations.CreateModel(
            name="StrategyArrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("email", "by e-mail"), ("paper", "on paper"), ("other", "in another way")],
                        max_length=10,
                        verbose_name="way of arrival",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="arrived")),
                ("sender_name", models.CharField(blank=True, max_length=120, verbose_name="name of the sender")),
                ("sender_organisation", models.CharField(max_length=160, verbose_name="organisation of the sender")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                ("case_number", models.CharField(blank=True, max_length=50, verbose_name="case number")),
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="entered by",
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="strategy_arrival",
                        to="office.upload",
                        verbose_name="file",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrival",
                        to="strategies.strategyversion",
                        verbose_name="entered as the version",
                    ),
                ),
            ],
            options={
                "verbose_name": "strategy that came by another way",
                "verbose_name_plural": "strategies that came by other ways",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["email", "paper", "other"])),
                        name="strategy_arrival_way_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sender_organisation", ""), _negated=True),
                        name="strategy_arrival_has_a_sender",
                    ),
                ],
            },
        ),
    ]
