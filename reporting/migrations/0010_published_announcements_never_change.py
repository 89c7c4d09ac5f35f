from django.db import migrations

# Of a published announcement only the front page's three columns change, once. What is compared is the whole row but
# those, so that a later column is guarded too. Its groups and files are guarded with it.
FUNCTIONS = """
CREATE FUNCTION reporting_announcement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.taken_off_at IS NULL
        AND to_jsonb(NEW) - 'taken_off_at' - 'taken_off_by_id' - 'taken_off_reason'
          = to_jsonb(OLD) - 'taken_off_at' - 'taken_off_by_id' - 'taken_off_reason'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A published announcement is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reporting_announcement_stays BEFORE UPDATE OR DELETE ON reporting_announcement
    FOR EACH ROW EXECUTE FUNCTION reporting_announcement_stays();

CREATE FUNCTION reporting_part_of_announcement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM reporting_announcement
        WHERE published_at IS NOT NULL
            AND (TG_OP <> 'INSERT' AND id = OLD.announcement_id OR TG_OP <> 'DELETE' AND id = NEW.announcement_id)
    ) THEN
        RAISE EXCEPTION 'A published announcement is never changed or deleted.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_announcement_groups_stay BEFORE INSERT OR UPDATE OR DELETE ON reporting_announcement_groups
    FOR EACH ROW EXECUTE FUNCTION reporting_part_of_announcement_stays();
CREATE TRIGGER reporting_announcementfile_stays BEFORE INSERT OR UPDATE OR DELETE ON reporting_announcementfile
    FOR EACH ROW EXECUTE FUNCTION reporting_part_of_announcement_stays();
"""

BACK = """
DROP TRIGGER reporting_announcementfile_stays ON reporting_announcementfile;
DROP TRIGGER reporting_announcement_groups_stay ON reporting_announcement_groups;
DROP FUNCTION reporting_part_of_announcement_stays();
DROP TRIGGER reporting_announcement_stays ON reporting_announcement;
DROP FUNCTION reporting_announcement_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0009_announcements")]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
