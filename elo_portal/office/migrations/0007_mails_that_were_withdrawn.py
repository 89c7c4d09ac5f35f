from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_files_that_go_with_a_mail"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("leaving", "Leaving"),
                    ("delivered", "Delivered"),
                    ("again", "Will be tried again"),
                    ("failed", "Not delivered"),
                    ("uncertain", "Uncertain"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="noticeattempt",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("leaving", "Leaving"),
                    ("delivered", "Delivered"),
                    ("again", "Will be tried again"),
                    ("failed", "Not delivered"),
                    ("uncertain", "Uncertain"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
                verbose_name="outcome",
            ),
        ),
    ]
