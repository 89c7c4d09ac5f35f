from django.db import migrations

TABLES = ("completionrequest", "completionitem", "completionturn", "extension")

TRIGGERS = "".join(
    f"""
CREATE TRIGGER reporting_{table}_never_changes BEFORE UPDATE OR DELETE ON reporting_{table}
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();"""
    for table in TABLES
)

# A request for opening is changed once: when it is decided. What was asked stays as it was.
DECIDED_ONCE = """
CREATE FUNCTION reporting_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.decided_at IS NOT NULL
        OR (OLD.id, OLD.document_id, OLD.reason, OLD.by_id, OLD.at)
            IS DISTINCT FROM (NEW.id, NEW.document_id, NEW.reason, NEW.by_id, NEW.at)
    THEN
        RAISE EXCEPTION 'A row of % is never changed or deleted.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_reopenrequest_is_decided_once BEFORE UPDATE OR DELETE ON reporting_reopenrequest
    FOR EACH ROW EXECUTE FUNCTION reporting_decided_once();
"""

BACK = """
DROP TRIGGER reporting_reopenrequest_is_decided_once ON reporting_reopenrequest;
DROP FUNCTION reporting_decided_once();
""" + "".join(f"DROP TRIGGER reporting_{table}_never_changes ON reporting_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0015_requests_for_completion_and_extensions")]

    operations = [migrations.RunSQL(TRIGGERS + DECIDED_ONCE, BACK)]
