from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0005_only_the_scan_of_a_file_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="files",
            field=models.ManyToManyField(
                blank=True, related_name="+", to="office.upload", verbose_name="other attached files"
            ),
        ),
    ]
