"""Where a case stands holds all that a queue is narrowed and ordered by, so that its indexes answer alone."""

import django.db.models.deletion
from django.db import migrations, models

STAND = """
CREATE OR REPLACE FUNCTION assessments_stand(case_id bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO assessments_standing AS kept (application_id, call_id, handler_id, state,
        submitted_at, submission_id, title, area_id, kind, applied,
        stage, officers, finished, met, recommendation_id, recommended_outcome, recommended_amount,
        decision_id, decided_outcome, decided_amount)
    SELECT case_id, own.call_id, own.handler_id, own.state, own.submitted_at, sent.id, coalesce(sent.title, own.title),
        CASE WHEN sent.id IS NULL THEN own.area_id ELSE place.id END,
        coalesce(sent.kind, own.kind), CASE WHEN sent.id IS NULL THEN own.applied ELSE sent.applied END,
        CASE WHEN ruled.id IS NOT NULL AND (advised.id IS NULL OR advised.id <= ruled.recommendation_id) THEN 'decided'
             WHEN advised.id IS NOT NULL THEN 'recommended'
             WHEN judged.finished > 0 THEN 'assessed'
             WHEN given.officers > 0 THEN 'assessing'
             ELSE 'waiting' END,
        given.officers, judged.finished, judged.met, advised.id, coalesce(advised.outcome, ''), advised.amount,
        ruled.id, coalesce(ruled.outcome, ''), ruled.amount
    FROM applications_application own
    LEFT JOIN LATERAL (SELECT id, left(content->>'title', 200) AS title, content->>'area' AS area,
            content->>'kind' AS kind, (content->>'applied')::numeric AS applied
            FROM applications_submission WHERE application_id = case_id ORDER BY number DESC LIMIT 1) sent ON true
    LEFT JOIN schemes_area place ON place.call_id = own.call_id AND place.key = sent.area
    CROSS JOIN (SELECT count(*) AS officers FROM assessments_assignment
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
    WHERE own.id = case_id
    ON CONFLICT (application_id) DO UPDATE SET call_id = excluded.call_id, handler_id = excluded.handler_id,
        state = excluded.state, submitted_at = excluded.submitted_at, submission_id = excluded.submission_id, title = excluded.title,
        area_id = excluded.area_id, kind = excluded.kind, applied = excluded.applied, stage = excluded.stage,
        officers = excluded.officers, finished = excluded.finished, met = excluded.met,
        recommendation_id = excluded.recommendation_id, recommended_outcome = excluded.recommended_outcome,
        recommended_amount = excluded.recommended_amount, decision_id = excluded.decision_id,
        decided_outcome = excluded.decided_outcome, decided_amount = excluded.decided_amount;
$$;
CREATE OR REPLACE FUNCTION assessments_historic_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_historic OR EXISTS (SELECT 1 FROM assessments_standing WHERE application_id = NEW.id) THEN
        PERFORM assessments_stand(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER assessments_application_stands
    AFTER UPDATE OF state, handler_id, submitted_at, call_id ON applications_application
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW AND NOT NEW.is_historic)
    EXECUTE FUNCTION assessments_historic_stands();
SELECT assessments_stand(application_id) FROM assessments_standing;
"""
BACK = """
DROP TRIGGER assessments_application_stands ON applications_application;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0003_submissions_never_change"),
        ("people", "0001_initial"),
        ("schemes", "0002_schemeversion_call_area_criterion_handler_and_more"),
        ("assessments", "0007_as_handed_in"),
    ]

    operations = [
        migrations.AddField(
            "standing",
            "call",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schemes.call"
            ),
        ),
        migrations.AddField(
            "standing",
            "handler",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddField("standing", "state", models.CharField(default="submitted", max_length=10)),
        migrations.AddField("standing", "submitted_at", models.DateTimeField(null=True)),
        migrations.RunSQL(STAND, BACK),
        migrations.AddIndex(
            "standing", models.Index(fields=["handler", "state", "stage"], name="standing_counted")
        ),
        migrations.AddIndex(
            "standing",
            models.Index(
                models.F("handler"),
                models.F("submitted_at").desc(nulls_last=True),
                models.F("application").desc(),
                name="standing_newest",
            ),
        ),
    ]
