"""The database itself keeps what was locked: a protocol before anybody reads, a reading once it is given."""

from django.db import migrations

READINGS = """
CREATE FUNCTION selection_refuse_reading() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.locked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a locked reading never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER selection_reading_locked BEFORE UPDATE OR DELETE ON selection_reading
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_reading();
CREATE FUNCTION selection_refuse_tick() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM selection_reading
               WHERE id IN (OLD.reading_id, NEW.reading_id) AND locked_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a locked reading never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER selection_tick_locked BEFORE INSERT OR UPDATE OR DELETE ON selection_tick
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_tick();
"""
READINGS_BACK = """
DROP TRIGGER selection_tick_locked ON selection_tick;
DROP FUNCTION selection_refuse_tick();
DROP TRIGGER selection_reading_locked ON selection_reading;
DROP FUNCTION selection_refuse_reading();
"""
PROTOCOL = """
CREATE FUNCTION selection_refuse_protocol() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR NEW.state = 'draft' OR NEW.protocol IS DISTINCT FROM OLD.protocol
        OR NEW.protocol_sha256 IS DISTINCT FROM OLD.protocol_sha256 OR NEW.seed IS DISTINCT FROM OLD.seed
        OR NEW.per_measure IS DISTINCT FROM OLD.per_measure OR NEW.at_most IS DISTINCT FROM OLD.at_most THEN
        RAISE EXCEPTION 'a locked protocol never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER selection_round_locked BEFORE UPDATE OR DELETE ON selection_round
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_protocol();
CREATE FUNCTION selection_refuse_criterion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM selection_round
               WHERE id IN (OLD.round_id, NEW.round_id) AND kind = 'live' AND state <> 'draft') THEN
        RAISE EXCEPTION 'a locked protocol never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER selection_criterion_locked BEFORE INSERT OR UPDATE OR DELETE ON selection_criterion
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_criterion();
CREATE FUNCTION selection_refuse_phase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM selection_round
                   WHERE id IN (OLD.round_id, NEW.round_id) AND kind = 'live' AND state <> 'draft') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'UPDATE' OR OLD.state = 'settled'
        OR (NEW.round_id, NEW.key, NEW."order", NEW.title, NEW.question, NEW.gate)
            IS DISTINCT FROM (OLD.round_id, OLD.key, OLD."order", OLD.title, OLD.question, OLD.gate) THEN
        RAISE EXCEPTION 'a locked protocol never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER selection_phase_locked BEFORE INSERT OR UPDATE OR DELETE ON selection_phase
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_phase();
CREATE FUNCTION selection_refuse_candidate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    as_before selection_candidate;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM selection_round
                   WHERE id IN (OLD.round_id, NEW.round_id) AND state <> 'draft') THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.out_in_id IS NULL THEN
        as_before := NEW;
        as_before.out_in_id := OLD.out_in_id;
        IF as_before IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a locked protocol never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER selection_candidate_locked BEFORE INSERT OR UPDATE OR DELETE ON selection_candidate
    FOR EACH ROW EXECUTE FUNCTION selection_refuse_candidate();
"""
PROTOCOL_BACK = """
DROP TRIGGER selection_candidate_locked ON selection_candidate;
DROP FUNCTION selection_refuse_candidate();
DROP TRIGGER selection_phase_locked ON selection_phase;
DROP FUNCTION selection_refuse_phase();
DROP TRIGGER selection_criterion_locked ON selection_criterion;
DROP FUNCTION selection_refuse_criterion();
DROP TRIGGER selection_round_locked ON selection_round;
DROP FUNCTION selection_refuse_protocol();
"""


class Migration(migrations.Migration):
    dependencies = [("selection", "0001_initial")]
    operations = [
        migrations.RunSQL(READINGS, READINGS_BACK),
        migrations.RunSQL(PROTOCOL, PROTOCOL_BACK),
    ]
