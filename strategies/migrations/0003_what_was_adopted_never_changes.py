from django.db import migrations

TRIGGERS = """
CREATE FUNCTION strategies_refuse_change_of_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept strategies_strategyversion;
BEGIN
    IF OLD.content IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        kept := NEW;
        kept.until := OLD.until;
        IF kept IS NOT DISTINCT FROM OLD
            AND (NEW.until IS NOT DISTINCT FROM OLD.until
                OR (NEW.until IS NOT NULL AND (OLD.until IS NULL OR NEW.until < OLD.until))) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'An adopted version of a strategy is never changed or deleted.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER strategies_adopted_never_changes BEFORE UPDATE OR DELETE ON strategies_strategyversion
    FOR EACH ROW EXECUTE FUNCTION strategies_refuse_change_of_adopted();
CREATE TRIGGER strategies_save_never_changes BEFORE UPDATE OR DELETE ON strategies_strategysave
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER strategies_save_never_changes ON strategies_strategysave;
DROP TRIGGER strategies_adopted_never_changes ON strategies_strategyversion;
DROP FUNCTION strategies_refuse_change_of_adopted();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("strategies", "0002_versions_and_saves"),
        ("office", "0002_rows_that_never_change"),
    ]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
