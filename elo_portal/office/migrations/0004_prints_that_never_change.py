from django.db import migrations

TRIGGER = """
CREATE TRIGGER office_print_never_changes BEFORE UPDATE OR DELETE ON office_print
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""


class Migration(migrations.Migration):
    """What is told of a printed original (its hash, its pages, its moment) stands as firmly as its bytes."""

    dependencies = [("office", "0003_cache_table")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER office_print_never_changes ON office_print")]
