from django.db import migrations

TRIGGER = """
CREATE TRIGGER strategies_strategyarrival_never_changes BEFORE UPDATE OR DELETE ON strategies_strategyarrival
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = "DROP TRIGGER strategies_strategyarrival_never_changes ON strategies_strategyarrival;"


class Migration(migrations.Migration):
    dependencies = [("strategies", "0006_strategies_that_came_by_other_ways")]

    operations = [migrations.RunSQL(TRIGGER, BACK)]
