from django.db import migrations

FUNCTION = """
CREATE FUNCTION office_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER office_auditentry_never_changes BEFORE UPDATE OR DELETE ON office_auditentry
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER office_revision_never_changes BEFORE UPDATE OR DELETE ON office_revision
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER office_printedfile_never_changes BEFORE UPDATE OR DELETE ON office_printedfile
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER office_printedfile_never_changes ON office_printedfile;
DROP TRIGGER office_revision_never_changes ON office_revision;
DROP TRIGGER office_auditentry_never_changes ON office_auditentry;
DROP FUNCTION office_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, BACK)]
