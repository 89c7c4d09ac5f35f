from django.db import migrations

# The rewordings of a note are numbered without a gap and end with its withdrawal. The note's row is held, so that two
# at once come one after the other.
TRIGGERS = """
CREATE TRIGGER reporting_internalnote_never_changes BEFORE UPDATE OR DELETE ON reporting_internalnote
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_noterewording_never_changes BEFORE UPDATE OR DELETE ON reporting_noterewording
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();

CREATE FUNCTION reporting_note_rewording_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last reporting_noterewording;
BEGIN
    PERFORM 1 FROM reporting_internalnote WHERE id = NEW.note_id FOR NO KEY UPDATE;
    SELECT * INTO last FROM reporting_noterewording WHERE note_id = NEW.note_id ORDER BY number DESC LIMIT 1;
    IF last.text = '' THEN
        RAISE EXCEPTION 'An internal note that was withdrawn is never reworded.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number <> COALESCE(last.number, 0) + 1 THEN
        RAISE EXCEPTION 'The rewordings of an internal note follow one another.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_noterewording_follows BEFORE INSERT ON reporting_noterewording
    FOR EACH ROW EXECUTE FUNCTION reporting_note_rewording_follows();
"""

BACK = """
DROP TRIGGER reporting_noterewording_follows ON reporting_noterewording;
DROP FUNCTION reporting_note_rewording_follows();
DROP TRIGGER reporting_noterewording_never_changes ON reporting_noterewording;
DROP TRIGGER reporting_internalnote_never_changes ON reporting_internalnote;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reporting", "0021_internal_notes"),
        ("office", "0002_rows_that_never_change"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
