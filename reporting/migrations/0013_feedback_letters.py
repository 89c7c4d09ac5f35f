import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0002_deputies_in_confirming_feedback"),
        ("office", "0006_files_that_go_with_a_mail"),
        ("reporting", "0012_case_numbers_and_arrivals_never_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="addressee",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("expert", "expert of the centre"),
                    ("reader", "reader of the centre"),
                    ("national_secretary", "secretary of the national group"),
                    ("feedback_deputy", "deputy in confirming feedback"),
                    ("registry", "registry"),
                    ("coordinator", "coordinator"),
                    ("support_reader", "reader of a support body"),
                    ("admin", "administrator of the portal"),
                ],
                max_length=20,
                verbose_name="in the capacity of",
            ),
        ),
        migrations.AlterField(
            model_name="transition",
            name="step",
            field=models.CharField(
                choices=[
                    ("send", "sent"),
                    ("reopen", "reopened for writing"),
                    ("review", "marked as reviewed"),
                    ("take_back_review", "review taken back"),
                    ("enter", "entered as arrived by another way"),
                    ("give_feedback", "given feedback"),
                ],
                max_length=20,
                verbose_name="step",
            ),
        ),
        migrations.CreateModel(
            name="CommonFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "finnish",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.text",
                        verbose_name="Common part in Finnish",
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="common_feedback",
                        to="reporting.round",
                        verbose_name="round",
                    ),
                ),
                (
                    "swedish",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.text",
                        verbose_name="Common part in Swedish",
                    ),
                ),
            ],
            options={
                "verbose_name": "common part of the feedback",
                "verbose_name_plural": "common parts of the feedback",
            },
        ),
        migrations.CreateModel(
            name="FeedbackDeputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="named")),
                (
                    "appointment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback_deputy",
                        to="networks.appointment",
                        verbose_name="appointment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="named by",
                    ),
                ),
            ],
            options={
                "verbose_name": "deputy in confirming feedback",
                "verbose_name_plural": "deputies in confirming feedback",
                "ordering": ["appointment"],
            },
        ),
        migrations.CreateModel(
            name="FeedbackLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "carrying_out",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.text",
                        verbose_name="How the action plan was carried out",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_letter",
                        to="reporting.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "regional_work",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="office.text",
                        verbose_name="Regional lifelong guidance work",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback letter",
                "verbose_name_plural": "feedback letters",
            },
        ),
        migrations.CreateModel(
            name="FeedbackConfirmation",
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
                            ("reader", "reader of the centre"),
                            ("national_secretary", "secretary of the national group"),
                            ("feedback_deputy", "deputy in confirming feedback"),
                            ("registry", "registry"),
                            ("coordinator", "coordinator"),
                            ("support_reader", "reader of a support body"),
                            ("admin", "administrator of the portal"),
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
                    "ministry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.organisation",
                        verbose_name="ministry",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="reporting.feedbackletter",
                        verbose_name="letter",
                    ),
                ),
            ],
            options={
                "verbose_name": "confirmation of feedback",
                "verbose_name_plural": "confirmations of feedback",
                "ordering": ["letter", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedbackPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="published")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="published by",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback_publications",
                        to="reporting.round",
                        verbose_name="round",
                    ),
                ),
            ],
            options={
                "verbose_name": "publishing of feedback",
                "verbose_name_plural": "publishings of feedback",
                "ordering": ["round", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeedbackLeftOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="left_out",
                        to="reporting.feedbackpublication",
                        verbose_name="publishing",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter left out of a publishing",
                "verbose_name_plural": "letters left out of a publishing",
                "ordering": ["publication", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PublishedFeedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 of the content")),
                ("wording_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the confirmed wording")),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.feedbackconfirmation",
                        verbose_name="one ministry's confirmation",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="reporting.feedbackletter",
                        verbose_name="feedback letter",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="reporting.feedbackpublication",
                        verbose_name="publishing",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.feedbackconfirmation",
                        verbose_name="the other ministry's confirmation",
                    ),
                ),
            ],
            options={
                "verbose_name": "published feedback letter",
                "verbose_name_plural": "published feedback letters",
                "ordering": ["publication", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="feedbackconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["confirm", "take_back"])), name="confirmation_act_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ["national_secretary", "feedback_deputy"])),
                name="confirmed_by_secretary_or_deputy",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackleftout",
            constraint=models.UniqueConstraint(fields=("publication", "document"), name="feedback_left_out_once"),
        ),
        migrations.AddConstraint(
            model_name="feedbackleftout",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="feedback_left_out_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedfeedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("first", models.F("second")), _negated=True),
                name="published_feedback_has_two_confirmations",
            ),
        ),
    ]
