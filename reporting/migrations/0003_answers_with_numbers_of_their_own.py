import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def number_as_the_question(apps, schema_editor):
    answers = apps.get_model("reporting", "Answer")
    questions = apps.get_model("reporting", "Question")
    number = questions.objects.filter(pk=OuterRef("question_id")).values("number")
    answers.objects.update(number=Subquery(number))


class Migration(migrations.Migration):
    """An answer has a number of its own, so that sections under own headings can stand beside the questions.

    A document may have a due moment of its own.
    """

    dependencies = [("reporting", "0002_what_was_sent_never_changes")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="extended_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="due moment of its own"),
        ),
        migrations.AddField(
            model_name="answer",
            name="number",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="number"),
        ),
        migrations.RunPython(number_as_the_question, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="answer",
            name="number",
            field=models.PositiveSmallIntegerField(verbose_name="number"),
        ),
        migrations.AddField(
            model_name="answer",
            name="heading",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="own heading"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="answer",
            name="is_removed",
            field=models.BooleanField(default=False, verbose_name="taken away"),
        ),
        migrations.AlterField(
            model_name="answer",
            name="question",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="reporting.question",
                verbose_name="question",
            ),
        ),
        migrations.AlterModelOptions(
            name="answer",
            options={"ordering": ["document", "number"], "verbose_name": "answer", "verbose_name_plural": "answers"},
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="answer_number_once"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("question", None), models.Q(("heading", ""), ("is_removed", False)), _connector="OR"
                ),
                name="answer_to_a_question_has_no_heading",
            ),
        ),
    ]
