from django.db import migrations

TRIGGERS = """
CREATE FUNCTION reporting_require_both_confirmations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (
        SELECT count(*) <> 2 OR count(DISTINCT confirmed.ministry_id) <> 2 OR count(DISTINCT confirmed.by_id) <> 2
        FROM reporting_feedbackconfirmation confirmed
        WHERE confirmed.id IN (NEW.first_id, NEW.second_id)
            AND confirmed.letter_id = NEW.letter_id
            AND confirmed.act = 'confirm'
            AND confirmed.sha256 = NEW.wording_sha256
            AND NOT EXISTS (
                SELECT 1 FROM reporting_feedbackconfirmation later
                WHERE later.letter_id = confirmed.letter_id
                    AND later.ministry_id = confirmed.ministry_id
                    AND later.id > confirmed.id
            )
    ) THEN
        RAISE EXCEPTION 'A letter is published only when both ministries have confirmed that very version.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_publishedfeedback_is_confirmed BEFORE INSERT ON reporting_publishedfeedback
    FOR EACH ROW EXECUTE FUNCTION reporting_require_both_confirmations();
CREATE TRIGGER reporting_publishedfeedback_never_changes BEFORE UPDATE OR DELETE ON reporting_publishedfeedback
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_feedbackconfirmation_never_changes BEFORE UPDATE OR DELETE ON reporting_feedbackconfirmation
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_feedbackpublication_never_changes BEFORE UPDATE OR DELETE ON reporting_feedbackpublication
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
CREATE TRIGGER reporting_feedbackleftout_never_changes BEFORE UPDATE OR DELETE ON reporting_feedbackleftout
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER reporting_feedbackleftout_never_changes ON reporting_feedbackleftout;
DROP TRIGGER reporting_feedbackpublication_never_changes ON reporting_feedbackpublication;
DROP TRIGGER reporting_feedbackconfirmation_never_changes ON reporting_feedbackconfirmation;
DROP TRIGGER reporting_publishedfeedback_never_changes ON reporting_publishedfeedback;
DROP TRIGGER reporting_publishedfeedback_is_confirmed ON reporting_publishedfeedback;
DROP FUNCTION reporting_require_both_confirmations();
"""


class Migration(migrations.Migration):
    """A published letter has two confirmations of two ministries, of its very wording, and stands as it was given."""

    dependencies = [("reporting", "0013_feedback_letters"), ("office", "0002_rows_that_never_change")]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
