from django.db import migrations

# What is compared is the whole row but the scanner's two columns, so that a later column is guarded too. A virus once
# found stays found: a file that was taken for one wrongly is given again.
FUNCTION = """
CREATE FUNCTION office_upload_changes_by_scan_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'scan' - 'scanned_at' = to_jsonb(OLD) - 'scan' - 'scanned_at'
        AND (OLD.scan <> 'infected' OR NEW.scan = 'infected')
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A row of % is never deleted, and only its scan changes.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER office_upload_changes_by_scan_alone BEFORE UPDATE OR DELETE ON office_upload
    FOR EACH ROW EXECUTE FUNCTION office_upload_changes_by_scan_alone();
"""

BACK = """
DROP TRIGGER office_upload_changes_by_scan_alone ON office_upload;
DROP FUNCTION office_upload_changes_by_scan_alone();
"""


class Migration(migrations.Migration):
    dependencies = [("office", "0004_attached_files")]

    operations = [migrations.RunSQL(FUNCTION, BACK)]
