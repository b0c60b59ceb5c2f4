from django.db import migrations

FORWARD = """
CREATE FUNCTION forms_refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version of a form never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER forms_formversion_published BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change_of_published();
"""
BACK = """
DROP TRIGGER forms_formversion_published ON forms_formversion;
DROP FUNCTION forms_refuse_change_of_published();
"""


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
