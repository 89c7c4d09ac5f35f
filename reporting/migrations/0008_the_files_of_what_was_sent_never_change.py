from django.db import migrations

TRIGGER = """
CREATE TRIGGER reporting_submission_attachments_never_change
    BEFORE UPDATE OR DELETE ON reporting_submission_attachments
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = "DROP TRIGGER reporting_submission_attachments_never_change ON reporting_submission_attachments;"


class Migration(migrations.Migration):
    dependencies = [("reporting", "0007_attachments_and_the_strategy_that_goes_along")]

    operations = [migrations.RunSQL(TRIGGER, BACK)]
