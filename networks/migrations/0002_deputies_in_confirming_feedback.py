from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="role",
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
                verbose_name="role",
            ),
        ),
    ]
