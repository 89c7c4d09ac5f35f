from django.db import migrations

TRIGGERS = """
CREATE TRIGGER reporting_measurechange_never_changes BEFORE UPDATE OR DELETE ON reporting_measurechange
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE FUNCTION reporting_measure_is_of_its_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM reporting_answer WHERE id = NEW.topic_id AND document_id = NEW.document_id) THEN
        RAISE EXCEPTION 'The topic of a measure is of its own document.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (TG_OP = 'UPDATE' OR NOT NEW.is_removed) AND NOT EXISTS (
        SELECT 1 FROM reporting_document WHERE id = NEW.document_id AND state IN ('draft', 'returned')
    ) THEN
        RAISE EXCEPTION 'A measure changes only while its document is being written.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_measure_is_of_its_document BEFORE INSERT OR UPDATE ON reporting_measure
    FOR EACH ROW EXECUTE FUNCTION reporting_measure_is_of_its_document();
"""

BACK = """
DROP TRIGGER reporting_measure_is_of_its_document ON reporting_measure;
DROP FUNCTION reporting_measure_is_of_its_document();
DROP TRIGGER reporting_measurechange_never_changes ON reporting_measurechange;
"""


class Migration(migrations.Migration):
    """Each save of a measure stays; what is promised changes only while the plan is being written."""

    dependencies = [
        ("reporting", "0004_measures_of_a_plan"),
        ("office", "0002_rows_that_never_change"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
