import django.db.models.deletion
from django.db import migrations, models

TABLES = ("edition", "editionprinting", "ministryreport", "reportfile", "editionsending")
TRIGGERS = "\n".join(
    f"CREATE TRIGGER reporting_{table}_never_changes BEFORE UPDATE OR DELETE ON reporting_{table} "
    f"FOR EACH ROW EXECUTE FUNCTION office_refuse_change();"
    for table in TABLES
)
BACK = "\n".join(f"DROP TRIGGER reporting_{table}_never_changes ON reporting_{table};" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0002_rows_that_never_change"),
        ("networks", "0004_themes_and_changes_of_development_groups"),
        ("reporting", "0022_internal_notes_never_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("content", models.BinaryField(verbose_name="content")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the content")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "newest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reporting.submission",
                        verbose_name="newest sent version",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="reporting.round",
                        verbose_name="round",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of the ministry report",
                "verbose_name_plural": "editions of the ministry report",
                "ordering": ["round", "-number"],
            },
        ),
        migrations.CreateModel(
            name="EditionPrinting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("fi", "Finnish"), ("sv", "Swedish")], max_length=2, verbose_name="language"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.person",
                        verbose_name="asked for by",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printings",
                        to="reporting.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "printing of an edition",
                "verbose_name_plural": "printings of editions",
                "ordering": ["edition", "language"],
            },
        ),
        migrations.CreateModel(
            name="EditionPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("head", models.CharField(max_length=200, verbose_name="head of its pages")),
                ("html", models.TextField(verbose_name="HTML")),
                ("is_wide", models.BooleanField(default=False, verbose_name="has the narrow margin of tables")),
                ("continues", models.BooleanField(default=False, verbose_name="goes on with the part before it")),
                ("print_key", models.CharField(db_index=True, max_length=120, verbose_name="key of the print")),
                (
                    "printing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="reporting.editionprinting",
                        verbose_name="printing",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of an edition",
                "verbose_name_plural": "parts of editions",
                "ordering": ["printing", "position"],
            },
        ),
        migrations.CreateModel(
            name="EditionSending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("people", models.PositiveSmallIntegerField(verbose_name="people to whom a mail went")),
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
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sending",
                        to="reporting.edition",
                        verbose_name="edition",
                    ),
                ),
            ],
            options={
                "verbose_name": "sending of an edition",
                "verbose_name_plural": "sendings of editions",
            },
        ),
        migrations.CreateModel(
            name="MinistryReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "printing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="reporting.editionprinting",
                        verbose_name="printing",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="networks.organisation",
                        verbose_name="receiver",
                    ),
                ),
            ],
            options={
                "verbose_name": "ministry report",
                "verbose_name_plural": "ministry reports",
                "ordering": ["printing", "receiver"],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "format",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("docx", "Word (DOCX)"), ("xlsx", "Excel (XLSX)")],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("data", models.BinaryField(verbose_name="data")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("pages", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="pages")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="reporting.ministryreport",
                        verbose_name="ministry report",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a ministry report",
                "verbose_name_plural": "files of ministry reports",
                "ordering": ["report", "format"],
            },
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("round", "number"), name="edition_number_once"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="edition_numbers_begin_with_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="editionprinting",
            constraint=models.UniqueConstraint(fields=("edition", "language"), name="edition_language_once"),
        ),
        migrations.AddConstraint(
            model_name="editionpart",
            constraint=models.UniqueConstraint(fields=("printing", "position"), name="edition_part_position_once"),
        ),
        migrations.AddConstraint(
            model_name="ministryreport",
            constraint=models.UniqueConstraint(fields=("printing", "receiver"), name="ministry_report_once"),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.UniqueConstraint(fields=("report", "format"), name="report_file_once"),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["pdf", "docx", "xlsx"])), name="report_file_format_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("format", "pdf"), ("pages__isnull", False)),
                    models.Q(("format", "pdf"), _negated=True),
                    _connector="OR",
                ),
                name="printed_report_file_has_pages",
            ),
        ),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
