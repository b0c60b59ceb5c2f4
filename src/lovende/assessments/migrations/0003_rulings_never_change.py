from django.db import migrations

FORWARD = """
CREATE FUNCTION assessments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a recommendation or decision is superseded, never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER assessments_recommendation_never_edited BEFORE UPDATE OR DELETE ON assessments_recommendation
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
CREATE TRIGGER assessments_decision_never_edited BEFORE UPDATE OR DELETE ON assessments_decision
    FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change();
"""
BACK = """
DROP TRIGGER assessments_recommendation_never_edited ON assessments_recommendation;
DROP TRIGGER assessments_decision_never_edited ON assessments_decision;
DROP FUNCTION assessments_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
