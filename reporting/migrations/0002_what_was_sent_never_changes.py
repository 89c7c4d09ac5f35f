from django.db import migrations

TRIGGERS = """
CREATE TRIGGER reporting_submission_never_changes BEFORE UPDATE OR DELETE ON reporting_submission
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_transition_never_changes BEFORE UPDATE OR DELETE ON reporting_transition
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER reporting_transition_never_changes ON reporting_transition;
DROP TRIGGER reporting_submission_never_changes ON reporting_submission;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0001_initial"),
        ("office", "0002_rows_that_never_change"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
