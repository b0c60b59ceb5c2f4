"""The database itself keeps where a case stands, and refuses to edit what an officer has finished."""

from django.db import migrations

STAND = """
CREATE FUNCTION assessments_stand(case_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO assessments_standing AS kept (application_id, stage, officers, finished, met, recommendation_id,
        recommended_outcome, recommended_amount, decision_id, decided_outcome, decided_amount)
    SELECT case_id,
        CASE WHEN ruled.id IS NOT NULL AND (advised.id IS NULL OR advised.id <= ruled.recommendation_id) THEN 'decided'
             WHEN advised.id IS NOT NULL THEN 'recommended'
             WHEN judged.finished > 0 THEN 'assessed'
             WHEN given.officers > 0 THEN 'assessing'
             ELSE 'waiting' END,
        given.officers, judged.finished, judged.met, advised.id, coalesce(advised.outcome, ''), advised.amount,
        ruled.id, coalesce(ruled.outcome, ''), ruled.amount
    FROM (SELECT count(*) AS officers FROM assessments_assignment
            WHERE application_id = case_id AND assesses AND released_at IS NULL AND conflict <> 'conflict') given
    CROSS JOIN (SELECT count(DISTINCT done.id) AS finished,
            avg(CASE one.verdict WHEN 'met' THEN 1 WHEN 'partly' THEN 0.5 ELSE 0 END) AS met
            FROM assessments_assignment whose
            JOIN assessments_assessment done ON done.assignment_id = whose.id AND done.state = 'finished'
            LEFT JOIN assessments_judgement one ON one.assessment_id = done.id
            WHERE whose.application_id = case_id AND whose.conflict <> 'conflict') judged
    LEFT JOIN LATERAL (SELECT id, outcome, amount FROM assessments_recommendation
            WHERE application_id = case_id ORDER BY number DESC LIMIT 1) advised ON true
    LEFT JOIN LATERAL (SELECT id, outcome, amount, recommendation_id FROM assessments_decision
            WHERE application_id = case_id ORDER BY number DESC LIMIT 1) ruled ON true
    ON CONFLICT (application_id) DO UPDATE SET stage = excluded.stage, officers = excluded.officers,
        finished = excluded.finished, met = excluded.met, recommendation_id = excluded.recommendation_id,
        recommended_outcome = excluded.recommended_outcome, recommended_amount = excluded.recommended_amount,
        decision_id = excluded.decision_id, decided_outcome = excluded.decided_outcome,
        decided_amount = excluded.decided_amount;
$$;
CREATE FUNCTION assessments_stands_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM assessments_stand(NEW.application_id);
    RETURN NULL;
END $$;
CREATE FUNCTION assessments_judged_anew() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM assessments_stand(application_id) FROM assessments_assignment WHERE id = NEW.assignment_id;
    RETURN NULL;
END $$;
CREATE TRIGGER assessments_assignment_stands AFTER INSERT OR UPDATE ON assessments_assignment
    FOR EACH ROW EXECUTE FUNCTION assessments_stands_anew();
CREATE TRIGGER assessments_recommendation_stands AFTER INSERT ON assessments_recommendation
    FOR EACH ROW EXECUTE FUNCTION assessments_stands_anew();
CREATE TRIGGER assessments_decision_stands AFTER INSERT ON assessments_decision
    FOR EACH ROW EXECUTE FUNCTION assessments_stands_anew();
CREATE TRIGGER assessments_assessment_stands AFTER INSERT OR UPDATE OF state ON assessments_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_judged_anew();
SELECT assessments_stand(id) FROM applications_application WHERE id IN (
    SELECT application_id FROM assessments_assignment UNION SELECT application_id FROM assessments_recommendation
    UNION SELECT application_id FROM assessments_decision);
"""
STAND_BACK = """
DROP TRIGGER assessments_assessment_stands ON assessments_assessment;
DROP TRIGGER assessments_decision_stands ON assessments_decision;
DROP TRIGGER assessments_recommendation_stands ON assessments_recommendation;
DROP TRIGGER assessments_assignment_stands ON assessments_assignment;
DROP FUNCTION assessments_judged_anew();
DROP FUNCTION assessments_stands_anew();
DROP FUNCTION assessments_stand(bigint);
"""
FINISHED = """
CREATE FUNCTION assessments_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    as_before assessments_assessment;
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'finished' AND NEW.state = 'superseded' THEN
        as_before := NEW;
        as_before.state := OLD.state;
        as_before.updated_at := OLD.updated_at;
        IF as_before IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a finished assessment is superseded, never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER assessments_assessment_never_edited BEFORE UPDATE OR DELETE ON assessments_assessment
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_edit();
CREATE FUNCTION assessments_refuse_judging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM assessments_assessment
               WHERE id IN (OLD.assessment_id, NEW.assessment_id) AND state <> 'draft') THEN
        RAISE EXCEPTION 'a finished assessment is superseded, never edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER assessments_judgement_never_edited BEFORE INSERT OR UPDATE OR DELETE ON assessments_judgement
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_judging();
"""
FINISHED_BACK = """
DROP TRIGGER assessments_judgement_never_edited ON assessments_judgement;
DROP FUNCTION assessments_refuse_judging();
DROP TRIGGER assessments_assessment_never_edited ON assessments_assessment;
DROP FUNCTION assessments_refuse_edit();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_where_a_case_stands")]
    operations = [migrations.RunSQL(STAND, STAND_BACK), migrations.RunSQL(FINISHED, FINISHED_BACK)]
