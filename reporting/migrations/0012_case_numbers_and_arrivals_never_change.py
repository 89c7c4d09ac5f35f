from django.db import migrations

TRIGGERS = """
CREATE TRIGGER reporting_casenumber_never_changes BEFORE UPDATE OR DELETE ON reporting_casenumber
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_arrival_never_changes BEFORE UPDATE OR DELETE ON reporting_arrival
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_arrivalfile_never_changes BEFORE UPDATE OR DELETE ON reporting_arrivalfile
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER reporting_arrivalfile_never_changes ON reporting_arrivalfile;
DROP TRIGGER reporting_arrival_never_changes ON reporting_arrival;
DROP TRIGGER reporting_casenumber_never_changes ON reporting_casenumber;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0011_case_numbers_and_arrivals_by_other_ways"),
        ("office", "0002_rows_that_never_change"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
