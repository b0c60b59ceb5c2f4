"""The database itself keeps a deviation as it was written, the reading order as it was locked, a round as closed."""

from django.db import migrations

KEEP = """
CREATE FUNCTION selection_refuse_deviation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a deviation is never edited' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER selection_deviation_kept BEFORE UPDATE OR DELETE ON selection_deviation
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_deviation();
CREATE FUNCTION selection_refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.kind = 'live' AND OLD.state = 'closed' AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a closed round never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'draft' AND NEW.reading_order IS DISTINCT FROM OLD.reading_order THEN
        RAISE EXCEPTION 'a locked protocol never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER selection_round_closed BEFORE UPDATE ON selection_round
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_reopening();
"""
BACK = """
DROP TRIGGER selection_round_closed ON selection_round;
DROP FUNCTION selection_refuse_reopening();
DROP TRIGGER selection_deviation_kept ON selection_deviation;
DROP FUNCTION selection_refuse_deviation();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0005_weighing_and_telling")]
    operations = [migrations.RunSQL(KEEP, BACK)]
