from django.db import migrations

# Once a round has documents its questions are neither added, taken away nor moved; their wording may be corrected.
QUESTIONS = """
CREATE FUNCTION reporting_question_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_round bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.id, OLD.round_id, OLD.number, OLD.beside)
        IS NOT DISTINCT FROM (NEW.id, NEW.round_id, NEW.number, NEW.beside)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN of_round := NEW.round_id; ELSE of_round := OLD.round_id; END IF;
    IF EXISTS (SELECT FROM reporting_document WHERE round_id = of_round)
        OR (TG_OP = 'UPDATE' AND EXISTS (SELECT FROM reporting_document WHERE round_id = NEW.round_id))
    THEN
        RAISE EXCEPTION 'The questions of a round that is being written stand.' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_question_stands BEFORE INSERT OR UPDATE OR DELETE ON reporting_question
    FOR EACH ROW EXECUTE FUNCTION reporting_question_stands();
"""

ROUNDS = """
CREATE FUNCTION reporting_round_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.year, OLD.due, OLD.page_note, OLD.page_limit, OLD.goal_set_id, OLD.waits_for_feedback)
        IS DISTINCT FROM
        (NEW.kind, NEW.year, NEW.due, NEW.page_note, NEW.page_limit, NEW.goal_set_id, NEW.waits_for_feedback)
        AND EXISTS (SELECT FROM reporting_document WHERE round_id = OLD.id)
    THEN
        RAISE EXCEPTION 'What a round that is being written asks for stands.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_round_stands BEFORE UPDATE ON reporting_round
    FOR EACH ROW EXECUTE FUNCTION reporting_round_stands();
"""

CHANGES = """
CREATE TRIGGER reporting_roundchange_never_changes BEFORE UPDATE OR DELETE ON reporting_roundchange
    FOR EACH ROW EXECUTE FUNCTION office_refuse_change();
"""

BACK = """
DROP TRIGGER reporting_roundchange_never_changes ON reporting_roundchange;
DROP TRIGGER reporting_round_stands ON reporting_round;
DROP FUNCTION reporting_round_stands();
DROP TRIGGER reporting_question_stands ON reporting_question;
DROP FUNCTION reporting_question_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0018_rounds_in_preparation")]

    operations = [migrations.RunSQL(QUESTIONS + ROUNDS + CHANGES, BACK)]
