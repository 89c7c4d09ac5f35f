from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("strategies", "0004_strategies_become_first_versions")]

    operations = [
        migrations.RemoveField(
            model_name="strategypart",
            name="strategy",
        ),
        migrations.AlterModelOptions(
            name="strategy",
            options={
                "ordering": ["pk"],
                "verbose_name": "regional strategy",
                "verbose_name_plural": "regional strategies",
            },
        ),
        migrations.RemoveConstraint(
            model_name="strategy",
            name="strategy_since_before_until",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="basis",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="definition",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="implementer",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="language",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="mission",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="purpose",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="since",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="title",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="until",
        ),
        migrations.RemoveField(
            model_name="strategy",
            name="vision",
        ),
        migrations.DeleteModel(
            name="StrategyPart",
        ),
    ]
